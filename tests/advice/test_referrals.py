"""Referrals don't contradict each other, and name who is there for this person."""

from __future__ import annotations

from typing import Any

import pytest

from advice_fakes import adult, advice, stopped, suggested
from legaat.advice import Person


def rules_of(**told: Any) -> list[str]:
    return [row.rule for row in advice(adult(**told)).referrals]


@pytest.mark.parametrize(
    "told",
    [
        {"conditions": ["chemotherapie"], "complaints": ["koorts"]},
        {"conditions": ["chemotherapie"], "complaints": ["koorts", "diarree"]},
        {"conditions": ["chemotherapie"], "complaints": ["koorts", "buikpijn"]},
        {"medicines": ["tacrolimus"], "complaints": ["koorts", "diarree"], "age_years": 74},
    ],
)
def test_with_weak_immunity_the_treating_team_comes_first(told: dict[str, Any]) -> None:
    given = advice(adult(**told))
    first = given.referrals[0]
    assert first.rule == "RF65"
    assert "now" in first.what_to_do.text("en")
    assert "at night" in first.what_to_do.text("en")
    assert "behandelteam" in first.what_to_do.text("nl").split(".")[0]
    assert not {"S09", "RF09", "RF10", "RF33"} & {row.rule for row in given.referrals}


def test_a_weaker_referral_about_the_same_sign_goes_unsaid() -> None:
    assert rules_of(complaints=["stijve nek", "koorts"]) == ["RF39"]
    assert rules_of(complaints=["koorts", "diarree"]) == ["RF09"]
    assert "RF16" not in rules_of(complaints=["veel bloed"])
    assert "S09" not in rules_of(complaints=["koorts"], sex="v", age_years=30, pregnant=True)
    assert rules_of(complaints=["koorts"]) == ["S09"]


def test_what_rests_on_an_age_that_is_not_known_covers_nothing() -> None:
    found = {row.rule for row in advice(Person(complaints=["fever"])).referrals}
    assert {"RF42", "S09"} <= found


def test_the_child_health_centre_is_for_babies_and_toddlers() -> None:
    def said(age: float) -> str:
        given = advice(adult(age_years=age, sex="female", complaints=["vomiting"]))
        return next(r for r in given.referrals if r.rule == "RF60").what_to_do.text("nl")

    assert "consultatiebureau" in said(2)
    assert "consultatiebureau" not in said(17)
    untold = advice(Person(complaints=["vomiting"], sex="female", pregnant=True))
    assert not any("consultatiebureau" in r.what_to_do.text("nl") for r in untold.referrals)


def test_a_baby_gets_no_word_about_exercise() -> None:
    baby = advice(Person(age_months=1, gestation_weeks=29, complaints=[]))
    assert not {"exercise", "mediterranean-eating", "fibre-rich-eating"} & set(stopped(baby))
    assert not suggested(baby)


def test_blood_with_weight_loss_leaves_nothing_to_do_but_see_a_doctor() -> None:
    given = advice(adult(age_years=57, complaints=["bloed", "afvallen"]), most=99)
    assert not given.suggestions
    assert {"RF16", "RF17"} <= {row.rule for row in given.referrals}


@pytest.mark.parametrize("heart", ["hartfalen", "hart- en vaatziekte", "kunsthartklep"])
def test_fainting_with_a_sick_heart_is_for_the_doctor_today(heart: str) -> None:
    given = advice(adult(conditions=[heart], complaints=["flauwvallen"], age_years=60))
    (row,) = [one for one in given.referrals if one.rule == "S59"]
    assert row.urgency == "same_day"
    assert row.citations[:2] == ("R502", "R501")
    assert "112" in row.what_to_do.text("nl")
    assert not given.suggestions
    assert "S59" not in rules_of(complaints=["flauwvallen"])
    assert "S59" not in rules_of(conditions=[heart])


def test_a_warning_about_a_medicine_or_salt_stays_beside_a_sign() -> None:
    told: dict[str, Any] = {
        "complaints": ["fainting"],
        "conditions": ["heart failure"],
        "medicines": ["warfarin"],
        "restrictions": ["low salt"],
        "goals": ["fermented food"],
    }
    given = advice(adult(**told), most=99)
    assert given.referrals
    held = {row.id: row for row in given.withheld}
    assert "Eat no natto" in held["natto"].why.text("en") or held["natto"].rule in {"X14", "S25"}
    assert held["fermented-foods"].rule in {"S13", "X51"}
    assert "salt" in held["fermented-foods"].why.text("en").lower()
    assert any(row.rule == "S35" for row in given.withheld)


def test_who_takes_it_already_is_told_to_ask_whether_to_go_on() -> None:
    told: dict[str, Any] = {
        "complaints": ["constipation", "blood in stool"],
        "takes": ["psyllium"],
    }
    given = advice(adult(**told), most=99)
    held = {row.id: row.why for row in given.withheld}
    assert "You use this already" in held["psyllium-constipation"].text("en")
    assert "You use this already" not in held["green-kiwi"].text("en")


def test_a_vegan_is_not_told_that_all_fermented_food_holds_milk() -> None:
    given = advice(adult(diet=["vegan"], goals=["fermented food"]), most=99)
    why = next(row.why for row in given.withheld if row.id == "fermented-foods")
    assert "without milk is another matter" in why.text("en")
    assert "zonder melk is iets anders" in why.text("nl")
