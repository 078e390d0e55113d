"""MetaPhlAn of all versions, and sylph after sylph-tax."""

from __future__ import annotations

from pathlib import Path

import pytest

import profile_files as files
from legaat.errors import FormatError, ProfileError
from legaat.profiles import read_profile, read_profiles


def test_version_2_has_two_columns_and_keeps_the_part_without_a_species(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.METAPHLAN2, "person.txt"))
    assert profile.sample == "person"
    assert dict(profile.shares) == pytest.approx(
        {"Roseburia hominis": 0.45, "Bacteroides uniformis": 0.40, "Roseburia unclassified": 0.15}
    )
    assert profile.unclassified_share is None
    assert profile.report.mapped_share == pytest.approx(0.85)
    assert [str(warning)[:5] for warning in profile.report.warnings] == ["15.0%"]


def test_unknown_rescales_and_is_no_part_of_the_shares(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.METAPHLAN3))
    assert profile.unclassified_share == pytest.approx(0.20)
    assert dict(profile.shares) == pytest.approx(
        {"Agathobacter rectalis": 0.75, "Faecalibacterium prausnitzii": 0.25}
    )
    (virus,) = [row for row in profile.report.dropped if row.share is not None]
    assert virus.share == pytest.approx(0.16)
    assert virus.examples == ("Lactococcus_phage_jm3",)
    assert profile.provenance.database == "mpa_v30_CHOCOPhlAn_201901"
    assert profile.provenance.method == "shotgun"
    assert profile.report.quantity == "cell fraction"


def test_old_names_are_listed_with_their_reason(tmp_path: Path) -> None:
    (change,) = read_profile(files.write(tmp_path, files.METAPHLAN3)).report.changes
    assert (change.old, change.new) == ("Eubacterium_rectale", "Agathobacter rectalis")
    assert "older name" in change.why.text("en")


def test_bins_are_not_counted_twice_and_clades_of_one_taxid_stay_apart(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.METAPHLAN4))
    assert len(profile) == 4
    assert sum(profile.shares.values()) == pytest.approx(1)
    assert profile.report.total == pytest.approx(100)
    assert profile.shares["Segatella copri clade A"] == pytest.approx(40 / 90)
    assert profile.shares["Segatella copri clade C"] == pytest.approx(21 / 90)
    assert profile.shares["GGB1627 SGB2230"] == pytest.approx(9 / 90)
    assert profile.unclassified_share == pytest.approx(0.10)
    assert profile.n_reads == 707440


def test_rows_that_repeat_others_are_counted_without_a_share(tmp_path: Path) -> None:
    report = read_profile(files.write(tmp_path, files.METAPHLAN4)).report
    (repeats,) = report.dropped
    assert repeats.share is None
    assert repeats.count == report.n_rows - 5  # the four bins and the unclassified row are used


def test_read_statistics_give_sample_and_depth(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.METAPHLAN4_STATS))
    assert (profile.sample, profile.n_reads) == ("SRR000001", 2948649)
    assert profile.unclassified_share == pytest.approx(0.25)


def test_a_merged_table_holds_all_samples(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, files.METAPHLAN42_MERGED))
    assert table.samples == ("S1", "S2")
    assert dict(table["S1"].shares) == {"Roseburia hominis": 1.0}
    assert table["S1"].unclassified_share == pytest.approx(0.1484)
    assert table["S2"].unclassified_share == 0
    assert dict(table["S2"].shares) == pytest.approx(
        {"Blautia wexlerae": 0.7, "Roseburia hominis": 0.3}
    )


def test_a_merged_table_of_version_2_has_its_own_header(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, files.METAPHLAN2_MERGED))
    assert table.samples == ("S1", "S2")
    assert table["S2"].shares["Phocaeicola vulgatus"] == pytest.approx(0.75)


def test_a_taxid_column_in_a_merged_table_is_no_sample(tmp_path: Path) -> None:
    text = (
        "#mpa_v30_CHOCOPhlAn_201901\nclade_name\tNCBI_tax_id\tA\tB\n"
        "k__Bacteria\t2\t100\t100\n"
        "k__Bacteria|g__Roseburia|s__Roseburia_hominis\t2|841|301301\t100\t100\n"
    )
    assert read_profiles(files.write(tmp_path, text)).samples == ("A", "B")


def test_gtdb_names_after_conversion_use_semicolons(tmp_path: Path) -> None:
    text = (
        "#mpa_vJan25_CHOCOPhlAnSGB_202503\n#clade_name\trelative_abundance\n"
        "UNCLASSIFIED\t10.0\n"
        "d__Bacteria\t90.0\n"
        "d__Bacteria;p__Bacillota_A;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae\t90.0\n"
        "d__Bacteria;p__Bacillota_A;c__Clostridia;o__Lachnospirales;f__Lachnospiraceae;"
        "g__Lachnospira;s__Lachnospira eligens\t90.0\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert list(profile.shares) == ["Lachnospira eligens"]
    assert profile.unclassified_share == pytest.approx(0.1)


def test_headers_of_any_length_or_none_are_fine(tmp_path: Path) -> None:
    rows = [line for line in files.METAPHLAN3.splitlines() if not line.startswith("#")]
    bare = read_profile(files.write(tmp_path, "\n".join(rows)))
    more = read_profile(files.write(tmp_path, "#one more line\n" + files.METAPHLAN3))
    assert dict(bare.shares) == dict(more.shares)


def test_kraken_in_mpa_style_is_counts(tmp_path: Path) -> None:
    text = (
        "d__Bacteria\t5000\nd__Bacteria|g__Roseburia\t3000\n"
        "d__Bacteria|g__Roseburia|s__Roseburia_hominis\t3000\n"
        "d__Bacteria|g__Bacteroides|s__Bacteroides_uniformis\t2000\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert profile.report.quantity == "counts"
    assert profile.report.total_unit == "reads"
    assert profile.n_reads == 5000
    assert profile.shares["Roseburia hominis"] == pytest.approx(0.6)


def test_genus_adds_the_species_up(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.METAPHLAN4), rank="genus")
    assert profile.rank == "genus"
    assert profile.shares["Segatella"] == pytest.approx(61 / 90)
    assert profile.shares["Roseburia"] == pytest.approx(20 / 90)


def test_nothing_found_is_said_plainly(tmp_path: Path) -> None:
    text = (
        "#mpa_v30_CHOCOPhlAn_201901\n#SampleID\tMetaphlan_Analysis\n"
        "#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species\n"
        "unclassified\t\\-1\t100.0\n"
    )
    with pytest.raises(ProfileError) as caught:
        read_profile(files.write(tmp_path, text))
    assert caught.value.id == "nothing-classified"


def test_a_clade_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    last = files.METAPHLAN3.splitlines()[-1]
    with pytest.raises(ProfileError) as caught:
        read_profile(files.write(tmp_path, files.METAPHLAN3 + last + "\n"))
    assert caught.value.id == "duplicate-taxon"
    assert caught.value.params["lines"] == "12, 13"
    assert caught.value.where.line == 13


def test_a_sum_of_180_percent_is_refused(tmp_path: Path) -> None:
    text = files.METAPHLAN3.replace("\t48.0", "\t128.0")
    with pytest.raises(ProfileError) as caught:
        read_profile(files.write(tmp_path, text))
    assert caught.value.id == "total-off"
    assert "180%" in caught.value.what("en")


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, "#mpa_v30_CHOCOPhlAn_201901\n#clade_name\tx\n"))
    assert caught.value.id == "no-rows"


def test_a_header_without_a_column_of_amounts_is_refused(tmp_path: Path) -> None:
    text = "clade_name\nk__Bacteria\n"
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, text), format="metaphlan")
    assert caught.value.id == "no-rows"


def test_sylph_keeps_gtdb_clusters_apart(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.SYLPHMPA, "out.sylphmpa"))
    assert profile.sample == "person_1"
    assert profile.provenance.tool == "sylph"
    assert profile.shares["Faecalibacterium prausnitzii_C"] == pytest.approx(0.6, abs=1e-5)
    assert "Faecalibacterium prausnitzii" not in profile.shares


def test_sylph_rows_without_taxonomy_are_unclassified(tmp_path: Path) -> None:
    text = files.SYLPHMPA.replace("100.0001", "100.0").replace("40.0001", "40.0")
    text = text.replace("\t60.0", "\t50.0").replace("d__Bacteria\t100.0", "d__Bacteria\t90.0")
    text += "NO_TAXONOMY\t10.0\t10.0\tNA\tNA\nNO_TAXONOMY|t__GCA_9\t10.0\t10.0\t99.0\t2.0\n"
    assert read_profile(files.write(tmp_path, text)).unclassified_share == pytest.approx(0.1)


def test_sylphs_own_table_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, files.SYLPH_RAW))
    assert caught.value.id == "sylph-raw"
    assert "sylph-tax" in caught.value.do("en")
