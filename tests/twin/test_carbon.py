"""Carbon is neither made nor lost on its way through the community."""

from __future__ import annotations

import pytest

from legaat.twin import Twin, carbon_flows, grams_per_mole

COMMUNITY = {
    "Bacteroides ovatus": 0.4,
    "Faecalibacterium prausnitzii": 0.3,
    "Bifidobacterium adolescentis": 0.2,
    "Roseburia intestinalis": 0.1,
}


@pytest.fixture(scope="module")
def twin() -> Twin:
    return Twin(COMMUNITY, pack="colon", diet="dutch")


def test_what_comes_out_is_at_most_what_went_in(twin: Twin) -> None:
    flows = carbon_flows(twin, twin.solve())
    eaten = sum(-flow.net for flow in flows if flow.net < 0)
    left = sum(flow.net for flow in flows if flow.net > 0)
    assert 0 < left < eaten


def test_growth_is_the_difference(twin: Twin) -> None:
    scenario = twin.solve()
    flows = carbon_flows(twin, scenario)
    kept = -sum(flow.net for flow in flows)
    more = twin.with_added({"inulin": 10.0}).solve()
    assert more.community_growth > scenario.community_growth
    assert -sum(f.net for f in carbon_flows(twin, more)) > kept


def test_food_knows_how_much_of_it_arrives(twin: Twin) -> None:
    flows = {flow.metabolite: flow for flow in carbon_flows(twin, twin.solve())}
    inulin = flows["inulin_m"]
    assert 0 < -inulin.net <= inulin.supply * (1 + 1e-6)
    assert flows["ac_m"].supply == 0
    assert set(inulin.by) <= set(COMMUNITY)


def test_a_mole_weighs_what_its_formula_says(twin: Twin) -> None:
    assert grams_per_mole(twin, "ac_m") == pytest.approx(59.04, abs=0.01)
    assert grams_per_mole(twin, "nothing_m") is None
