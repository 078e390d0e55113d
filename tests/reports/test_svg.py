from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest

from legaat.reports._svg import Figure, Scale, clip, dots, element, figure, label, number


@pytest.mark.parametrize(
    ("value", "text"), [(12.04, "12"), (-0.04, "0"), (3.25, "3.2"), (100, "100")]
)
def test_a_coordinate_is_written_short(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_coordinate_that_is_no_number_is_a_defect(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_values_of_attributes_and_words_are_escaped() -> None:
    hostile = "\"'><script>&"
    assert "<script>" not in element("g", class_=hostile)
    assert "<script>" not in label(0, 0, hostile, "tick")


def test_a_figure_speaks_its_title_and_description() -> None:
    drawing = figure(Figure("one", 'Title <"&>', "Description"), 10, 5, "<g/>", "strip")
    root = ET.fromstring(drawing)
    ids = {child.get("id"): child.text for child in root if child.get("id")}
    assert root.get("role") == "img"
    assert ids == {"one-t": 'Title <"&>', "one-d": "Description"}
    assert (root.get("aria-labelledby") or "").split() == list(ids)


def test_no_dots_make_no_path() -> None:
    assert dots([], "pop") == ""
    assert dots([(1, 2), (3, 4)], "pop").count("h0") == 2


def test_a_scale_keeps_what_lies_outside_at_its_ends() -> None:
    scale = Scale(0, 10, 100, 200)
    assert [scale(v) for v in (-5, 0, 5, 10, 50)] == [100, 100, 150, 200, 200]


def test_clipping_leaves_short_words_alone() -> None:
    assert clip("abc", 3) == "abc"
    assert clip("abcdef", 4) == "abc…"
