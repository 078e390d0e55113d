"""From food to substance: a Sankey of four columns, in which a height is a part of the carbon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from legaat.reports._svg import Figure, clip, element, figure, label, number

__all__ = ["Ribbon", "Stop", "flow"]

WIDTH: Final = 340.0
_LEFTS: Final = (0.0, 86.0, 174.0, 262.0)
_THICK: Final = 7.0
_TALL: Final = 220.0  # drawing units for all the carbon
_PITCH: Final = 15.0  # least distance of two names
_GAP: Final = 4.0
_HEAD: Final = 26.0
_LETTERS: Final = 15


@dataclass(frozen=True, slots=True)
class Stop:
    """A node: its column (0 to 3), what is written at it, and what a pointer shows."""

    column: int
    name: str
    words: str
    share: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Carbon from one node to another, by their places in the row of nodes."""

    source: int
    target: int
    share: float


def flow(
    what: Figure, heads: Sequence[str], stops: Sequence[Stop], ribbons: Sequence[Ribbon]
) -> str:
    """Draw what becomes of food.

    Parameters
    ----------
    what : Figure
    heads : sequence of str
        What stands above the four columns; a line break parts two lines.
    stops : sequence of Stop
        In each column from top to bottom.
    ribbons : sequence of Ribbon
    """
    tops, tall = _places(stops)
    body = "".join(_ribbons(stops, ribbons, tops))
    for left, head in zip(_LEFTS, heads, strict=True):
        for i, line in enumerate(head.split("\n")):
            body += label(left, 9 + 11 * i, line, "head")
    for stop, top in zip(stops, tops, strict=True):
        left, high = _LEFTS[stop.column], max(_TALL * stop.share, 1.0)
        title = element("title", escape(stop.words))
        kind = "taxon" if stop.column in {1, 2} else "thing"
        body += element("rect", title, x=left, y=top, width=_THICK, height=high, class_=kind)
        words = clip(stop.name, _LETTERS)
        body += label(left + _THICK + 3, top + min(high, 2 * _PITCH) / 2 + 3.5, words, "name")
    return figure(what, WIDTH, tall, body, "flow")


def _places(stops: Sequence[Stop]) -> tuple[list[float], float]:
    """Return the top of each node, and how tall the picture is; a column hangs in the middle."""
    highs = [max(_TALL * stop.share, 1.0) for stop in stops]
    columns: Mapping[int, list[int]] = {
        c: [i for i, stop in enumerate(stops) if stop.column == c] for c in range(len(_LEFTS))
    }
    wholes = {c: sum(max(highs[i] + _GAP, _PITCH) for i in rows) for c, rows in columns.items()}
    most = max(wholes.values())
    tops = [0.0] * len(stops)
    for c, rows in columns.items():
        # Who eats leftovers stands low, so that what goes straight on passes above.
        y = _HEAD + (most - wholes[c]) * (1.0 if c == 2 else 0.0)
        for i in rows:
            tops[i] = y
            y += max(highs[i] + _GAP, _PITCH)
    return tops, _HEAD + most


def _ribbons(stops: Sequence[Stop], ribbons: Sequence[Ribbon], tops: Sequence[float]) -> list[str]:
    leaves, enters = list(tops), list(tops)
    drawn = []
    order = sorted(ribbons, key=lambda r: (tops[r.source], stops[r.target].column, tops[r.target]))
    arrive = sorted(ribbons, key=lambda r: (tops[r.target], tops[r.source]))
    ends: dict[tuple[int, int], float] = {}
    for ribbon in arrive:
        ends[ribbon.source, ribbon.target] = enters[ribbon.target]
        enters[ribbon.target] += _TALL * ribbon.share
    for ribbon in order:
        high = _TALL * ribbon.share
        start, end = leaves[ribbon.source], ends[ribbon.source, ribbon.target]
        leaves[ribbon.source] += high
        left = _LEFTS[stops[ribbon.source].column] + _THICK
        right = _LEFTS[stops[ribbon.target].column]
        kind = "passed" if stops[ribbon.target].column == 2 else "stream"
        drawn.append(element("path", d=_band(left, start, right, end, high), class_=kind))
    return drawn


def _band(left: float, start: float, right: float, end: float, high: float) -> str:
    n, middle = number, (left + right) / 2
    over = f"M{n(left)} {n(start)}C{n(middle)} {n(start)} {n(middle)} {n(end)} {n(right)} {n(end)}"
    under = (
        f"C{n(middle)} {n(end + high)} {n(middle)} {n(start + high)} {n(left)} {n(start + high)}"
    )
    return f"{over}v{n(high)}{under}z"
