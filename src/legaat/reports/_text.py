"""The report in the terminal: quiet, eighty columns, one line per finding.

Everything is handed to rich as :class:`rich.text.Text`, never as markup, so that a name with
square brackets or control characters stays a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from legaat.messages import Lang, say
from legaat.reference import TaxonStanding
from legaat.reports._findings import MOST_STRIPS, find
from legaat.reports._report import Report
from legaat.reports._summary import summary
from legaat.reports._words import (
    chance,
    clean,
    finite,
    likelihood,
    once,
    sentence,
    share_words,
    short_name,
    status_words,
    usual_short,
    value_words,
)
from legaat.substances import Substance

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderResult

__all__ = ["render_plain", "render_text"]

WIDTH: Final = 80
_ROWS: Final = MOST_STRIPS
_TRACK: Final = 11
_RUNGS: Final = {"A": "▂▄▆█", "B": "▂▄▆ ", "C": "▂▄  ", "D": "▂   "}
_LONG: Final = 2_000
_DRAWN_FROM: Final = 72
"""Columns from which there is room for small pictures."""


@dataclass(frozen=True, slots=True)
class _Narrow:
    """The summary, never wider than the page of a book, and laid out for the width there is."""

    report: Report
    lang: Lang
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(self.width, options.max_width)
        page = _Page(self.report, self.lang, drawn=width >= _DRAWN_FROM)
        yield from console.render(Group(*page.parts()), options.update(width=width))


def render_text(report: Report, lang: Lang, width: int = WIDTH) -> RenderableType:
    """Return a summary for the terminal, for ``rich.console.Console.print``.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    width : int
        Most columns it takes; a narrower terminal gets a narrower summary.

    Returns
    -------
    something rich can print; the console decides about colour
    """
    return _Narrow(report, lang, width)


def render_plain(report: Report, lang: Lang, width: int = WIDTH, *, color: bool = False) -> str:
    """Return the same summary as text.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    width : int
        Columns.
    color : bool
        Whether to set it with the terminal's codes for bold and colour.
    """
    sheet = StringIO()
    console = Console(
        file=sheet,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        legacy_windows=False,
    )
    console.print(render_text(report, lang, width))
    return "".join(f"{line.rstrip()}\n" for line in sheet.getvalue().splitlines())


@dataclass(frozen=True, slots=True)
class _Page:
    """The parts of the summary; `drawn` says whether there is room for small pictures."""

    report: Report
    lang: Lang
    drawn: bool

    def parts(self) -> Iterator[RenderableType]:
        """Yield the parts from top to bottom."""
        report, lang = self.report, self.lang
        found = find(report)
        yield Text("")
        yield _line(say("report.page.heading", lang), "bold")
        word = say("report.page.sample-word", lang)
        yield _line(f"{word} {clean(report.profile.sample)}", "dim")
        yield from _care(report, lang)
        yield Text("")
        for words in summary(report, lang):
            yield _line(words)
        yield from _block("stand.missing", self.missing(found.missing), lang)
        yield from _block("stand.low", self.standing(found.low), lang)
        yield from _block("stand.high", self.standing(found.high), lang)
        yield from _block("section.make", self.substances(), lang)
        yield from self.legend()
        yield from _block("section.do", _advice(report, lang), lang)
        yield from _block("do.withheld", _withheld(report, lang), lang)
        yield Text("")
        yield _line(say("report.page.not-care", lang), "dim")

    def missing(self, rows: Sequence[TaxonStanding]) -> Table | None:
        """Return what seems to be missing, and how sure that is."""
        table = _table(1, None, None)
        for row in rows[:_ROWS]:
            p = finite(row.p_missing) or 0.0
            sure = _line(f"{likelihood(p, self.lang)} ({chance(p)})")
            table.add_row(self.name(row.taxon), self.pictured(_bar(p)), sure)
        if len(rows) > _ROWS:
            more = say("report.stand.missing-more", self.lang, n=len(rows) - _ROWS)
            table.add_row(_line(more, "dim"), Text(""), Text(""))
        return table if table.row_count else None

    def standing(self, rows: Sequence[TaxonStanding]) -> Table | None:
        """Return where taxa stand among healthy people."""
        table = _table(1, None, None, None)
        for row in rows[:_ROWS]:
            place = finite(row.percentile)
            share = share_words(row.share, self.lang)
            mine = _line(say("report.strip.me", self.lang, share=share))
            usual = Text(usual_short(row, self.lang), style="dim")
            table.add_row(self.name(row.taxon), self.pictured(_track(place)), mine, usual)
        return table if table.row_count else None

    def substances(self) -> Table | None:
        """Return what the bacteria can make."""
        table = _table(1, None, None, None)
        for row in self.report.panel:
            value, place = finite(row.value), finite(row.percentile)
            status = _line(status_words(row.status, self.lang))
            words = Text("–") if value is None else _line(_ranged(row, value, self.lang))
            track = Text("") if value is None else _track(place)
            table.add_row(_line(row.name(self.lang)), self.pictured(track), words, status)
        return table if table.row_count else None

    def legend(self) -> Iterator[RenderableType]:
        """Yield what the figures of the substances mean, where there are any."""
        if any(finite(row.value) is not None for row in self.report.panel):
            yield Padding(_line(say("report.make.screen", self.lang), "dim"), (0, 0, 0, 2))

    def name(self, taxon: str) -> Text:
        """Return a name in italics, short where there is little room."""
        return Text(clean(taxon, 40) if self.drawn else short_name(taxon), style="italic")

    def pictured(self, picture: Text) -> Text:
        """Return a small picture, or nothing where there is no room."""
        return picture if self.drawn else Text("")


def _ranged(row: Substance, value: float, lang: Lang) -> str:
    words = value_words(value, row.unit, lang)
    if row.interval is None:
        return words
    low, high = (value_words(v, row.unit, lang) for v in row.interval)
    return f"{words} ({say('report.share.between', lang, low=low, high=high)})"


def _line(words: str, style: str = "") -> Text:
    return Text(clean(words, _LONG), style=style)


def _block(key: str, table: Table | None, lang: Lang) -> Iterator[RenderableType]:
    if table is not None:
        yield Text("")
        yield _line(say(f"report.{key}", lang), "bold")
        yield Padding(table, (0, 0, 0, 2))


def _table(*ratios: int | None) -> Table:
    """Return a borderless table; a column with a ratio may wrap, the others keep their width."""
    table = Table.grid(padding=(0, 2))
    for ratio in ratios:
        table.add_column(ratio=ratio, overflow="fold", no_wrap=ratio is None)
    return table


def _care(report: Report, lang: Lang) -> Iterator[RenderableType]:
    if not report.advice.referrals:
        return
    yield Text("")
    yield _line(say("report.section.referral", lang), "bold")
    for referral, todo in once(report.advice.referrals, lang):
        word = say(f"report.care.{referral.urgency}", lang)
        words = " ".join(part for part in (todo, sentence(referral.why.text(lang))) if part)
        text = Text.assemble((f"{word}: ", "bold"), clean(words, _LONG))
        yield Padding(text, (0, 0, 0, 2))


def _advice(report: Report, lang: Lang) -> Table | None:
    if not report.advice.suggestions:
        return None
    table = _table(None, 1, None)
    for i, row in enumerate(report.advice.suggestions, start=1):
        grade = _line(f"{_RUNGS[row.grade]} {say(f'report.grade.{row.grade}', lang)}")
        table.add_row(_line(f"{i}"), _line(row.title.text(lang)), _keep(grade, _RUNGS[row.grade]))
    return table


def _keep(text: Text, start: str) -> Text:
    """Give back the blanks of a ladder, which cleaning joins together."""
    words = text.plain.removeprefix(start.strip()).strip()
    return Text(f"{start} {words}")


def _withheld(report: Report, lang: Lang) -> Table | None:
    if not report.advice.withheld:
        return None
    table = _table(1)
    for row in report.advice.withheld[:_ROWS]:
        why = _first(row.why.text(lang))
        table.add_row(Text.assemble(f"{clean(row.title.text(lang), _LONG)}: ", (why, "dim")))
    return table


def _first(words: str) -> str:
    """Return the first sentence; the page holds the rest."""
    first, stop, _ = clean(words, _LONG).partition(". ")
    return f"{first}." if stop else first


def _bar(part: float) -> Text:
    full = round(part * _TRACK)
    return Text.assemble(("━" * full, "cyan"), ("─" * (_TRACK - full), "dim"))


def _track(percentile: float | None) -> Text:
    """Draw a place among healthy people, from little to much."""
    if percentile is None:
        return Text("")
    place = min(max(round(percentile / 100 * (_TRACK - 1)), 0), _TRACK - 1)
    rest = _TRACK - 1 - place
    return Text.assemble(("─" * place, "dim"), ("●", "cyan"), ("─" * rest, "dim"))
