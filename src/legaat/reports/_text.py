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

from legaat.advice import Effect, in_grams
from legaat.messages import Lang, Message, number, say
from legaat.reference import TaxonStanding
from legaat.reports._findings import MOST_STRIPS, find
from legaat.reports._missing import unsure_words
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
_UNITS: Final = frozenset({"g/day", "mmol/L"})
_CHANGES: Final = frozenset({"missing.back.more", "missing.back.less"})
_DRAWN_FROM: Final = 72
"""Columns from which there is room for small pictures."""

_BESIDE_FROM: Final = 66
"""Columns from which there is room for figures beside a name; below it they stand under it."""


@dataclass(frozen=True, slots=True)
class _Narrow:
    """The summary, never wider than the page of a book, and laid out for the width there is."""

    report: Report
    lang: Lang
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(self.width, options.max_width)
        page = _Page(self.report, self.lang, width)
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
    """The parts of the summary, for a width in columns."""

    report: Report
    lang: Lang
    width: int

    @property
    def drawn(self) -> bool:
        """Whether there is room for small pictures."""
        return self.width >= _DRAWN_FROM

    def table(self, *ratios: int | None) -> _Rows:
        """Return an empty table, laid out for the width."""
        return _Rows(ratios, beside=self.width >= _BESIDE_FROM)

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
        yield from self.unsure()
        yield from _block("stand.low", self.standing(found.low), lang)
        yield from _block("stand.high", self.standing(found.high), lang)
        yield from _block("section.make", self.substances(), lang)
        yield from self.legend()
        yield from _block("section.do", self.advice(), lang)
        yield from self.effects()
        yield from _block("do.withheld", self.withheld(), lang)
        yield Text("")
        yield _line(say("report.page.not-care", lang), "dim")

    def missing(self, rows: Sequence[TaxonStanding]) -> _Rows:
        """Return what seems to be missing, and how sure that is."""
        table = self.table(1, None, None)
        for row in rows[:_ROWS]:
            p = finite(row.p_missing) or 0.0
            sure = _line(f"{likelihood(p, self.lang)} ({chance(p)})")
            table.add(self.name(row.taxon), self.pictured(_bar(p)), sure)
        if len(rows) > _ROWS:
            more = say("report.stand.missing-more", self.lang, n=len(rows) - _ROWS)
            table.add(_line(more, "dim"), Text(""), Text(""))
        return table

    def unsure(self) -> Iterator[RenderableType]:
        """Yield what nearly everybody has and was not seen here, where there is any."""
        words = unsure_words(self.report, self.lang)
        if words:
            yield Text("")
            yield Padding(_line(words), (0, 0, 0, 2))

    def standing(self, rows: Sequence[TaxonStanding]) -> _Rows:
        """Return where taxa stand among healthy people."""
        table = self.table(1, None, None, None)
        for row in rows[:_ROWS]:
            place = finite(row.percentile)
            share = share_words(row.share, self.lang)
            mine = _line(say("report.strip.me", self.lang, share=share))
            usual = Text(usual_short(row, self.lang), style="dim")
            table.add(self.name(row.taxon), self.pictured(_track(place)), mine, usual)
        return table

    def substances(self) -> _Rows:
        """Return what the bacteria can make."""
        table = self.table(1, None, None, None)
        for row in () if self.report.young else self.report.panel:
            value, place = finite(row.value), finite(row.percentile)
            status = _line(status_words(row.status, self.lang))
            words = Text("–") if value is None else _line(_ranged(row, value, self.lang))
            track = Text("") if value is None else _track(place)
            table.add(_line(row.name(self.lang)), self.pictured(track), words, status)
        return table

    def legend(self) -> Iterator[RenderableType]:
        """Yield what the figures of the substances mean, where there are any."""
        if self.report.young:
            return
        if any(finite(row.value) is not None for row in self.report.panel):
            yield Padding(_line(say("report.make.screen", self.lang), "dim"), (0, 0, 0, 2))

    def advice(self) -> _Rows:
        """Return the suggestions, with their grades."""
        table = self.table(None, 1, None)
        for i, row in enumerate(self.report.advice.suggestions, start=1):
            rungs = _RUNGS[row.grade]
            grade = _line(f"{rungs} {say(f'report.grade.{row.grade}', self.lang)}")
            table.add(_line(f"{i}"), _line(row.title.text(self.lang)), _keep(grade, rungs))
        return table

    def withheld(self) -> _Rows:
        """Return what was not suggested, and why."""
        table = self.table(1)
        for row in self.report.advice.withheld[:_ROWS]:
            title, why = clean(row.title.text(self.lang), _LONG), _first(row.why.text(self.lang))
            table.add(Text.assemble(f"{title}: ", (why, "dim")))
        return table

    def effects(self) -> Iterator[RenderableType]:
        """Yield what the twin expects of suggestions and of what came back, where it was asked."""
        report, table = self.report, self.table(None, 1, None, None)
        told = [(f"{i}", row.effect) for i, row in enumerate(report.advice.suggestions, start=1)]
        told += [("+", effect) for effect in (report.blend.effects if report.blend else ())]
        for mark, effect in told:
            if effect is not None:
                table.add(_line(mark), *self.expected(effect))
        yield from _titled(say("terminal.effects.title", self.lang), table)
        if table.rows:
            yield Padding(_line(say("terminal.effects.legend", self.lang), "dim"), (0, 0, 0, 2))
        back = self.table(1, None)
        for taxon, said in report.returning.items():
            changes = [x for x in said if isinstance(x, Message) and x.id in _CHANGES]
            for change in changes:
                back.add(self.name(taxon), _line(_bare(change, self.lang)))
        yield from _titled(say("terminal.effects.back", self.lang), back)

    def expected(self, effect: Effect) -> tuple[Text, Text, Text]:
        """Return a substance, its change and the interval of that, in grams where it can."""
        effect = in_grams(effect) or effect
        form = "+.2f" if effect.unit == "g/day" else "+.1f"
        names = {row.id: row.name(self.lang) for row in self.report.panel}
        unit = effect.unit
        if unit in _UNITS:
            unit = say(f"terminal.unit.{unit.replace('/', '-')}", self.lang)
        low, high = (number(value, self.lang, form) for value in effect.interval)
        change = f"{number(effect.change, self.lang, form)} {unit}"
        between = say("terminal.effects.between", self.lang, low=low, high=high)
        name = names.get(effect.substance, effect.substance)
        return _line(name), _line(change), Text(between, style="dim")

    def name(self, taxon: str) -> Text:
        """Return a name in italics, short where there is little room."""
        return Text(clean(taxon, 40) if self.drawn else short_name(taxon), style="italic")

    def pictured(self, picture: Text) -> Text:
        """Return a small picture, or nothing where there is no room."""
        return picture if self.drawn else Text("")


def _bare(change: Message, lang: Lang) -> str:
    """Say how much more or less of a substance that is."""
    key = change.id.rpartition(".")[2]
    return say(f"terminal.effects.{key}", lang, **dict(change.params))


def _ranged(row: Substance, value: float, lang: Lang) -> str:
    words = value_words(value, row.unit, lang)
    if row.interval is None:
        return words
    low, high = (value_words(v, row.unit, lang) for v in row.interval)
    return f"{words} ({say('report.share.between', lang, low=low, high=high)})"


def _line(words: str, style: str = "") -> Text:
    return Text(clean(words, _LONG), style=style)


def _block(key: str, rows: _Rows, lang: Lang) -> Iterator[RenderableType]:
    yield from _titled(say(f"report.{key}", lang), rows)


def _titled(title: str, rows: _Rows) -> Iterator[RenderableType]:
    if rows.rows:
        yield Text("")
        yield _line(title, "bold")
        yield Padding(rows.drawn(), (0, 0, 0, 2))


class _Rows:
    """A borderless table; a column with a ratio may wrap, the others keep their width.

    Where there is no room beside each other, what stands behind the wrapping column goes below it.
    """

    def __init__(self, ratios: Sequence[int | None], *, beside: bool) -> None:
        self._ratios = ratios
        self._beside = beside
        self.rows: list[tuple[Text, ...]] = []

    def add(self, *cells: Text) -> None:
        """Add a row."""
        self.rows.append(cells)

    def drawn(self) -> Table:
        """Return the table for rich."""
        table = Table.grid(padding=(0, 2))
        if self._beside:
            for ratio in self._ratios:
                table.add_column(ratio=ratio, overflow="fold", no_wrap=ratio is None)
            for row in self.rows:
                table.add_row(*row)
            return table
        table.add_column(ratio=1, overflow="fold")
        first = self._ratios.index(1) + 1
        for row in self.rows:
            table.add_row(Text("  ").join(row[:first]))
            below = [cell for cell in row[first:] if cell.plain]
            if below:
                table.add_row(Padding(Text("  ").join(below), (0, 0, 0, 2)))
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


def _keep(text: Text, start: str) -> Text:
    """Give back the blanks of a ladder, which cleaning joins together."""
    words = text.plain.removeprefix(start.strip()).strip()
    return Text(f"{start} {words}")


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
