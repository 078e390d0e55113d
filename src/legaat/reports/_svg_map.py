"""The community map: a circle for each kind of bacterium, grouped by what it is known to make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import pi, sqrt
from typing import Final

from legaat.reports._packing import Circle, pack
from legaat.reports._svg import Figure, clip, element, figure, label

__all__ = ["Group", "Member", "community_map"]

WIDTH: Final = 340.0
_AREA: Final = 27_000.0  # drawing units for a share of 1, gaps not counted
_SMALLEST: Final = 1.6
_SLOT: Final = 116.0  # narrowest place for a group, so that its name fits
_GAP: Final = 12.0
_LARGEST: Final = 1.5  # most that a small map is enlarged
_HEAD: Final = 22.0
_LETTER: Final = 0.58  # width of a letter of a system sans, in font sizes


@dataclass(frozen=True, slots=True)
class Member:
    """One taxon in the map.

    Attributes
    ----------
    name, words : str
        Its name, and what a pointer shows.
    share : float
        Share of the community; for a missing one the share it usually has.
    kind : {"usual", "notable", "missing", "rest"}
    """

    name: str
    words: str
    share: float
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """Taxa that do the same, largest first, and what stands above them."""

    title: str
    members: tuple[Member, ...]


def community_map(what: Figure, groups: Sequence[Group]) -> str:
    """Draw groups of circles; a circle's area is its share.

    Parameters
    ----------
    what : Figure
    groups : sequence of Group
        In reading order; empty ones are left out.
    """
    laid = [_laid(group) for group in groups if group.members]
    rows = [laid[i : i + 2] for i in range(0, len(laid), 2)]
    zoom = min((_zoom([wide for _, _, wide, _ in row]) for row in rows), default=1.0)
    body, top = "", 0.0
    for row in rows:
        wides = [max(wide * zoom, _SLOT) for _, _, wide, _ in row]
        tall = zoom * max(height for _, _, _, height in row)
        space = (WIDTH - sum(wides)) / (len(row) + 1)
        left = space
        for (group, circles, _, _), wide in zip(row, wides, strict=True):
            middle = left + wide / 2
            body += label(middle, top + 13, group.title, "group", "middle")
            body += _cluster(group, circles, zoom, (middle, top + _HEAD + tall / 2))
            left += wide + space
        top += _HEAD + tall + _GAP
    return figure(what, WIDTH, max(top, 20.0), body, "map")


def _laid(group: Group) -> tuple[Group, list[Circle], float, float]:
    """Pack a group around (0, 0); return it with its circles, width and height."""
    radii = [max(sqrt(max(m.share, 0.0) * _AREA / pi), _SMALLEST) for m in group.members]
    circles = pack(radii, gap=1.6)
    wide = 2 * max(abs(x) + r for x, _, r in circles)
    return group, circles, wide, 2 * max(abs(y) + r for _, y, r in circles)


def _zoom(wides: Sequence[float]) -> float:
    """Return how much a row can be enlarged to fill the width, places for names reckoned in."""
    room = WIDTH - _GAP
    zoom = room / sum(wides)
    if len(wides) > 1 and zoom * min(wides) < _SLOT:
        zoom = (room - _SLOT) / max(wides)
    return min(zoom, _LARGEST)


def _cluster(
    group: Group, circles: Sequence[Circle], zoom: float, middle: tuple[float, float]
) -> str:
    body = ""
    for member, circle in zip(group.members, circles, strict=True):
        x, y = middle[0] + zoom * circle[0], middle[1] + zoom * circle[1]
        radius = zoom * circle[2]
        inside = element("title", escape(member.words)) + element("circle", cx=x, cy=y, r=radius)
        inside += _name(member.name, x, y, radius)
        body += element("g", inside, class_=f"taxon {member.kind}")
    return body


def _name(name: str, x: float, y: float, radius: float) -> str:
    """Write a name inside its circle, on one or two lines, where it can be read."""
    lines = name.split(" ", 1)
    longest = max(len(line) for line in lines)
    size = min(1.6 * radius / (longest * _LETTER), 12.0)
    if size < 7 or radius < 14:
        return ""
    start = y - (len(lines) - 1) * size * 0.55 + size * 0.35
    spans = "".join(
        element("tspan", escape(clip(line, 40)), x=x, y=start + i * size * 1.1)
        for i, line in enumerate(lines)
    )
    return element("text", spans, font_size=size, text_anchor="middle", class_="in")
