"""Two samples as slope lines: where each genus stood before, and where it stands after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from legaat.messages import Lang, number
from legaat.reference import Change, Comparison

__all__ = ["Slope", "Slopes", "percent", "slopes"]

_LEFT: Final = 58.0
_RIGHT: Final = 178.0
_TOP: Final = 30.0
_STEP: Final = 17.0
_LEAST: Final = 230.0
_MOST: Final = 16
_BACK: Final = 12


@dataclass(frozen=True, slots=True)
class Slope:
    """One genus: where its line begins and ends, and where its name stands."""

    taxon: str
    status: str
    y1: float
    y2: float
    label: float | None


@dataclass(frozen=True, slots=True)
class Slopes:
    """The picture, in the units of its view box, 360 wide.

    Attributes
    ----------
    height, bottom : float
    left, right : float
        Where the first and the second sample stand.
    ticks : tuple of (float, str)
        Height of a line of the scale, and what it means.
    lines : tuple of Slope
        Those that changed last, so that they lie on top.
    """

    height: float
    bottom: float
    left: float
    right: float
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[Slope, ...]


def percent(share: float, lang: Lang) -> str:
    """Return a share in per cent, in two figures."""
    if share <= 0:
        return "0%"
    value = 100 * share
    places = 0 if value >= 10 else 1 - math.floor(math.log10(value))
    return f"{number(value, lang, f'.{min(places, 4)}f')}%"


def slopes(comparison: Comparison, lang: Lang) -> Slopes | None:
    """Return the picture of a comparison; None where there is nothing to draw.

    Shares are drawn on a logarithmic scale, because the noise is one of ratios; what was not seen
    stands on the lowest line.
    """
    changed = [row for row in comparison.changes if row.status != "within noise"][:_MOST]
    others = sorted(
        (row for row in comparison.changes if row.status == "within noise"),
        key=lambda row: -(row.before + row.after),
    )[:_BACK]
    if not changed and not others:
        return None
    named = changed or others[:8]
    low, high = _ends([*changed, *others])
    height = max(_LEAST, _TOP + _STEP * (len(named) + 2))
    bottom = height - 14.0

    def y(share: float) -> float:
        at = math.log10(share) if share > 10.0**low else low
        return round(bottom - (at - low) / (high - low) * (bottom - _TOP - 8.0), 1)

    labels = _spread([y(row.after) for row in named], bottom)
    lines = [
        *(Slope(row.taxon, "back", y(row.before), y(row.after), None) for row in others
          if row not in named),
        *(Slope(row.taxon, _kind(row), y(row.before), y(row.after), at)
          for row, at in zip(named, labels, strict=True)),
    ]  # fmt: skip
    ticks = tuple(
        # What is lower, and what was not seen at all, lies on the lowest line too.
        (y(10.0**at), f"{'≤' if at == low else ''}{number(10.0 ** (at + 2), lang, 'g')}%")
        for at in range(low, high + 1)
    )
    return Slopes(height, bottom, _LEFT, _RIGHT, ticks, tuple(lines))


def _kind(row: Change) -> str:
    return row.status.replace(" ", "-")


def _ends(rows: Sequence[Change]) -> tuple[int, int]:
    """Return the decades of the scale."""
    seen = [share for row in rows for share in (row.before, row.after) if share > 0]
    low = math.ceil(math.log10(min(seen, default=1e-3))) - 1
    return max(low, -6), min(0, math.ceil(math.log10(max(seen, default=1.0))))


def _spread(wanted: Sequence[float], bottom: float) -> list[float]:
    """Return heights near the wanted ones, at least a line of text apart, none below the bottom."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    last = _TOP - _STEP
    for i in order:
        last = placed[i] = max(wanted[i], last + _STEP)
    last = bottom + _STEP
    for i in reversed(order):
        last = placed[i] = min(placed[i], last - _STEP)
    return [round(at, 1) for at in placed]
