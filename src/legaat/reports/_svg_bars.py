"""Small bars: a probability, a stack of shares, and the ladder of a grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from legaat.reports._svg import Figure, element, figure

__all__ = ["Segment", "ladder", "probability_bar", "stacked_bar"]

_BAR: Final = 340.0
_GAUGE: Final = 240.0
_TINTS: Final = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar: its size (any unit), and the words a pointer shows."""

    size: float
    words: str
    rest: bool = False


def probability_bar(what: Figure, probability: float) -> str:
    """Draw a probability, 0 to 1, as a filled part of a bar."""
    wide = _GAUGE * min(max(probability, 0.0), 1.0)
    body = element("rect", width=_GAUGE, height=8, rx=4, class_="trough")
    if wide > 0:
        body += element("rect", width=max(wide, 8), height=8, rx=4, class_="fill")
    return figure(what, _GAUGE, 8, body, "gauge")


def stacked_bar(what: Figure, segments: Sequence[Segment]) -> str:
    """Draw shares side by side, the first the darkest; a rest is grey.

    Parameters
    ----------
    what : Figure
    segments : sequence of Segment
        In the order drawn; from the seventh on they have the lightest tint.
    """
    whole = sum(max(segment.size, 0.0) for segment in segments)
    if whole <= 0:
        return figure(
            what, _BAR, 16, element("rect", width=_BAR, height=16, class_="trough"), "bar"
        )
    body, x = "", 0.0
    for i, segment in enumerate(segments):
        wide = _BAR * max(segment.size, 0.0) / whole
        tint = "rest" if segment.rest else f"tint{min(i, _TINTS - 1)}"
        gap = 1.5 if wide > 4 else 0.0
        title = element("title", escape(segment.words))
        body += element("rect", title, x=x, width=max(wide - gap, 0.4), height=16, class_=tint)
        x += wide
    return figure(what, _BAR, 16, body, "bar")


def ladder(what: Figure, steps: int) -> str:
    """Draw a grade: four steps, the first `steps` filled."""
    body = ""
    for i in range(4):
        height = 6 + 4 * i
        body += element(
            "rect",
            x=0.75 + 9 * i,
            y=19.25 - height,
            width=6.5,
            height=height,
            rx=1.5,
            class_="rung on" if i < steps else "rung",
        )
    return figure(what, 36, 20, body, "ladder")
