"""Words by which a label names an allergen without its everyday name."""

from __future__ import annotations

import pytest

from advice_fakes import adult
from legaat.labels import check_label

WORDS = {
    "peanut": "peanut butter, groundnut, satay, pindakaas, beurre de cacahuète, Erdnussbutter",
    "milk": "parmesan, ricotta, ghee, curd, roompoeder, lactalbumine",
    "nuts": "praline, marsepein, amandelspijs, nut paste, almond milk",
    "egg": "mayonaise, albumine, E1105",
    "gluten": "couscous, bulgur, seitan, triticale, tarwegriesmeel, roggebrood, malt, moutextract, "
    "wheatgrass, gerstgras, oat milk",
    "soy": "miso, tempeh, edamame, sojasaus, shoyu, soy milk, bean curd",
    "sulphite": "E220, E223, metabisulphite",
    "fish": "cod, tuna",
    "shellfish": "krill oil",
    "sesame": "halva, gomasio",
}


@pytest.mark.parametrize(
    ("allergy", "word"), [(name, w) for name, words in WORDS.items() for w in words.split(", ")]
)
def test_an_allergen_is_seen_by_every_name(allergy: str, word: str) -> None:
    label = f"Ingredients: sugar, {word}, salt."
    warned = check_label(label, person=adult(allergies=[allergy])).person
    assert any(one.stop for one in warned)


@pytest.mark.parametrize("word", WORDS["gluten"].split(", "))
def test_coeliac_disease_counts_every_grain_with_gluten(word: str) -> None:
    warned = check_label(
        f"Ingredients: sugar, {word}.", person=adult(conditions=["coeliac"])
    ).person
    assert any(one.stop for one in warned)


@pytest.mark.parametrize("word", ["peanut butter", "cocoa butter", "soy milk", "bean curd"])
def test_what_is_no_milk_stays_no_milk(word: str) -> None:
    found = check_label(f"Ingredients: sugar, {word}, salt.").allergens
    assert "milk" not in found
