"""``legaat know``: look up a claim, a strain, a food, a substance, a rule, a source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from legaat.cli._help import Command, Group
from legaat.cli._words import words
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.knowledge import Card

__all__ = ["know_app"]

KindName = Literal[
    "claim", "intervention", "evidence", "strain", "substance", "area", "food", "rule", "sign",
    "interaction", "source",
]  # fmt: skip
VerdictName = Literal[
    "supported", "emerging", "preclinical", "overstated", "contradicted", "definitional conflict"
]
_STYLES = {
    "supported": "green",
    "emerging": "cyan",
    "preclinical": "cyan",
    "overstated": "yellow",
    "contradicted": "magenta",
    "definitional-conflict": "yellow",
}


def _help(key: str) -> str:
    return words(f"help.{key}", "know")


LangOption = Annotated[Literal["nl", "en"] | None, typer.Option(help=_help("lang"))]
JsonOption = Annotated[bool, typer.Option("--json", help=_help("json"))]

know_app = typer.Typer(cls=Group, help=_help("app"), epilog=_help("epilog"), no_args_is_help=True)


@know_app.command("search", cls=Command, help=_help("search"), epilog=_help("search-epilog"))
def search(
    text: Annotated[list[str], typer.Argument(metavar="WORDS", help=_help("words"))],
    kind: Annotated[KindName | None, typer.Option(help=_help("kind"))] = None,
    most: Annotated[int, typer.Option(min=1, help=_help("most"))] = 20,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find entries by words."""
    from legaat.knowledge import find

    asked = " ".join(text)
    found = find(asked, None if kind is None else [kind])
    if as_json:
        _print_json([card.to_dict() for card in found])
        return
    chosen = lang or default_lang()
    console = _console()
    if not found:
        console.print(say("know.none", chosen, words=asked), markup=False)
        raise typer.Exit(1)
    console.print(_listing(found[:most], chosen))
    if len(found) > most:
        left = say("know.more", chosen, n=len(found) - most, all=len(found))
        console.print(f"\n{left}", style="dim", markup=False)
    console.print("\n" + say("know.show-hint", chosen, id=found[0].id), style="dim", markup=False)


@know_app.command("show", cls=Command, help=_help("show"), epilog=_help("show-epilog"))
def show(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help=_help("name"))],
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one entry."""
    from legaat.knowledge import look_up

    card = look_up(" ".join(name))
    if as_json:
        _print_json(card.to_dict())
        return
    _print_card(card, lang or default_lang())


@know_app.command("claims", cls=Command, help=_help("claims"), epilog=_help("claims-epilog"))
def claims(
    verdict: Annotated[VerdictName | None, typer.Option(help=_help("verdict"))] = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the claims with their verdicts."""
    from legaat.knowledge import cards
    from legaat.knowledge import claims as all_claims

    chosen = lang or default_lang()
    found = [c for c in all_claims().values() if verdict is None or c.verdict == verdict]
    if as_json:
        _print_json([cards()[claim.id].to_dict() for claim in found])
        return
    table = _table("id", "verdict", "claim")
    for claim in found:
        key = claim.verdict.replace(" ", "-")
        table.add_row(
            claim.id,
            _styled(say(f"know.verdict.{key}", chosen), _STYLES[key]),
            _both(claim.claim.text(chosen), claim.claim.text("en" if chosen == "nl" else "nl")),
        )
    console = _console()
    console.print(table)
    hint = say("know.show-hint", chosen, id=found[0].id if found else "C01")
    console.print(f"\n{say('know.found', chosen, n=len(found))}. {hint}", style="dim", markup=False)


@know_app.command("sources", cls=Command, help=_help("sources"), epilog=_help("sources-epilog"))
def sources(
    name: Annotated[list[str] | None, typer.Argument(metavar="[NAME]", help=_help("name"))] = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """List sources: all that were seen, or those of one entry."""
    from legaat.knowledge import citations, look_up

    chosen = lang or default_lang()
    ids = look_up(" ".join(name)).citations if name else None
    if as_json:
        _print_json(citations(ids))
        return
    console = _console()
    found = sorted(citations(ids))
    if not found:
        console.print(say("know.no-source", chosen), markup=False)
        return
    console.print(_source_table(found, chosen))


# -- showing -------------------------------------------------------------------------------


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False)


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))


def _table(*kinds: str) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for kind in kinds:
        narrow = kind in {"id", "kind"}
        table.add_column(style="bold" if kind == "id" else None, no_wrap=narrow, overflow="fold")
    return table


def _styled(text: str, style: str) -> Any:
    from rich.text import Text

    return Text(text, style=style)


def _both(first: str, second: str) -> Any:
    """Return the name in the reader's language, and under it the other one, dimmed."""
    from rich.text import Text

    return Text.assemble(first, "\n", (second, "dim"))


def _listing(found: list[Card], lang: Lang) -> Any:
    table = _table("id", "kind", "title")
    other: Lang = "en" if lang == "nl" else "nl"
    for card in found:
        title, second = card.title.text(lang), card.title.text(other)
        line = _styled(title, "") if title == second else _both(title, second)
        table.add_row(card.id, _styled(say(f"know.kind.{card.kind}", lang), "dim"), line)
    return table


def _print_card(card: Card, lang: Lang) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console = _console()
    other: Lang = "en" if lang == "nl" else "nl"
    title, second = card.title.text(lang), card.title.text(other)
    console.print(Text.assemble((title, "bold")))
    if second != title:
        console.print(Text(second, style="dim"))
    head = [card.id, say(f"know.kind.{card.kind}", lang)]
    if card.verdict is not None:
        head.append(card.verdict.text(lang))
    console.print(Text(" · ".join(head), style="cyan"))
    if card.kind == "claim":
        for key, part in zip(("why", "right"), card.body, strict=True):
            console.print(Text.assemble("\n", (say(f"know.{key}", lang) + ". ", "bold"),
                                        part.text(lang)))  # fmt: skip
    else:
        for part in card.body:
            console.print(Text("\n" + part.text(lang)))
    if card.facts:
        console.print()
        table = _table("label", "value")
        for fact in card.facts:
            table.add_row(_styled(fact.label.text(lang), "dim"), fact.value.text(lang))
        console.print(Padding(table, (0, 0, 0, 2)))
        if card.kind == "food":
            console.print(Text(f"\n  {say('know.per-100', lang)}", style="dim"))
    _print_sources(card, lang)


def _print_sources(card: Card, lang: Lang) -> None:
    from rich.text import Text

    console = _console()
    if card.kind == "food":
        from legaat.knowledge import food_sources

        console.print(Text(f"\n{say('know.foods-from', lang)}", style="bold"))
        for source_id in card.also:
            source = food_sources()[source_id]
            parts = (source.authors, source.title, source.year, source.doi or "")
            console.print(Text("  " + ". ".join(p for p in parts if p)))
        return
    if card.citations:
        console.print(Text(f"\n{say('know.sources', lang)}", style="bold"))
        console.print(_source_table(list(card.citations), lang))
    elif card.kind in {"claim", "substance"}:
        console.print(Text(f"\n{say('know.no-source', lang)}", style="dim"))
    if card.own:
        console.print(Text(f"\n{say('know.own-rule', lang)}", style="dim"))
    if card.also:
        console.print(Text(f"\n{say('know.see-also', lang)}: {', '.join(card.also)}", style="dim"))


def _source_table(ids: list[str], lang: Lang) -> Any:
    from legaat.knowledge import citation

    table = _table("id", "text")
    for citation_id in ids:
        source = citation(citation_id)
        line = source.text()
        if source.verified == "partial":
            line += f" ({say('know.partly', lang)})"
        table.add_row(citation_id, _both(line, source.link) if source.link else line)
    return table
