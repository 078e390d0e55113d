"""Two samples of one person: only beyond the noise, and only of one lab and method."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import legaat
from legaat.messages import LANGUAGES
from legaat.profiles import Profile
from legaat.reference import changes
from legaat.reference._change import Noise, load_noise
from legaat.reference._change_build import Pair, beyond, false_calls, fit_noise
from legaat.reference._tables import load
from reference_factory import make_profile

GENERA = load("shotgun-genus")
USUAL = dict(zip(GENERA.taxa, GENERA.usual[1].tolist(), strict=True))


def sample(name: str = "first", lab: str | None = "Lab", **more: float) -> Profile:
    shares = {taxon: USUAL[taxon] for taxon in GENERA.taxa[:50]} | {"Rothia": 1e-6} | more
    made = make_profile(shares, "genus")
    known = replace(made.provenance, lab=lab, tool="Tool", database="Base")
    return replace(made, sample=name, provenance=known)


def why_not(one: Profile, two: Profile) -> set[str]:
    found = changes(one, two)
    assert not found.changes
    assert not found.comparable
    for text in found.why_not:
        assert all(text.text(lang) for lang in LANGUAGES)
    return {text.id.removeprefix("compare.why-not.") for text in found.why_not}  # type: ignore[attr-defined]


def test_the_same_sample_twice_shows_no_change() -> None:
    found = legaat.compare(sample(), sample("second"))
    assert found.comparable
    assert not found.with_status("more", "less")
    assert found.distance == 0
    assert found.distance_percentile == 0


def test_a_large_change_is_beyond_the_noise_and_a_tenth_more_is_not() -> None:
    much = {"Blautia": USUAL["Blautia"] / 3000}
    found = changes(sample(), sample("second", Roseburia=1.1 * USUAL["Roseburia"], **much))
    rows = {row.taxon: row for row in found.changes}
    assert rows["Blautia"].status == "less"
    assert rows["Roseburia"].status == "within noise"
    assert found.changes[0].taxon == "Blautia"
    back = changes(sample("second", **much), sample())
    assert {row.taxon: row for row in back.changes}["Blautia"].status == "more"


def test_a_change_is_called_one_exactly_beyond_the_factor_it_names() -> None:
    found = changes(sample(), sample("second", Blautia=1e-3 * USUAL["Blautia"]))
    for row in found.changes:
        outside = max(row.fold, 1 / row.fold) > row.usual_fold
        assert outside == (row.status != "within noise")


def test_another_lab_method_or_rank_says_why_not() -> None:
    one = sample()
    assert why_not(one, sample(lab="Elsewhere")) == {"lab"}
    assert why_not(one, sample(lab=None)) == {"lab-unknown"}
    sixteen = replace(one, provenance=replace(one.provenance, method="16S"))
    assert why_not(one, sixteen) == {"method"}
    unknown = replace(one, provenance=replace(one.provenance, method="unknown"))
    assert why_not(one, unknown) == {"method-unknown"}
    other = replace(one, provenance=replace(one.provenance, tool="Other", database="New"))
    assert why_not(one, other) == {"tool", "database"}
    species = make_profile({"Blautia obeum": 1.0})
    species = replace(species, provenance=replace(one.provenance))
    assert "rank" in why_not(one, species)


def test_somebody_who_knows_can_say_that_it_is_one_lab() -> None:
    one, two = sample(lab=None), sample("second", lab=None)
    assert not changes(one, two).comparable
    assert changes(one, two, same_lab=True).comparable
    assert not changes(sample(lab="A"), sample(lab="B"), same_lab=True).comparable


def test_species_are_summed_by_genus_and_the_notes_say_so() -> None:
    species = load("shotgun-species")
    shares = dict(zip(species.taxa[:80], species.usual[1][:80].tolist(), strict=True))
    one = make_profile(shares)
    found = changes(one, replace(one, sample="second"), same_lab=True)
    assert found.reference == "shotgun-genus"
    assert "compare.note.genus" in {note.id for note in found.notes}  # type: ignore[attr-defined]


def made_pairs(spread: float, n: int = 40, seed: int = 1) -> list[Pair]:
    rng = np.random.default_rng(seed)
    base = 10 ** rng.uniform(-4, -1, 30)
    return [
        Pair(f"person {k // 2}", base * np.exp(rng.normal(0, spread, 30)), base.copy(), 1e-6)
        for k in range(n)
    ]


def test_the_fit_finds_the_noise_it_was_drawn_from() -> None:
    found = fit_noise(made_pairs(0.5))
    at = np.exp(found.level + found.slope + found.curve)
    assert np.sqrt(at) == pytest.approx(0.5, rel=0.1)
    assert abs(found.slope) < 0.25


def test_one_genus_per_pair_is_called_changed_by_chance() -> None:
    pairs = made_pairs(0.7)
    noise = fit_noise(pairs)
    called = [(beyond(pair, noise) > noise.threshold).sum() for pair in pairs]
    assert np.mean(called) == pytest.approx(1.0, abs=0.15)
    left_out, weights = false_calls(pairs)
    assert weights @ left_out / weights.sum() == pytest.approx(1.0, abs=0.5)


def test_the_shipped_noise_is_of_two_methods() -> None:
    noise = load_noise()
    assert set(noise) == {"shotgun-genus", "16s-genus"}
    for one in noise.values():
        assert isinstance(one, Noise)
        assert one.threshold > 1.5
        assert list(one.distances) == sorted(one.distances)
