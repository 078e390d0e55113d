"""``legaat models``: packs of metabolic models, to add, list, look at, check and remove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legaat.cli import _complete
from legaat.cli._help import Command, Group
from legaat.cli._outputs import as_json, deliver
from legaat.errors import UsageError, Where
from legaat.messages import default_lang, say

if TYPE_CHECKING:
    from legaat.twin import Pack, PackTaxon

__all__ = ["models_app"]


def _words(key: str, **params: Any) -> str:
    return say(f"twin.{key}", default_lang(), **params)


def _rank(rank: str) -> str:
    """Say a pack's rank; a collection may hold one that we have no word for."""
    return _words(f"say.rank-{rank}") if rank in {"species", "genus"} else rank


def _help(key: str) -> str:
    return _words(f"help.{key}")


models_app = typer.Typer(
    cls=Group, help=_help("models"), epilog=_help("models-epilog"), no_args_is_help=True
)

_Pack = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help=_help("pack"), show_default=False, autocompletion=_complete.packs
    ),
]


@models_app.command("add", cls=Command, help=_help("models-add"), epilog=_help("models-add-epilog"))
def models_add(
    source: Annotated[
        str, typer.Argument(metavar="PATH|URL", help=_help("source"), show_default=False)
    ],
    name: Annotated[str | None, typer.Option(help=_help("pack-name"))] = None,
    sha256: Annotated[str | None, typer.Option(help=_help("sha256"))] = None,
) -> None:
    """Compile a model collection."""
    from legaat.twin import add_models

    with _progress() as step:
        added = add_models(source, name, sha256=sha256, progress=step)
    if added.fresh:
        typer.echo(_words("added", n=added.taxa, path=str(added.path)))
    else:
        typer.echo(_words("say.same", path=str(added.path)))
    if added.left_out:
        typer.echo(_words("left-out", n=len(added.left_out)), err=True)
        for taxon, why in added.left_out:
            typer.echo(f"  {taxon}: {why}", err=True)


@models_app.command(
    "list", cls=Command, help=_help("models-list"), epilog=_help("models-list-epilog")
)
def models_list() -> None:
    """List the packs."""
    from legaat.errors import PackError
    from legaat.twin import list_packs

    for pack in list_packs():
        if isinstance(pack, PackError):
            typer.echo(f"{Path(pack.where.path or '').stem}  {_words('say.damaged')}")
        else:
            typer.echo(f"{pack.name}  {_rank(pack.rank)}  {_words('models', n=len(pack))}")


@models_app.command(
    "info", cls=Command, help=_help("models-info"), epilog=_help("models-info-epilog")
)
def models_info(
    name: _Pack,
    taxon: Annotated[str | None, typer.Option(metavar="TEXT", help=_help("info-taxon"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=_help("info-all"))] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE|-", help=_help("info-json"))
    ] = None,
) -> None:
    """Show one pack: what it holds in all, and its models where they are asked for."""
    from legaat._files import STDIO, check_outputs
    from legaat.twin import open_pack

    check_outputs((), (json_file,))
    pack = open_pack(name)
    rows = _chosen(pack, taxon)
    if json_file is not None:
        deliver([(json_file, as_json(_facts(pack, rows)))])
        if json_file == STDIO:
            return
    typer.echo(f"{pack.name}  {_rank(pack.rank)}  {_words('models', n=len(pack))}")
    if taxon is None:
        _summary(pack)
    if everything or taxon is not None:
        lines = [(t.id, t.species, f"{t.reactions} > {t.columns}") for t in rows]
        _show(("id", _words("say.col-species"), _words("say.col-reactions")), lines)
    else:
        typer.echo(_words("say.info-more", name=pack.name))


def _chosen(pack: Pack, part: str | None) -> tuple[PackTaxon, ...]:
    """Return the models whose id, species or genus holds this text; all of them for None."""
    if part is None:
        return pack.taxa
    bare = part.casefold().replace("_", " ")
    found = tuple(
        t
        for t in pack.taxa
        if any(bare in x.casefold().replace("_", " ") for x in (t.id, t.species, t.genus))
    )
    if not found:
        raise UsageError("models-none", where=Where(entry=f"--taxon {part[:80]}"), pack=pack.name)
    return found


def _summary(pack: Pack) -> None:
    typer.echo(_words("say.info-source", source=pack.source, digest=pack.key[:16]))
    genera = {t.genus for t in pack.taxa if t.genus}
    if genera:
        typer.echo(_words("say.info-genera", n=len(genera)))
    if pack.taxa:
        before, after = ([getattr(t, k) for t in pack.taxa] for k in ("reactions", "columns"))
        typer.echo(
            _words("say.info-reactions", least=min(before), middle=f"{median(before):.0f}",
                   most=max(before), after=f"{median(after):.0f}")
        )  # fmt: skip
    typer.echo(_words("say.info-lumen", n=len(pack.metabolites)))


def _facts(pack: Pack, rows: Sequence[PackTaxon]) -> dict[str, object]:
    """Return all that a pack tells of itself, as plain data."""
    return {
        "name": pack.name,
        "rank": pack.rank,
        "source": pack.source,
        "key": pack.key,
        "models": len(pack),
        "taxa": [{slot: getattr(t, slot) for slot in t.__slots__} for t in rows],
        "metabolites": {
            key: {"name": words, "formula": formula}
            for key, (words, formula) in sorted(pack.metabolites.items())
        },
    }


@models_app.command(
    "check", cls=Command, help=_help("models-check"), epilog=_help("models-check-epilog")
)
def models_check(name: _Pack) -> None:
    """Check one pack; the exit status is 1 where a record is damaged."""
    from legaat.twin import check_pack, open_pack

    rows = check_pack(open_pack(name))
    damaged = [r.taxon for r in rows if r.damaged]
    still = [r.taxon for r in rows if r.growth < 1e-6]
    energy = [r.taxon for r in rows if r.energy > 1e-3]
    odd = [r for r in rows if r.unbalanced]
    typer.echo(
        _words("say.some-damaged", taxa=_some(damaged)) if damaged else _words("say.all-sound")
    )
    if still:
        typer.echo(_words("say.no-growth", taxa=_some(still)))
    if energy:
        typer.echo(_words("say.energy", taxa=_some(energy)))
    if odd:
        n = sum(r.unbalanced for r in odd)
        typer.echo(_words("say.unbalanced", n=n, taxa=len(odd)))
    if damaged:
        raise typer.Exit(1)


@models_app.command(
    "remove", cls=Command, help=_help("models-remove"), epilog=_help("models-remove-epilog")
)
def models_remove(name: _Pack) -> None:
    """Remove one pack."""
    from legaat.twin import remove_pack

    typer.echo(_words("say.removed", path=str(remove_pack(name))))


def _some(names: list[str]) -> str:
    return ", ".join(names[:10]) + (" …" if len(names) > 10 else "")


def _show(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, title in enumerate(head):
        table.add_column(title, justify="left" if i == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)


@contextmanager
def _progress() -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def step(done: int, total: int, taxon: str) -> None:
            bar.update(
                task, completed=done, total=total, description=_words("say.compiling", name=taxon)
            )

        yield step
