"""Kraken 2 reports and Bracken."""

from __future__ import annotations

from pathlib import Path

import pytest

import profile_files as files
from legaat.errors import FormatError, ProfileError
from legaat.profiles import read_profile, read_profiles


def dropped(profile: object) -> dict[str, float | None]:
    rows = profile.report.dropped  # type: ignore[attr-defined]
    return {row.reason.id.rsplit(".", 1)[-1]: row.share for row in rows}


def test_host_reads_are_dropped_and_named(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.KRAKEN2, "person.report"))
    assert profile.sample == "person"
    assert dropped(profile)["host"] == pytest.approx(0.10)
    assert profile.n_reads == 9_000  # without the host's
    assert profile.report.total == 10_000
    assert profile.report.quantity == "counts"


def test_strains_count_as_their_species_and_ambiguous_reads_are_left_out(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.KRAKEN2))
    assert dict(profile.shares) == pytest.approx(
        {"Bacteroides uniformis": 3500 / 6000, "Faecalibacterium prausnitzii": 2500 / 6000}
    )
    assert dropped(profile)["above-rank"] == pytest.approx(0.10)


def test_the_depth_is_of_the_reads_that_could_be_bacteria(tmp_path: Path) -> None:
    text = (
        "  0.00\t0\t0\tU\t0\tunclassified\n100.00\t100000\t0\tR\t1\troot\n"
        " 99.50\t99500\t99500\tS\t9606\t  Homo sapiens\n"
        "  0.50\t500\t0\tD\t2\t  Bacteria\n"
        "  0.50\t500\t500\tS\t820\t    Bacteroides uniformis\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert profile.n_reads == 500
    assert "only 500 reads" in " ".join(w.text("en") for w in profile.report.warnings)


def test_unclassified_is_a_part_of_what_is_not_the_hosts(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.KRAKEN2))
    assert profile.unclassified_share == pytest.approx(2000 / 9000)


def test_at_genus_the_reads_of_the_genus_count_too(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.KRAKEN2), rank="genus")
    assert dict(profile.shares) == pytest.approx(
        {"Bacteroides": 4000 / 6900, "Faecalibacterium": 2900 / 6900}
    )


def test_eight_columns_are_read_alike(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.KRAKEN2_8))
    assert dict(profile.shares) == {"Roseburia hominis": 1.0}
    assert profile.unclassified_share == pytest.approx(0.1)


def test_old_reports_mark_ranks_in_between_with_a_dash(tmp_path: Path) -> None:
    text = (
        "  1.00\t100\t100\tU\t0\tunclassified\n"
        " 99.00\t9900\t0\t-\t1\troot\n"
        " 99.00\t9900\t0\tD\t2\t  Bacteria\n"
        " 99.00\t9900\t0\tG\t561\t    Escherichia\n"
        " 90.00\t9000\t5000\tS\t562\t      Escherichia coli\n"
        " 40.00\t4000\t4000\t-\t83333\t        Escherichia coli K-12\n"
        "  9.00\t900\t900\t-\t999999\t      Escherichia group of something\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert dict(profile.shares) == {"Escherichia coli": 1.0}
    assert dropped(profile)["above-rank"] == pytest.approx(0.09)


def test_a_report_saved_by_a_spreadsheet_without_indents_still_reads(tmp_path: Path) -> None:
    rows = [",".join(c.strip() for c in line.split("\t")) for line in files.KRAKEN2.splitlines()]
    flat = read_profile(files.write(tmp_path, "\n".join(rows), "flat.csv"))
    whole = read_profile(files.write(tmp_path, files.KRAKEN2))
    assert dict(flat.shares) == pytest.approx(dict(whole.shares))


def test_missing_rows_are_noticed(tmp_path: Path) -> None:
    text = "".join(line + "\n" for line in files.KRAKEN2.splitlines() if "\t820\t" not in line)
    notes = read_profile(files.write(tmp_path, text)).report.warnings
    assert any("Rows may have been removed" in str(note) for note in notes)


def test_a_taxid_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profile(files.write(tmp_path, files.KRAKEN2 + files.KRAKEN2.splitlines()[-1]))
    assert caught.value.id == "duplicate-taxon"


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, files.KRAKEN2 + "C\tread1\t562\t150\n"))
    assert (caught.value.id, caught.value.where.line) == ("kraken-row", 19)


def test_bracken_uses_the_new_estimate_and_drops_the_host(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.BRACKEN))
    assert dict(profile.shares) == pytest.approx(
        {"Phocaeicola vulgatus": 2 / 3, "Faecalibacterium prausnitzii": 1 / 3}
    )
    assert dropped(profile) == {"host": pytest.approx(0.1)}
    assert profile.n_reads == 9_000  # without the host's
    assert profile.unclassified_share is None


def test_combined_bracken_holds_several_samples(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, files.BRACKEN_COMBINED))
    assert table.samples == ("P1", "P2")
    assert table["P2"].shares == {"Faecalibacterium prausnitzii": 1.0}


def test_bracken_without_its_column_is_refused(tmp_path: Path) -> None:
    text = files.BRACKEN.replace("new_est_reads", "something")
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, text))
    assert caught.value.id == "format-mismatch"
