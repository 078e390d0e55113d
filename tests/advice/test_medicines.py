"""Medicines are found by name, Dutch brand, everyday word or ATC code."""

from __future__ import annotations

import pytest

from legaat.advice._medicines import checked, codes_of, group, same_group
from legaat.knowledge import interactions, medicines


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("moclobemide", "N06AG02"),
        ("Moclobemide 150 mg, 2x per dag", "N06AG02"),
        ("AURORIX", "N06AG02"),
        ("fenprocoumon", "B01AA"),
        ("Sintrom-mitis 1 mg", "B01AA"),
        ("N06AG02", "N06AG02"),
        ("n05an01", "N05AN01"),
        ("MAO-remmer", "N06AF"),
        ("bètablokker", "C07"),
        ("Thyrax duotab 0,025 mg", "H03AA01"),
        ("statines", "C10AA"),
        ("chemo", "L01"),
    ],
)
def test_a_medicine_is_recognised(text: str, code: str) -> None:
    assert code in codes_of(text)


@pytest.mark.parametrize("text", ["zzyxolin", "", "  ", "paracetamoll", "A"])
def test_what_is_not_known_stays_unknown(text: str) -> None:
    assert codes_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("Moclobemide 150 mg, 2x per dag", "Thyrax duotab 0,025 mg", "Sintrom-mitis 1 mg"),
        *("lithium + metformine 500 mg", "paracetamol en ibuprofen", "vitamine B12", "de pil"),
        *("ibuprofen/paracetamol", "MAO pil", "bloeddruk pil", "N06 AG 02", "lithium N05AN01"),
        *("2 tabletten metoprolol retard zo nodig", "Jatrosom", "A10", "n05an01 en N02B"),
    ],
)
def test_what_is_understood_in_full_is_checked(text: str) -> None:
    assert checked(text)


@pytest.mark.parametrize(
    "text",
    [
        *("paracetamol, zzyxolin", "paracetamol zzyxolin", "zzyxolin & paracetamol", "Q10", "Z99"),
        *("paracetamol en iets", "zzyx pil", "A99", "V20", "N06AX11", "co-enzym Q10", "2x per dag"),
        *("paracetamol;zzyxolin", "middel tegen reuma", "paracetamol Q10", ""),
    ],
)
def test_what_is_understood_in_part_is_not_checked(text: str) -> None:
    assert not checked(text)


def test_every_part_of_an_entry_counts() -> None:
    assert codes_of("paracetamol, Jatrosom") == ("N02B", "N06AF")
    assert codes_of("lithium+metformine") == ("A10", "N05AN01")
    assert codes_of("ibuprofen en acenocoumarol 1 mg") == ("B01AA", "M01A")


@pytest.mark.parametrize("text", ["MAO pil", "bloeddruk pil", "zzyx pil", "2 pil zzyxolin"])
def test_a_pill_of_something_is_not_the_contraceptive_pill(text: str) -> None:
    assert "G03A" not in codes_of(text)
    assert codes_of("de pil") == codes_of("pil") == ("G03A",)
    assert codes_of("MAO pil") == ("N06AF",)
    assert {"C03A", "C07", "C08", "C09"} <= set(codes_of("bloeddruk pil"))


def test_a_wider_word_may_be_one_of_the_group() -> None:
    (code,) = codes_of("bloedverdunner")
    assert same_group(code, "B01AA")
    assert same_group("B01AF02", "B01AF")
    assert not same_group("B01AF", "B01AA")


def test_every_name_finds_its_own_group() -> None:
    for entry in medicines():
        for name in entry.names:
            assert entry.atc in codes_of(name), name


def test_every_group_that_a_rule_asks_for_has_names() -> None:
    asked = {
        atom.value
        for pair in interactions()
        for check in pair.checks
        for line in check.when
        for atom in line
        if atom.key == "medicine" and atom.value != "any"
    }
    for code in asked:
        assert any(same_group(entry.atc, code) for entry in medicines()), code
        assert group(code) is not None
