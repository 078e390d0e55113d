"""The strain that fits: a trial decides whether it could be tried, a model only tells more."""

from __future__ import annotations

import pytest

from advice_fakes import adult
from conftest import ROOT
from legaat.advice import Forecast, Person, StrainFit, Strains, strains
from legaat.knowledge import citation, evidence
from legaat.knowledge import strains as known_strains
from legaat.profiles import Profile, read_profile


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read_profile(ROOT / "examples" / "profile.tsv")


@pytest.fixture(scope="module")
def cast(profile: Profile) -> Forecast:
    return Forecast(profile)


def fitted(profile: Profile, cast: Forecast, person: Person | None) -> Strains:
    return strains(profile, person, forecast=cast)


def by_id(found: Strains, name: str) -> StrainFit:
    return next(fit for fit in found.fits if fit.id == name)


def test_every_strain_rests_on_a_row_with_a_source_that_was_seen() -> None:
    assert known_strains()
    for strain in known_strains().values():
        assert strain.rows[0] in evidence()
        assert strain.grade == evidence()[strain.rows[0]].grade
        assert any(citation(c).verified in {"yes", "partial"} for c in strain.citations)


def test_a_strain_with_a_good_trial_for_this_person_could_be_tried(
    profile: Profile, cast: Forecast
) -> None:
    found = fitted(profile, cast, adult(conditions=["ibs"]))
    first = found.fits[0]
    assert first.id == "bifidum-mimbb75-live"
    assert first.could_try
    assert first.dose is not None
    assert [fit.id for fit in found.fits if fit.could_try] == [first.id]


def test_nothing_is_worth_trying_for_what_it_was_not_tested_for(
    profile: Profile, cast: Forecast
) -> None:
    found = fitted(profile, cast, adult())
    assert not any(fit.could_try or fit.for_you for fit in found.fits)
    assert any(note.id == "none" for note in found.notes)
    assert all(fit.dose is None for fit in found.fits)


def test_growth_in_the_model_does_not_make_a_strain_worth_trying(
    profile: Profile, cast: Forecast
) -> None:
    found = fitted(profile, cast, adult(complaints=["stress"]))
    strain = by_id(found, "rhamnosus-jb1-live")
    assert strain.for_you
    assert not strain.could_try
    assert "too mixed or too weak" in strain.why[-1].text("en")


def test_the_model_says_whether_it_grows_what_it_eats_and_who_else_does(
    profile: Profile, cast: Forecast
) -> None:
    found = fitted(profile, cast, adult(conditions=["ibs"]))
    strain = by_id(found, "bifidum-mimbb75-live")
    assert strain.grows is not None
    assert strain.growth is not None
    assert strain.growth >= 0
    assert {change.substance for change in strain.changes} == {"butyrate", "propionate", "acetate"}
    assert all(0 <= rival.share <= 1 for rival in strain.rivals)
    assert sum(rival.share for rival in strain.rivals) <= 1 + 1e-9
    here = {member.taxon for member in cast.twin.members} if cast.twin else set()
    assert {rival.taxon for rival in strain.rivals} <= here


def test_a_species_that_is_there_already_is_not_put_in_beside_itself(
    profile: Profile,
) -> None:
    shares = {"Bifidobacterium bifidum": 0.02, "Bacteroides uniformis": 0.5}
    shares |= {"Faecalibacterium prausnitzii": 0.48}
    own = Profile("x", "species", shares, None, profile.provenance, profile.report)
    strain = by_id(strains(own, adult()), "bifidum-mimbb75-live")
    assert strain.share == pytest.approx(0.02, rel=0.1)
    assert strain.changes == ()
    assert "already holds" in " ".join(step.text("en") for step in strain.why)


def test_without_a_model_only_the_trial_speaks(profile: Profile) -> None:
    own = Profile("x", "species", {"Nobody nowhere": 1.0}, None, profile.provenance, profile.report)
    found = strains(own, adult(conditions=["ibs"]))
    strain = by_id(found, "bifidum-mimbb75-live")
    assert strain.could_try
    assert strain.grows is None
    assert strain.rivals == ()


def test_nobody_told_gets_no_live_product(profile: Profile, cast: Forecast) -> None:
    found = fitted(profile, cast, None)
    products = {s.id for s in known_strains().values() if "product" in s.tags}
    assert not {fit.id for fit in found.fits} & products
    assert products <= {row.id for row in found.withheld}


def test_after_antibiotics_the_delay_is_told(profile: Profile, cast: Forecast) -> None:
    found = fitted(profile, cast, adult(antibiotics_days_ago=20))
    assert any("I143" in note.interventions for note in found.notes)


def test_growth_is_said_to_be_no_proof_in_both_languages(profile: Profile, cast: Forecast) -> None:
    found = fitted(profile, cast, adult())
    assert "no proof" in found.notes[0].text("en")
    assert "geen bewijs" in found.notes[0].text("nl")


def test_the_same_person_gets_the_same_strains(profile: Profile, cast: Forecast) -> None:
    person = adult(conditions=["ibs"])
    assert fitted(profile, cast, person) == strains(profile, person)


def test_without_a_model_the_same_strains_are_said_at_once(
    profile: Profile, cast: Forecast
) -> None:
    person = adult(conditions=["ibs"])
    plain = strains(profile, person, model=False)
    whole = fitted(profile, cast, person)
    assert [(f.id, f.could_try, f.dose) for f in plain.fits] == [
        (f.id, f.could_try, f.dose) for f in whole.fits
    ]
    assert plain.withheld == whole.withheld
    assert all(fit.grows is None and not fit.rivals for fit in plain.fits)
