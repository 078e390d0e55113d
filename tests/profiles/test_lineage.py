"""Names and lineages of four systems, taken apart; and who isn't a bacterium."""

from __future__ import annotations

import pytest

from legaat.profiles._lineage import is_unclassified, lineage_of, stranger
from legaat.profiles._ranks import guess_level, level_of


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("k__Bacteria|p__Firmicutes|g__Blautia|s__Blautia_obeum", ("species", "Blautia_obeum")),
        ("d__Bacteria;p__Bacillota_A;g__Blautia_A;s__", ("genus", "Blautia_A")),
        ("k__Bacteria; p__Firmicutes; g__Blautia; s__", ("genus", "Blautia")),
        ("g__Roseburia; s__hominis", ("species", "Roseburia hominis")),
        ("D_0__Bacteria;D_1__Firmicutes;D_5__Blautia;D_6__uncultured", ("genus", "Blautia")),
        ("d__Bacteria;__;__;__;__;__", ("domain", "Bacteria")),
        ("f__Lachnospiraceae; g__uncultured; s__uncultured", ("family", "Lachnospiraceae")),
        ("d__Bacteria; g__Roseburia; s__human_gut_metagenome", ("genus", "Roseburia")),
        ("Bacteria;Firmicutes;Clostridia;Clostridiales;L;Blautia", ("genus", "Blautia")),
        ("Bacteria; Firmicutes; Clostridia; ; ; ", ("class", "Clostridia")),
        ("f__L|g__L_unclassified|s__Eubacterium_rectale", ("species", "Eubacterium_rectale")),
        ("k__Bacteria|f__Lachnospiraceae|g__Lachnospiraceae_noname", ("family", "Lachnospiraceae")),
        ("k__Bacteria|g__Roseburia|s__Roseburia_unclassified", ("genus", "Roseburia")),
        ("g__Roseburia|s__Roseburia_hominis|t__SGB4936", ("strain", "SGB4936")),
        ("unclassified_Lachnospiraceae", ("family", "Lachnospiraceae")),
        ("unknown Roseburia", ("genus", "Roseburia")),
        ("Prevotella_copri", ("species", "Prevotella_copri")),
        ("s__GGB1627_SGB2230", ("species", "GGB1627_SGB2230")),
        ("p__Firmicutes", ("phylum", "Firmicutes")),
    ],
)  # fmt: skip
def test_the_last_step_is_what_is_really_named(text: str, last: tuple[str, str]) -> None:
    assert lineage_of(text)[-1] == last


@pytest.mark.parametrize("text", ["", "__", "s__", "k__;p__;", "uncultured bacterium", "D_6__"])
def test_blank_names_have_no_lineage(text: str) -> None:
    assert lineage_of(text) == ()


def test_hostile_names_take_no_longer_than_others() -> None:
    for piece in ("_", " _", "_class", "uncultured_", "a_", "g__", "|", ";", "na"):
        text = piece * (2000 // len(piece))
        lineage_of(text)
        lineage_of(f"s__{text}x")
        stranger(lineage_of(f"{text} x"))


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Roseburia hominis", "species"),
        ("[Eubacterium] rectale", "species"),
        ("Bacteroides sp. 3_1_19", "species"),
        ("Clostridium_sp_AT4", "species"),
        ("Lachnospiraceae bacterium 3_1_46FAA", "species"),
        ("CAG-83 sp000431575", "species"),
        ("Roseburia", "genus"),
        ("Clostridium_XlVa", "genus"),
        ("Clostridium_sensu_stricto", "genus"),
        ("[Eubacterium]_hallii_group", "genus"),
        ("Lachnospiraceae_NK4A136_group", "genus"),
        ("Escherichia/Shigella", "genus"),
        ("UCG-002", "genus"),
        ("Lachnospiraceae", "family"),
        ("Bacteroidales", "order"),
        ("Clostridia", "class"),
        ("Firmicutes", "phylum"),
        ("Bacillota_A", "phylum"),
        ("Bacteria", "domain"),
    ],
)
def test_the_form_of_a_name_tells_its_rank(name: str, level: str) -> None:
    assert guess_level(name) == level


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("S", "species"),
        ("superkingdom", "domain"),
        ("Genus", "genus"),
        ("no rank", None),
        ("", None),
    ],
)
def test_words_for_ranks(word: str, level: str | None) -> None:
    assert level_of(word) == level


@pytest.mark.parametrize(
    "text",
    [
        "UNKNOWN",
        "unclassified",
        "Unassigned",
        "-1",
        "",
        "__",
        " ; ; ",
        "k__Unassigned",
        "No blast hit",
    ],
)
def test_names_of_what_has_no_name(text: str) -> None:
    assert is_unclassified(text)


@pytest.mark.parametrize(
    "text", ["Roseburia", "unclassified_Lachnospiraceae", "Bacteria", "k__Bacteria"]
)
def test_names_that_are_names(text: str) -> None:
    assert not is_unclassified(text)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Homo sapiens", "host"),
        ("k__Eukaryota|p__Chordata|g__Homo|s__Homo_sapiens", "host"),
        ("human", "host"),
        ("d__Bacteria; p__Cyanobacteria; o__Chloroplast; f__Chloroplast", "organelle"),
        ("d__Bacteria; o__Rickettsiales; f__Mitochondria; g__Mitochondria", "organelle"),
        ("unclassified_Chloroplast", "organelle"),
        ("k__Viruses|s__Lactococcus_phage_jm3", "virus"),
        ("r__Duplodnaviria|k__Heunggongvirae|t__IMGVR_1", "virus"),
        ("Human gammaherpesvirus 4", "virus"),
        ("crAssphage", "virus"),
        ("k__Eukaryota|s__Blastocystis_sp_subtype_1", "eukaryote"),
        ("Candida albicans", "eukaryote"),
        ("k__Fungi; g__Saccharomyces", "eukaryote"),
        ("Roseburia hominis", None),
        ("d__Archaea;g__Methanobrevibacter", None),
        ("Anaplasma phagocytophilum", None),
        ("Candidatus Saccharibacteria", None),
        ("Muribaculum intestinale", None),
    ],
)  # fmt: skip
def test_who_is_no_bacterium(text: str, who: str | None) -> None:
    assert stranger(lineage_of(text)) == who
