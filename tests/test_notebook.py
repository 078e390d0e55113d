"""What somebody does in a notebook: look at a value, loop, go to pandas and back."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pandas as pd
import pytest

import legaat
from conftest import ROOT
from legaat.errors import ProfileError, SampleError

EXAMPLE = ROOT / "examples" / "profile.tsv"
LATER = ROOT / "examples" / "profile-later.tsv"
SHARES = {
    "Roseburia hominis": 12.0,
    "Blautia wexlerae": 30.0,
    "Eubacterium rectale": 8.0,
    "Bacteroides ovatus": 50.0,
}


@pytest.fixture(scope="module")
def profile() -> legaat.Profile:
    return legaat.read_profile(EXAMPLE)


@pytest.fixture
def frame() -> pd.DataFrame:
    half = {name: value / 2 for name, value in SHARES.items()}
    return pd.DataFrame([SHARES, half | {"Roseburia hominis": 56.0}], index=["a", "b"])


def test_every_value_is_looked_at_in_one_line(profile: legaat.Profile) -> None:
    twin = legaat.Twin(profile)
    answer = twin.simulate(add={"inulin": 10})
    change = legaat.compare(profile, legaat.read_profile(LATER), same_lab=True)
    alone = legaat.compare(profile, legaat.read_profile(LATER))
    standing = legaat.standing(profile)
    shown = [profile, twin, answer, answer["changed"], change, alone, standing]
    shown += [legaat.substances(profile, standing), legaat.report(profile)]
    for value in shown:
        assert len(repr(value)) < 400, repr(value)
        assert repr(value).startswith(type(value).__name__)


def test_a_profile_is_asked_like_a_mapping(profile: legaat.Profile) -> None:
    taxa = list(profile)
    assert len(taxa) == len(profile)
    assert profile[taxa[0]] == max(profile.shares.values())
    assert taxa[0] in profile
    assert "Nobody nowhere" not in profile
    with pytest.raises(KeyError):
        profile["Nobody nowhere"]


def test_a_profile_goes_to_pandas(profile: legaat.Profile) -> None:
    series = profile.to_pandas()
    assert series.name == profile.sample
    assert series.sum() == pytest.approx(1)
    assert list(series.index) == list(profile)


def test_a_mapping_and_a_series_are_read_like_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    lines = [f"{name},{value}" for name, value in SHARES.items()]
    path.write_text("taxon,abundance\n" + "\n".join(lines) + "\n", encoding="utf-8")
    from_file = legaat.read_profile(path)
    for given in (SHARES, pd.Series(SHARES)):
        read = legaat.read_profile(given)
        assert read.shares == from_file.shares
        assert read.provenance.path is None
    assert "Agathobacter rectalis" in from_file
    assert legaat.read_profile(pd.Series(SHARES, name="me")).sample == "me"


def test_a_data_frame_is_read_either_way_round(frame: pd.DataFrame) -> None:
    table = legaat.read_profiles(frame)
    assert table.samples == ("a", "b")
    assert table["a"]["Bacteroides ovatus"] == pytest.approx(0.5)
    turned = legaat.read_profiles(frame.T)
    assert turned["b"].shares == pytest.approx(dict(table["b"].shares))
    again = legaat.read_profiles(table.to_pandas())
    assert again["a"].shares == pytest.approx(dict(table["a"].shares))
    with pytest.raises(SampleError):
        legaat.read_profile(frame)
    assert legaat.read_profile(frame, sample="b").sample == "b"


def test_a_mistake_in_a_data_frame_is_named(frame: pd.DataFrame) -> None:
    frame.loc["b", "Blautia wexlerae"] = -1.0
    with pytest.raises(ProfileError) as caught:
        legaat.read_profiles(frame)
    assert caught.value.where.path == "DataFrame"


def test_a_loop_over_samples_becomes_a_table(frame: pd.DataFrame) -> None:
    rows = []
    for sample in legaat.read_profiles(frame):
        panel = legaat.substances(sample)
        rows.append({"sample": sample.sample, "butyrate": panel["butyrate"].percentile})
    assert pd.DataFrame(rows).set_index("sample").shape == (2, 1)


def test_rows_become_data_frames(profile: legaat.Profile) -> None:
    standing = legaat.standing(profile)
    rows = pd.DataFrame(standing.taxa).set_index("taxon")
    assert rows.loc["Lachnospira eligens", "status"] == "high"
    panel = pd.DataFrame(list(legaat.substances(profile, standing))).set_index("id")
    assert "butyrate" in panel.index
    simulation = legaat.Twin(profile).simulate(add="inulin=10g").to_dict()
    exports = pd.DataFrame(simulation["scenarios"][-1]["exports"]).T
    assert exports.loc["butyrate", "unit"] == "mmol/day"


def test_a_twin_takes_a_series_and_says_what_it_needs(profile: legaat.Profile) -> None:
    series = profile.to_pandas()
    assert legaat.Twin(series).members == legaat.Twin(profile).members
    with pytest.raises(TypeError, match="read_profile"):
        legaat.Twin("examples/profile.tsv")  # type: ignore[arg-type]


def test_values_go_to_json_and_to_another_process(profile: legaat.Profile) -> None:
    assert json.loads(json.dumps(profile.to_dict()))["sample"] == profile.sample
    assert pickle.loads(pickle.dumps(profile)) == profile


def test_a_report_is_plain_data_when_asked(profile: legaat.Profile) -> None:
    data = legaat.report(profile).to_dict("nl")
    assert data["schema"] == "legaat.report/1"
    assert json.loads(json.dumps(data, allow_nan=False))["profile"]["sample"] == "profile"


def test_only_what_is_meant_shows_up_behind_a_tab() -> None:
    assert {name for name in dir(legaat) if not name.startswith("_")} == {
        name for name in legaat.__all__ if not name.startswith("_")
    }
