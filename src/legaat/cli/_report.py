"""``legaat report``: the main job, from a profile to a report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from legaat._files import STDIO, check_outputs
from legaat.cli import _complete
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
from legaat.errors import UsageError, Where
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.reports import Report

__all__ = ["report"]

# A file above this size takes about a second to read, so that a bar is worth its flicker.
_BAR_FROM_BYTES = 8 * 1024 * 1024


def report(
    profile: ProfileFile,
    person: PersonOption = None,
    lang: LangOption = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help=words("help.html"))] = None,
    json_file: JsonOption = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help=words("help.pdf"))] = None,
    sample: SampleOption = None,
    format_: FormatOption = None,
    rank: Annotated[
        Literal["species", "genus"] | None, typer.Option(help=words("help.rank"))
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option("--map", metavar="taxon=COL,abundance=COL", help=words("help.map")),
    ] = None,
    taxonomy: Annotated[
        Path | None, typer.Option(metavar="FILE", help=words("help.taxonomy"))
    ] = None,
    lab: Annotated[str | None, typer.Option(metavar="NAME", help=words("help.lab"))] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=words("help.date"))] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help=words("help.reference"), autocompletion=_complete.references
        ),
    ] = None,
    most: MostOption = 5,
    effects: Annotated[bool, typer.Option(help=words("help.advise.effects"))] = False,
    strains: Annotated[bool, typer.Option("--strains", help=words("help.advise.strains"))] = False,
    blend: Annotated[bool, typer.Option("--blend", help=words("help.advise.blend"))] = False,
    quiet: QuietOption = False,
    open_page: Annotated[bool, typer.Option("--open", help=words("help.open"))] = False,
) -> None:
    """Read a profile, compare it, and write a report."""
    from legaat.advice import Person
    from legaat.profiles import read_profile
    from legaat.reports import build_report, render_reading, render_text

    chosen = lang or default_lang()
    page = _page_path(profile, html, json_file)
    check_outputs((profile, person, taxonomy), (page, json_file, pdf))
    somebody = Person.read(person) if person is not None else None
    with _progress(profile, chosen, quiet=quiet) as tick:
        read = read_profile(
            profile, sample=sample, format=format_, rank=rank, mapping=_mapping(mapping),
            taxonomy=taxonomy, lab=lab, date=date, progress=tick,
        )  # fmt: skip
    talk = not quiet and STDIO not in {json_file, pdf}
    if talk:
        _show(render_reading(read, chosen))
    result = build_report(
        read, somebody, reference=reference, most=most, effects=effects, strains=strains,
        blend=blend,
    )  # fmt: skip
    outputs = _rendered(result, chosen, page, pdf, json_file)
    deliver(outputs)
    if talk:
        _show(render_text(result, chosen), *_written(outputs, chosen))
    if open_page and page is not None:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _rendered(
    result: Report, lang: Lang, page: Path | None, pdf: Path | None, json_file: Path | None
) -> list[Output]:
    """Render what was asked for, all of it before anything is written."""
    from legaat.reports import render_html, render_json, render_pdf

    outputs: list[Output] = []
    if page is not None:
        outputs.append((page, render_html(result, lang)))
    if pdf is not None:
        outputs.append((pdf, render_pdf(result, lang)))
    if json_file is not None:
        outputs.append((json_file, as_json(render_json(result, lang))))
    return outputs


def _page_path(profile: Path, html: Path | None, json_file: Path | None) -> Path | None:
    """Choose where the page goes: named, else beside the working folder, else nowhere."""
    if html is not None:
        return html
    if json_file == STDIO:
        return None
    stem = profile.name.split(".", maxsplit=1)[0] or "profile"
    return Path(f"{stem}-legaat.html")


def _mapping(text: str | None) -> dict[str, str] | None:
    """Read ``taxon=Name,abundance=pct`` into a mapping of role to column."""
    if text is None:
        return None
    pairs: dict[str, str] = {}
    for part in text.split(","):
        role, equals, column = part.partition("=")
        if not equals or not role.strip() or not column.strip():
            raise UsageError("bad-map", where=Where(entry="--map"), part=part)
        pairs[role.strip()] = column.strip()
    return pairs


def _written(outputs: list[Output], lang: Lang) -> list[Any]:
    from rich.text import Text

    return [Text(say("cli.wrote", lang, path=str(path)), style="bold") for path, _ in outputs]


def _show(*parts: Any) -> None:
    from legaat.cli._screen import show

    show(*parts)


@contextmanager
def _progress(path: Path, lang: Lang, *, quiet: bool) -> Iterator[Callable[[float], None] | None]:
    """Show a bar on the error stream while a large file is read, and only in a terminal."""
    try:
        large = path.stat().st_size > _BAR_FROM_BYTES
    except OSError:
        large = False
    if quiet or not large or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("cli.reading", lang, name=path.name), total=1.0)
        yield lambda done: bar.update(task, completed=done)
