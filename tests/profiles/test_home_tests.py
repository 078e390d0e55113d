"""uBiome, Ombre and the small CSVs people trade."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import profile_files as files
from legaat.errors import FormatError, NothingMatchedError, ProfileError, RefusedError
from legaat.profiles import read_profile
from legaat.reference import compare


def test_ubiome_takes_numbers_as_text_and_one_rank_only(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, json.dumps(files.UBIOME), "gut.json"))
    assert profile.rank == "genus"
    assert dict(profile.shares) == pytest.approx({"Roseburia": 0.6, "Bacteroides": 0.4})
    assert profile.n_reads == 20_000
    assert (profile.provenance.tool, profile.provenance.method) == ("uBiome", "16S")


def test_ubiome_without_counts_is_parts_per_million(tmp_path: Path) -> None:
    rows = [
        {k: v for k, v in row.items() if k != "count"}
        for row in files.UBIOME["ubiome_bacteriacounts"]
    ]  # type: ignore[attr-defined]
    profile = read_profile(files.write(tmp_path, json.dumps({"ubiome_bacteriacounts": rows})))
    assert (profile.report.quantity, profile.report.total_unit) == ("ppm", "ppm")
    assert profile.shares["Roseburia"] == pytest.approx(0.6)
    assert profile.n_reads is None


UBIOME_SPECIES = """{"ubiome_bacteriacounts": [
 {"taxon": 2, "parent": 1, "count": 1000, "tax_name": "Bacteria", "tax_rank": "superkingdom"},
 {"taxon": 816, "parent": 2, "count": 1000, "tax_name": "Bacteroides", "tax_rank": "genus"},
 {"taxon": 820, "parent": 816, "count": 1000, "tax_name": "Bacteroides uniformis",
  "tax_rank": "species"}]}"""


def test_16s_is_read_by_genus_and_species_only_when_asked_with_a_warning(tmp_path: Path) -> None:
    path = files.write(tmp_path, UBIOME_SPECIES)
    assert dict(read_profile(path).shares) == {"Bacteroides": 1.0}
    asked = read_profile(path, rank="species")
    assert dict(asked.shares) == {"Bacteroides uniformis": 1.0}
    assert "hardly tells species apart" in " ".join(w.text("en") for w in asked.report.warnings)
    assert compare(asked).reference.name == "16s-genus"
    assert compare(asked)["Bacteroides"].share == 1.0


def test_ombre_keeps_what_is_named_only_to_the_phylum(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.OMBRE, "ombre.csv"))
    assert dict(profile.shares) == pytest.approx(
        {"Roseburia": 0.5, "Bacteroides": 0.4, "Firmicutes unclassified": 0.1}
    )
    assert profile.report.format == "ombre"


def test_parents_may_be_names(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.TAXON_RANK))
    assert dict(profile.shares) == pytest.approx(
        {"Roseburia": 0.5, "Bacteroides": 0.3, "Blautia": 0.2}
    )


def test_links_that_run_in_a_circle_do_no_harm(tmp_path: Path) -> None:
    text = "taxon_id,rank,name,parent,count\n"
    text += "1,genus,Roseburia,Blautia,600\n2,genus,Blautia,Roseburia,400\n"
    profile = read_profile(files.write(tmp_path, text))
    assert dict(profile.shares) == pytest.approx({"Roseburia": 0.6, "Blautia": 0.4})


def test_taxids_alone_are_enough(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.TAXID_CSV, "mine.csv"))
    assert profile.sample == "mine"
    assert profile.shares["Faecalibacterium prausnitzii"] == pytest.approx(0.40)


def test_taxids_of_other_ranks_are_listed_and_not_counted(tmp_path: Path) -> None:
    text = "taxid,percent\n2,100\n1239,64.5\n853,60\n820,35\n999999999,5\n"
    profile = read_profile(files.write(tmp_path, text))
    assert profile.shares["Faecalibacterium prausnitzii"] == pytest.approx(60 / 95)
    reasons = {row.reason.id: (row.count, row.share) for row in profile.report.dropped}  # type: ignore[attr-defined]
    assert reasons["reading.dropped.taxid-unknown"] == (2, None)
    assert reasons["reading.dropped.other-rank"] == (1, None)


def test_unknown_taxids_only_match_nothing(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profile(files.write(tmp_path, "999999991,60\n999999992,40\n"))
    assert caught.value.id == "taxids-unknown"
    assert "genera" in caught.value.do("en")
    assert isinstance(caught.value, NothingMatchedError)


def test_a_line_without_a_taxid_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, files.TAXID_CSV + "Roseburia, 3\n"), format="taxid-csv")
    assert (caught.value.id, caught.value.where.line) == ("taxid-row", 4)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"ubiome_bacteriacounts": [{"taxon": 2', "json-broken"),
        ('{"ubiome_bacteriacounts": {}}', "json-part"),
        ('{"ubiome_bacteriacounts": [3]}', "json-part"),
        ('{"ubiome_bacteriacounts": []}', "no-rows"),
        ('{"ubiome_bacteriacounts": [{"tax_name": "a", "count": NaN}]}', "json-broken"),
        ('{"ubiome_bacteriacounts": [{"tax_name": "a", "count": -3}]}', "value-negative"),
        ('{"ubiome_bacteriacounts": [{"tax_name": "a", "count": "many"}]}', "value-not-number"),
    ],
)
def test_broken_json_is_refused(text: str, error: str, tmp_path: Path) -> None:
    with pytest.raises((FormatError, ProfileError)) as caught:
        read_profile(files.write(tmp_path, text))
    assert caught.value.id == error


def test_a_depth_bomb_is_refused(tmp_path: Path) -> None:
    bomb = '{"ubiome_bacteriacounts": ' + "[" * 200_000 + "]" * 200_000 + "}"
    with pytest.raises(RefusedError) as caught:
        read_profile(files.write(tmp_path, bomb))
    assert caught.value.id == "json-too-deep"


def test_a_huge_json_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGAAT_MAX_JSON_BYTES", "100")
    with pytest.raises(RefusedError) as caught:
        read_profile(files.write(tmp_path, json.dumps(files.UBIOME)))
    assert caught.value.id == "file-too-large"
