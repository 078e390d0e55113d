"""The table of profiles, the reading report as data, and the registry of formats."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

import profile_files as files
from legaat.errors import MissingExtraError, SampleError, UsageError
from legaat.messages import LANGUAGES
from legaat.profiles import (
    FormatInfo,
    Profile,
    ProfileTable,
    format_info,
    formats,
    read_profile,
    read_profiles,
)
from legaat.profiles._readers import HELPFUL, READERS
from legaat.profiles._registry import choose
from legaat.profiles._source import open_source


@pytest.fixture
def table(tmp_path: Path) -> ProfileTable:
    return read_profiles(files.write(tmp_path, files.WIDE, "cohort.csv"))


def test_a_table_is_a_sequence_of_profiles(table: ProfileTable) -> None:
    assert len(table) == 2
    assert [profile.sample for profile in table] == list(table.samples)
    assert table[-1] == table["person 2"] == table[1]
    assert [p.sample for p in table[:1]] == ["person 1"]
    assert "person 1" in table
    assert table[0] in table
    assert "nobody" not in table
    assert 3 not in table
    assert isinstance(table[0], Profile)
    assert "2 samples" in repr(table)


def test_what_is_not_there_is_said(table: ProfileTable) -> None:
    with pytest.raises(SampleError):
        _ = table["person 3"]
    with pytest.raises(IndexError):
        _ = table[2]


def test_a_table_as_numbers_and_as_a_frame(table: ProfileTable) -> None:
    shares = table.to_numpy()
    assert shares.shape == (2, len(table.taxa))
    assert shares.sum(axis=1) == pytest.approx([1, 1])
    frame = table.to_pandas()
    assert list(frame.index) == ["person 1", "person 2"]
    assert frame.loc["person 1", "Segatella copri"] == pytest.approx(20 / 95)
    for profile, row in zip(table, shares, strict=True):
        named = dict(zip(table.taxa, row, strict=True))
        assert all(named[name] == pytest.approx(share) for name, share in profile.shares.items())


def test_a_frame_without_pandas_names_the_extra(
    table: ProfileTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError) as caught:
        table.to_pandas()
    assert caught.value.params["extra"] == "pandas"


def test_a_table_cannot_be_changed(table: ProfileTable) -> None:
    with pytest.raises(AttributeError):
        table.samples = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        table.new = 1  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        table[0].shares["x"] = 1.0  # type: ignore[index]
    before = table[0].shares
    table.to_numpy()[:] = 0
    assert table[0].shares == before


def test_progress_runs_from_0_to_1(tmp_path: Path) -> None:
    told: list[float] = []
    rows = "".join(f"s{i},60,40\n" for i in range(500))
    path = files.write(tmp_path, f"sample,Roseburia,Blautia\n{rows}")
    read_profiles(path, progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)
    assert len(told) > 5


def test_a_profile_can_be_copied_and_sent_to_another_process(table: ProfileTable) -> None:
    profile = table[0]
    for other in (copy.copy(profile), copy.deepcopy(profile), pickle.loads(pickle.dumps(profile))):
        assert other == profile
        with pytest.raises(TypeError):
            other.shares["Bacteroides"] = 1.0  # type: ignore[index]


def test_lab_and_date_are_carried_along(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.METAPHLAN3)
    profile = read_profile(path, lab="A lab", date="2026-03-31")
    assert (profile.provenance.lab, profile.provenance.date) == ("A lab", "2026-03-31")
    assert profile.provenance.path == str(path)
    with pytest.raises(UsageError) as caught:
        read_profile(path, date="31-3-2026")
    assert caught.value.id == "bad-date"


def test_a_sample_has_no_date_that_has_yet_to_come(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.METAPHLAN3)
    now = dt.datetime.now(dt.UTC)
    far = (now + dt.timedelta(days=3)).date()
    for told in (far, far.isoformat(), "9999-12-31", now + dt.timedelta(days=3)):
        with pytest.raises(UsageError) as caught:
            read_profile(path, date=told)
        assert caught.value.id == "date-in-future"
        with pytest.raises(UsageError):
            read_profiles(path, date=told)
    # Further east it is tomorrow already.
    for day in (now.date(), now.date() + dt.timedelta(days=1)):
        assert read_profile(path, date=day).provenance.date == day.isoformat()


def test_a_rank_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_profile(files.write(tmp_path, files.METAPHLAN3), rank="phylum")  # type: ignore[arg-type]
    assert caught.value.id == "rank-name"


@pytest.mark.parametrize("name", files.TEXTS)
def test_every_file_is_recognised_by_its_content_alone(name: str, tmp_path: Path) -> None:
    wanted, text = files.TEXTS[name]
    for ending in (".txt", ".csv", ""):
        table = read_profiles(files.write(tmp_path, text, f"file{ending}"))
        assert table[0].report.format == wanted
    chosen = read_profiles(tmp_path / "file.txt", format=wanted)
    assert chosen[0].report.confidence == 1.0
    assert chosen[0].shares == table[0].shares


@pytest.mark.parametrize("name", files.TEXTS)
def test_the_reading_report_speaks_both_languages(name: str, tmp_path: Path) -> None:
    for profile in read_profiles(files.write(tmp_path, files.TEXTS[name][1])):
        texts = []
        for lang in LANGUAGES:
            data = profile.to_dict(lang)
            report = data["report"]
            texts.append(report)
            assert report["n_rows"] > 0  # type: ignore[index]
        said = [(r["dropped"], r["changes"], r["warnings"]) for r in texts]  # type: ignore[index]
        assert said[0] != said[1] or not any(said[0])


def test_formats_are_listed_with_title_and_example() -> None:
    ids = [info.id for info in formats()]
    assert len(ids) == len(set(ids))
    assert {"metaphlan", "kraken2", "qza", "wide", "long", "map"} <= set(ids)
    for info in formats():
        assert info.example
        assert info.title.text("nl") != info.title.text("en")
    assert "sylph-raw" not in ids
    assert format_info("kraken2").method == "shotgun"


def test_an_unknown_format_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_profile(files.write(tmp_path, files.KRAKEN2), format="kraken")
    assert "kraken2" in caught.value.what("en")
    with pytest.raises(UsageError):
        format_info("nothing")


UNREADABLE = ("biom-hdf5", "qza", "map")


@pytest.mark.parametrize("info", [i for i in formats() if i.id not in UNREADABLE])
def test_the_examples_are_recognised(info: FormatInfo, tmp_path: Path) -> None:
    path = files.write(tmp_path, info.example + "\n")
    found, confidence = choose((*READERS, *HELPFUL), open_source(path))
    assert (found.info.id, confidence > 0.5) == (info.id, True)


def test_the_matrix_is_one_and_dense(table: ProfileTable) -> None:
    assert isinstance(table.to_numpy(), np.ndarray)
    assert table.to_numpy().dtype == np.float64
