"""A baby's milk is never to be left, and the row of allergens never contradicts a warning."""

from __future__ import annotations

from typing import Any

import pytest

from legaat.advice import Person
from legaat.labels import LabelResult, check_label, show_label

FORMULA = "Zuigelingenmelk met GOS en FOS. Ingrediënten: magere melk, lactose, plantaardige oliën"


def told(text: str, **answers: Any) -> LabelResult:
    return check_label(text, person=Person.from_dict(answers))


@pytest.mark.parametrize(
    "text", [FORMULA, "Infant formula, from birth: skimmed milk, GOS", "Opvolgmelk 2: melk, GOS"]
)
@pytest.mark.parametrize("answers", [{"age_months": 5}, {"age_years": 2}, {}])
def test_nobody_is_told_to_leave_a_babys_milk(text: str, answers: dict[str, Any]) -> None:
    found = told(text, **answers)
    assert not [one for one in found.person if one.stop]
    said = found.person[0].why
    assert "geen reden om met de melk van je baby te stoppen" in said.text("nl")
    assert "Ask the child health centre or your doctor" in said.text("en")


def test_an_allergy_to_what_is_in_a_formula_leads_to_a_doctor() -> None:
    found = told(FORMULA, age_months=5, allergies=["milk"])
    said = " ".join(one.why.text("en") for one in found.person)
    assert "call today" in said
    assert "This holds milk" in said
    assert not [one for one in found.person if one.stop]


def test_what_an_adult_eats_is_no_formula_for_a_child() -> None:
    found = told("Natto. Geen zuigelingenvoeding.", age_years=70, medicines=["warfarin"])
    assert [one for one in found.person if one.stop and one.rule == "X14"]


@pytest.mark.parametrize(
    ("text", "allergies", "verdict"),
    [
        ("Ingredients: peanut, sugar", ["peanut"], "fail"),
        ("Ingredients: rice, kiwi", ["kiwi"], "fail"),
        ("Ingredients: rice. May contain nuts", ["nuts"], "fail"),
        ("Ingredients: rice, lecithin", ["soy"], "warn"),
        ("Ingredients: milk, salt", ["peanut"], "unknown"),
        ("Ingredients: rice, salt", ["peanut"], "unknown"),
        ("Ingredients: rice, salt", [], "unknown"),
        ("Ingredients: milk, salt", [], "pass"),
    ],
)
def test_the_row_of_allergens_holds_what_somebody_avoids(
    text: str, allergies: list[str], verdict: str
) -> None:
    found = told(text, age_years=40, allergies=allergies)
    row = show_label(found, "en", frozenset(allergies)).named("allergens-named")
    assert row.verdict == verdict
    assert "fine" not in row.said


def test_coeliac_disease_counts_as_avoiding_gluten() -> None:
    found = told("Ingredients: wheat flour", age_years=40, conditions=["coeliac"])
    assert found.check("allergens-named").verdict == "fail"


@pytest.mark.parametrize(
    ("text", "answers", "rule"),
    [
        ("Natto, gefermenteerde sojabonen", {"age_years": 70, "medicines": ["warfarin"]}, "X14"),
        ("Brie de Meaux, raw milk cheese", {"age_years": 30, "pregnant": True}, "S30"),
        ("Brie van rauwe melk", {"age_years": 30, "pregnant": True}, "S30"),
        ("Camembert au lait cru", {"age_years": 30, "pregnant": True}, "S30"),
        ("Kimchi: kool, zout 3%", {"age_years": 70, "conditions": ["heart failure"]}, "S13"),
        ("Kimchi: kool, zout 3%", {"age_years": 70, "restrictions": ["low salt"]}, "S13"),
    ],
)
def test_what_the_report_withholds_is_withheld_in_the_shop(
    text: str, answers: dict[str, Any], rule: str
) -> None:
    assert rule in {one.rule for one in told(text, **answers).person if one.stop}


def test_an_amount_of_salt_is_said_to_be_unchecked() -> None:
    found = told("Tomaat. Per 100 g: zout 3,1 g", age_years=70, restrictions=["low salt"])
    assert "hoeveel zout erin zit" in [one.text("nl") for one in found.unchecked]


@pytest.mark.parametrize("between", ["\n", "\n\n", " \n \n\n"])
def test_a_name_that_a_camera_parted_keeps_its_strain(between: str) -> None:
    text = f"Hitte-geïnactiveerde Lactobacillus{between}rhamnosus GG (ATCC 53103)"
    (microbe,) = check_label(text).organisms
    assert (microbe.name, microbe.strain) == ("Lacticaseibacillus rhamnosus", "GG")


def test_two_paragraphs_are_not_joined() -> None:
    assert "\n\n" in check_label("Lactobacillus\n\nrice, salt").text


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Water, biergist", {"conditions": ["coeliac"]}),
        ("Zonder suiker, gluten en tarwe", {"allergies": ["wheat"]}),
        ("Shellfish free option available", {"allergies": ["shellfish"]}),
        ("Ook zonder sulfiet te koop", {"allergies": ["sulphite"]}),
        ("Soy free option available", {"allergies": ["legumes"]}),
    ],
)
def test_a_doubt_is_told_to_whom_it_may_harm(text: str, answers: dict[str, Any]) -> None:
    found = told(text, age_years=40, **answers)
    assert found.person
    assert found.check("allergens-named").verdict in {"warn", "fail"}
