"""Persons written from the rules' sources: what must and what must not be said to them."""

from __future__ import annotations

import pytest

from advice_fakes import PROFILE, adult, advice, panel, standing, stopped, suggested
from conftest import ROOT
from legaat.advice import Forecast, blend, strains
from legaat.knowledge import strains as known_strains
from legaat.profiles import read_profile
from person_cases import CASES, PRODUCTS, Case


@pytest.fixture(scope="module")
def cast() -> Forecast:
    return Forecast(read_profile(ROOT / "examples" / "profile.tsv"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_must_and_must_not_be_said(case: Case) -> None:
    given = advice(case.person, **case.world)
    assert case.must <= set(suggested(given))
    everything = advice(case.person, most=99, **case.world)
    assert not case.never & set(suggested(everything))
    for item, rule in case.rules.items():
        assert stopped(everything).get(item) == rule
    for rule, urgency in case.refers.items():
        assert (rule, urgency) in {(row.rule, row.urgency) for row in given.referrals}


def test_the_cases_are_many() -> None:
    assert len(CASES) >= 50
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_red_flag_ends_in_a_referral_and_no_product() -> None:
    given = advice(adult(complaints=["RF16"], goals=["fewer colds"]), most=99)
    assert given.referrals[0].rule == "RF16"
    assert not PRODUCTS & set(suggested(given))
    assert suggested(given) == []
    assert stopped(given)["exercise"] == "S57"


def test_moving_goes_on_beside_a_sign_that_costs_no_blood() -> None:
    given = advice(adult(complaints=["changed bowel habit"]), most=99)
    assert given.referrals[0].rule == "RF18"
    assert suggested(given) == ["exercise"]


def test_the_most_urgent_referral_comes_first() -> None:
    given = advice(adult(complaints=["RF16", "RF01", "fever", "diarrhoea"]))
    order = ["emergency", "same_day", "soon"]
    urgencies = [row.urgency for row in given.referrals]
    assert urgencies == sorted(urgencies, key=order.index)
    assert not given.suggestions


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_blend_holds_what_it_must_and_nothing_it_must_not(case: Case, cast: Forecast) -> None:
    world = {"standing": standing(), "panel": panel(), **_world(case)}
    found = blend(PROFILE, case.person, forecast=cast, **world)
    held = {part.id for part in found.parts}
    assert not held & case.never
    assert case.blend <= held
    assert not held & {row.id for row in found.withheld}
    assert bool(found.parts) != bool(found.blocked)


def _world(case: Case) -> dict[str, object]:
    names = {"low": "panel", "taxa": "standing"}
    return {names[key]: value for key, value in case.world.items() if key in names}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_strains_that_are_withheld_are_never_shown(case: Case, cast: Forecast) -> None:
    found = strains(PROFILE, case.person, forecast=cast)
    shown = {fit.id for fit in found.fits}
    live_products = {s.id for s in known_strains().values() if "product" in s.tags}
    yoghurts = set(known_strains()) - live_products
    if case.never >= PRODUCTS:
        assert not shown & live_products
    if "live-yoghurt" in case.never:
        assert not shown & yoghurts
    assert not shown & case.strains_never
    assert not shown & {row.id for row in found.withheld}
    assert {fit.id for fit in found.fits if fit.could_try} >= case.could_try
    told = {fit.id for fit in found.fits if fit.for_you}
    assert case.strains_told | case.could_try <= told
    assert not {fit.id for fit in found.fits if fit.could_try} & case.strains_told
