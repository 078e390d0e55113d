"""``legaat diets``: what people eat, what incubations hold, and media that were kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legaat.cli import _complete
from legaat.cli._help import Command, Group
from legaat.messages import Lang, default_lang, number, say

if TYPE_CHECKING:
    from legaat.twin import Diet, Intake

__all__ = ["diets_app"]


def _words(key: str, **params: Any) -> str:
    return say(f"twin.{key}", default_lang(), **params)


def _help(key: str) -> str:
    return _words(f"help.{key}")


diets_app = typer.Typer(
    cls=Group, help=_help("diets"), epilog=_help("diets-epilog"), no_args_is_help=True
)


@diets_app.command("add", cls=Command, help=_help("diets-add"), epilog=_help("diets-add-epilog"))
def diets_add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_help("diet-file"), show_default=False)
    ],
    name: Annotated[str | None, typer.Option(help=_help("diet-name"))] = None,
) -> None:
    """Keep a diet."""
    from legaat.twin import add_diet

    typer.echo(_words("say.kept", name=add_diet(file, name).name))


@diets_app.command("list", cls=Command, help=_help("diets-list"), epilog=_help("diets-list-epilog"))
def diets_list() -> None:
    """List the diets: those that were kept, and those that come with Legaat."""
    from legaat.twin import list_diets, shipped_diets

    kept = list_diets()
    rows = [(name, _words("diet.kept")) for name in kept]
    rows += [(name, _words(f"diet.{name}")) for name in shipped_diets() if name not in kept]
    _show((_words("diet.name"), ""), rows)


@diets_app.command("show", cls=Command, help=_help("diets-show"), epilog=_help("diets-show-epilog"))
def diets_show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE", help=_help("diet-show"), autocompletion=_complete.diets
        ),
    ],
) -> None:
    """Show one diet."""
    from legaat.twin import list_diets, open_diet, shipped_diets

    diet, lang = open_diet(name), default_lang()
    if diet.basis == "medium":
        typer.echo(f"{diet.name}  {_words('nutrients', n=len(diet.imports))}")
        order = sorted(diet.imports.items(), key=lambda row: (-row[1], row[0]))
        _show(("id", "mmol/gDW/h"), [(f"EX_{k}", number(v, lang, ".4g")) for k, v in order])
        return
    shipped = name in shipped_diets() and name not in list_diets()
    typer.echo(f"{diet.name}  {_words(f'diet.{name}') if shipped else ''}".rstrip())
    _grams(diet, lang, shipped=shipped)


def _grams(diet: Diet, lang: Lang, *, shipped: bool) -> None:
    from legaat.twin import intakes, media_rows, nutrients

    rows = [r for r in (*intakes(), *media_rows()) if r.diet == diet.name] if shipped else []
    table = nutrients()
    if diet.basis == "person":
        known = {r.nutrient: r for r in rows}
        eaten = [*diet.eaten, *(r.nutrient for r in rows if r.grams is None)]
        order = sorted(dict.fromkeys(eaten), key=lambda n: (-diet.eaten.get(n, -1.0), n))
        lines = [
            (
                table[n].name.text(lang) if n in table else n,
                number(diet.eaten[n], lang, ".1f") if n in diet.eaten else "–",
                _state(known.get(n), lang),
            )
            for n in order
        ]
        _show((say("twin.diet.eaten", lang), say("twin.diet.per-day", lang), ""), lines)
        typer.echo("")
    known = {r.nutrient: r for r in rows} if diet.basis == "incubation" else {}
    grams = [*sorted(diet.grams, key=lambda n: (-diet.grams[n], n))]
    grams += [n for n, r in known.items() if r.grams is None]
    unit = "per-day" if diet.basis == "person" else "per-litre"
    title = "colon" if diet.basis == "person" else "medium"
    lines = [
        (
            table[n].name.text(lang),
            number(diet.grams[n], lang, ".2f") if n in diet.grams else "–",
            _state(known.get(n), lang, assumed=shipped and diet.basis == "incubation"),
        )
        for n in grams
    ]
    _show((say(f"twin.diet.{title}", lang), say(f"twin.diet.{unit}", lang), ""), lines)
    typer.echo("")
    typer.echo(say(f"twin.diet.shared-{diet.basis}", lang, grams=diet.biomass, hours=diet.hours))
    if shipped:
        _sources(rows, diet, lang)


def _state(row: Intake | None, lang: Lang, *, assumed: bool = False) -> str:
    if row is None:
        return say("twin.diet.state.assumption", lang) if assumed else ""
    ids = ", ".join(s for s in row.sources if s not in {"own", "S_DERIVED"})
    words = say(f"twin.diet.state.{row.state.replace(' ', '-')}", lang)
    return f"{words} ({ids})" if ids else words


def _sources(rows: Iterable[Intake], diet: Diet, lang: Lang) -> None:
    from legaat.twin import constants, nutrients, sources

    rows = tuple(rows)
    used = [s for row in rows for s in row.sources]
    table, numbers = nutrients(), constants()
    if diet.basis == "person":
        reaches = {table[row.nutrient].reaches for row in rows} - {""}
        used += [s for name in reaches for s in numbers[name].sources]
    elif not rows:
        used += [s for n in numbers.values() if n.id.startswith("stool_") for s in n.sources]
    lines = []
    for source_id in sorted({s for s in used if s not in {"own", "S_DERIVED"}}):
        s = sources()[source_id]
        words = (s.authors.rstrip("."), s.title.rstrip("."), f"{s.year} {s.doi or ''}".strip())
        lines.append((s.id, ". ".join(word for word in words if word)))
    if lines:
        typer.echo("")
        _show((say("twin.diet.sources", lang), ""), lines)
    typer.echo(say("twin.diet.more", lang))


def _show(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, title in enumerate(head):
        right = i == 1 and title != ""
        table.add_column(title, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)
