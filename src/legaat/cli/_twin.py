"""``legaat models`` and ``legaat simulate``: the twin's verbs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from legaat.cli._diets import diets_app
from legaat.cli._simulation import Change, show
from legaat.errors import UsageError, Where
from legaat.messages import default_lang, say

__all__ = ["diets_app", "models_app", "simulate"]


def _words(key: str, **params: Any) -> str:
    return say(f"twin.{key}", default_lang(), **params)


def _rank(rank: str) -> str:
    """Say a pack's rank; a collection may hold one that we have no word for."""
    return _words(f"say.rank-{rank}") if rank in {"species", "genus"} else rank


def _help(key: str) -> str:
    return _words(f"help.{key}")


models_app = typer.Typer(help=_help("models"), no_args_is_help=True)

_Pack = Annotated[str, typer.Argument(metavar="NAME", help=_help("pack"), show_default=False)]


@models_app.command("add", help=_help("models-add"))
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


@models_app.command("list", help=_help("models-list"))
def models_list() -> None:
    """List the packs."""
    from legaat.errors import PackError
    from legaat.twin import list_packs

    for pack in list_packs():
        if isinstance(pack, PackError):
            typer.echo(f"{Path(pack.where.path or '').stem}  {_words('say.damaged')}")
        else:
            typer.echo(f"{pack.name}  {_rank(pack.rank)}  {_words('models', n=len(pack))}")


@models_app.command("info", help=_help("models-info"))
def models_info(name: _Pack) -> None:
    """Show one pack."""
    from legaat.twin import open_pack

    pack = open_pack(name)
    typer.echo(f"{pack.name}  {_rank(pack.rank)}  {_words('models', n=len(pack))}")
    typer.echo(f"{pack.source}  {pack.key[:16]}")
    rows = [(t.id, t.species, f"{t.reactions} > {t.columns}") for t in pack.taxa]
    _show(("id", _words("say.col-species"), _words("say.col-reactions")), rows)


@models_app.command("check", help=_help("models-check"))
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


@models_app.command("remove", help=_help("models-remove"))
def models_remove(name: _Pack) -> None:
    """Remove one pack."""
    from legaat.twin import remove_pack

    typer.echo(_words("say.removed", path=str(remove_pack(name))))


def simulate(
    profile: Annotated[
        Path, typer.Argument(metavar="PROFILE", help=_help("profile"), show_default=False)
    ],
    pack: Annotated[str | None, typer.Option(metavar="NAME", help=_help("pack-use"))] = None,
    diet: Annotated[str | None, typer.Option(metavar="NAME|FILE", help=_help("diet"))] = None,
    fraction: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help=_help("fraction"), show_default=False),
    ] = None,
    add: Annotated[list[str] | None, typer.Option(metavar="inulin=10g", help=_help("add"))] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="TAXON", help=_help("without"))
    ] = None,
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="TAXON=0.01", help=_help("with"))
    ] = None,
    ranges: Annotated[bool, typer.Option("--ranges", help=_help("ranges"))] = False,
    everything: Annotated[bool, typer.Option("--all", help=_help("all"))] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE|-", help=_help("json"))
    ] = None,
    sample: Annotated[str | None, typer.Option(help=_help("sample"))] = None,
    lang: Annotated[Literal["nl", "en"] | None, typer.Option(help=_help("lang"))] = None,
) -> None:
    """Simulate a profile's community, now and after a change."""
    from legaat import profiles
    from legaat._files import STDIO, check_outputs, write_atomic
    from legaat.twin import Twin

    to_screen = json_file == STDIO
    check_outputs((profile, Path(diet) if diet else None), (json_file,))
    adding = dict(_share(text) for text in with_ or ())
    read = profiles.read_profile(profile, sample=sample)
    found = Twin(read, pack=pack, diet=diet).simulate(
        fraction=fraction, add=add or (), without=without or (), adding=adding, ranges=ranges
    )
    spoken = lang or default_lang()
    if json_file is not None:
        text = json.dumps(found.to_dict(spoken), ensure_ascii=False, indent=1, allow_nan=False)
        if to_screen:
            sys.stdout.write(text + "\n")
            return
        write_atomic(json_file, text + "\n")
    change = Change(added=tuple(add or ()), without=tuple(without or ()), joined=tuple(adding))
    show(found, change, spoken, everything=everything)


def _share(text: str) -> tuple[str, float]:
    taxon, sign, share = text.rpartition("=")
    try:
        return taxon.strip(), float(share.replace(",", ".")) if sign else float("nan")
    except ValueError as error:
        raise UsageError("bad-share", where=Where(entry=f"--with {text[:80]}")) from error


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
