"""With the shared data: the shipped tables and figures are what the scripts work out."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from conftest import ROOT
from legaat.substances._facts import read_data

pytestmark = pytest.mark.shared


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_facts_are_those_of_the_build(shared: Path) -> None:
    build = script("build_substances")
    traits = shared / "evidence" / "traits"
    facts = build.compile_facts(traits, build.seen_sources(traits))
    lines = read_data("makers.tsv").splitlines()[1:]
    assert len(lines) == len(facts)
    for line in lines:
        taxon, substance, strength, check, _, sources, _ = line.split("\t")
        fact = facts[taxon, substance]
        assert (strength, check, sources) == (fact.strength, fact.check, ";".join(fact.sources))


def test_the_genera_are_those_of_the_build(shared: Path) -> None:
    build = script("build_substances")
    traits = shared / "evidence" / "traits"
    facts = build.compile_facts(traits, build.seen_sources(traits))
    people = build.load_healthy(shared, "shotgun-species")
    species = build.by_species(people, build.older_labels(traits))
    groups = {name: build.members(traits)[name] for name in ("Eubacterium", "Bacteroides")}
    rows = ["\t".join(row) for row in build.genus_rows(facts, groups, species, people.weights)]
    assert set(rows) <= set(read_data("genus_makers.tsv").splitlines())


def test_the_16s_population_is_that_of_the_build(shared: Path) -> None:
    build = script("build_substances")
    shipped = json.loads(read_data("population.json"))["references"]["16s-genus"]
    assert build.population(shared, "16s-genus") == shipped


def test_the_skill_is_that_of_the_check(shared: Path) -> None:
    check = script("check_substances")
    assert json.loads(json.dumps(check.skill(shared))) == json.loads(read_data("skill.json"))


def test_the_document_holds_the_measured_table() -> None:
    check = script("check_substances")
    text = (ROOT / "docs" / "substances.md").read_text(encoding="utf-8")
    for line in check.table(json.loads(read_data("skill.json"))):
        assert line in text


def test_the_coefficients_are_those_of_the_fit(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    learn = script("fit_metabolites")
    studies = learn.read_all(shared)
    wanted = learn.metabolites(studies)
    layout, coefficients = learn.learn(studies, wanted)
    shipped = json.loads(read_data("metabolites.json"))
    assert shipped["genera"] == list(layout.genera)
    assert shipped["groups"] == [list(group) for group in layout.groups]
    for label, row in shipped["coefficients"].items():
        fitted = coefficients[:, wanted.index(learn.PANEL[label])]
        assert np.allclose(row, fitted, rtol=1e-3, atol=1e-6 * np.abs(fitted).max())


def test_the_document_holds_the_learned_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    learn = script("metabolome_skill")
    text = (ROOT / "docs" / "substances.md").read_text(encoding="utf-8")
    for line in learn.skill_table(json.loads(read_data("metabolites_skill.json"))):
        assert line in text


def test_what_is_told_had_skill_on_studies_left_out() -> None:
    tree = json.loads(read_data("metabolites_skill.json"))
    for label, row in tree["panel"].items():
        clear = row is not None and row["n_studies"] >= 2 and row["interval"][0] > 0
        assert (label in tree["told"]) == clear
    assert 0.75 <= tree["coverage"]["all"] <= 0.85


def test_a_fit_finds_what_was_put_in_whatever_the_studies_differ_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    learn = script("metabolome_model")
    draw = np.random.default_rng(5)
    given = []
    for shift in (0.0, 3.0, -2.0):
        x = draw.normal(size=(120, 8)) + shift
        y = np.stack([x[:, 0], draw.normal(size=120)], axis=1)
        given.append(learn.Table(x, y - y.mean(axis=0), np.arange(120)))
    found = learn.fit(given)[:, 0]
    assert np.argmax(np.abs(found)) == 0
    assert found[0] > 3 * np.abs(found[1:]).max()


def test_ranks_share_ties() -> None:
    check = script("check_substances")
    assert check.ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


def test_spearman_is_one_for_any_rising_relation() -> None:
    check = script("check_substances")
    x = np.array([0.1, 0.5, 0.2, 0.9])
    assert check.spearman(x, np.exp(x)) == pytest.approx(1.0)
    assert check.spearman(x, -x) == pytest.approx(-1.0)
    assert check.spearman(x, np.ones(4)) == 0.0


def test_pooling_one_study_returns_it_and_equal_studies_agree() -> None:
    check = script("check_substances")
    assert check.pooled(np.array([0.3]), np.array([50.0])) == pytest.approx(0.3)
    same = check.pooled(np.array([0.3, 0.3]), np.array([50.0, 20.0]))
    assert same == pytest.approx(0.3)
