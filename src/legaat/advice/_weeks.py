"""The weeks of a plan: one thing at a time, from low to the dose, with a stop where it is needed.

A thing begins when the one before it has been at its last step for a week, so that somebody notices
which of them does what. A step lasts as long as its own sentence says, a week where it says
nothing. All of that, the slower pace, and going back a step are Legaat's own rule (evidence row
I243: start at a quarter to a third, raise each week, stop raising at complaints).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from legaat.knowledge import Portion, portions
from legaat.messages import Lang, Message, Speakable, capital

__all__ = ["MOST_WEEKS", "Doing", "Entry", "Pace", "Week", "weeks_of"]

Pace: TypeAlias = Literal["usual", "slow"]

MOST_WEEKS: Final = 104
"""Weeks that a plan may have: two years."""

_SLOWER: Final = 2
_LABEL: Final[Mapping[Lang, re.Pattern[str]]] = {
    "en": re.compile(r"(?:From w|W)eeks? (\d+)(?: and (\d+))?: "),
    "nl": re.compile(r"(?:Vanaf w|W)eek (\d+)(?: en (\d+))?: "),
}


@dataclass(frozen=True, slots=True)
class Doing:
    """A thing that somebody does, with its steps.

    Attributes
    ----------
    id : str
    title : Speakable
    dose : Speakable or None
    start_low : tuple of Speakable
    most_step : int or None
        The step beyond which it isn't raised, from 1, because of complaints.
    cautions : tuple of Speakable
        What to mind with it. They go along to wherever it is done or bought.
    once : bool
        It is asked for once, such as a referral: that takes a day, and somebody else says how it
        goes on. What comes after it needn't wait.
    """

    id: str
    title: Speakable
    dose: Speakable | None
    start_low: tuple[Speakable, ...]
    most_step: int | None = None
    cautions: tuple[Speakable, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What to do of one thing in one week.

    Attributes
    ----------
    id : str
    title, say : Speakable
        What; how much, without the number of the week.
    step, steps : int
        Which step it is, from 1, and of how many.
    fresh : bool
        Whether it is new or another amount than the week before.
    last : bool
        Whether it is the last week that was studied.
    held : bool
        Whether it isn't raised further because of complaints.
    grams, pieces : float or None
        A day; None where nobody knows.
    cautions : tuple of Speakable
        What to mind with it.
    once : bool
        Whether it is asked for once, on the first day.
    """

    id: str
    title: Speakable
    say: Speakable
    step: int
    steps: int
    fresh: bool
    last: bool
    held: bool
    grams: float | None
    pieces: float | None
    cautions: tuple[Speakable, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a plan; `number` from 1. Nothing is taken in a pause."""

    number: int
    entries: tuple[Entry, ...]
    pause: bool = False


@dataclass(frozen=True, slots=True)
class _Bare:
    """A step without the number of its week, which counts from the start of that thing."""

    said: Speakable

    def text(self, lang: Lang) -> str:
        """Return the sentence in `lang`."""
        text = self.said.text(lang)
        bare = _LABEL[lang].sub("", text, count=1)
        return capital(bare)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Sentences in a row."""

    parts: tuple[Speakable, ...]

    def text(self, lang: Lang) -> str:
        """Return them in `lang`."""
        return " ".join(part.text(lang) for part in self.parts)


@dataclass(slots=True)
class _Going:
    """A thing while the weeks are worked out."""

    doing: Doing
    lasts: tuple[int, ...]
    says: tuple[Speakable, ...]
    portion: Portion | None
    at: int = -1
    left: int = 0
    told: int = -1
    full: int = 0
    over: bool = False

    @property
    def top(self) -> int:
        most = self.doing.most_step
        return len(self.says) - 1 if most is None else min(most, len(self.says)) - 1

    @property
    def built(self) -> bool:
        """Whether it was at its last step for as long as that step takes."""
        return self.at >= self.top and self.left <= 0

    @property
    def changes(self) -> bool:
        """Whether a later week says something else: a step, or the end of what was studied."""
        ends = self.portion is not None and self.portion.weeks is not None
        return not self.built or (ends and self.top == len(self.says) - 1)

    def begin(self, slow: int) -> None:
        self.at, self.left = 0, self.lasts[0] * slow

    def after_a_week(self, slow: int) -> None:
        self.left -= 1
        self.full += self.at >= self.top
        if self.left <= 0 and self.at < self.top:
            self.at += 1
            self.left = self.lasts[self.at] * slow

    def step_back(self, slow: int) -> None:
        """Begin again a step lower, after a pause, where it wasn't yet at its dose."""
        if not self.built:
            self.at = max(self.at - 1, 0)
            self.left = self.lasts[self.at] * slow

    def entry(self) -> Entry:
        studied = self.portion.weeks if self.portion is not None else None
        whole = self.at == len(self.says) - 1
        ends = whole and studied is not None and self.full + 1 >= studied
        self.over = ends or self.doing.once
        fresh, self.told = self.at != self.told, self.at
        return Entry(
            id=self.doing.id,
            title=self.doing.title,
            say=self.says[self.at],
            step=self.at + 1,
            steps=len(self.says),
            fresh=fresh,
            last=ends,
            held=self.top < len(self.says) - 1 and self.at == self.top,
            grams=_of_step(() if self.portion is None else self.portion.weights, self.at),
            pieces=_of_step(() if self.portion is None else self.portion.pieces, self.at),
            cautions=self.doing.cautions,
            once=self.doing.once,
        )


def _of_step(amounts: Sequence[float], step: int) -> float | None:
    return amounts[step] if step < len(amounts) else None


def weeks_of(
    things: Iterable[Doing],
    *,
    pace: Pace = "usual",
    pauses: Mapping[int, int] = MappingProxyType({}),
    most: int = MOST_WEEKS,
) -> tuple[Week, ...]:
    """Return the weeks of a plan, until all of it goes on as it is.

    Parameters
    ----------
    things : iterable of Doing
        In the order in which they are tried.
    pace : {"usual", "slow"}
        Slow takes twice as long over every step.
    pauses : mapping of int to int
        Number of a week, from 1, to how many weeks of pause begin there. What was being built up
        then begins again a step lower.
    most : int
        Weeks at most.
    """
    slow = _SLOWER if pace == "slow" else 1
    waiting = [going for thing in things if (going := _going(thing)) is not None]
    active: list[_Going] = []
    weeks: list[Week] = []
    idle = 0
    while len(weeks) < most and (waiting or any(g.changes for g in active)):
        number = len(weeks) + 1
        idle = max(idle, pauses.get(number, 0))
        if idle > 0:
            idle -= 1
            weeks.append(Week(number, (), pause=True))
            if idle == 0:
                for going in active:
                    going.step_back(slow)
                    going.told = -1
            continue
        if all(going.built for going in active):
            for going in _next(waiting):
                going.begin(slow)
                active.append(going)
        weeks.append(Week(number, tuple(going.entry() for going in active)))
        for going in active:
            going.after_a_week(slow)
        active = [going for going in active if not going.over]
    return tuple(weeks)


def _next(waiting: list[_Going]) -> Iterator[_Going]:
    """Take what begins now: the next thing, with what is only asked for before it."""
    while waiting:
        going = waiting.pop(0)
        yield going
        if not going.doing.once:
            return


def _going(thing: Doing) -> _Going | None:
    if thing.once:
        return _asked(thing)
    portion = portions().get(thing.id)
    kind = portion.steps if portion is not None else "start"
    told = tuple(thing.start_low) if kind.startswith("start") else ()
    if (kind.endswith("dose") or not told) and thing.dose is not None:
        told = (*told, thing.dose)
    elif portion is None and len(told) == 1 and thing.dose is not None:
        # How to begin says little without what it is: "change one thing a week".
        told = (_Joined((thing.dose, _Bare(told[0]))),)
    if not told:
        return None
    # Steps that don't suit this person were left out: then the figures can't be told apart.
    if portion is not None and len(told) != _count(portion):
        portion = None
    return _Going(thing, tuple(_lasts(told)), tuple(_Bare(one) for one in told), portion)


def _asked(thing: Doing) -> _Going | None:
    """Return what is asked for once: how to ask, and how it then goes on."""
    dose = thing.dose
    then = [Message.of("advice.once-then", dose=dose) if thing.start_low else dose] if dose else []
    parts = (*thing.start_low, *then)
    return _Going(thing, (1,), (_Joined(parts),), None) if parts else None


def _count(portion: Portion) -> int:
    from legaat.knowledge import interventions

    item = next(item for item in interventions() if item.id == portion.id)
    starts = len(item.start_low) if portion.steps.startswith("start") else 0
    return starts + portion.steps.endswith("dose")


def _lasts(steps: Sequence[Speakable]) -> Iterator[int]:
    """Give the weeks that each step takes: of "Weeks 3 and 4" two."""
    for step in steps:
        found = _LABEL["en"].match(step.text("en"))
        yield int(found[2]) - int(found[1]) + 1 if found and found[2] else 1
