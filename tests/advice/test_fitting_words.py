"""What is said of food fits the person: fluid, age, medicines, pregnancy, intolerances."""

from __future__ import annotations

import re
from typing import Any

import pytest

from advice_fakes import adult, advice, panel, stopped, suggested
from legaat.advice import Suggestion
from legaat.knowledge import citation, interventions

# Sources that are press coverage or a web summary, by their place in the evidence table.
PRESS = {"R114", "R363", "R372", "R393"}


def suggestion(item: str, **told: Any) -> Suggestion:
    return next(row for row in advice(adult(**told), most=99).suggestions if row.id == item)


def said(row: Suggestion, lang: Any = "en") -> str:
    dose = () if row.dose is None else (row.dose,)
    return " ".join(part.text(lang) for part in (*dose, *row.start_low, *row.cautions))


def test_fibre_does_not_contradict_the_first_steps_of_ibs() -> None:
    told = {"conditions": ["ibs-d"], "intolerances": ["lactose", "fructose"]}
    row = suggestion("fibre-rich-eating", **told)
    text = said(row)
    assert "25 to 29" not in text
    assert "beans" not in text
    assert "extra piece of fruit" not in text
    assert "little bran and wholemeal" in text
    assert "at most 3 portions of fruit" in text
    assert "3 portions" in said(suggestion("ibs-first-steps", **told))
    assert "Fruit holds fructose" in text


@pytest.mark.parametrize(
    "told",
    [
        {"conditions": None},
        {"conditions": ["coeliac"], "intolerances": ["lactose"]},
        {"diet": ["low-fodmap"]},
        {"age_years": None},
        dict.fromkeys(("age_years", "conditions", "intolerances", "diet", "allergies")),
    ],
)
def test_fibre_has_an_amount_and_no_word_of_ibs_for_who_told_no_ibs(told: dict[str, Any]) -> None:
    dose = suggestion("fibre-rich-eating", **told).dose
    assert dose is not None
    assert "25 to 29 grams" in dose.text("en")
    assert "25 tot 29 gram" in dose.text("nl")
    assert "IBS" not in dose.text("en")
    assert "PDS" not in dose.text("nl")


def test_ibs_without_an_age_gets_no_amount_for_adults() -> None:
    dose = suggestion("fibre-rich-eating", age_years=None, conditions=["ibs-d"]).dose
    assert dose is not None
    assert "depends on your age" in dose.text("en")


def test_fructose_is_minded_with_all_that_is_rich_in_fruit() -> None:
    for item in ("fibre-rich-eating", "mediterranean-eating", "green-kiwi"):
        told: dict[str, Any] = {"complaints": ["constipation"], "intolerances": ["fructose"]}
        assert "fructose" in said(suggestion(item, **told)), item
        assert "fructose" not in said(suggestion(item, complaints=["constipation"])), item
    given = advice(adult(complaints=["constipation"], intolerances=["fructose"]), most=99)
    assert "prunes" not in suggested(given)


@pytest.mark.parametrize("condition", ["hartfalen", "nierziekte"])
def test_drinking_stays_within_what_the_doctor_allows(condition: str) -> None:
    given = advice(adult(conditions=[condition], restrictions=["vochtbeperking"]), most=99)
    for row in given.suggestions:
        text = said(row)
        if re.search(r"[Dd]rink (?:enough|plenty)", text):
            assert "within what your doctor allows" in text, row.id
            assert "binnen wat je van je arts mag" in said(row, "nl"), row.id


@pytest.mark.parametrize("age", [1, 5, 12, 17])
def test_no_child_is_told_grams(age: int) -> None:
    goals = ["more fibre", "fermented food", "regular bowels", "cholesterol", "butyraat"]
    given = advice(
        adult(age_years=age, goals=goals, complaints=["constipation"]),
        low=panel(butyrate="low"),
        most=99,
    )
    assert "fibre-rich-eating" in suggested(given)
    for row in given.suggestions:
        assert not re.search(r"\d[\d.,]* (?:to \d+ )?grams?\b", said(row)), row.id
        assert "adults" not in said(row)


@pytest.mark.parametrize("medicine", ["fenelzine", "moclobemide", "rasagiline", "linezolid"])
def test_mediterranean_eating_minds_tyramine(medicine: str) -> None:
    told: dict[str, Any] = {"age_years": 67, "medicines": [medicine]}
    assert "aged cheese" in said(suggestion("mediterranean-eating", **told))
    assert "oude kaas" in said(suggestion("mediterranean-eating", **told), "nl")
    assert "aged cheese" not in said(suggestion("mediterranean-eating", age_years=67))


def test_mediterranean_eating_minds_a_pregnancy() -> None:
    told: dict[str, Any] = {"sex": "female", "age_years": 30, "breastfeeding": False}
    text = said(suggestion("mediterranean-eating", pregnant=True, **told))
    for word in ("raw-milk cheese", "raw", "alcohol"):
        assert word in text
    assert "raw-milk" not in said(suggestion("mediterranean-eating", pregnant=False, **told))


@pytest.mark.parametrize(
    ("text", "meant"),
    [("lithum", "lithium"), ("fenelzin", "fenelzine"), ("Lithum 400 mg", "lithium")],
)
def test_a_misspelt_medicine_is_asked_about_and_taken_for_what_it_is_like(
    text: str, meant: str
) -> None:
    given = advice(adult(medicines=[text], conditions=["ibs"], goals=["fermented food"]), most=99)
    asked = [row.text("nl") for row in given.questions if text in row.text("nl")]
    assert len(asked) == 1
    assert f"Bedoel je {meant}?" in asked[0]
    known = advice(adult(medicines=[meant], conditions=["ibs"], goals=["fermented food"]), most=99)
    assert set(suggested(given)) <= set(suggested(known))
    assert set(stopped(known)) <= set(stopped(given))


def test_an_unknown_medicine_leaves_plain_food_and_moving() -> None:
    given = advice(adult(medicines=["zzyxolin"]), most=99)
    assert {"fibre-rich-eating", "exercise"} <= set(suggested(given))
    assert any("zzyxolin" in row.text("en") for row in given.questions)


def test_each_grade_names_its_outcome() -> None:
    words = {"A": "Strong", "B": "Moderate", "C": "Limited"}
    for low in ("usual", "low"):
        given = advice(adult(goals=["more bifidobacteria"]), low=panel(butyrate=low), most=99)  # type: ignore[arg-type]
        for row in given.suggestions:
            outcome = row.direction.text("en")
            assert (
                row.why[-1].text("en")
                == f"{words[row.grade]} evidence for this outcome: {outcome}."
            )


def test_nothing_is_suggested_on_press_coverage_alone() -> None:
    for item in interventions():
        for answer in item.answers:
            if item.use == "suggest":
                assert any(citation(c).shown for c in set(answer.citations) - PRESS), item.id


def test_what_a_guideline_names_is_not_listed_as_something_to_leave_alone() -> None:
    given = advice(adult(complaints=["constipation"]), most=99)
    said_of = {getattr(row, "id", "") for row in given.leave_alone}
    assert "mineral-water" not in said_of | set(suggested(given))
    assert "rye-bread" not in said_of
    assert not any("magnesium" in row.text("en").lower() for row in given.leave_alone)
