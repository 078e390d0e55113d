"""mOTUs and CAMI profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

import profile_files as files
from legaat.errors import FormatError, SampleError
from legaat.profiles import read_profile, read_profiles


def test_motus_of_one_species_are_added_up_and_said_so(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.MOTUS))
    assert profile.sample == "person_1"
    assert profile.shares["Faecalibacterium prausnitzii"] == pytest.approx(400 / 900)
    (change,) = profile.report.changes
    assert "2 times" in str(change.why)
    assert profile.provenance.database == "ref_mOTU_3.1.0"


def test_the_last_row_of_motus_is_what_has_no_name(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.MOTUS))
    assert profile.unclassified_share == pytest.approx(0.1)
    assert "Leptospira alexanderi" not in profile.shares


def test_joint_and_unknown_motus_stay_as_unplaced(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.MOTUS))
    assert profile.shares["Chryseobacterium artocarpi/ureilyticum"] == pytest.approx(40 / 900)
    assert profile.shares["Roseburia unclassified"] == pytest.approx(100 / 900)
    assert profile.report.mapped_share == pytest.approx(760 / 900)


def test_merged_motus_are_fractions_of_cells(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, files.MOTUS_MERGED))
    assert table.samples == ("a", "b")
    report = table["a"].report
    assert (report.quantity, report.total_unit) == ("cell fraction", "1")
    assert table["a"].unclassified_share == pytest.approx(0.2)
    assert table["b"].unclassified_share == 0


def test_motus_with_full_lineages(tmp_path: Path) -> None:
    text = (
        "#mOTU\tconsensus_taxonomy\tcount\n"
        "ref_mOTU_v31_00855\tk__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales"
        "|f__Bacteroidaceae|g__Bacteroides|s__Bacteroides uniformis\t700\n"
        "unassigned\tunassigned\t300\n"
    )
    profile = read_profile(files.write(tmp_path, text, "p.tsv"))
    assert profile.shares == {"Bacteroides uniformis": 1.0}
    assert (profile.sample, profile.unclassified_share) == ("p", pytest.approx(0.3))


def test_cami_holds_several_samples_each_with_its_own_rows(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.CAMI)
    table = read_profiles(path)
    assert table.samples == ("one", "two")
    assert table["two"].shares == {"Bacteroides uniformis": 1.0}
    with pytest.raises(SampleError) as caught:
        read_profile(path)
    assert caught.value.id == "several-samples"
    assert "one, two" in caught.value.what("en")


def test_cami_parents_and_gaps_are_counted_once(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.CAMI), sample="one")
    assert dict(profile.shares) == pytest.approx(
        {"Roseburia hominis": 0.6, "Bacteroides uniformis": 0.3, "Roseburia unclassified": 0.1}
    )
    assert profile.report.total == pytest.approx(100)
    assert profile.provenance.database == "ncbi-taxonomy_2024"


def test_cami_0_10_with_gtdb_ids(tmp_path: Path) -> None:
    text = (
        "@SampleID:x\n@Version:0.10.0\n@Ranks:domain|phylum|class|order|family|genus|species\n"
        "@TaxonomyID:gtdb-r214\n@@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE\n"
        "d__2\tdomain\td__2\tBacteria\t100\n"
        "s__9\tspecies\td__2|p__1|c__1|o__1|f__1|g__1|s__9\tBacteria|Bacillota_A|Clostridia"
        "|Lachnospirales|Lachnospiraceae|Lachnospira|Lachnospira eligens_B\t100\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert profile.sample == "x"
    assert len(profile) == 1


def test_cami_without_a_needed_column_names_it(tmp_path: Path) -> None:
    text = files.CAMI.replace("PERCENTAGE", "SHARE")
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, text))
    assert caught.value.id == "column-missing"
    assert caught.value.params["column"] == "PERCENTAGE"
