"""The advice in the terminal: what to do first, quiet and complete, in eighty columns.

Everything is handed to rich as :class:`rich.text.Text`, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from legaat.advice import Blend, Effect, StrainFit, Strains, Suggestion, Withheld
from legaat.knowledge import OWN_RULE, Citation
from legaat.messages import Lang, Speakable, say
from legaat.reports._cautions import intro_key
from legaat.reports._citations import citations_of, sources
from legaat.reports._html_biotics import a_day, calendar, model_key
from legaat.reports._report import Report
from legaat.reports._shared import shared_cautions
from legaat.reports._words import clean, heading, once, once_each, sentence

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderResult

__all__ = ["render_advice_text"]

WIDTH: Final = 80
_LONG: Final = 2_000
_LADDER: Final = {"A": "▂▄▆█", "B": "▂▄▆", "C": "▂▄", "D": "▂"}
_WEEKS: Final = 6


def render_advice_text(report: Report, lang: Lang, width: int = WIDTH) -> RenderableType:
    """Return the advice for the terminal, for ``rich.console.Console.print``.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    width : int
        Most columns it takes; a narrower terminal gets narrower lines.
    """
    return _Narrow(report, lang, width)


@dataclass(frozen=True, slots=True)
class _Narrow:
    report: Report
    lang: Lang
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(self.width, options.max_width)
        page = _Page(self.report, self.lang, _numbers(self.report, self.lang))
        yield from console.render(Group(*page.parts()), options.update(width=width))


def _numbers(report: Report, lang: Lang) -> Mapping[str, tuple[int, Citation]]:
    """Return the number and the text of each source of the advice."""
    known = sources(report, lang, advice_only=True)
    keys = [key for key in known if key != OWN_RULE]
    return {key: (i, known[key]) for i, key in enumerate(keys, start=1)}


@dataclass(frozen=True, slots=True)
class _Page:
    """The parts of the advice from top to bottom; `known` numbers its sources."""

    report: Report
    lang: Lang
    known: Mapping[str, tuple[int, Citation]]

    def say(self, key: str, **params: str | float) -> str:
        return say(f"report.{key}", self.lang, **params)

    def parts(self) -> Iterator[RenderableType]:
        """Yield the parts."""
        report = self.report
        yield Text("")
        yield Text(self.say("page.heading-advice"), style="bold")
        word = self.say("page.sample-word")
        yield _line(f"{word} {clean(report.profile.sample)}", "dim")
        yield from self.care()
        yield from self.doing()
        if report.blend is not None:
            yield from self.blend(report.blend)
        if report.strains is not None:
            yield from self.strains(report.strains)
        yield from self.leave()
        yield from self.withheld()
        yield from self.questions()
        yield from self.sources()
        yield Text("")
        yield _line(self.say("page.not-care"), "dim")

    def title(self, key: str) -> Iterator[RenderableType]:
        yield Text("")
        yield Text(self.say(key), style="bold underline")

    def care(self) -> Iterator[RenderableType]:
        """Yield when to see a doctor, before all else."""
        referrals = self.report.advice.referrals
        if not referrals:
            return
        lines: list[RenderableType] = []
        for referral, todo in once(referrals, self.lang):
            word = self.say(f"care.{referral.urgency}")
            words = " ".join(p for p in (todo, sentence(referral.why.text(self.lang))) if p)
            lines.append(Text.assemble((f"{word}: ", "bold"), clean(words, _LONG)))
        yield Text("")
        yield Panel(
            Group(*lines),
            title=Text(self.say("section.referral"), style="bold"),
            title_align="left",
            border_style="red",
        )

    def doing(self) -> Iterator[RenderableType]:
        """Yield the suggestions, best first."""
        advice = self.report.advice
        yield from self.title("section.do")
        yield _line(self.say(intro_key(advice)))
        if not self.report.person_given:
            yield _line(self.say("do.unknown-person"), "italic")
        shared = shared_cautions(advice.suggestions, self.lang)
        if shared:
            yield Text("")
            yield Text(say("terminal.shared.title", self.lang), style="bold")
            yield _facts((self.those(numbers), _line(words)) for words, numbers in shared.items())
        for i, row in enumerate(advice.suggestions, start=1):
            yield from self.suggestion(i, row, shared)

    def those(self, numbers: Sequence[int]) -> str:
        """Say which suggestions are meant."""
        if len(numbers) == len(self.report.advice.suggestions):
            return say("terminal.shared.every", self.lang)
        return say("terminal.shared.some", self.lang, numbers=", ".join(map(str, numbers)))

    def suggestion(
        self, i: int, row: Suggestion, shared: Mapping[str, tuple[int, ...]]
    ) -> Iterator[RenderableType]:
        yield Text("")
        yield self.headline(f"{i}", row.title.text(self.lang), row.grade)
        facts: list[tuple[str, RenderableType]] = []
        if row.dose is not None:
            facts.append((self.say("do.dose"), _line(row.dose.text(self.lang))))
        if row.start_low:
            facts.append((self.say("do.start"), _list(row.start_low, self.lang)))
        facts.append((self.say("do.why"), _list(row.why, self.lang)))
        cautions = [text.text(self.lang) for text in row.cautions]
        own = [words for words in cautions if words not in shared]
        if len(own) < len(cautions):
            own.append(say("terminal.shared.above", self.lang))
        if own:
            facts.append((self.say("do.careful"), _bullets(own)))
        facts.append((self.say("page.sources"), self.refs(row.citations)))
        yield _facts(facts)

    def headline(self, mark: str, title: str, grade: str) -> Table:
        table = Table.grid(expand=True, padding=(0, 1))
        table.add_column(width=2)
        table.add_column(ratio=1)
        table.add_column(justify="right", no_wrap=True)
        right = Text(f"{_LADDER[grade]} {self.say(f'grade.{grade}')}", style="cyan")
        table.add_row(Text(mark, style="bold"), Text(clean(title, _LONG), style="bold"), right)
        return table

    def refs(self, ids: Sequence[str]) -> Text:
        """Return the numbers of sources; they stand in full at the end."""
        found = [f"[{self.known[key][0]}]" for key in ids if key in self.known]
        own = [self.say("do.own-rule")] if OWN_RULE in ids else []
        return Text(" ".join([*found, *own]), style="dim")

    def blend(self, blend: Blend) -> Iterator[RenderableType]:
        """Yield the recipe, or what stands in the way."""
        yield from self.title("section.blend")
        if not blend.parts:
            yield _line(self.say("blend.none"))
            yield _bullets(once_each(text.text(self.lang) for text in blend.blocked))
        else:
            yield _line(self.say("blend.intro"))
            yield Text("")
            yield from self.calendar(blend)
            yield _line(self.say("blend.stop"), "dim")
            for part in blend.parts:
                yield Text("")
                yield self.headline("+", part.title.text(self.lang), part.grade)
                facts: list[tuple[str, RenderableType]] = [
                    (self.say("do.dose"), _line(a_day(part, self.lang))),
                    (
                        self.say("blend.for"),
                        _line(", ".join(once_each(t.text(self.lang) for t in part.covers))),
                    ),
                    (self.say("blend.how"), _line(part.dose.text(self.lang) if part.dose else "–")),
                    (self.say("do.why"), _list(part.why, self.lang)),
                    (self.say("blend.form"), _line(part.form.text(self.lang))),
                ]
                if part.cautions:
                    facts.append((self.say("do.careful"), _list(part.cautions, self.lang)))
                facts.append((self.say("page.sources"), self.refs(part.citations)))
                yield _facts(facts)
            yield Text("")
            for effect in blend.effects:
                yield _line(f"{self.say('blend.together')} {self.effect(effect)}")
            if blend.eur_month is not None:
                yield _line(self.say("blend.cost", eur=blend.eur_month))
            if blend.open:
                what = ", ".join(text.text(self.lang) for text in blend.open)
                yield _line(self.say("blend.open", what=what))
            if blend.proof is not None:
                yield _line(self.say("blend.proof", n=blend.proof.candidates), "dim")
        if blend.notes:
            yield Text("")
            yield _bullets(text.text(self.lang) for text in blend.notes)

    def effect(self, effect: Effect) -> str:
        from legaat.reports._html_do import effect_words

        names = {row.id: row.name(self.lang) for row in self.report.panel}
        return effect_words(effect, names, self.lang)

    def calendar(self, blend: Blend) -> Iterator[RenderableType]:
        """Yield the weeks, six beside each other."""
        weeks, rows = calendar(blend, self.lang)
        for start in range(0, len(weeks), _WEEKS):
            table = Table(box=None, padding=(0, 1), pad_edge=False, expand=False)
            table.add_column(self.say("blend.column-what"), ratio=1, header_style="dim")
            for week in weeks[start : start + _WEEKS]:
                key = "week-final" if week == weeks[-1] else "week"
                table.add_column(
                    self.say(f"blend.{key}", n=week), justify="right", header_style="dim"
                )
            for title, cells in rows:
                some = cells[start : start + _WEEKS]
                if any(cell != "–" for cell in some):
                    table.add_row(Text(clean(title, _LONG)), *(Text(cell) for cell in some))
            yield table

    def strains(self, strains: Strains) -> Iterator[RenderableType]:
        """Yield the strains that were tested for this person, and the others in a line each."""
        yield from self.title("section.strains")
        yield _line(self.say("strains.intro"))
        notes: list[RenderableType] = []
        for note in strains.notes:
            words = Text(clean(note.text(self.lang), _LONG))
            refs = self.refs(citations_of(note))
            notes.append(Text.assemble(words, " ", refs) if refs.plain else words)
        yield _bulleted(notes)
        for fit in (fit for fit in strains.fits if fit.for_you):
            yield from self.fit(fit)
        others = [fit for fit in strains.fits if not fit.for_you]
        if others:
            yield Text("")
            yield _line(self.say("strains.others", n=len(others)), "bold")
            yield _bulleted(
                Text.assemble(
                    (f"{fit.title.text(self.lang)}: ", ""),
                    (self.say(f"strains.model-{model_key(fit)}"), "dim"),
                    " ",
                    self.refs(fit.citations),
                )
                for fit in others
            )
        if strains.withheld:
            yield Text("")
            yield _line(self.say("strains.withheld", n=len(strains.withheld)), "bold")
            yield self.held(strains.withheld)

    def fit(self, fit: StrainFit) -> Iterator[RenderableType]:
        yield Text("")
        yield self.headline("●", fit.title.text(self.lang), fit.grade)
        word = self.say(f"strains.{'try' if fit.could_try else 'doubt'}")
        facts: list[tuple[str, RenderableType]] = [("", _line(heading(word), "bold"))]
        if fit.dose is not None:
            facts.append((self.say("do.dose"), _line(fit.dose.text(self.lang))))
        facts.append((self.say("do.why"), _list(fit.why, self.lang)))
        if fit.cautions:
            facts.append((self.say("do.careful"), _list(fit.cautions, self.lang)))
        facts.append((self.say("page.sources"), self.refs(fit.citations)))
        yield _facts(facts)

    def leave(self) -> Iterator[RenderableType]:
        """Yield what one can leave alone."""
        rows = self.report.advice.leave_alone
        if rows:
            yield from self.title("do.leave")
            yield _bulleted(
                Text.assemble(clean(row.text(self.lang), _LONG), " ", self.refs(citations_of(row)))
                for row in rows
            )

    def withheld(self) -> Iterator[RenderableType]:
        """Yield what was not suggested, and why."""
        yield from self.title("do.withheld")
        advice = self.report.advice
        if not advice.withheld:
            key = "withheld-unknown" if advice.questions else "withheld-none"
            yield _line(self.say(f"do.{key}"))
            return
        yield self.held(advice.withheld)

    def held(self, rows: Sequence[Withheld]) -> RenderableType:
        lines: list[Text] = []
        for row in self._same_reason(rows):
            title, why, refs = row
            lines.append(Text.assemble(f"{title}: ", (why, "dim"), " ", refs))
        return _bulleted(lines)

    def _same_reason(self, rows: Sequence[Withheld]) -> Iterator[tuple[str, str, Text]]:
        """Say several things that are held back for one reason in one line."""
        together: dict[str, list[Withheld]] = {}
        for row in rows:
            together.setdefault(row.why.text(self.lang), []).append(row)
        for why, some in together.items():
            titles = [clean(row.title.text(self.lang), _LONG) for row in some]
            cited = [c for row in some for c in row.citations]
            yield "; ".join(titles), clean(why, _LONG), self.refs(tuple(dict.fromkeys(cited)))

    def questions(self) -> Iterator[RenderableType]:
        """Yield what would make the advice fit better."""
        asked = self.report.advice.questions
        if asked:
            yield from self.title("do.questions")
            yield _bullets(text.text(self.lang) for text in asked)

    def sources(self) -> Iterator[RenderableType]:
        """Yield every source that a number stands for."""
        if not self.known:
            return
        yield from self.title("page.sources")
        table = Table.grid(padding=(0, 1))
        table.add_column(justify="right", no_wrap=True, style="dim")
        table.add_column(ratio=1, style="dim", overflow="fold")
        for number, row in self.known.values():
            link = f" {row.link}" if row.link else ""
            table.add_row(Text(f"[{number}]"), Text(f"{row.text()}{link}"))
        yield table


def _line(words: str, style: str = "") -> Text:
    return Text(clean(words, _LONG), style=style)


def _list(items: Iterable[Speakable], lang: Lang) -> RenderableType:
    return _bullets(item.text(lang) for item in items)


def _bullets(items: Iterable[str]) -> RenderableType:
    return _bulleted(_line(heading(words)) for words in items)


def _bulleted(items: Iterable[RenderableType]) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1, overflow="fold")
    for item in items:
        table.add_row("–", item)
    return table


def _facts(rows: Iterable[tuple[str, RenderableType]]) -> RenderableType:
    """Lay out names and values in two columns; what a value wraps to stays in its column."""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=12, style="dim", overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), value)
    return Padding(table, (0, 0, 0, 3))
