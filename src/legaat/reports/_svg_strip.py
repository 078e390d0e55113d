"""Population strips: twenty dots for the healthy people, one mark for this person.

Each dot is one in twenty people ("quantile dot plot", Kay and others, CHI 2016,
doi:10.1145/2858036.2858558): people count dots more surely than they read the area under a curve.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from legaat.reference import PERCENTS
from legaat.reports._svg import Figure, Scale, clip, dots, element, figure, label, number

__all__ = [
    "Mark",
    "StripWords",
    "nice_end",
    "range_strip",
    "representatives",
    "share_axis",
    "share_strip",
    "slim_strip",
    "unknown_strip",
]

WIDTH: Final = 340.0
_STEP: Final = 7.4
_LEFT: Final = 72.0
_RIGHT: Final = 326.0
_NONE: Final = 48.0
_PAD: Final = 8.0
_ME_TOP: Final = 22.0
_MOST: Final = 40.0
"""Height of the dots of a substance; where many stand at one place, they overlap."""
_SLIM: Final = 28.0
_TICK_CHAR: Final = 6.4  # width of a character of 11 px in common system fonts, on the wide side


@dataclass(frozen=True, slots=True)
class StripWords:
    """The words in a strip.

    Attributes
    ----------
    me : str
        What stands at the person's mark ("you: 3.2%").
    less, more : str
        What the two ends mean.
    none : str
        The column of those in whom it wasn't found; empty where there is no such column.
    """

    me: str
    less: str
    more: str
    none: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the person stands: a value, and the range around it where there is one."""

    value: float
    interval: tuple[float, float] | None = None


def representatives(population: Sequence[float], n: int = 20) -> list[float]:
    """Return the values of `n` people who stand for a population.

    Parameters
    ----------
    population : sequence of float, length 21
        Values at the percentiles 1, 5, 10, …, 95, 99.
    n : int
        Number of people; each stands for an equal part.

    Returns
    -------
    list of float
        Values at the middles of `n` equal parts, smallest first: between two percentiles the
        geometric mean where both are above zero, else zero (not found).
    """
    people: list[float] = []
    for i in range(n):
        place = (i + 0.5) / n * 100
        below = min(max(bisect_right(PERCENTS, place) - 1, 0), len(PERCENTS) - 2)
        low, high = population[below], population[below + 1]
        part = (place - PERCENTS[below]) / (PERCENTS[below + 1] - PERCENTS[below])
        people.append(low ** (1 - part) * high**part if low > 0 and high > 0 else 0.0)
    return people


def share_axis(values: Sequence[float]) -> tuple[int, int]:
    """Return the whole powers of ten that hold these shares, at least two and at most six apart.

    Parameters
    ----------
    values : sequence of float
        Shares, 0 to 1; zeros don't count.

    Returns
    -------
    tuple of int
        For example (-4, 0) for 0.01 % to 100 %.
    """
    found = [value for value in values if value > 0]
    if not found:
        return (-4, 0)
    high = min(0, floor(log10(max(found))) + 1)
    low = floor(log10(min(found)))
    return (max(min(low, high - 2), high - 6), high)


def share_strip(
    what: Figure,
    population: Sequence[float],
    me: float,
    axis: tuple[int, int],
    ticks: Sequence[tuple[float, str]],
    words: StripWords,
) -> str:
    """Draw one taxon: the healthy people's shares on a log axis, and this person's.

    Parameters
    ----------
    what : Figure
    population : sequence of float, length 21
        Shares at the percentiles 1, 5, 10, …, 95, 99; zeros stand in a column of their own.
    me : float
        This person's share.
    axis : tuple of int
        Powers of ten at the two ends.
    ticks : sequence of (float, str)
        Shares that get a tick, with their words.
    words : StripWords
    """
    scale = Scale(float(axis[0]), float(axis[1]), _LEFT, _RIGHT)
    people = representatives(population) if len(population) > 1 else []
    at = [(scale(log10(v)) if v > 0 else None) for v in people]
    height, points = _swarm(at)
    base = _ME_TOP + height
    x = scale(log10(me)) if me > 0 else _none_x()
    body = dots([(px, base - py) for px, py in points], "pop")
    body += _baseline(base, words)
    places = [(scale(log10(value)), text) for value, text in ticks if value > 0]
    body += "".join(_tick(at_x, base, text) for at_x, text in _uncrowded(places))
    body += _me(x, base, words.me)
    return figure(what, WIDTH, base + 34, body, "strip")


def range_strip(
    what: Figure,
    population: Sequence[float],
    me: Mark,
    ticks: Sequence[tuple[float, str]],
    words: StripWords,
) -> str:
    """Draw one substance: healthy people on a straight axis, and this person's range as a band.

    Parameters
    ----------
    what : Figure
    population : sequence of float, length 21, or empty
    me : Mark
    ticks : sequence of (float, str)
        Values that get a tick, the last at the end of the axis.
    words : StripWords
    """
    end = max(value for value, _ in ticks)
    body, base, scale = _ranged(population, me, end, words.me, _MOST)
    body += _baseline(base, words, start=_PAD)
    body += "".join(_tick(scale(v), base, text) for v, text in ticks)
    return figure(what, WIDTH, base + 34, body, "strip")


def slim_strip(
    what: Figure,
    population: Sequence[float],
    me: Mark,
    ends: tuple[tuple[float, str], tuple[float, str]],
    words: StripWords,
) -> str:
    """Draw the same, low and with words at the two ends only: for a row in a list.

    Parameters
    ----------
    what : Figure
    population : sequence of float, length 21, or empty
    me : Mark
    ends : pair of (float, str)
        The values at the ends of the axis, with their words.
    words : StripWords
    """
    body, base, scale = _ranged(population, me, ends[1][0], words.me, _SLIM)
    line = f"M{number(_PAD)} {number(base)}H{number(WIDTH - _PAD)}"
    body += element("path", d=line, class_="axis")
    body += "".join(_tick(scale(value), base, text) for value, text in ends)
    return figure(what, WIDTH, base + 18, body, "strip slim")


def _ranged(
    population: Sequence[float], me: Mark, end: float, words: str, most: float
) -> tuple[str, float, Scale]:
    """Draw the band, the people and the mark; return that, the height of the axis, its scale."""
    scale = Scale(0.0, end, _PAD + 6, WIDTH - _PAD - 6)
    people = representatives(population) if len(population) > 1 else []
    height, points = _swarm([scale(v) for v in people], most)
    base = _ME_TOP + height
    body = ""
    if me.interval is not None:
        left, right = (scale(v) for v in me.interval)
        wide = max(right - left, 3.0)
        body += element("rect", x=left, y=_ME_TOP - 4, width=wide, height=height + 4, class_="band")
        body += element("path", d=f"M{number(left)} {number(base)}h{number(wide)}", class_="range")
    body += dots([(px, base - py) for px, py in points], "pop")
    body += _me(scale(me.value), base, words)
    return body, base, scale


def unknown_strip(what: Figure, words: StripWords) -> str:
    """Draw a substance that can't be told: the whole axis open, and words where a mark would be.

    Parameters
    ----------
    what : Figure
    words : StripWords
        `me` stands in the middle.
    """
    body = element("rect", x=_PAD, y=2, width=WIDTH - 2 * _PAD, height=26, rx=4, class_="open")
    body += label(WIDTH / 2, 20, words.me, "open-word", "middle")
    return figure(what, WIDTH, 30, body, "strip slim")


def _swarm(
    places: Sequence[float | None], most: float | None = None
) -> tuple[float, list[tuple[float, float]]]:
    """Stack dots that would touch; None stands in the column of those without it.

    Returns the height of the drawing above the baseline, and (x, height) of each dot. Where a
    stack would be higher than `most`, its dots overlap.
    """
    columns = Counter(round(place / _STEP) for place in places if place is not None)
    tallest = max(columns.values(), default=0)
    step = _STEP if most is None else min(_STEP, (most - 14.0) / max(tallest - 1, 1))
    stacks: Counter[float] = Counter()
    points: list[tuple[float, float]] = []
    for place in places:
        if place is None:
            count = stacks[-1.0]
            stacks[-1.0] += 1
            column, row = divmod(count, 5)
            points.append((_PAD + 4 + column * _STEP, 6 + row * _STEP))
            continue
        x = round(place / _STEP) * _STEP
        points.append((x, 6 + stacks[x] * step))
        stacks[x] += 1
    highest = max((y for _, y in points), default=6.0)
    least = 34.0 if most is None else min(34.0, most)
    return max(highest + 8, least), points


def _uncrowded(ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Keep the words of ticks that don't touch, from the right; the others keep their line."""
    kept: list[tuple[float, str]] = []
    free = float(WIDTH)
    for x, text in sorted(ticks, reverse=True):
        half = len(text) * _TICK_CHAR / 2
        fits = x + half <= free and x - half >= _NONE
        kept.append((x, text if fits or not kept else ""))
        if fits or len(kept) == 1:
            free = x - half - _TICK_CHAR
    return kept[::-1]


def _none_x() -> float:
    return (_PAD + _NONE) / 2


def _baseline(base: float, words: StripWords, start: float = _LEFT - 6) -> str:
    y = number(base)
    body = element("path", d=f"M{number(start)} {y}H{number(WIDTH - _PAD)}", class_="axis")
    if words.none:
        body += element("path", d=f"M{number(_PAD)} {y}H{number(_NONE)}", class_="axis")
        body += label(_PAD, base + 14, words.none, "tick")
    body += label(start, base + 28, words.less, "end")
    body += label(WIDTH - _PAD, base + 28, words.more, "end", "end")
    return body


def _tick(x: float, base: float, words: str) -> str:
    line = element("path", d=f"M{number(x)} {number(base)}v3.5", class_="axis")
    anchor = "end" if x > WIDTH - 24 else "start" if x < _PAD + 12 else "middle"
    shift = {"end": WIDTH - _PAD, "start": _PAD}.get(anchor, x)
    return line + (label(shift, base + 14, words, "tick", anchor) if words else "")


def _me(x: float, base: float, words: str) -> str:
    """Draw the person: a line with a round head, and words on the side where there is room."""
    head = element("circle", cx=x, cy=_ME_TOP - 9, r=5, class_="me-head")
    line = element("path", d=f"M{number(x)} {number(_ME_TOP - 9)}V{number(base)}", class_="me")
    right = x < WIDTH * 0.62
    shift, anchor = (9.0, "start") if right else (-9.0, "end")
    return line + head + label(x + shift, _ME_TOP - 5, clip(words, 40), "me-word", anchor)


def nice_end(highest: float) -> float:
    """Return the end of a straight axis: 1, 2, 2.5 or 5 times a power of ten, above `highest`.

    >>> nice_end(0.23), nice_end(0.0)
    (0.25, 1.0)
    """
    if highest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(highest))
    return next((step * power for step in (1, 2, 2.5, 5) if step * power >= highest), 10 * power)
