"""Who is expected beside whom: nothing of a taxon itself, all taxa at once, no pickle."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import legaat
from legaat.errors import NothingMatchedError, UsageError
from legaat.reference import expected
from legaat.reference._expect import load_model, model_from_bytes, model_of, model_to_bytes
from legaat.reference._expect_build import NAMES
from legaat.reference._expect_fit import Recipe, Sample, features, train
from legaat.reference._expect_model import ARRAYS, SKIPS, ExpectModel, logits
from legaat.reference._tables import DATA, load
from reference_factory import make_profile

SPECIES = load("shotgun-species")
USUAL = dict(zip(SPECIES.taxa, SPECIES.usual[1].tolist(), strict=True))


def person(n: int = 100, without: tuple[str, ...] = ()) -> dict[str, float]:
    return {taxon: USUAL[taxon] for taxon in SPECIES.taxa[:n] if taxon not in without}


@pytest.fixture(scope="module")
def small() -> ExpectModel:
    """Return a net learned from invented people: A and B live together, C goes without them."""
    rng = np.random.default_rng(3)
    with_a = rng.random(400) < 0.5
    there = np.stack([with_a, with_a ^ (rng.random(400) < 0.1), ~with_a], axis=1)
    rest = rng.random((400, 5)) < 0.7
    shares = np.where(np.hstack([there, rest]), rng.lognormal(0, 1, (400, 8)), 0.0)
    shares[:, 7] += 1.0
    shares /= shares.sum(axis=1, keepdims=True)
    sample = Sample(shares, np.ones(400, dtype=bool), np.full(400, 1 / 400))
    recipe = Recipe(hidden=32, nets=2, epochs=60, batch=64, rate=1e-2)
    return train(sample, tuple("ABCDEFGH"), recipe, scale=1.0, seed=1)


def test_a_net_learns_who_lives_with_whom(small: ExpectModel) -> None:
    a_only = np.array([0.3, 0, 0, 0.2, 0, 0.2, 0, 0.3])
    c_only = np.array([0, 0, 0.3, 0.2, 0, 0.2, 0, 0.3])
    assert logits(small, a_only)[1] > 1 > -1 > logits(small, c_only)[1]


@settings(max_examples=30, derandomize=True)
@given(st.data())
def test_a_taxon_has_no_say_in_its_own_expectation(small: ExpectModel, data: st.DataObject) -> None:
    parts = st.floats(0.01, 1.0) | st.just(0.0)
    rest = np.array(data.draw(st.lists(parts, min_size=8, max_size=8)))
    rest[7] = 0.5
    at = data.draw(st.integers(0, 6))
    before = np.where(np.arange(8) == at, 0.0, rest)
    after = np.where(np.arange(8) == at, data.draw(st.floats(0.01, 0.9)), before)
    found = [logits(small, row / row.sum())[at] for row in (before, after)]
    assert found[0] == pytest.approx(found[1], abs=2e-3)


def test_hiding_one_taxon_at_run_time_is_what_masking_was_in_training(small: ExpectModel) -> None:
    row = np.array([[0.3, 0.1, 0, 0.2, 0, 0.1, 0, 0.3]], dtype=np.float32)
    got = logits(small, row[0])
    wide = np.concatenate([small.there, small.share, small.extra])
    for at in range(8):
        visible = np.ones_like(row)
        visible[0, at] = 0
        seen = features(row, visible, small.centre, small.prevalence, np.ones(1, np.float32))
        hidden = np.maximum(seen[:, :-1] @ wide + small.bias, 0)
        skip = np.concatenate([small.skip_there[at], small.skip_share[at], small.skip_extra[at]])
        said = hidden @ small.out[at] + small.out_bias[at] + seen[:, :-1] @ skip
        assert got[at] == pytest.approx(said[0], abs=1e-3)


def test_training_again_gives_the_same_net() -> None:
    rng = np.random.default_rng(4)
    shares = rng.dirichlet(np.ones(6), 60) * (rng.random((60, 6)) < 0.8)
    sample = Sample(shares, rng.random(60) < 0.6, np.full(60, 1 / 60))
    recipe = Recipe(hidden=8, nets=1, epochs=2, thin=0.5)
    one, two = (train(sample, tuple("ABCDEF"), recipe, scale=1.0, seed=5) for _ in range(2))
    assert np.array_equal(one.out, two.out)


def test_a_model_is_the_same_after_writing_and_reading(small: ExpectModel) -> None:
    raw = model_to_bytes(small)
    back = model_from_bytes(raw)
    assert model_to_bytes(back) == raw
    row = np.array([0.3, 0.1, 0, 0.2, 0, 0.1, 0, 0.3])
    assert logits(back, row) == pytest.approx(logits(small, row), abs=0.05)
    assert back.taxa == tuple("ABCDEFGH")


def test_the_shipped_models_are_small_and_plain() -> None:
    files = sorted(DATA.glob("expected-*.npz"))
    assert {file.stem.removeprefix("expected-") for file in files} == set(NAMES)
    assert sum(file.stat().st_size for file in files) <= 5_000_000
    for file in files:
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
            assert {name.removesuffix(".npy") for name in archive.namelist()} == {
                "about", *ARRAYS, *SKIPS,
            }  # fmt: skip
        with np.load(file, allow_pickle=False) as arrays:
            assert all(arrays[key].dtype == np.float16 for key in (*ARRAYS, *SKIPS))


@pytest.mark.parametrize("name", NAMES)
def test_a_model_belongs_to_its_table(name: str) -> None:
    table, model = load(name), load_model(name)
    assert model_of(table) is model
    assert set(model.taxa) <= set(table.taxa)
    assert len(model.about["shown"]) == len(model.about["before"]) == len(table.taxa)


def test_every_taxon_of_the_reference_gets_a_probability_highest_first() -> None:
    found = legaat.expected(make_profile(person()))
    assert set(found) == set(SPECIES.taxa)
    values = list(found.values())
    assert values == sorted(values, reverse=True)
    assert 0 < values[-1] < 0.02
    assert 0.95 < values[0] < 1


def test_an_expectation_does_not_change_when_the_taxon_goes() -> None:
    name = "Roseburia intestinalis"
    whole, gone = expected(make_profile(person())), expected(make_profile(person(without=(name,))))
    assert whole[name] == pytest.approx(gone[name], abs=0.01)
    assert whole["Roseburia hominis"] != gone["Roseburia hominis"]


def test_a_poor_community_is_expected_to_hold_less_than_a_rich_one() -> None:
    rich, poor = expected(make_profile(person(150))), expected(make_profile(person(30)))
    common = SPECIES.taxa[60:150]
    assert sum(poor[taxon] for taxon in common) < sum(rich[taxon] for taxon in common)


def test_names_of_other_databases_are_understood() -> None:
    named = person(without=("Agathobacter rectalis", "Faecalibacterium prausnitzii"))
    now = {"Agathobacter rectalis": 0.05, "Faecalibacterium prausnitzii": 0.08}
    other = {"Agathobacter rectalis": 0.05, "Faecalibacterium prausnitzii_C": 0.08}
    one, two = expected(make_profile(named | now)), expected(make_profile(named | other))
    assert one == pytest.approx(two)


def test_genera_get_the_model_of_their_method() -> None:
    genera = {"Bacteroides": 0.4, "Phocaeicola": 0.2, "Faecalibacterium": 0.2, "Blautia": 0.2}
    shotgun = expected(make_profile(genera, "genus"))
    sixteen = expected(make_profile(genera, "genus", method="16S"))
    assert set(shotgun) == set(load("shotgun-genus").taxa)
    assert set(sixteen) == set(load("16s-genus").taxa)


def test_one_taxon_alone_is_no_crash() -> None:
    found = expected(make_profile({"Faecalibacterium prausnitzii": 1.0}))
    assert all(0 < value < 1 for value in found.values())


def test_what_cannot_be_expected_says_so() -> None:
    with pytest.raises(UsageError, match="nonsense"):
        expected(make_profile(person()), "nonsense")
    with pytest.raises(NothingMatchedError):
        expected(make_profile({"Nonsensia invented": 1.0}))
