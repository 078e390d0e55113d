"""The facts about makers: what was read stays as it was read, and every source is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from conftest import ROOT
from legaat.substances import facts, sources
from legaat.substances._facts import entries, genus_facts, older_labels

WALLS = [entry.id for entry in entries() if entry.kind == "capacity"]
CAPACITIES = ["butyrate", "propionate", "acetate", *WALLS]

READ_MAKERS = [
    ("Faecalibacterium prausnitzii", "butyrate"),
    ("Agathobacter rectalis", "butyrate"),
    ("Roseburia intestinalis", "butyrate"),
    ("Anaerobutyricum hallii", "butyrate"),
    ("Coprococcus comes", "butyrate"),
    ("Anaerostipes caccae", "butyrate"),
    ("Megasphaera elsdenii", "propionate"),
    ("Coprococcus catus", "propionate"),
    ("Phascolarctobacterium succinatutens", "propionate"),
    ("Bifidobacterium adolescentis", "acetate"),
    ("Ruminococcus bromii", "acetate"),
    ("Blautia hydrogenotrophica", "acetate"),
    ("Bifidobacterium animalis", "lipoteichoic acid"),
    ("Clostridioides difficile", "lipoteichoic acid"),
]
NON_MAKERS = [
    ("Ruminococcus bromii", "butyrate"),
    ("Blautia wexlerae", "butyrate"),
    ("Lachnospira eligens", "butyrate"),
    ("Bifidobacterium longum", "butyrate"),
    ("Faecalibacterium prausnitzii", "propionate"),
    ("Agathobacter rectalis", "propionate"),
    ("Segatella copri", "propionate"),
    ("Faecalibacterium prausnitzii", "acetate"),
    ("Agathobacter rectalis", "acetate"),
    ("Roseburia intestinalis", "acetate"),
    ("Bacteroides uniformis", "lipoteichoic acid"),
    ("Escherichia coli", "lipoteichoic acid"),
]


@pytest.mark.parametrize(("taxon", "substance"), READ_MAKERS)
def test_makers_that_were_read_count_fully(taxon: str, substance: str) -> None:
    fact = facts()[taxon, substance]
    assert (fact.strength, fact.check) == ("major", "read")
    assert fact.weights == (1.0, 1.0, 1.0)
    assert fact.sources


@pytest.mark.parametrize(("taxon", "substance"), NON_MAKERS)
def test_non_makers_count_for_nothing_even_at_most(taxon: str, substance: str) -> None:
    fact = facts()[taxon, substance]
    assert fact.strength == "no"
    assert fact.weights == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("taxon", "substance"),
    [
        ("Blautia obeum", "propionate"),  # only from fucose, rhamnose or propanediol
        ("Anaerobutyricum hallii", "propionate"),
        ("Coprococcus catus", "butyrate"),  # only on fructose
    ],
)
def test_a_conditional_maker_only_widens_the_interval(taxon: str, substance: str) -> None:
    fact = facts()[taxon, substance]
    assert fact.strength == "condition"
    assert fact.weights == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "taxon",
    ["Faecalibacterium prausnitzii", "Agathobacter rectalis", "Collinsella aerofaciens"],
)
def test_a_wall_nobody_looked_at_stays_unknown(taxon: str) -> None:
    fact = facts()[taxon, "lipoteichoic acid"]
    assert fact.strength == "unknown"
    assert fact.weights == (0.0, 0.0, 1.0)


def test_every_source_id_resolves_and_was_seen() -> None:
    known = sources()
    cited = {i for fact in facts().values() for i in fact.sources}
    cited |= {i for entry in entries() for i in entry.sources}
    assert cited == set(known)
    assert {source.verified for source in known.values()} <= {"yes", "partial"}


def test_every_source_names_itself() -> None:
    for source in sources().values():
        assert source.title, source.id
        assert source.doi is None or source.doi.startswith("10."), source.id
        assert source.pmid is None or source.pmid.isdecimal(), source.id
        assert set(source.to_dict()) == {"authors", "title", "journal", "year", "doi", "pmid"}


def test_an_inferred_fact_shows_no_source_and_every_other_fact_shows_one() -> None:
    for fact in facts().values():
        assert bool(fact.sources) == (fact.check != "inferred"), fact


def test_every_species_has_a_row_for_every_capacity() -> None:
    species = {taxon for taxon, _ in facts()}
    assert len(species) > 250
    wanted = {(taxon, substance) for taxon in species for substance in CAPACITIES}
    assert wanted <= set(facts())


def test_of_other_substances_only_known_makers_stand_there() -> None:
    others = [fact for fact in facts().values() if fact.substance not in CAPACITIES]
    assert {fact.substance for fact in others} >= {"lactate", "succinate"}
    assert {fact.strength for fact in others} == {"major"}


def test_what_is_known_of_walls_is_inferred_unless_it_was_read() -> None:
    for fact in facts().values():
        if fact.substance in {"peptidoglycan", "hexa-acylated LPS", "penta-acylated LPS"}:
            assert fact.check == "inferred"
    assert facts()["Escherichia coli", "hexa-acylated LPS"].strength == "major"
    assert facts()["Bacteroides uniformis", "penta-acylated LPS"].strength == "major"
    assert facts()["Bacteroides uniformis", "hexa-acylated LPS"].strength == "no"
    assert facts()["Akkermansia muciniphila", "hexa-acylated LPS"].strength == "unknown"
    assert facts()["Methanobrevibacter smithii", "peptidoglycan"].strength == "no"


def test_a_genus_lies_between_its_bounds_and_names_real_makers() -> None:
    for row in genus_facts().values():
        low, value, high = row.weights
        assert 0 <= low <= value <= high <= 1, row
        assert (value > 0) == bool(row.makers), row
        for taxon in row.makers:
            assert facts()[taxon, row.substance].strength == "major"


@pytest.mark.parametrize(
    ("genus", "substance", "value"),
    [
        ("Faecalibacterium", "butyrate", 1.0),
        ("Roseburia", "butyrate", 1.0),
        ("Subdoligranulum", "butyrate", 1.0),
        ("Bifidobacterium", "butyrate", 0.0),
        ("Prevotella", "propionate", 0.0),
    ],
)
def test_a_uniform_genus_is_worth_what_its_species_are(
    genus: str, substance: str, value: float
) -> None:
    assert genus_facts()[genus, substance].weights.value == value


def test_what_a_maker_needs_is_a_condition() -> None:
    fact = facts()["Akkermansia muciniphila", "propionate"]
    assert (fact.strength, fact.check) == ("condition", "read")
    assert "B12" in fact.route
    assert genus_facts()["Akkermansia", "propionate"].weights == (0.0, 0.0, 1.0)


def test_what_was_read_since_says_no_more_than_a_statement_that_was_read(shared: Path) -> None:
    with (shared / "evidence/traits/products.tsv").open(encoding="utf-8", newline="") as file:
        stated = {
            (row["current_name"], row["product"]): row["strength"]
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["check"] == "statement read"
        }
    with (ROOT / "scripts/substances_read.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            strength = stated.get((row["taxon"], row["substance"]), row["strength"])
            assert row["strength"] == strength, row


def test_a_mixed_genus_is_a_maker_in_part() -> None:
    for genus in ("Eubacterium", "Coprococcus"):
        low, value, high = genus_facts()[genus, "butyrate"].weights
        assert low < 0.5 < value < high


def test_older_labels_lead_to_species_of_the_table() -> None:
    species = {taxon for taxon, _ in facts()}
    assert set(older_labels().values()) <= species
    assert not set(older_labels()) & species
