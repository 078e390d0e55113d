"""Whole families of wordings, built from parts, so that no single pack's words are learned."""

from __future__ import annotations

import pytest

from legaat.labels import check_label


@pytest.mark.parametrize(
    "damaged",
    ["5 mi11iards UFC", "5 mil1iards d'UFC", "5 Mi11iarden KBE", "5 rniljard KVE", "5 bi1lion CFU"],
)
def test_a_damaged_word_for_a_large_number_is_repaired(damaged: str) -> None:
    result = check_label(f"Lactobacillus rhamnosus GG {damaged}, capsules.")
    assert [dose.value for dose in result.doses] == [5e9]


@pytest.mark.parametrize("series", ["BIO", "PRO"])
def test_a_series_name_before_a_number_is_a_code(series: str) -> None:
    result = check_label(f"Gélules : Lactobacillus crispatus {series} 6272, 2 x 10^9 UFC.")
    assert [o.strain for o in result.organisms] == [f"{series} 6272"]
    assert check_label("Lactobacillus crispatus BIO 60 gélules").organisms[0].strain is None


def test_brackets_say_what_a_named_strain_is() -> None:
    text = "Lactobacillus LB inactivés (L. fermentum et L. delbrueckii) 10 milliards, gélules."
    found = {(o.name, o.strain, o.state) for o in check_label(text).organisms}
    assert found == {
        ("Limosilactobacillus fermentum", "LB", "inactivated"),
        ("Lactobacillus delbrueckii", "LB", "inactivated"),
    }


@pytest.mark.parametrize(
    "said",
    [
        "Contient naturellement des sucres.",
        "Naturally contains sugars.",
        "Enthält natürlicherweise Zucker.",
        "Bevat van nature suiker.",
    ],
)
def test_sugar_that_is_there_by_nature_is_not_added(said: str) -> None:
    assert check_label(f"Ingredients: yoghurt, cultures. {said}").finding("added_sugar") == "no"
