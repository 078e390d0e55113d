"""The food of a missing bacterium is named only to whom no rule withholds it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from legaat.advice import Person
from legaat.reference import TaxonStanding
from legaat.reference._feeds import feeds_data
from legaat.reports._feeding import FOOD_TAGS, unsuited
from legaat.reports._missing import missed, reasons
from report_factory import make_report

GRAINS = {"beta-glucan", "arabinoxylan"}


def adult(**more: Any) -> Person:
    told: dict[str, Any] = {
        "age_years": 44, "sex": "male", "immune": "normal", "in_hospital": "no",
        "conditions": [], "medicines": [], "complaints": [], "allergies": [],
        "intolerances": [], "diet": [],
    }  # fmt: skip
    return Person(**{**told, **more})


def test_every_fibre_that_feeds_is_screened() -> None:
    assert {row["fibre"] for row in feeds_data()["feeds"]} <= set(FOOD_TAGS)


@pytest.mark.parametrize(
    ("person", "held"),
    [
        (adult(), set()),
        (adult(conditions=["coeliac"]), GRAINS),
        (adult(conditions=["ibs"]), set(FOOD_TAGS)),
        (adult(conditions=["stoma"]), set(FOOD_TAGS)),
        (adult(complaints=["blood in stool"]), set(FOOD_TAGS)),
        (adult(allergies=["legumes"]), {"galacto-oligosaccharides"}),
        (None, {"resistant starch"}),
    ],
)
def test_what_a_rule_withholds_is_no_food_for_the_missing(
    person: Person | None, held: set[str]
) -> None:
    assert unsuited(person) == held


def test_a_fibre_that_is_withheld_goes_unnamed() -> None:
    row = TaxonStanding(
        "Lachnospira eligens", 0.0, None, 0.9, "missing", 0.8, 0.02, (1e-4, 1e-3, 1e-2),
        expected=0.85, p_absent=0.95,
    )  # fmt: skip
    base = make_report()
    report = replace(base, standing=replace(base.standing, taxa=(row,)))
    assert any("pectin" in text for text in reasons(missed(report)[0], "en"))
    careful = replace(report, unsuited=frozenset(FOOD_TAGS))
    assert not any("pectin" in text for text in reasons(missed(careful)[0], "en"))
    assert not missed(careful)[0].helped
