"""Labels full of words that look like an allergen, or hide one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from legaat.labels import check_label

LABELS = tomllib.loads(
    Path(__file__).with_name("allergen_labels.toml").read_text(encoding="utf-8")
)["label"]


@pytest.mark.parametrize("label", LABELS, ids=[label["id"] for label in LABELS])
def test_exactly_the_allergens_of_a_label_are_found(label: dict[str, Any]) -> None:
    wanted = {*label["contains"], *(f"{name} (traces)" for name in label["traces"])}
    found = set(check_label(label["text"]).allergens)
    assert wanted <= found
    assert found - wanted == set(label.get("also_found", ()))


def test_there_are_forty_of_them_in_two_languages() -> None:
    assert len({label["id"] for label in LABELS}) == 40
    assert sum("ngrediënten" in label["text"] for label in LABELS) >= 15


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ingrediënten: weipoeder, water, zout", ("milk",)),
        ("Ingredients: glucosamine sulphate, zinc sulfate, calciumsulfaat", ("crustaceans",)),
        ("Niet geschikt bij een allergie voor melk. Ingrediënten: water", ("milk (traces)",)),
        ("Ingredients: bread. Gluten free.", ()),
        ("Ingrediënten: pasta 60%, tomaat. Bevat geen gluten.", ()),
        ("Ingrediënten: pasta 60%, tomaat", ("gluten",)),
        ("Ingredients: wheat bread. Gluten free.", ("gluten",)),
        ("Ingredients: crackers. May contain gluten.", ("gluten",)),
        ("Ingredients: rice. Does not contain milk, egg or soya.", ()),
        ("Ingredients: rice, no added sugar, milk", ("milk",)),
    ],
)
def test_what_is_in_it_what_may_be_and_what_is_not(text: str, found: tuple[str, ...]) -> None:
    assert check_label(text).allergens == found
