from __future__ import annotations

import re
from math import hypot
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.reports._packing import enclosing_radius, pack
from legaat.reports._svg import Figure
from legaat.reports._svg_map import Group, Member, community_map

WHAT = Figure("map", "title", "description")

radii = st.lists(st.floats(0.5, 60), min_size=0, max_size=12).map(lambda v: sorted(v, reverse=True))


def member(name: str, share: float, kind: str = "usual") -> Member:
    return Member(name, f"{name}: words", share, kind)


@settings(max_examples=40)
@given(radii)
def test_packed_circles_never_overlap(sizes: list[float]) -> None:
    circles = pack(sizes, gap=1.0)
    assert [r for _, _, r in circles] == pytest.approx(sizes)
    for i, (x, y, r) in enumerate(circles):
        assert all(hypot(x - a, y - b) >= r + s - 1e-3 for a, b, s in circles[:i])


@settings(max_examples=40)
@given(radii.filter(lambda v: len(v) > 1))
def test_packed_circles_lie_close_together(sizes: list[float]) -> None:
    assert enclosing_radius(pack(sizes)) <= sum(sizes) + 1e-6


def test_packing_gives_the_same_result_each_time() -> None:
    sizes = [9.0, 7.0, 7.0, 4.0, 4.0, 4.0, 1.0]
    assert pack(sizes) == pack(sizes)


shares = st.lists(st.floats(0, 0.9), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(st.lists(shares, min_size=0, max_size=4))
def test_every_circle_lies_in_the_frame(table: list[list[float]]) -> None:
    groups = [
        Group("g", tuple(member(f"A b{i}", v) for i, v in enumerate(sorted(row, reverse=True))))
        for row in table
    ]
    drawing = community_map(WHAT, groups)
    box = (ET.fromstring(drawing).get("viewBox") or "").split()
    wide, tall = float(box[2]), float(box[3])
    found = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.]+)"', drawing)
    assert len(found) == sum(map(len, table))
    for x, y, r in (map(float, row) for row in found):
        assert x - r >= -0.2
        assert x + r <= wide + 0.2
        assert y - r >= -0.2
        assert y + r <= tall + 0.2


def test_a_circles_area_is_its_share() -> None:
    group = Group("g", (member("A a", 0.4), member("B b", 0.1)))
    sizes = [float(r) for r in re.findall(r' r="([\d.]+)"', community_map(WHAT, [group]))]
    assert abs(sizes[0] / sizes[1] - 2) < 0.05


def test_names_are_written_where_they_fit_and_always_in_the_title() -> None:
    group = Group("g", (member("F. prausnitzii", 0.4), member("E. <i>", 0.001)))
    root = ET.fromstring(community_map(WHAT, [group]))
    titles = [node.text for node in root.iter("title")]
    assert titles == ["title", "F. prausnitzii: words", "E. <i>: words"]
    assert [node.text for node in root.iter("tspan")] == ["F.", "prausnitzii"]


def test_a_missing_one_has_a_class_of_its_own() -> None:
    group = Group("g", (member("A a", 0.2), member("B b", 0.1, "missing")))
    assert community_map(WHAT, [group]).count("taxon missing") == 1
