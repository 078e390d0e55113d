"""A personal blend: inside studied doses, nothing withheld, and the reason where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from advice_fakes import adult, panel, standing
from conftest import ROOT
from legaat.advice import Blend, Forecast, Person, Price, blend
from legaat.errors import UsageError
from legaat.knowledge import citation, evidence, ingredients, interventions
from legaat.profiles import Profile, read_profile


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read_profile(ROOT / "examples" / "profile.tsv")


@pytest.fixture(scope="module")
def cast(profile: Profile) -> Forecast:
    return Forecast(profile)


def mixed(
    profile: Profile, cast: Forecast, person: Person | None, low: bool = False, **more: Any
) -> Blend:
    return blend(
        profile,
        person,
        standing=standing(),
        panel=panel(butyrate="low") if low else panel(),
        forecast=cast,
        **more,
    )


def ids(found: Blend) -> list[str]:
    return [part.id for part in found.parts]


def words(found: Blend) -> str:
    return " ".join(text.text("en") for text in (*found.blocked, *found.notes))


PEOPLE = [
    adult(complaints=["constipation"]),
    adult(conditions=["ibs"], complaints=["bloating"], goals=["cholesterol"]),
    adult(goals=["fewer colds", "more butyrate"]),
    adult(age_years=80, goals=["fewer colds"]),
    adult(conditions=["high cholesterol"]),
]


@pytest.mark.parametrize("person", PEOPLE)
def test_doses_are_those_that_were_studied(
    profile: Profile, cast: Forecast, person: Person
) -> None:
    found = mixed(profile, cast, person, low=True)
    assert found.parts
    for part in found.parts:
        item = ingredients()[part.id]
        amount = part.amount / 1000 if part.unit == "mg" else part.amount
        assert item.low <= amount <= item.high
        assert part.weeks[-1][1] == pytest.approx(part.amount)
        assert all(a < b for (_, a), (_, b) in zip(part.weeks, part.weeks[1:], strict=False))


@pytest.mark.parametrize("person", PEOPLE)
def test_every_part_has_a_sentence_and_a_source_that_was_seen(
    profile: Profile, cast: Forecast, person: Person
) -> None:
    for part in mixed(profile, cast, person, low=True).parts:
        assert any(citation(c).verified in {"yes", "partial"} for c in part.citations)
        assert set(part.interventions) <= evidence().keys()
        for lang in ("nl", "en"):
            assert len([t for t in part.why if t.text(lang).strip()]) == 4
            assert part.form.text(lang).strip()


@pytest.mark.parametrize("person", PEOPLE)
def test_the_choice_is_proven_and_the_same_each_time(
    profile: Profile, cast: Forecast, person: Person
) -> None:
    found = mixed(profile, cast, person, low=True)
    assert found.proof is not None
    assert found.proof.gap == 0.0
    assert found.proof.value == pytest.approx(found.proof.bound)
    assert ids(found) == ids(mixed(profile, Forecast(profile), person, low=True))


def test_one_thing_starts_after_the_other(profile: Profile, cast: Forecast) -> None:
    found = mixed(profile, cast, adult(conditions=["ibs"], goals=["cholesterol"]))
    assert len(found.parts) > 1
    for one, two in zip(found.parts, found.parts[1:], strict=False):
        assert two.weeks[0][0] == one.weeks[-1][0] + 1


def test_food_comes_before_powder_and_powder_before_capsules(
    profile: Profile, cast: Forecast
) -> None:
    found = mixed(profile, cast, adult(conditions=["ibs"], goals=["cholesterol", "fewer colds"]))
    assert ids(found) == ["oat-beta-glucan", "psyllium-ibs", "lc-plasma"]


def test_limits_hold(profile: Profile, cast: Forecast) -> None:
    person = adult(complaints=["constipation"], goals=["cholesterol", "fewer colds"])
    found = mixed(profile, cast, person, most_grams=4, most_pieces=0)
    assert sum(p.amount for p in found.parts if p.unit == "mg") <= 4000
    assert not any(p.pieces for p in found.parts)


def test_dead_bacteria_are_never_combined_nor_swelling_fibres(
    profile: Profile, cast: Forecast
) -> None:
    person = adult(
        conditions=["ibs-d"], complaints=["bloating"], goals=["fewer colds"], age_years=70
    )
    found = set(ids(mixed(profile, cast, person)))
    assert len(found & {"mimbb75", "ht-es1", "lc-plasma", "mcc1849", "b240"}) <= 1
    assert len(found & {"psyllium-ibs", "phgg-ibs", "psyllium-constipation"}) <= 1


@pytest.mark.parametrize(
    ("person", "more", "says"),
    [
        (adult(complaints=["constipation"]), {"most_grams": 5}, "5 grams a day stands in the way"),
        (
            adult(conditions=["ibs"]),
            {"must": ["mimbb75"], "most_pieces": 1},
            "1 capsules a day stands in the way",
        ),
        (
            adult(conditions=["ibs"], complaints=["bloating"]),
            {"must": ["psyllium-ibs", "phgg-ibs"]},
            "don't go together",
        ),
        (adult(), {}, "Nothing that a blend can hold"),
        (adult(), {"must": ["mimbb75"]}, "answers nothing"),
        (
            adult(conditions=["ibs"], allergies=["psyllium"]),
            {"must": ["psyllium-ibs"]},
            "can't be in it",
        ),
        (adult(complaints=["blood in stool"]), {}, "See a doctor first"),
    ],
)
def test_what_stands_in_the_way_is_named(
    profile: Profile, cast: Forecast, person: Person, more: dict[str, Any], says: str
) -> None:
    found = mixed(profile, cast, person, **more)
    assert not found.parts
    assert says in words(found), words(found)
    assert [text.text("nl") for text in found.blocked] != [t.text("en") for t in found.blocked]


def test_without_prices_the_budget_is_not_used_and_that_is_said(
    profile: Profile, cast: Forecast
) -> None:
    person = adult(complaints=["constipation"], budget_eur_month=1)
    found = mixed(profile, cast, person)
    assert found.parts
    assert found.eur_month is None
    assert "no prices in our sources" in words(found)


def test_with_prices_the_budget_holds_and_names_itself(profile: Profile, cast: Forecast) -> None:
    person = adult(complaints=["constipation"], budget_eur_month=1)
    prices = {
        "chicory-inulin": Price(10.0, grams=500.0),
        "psyllium-constipation": Price(20.0, grams=300.0),
    }
    found = mixed(profile, cast, person, prices=prices)
    assert not found.parts
    assert "budget of 1 euros" in words(found)
    rich = adult(complaints=["constipation"], budget_eur_month=50)
    found = mixed(profile, cast, rich, prices=prices)
    assert found.eur_month is not None
    assert found.eur_month <= 50
    assert [part.eur_month for part in found.parts] == [pytest.approx(found.eur_month)]


def test_what_has_no_price_is_left_out_where_a_budget_must_be_kept(
    profile: Profile, cast: Forecast
) -> None:
    person = adult(complaints=["constipation"], budget_eur_month=50)
    prices = {"psyllium-constipation": Price(20.0, grams=300.0)}
    found = mixed(profile, cast, person, prices=prices)
    assert ids(found) == ["psyllium-constipation"]
    assert "says no price" in words(found)


def test_what_is_taken_already_is_not_in_it(profile: Profile, cast: Forecast) -> None:
    person = adult(complaints=["constipation"], takes=["inuline 5 g"])
    found = mixed(profile, cast, person)
    assert "chicory-inulin" not in ids(found)
    assert "You take this already" in words(found)


def test_low_butyrate_alone_is_answered_by_what_the_model_expects_most_of(
    profile: Profile, cast: Forecast
) -> None:
    found = mixed(profile, cast, adult(), low=True)
    assert found.parts
    assert found.proof is not None
    assert found.proof.simulated > 0
    for part in found.parts:
        item = next(i for i in interventions() if i.id == part.id)
        assert item.adds
    assert "I223" in {row for part in found.parts for row in part.interventions}


def test_without_a_model_the_blend_goes_by_the_evidence_alone(profile: Profile) -> None:
    nobody = Forecast(
        Profile("x", "species", {"Nobody nowhere": 1.0}, None, profile.provenance, profile.report)
    )
    found = mixed(profile, nobody, adult(), low=True)
    assert found.parts
    assert found.effects == ()


@pytest.mark.parametrize("more", [{"must": ["gold"]}, {"most_grams": -1}, {"most_pieces": -1}])
def test_nonsense_is_refused(profile: Profile, cast: Forecast, more: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        mixed(profile, cast, adult(), **more)


def test_nobody_told_gets_no_product(profile: Profile, cast: Forecast) -> None:
    found = mixed(profile, cast, None, low=True)
    products = {item.id for item in interventions() if item.product}
    assert not set(ids(found)) & products
    assert found.questions
