from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from legaat.reports._svg import Figure
from legaat.reports._svg_bars import Segment, ladder, probability_bar, stacked_bar

WHAT = Figure("b", "title", "description")


def widths(drawing: str, class_: str) -> list[float]:
    rows = re.findall(r"<rect [^>]*>", drawing)
    return [
        float(re.search(r'width="([\d.]+)"', row)[1])  # type: ignore[index]
        for row in rows
        if f'class="{class_}"' in row
    ]


@pytest.mark.parametrize(("p", "wide"), [(0.5, 120.0), (1.0, 240.0), (7.0, 240.0)])
def test_a_probability_fills_its_part(p: float, wide: float) -> None:
    assert widths(probability_bar(WHAT, p), "fill") == [wide]


def test_no_probability_fills_nothing() -> None:
    assert widths(probability_bar(WHAT, 0.0), "fill") == []


def test_segments_share_the_bar_and_name_themselves() -> None:
    drawing = stacked_bar(WHAT, [Segment(3, "a & b"), Segment(1, "c"), Segment(1, "d", rest=True)])
    titles = [node.text for node in ET.fromstring(drawing).iter("title")]
    assert titles == ["title", "a & b", "c", "d"]
    assert widths(drawing, "tint0")[0] > 2.9 * widths(drawing, "tint1")[0]
    assert len(widths(drawing, "rest")) == 1


def test_many_segments_keep_to_the_tints_there_are() -> None:
    drawing = stacked_bar(WHAT, [Segment(1, "x")] * 20)
    assert set(re.findall(r"tint(\d+)", drawing)) <= set("012345")


def test_segments_of_nothing_leave_an_empty_bar() -> None:
    assert "trough" in stacked_bar(WHAT, [Segment(0, "x")])


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_a_ladder_has_four_steps_and_fills_as_many_as_the_grade(steps: int) -> None:
    drawing = ladder(WHAT, steps)
    assert drawing.count("<rect") == 4
    assert drawing.count("rung on") == steps
