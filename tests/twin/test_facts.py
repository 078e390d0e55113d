"""The tables of facts behind the colon pack."""

from __future__ import annotations

import importlib.util
from copy import deepcopy
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def script(name: str) -> ModuleType:
    """Load a script as a module."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def facts() -> ModuleType:
    return script("check_colon_facts")


@pytest.fixture(scope="module")
def tables(facts: ModuleType) -> dict[str, list[dict[str, str]]]:
    return dict(facts.load())


def strengths(tables, table, column, species):
    return {r[column]: r["strength"] for r in tables[table] if r["current_name"] == species}


def test_nothing_is_wrong_with_the_tables(facts, tables):
    assert facts.problems(tables) == []


def test_enough_species_are_modelled(facts, tables):
    assert len(tables["species.tsv"]) >= facts.LEAST_SPECIES


def test_every_species_has_a_substrate_and_a_product(tables):
    names = {row["current_name"] for row in tables["species.tsv"]}
    eats = {row["current_name"] for row in tables["substrates.tsv"] if row["strength"] != "no"}
    makes = {row["current_name"] for row in tables["products.tsv"] if row["strength"] != "no"}
    assert names - eats == set()
    assert names - makes == set()


def test_most_of_a_healthy_person_has_a_fact_read_of_its_own_species(facts, tables):
    species, share = facts.read_share(tables)
    assert species >= 90
    assert share >= 75.0


def test_the_guide_counts_what_the_tables_hold(facts, tables):
    text = facts.DOCS.read_text(encoding="utf-8")
    assert facts.COUNTS.search(text)
    assert facts.with_counts(text, tables) == text


def test_genera_are_built_from_the_species(facts, tables):
    build = script("build_colon_genera")
    assert (SCRIPTS / "colon" / "genus_facts.tsv").read_text(encoding="utf-8") == build.text(
        build.build()
    )


@pytest.mark.parametrize(
    ("species", "product", "strength"),
    [
        ("Faecalibacterium prausnitzii", "butyrate", "major"),
        ("Faecalibacterium prausnitzii", "H2", "no"),
        ("Faecalibacterium prausnitzii", "L-lactate", "no"),
        ("Coprococcus catus", "propionate", "major"),
        ("Phascolarctobacterium succinatutens", "propionate", "major"),
        ("Segatella copri", "propionate", "no"),
        ("Roseburia intestinalis", "acetate", "no"),
        ("Clostridium sporogenes", "indole-3-propionate", "major"),
        ("Bifidobacterium breve", "indole-3-lactate", "major"),
        ("Clostridium scindens", "deoxycholate", "major"),
        ("Methanobrevibacter smithii", "CH4", "major"),
        ("Escherichia coli", "indole", "major"),
    ],
)
def test_documented_products_and_non_products(tables, species, product, strength):
    assert strengths(tables, "products.tsv", "product", species)[product] == strength


@pytest.mark.parametrize(
    ("species", "substrate", "strength"),
    [
        ("Anaerobutyricum hallii", "lactate", "strong"),
        ("Faecalibacterium prausnitzii", "lactate", "no"),
        ("Roseburia hominis", "inulin", "no"),
        ("Bacteroides xylanisolvens", "starch", "no"),
        ("Akkermansia muciniphila", "mucin", "strong"),
        ("Ruminococcus bromii", "resistant starch", "strong"),
        ("Dialister hominis", "succinate", "strong"),
    ],
)
def test_documented_substrates_and_non_substrates(tables, species, substrate, strength):
    assert strengths(tables, "substrates.tsv", "substrate", species)[substrate] == strength


@pytest.mark.parametrize(
    ("table", "at", "change", "says"),
    [
        ("products.tsv", 0, {"source_ids": "NOBODY99"}, "no source NOBODY99"),
        ("products.tsv", 0, {"strength": "heaps"}, "strength 'heaps'"),
        ("products.tsv", 0, {"id": "gold"}, "'gold' is not agreed"),
        ("products.tsv", 0, {"current_name": "Prevotella copri"}, "not in species.tsv"),
        ("species.tsv", 0, {"current_name": "Prevotella copri"}, "is now Segatella copri"),
        ("sources.tsv", 0, {"verified": "no"}, "was not seen"),
        ("substrates.tsv", 0, {"check": "read", "source_ids": ""}, "read with sources ''"),
    ],
)
def test_a_wrong_line_is_found(facts, tables, table, at, change, says):
    spoilt = deepcopy(tables)
    spoilt[table][at].update(change)
    assert any(says in line for line in facts.problems(spoilt))


def test_a_fact_both_yes_and_no_is_found(facts, tables):
    spoilt = deepcopy(tables)
    double = dict(spoilt["products.tsv"][0])
    double["strength"] = "major" if double["strength"] == "no" else "no"
    spoilt["products.tsv"].append(double)
    found = facts.problems(spoilt)
    assert any("yes and no" in line for line in found)
    assert any("stands twice" in line for line in found)


def test_an_unseen_source_is_never_shown(tables):
    seen = {r["id"] for r in tables["sources.tsv"] if r["verified"] in {"yes", "partial"}}
    for table in ("substrates.tsv", "products.tsv", "needs.tsv"):
        for row in tables[table]:
            assert set(filter(None, row["source_ids"].split(";"))) <= seen


def test_species_and_genera_cover_the_median_healthy_sample(facts, tables, shared):
    cover = facts.coverage(shared, tables)
    assert cover["species"] >= 0.95
    assert cover["genera"] >= cover["species"]
    assert cover["16s-genus"] >= 0.95


def test_every_genus_of_the_references_has_a_line(facts, tables, shared):
    assert facts.missing_genera(shared, tables) == []
