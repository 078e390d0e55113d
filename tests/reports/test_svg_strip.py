from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legaat.reports._svg import Figure
from legaat.reports._svg_strip import (
    Mark,
    StripWords,
    nice_end,
    range_strip,
    representatives,
    share_axis,
    share_strip,
    slim_strip,
    unknown_strip,
)

WHAT = Figure("s", "title", "description")
WORDS = StripWords("you: 3%", "less", "more", "none")
TICKS = [(10.0**p, f"{p}") for p in range(-4, 1)]
PEOPLE = tuple(1e-3 * 1.2**i for i in range(21))

shares = st.floats(0, 1, allow_subnormal=False)
populations = st.lists(shares, min_size=21, max_size=21).map(lambda v: tuple(sorted(v)))


def dot_places(drawing: str) -> list[tuple[float, float]]:
    path = re.search(r'd="((?:M[\d. -]+h0)+)"', drawing)
    if path is None:
        return []
    return [(float(x), float(y)) for x, y in re.findall(r"M([\d.-]+) ([\d.-]+)h0", path[1])]


def head(drawing: str) -> float:
    return float(re.search(r'<circle cx="([\d.]+)"', drawing)[1])  # type: ignore[index]


def test_twenty_people_stand_for_the_population() -> None:
    people = representatives(PEOPLE)
    assert len(people) == 20
    assert people == sorted(people)
    assert PEOPLE[0] < people[0] < PEOPLE[1]


def test_who_does_not_carry_it_is_counted_as_none() -> None:
    people = representatives((0.0,) * 7 + PEOPLE[7:])
    assert people.count(0.0) == 7


@pytest.mark.parametrize(
    ("found", "axis"),
    [
        ([], (-4, 0)),
        ([0.0], (-4, 0)),
        ([0.003], (-4, -2)),
        ([0.0004, 0.3], (-4, 0)),
        ([1e-12, 1.0], (-6, 0)),
    ],
)
def test_the_axis_holds_what_is_drawn(found: list[float], axis: tuple[int, int]) -> None:
    assert share_axis(found) == axis


def test_every_person_gets_a_dot_and_no_two_lie_on_each_other() -> None:
    drawing = share_strip(WHAT, PEOPLE, 0.03, (-4, 0), TICKS, WORDS)
    places = dot_places(drawing)
    assert len(places) == 20
    assert len(set(places)) == 20


def test_more_stands_further_right() -> None:
    heads = [head(share_strip(WHAT, PEOPLE, v, (-4, 0), TICKS, WORDS)) for v in (0, 1e-3, 0.1)]
    assert heads == sorted(heads)
    assert len(set(heads)) == 3


@given(populations, shares)
def test_any_strip_is_well_formed_and_stays_in_its_frame(
    people: tuple[float, ...], mine: float
) -> None:
    drawing = share_strip(WHAT, people, mine, share_axis([*people, mine]), TICKS, WORDS)
    box = (ET.fromstring(drawing).get("viewBox") or "").split()
    wide, tall = float(box[2]), float(box[3])
    assert all(0 <= x <= wide and 0 <= y <= tall for x, y in dot_places(drawing))
    assert 0 <= head(drawing) <= wide


@given(populations, shares, st.tuples(shares, shares).map(lambda v: (min(v), max(v))))
def test_any_range_is_drawn(
    people: tuple[float, ...], mine: float, interval: tuple[float, float]
) -> None:
    end = nice_end(max(mine, interval[1], people[-2]))
    ticks = [(0.0, "0"), (end, "end")]
    drawing = range_strip(WHAT, people, Mark(mine, interval), ticks, WORDS)
    ET.fromstring(drawing)
    assert 'class="band"' in drawing


def test_a_range_without_people_or_interval_still_shows_the_person() -> None:
    drawing = range_strip(WHAT, (), Mark(0.2), [(0.0, "0"), (1.0, "1")], WORDS)
    assert dot_places(drawing) == []
    assert "me-head" in drawing
    assert "band" not in drawing


def test_what_cannot_be_told_has_no_mark() -> None:
    drawing = unknown_strip(WHAT, WORDS)
    ET.fromstring(drawing)
    assert "me-head" not in drawing
    assert "you: 3%" in drawing


def test_a_substance_that_everybody_has_alike_is_drawn_no_taller_than_others() -> None:
    ticks = [(0.0, "0"), (1.0, "1")]
    alike, spread = (1.0,) * 21, tuple(i / 20 for i in range(21))
    heights = [
        [
            float(drawing.split('viewBox="0 0 340 ', 1)[1].split('"', 1)[0])
            for drawing in (
                range_strip(WHAT, people, Mark(0.5), ticks, WORDS),
                slim_strip(WHAT, people, Mark(0.5), (ticks[0], ticks[1]), WORDS),
            )
        ]
        for people in (alike, spread)
    ]
    assert heights[0][0] <= heights[1][0] + 6
    assert heights[0][1] <= heights[1][1] + 6
    assert heights[0][1] < heights[0][0]


@given(st.floats(1e-9, 1e9))
def test_the_end_of_an_axis_is_round_and_near(highest: float) -> None:
    end = nice_end(highest)
    assert highest <= end * (1 + 1e-9)
    assert end <= 10.001 * highest
