"""The weeks of a plan as an iCalendar file (RFC 5545), for the calendar program of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from legaat._version import __version__
from legaat.advice import Entry, Week
from legaat.messages import Lang, say
from legaat.web._plan import Plan

__all__ = ["Span", "calendar", "given", "spans"]

_LINE: Final = 75
_DAYS: Final = 7
_MINUTES: Final = 15
"""How long an entry with a time lasts."""

_MORNING: Final = 9
"""The hour of a reminder of an entry for the whole day."""


@dataclass(frozen=True, slots=True)
class Span:
    """Weeks on end in which a thing is done in the same way.

    Attributes
    ----------
    id : str
    number : int
        Which span of that thing it is, from 1: with the id it names the entry in a calendar.
    week, weeks : int
        The first week, from 1, and how many.
    entry : Entry
    ends : bool
        Whether the studies ended with it.
    """

    id: str
    number: int
    week: int
    weeks: int
    entry: Entry
    ends: bool


def spans(weeks: Iterable[Week]) -> tuple[Span, ...]:
    """Return the steps of all things, in the order in which they begin."""
    found: list[Span] = []
    open_: dict[str, Span] = {}
    for week in weeks:
        here = {entry.id: entry for entry in week.entries}
        found += [open_.pop(name) for name in list(open_) if name not in here]
        for name, entry in here.items():
            old = open_.get(name)
            if old is not None and not entry.fresh:
                open_[name] = Span(name, old.number, old.week, old.weeks + 1, old.entry, entry.last)
                continue
            if old is not None:
                found.append(old)
            number = 1 + sum(1 for span in found if span.id == name)
            open_[name] = Span(name, number, week.number, 1, entry, entry.last)
    return tuple(sorted([*found, *open_.values()], key=lambda s: (s.week, s.id)))


def given(plan: Plan, weeks: Iterable[Week]) -> dict[str, int]:
    """Return how many entries of each thing a calendar had at most, with a file of these weeks."""
    most = dict(plan.given)
    for span in spans(weeks):
        most[span.id] = max(span.number, most.get(span.id, 0))
    return most


def calendar(weeks: Sequence[Week], first: date, plan: Plan, profile_id: str, lang: Lang) -> str:
    """Return a calendar with an entry for each step of each thing.

    The same step has the same UID in each file of a profile, so that taking in a later file
    replaces the entries of the one before; what is no longer in the plan is taken back. A time of
    day is that of the place where somebody is.

    Parameters
    ----------
    weeks : sequence of Week
    first : date
        Day of the first step.
    plan : Plan
        For the time of day, the reminder, and when it was changed.
    profile_id : str
        So that the plans of two profiles don't replace each other.
    lang : {"nl", "en"}
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Legaat//Legaat {__version__}//{lang.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(say('web.plan.ics-name', lang))}",
    ]
    told = spans(weeks)
    head = _Head(first, plan, profile_id, lang)
    for span in told:
        lines += head.event(span)
    lines += [line for name, number in _gone(plan.given, told) for line in head.gone(name, number)]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _gone(given: Mapping[str, int], told: Iterable[Span]) -> Iterator[tuple[str, int]]:
    here = {(span.id, span.number) for span in told}
    for name, most in sorted(given.items()):
        for number in range(1, most + 1):
            if (name, number) not in here:
                yield name, number


@dataclass(frozen=True, slots=True)
class _Head:
    """What the entries of one file share."""

    first: date
    plan: Plan
    profile_id: str
    lang: Lang

    def event(self, span: Span) -> list[str]:
        entry = span.entry
        title = say("web.plan.step", self.lang, title=entry.title, n=entry.step, all=entry.steps)
        text = [entry.say.text(self.lang)]
        text += [caution.text(self.lang) for caution in entry.cautions]
        text += [say("web.plan.look-back", self.lang)] if span.ends else []
        text += [] if entry.once else [say("report.blend.stop", self.lang)]
        daily = self.plan.times == "day" and not entry.once
        days = span.weeks * _DAYS
        lines = [
            *self._begin(span.id, span.number, self.first + (span.week - 1) * timedelta(_DAYS)),
            f"SUMMARY:{_escaped(title if entry.steps > 1 else entry.title.text(self.lang))}",
            f"DESCRIPTION:{_escaped(chr(10).join(text))}",
            *([f"RRULE:FREQ=DAILY;COUNT={days}"] if daily else []),
            "STATUS:CONFIRMED",
        ]
        return [*lines, *self._alarm(title), "END:VEVENT"]

    def gone(self, name: str, number: int) -> list[str]:
        """Take an entry back that an earlier file gave; what it was isn't said."""
        return [
            *self._begin(name, number, self.first),
            f"SUMMARY:{_escaped(say('web.plan.ics-gone', self.lang))}",
            "STATUS:CANCELLED",
            "END:VEVENT",
        ]

    def _begin(self, name: str, number: int, day: date) -> list[str]:
        day_before = self.first - timedelta(days=1)
        changed = self.plan.changed or datetime.combine(day_before, time(), UTC)
        stamp = f"{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return [
            "BEGIN:VEVENT",
            f"UID:{name}-{number}-{self.profile_id}@legaat",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"SEQUENCE:{self.plan.revision}",
            *self._when(day),
            "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE",
        ]

    def _when(self, day: date) -> list[str]:
        if self.plan.clock is None:
            return [
                f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            ]
        begin = datetime.combine(day, time.fromisoformat(self.plan.clock))
        end = begin + timedelta(minutes=_MINUTES)
        return [f"DTSTART:{begin:%Y%m%dT%H%M%S}", f"DTEND:{end:%Y%m%dT%H%M%S}"]

    def _alarm(self, title: str) -> list[str]:
        if not self.plan.remind:
            return []
        trigger = f"PT{_MORNING}H" if self.plan.clock is None else "PT0S"
        return [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_escaped(title)}",
            f"TRIGGER:{trigger}",
            "END:VALARM",
        ]


def _escaped(text: str) -> str:
    for char in ("\\", ";", ","):
        text = text.replace(char, "\\" + char)
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a line after 75 octets, never inside a character."""
    part, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LINE:
            yield part
            part, size = " ", 1
        part += char
        size += width
    yield part
