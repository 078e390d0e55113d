"""``legaat compare``: two samples of one person, and what changed beyond the noise."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from legaat._files import STDIO, check_outputs, write_atomic
from legaat.cli import _complete
from legaat.cli._words import words
from legaat.errors import InputError, UsageError, Where
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.reference import Comparison

__all__ = ["compare"]


def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help=words("help.before", "compare"))],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help=words("help.after", "compare"))],
    same_lab: Annotated[
        bool, typer.Option("--same-lab", help=words("help.same-lab", "compare"))
    ] = False,
    lang: Annotated[Literal["nl", "en"] | None, typer.Option(help=words("help.lang"))] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE|-", help=words("help.json"))
    ] = None,
    sample_before: Annotated[
        str | None, typer.Option("--sample-before", help=words("help.sample"))
    ] = None,
    sample_after: Annotated[
        str | None, typer.Option("--sample-after", help=words("help.sample"))
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=words("help.format"),
            autocompletion=_complete.formats,
        ),
    ] = None,
    lab: Annotated[
        str | None, typer.Option(metavar="NAME", help=words("help.lab", "compare"))
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=words("help.quiet"))] = False,
) -> None:
    """Compare two samples of one person."""
    from legaat.profiles import read_profile
    from legaat.reference import changes

    chosen = lang or default_lang()
    check_outputs((before, after), (json_file,))
    first = read_profile(before, sample=sample_before, format=format_, lab=lab)
    second = read_profile(after, sample=sample_after, format=format_, lab=lab)
    if before.samefile(after) and first.sample == second.sample:
        raise UsageError("compare-same", where=Where(path=str(before), sample=first.sample))
    found = changes(first, second, same_lab=same_lab)
    _tell(found, chosen, json_file, quiet=quiet)
    if found.why_not:
        raise typer.Exit(InputError.exit_status)


def _tell(found: Comparison, lang: Lang, json_file: Path | None, *, quiet: bool) -> None:
    from legaat.reports import render_comparison_json, render_comparison_text

    if json_file is not None:
        data = render_comparison_json(found, lang)
        text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        if json_file == STDIO:
            sys.stdout.write(text)
        else:
            write_atomic(json_file, text)
    if quiet or json_file == STDIO:
        return
    _show(render_comparison_text(found, lang))
    if json_file is not None:
        _show(say("cli.wrote", lang, path=str(json_file)))


def _show(part: Any) -> None:
    from rich.console import Console

    Console(highlight=False).print(part, markup=False)
