"""Wide and long tables, and tables whose columns the user names."""

from __future__ import annotations

from pathlib import Path

import pytest

import profile_files as files
from legaat.errors import FormatError, NothingMatchedError, ProfileError, SampleError, UsageError
from legaat.profiles import read_profile, read_profiles


def test_samples_down_and_taxa_across(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.WIDE), sample="person 1")
    assert dict(profile.shares) == pytest.approx(
        {
            "Bacteroides uniformis": 45 / 95,
            "Roseburia hominis": 30 / 95,
            "Segatella copri": 20 / 95,
        }
    )
    assert profile.report.dropped[0].share == pytest.approx(0.05)
    assert profile.report.dropped[0].examples == ("Homo sapiens",)


def test_taxa_down_and_samples_across(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, files.WIDE_DOWN))
    assert table.samples == ("person 1", "person 2")
    assert table[0].rank == "genus"
    assert table[0].shares["Lachnospiraceae unclassified"] == pytest.approx(0.25)


@pytest.mark.parametrize("corner", ["", "id", "ID", "X"])
def test_the_names_tell_which_way_a_table_lies(corner: str, tmp_path: Path) -> None:
    across = f"{corner},Roseburia,Bacteroides\nAnna,60,40\nDonor,50,50\n"
    down = f"{corner},Anna,Donor\nRoseburia,60,50\nBacteroides,40,50\n"
    one = read_profiles(files.write(tmp_path, across, "a.csv"))
    two = read_profiles(files.write(tmp_path, down, "b.csv"))
    assert one.samples == two.samples == ("Anna", "Donor")
    assert one["Anna"].shares == two["Anna"].shares


def test_nameless_columns_are_what_has_no_name(tmp_path: Path) -> None:
    text = "sample_id,,Roseburia,Bacteroides,__\ns1,5.0,60.0,30.0,5.0\n"
    profile = read_profile(files.write(tmp_path, text))
    assert profile.unclassified_share == pytest.approx(0.1)
    assert dict(profile.shares) == pytest.approx({"Roseburia": 2 / 3, "Bacteroides": 1 / 3})


def test_minus_one_and_bacteria_as_columns(tmp_path: Path) -> None:
    text = ",-1,Bacteria,Roseburia\ns1,0.4,0.1,0.5\n"
    profile = read_profile(files.write(tmp_path, text))
    assert profile.shares == {"Roseburia": 1.0}
    assert profile.unclassified_share == pytest.approx(0.5)


def test_lineages_as_columns(tmp_path: Path) -> None:
    head = "Sample\td__Bacteria;p__Firmicutes_A;c__;o__;f__Lachnospiraceae;g__Blautia_A"
    head += "\td__Bacteria;p__Bacteroidota;c__Bacteroidia;o__;f__;g__\tUnclassified"
    profile = read_profile(files.write(tmp_path, f"{head}\ns1\t70\t20\t10\n"))
    assert dict(profile.shares) == pytest.approx(
        {"Blautia": 7 / 9, "Bacteroidia unclassified": 2 / 9}
    )
    assert profile.unclassified_share == pytest.approx(0.1)


def test_parent_ranks_among_the_columns_are_not_counted_twice(tmp_path: Path) -> None:
    text = (
        "sample,k__Bacteria,k__Bacteria|p__Firmicutes|g__Roseburia,"
        "k__Bacteria|p__Firmicutes|g__Roseburia|s__Roseburia_hominis,"
        "k__Bacteria|p__Bacteroidetes|g__Bacteroides|s__Bacteroides_uniformis\n"
        "s1,100,60,60,40\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert dict(profile.shares) == pytest.approx(
        {"Roseburia hominis": 0.6, "Bacteroides uniformis": 0.4}
    )
    assert profile.report.total == pytest.approx(100)


def test_tables_as_r_writes_them_have_no_corner(tmp_path: Path) -> None:
    text = '"Roseburia hominis"\t"Bacteroides uniformis"\n"s1"\t60\t40\n"s2"\t50\t50\n'
    assert read_profiles(files.write(tmp_path, text)).samples == ("s1", "s2")


def test_an_index_column_before_the_samples_is_no_taxon(tmp_path: Path) -> None:
    text = ",sample,Roseburia,Bacteroides\n0,a,60,40\n1,b,50,50\n"
    assert read_profiles(files.write(tmp_path, text)).samples == ("a", "b")


def test_a_single_column_of_amounts_takes_its_name_from_the_file(tmp_path: Path) -> None:
    profile = read_profile(
        files.write(tmp_path, "Genus;Percentage\nRoseburia;60\nBlautia;40\n", "me.csv")
    )
    assert profile.sample == "me"
    assert profile.rank == "genus"


def test_synonyms_of_one_species_are_added_up_and_listed(tmp_path: Path) -> None:
    text = "sample,Eubacterium rectale,Agathobacter rectalis,Roseburia hominis\ns1,30,20,50\n"
    profile = read_profile(files.write(tmp_path, text))
    assert profile.shares["Agathobacter rectalis"] == pytest.approx(0.5)
    assert [c.old for c in profile.report.changes] == ["Eubacterium rectale"]


def test_names_that_are_not_known_stay(tmp_path: Path) -> None:
    text = "sample,Roseburia hominis,Inventibacter novus\ns1,60,40\n"
    profile = read_profile(files.write(tmp_path, text))
    assert profile.shares["Inventibacter novus"] == pytest.approx(0.4)
    assert profile.report.mapped_share == pytest.approx(0.6)


def test_empty_cells_are_zeros_and_it_is_said(tmp_path: Path) -> None:
    text = "sample,Roseburia,Bacteroides,Blautia\ns1,60,,40\ns2,,,100\n"
    table = read_profiles(files.write(tmp_path, text))
    assert table["s2"].shares == {"Blautia": 1.0}
    assert any("3 empty cells" in str(note) for note in table["s1"].report.warnings)


def test_viruses_and_yeasts_without_lineage_are_recognised(tmp_path: Path) -> None:
    text = (
        "sample,Roseburia hominis,Escherichia phage T4,Candida albicans,"
        "Methanobrevibacter smithii\ns1,50,20,10,20\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert set(profile.shares) == {"Roseburia hominis", "Methanobrevibacter smithii"}
    assert sorted(row.share or 0 for row in profile.report.dropped) == pytest.approx([0.1, 0.2])


def test_long_tables_hold_a_line_an_amount(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, files.LONG))
    assert table.samples == ("person 1", "person 2")
    assert table[1].shares == {"Roseburia hominis": 1.0}


def test_micoms_columns_are_known(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.MICOM))
    assert (profile.sample, profile.n_reads) == ("one", 2000)
    assert dict(profile.shares) == pytest.approx(
        {"Bacteroides uniformis": 0.6, "Roseburia hominis": 0.4}
    )


def test_a_list_without_header(tmp_path: Path) -> None:
    text = "Roseburia hominis\t60,5\nBacteroides uniformis\t39,5\n"
    profile = read_profile(files.write(tmp_path, text))
    assert profile.shares["Roseburia hominis"] == pytest.approx(0.605)


def test_a_rank_column_keeps_ranks_apart(tmp_path: Path) -> None:
    text = (
        "sample,rank,name,count\ns,phylum,Firmicutes,900\ns,genus,Roseburia,600\n"
        "s,genus,Blautia,300\ns,species,Roseburia hominis,500\ns,species,Blautia wexlerae,250\n"
    )
    profile = read_profile(files.write(tmp_path, text))
    assert dict(profile.shares) == pytest.approx(
        {"Roseburia hominis": 2 / 3, "Blautia wexlerae": 1 / 3}
    )
    genus = read_profile(files.write(tmp_path, text), rank="genus")
    assert dict(genus.shares) == pytest.approx({"Roseburia": 2 / 3, "Blautia": 1 / 3})


def test_a_mapping_names_columns_by_name_or_number(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.MAPPED, "lab.csv")
    named = read_profile(
        path, mapping={"taxon": "Bacteriesoort", "abundance": "Percentage gevonden"}
    )
    numbered = read_profile(path, mapping={"taxon": 1, "abundance": "2"})
    assert named == numbered
    assert named.shares["Roseburia hominis"] == pytest.approx(0.545)
    assert (named.report.format, named.report.confidence) == ("map", 1.0)


def test_a_mapping_with_sample_rank_and_taxid(tmp_path: Path) -> None:
    text = (
        "who,what,level,ncbi,pct\na,Firmicutes,phylum,1239,60\na,strange label,species,853,60\n"
        "a,Bacteroides uniformis,species,820,40\nb,Bacteroides uniformis,species,820,100\n"
    )
    mapping = {
        "sample": "who",
        "taxon": "what",
        "rank": "level",
        "taxid": "ncbi",
        "abundance": "pct",
    }
    table = read_profiles(files.write(tmp_path, text), mapping=mapping)
    assert table.samples == ("a", "b")
    assert table["a"].shares["Faecalibacterium prausnitzii"] == pytest.approx(0.6)


def test_a_mapping_of_a_table_without_header(tmp_path: Path) -> None:
    text = "x|Roseburia hominis|0.25\nx|Bacteroides uniformis|0.75\n"
    profile = read_profile(files.write(tmp_path, text), mapping={"taxon": 2, "abundance": 3})
    assert profile.shares["Bacteroides uniformis"] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("mapping", "error"),
    [
        ({"taxa": "Bacteriesoort", "abundance": 2}, "map-role"),
        ({"taxon": "Bacteriesoort"}, "map-incomplete"),
        ({"abundance": 2}, "map-incomplete"),
        ({"taxon": "Bacteriesort", "abundance": 2}, "map-column"),
        ({"taxon": 9, "abundance": 2}, "map-column"),
    ],
)
def test_a_wrong_mapping_names_the_nearest(
    mapping: dict[str, str | int], error: str, tmp_path: Path
) -> None:
    with pytest.raises((UsageError, FormatError)) as caught:
        read_profile(files.write(tmp_path, files.MAPPED), mapping=mapping)
    assert caught.value.id == error
    if error == "map-column":
        assert "Bacteriesoort" in caught.value.what("en")


def test_mapping_and_format_do_not_go_together(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.MAPPED)
    with pytest.raises(UsageError) as caught:
        read_profile(path, format="wide", mapping={"taxon": 1, "abundance": 2})
    assert caught.value.id == "map-and-format"
    with pytest.raises(UsageError) as caught:
        read_profile(path, format="map")
    assert caught.value.id == "map-incomplete"


# --- what is wrong with the values ------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("-3", "value-negative"),
        ("nan", "value-missing"),
        ("NA", "value-missing"),
        ("inf", "value-missing"),
        ("1e99", "value-too-large"),
        ("many", "value-not-number"),
        ("1_0", "value-not-number"),
        ("0x10", "value-not-number"),
        ("1-5", "value-not-number"),
    ],
)
def test_impossible_amounts_name_line_and_column(cell: str, error: str, tmp_path: Path) -> None:
    text = f"sample,Roseburia,Bacteroides\na,60.0,40.0\nb,50.0,{cell}\n"
    with pytest.raises((ProfileError, FormatError)) as caught:
        read_profiles(files.write(tmp_path, text), format="wide")
    assert caught.value.id == error
    assert (caught.value.where.line, caught.value.where.entry) == (3, "Bacteroides")


def test_an_amount_left_out_in_a_long_table_is_missing(tmp_path: Path) -> None:
    text = "sample_id,species,abundance\na,Roseburia hominis,\na,Blautia wexlerae,5\n"
    with pytest.raises(ProfileError) as caught:
        read_profile(files.write(tmp_path, text))
    assert (caught.value.id, caught.value.where.line) == ("value-missing", 2)


@pytest.mark.parametrize(
    "text",
    [
        "Bacteroides;12.345\nRoseburia;950\nBlautia;800\n",
        "taxon;S1;S2\nBacteroides;12.345;1.234.567\nRoseburia;950;20\nBlautia;800;3.000\n",
        "sample_id\tBacteroides\tRoseburia\nme\t12.345\t950\nyou\t9.876\t800\n",
    ],
)
def test_thousands_with_a_point_are_asked_about(text: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert caught.value.id in {"ambiguous-point", "value-not-number"}
    assert caught.value.id == "ambiguous-point" or "1.234.567" in caught.value.what("en")


@pytest.mark.parametrize(
    "text",
    [
        "Bacteroides;45.125\nRoseburia;50\nBlautia;4.875\n",  # adds up to 100
        "Bacteroides;12.345\nRoseburia;950.0\nBlautia;800.0\n",  # cannot be thousands
        "Bacteroides;0.345\nRoseburia;0.655\nBlautia;0\n",
    ],
)
def test_plain_decimals_are_not_asked_about(text: str, tmp_path: Path) -> None:
    assert len(read_profile(files.write(tmp_path, text))) >= 2


PEOPLE = """\
sample_id,age,sex,BMI,Shannon index,group,Bacteroides,Roseburia,Total,pH
me,34,F,22.1,3.4,2,60.0,40.0,100.0,6.5
you,51,"M, maybe",-1,2.9,1,70.0,30.0,100.0,7.0
"""


def test_facts_about_people_and_totals_are_no_bacteria(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, PEOPLE))
    assert set(table.taxa) == {"Bacteroides", "Roseburia"}
    assert table["me"].shares["Bacteroides"] == pytest.approx(0.6)
    said = [one.text("en") for one in table["me"].report.warnings]
    assert any("age, sex, BMI, Shannon index, group, pH" in text for text in said)
    assert any(text.startswith("Total holds the total") for text in said)


def test_facts_in_rows_are_no_bacteria_either(tmp_path: Path) -> None:
    text = "taxon\tme\tyou\nsex\tF\tM\nage\t34\t51\nBacteroides\t60\t70\n"
    text += "Roseburia\t40\t30\nTotal\t100\t100\n"
    table = read_profiles(files.write(tmp_path, text))
    assert set(table.taxa) == {"Bacteroides", "Roseburia"}
    assert "sex, age are no names" in " ".join(w.text("en") for w in table[0].report.warnings)


def test_a_long_table_may_end_with_a_total(tmp_path: Path) -> None:
    text = "species,abundance\nBacteroides uniformis,45\nRoseburia hominis,55\nTotal,100\n"
    profile = read_profile(files.write(tmp_path, text))
    assert set(profile.shares) == {"Bacteroides uniformis", "Roseburia hominis"}


def test_a_total_that_is_not_the_sum_is_said(tmp_path: Path) -> None:
    text = "sample_id,Bacteroides,Roseburia,Total\nme,30,40,100\n"
    profile = read_profile(files.write(tmp_path, text))
    said = " ".join(w.text("en") for w in profile.report.warnings)
    assert "isn't the sum" in said
    assert "70%" in said


def test_a_total_of_zero_names_the_sample(tmp_path: Path) -> None:
    text = "sample,Roseburia,Bacteroides\na,60,40\nb,0,0\n"
    path = files.write(tmp_path, text)
    with pytest.raises(ProfileError) as caught:
        read_profiles(path)
    assert (caught.value.id, caught.value.where.sample, caught.value.where.line) == (
        "total-zero",
        "b",
        3,
    )
    assert read_profile(path, sample="a").shares["Roseburia"] == pytest.approx(0.6)


@pytest.mark.parametrize("row", ["90.5,89.5", "90,90", "1.2,0.6"])
def test_a_total_of_180_percent_is_refused(row: str, tmp_path: Path) -> None:
    text = f"sample,Roseburia,Bacteroides\na,{row}\n"
    if row.startswith("1.2"):
        text += "".join(f"{i},0.5,0.5\n" for i in "bcd")
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert caught.value.id == "total-off"
    assert "180%" in caught.value.what("en")


@pytest.mark.parametrize(
    ("row", "quantity", "unit"),
    [
        ("60.0,40.0", "unknown", "%"),
        ("0.6,0.4", "unknown", "1"),
        ("600000,400000", "ppm", "ppm"),
        ("1234,5678", "counts", "reads"),
        ("30.5,20.1", "unknown", "%"),
        ("0.31,0.2", "unknown", "1"),
        ("1234.5,5678.25", "counts", "reads"),
    ],
)
def test_the_scale_is_found_and_stated(row: str, quantity: str, unit: str, tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, f"sample,Roseburia,Bacteroides\na,{row}\n"))
    assert (profile.report.quantity, profile.report.total_unit) == (quantity, unit)
    assert sum(profile.shares.values()) == pytest.approx(1)


def test_a_total_far_from_the_whole_is_said(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, "sample,Roseburia,Bacteroides\na,30.5,20.1\n"))
    assert any("50.6%" in str(note) for note in profile.report.warnings)


def test_few_reads_are_said(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, "sample,Roseburia,Bacteroides\na,300,200\n"))
    assert any("only 500 reads" in str(note) for note in profile.report.warnings)


def test_a_taxon_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    for text in (
        files.LONG + "person 1,Roseburia hominis,0.2\n",
        "taxon,a\nRoseburia hominis,30\nBlautia wexlerae,40\nRoseburia hominis,30\n",
    ):
        with pytest.raises(ProfileError) as caught:
            read_profiles(files.write(tmp_path, text))
        assert caught.value.id == "duplicate-taxon"
        assert caught.value.params["lines"] in {"3, 5", "2, 4"}


def test_a_column_that_stands_twice_names_both_columns(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, "sample,Roseburia,Blautia,Roseburia\na,1,2,3\n"))
    assert (caught.value.id, caught.value.params["columns"]) == ("duplicate-column", "2, 4")


def test_a_sample_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, "sample,Roseburia,Blautia\na,60,40\na,50,50\n"))
    assert (caught.value.id, caught.value.params["lines"]) == ("duplicate-sample", "2, 3")


@pytest.mark.parametrize(
    "text",
    [
        "sample,genus,abundance\na,Firmicutes,60\na,Bacteroidetes,30\na,Proteobacteria,10\n",
        "sample,Firmicutes,Bacteroidetes\na,60,40\n",
        "sample,p__Bacillota,p__Bacteroidota\na,60,40\n",
        "genus,a,b\nBacillota_A,60,50\nBacteroidota,40,50\n",
    ],
)
def test_a_genus_column_that_holds_phyla_is_noticed(text: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert caught.value.id == "rank-shift"
    assert "phylum" in caught.value.what("en")
    assert "stam" in caught.value.what("nl")


def test_families_are_noticed_too(tmp_path: Path) -> None:
    text = "sample,Lachnospiraceae,Bacteroidaceae,Roseburia\na,60,30,10\n"
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert caught.value.id == "rank-shift"
    assert "Lachnospiraceae" in caught.value.what("en")


def test_nothing_matched_shows_what_was_found(tmp_path: Path) -> None:
    text = "sample,Appleus,Pearium,Lemonella\na,50,30,20\n"
    with pytest.raises(NothingMatchedError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert caught.value.params["found"] == "Appleus, Pearium, Lemonella"


def test_several_samples_need_a_choice(tmp_path: Path) -> None:
    rows = "".join(f"s{i},60,40\n" for i in range(9))
    path = files.write(tmp_path, f"sample,Roseburia,Blautia\n{rows}")
    with pytest.raises(SampleError) as caught:
        read_profile(path)
    assert caught.value.params == {"n": 9, "names": "s0, s1, s2, s3, s4, …"}


def test_an_unknown_sample_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SampleError) as caught:
        read_profile(files.write(tmp_path, files.WIDE), sample="person1")
    assert caught.value.id == "sample-unknown"
    assert "person 1" in caught.value.what("en")


def test_species_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, files.WIDE_DOWN), rank="species")
    assert caught.value.id == "rank-not-there"


def test_one_sample_is_the_same_alone_or_with_the_others(tmp_path: Path) -> None:
    for name, (_, text) in files.TEXTS.items():
        path = files.write(tmp_path, text, name)
        for profile in read_profiles(path):
            assert read_profile(path, sample=profile.sample) == profile


def test_a_line_with_too_few_cells_is_named(tmp_path: Path) -> None:
    text = "sample,Roseburia,Blautia,Bacteroides\na,60,30,10\nb,60,30\n"
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, text), format="wide")
    assert (caught.value.id, caught.value.where.line) == ("ragged", 3)
    assert (caught.value.params["found"], caught.value.params["wanted"]) == (3, 4)


@pytest.mark.parametrize("setting", ["COLUMNS", "ROWS", "CELLS", "NAME_CHARS", "LINE_CHARS"])
def test_sizes_have_limits(setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = "sample," + ",".join(f"Roseburia sp. {i}" for i in range(2000)) + "\n"
    wide += "".join(f"s{i}" + ",1" * 2000 + "\n" for i in range(3))
    if setting == "ROWS":
        wide = "taxon,a\n" + "".join(f"Roseburia sp. {i},1\n" for i in range(2000))
    monkeypatch.setenv(f"LEGAAT_MAX_{setting}", {"NAME_CHARS": "12"}.get(setting, "900"))
    with pytest.raises(Exception, match=r"12|900") as caught:
        read_profiles(files.write(tmp_path, wide))
    assert type(caught.value).__name__ == "RefusedError"
