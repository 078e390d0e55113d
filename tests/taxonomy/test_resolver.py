"""Names of all kinds come to one current name, and every change is explained."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.messages import LANGUAGES
from legaat.taxonomy import Resolver, resolver

RESOLVER = resolver()


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("Agathobacter rectalis", "Agathobacter rectalis", "current"),
        ("s__Eubacterium_rectale", "Agathobacter rectalis", "homotypic"),
        ("[Eubacterium] rectale", "Agathobacter rectalis", "homotypic"),
        ("s__Ruminococcus_torques", "Ruminococcus torques", "current"),
        ("t__SGB4933", "Agathobacter rectalis", "MetaPhlAn"),
        ("Bacteroides vulgatus", "Phocaeicola vulgatus", "homotypic"),
        ("Bifidobacterium stercoris", "Bifidobacterium adolescentis", "heterotypic"),
        ("Tetragenococcus halophila", "Tetragenococcus halophilus", "orthographic_or_rank"),
        ("Blautia_A obeum", "Blautia obeum", "GTDB"),
        ("s__Blautia_A obeum", "Blautia obeum", "GTDB"),
        ("Ruminococcus_E bromii", "Ruminococcus bromii", "GTDB"),
        ("ESCHERICHIA COLI", "Escherichia coli", "current"),
        ("'Escherichia coli'", "Escherichia coli", "current"),
        ("  escherichia   coli ", "Escherichia coli", "current"),
        ("L. bulgaricus", "Lactobacillus delbrueckii", "common"),
        ("E. coli", "Escherichia coli", "common"),
        ("Lactobacillus rhamnosus GG", "Lacticaseibacillus rhamnosus", "homotypic"),
        ("Lactobacillus_rhamnosus_GG", "Lacticaseibacillus rhamnosus", "homotypic"),
    ],
)
def test_a_name_becomes_the_current_one(written: str, name: str, kind: str) -> None:
    answer = RESOLVER.resolve(written)
    assert (answer.name, answer.placed, answer.kind) == (name, True, kind)
    assert (answer.why is None) == (kind == "current")


@pytest.mark.parametrize(
    ("written", "name", "relative"),
    [
        (
            "Faecalibacterium prausnitzii_C",
            "Faecalibacterium prausnitzii_C",
            "Faecalibacterium prausnitzii",
        ),
        ("s__Lachnospira_eligens_B", "Lachnospira eligens_B", "Lachnospira eligens"),
        ("Prevotella copri_A", "Segatella copri_A", "Segatella copri"),
        ("Bariatricus comes_A", "Coprococcus comes_A", "Coprococcus comes"),
        ("s__Prevotella_copri_clade_A", "Segatella copri clade A", "Segatella copri"),
        ("Blautia_A obeum_B", "Blautia obeum_B", "Blautia obeum"),
        (
            "s__Lactobacillus_casei_group",
            "Lacticaseibacillus casei group",
            "Lacticaseibacillus casei",
        ),
        ("s__Bacteroides_faecis_CAG_32", "Bacteroides faecis CAG 32", "Bacteroides faecis"),
        (
            "s__Streptococcus_mitis_oralis_pneumoniae",
            "Streptococcus mitis/oralis/pneumoniae",
            "Streptococcus mitis",
        ),
    ],
)
def test_a_cluster_is_kept_apart_and_says_whom_it_is_near(
    written: str, name: str, relative: str
) -> None:
    answer = RESOLVER.resolve(written)
    assert (answer.name, answer.relative) == (name, relative)
    assert (answer.placed, answer.kind, answer.taxid) == (True, "cluster", None)
    assert answer.why is not None
    assert RESOLVER.species_of(written) == relative


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        (
            "s__Faecalibacterium prausnitzii_C_71351",
            "Faecalibacterium prausnitzii_C",
            "cluster",
        ),
        ("s__Faecalibacterium_prausnitzii_C_71351", "Faecalibacterium prausnitzii_C", "cluster"),
        ("s__Phocaeicola_A_858004 vulgatus", "Phocaeicola vulgatus", "GTDB"),
        ("s__Escherichia coli_710834", "Escherichia coli", "current"),
        ("Lachnospiraceae bacterium_24404", "Lachnospiraceae bacterium 24404", "unknown"),
        ("s__Ruminococcus_sp_5_1_39BFAA", "Ruminococcus sp. 5_1_39BFAA", "strain"),
    ],
)
def test_the_clade_numbers_of_greengenes2_go_and_its_clusters_stay_apart(
    written: str, name: str, kind: str
) -> None:
    answer = RESOLVER.resolve(written)
    assert answer.name == name
    assert answer.kind == kind or kind == "strain"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("E. coli B", "Escherichia coli"),
        ("E.coli B", "Escherichia coli"),
        ("E_coli_B", "Escherichia coli"),
        ("S. enterica I", "Salmonella enterica"),
        ("H. influenzae B", "Haemophilus influenzae"),
    ],
)
def test_a_letter_behind_an_abbreviated_genus_is_a_strain(written: str, name: str) -> None:
    answer = RESOLVER.resolve(written)
    assert (answer.name, answer.placed, answer.relative) == (name, True, None)
    assert answer.why is not None
    assert "strain" in answer.why.text("en")


@pytest.mark.parametrize("written", ["Escherichia coli B", "Faecalibacterium prausnitzii C"])
def test_a_letter_behind_a_blank_stays_apart_and_is_not_called_gtdbs(written: str) -> None:
    answer = RESOLVER.resolve(written)
    assert (answer.name, answer.kind) == (written, "cluster")
    assert answer.relative == written[:-2]
    assert answer.why is not None
    assert "can mean a strain" in answer.why.text("en")


@pytest.mark.parametrize(
    "written",
    [
        "Escherichia coli str. K-12 substr. MG1655",
        "Escherichia coli O157:H7",
        "Escherichia coli K-12",
        "Escherichia coli DSM 1103",
    ],
)
def test_a_strain_counts_as_its_species_and_says_so(written: str) -> None:
    answer = RESOLVER.resolve(written)
    assert (answer.name, answer.placed) == ("Escherichia coli", True)
    assert answer.why is not None
    assert "strain" in answer.why.text("en")


@pytest.mark.parametrize(
    "written",
    ["Bifidobacterium longum subsp. infantis", "Bifidobacterium infantis", "B. infantis"],
)
def test_a_subspecies_counts_as_its_species(written: str) -> None:
    assert RESOLVER.resolve(written).name == "Bifidobacterium longum"


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("s__Firmicutes_bacterium_CAG_83", "Firmicutes bacterium CAG 83"),
        ("Blautia_A sp003471165", "Blautia_A sp003471165"),
        ("Blautia spp.", "Blautia sp."),
        ("Genus epithetum", "Genus epithetum"),
        ("s__", ""),
        ("", ""),
    ],
)
def test_an_unknown_name_stays_as_it_is_but_clean(written: str, cleaned: str) -> None:
    answer = RESOLVER.resolve(written)
    assert (answer.name, answer.placed, answer.relative) == (cleaned, False, None)


def test_a_lineage_gives_the_part_of_its_rank() -> None:
    lineage = "d__Bacteria;p__Bacillota;f__Lachnospiraceae;g__Blautia_A;s__Blautia_A wexlerae"
    assert RESOLVER.resolve(lineage).name == "Blautia wexlerae"
    assert RESOLVER.resolve(lineage, "genus").name == "Blautia"


@pytest.mark.parametrize(
    ("written", "name", "relative"),
    [
        ("g__Bacteroides", "Bacteroides", None),
        ("[Eubacterium]_hallii_group", "Anaerobutyricum", None),
        ("[Ruminococcus]_gnavus_group", "Mediterraneibacter", None),
        ("[Ruminococcus]_torques_group", "[Ruminococcus] torques group", None),
        ("[Ruminococcus]_gauvreauii_group", "[Ruminococcus] gauvreauii group", None),
        (
            "[Eubacterium]_coprostanoligenes_group",
            "[Eubacterium] coprostanoligenes group",
            None,
        ),
        ("g__Blautia_A_141781", "Blautia", None),
        ("Escherichia/Shigella", "Escherichia", None),
        ("Escherichia-Shigella", "Escherichia", None),
        ("Clostridium_XlVa", "Clostridium XIVa", None),
        ("Ruminococcus2", "Ruminococcus2", None),
        ("Lachnospiracea_incertae_sedis", "Lachnospiraceae incertae sedis", None),
        ("Prevotella_9", "Prevotella 9", "Prevotella"),
        ("Clostridium sensu stricto 1", "Clostridium sensu stricto 1", "Clostridium"),
        ("[Ruminococcus]", "[Ruminococcus]", "Ruminococcus"),
        ("Blautia_A", "Blautia", None),
        ("Ruminococcus_E", "Ruminococcus", None),
        ("Bacteroides_A", "Bacteroides_A", "Bacteroides"),
        ("Erysipelatoclostridium", "Thomasclavelia", None),
        ("Faecalibacterium prausnitzii", "Faecalibacterium", None),
    ],
)
def test_a_genus_label_is_placed_with_a_reason(
    written: str, name: str, relative: str | None
) -> None:
    answer = RESOLVER.resolve(written, "genus")
    assert (answer.name, answer.placed, answer.relative) == (name, True, relative)
    assert (answer.why is None) == (written == "g__Bacteroides")


@pytest.mark.parametrize("written", ["UCG-002", "CAG-83", "Christensenellaceae_R-7_group"])
def test_a_lab_label_for_an_unnamed_genus_is_not_placed(written: str) -> None:
    assert not RESOLVER.resolve(written, "genus").placed


def test_a_taxid_gives_the_species_and_a_subspecies_its_species() -> None:
    species = RESOLVER.resolve_taxid(562)
    assert species is not None
    assert species.name == "Escherichia coli"
    subspecies = RESOLVER.resolve_taxid(1585)
    assert subspecies is not None
    assert subspecies.name == "Lactobacillus delbrueckii"
    assert RESOLVER.resolve_taxid(-1) is None


@pytest.mark.parametrize(
    ("name", "genus"),
    [
        ("Segatella copri", "Segatella"),
        ("Segatella copri clade A", "Segatella"),
        ("Blautia_A sp003471165", "Blautia"),
        ("Blautia sp.", "Blautia"),
        ("Bacteroidales bacterium ph8", None),
        ("Firmicutes bacterium CAG 83", None),
    ],
)
def test_the_genus_of_a_species(name: str, genus: str | None) -> None:
    assert RESOLVER.genus_of(name) == genus


def test_an_older_name_lists_the_species_it_covered() -> None:
    assert "Faecalibacterium duncaniae" in RESOLVER.lumped_in("Faecalibacterium prausnitzii")
    assert RESOLVER.lumped_in("Escherichia coli") == ()


def test_every_known_name_leads_to_a_current_one_in_both_languages() -> None:
    data = RESOLVER._tables
    for name, entry in data.names.items():
        answer = RESOLVER.resolve(name)
        assert answer.placed, name
        assert (answer.relative or answer.name) in data.species, name
        assert entry.source in data.sources
        if answer.why is not None:
            assert all(answer.why.text(lang) for lang in LANGUAGES)


def test_every_name_given_is_found_again_unchanged() -> None:
    data = RESOLVER._tables
    for entry in data.names.values():
        assert RESOLVER.resolve(entry.name).name == entry.name
    for entry in data.genera.values():
        assert RESOLVER.resolve(entry.name, "genus").name == entry.name


def test_the_tables_are_read_once() -> None:
    assert resolver() is resolver()
    assert isinstance(resolver(), Resolver)


PIECES = (
    "s__", "g__", "t__SGB4933", "Faecalibacterium", "prausnitzii", "prausnitzii_C", "Blautia_A",
    "obeum", "sp.", "spp.", "_", "__", "A", "clade", "group", "complex", "CAG_83", "subsp.", "str.",
    "[Eubacterium]", "hallii", "Prevotella", "9", "(ex", "Durand)", ";", "|", "copri",
)  # fmt: skip
words = st.sampled_from(PIECES)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(
    text=st.text(max_size=60)
    | st.lists(words, max_size=6).map("_".join)
    | st.lists(words, max_size=6).map(" ".join),
    rank=st.sampled_from(["species", "genus"]),
)
def test_any_text_gets_an_answer_and_the_answer_stands(text: str, rank: str) -> None:
    answer = RESOLVER.resolve(text, rank)
    again = RESOLVER.resolve(answer.name, rank)
    assert again.name == answer.name
    assert again.placed == answer.placed
    assert answer.query == text
    if answer.why is not None:
        assert all(answer.why.text(lang) for lang in LANGUAGES)


def test_a_very_long_name_is_no_burden() -> None:
    answer = RESOLVER.resolve("a_" * 500_000)
    assert not answer.placed
    assert len(answer.name) <= 2_000
