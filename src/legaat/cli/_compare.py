"""``legaat compare``: two samples of one person, and what changed beyond the noise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legaat._files import STDIO, check_outputs
from legaat.cli._options import FormatOption, JsonOption, LangOption, QuietOption
from legaat.cli._outputs import as_json, deliver
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
    lang: LangOption = None,
    json_file: JsonOption = None,
    sample_before: Annotated[
        str | None, typer.Option("--sample-before", help=words("help.sample"))
    ] = None,
    sample_after: Annotated[
        str | None, typer.Option("--sample-after", help=words("help.sample"))
    ] = None,
    format_: FormatOption = None,
    lab: Annotated[
        str | None, typer.Option(metavar="NAME", help=words("help.lab", "compare"))
    ] = None,
    quiet: QuietOption = False,
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
        deliver([(json_file, as_json(render_comparison_json(found, lang)))])
    if quiet or json_file == STDIO:
        return
    _show(render_comparison_text(found, lang))
    if json_file is not None:
        _show(say("cli.wrote", lang, path=str(json_file)))


def _show(part: Any) -> None:
    from rich.console import Console

    Console(highlight=False).print(part, markup=False)
