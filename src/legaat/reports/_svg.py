"""Drawing in SVG: elements, numbers and accessible figures, as text.

Every figure has a title and a description that a screen reader speaks. Colours are never set here:
elements carry a class and the style sheet of the page gives it the accent, a grey, or (on paper)
black. No element has a ``style`` attribute, so that the page can forbid them.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import isfinite
from typing import TypeAlias

__all__ = ["Figure", "Scale", "clip", "dots", "element", "figure", "label", "number"]

Attribute: TypeAlias = "str | float | None"


def number(value: float) -> str:
    """Return a coordinate with at most one decimal, the shortest way.

    >>> number(12.04), number(-0.04), number(3.25)
    ('12', '0', '3.2')
    """
    if not isfinite(value):
        msg = "a coordinate is not a finite number"
        raise ValueError(msg)
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, body: str = "", /, **attributes: Attribute) -> str:
    """Return one element.

    Parameters
    ----------
    tag : str
    body : str
        Markup inside, already escaped.
    **attributes
        ``stroke_width`` becomes ``stroke-width`` and ``class_`` becomes ``class``; values are
        escaped; None leaves the attribute out.
    """
    parts = [tag]
    for key, value in attributes.items():
        if value is not None:
            text = number(value) if isinstance(value, (int, float)) else escape(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{text}"')
    opening = " ".join(parts)
    return f"<{opening}>{body}</{tag}>" if body else f"<{opening}/>"


def label(x: float, y: float, words: str, class_: str, anchor: str | None = None) -> str:
    """Return a line of text; `words` is escaped."""
    return element("text", escape(words), x=x, y=y, class_=class_, text_anchor=anchor)


def dots(points: list[tuple[float, float]], class_: str) -> str:
    """Return round dots as one path of lines without length; the class sets their width."""
    if not points:
        return ""
    path = "".join(f"M{number(x)} {number(y)}h0" for x, y in points)
    return element("path", d=path, class_=class_)


def clip(words: str, most: int) -> str:
    """Shorten a text to at most `most` characters, with an ellipsis."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a picture is called, for those who don't see it.

    Attributes
    ----------
    key : str
        Unique in the page; ids are made from it.
    title, description : str
    """

    key: str
    title: str
    description: str


def figure(what: Figure, width: float, height: float, body: str, class_: str) -> str:
    """Return a figure with its title and description.

    Parameters
    ----------
    what : Figure
    width, height : float
        Size of the drawing in its own units; on the page it scales with the class.
    body : str
        Markup inside, already escaped.
    class_ : str
    """
    ids = f"{what.key}-t {what.key}-d"
    head = element("title", escape(what.title), id=f"{what.key}-t")
    head += element("desc", escape(what.description), id=f"{what.key}-d")
    box = f"0 0 {number(width)} {number(height)}"
    return element("svg", head + body, viewBox=box, role="img", aria_labelledby=ids, class_=class_)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight map from a range of values to a range of places.

    Attributes
    ----------
    low, high : float
        Values at the two ends; `high` is above `low`.
    start, end : float
        Places at the two ends.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value; values outside come to stand at the nearer end."""
        part = (value - self.low) / (self.high - self.low)
        return self.start + min(max(part, 0.0), 1.0) * (self.end - self.start)
