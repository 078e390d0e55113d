"""The reading report in the terminal: what was read, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from legaat.messages import Lang, number, say
from legaat.profiles import Profile
from legaat.reports._words import clean, dropped_words, finite, part_words

__all__ = ["render_reading"]

_LONG = 2_000
_MOST = 6
"""Lines about rows left out and warnings; the page and the JSON hold them all."""


def render_reading(profile: Profile, lang: Lang) -> RenderableType:
    """Return what was read, for ``rich.console.Console.print``.

    Parameters
    ----------
    profile : Profile
    lang : {"nl", "en"}
    """
    title = Text(say("report.about.read", lang), style="bold")
    lines = [Text(clean(line, _LONG)) for line in _lines(profile, lang)]
    return Group(Text(""), title, *(Padding(line, (0, 0, 0, 2)) for line in lines))


def _lines(profile: Profile, lang: Lang) -> Iterator[str]:
    reading = profile.report
    rank = say(f"report.reading.rank-{reading.rank}", lang)
    unit = {"1": "", "%": "%"}.get(reading.total_unit, f" {reading.total_unit}")
    total = f"{number(reading.total, lang, ',.6g')}{unit}"
    yield say(
        "report.reading.line", lang, format=reading.format, rank=rank, n=len(profile), total=total
    )
    unnamed = finite(reading.unclassified_share)
    if unnamed is None:
        yield say("report.reading.unnamed-unknown", lang)
    else:
        yield say("report.reading.unnamed", lang, share=part_words(unnamed, lang))
    if reading.mapped_share < 0.995:
        known = part_words(reading.mapped_share, lang)
        yield say("report.reading.mapped", lang, share=known)
    for row in reading.dropped[:_MOST]:
        yield say("report.reading.dropped", lang, words=dropped_words(row, lang))
    # Names that are only kept apart stand in the list too, under the same name.
    renamed = [change for change in reading.changes if change.old != change.new]
    if renamed:
        old, new = renamed[0].old, renamed[0].new
        yield say("report.reading.changed", lang, n=len(renamed), old=old, new=new)
    yield from (warning.text(lang) for warning in reading.warnings[:_MOST])
