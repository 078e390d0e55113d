"""What a model says would change if a missing bacterium came back."""

from __future__ import annotations

from conftest import ROOT
from legaat.advice import Forecast, company
from legaat.messages import LANGUAGES
from legaat.profiles import read_profile
from legaat.reference import compare
from legaat.reports import build_report, render_json
from legaat.reports._returning import MOST, by_twin

PROFILE = read_profile(ROOT / "examples" / "profile.tsv")


def test_the_twin_says_for_each_of_the_missing_that_it_has_a_model_of() -> None:
    standing = compare(PROFILE)
    missing = [row.taxon for row in standing.with_status("missing")]
    found = by_twin(standing, Forecast(PROFILE))(missing)
    assert found
    assert set(found) <= set(missing[:MOST])
    for sentences in found.values():
        for lang in LANGUAGES:
            assert all(sentence.text(lang) for sentence in sentences)


def test_the_report_tells_it_only_where_the_twin_was_asked() -> None:
    assert not build_report(PROFILE).returning
    asked = build_report(PROFILE, effects=True)
    told = [row for row in render_json(asked, "en")["missing"] if row["effects"]]
    assert told
    assert any("model" in sentence for sentence in told[0]["effects"])


def test_what_is_there_already_or_has_no_model_is_not_spoken_of() -> None:
    standing = compare(PROFILE)
    here = next(iter(PROFILE.shares))
    assert by_twin(standing, Forecast(PROFILE))([here, "Nobody knowsii"]) == {}


def test_who_feeds_a_taxon_are_others() -> None:
    cast = Forecast(PROFILE)
    put = cast.introducing("Anaerostipes hadrus", 0.01)
    assert put is not None
    foods, feeders = company(put.after, "Anaerostipes hadrus")
    assert foods is not None
    assert "Anaerostipes hadrus" not in feeders
