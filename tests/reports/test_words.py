from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legaat.messages import LANGUAGES, Lang
from legaat.reports._words import (
    NAME_CHARS,
    chance,
    clean,
    estimate_words,
    likelihood,
    percentile_words,
    power_words,
    share_words,
    short_name,
    skill_words,
    status_words,
    value_words,
)
from legaat.substances import Skill
from legaat.substances._panel import PLACE
from report_factory import make_report


@pytest.mark.parametrize(
    ("share", "en", "nl"),
    [
        (0.4321, "43%", "43%"),
        (0.0996, "10%", "10%"),
        (0.0432, "4.3%", "4,3%"),
        (0.00432, "0.43%", "0,43%"),
        (0.000432, "0.043%", "0,043%"),
        (1e-7, "under 0.001%", "onder 0,001%"),
        (0.0, "not found", "niet gevonden"),
        (math.nan, "not found", "niet gevonden"),
    ],
)
def test_a_share_has_two_figures_that_count(share: float, en: str, nl: str) -> None:
    assert share_words(share, "en") == en
    assert share_words(share, "nl") == nl


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ends_of_a_row_of_people_are_said_in_words(lang: Lang) -> None:
    said = [percentile_words(p, lang) for p in (0.4, 1.0, 50.0, 99.0, 99.6, None)]
    assert len(set(said)) == 6
    assert "50" in said[2]
    assert "0" not in said[0]


def test_one_person_is_singular_in_neither_language_broken() -> None:
    assert percentile_words(1.0, "en") == "Of 100 healthy people, 1 has less."
    assert percentile_words(7.0, "en") == "Of 100 healthy people, 7 have less."
    assert percentile_words(1.0, "nl") == "Van elke 100 gezonde mensen heeft er 1 minder."


def test_a_probability_gets_stronger_words_as_it_grows() -> None:
    said = [likelihood(p, "en") for p in (0.2, 0.55, 0.75, 0.95)]
    assert said == ["perhaps", "more likely than not", "likely", "very likely"]
    assert chance(0.876) == "88%"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Faecalibacterium prausnitzii", "F. prausnitzii"),
        ("Faecalibacterium", "Faecalibacterium"),
        ("GGB1234 SGB99", "GGB1234 SGB99"),
        ("<b> x", "<b> x"),
    ],
)
def test_only_a_species_name_is_shortened(name: str, short: str) -> None:
    assert short_name(name) == short


@given(st.text(max_size=400))
def test_a_clean_name_has_no_control_characters_and_is_short(name: str) -> None:
    shown = clean(name)
    assert len(shown) <= NAME_CHARS
    assert shown.isprintable()
    assert not any(c in shown for c in "\u202e\u2066\ue000\x1b\n")


@pytest.mark.parametrize(("power", "text"), [(-5, "0,001%"), (-2, "1%"), (0, "100%")])
def test_powers_of_ten_are_written_plainly(power: int, text: str) -> None:
    assert power_words(power, "nl") == text


def test_a_value_carries_its_unit() -> None:
    assert value_words(0.25, "share of the classified bacteria", "en") == "25%"
    assert value_words(0.0, "share of the classified bacteria", "en") == "0%"
    assert value_words(1.5, "mmol/gDW/h", "nl") == "1,5 mmol/gDW/h"


@pytest.mark.parametrize(
    ("value", "interval", "word"),
    [
        (0.6, (0.5, 0.7), "well"),
        (0.4, (0.2, 0.6), "fairly"),
        (0.2, (0.1, 0.3), "a little"),
        (0.2, (-0.1, 0.5), "hardly"),
        (-0.3, (-0.5, -0.1), "the other way round"),
        (0.4, None, "fairly"),
    ],
)
def test_a_correlation_that_may_be_none_is_called_none(
    value: float, interval: tuple[float, float] | None, word: str
) -> None:
    substance = make_report().panel["butyrate"]
    said = skill_words(replace(substance, skill=Skill("Spearman", value, interval, 100, 3)), "en")
    assert word in said
    assert f"{value:.2f}" in said


def test_what_was_never_measured_says_so() -> None:
    substance = replace(make_report().panel["butyrate"], skill=None)
    assert "not been compared" in skill_words(substance, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("status", "place"), [("low", 3.0), ("usual", 36.0), ("high", 96.0)])
def test_an_estimate_says_that_its_status_rests_on_other_estimates(
    lang: Lang, status: str, place: float
) -> None:
    """Beside "about 22% have less" no "3 have less": two numbers for one thing."""
    row = replace(next(iter(make_report().panel)), unit=PLACE, status=status, percentile=place)  # type: ignore[arg-type]
    words = estimate_words(row, lang)
    assert f"{place:.0f} " in words
    assert ("schatting" if lang == "nl" else "estimate") in words
    assert status_words(status, lang) in words
    assert "minder." not in words
    assert "have less" not in words


def test_a_share_of_the_bacteria_keeps_its_place_among_people() -> None:
    row = replace(next(iter(make_report().panel)), percentile=95.0)
    assert estimate_words(row, "en") == percentile_words(95.0, "en")
