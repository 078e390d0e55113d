"""The sum over makers: who counts, by how much, and what the unknown do to the interval."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.substances import capacity, facts
from legaat.substances._facts import genus_facts

CAPACITIES = sorted({substance for _, substance in facts()})
SPECIES = sorted({taxon for taxon, _ in facts()})
GENERA = sorted({genus for genus, _ in genus_facts()})


def test_the_value_is_the_share_of_the_makers() -> None:
    shares = {
        "Faecalibacterium prausnitzii": 0.3,
        "Bacteroides uniformis": 0.5,
        "Ruminococcus bromii": 0.2,
    }
    found = capacity(shares, "species", "butyrate")
    assert found.value == pytest.approx(0.3)
    assert found.interval == pytest.approx((0.3, 0.3))
    assert found.covered == pytest.approx(1.0)
    assert [maker.taxon for maker in found.makers] == ["Faecalibacterium prausnitzii"]


def test_makers_come_largest_first() -> None:
    shares = {
        "Roseburia intestinalis": 0.1,
        "Faecalibacterium prausnitzii": 0.3,
        "Agathobacter rectalis": 0.2,
        "Bacteroides ovatus": 0.4,
    }
    found = capacity(shares, "species", "butyrate")
    assert [maker.share for maker in found.makers] == [0.3, 0.2, 0.1]
    assert found.value == pytest.approx(0.6)


def test_an_inferred_maker_counts_in_the_value_but_not_at_least() -> None:
    shares = {"Faecalibacterium prausnitzii": 0.4, "Eshraghiella crossota": 0.6}
    found = capacity(shares, "species", "butyrate")
    assert found.value == pytest.approx(1.0)
    assert found.interval == pytest.approx((0.4, 1.0))
    assert {maker.taxon: maker.check for maker in found.makers} == {
        "Eshraghiella crossota": "inferred",
        "Faecalibacterium prausnitzii": "read",
    }


def test_a_taxon_nobody_knows_widens_the_interval_and_leaves_the_value() -> None:
    known = {"Faecalibacterium prausnitzii": 0.4, "Bacteroides uniformis": 0.6}
    half = {name: share / 2 for name, share in known.items()} | {"Nusquama ignota": 0.5}
    whole, part = (capacity(shares, "species", "butyrate") for shares in (known, half))
    assert part.value == whole.value
    assert part.covered == pytest.approx(0.5)
    assert part.interval == pytest.approx((0.2, 0.7))


def test_a_community_of_strangers_has_no_value() -> None:
    found = capacity({"Nusquama ignota": 1.0}, "species", "butyrate")
    assert found.value is None
    assert found.interval == (0.0, 1.0)
    assert found.makers == ()


def test_an_empty_community_has_no_value() -> None:
    assert capacity({}, "species", "butyrate").value is None


def test_a_community_without_makers_has_a_capacity_of_nothing() -> None:
    found = capacity({"Escherichia coli": 1.0}, "species", "butyrate")
    assert (found.value, found.interval, found.makers) == (0.0, (0.0, 0.0), ())


@pytest.mark.parametrize(
    "taxon",
    [
        "Faecalibacterium prausnitzii_C",  # a cluster borrows from its relative
        "Faecalibacterium sp. CAG:74",  # only the genus is known
        "Faecalibacterium longum",
    ],
)
def test_a_relative_speaks_only_as_inferred(taxon: str) -> None:
    found = capacity({taxon: 1.0}, "species", "butyrate")
    assert found.value == 1.0
    assert found.interval == (0.0, 1.0)
    assert [maker.check for maker in found.makers] == ["inferred"]
    assert found.species == ()


def test_a_strain_label_of_an_older_database_counts_as_its_species() -> None:
    found = capacity({"Lachnospiraceae bacterium 5_1_63FAA": 1.0}, "species", "butyrate")
    assert found.value == 1.0
    assert found.makers[0].check == "inferred"


def test_a_genus_counts_for_the_part_of_it_that_makes() -> None:
    part = genus_facts()["Coprococcus", "butyrate"].weights
    found = capacity({"Coprococcus": 0.5, "Bacteroides": 0.5}, "genus", "butyrate")
    assert found.value == pytest.approx(part.value / 2)
    assert found.interval == pytest.approx((part.lower / 2, part.upper / 2))
    assert found.makers[0].share == pytest.approx(part.value / 2)


def test_a_part_of_a_genus_that_is_kept_apart_borrows_from_the_whole() -> None:
    found = capacity({"Prevotella 9": 0.5, "Roseburia": 0.5}, "genus", "butyrate")
    assert found.covered == pytest.approx(1.0)
    assert found.value == pytest.approx(0.5)


def community(names: list[str]) -> st.SearchStrategy[dict[str, float]]:
    """Draw a community of these and of strangers, its shares summing to one."""
    strangers = [f"Nusquama ignota{i}" for i in range(3)]
    amounts = st.dictionaries(
        st.sampled_from([*names, *strangers]), st.floats(0.001, 1), min_size=1, max_size=30
    )
    return amounts.map(lambda some: {name: x / sum(some.values()) for name, x in some.items()})


@settings(max_examples=60, derandomize=True, deadline=None)
@given(shares=community(SPECIES), substance=st.sampled_from(CAPACITIES))
def test_the_value_lies_in_its_interval_for_species(
    shares: dict[str, float], substance: str
) -> None:
    found = capacity(shares, "species", substance)
    assert 0 <= found.interval[0] <= found.interval[1] <= 1
    if found.value is not None:
        assert found.interval[0] - 1e-9 <= found.value <= found.interval[1] + 1e-9
        assert sum(maker.share for maker in found.makers) <= found.value + 1e-9


@settings(max_examples=60, derandomize=True, deadline=None)
@given(shares=community(GENERA), substance=st.sampled_from(CAPACITIES))
def test_the_value_lies_in_its_interval_for_genera(
    shares: dict[str, float], substance: str
) -> None:
    found = capacity(shares, "genus", substance)
    if found.value is not None:
        assert found.interval[0] - 1e-9 <= found.value <= found.interval[1] + 1e-9
