"""``legaat advise``: what somebody could do, screened, graded and cited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legaat._files import STDIO, check_outputs
from legaat.cli._options import (
    FormatOption,
    JsonOption,
    LangOption,
    MostOption,
    PersonOption,
    ProfileFile,
    QuietOption,
    SampleOption,
)
from legaat.cli._outputs import Output, as_json, deliver
from legaat.cli._words import words
from legaat.errors import UsageError
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.reports import Report

__all__ = ["advise"]


def _help(key: str) -> str:
    return words(f"help.advise.{key}")


def advise(
    profile: ProfileFile,
    person: PersonOption = None,
    most: MostOption = 5,
    strains: Annotated[bool, typer.Option("--strains", help=_help("strains"))] = False,
    blend: Annotated[bool, typer.Option("--blend", help=_help("blend"))] = False,
    most_grams: Annotated[float | None, typer.Option(min=0, help=_help("grams"))] = None,
    most_capsules: Annotated[int | None, typer.Option(min=0, help=_help("capsules"))] = None,
    must: Annotated[
        list[str] | None, typer.Option("--must", metavar="NAME", help=_help("must"))
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(metavar="PRICES.toml", help=_help("prices"))
    ] = None,
    effects: Annotated[bool, typer.Option(help=_help("effects"))] = True,
    json_file: JsonOption = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help=_help("html"))] = None,
    lang: LangOption = None,
    sample: SampleOption = None,
    format_: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Advise one person."""
    from legaat.advice import MOST_GRAMS, MOST_PIECES, Person, read_prices
    from legaat.profiles import read_profile
    from legaat.reports import build_report

    chosen = lang or default_lang()
    check_outputs((profile, person, prices), (html, json_file))
    told = (most_grams, most_capsules, must or None, prices)
    if not blend and any(value is not None for value in told):
        raise UsageError("blend-not-asked")
    limits: dict[str, Any] = {
        "most_grams": MOST_GRAMS if most_grams is None else most_grams,
        "most_pieces": MOST_PIECES if most_capsules is None else most_capsules,
        "must": tuple(must or ()),
        "prices": read_prices(prices) if prices is not None else None,
    }
    somebody = Person.read(person) if person is not None else None
    read = read_profile(profile, sample=sample, format=format_)
    result = build_report(
        read,
        somebody,
        most=most,
        effects=effects,
        strains=strains,
        blend=limits if blend else False,
    )
    _write(result, chosen, html, json_file, quiet=quiet)


def _write(
    result: Report, lang: Lang, html: Path | None, json_file: Path | None, *, quiet: bool
) -> None:
    from legaat.reports import render_advice_json, render_advice_text, render_html

    outputs: list[Output] = []
    if html is not None:
        outputs.append((html, render_html(result, lang, advice_only=True)))
    if json_file is not None:
        outputs.append((json_file, as_json(render_advice_json(result, lang))))
    deliver(outputs)
    if quiet or json_file == STDIO:
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(render_advice_text(result, lang))
    for path, _ in outputs:
        console.print(Text(say("cli.wrote", lang, path=str(path)), style="bold"))
