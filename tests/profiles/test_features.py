"""BIOM of both versions, OTU tables and QIIME 2 artefacts."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

import profile_files as files
from legaat.errors import FormatError, MissingExtraError, ProfileError, RefusedError, UsageError
from legaat.profiles import read_profile, read_profiles

H5 = files.FEATURES
TAXA = [
    ["k__Bacteria", "p__Firmicutes", "", "", "", "g__Roseburia", "s__"],
    ["k__Bacteria", "p__Bacteroidetes", "", "", "", "g__Bacteroides", ""],
    ["k__Bacteria", "p__Firmicutes", "", "", "f__Lachnospiraceae", "", ""],
    ["Unassigned", "", "", "", "", "", ""],
    ["k__Bacteria", "p__Firmicutes", "", "", "", "g__Roseburia", "s__"],
]


def biom2(**changes: object) -> bytes:
    return files.hdf5_biom(**{**H5, "taxa": TAXA, **changes})  # type: ignore[arg-type]


def test_biom_1_takes_lists_and_texts_as_lineages(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, json.dumps(files.BIOM_JSON), "t.biom"))
    assert table.samples == ("S1", "S2")
    assert dict(table["S2"].shares) == pytest.approx({"Bacteroides": 0.75, "Roseburia": 0.25})
    assert table["S1"].unclassified_share == pytest.approx(0.1)
    assert table["S1"].report.quantity == "counts"


def test_biom_1_may_be_dense(tmp_path: Path) -> None:
    dense = {**files.BIOM_JSON, "matrix_type": "dense", "data": [[1200, 300], [600, 900], [200, 0]]}
    sparse = read_profiles(files.write(tmp_path, json.dumps(files.BIOM_JSON), "a.biom"))
    assert (
        read_profiles(files.write(tmp_path, json.dumps(dense), "b.biom"))[0].shares
        == sparse[0].shares
    )


@pytest.mark.parametrize(
    "change",
    [
        {"data": [[0, 0, "x"]]},
        {"data": [[9, 0, 1]]},
        {"data": [[0, -1, 1]]},
        {"data": [[0, 0]]},
        {"data": None},
        {"rows": "none"},
        {"columns": [{"name": "S1"}]},
        {"shape": [9, 9]},
    ],
)
def test_biom_1_with_a_wrong_part_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    text = json.dumps({**files.BIOM_JSON, **change})
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert caught.value.id == "json-part"


def test_biom_2_adds_features_of_one_taxon_up(tmp_path: Path) -> None:
    table = read_profiles(files.write(tmp_path, biom2(), "table.biom"))
    first = table["S1"]
    assert first.report.format == "biom-hdf5"
    assert first.shares["Roseburia"] == pytest.approx(800 / 1150)
    assert first.shares["Lachnospiraceae unclassified"] == pytest.approx(50 / 1150)
    assert first.unclassified_share == pytest.approx(50 / 1200)


def test_biom_2_without_h5py_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = files.write(tmp_path, biom2())
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(MissingExtraError) as caught:
        read_profile(path, sample="S1")
    assert caught.value.params["extra"] == "hdf5"


def test_biom_2_links_out_of_the_file_are_not_followed(tmp_path: Path) -> None:
    import h5py

    out = io.BytesIO(biom2())
    with h5py.File(out, "a") as file:
        del file["sample/ids"]
        file["sample/ids"] = h5py.ExternalLink("/etc/hostname", "/x")
    with pytest.raises(RefusedError) as caught:
        read_profiles(files.write(tmp_path, out.getvalue()))
    assert caught.value.id == "hdf5-link"


def test_biom_2_that_promises_terabytes_is_refused(tmp_path: Path) -> None:
    import h5py

    out = io.BytesIO(biom2())
    with h5py.File(out, "a") as file:
        del file["observation/matrix/data"]
        file.create_dataset("observation/matrix/data", shape=(10**12,), dtype="f8", chunks=(10**6,))
    with pytest.raises(RefusedError) as caught:
        read_profiles(files.write(tmp_path, out.getvalue()))
    assert caught.value.id == "too-many-cells"


def packed_biom2(n_features: int, n_samples: int) -> bytes:
    """Return a BIOM 2 table of ones that compresses a thousandfold."""
    import h5py
    import numpy as np

    n = n_features * n_samples
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        for key, names in (("observation", n_features), ("sample", n_samples)):
            ids = np.array([f"k__Bacteria;g__Roseburia{i}".encode() for i in range(names)])
            file.create_dataset(f"{key}/ids", data=ids, compression="gzip")
        parts = {
            "data": np.ones(n, "i1"),
            "indices": np.tile(np.arange(n_samples, dtype="i2"), n_features),
            "indptr": np.arange(0, n + 1, n_samples),
        }
        for key, values in parts.items():
            where = f"observation/matrix/{key}"
            file.create_dataset(
                where, data=values, chunks=values.shape, compression="gzip", compression_opts=9
            )
    return out.getvalue()


def test_biom_2_that_grows_when_it_is_widened_is_refused(tmp_path: Path) -> None:
    raw = packed_biom2(2_000, 3_000)
    assert 6_000_000 < 16 * 1024**2 < 6_000_000 * 8
    assert 200 * len(raw) < 6_000_000 * 8
    with pytest.raises(RefusedError) as caught:
        read_profiles(files.write(tmp_path, raw))
    assert caught.value.id == "grows-too-far"
    assert caught.value.where is not None
    assert "observation/matrix" in (caught.value.where.entry or "")


def test_biom_2_with_more_numbers_than_cells_is_refused(tmp_path: Path) -> None:
    import h5py

    out = io.BytesIO(biom2())
    with h5py.File(out, "a") as file:
        for part in ("data", "indices"):
            kind = file[f"observation/matrix/{part}"].dtype
            del file[f"observation/matrix/{part}"]
            file.create_dataset(f"observation/matrix/{part}", shape=(100_000,), dtype=kind)
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, out.getvalue()))
    assert caught.value.id == "hdf5-part"


def test_biom_1_whose_shape_is_far_larger_than_its_data_is_refused(tmp_path: Path) -> None:
    n = 5_000
    table = {
        "format": "Biological Observation Matrix 1.0.0",
        "matrix_type": "sparse",
        "shape": [n, n],
        "data": [[0, 0, 1]],
        "rows": [{"id": f"g__A{i}"} for i in range(n)],
        "columns": [{"id": f"{i}"} for i in range(n)],
    }
    with pytest.raises(RefusedError) as caught:
        read_profiles(files.write(tmp_path, json.dumps(table)))
    assert caught.value.id == "grows-too-far"


GREENGENES2 = """\
Feature ID\tTaxon\tConfidence
0a1\td__Bacteria; p__Bacillota_A; f__Lachnospiraceae; g__Blautia_A_141781; s__\t0.9
0a2\td__Bacteria; p__Bacillota_A; f__Ruminococcaceae; g__Faecalibacterium; \
s__Faecalibacterium prausnitzii_C_71351\t0.9
0a3\td__Bacteria; p__Pseudomonadota; f__Enterobacteriaceae; g__Escherichia_710834; s__\t0.9
0a4\td__Bacteria; p__Bacteroidota; f__Bacteroidaceae; g__Phocaeicola_A_858004; \
s__Phocaeicola_A_858004 vulgatus\t0.9
"""


def test_the_clade_numbers_of_greengenes2_are_no_part_of_a_name(tmp_path: Path) -> None:
    names = files.write(tmp_path, GREENGENES2, "taxonomy.tsv")
    table = "#OTU ID\tme\n0a1\t1000\n0a2\t2000\n0a3\t500\n0a4\t1500\n"
    path = files.write(tmp_path, table, "table.tsv")
    genera = read_profile(path, taxonomy=names, rank="genus")
    assert set(genera.shares) == {"Blautia", "Faecalibacterium", "Escherichia", "Phocaeicola"}
    assert genera.report.mapped_share == 1.0
    species = read_profile(path, taxonomy=names, rank="species")
    assert {"Faecalibacterium prausnitzii_C", "Phocaeicola vulgatus"} <= set(species.shares)


@pytest.mark.parametrize("part", ["observation/ids", "observation/matrix/indptr", "sample/ids"])
def test_biom_2_without_a_part_is_refused(part: str, tmp_path: Path) -> None:
    import h5py

    out = io.BytesIO(biom2())
    with h5py.File(out, "a") as file:
        del file[part]
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, out.getvalue()))
    assert caught.value.id == "hdf5-part"


def test_biom_2_whose_parts_do_not_fit_is_refused(tmp_path: Path) -> None:
    import h5py

    out = io.BytesIO(biom2())
    with h5py.File(out, "a") as file:
        file["observation/matrix/indices"][0] = 77
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, out.getvalue()))
    assert caught.value.id == "hdf5-part"


def test_biom_2_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError):
        read_profiles(files.write(tmp_path, biom2()[:700]))


def test_anndata_is_recognised(tmp_path: Path) -> None:
    import h5py

    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        file.attrs["encoding-type"] = "anndata"
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, out.getvalue(), "x.h5ad"))
    assert caught.value.id == "hdf5-anndata"


@pytest.mark.parametrize("value", [-1.0, float("nan"), 1e40])
def test_impossible_amounts_name_their_feature(value: float, tmp_path: Path) -> None:
    values = [row[:] for row in H5["values"]]  # type: ignore[index]
    values[1][0] = value
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, biom2(values=values)))
    assert caught.value.where.entry == "f2"


def test_features_that_stand_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profiles(files.write(tmp_path, biom2(ids=["f1", "f2", "f1", "f4", "f5"])))
    assert caught.value.id == "duplicate-taxon"


def test_an_otu_table_as_text_takes_greengenes_epithets(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.OTU_TABLE, "table.tsv")
    table = read_profiles(path)
    assert table["S1"].report.format == "otu-table"
    assert table["S1"].shares["Blautia"] == pytest.approx(0.5)
    assert "chloroplasts" in str(table["S1"].report.dropped[0].reason)
    species = read_profile(path, sample="S1", rank="species")
    assert species.shares["Faecalibacterium prausnitzii"] == pytest.approx(300 / 1800)
    assert species.shares["Blautia unclassified"] == pytest.approx(900 / 1800)


def test_few_species_names_mean_genera_and_it_is_said(tmp_path: Path) -> None:
    profile = read_profile(files.write(tmp_path, files.OTU_TABLE), sample="S1")
    assert profile.rank == "genus"
    assert any("so genera are used" in str(note) for note in profile.report.warnings)


@pytest.fixture
def artefacts(tmp_path: Path) -> tuple[Path, Path]:
    table = files.qza(
        "FeatureTable[Frequency]",
        {"feature-table.biom": files.hdf5_biom(**H5)},  # type: ignore[arg-type]
    )
    taxa = files.qza(
        "FeatureData[Taxonomy]", {"taxonomy.tsv": files.TAXONOMY}, "TSVTaxonomyDirectoryFormat"
    )
    return files.write(tmp_path, table, "table.qza"), files.write(tmp_path, taxa, "taxonomy.qza")


def test_two_artefacts_make_a_profile(artefacts: tuple[Path, Path]) -> None:
    table, taxa = artefacts
    profile = read_profile(table, sample="S1", taxonomy=taxa)
    assert dict(profile.shares) == pytest.approx(
        {"Roseburia": 700 / 1050, "Bacteroides": 300 / 1050, "Firmicutes unclassified": 50 / 1050}
    )
    assert profile.unclassified_share == pytest.approx(100 / 1150)
    assert (profile.provenance.method, profile.provenance.tool) == ("16S", "QIIME 2")


def test_the_taxonomy_may_be_text_blanks_comments_and_jags_and_all(
    artefacts: tuple[Path, Path], tmp_path: Path
) -> None:
    table, taxa = artefacts
    text = files.write(tmp_path, files.TAXONOMY, "taxonomy.tsv")
    assert read_profile(table, sample="S1", taxonomy=text) == read_profile(
        table, sample="S1", taxonomy=taxa
    )
    headless = files.write(tmp_path, files.TAXONOMY.replace("Feature ID\tTaxon\tConfidence\n", ""))
    assert read_profile(table, sample="S1", taxonomy=headless).shares


def test_features_that_the_taxonomy_lacks_count_as_unclassified(
    artefacts: tuple[Path, Path], tmp_path: Path
) -> None:
    text = "".join(line + "\n" for line in files.TAXONOMY.splitlines() if not line.startswith("f3"))
    profile = read_profile(artefacts[0], sample="S1", taxonomy=files.write(tmp_path, text))
    assert profile.unclassified_share == pytest.approx(150 / 1150)
    assert any("1 feature isn't" in str(note) for note in profile.report.warnings)


def test_a_table_without_taxa_asks_for_them(artefacts: tuple[Path, Path]) -> None:
    with pytest.raises(FormatError) as caught:
        read_profile(artefacts[0], sample="S1")
    assert caught.value.id == "needs-taxonomy"


def test_a_collapsed_table_has_its_taxa_as_features(tmp_path: Path) -> None:
    data = files.hdf5_biom(
        ["d__Bacteria;p__Firmicutes;c__C;o__O;f__F;g__Roseburia", "d__Bacteria;__;__;__;__;__"],
        ["S1"],
        [[900.0], [100.0]],
    )
    path = files.write(tmp_path, files.qza("FeatureTable[Frequency]", {"feature-table.biom": data}))
    profile = read_profile(path)
    assert profile.shares == {"Roseburia": 1.0}
    assert profile.unclassified_share == pytest.approx(0.1)


def test_taxonomy_and_table_must_belong_together(
    artefacts: tuple[Path, Path], tmp_path: Path
) -> None:
    other = files.write(tmp_path, "Feature ID\tTaxon\nzzz\tg__Roseburia\n")
    with pytest.raises(FormatError) as caught:
        read_profile(artefacts[0], sample="S1", taxonomy=other)
    assert caught.value.id == "taxonomy-no-common"
    assert {caught.value.params["here"], caught.value.params["there"]} == {"f1", "zzz"}


def test_a_taxonomy_with_two_answers_is_refused(
    artefacts: tuple[Path, Path], tmp_path: Path
) -> None:
    other = files.write(tmp_path, "Feature ID\tTaxon\nf1\tg__Roseburia\nf1\tg__Blautia\n")
    with pytest.raises(FormatError) as caught:
        read_profile(artefacts[0], sample="S1", taxonomy=other)
    assert (caught.value.id, caught.value.where.line) == ("taxonomy-twice", 3)


def test_the_taxonomy_alone_is_no_profile(artefacts: tuple[Path, Path], tmp_path: Path) -> None:
    for path in (artefacts[1], files.write(tmp_path, files.TAXONOMY, "taxonomy.tsv")):
        with pytest.raises(FormatError) as caught:
            read_profile(path)
        assert caught.value.id == "qza-is-taxonomy"


def test_the_table_is_no_taxonomy(artefacts: tuple[Path, Path]) -> None:
    with pytest.raises(FormatError) as caught:
        read_profile(artefacts[0], sample="S1", taxonomy=artefacts[0])
    assert caught.value.id == "qza-not-taxonomy"


def test_a_taxonomy_for_a_file_that_has_names_is_refused(
    artefacts: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        read_profile(files.write(tmp_path, files.METAPHLAN3), taxonomy=artefacts[1])
    assert caught.value.id == "taxonomy-not-used"


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("CommunityModels[Pickle]", {"manifest.csv": "x"}),
        ("TaxonomicClassifier", {"sklearn_pipeline.pickle": b"\x80\x04."}),
    ],
)
def test_pickled_artefacts_are_refused(
    kind: str, members: dict[str, bytes], tmp_path: Path
) -> None:
    with pytest.raises(RefusedError) as caught:
        read_profile(files.write(tmp_path, files.qza(kind, members), "x.qza"))
    assert caught.value.id == "qza-pickle"


@pytest.mark.parametrize(
    "kind", ["Phylogeny[Rooted]", "Visualization", "FeatureTable[Composition]"]
)
def test_other_types_are_named(kind: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read_profile(files.write(tmp_path, files.qza(kind, {"x.nwk": "();"}), "x.qza"))
    assert kind in caught.value.what("en")


def test_an_artefact_without_its_table_is_refused(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.qza("FeatureTable[Frequency]", {"other.txt": "x"}), "x.qza")
    with pytest.raises(FormatError) as caught:
        read_profile(path)
    assert caught.value.id == "qza-part"


def test_an_older_artefact_holds_json(tmp_path: Path) -> None:
    inner = json.dumps(files.BIOM_JSON)
    data = files.qza("FeatureTable[RelativeFrequency]", {"feature-table.biom": inner})
    profile = read_profile(files.write(tmp_path, data), sample="S1")
    assert profile.provenance.tool == "QIIME 2"
    assert profile.report.quantity == "read fraction"


def test_one_thousand_features_of_one_genus_stay_one_row(tmp_path: Path) -> None:
    n = 1000
    rows = "".join(f"ASV{i}\t{i % 7 + 1}\tk__Bacteria; g__Roseburia\n" for i in range(n))
    profile = read_profile(files.write(tmp_path, f"#OTU ID\tS1\ttaxonomy\n{rows}"))
    assert profile.shares == {"Roseburia": 1.0}
    assert profile.n_reads == sum(np.arange(n) % 7 + 1)
