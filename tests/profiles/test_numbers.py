"""Numbers in text, one at a time and in blocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.profiles._numbers import number, numbers


def read(cells: list[str], delimiter: str = ",") -> list[float]:
    def refuse(row: int, column: int, text: str) -> float:
        raise AssertionError((row, column, text))

    return numbers([delimiter.join(cells)], delimiter, len(cells), refuse)[0].tolist()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.just("0"),
            st.just("0.0"),
            st.floats(0, 1e15, allow_nan=False).map(repr),
            st.floats(0, 100).map(lambda v: f"{v:.5f}"),
            st.integers(0, 10**15).map(str),
            st.from_regex(r"[0-9]{1,16}\.[0-9]{0,18}", fullmatch=True),
            st.from_regex(r"\.[0-9]{1,16}", fullmatch=True),
        ),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from([",", "\t", ";"]),
)
def test_a_block_gives_exactly_what_float_gives(cells: list[str], delimiter: str) -> None:
    assert read(cells, delimiter) == [float(cell) for cell in cells]


def test_cells_that_are_no_numbers_are_asked_for_by_their_place() -> None:
    asked = []

    def note(row: int, column: int, text: str) -> float:
        asked.append((row, column, text))
        return 7.0

    block = numbers(["1,x,3", ",5,nan", "1_0,2.3.4,1e5"], ",", 3, note)
    assert block.tolist() == [[1, 7, 3], [7, 5, 7], [7, 7, 1e5]]
    assert asked == [(0, 1, "x"), (1, 0, ""), (1, 2, "nan"), (2, 0, "1_0"), (2, 1, "2.3.4")]


def test_a_block_with_decimal_commas() -> None:
    block = numbers(["1,5;0,25;3"], ";", 3, lambda *_: 0.0, comma=True)
    assert block.tolist() == [[1.5, 0.25, 3.0]]


@pytest.mark.parametrize(
    ("cell", "comma", "value"),
    [
        ("12.5", False, 12.5),
        (" 12.5 ", False, 12.5),
        ("12.5%", False, 12.5),
        ("12.5 %", False, 12.5),
        ("12,5", True, 12.5),
        ("1.234,5", True, 1234.5),
        ("1e-3", False, 0.001),
        ("-2", False, -2.0),
        ("+2", False, 2.0),
    ],
)
def test_numbers_as_people_write_them(cell: str, comma: bool, value: float) -> None:
    assert number(cell, comma=comma) == value


@pytest.mark.parametrize(
    "cell", ["", "nan", "inf", "1_000", "0x1", "1,5", "٣", "1.2.3", "--1", "%"]
)
def test_what_is_no_number(cell: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        number(cell)
