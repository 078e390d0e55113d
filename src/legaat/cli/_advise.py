"""``legaat advise``: what somebody could do, screened, graded and cited."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from legaat._files import STDIO, check_outputs, write_atomic
from legaat.cli import _complete
from legaat.cli._words import words
from legaat.errors import UsageError
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.reports import Report

__all__ = ["advise"]


def _help(key: str) -> str:
    return words(f"help.advise.{key}")


def advise(
    profile: Annotated[
        Path, typer.Argument(metavar="PROFILE", help=words("help.profile"), show_default=False)
    ],
    person: Annotated[
        Path | None, typer.Option(metavar="ME.toml", help=words("help.person"))
    ] = None,
    most: Annotated[int, typer.Option(min=0, max=20, help=words("help.most"))] = 5,
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
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE|-", help=words("help.json"))
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help=_help("html"))] = None,
    lang: Annotated[Literal["nl", "en"] | None, typer.Option(help=words("help.lang"))] = None,
    sample: Annotated[str | None, typer.Option(help=words("help.sample"))] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=words("help.format"),
            autocompletion=_complete.formats,
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=words("help.quiet"))] = False,
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

    # Everything is rendered before anything is written: a failure leaves no half a result.
    outputs = [(html, render_html(result, lang, advice_only=True))] if html is not None else []
    if json_file is not None:
        data = render_advice_json(result, lang)
        text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        outputs.append((json_file, text))
    for target, text in outputs:
        if target == STDIO:
            sys.stdout.write(text)
        else:
            write_atomic(target, text)
    if quiet or json_file == STDIO:
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(render_advice_text(result, lang))
    for path, _ in outputs:
        console.print(Text(say("cli.wrote", lang, path=str(path)), style="bold"))
