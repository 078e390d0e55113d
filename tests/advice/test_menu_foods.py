"""The foods and diets of a what-if against the words of a label, the rules and one another."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest

from advice_fakes import adult
from legaat.advice import menu, screen
from legaat.advice._facts import Facts
from legaat.advice._menu import _DIETS
from legaat.advice._needs import Needs
from legaat.advice._suggest import suited
from legaat.advice._tags import MUCH_POTASSIUM, food_tags
from legaat.knowledge import Food, foods, interventions, rules
from legaat.labels import check_label
from legaat.labels._person import ALLERGENS

SAME_NAME: Final = {"high-fibre": "fibre-rich-eating", "low-fodmap": "low-fodmap-dietitian"}
"""Diets of the menu, and the intervention that stands for each; the average one changes nothing."""

COMPONENTS: Final = {
    "brood-meergranen": "wheat, rye, oats, linseed, sesame, sunflower seeds, soy, yeast, salt",
    "kimchi": "cabbage, garlic, fish sauce, shrimp, radish, celery, mustard leaf",
    "augurk-zuur": "gherkin, vinegar, mustard seed",
    "augurk-gefermenteerd": "gherkin, water, salt, mustard seed, celery leaf",
    "chocolade-puur": "cocoa, sugar, may contain milk, hazelnut, almond, peanut, soy",
    "chocolade-melk": "cocoa, sugar, milk powder, may contain hazelnut, almond, peanut, soy",
    "pindas": "peanuts, may contain nuts: hazelnut",
    "pindakaas": "peanuts, may contain nuts: hazelnut",
    "hummus": "chickpeas, sesame",
    "miso": "soy beans, barley",
    "sojasaus": "soy beans, wheat, salt",
}
"""What is in a food that has several things in it, as packs have it."""

NOT_SO: Final = {("gerst", "allergen:fruit"), ("sla", "allergen:milk")}
"""What the words of a label take for more than it is: pearl barley, butterhead lettuce."""


def of_a_label(food: Food) -> set[str]:
    """Return the allergies that a pack with this name and these components speaks of."""
    found: set[str] = set()
    for text in (food.name.nl, food.name.en, COMPONENTS.get(food.id, "")):
        result = check_label(f"Ingredients: {text}.")
        for name in (*result.allergens, *result.besides):
            bare = name.removesuffix(" (traces)")
            tags = ALLERGENS.get(bare, (f"allergen:{bare}",))
            found |= {tag for tag in tags if tag.startswith("allergen:")}
    return {tag for tag in found if (food.id, tag) not in NOT_SO}


@pytest.mark.parametrize("key", sorted(foods()))
def test_a_food_of_the_menu_is_withheld_wherever_a_label_of_it_is(key: str) -> None:
    missing = of_a_label(foods()[key]) - set(food_tags(foods()[key]))
    assert not missing


@pytest.mark.parametrize("diet", sorted(_DIETS))
def test_a_diet_carries_the_tags_of_the_intervention_of_its_name(diet: str) -> None:
    if diet not in SAME_NAME:
        assert diet == "dutch"
        assert _DIETS[diet] == ()
        return
    item = next(one for one in interventions() if one.id == SAME_NAME[diet])
    assert set(item.tags) <= set(_DIETS[diet])


@pytest.mark.parametrize(
    ("told", "diet"),
    [
        ({"conditions": ["eating disorder"]}, "low-fodmap"),
        ({"conditions": ["underweight"]}, "low-fodmap"),
        ({"sex": "female", "age_years": 30, "pregnant": True}, "low-fodmap"),
        ({"age_years": 10}, "low-fodmap"),
        ({"age_years": 2}, "low-fodmap"),
        ({"conditions": ["gastroparesis"]}, "high-fibre"),
        ({"conditions": ["past bowel blockage"]}, "high-fibre"),
        ({"allergies": ["fruit"]}, "high-fibre"),
    ],
)
def test_a_diet_that_a_rule_withholds_is_not_on_the_menu(told: dict[str, Any], diet: str) -> None:
    assert menu(adult()).may("diet", diet)
    assert not menu(adult(**told)).may("diet", diet)


GRAPEFRUIT: Final = (
    *("simvastatine", "atorvastatine", "tacrolimus", "ciclosporine", "amiodaron", "felodipine"),
    *("nifedipine", "ticagrelor", "carbamazepine", "buspiron"),
)
SEAWEED: Final[tuple[dict[str, Any], ...]] = (
    {"conditions": ["graves"]}, {"conditions": ["hashimoto"]}, {"medicines": ["levothyroxine"]},
    {"medicines": ["strumazol"]}, {"sex": "female", "age_years": 30, "pregnant": True},
    {"sex": "female", "age_years": 30, "breastfeeding": True}, {"age_years": 9},
)  # fmt: skip


@pytest.mark.parametrize("medicine", GRAPEFRUIT)
def test_no_grapefruit_beside_a_medicine_that_it_makes_stronger(medicine: str) -> None:
    assert menu(adult()).may("food", "grapefruit")
    assert not menu(adult(medicines=[medicine])).may("food", "grapefruit")
    assert not menu(adult(medicines=None)).may("food", "grapefruit")


@pytest.mark.parametrize("told", SEAWEED, ids=str)
def test_no_seaweed_with_a_thyroid_disease_or_in_pregnancy(told: dict[str, Any]) -> None:
    for key in ("kombu", "wakame", "nori"):
        assert menu(adult()).may("food", key)
        assert not menu(adult(**told)).may("food", key)


def test_no_cranberry_beside_a_coumarin() -> None:
    assert menu(adult()).may("food", "cranberry")
    assert not menu(adult(medicines=["acenocoumarol"])).may("food", "cranberry")


def test_a_fruit_allergy_leaves_no_fruit_on_the_menu() -> None:
    left = menu(adult(allergies=["fruit"]))
    assert not [key for key, food in foods().items()
                if food.group.en == "fruit" and left.may("food", key)]  # fmt: skip
    assert not left.may("fibre", "pectin")


@pytest.mark.parametrize(
    ("told", "keys"),
    [
        ({"conditions": ["histamine intolerance"]}, ("spinazie", "chocolade-puur")),
        ({"restrictions": ["low potassium"]}, ("cacaopoeder", "chocolade-puur", "tarwezemelen")),
        ({"allergies": ["nuts"]}, ("chocolade-puur", "chocolade-melk", "pindas", "pindakaas")),
        ({"allergies": ["linseed"]}, ("brood-meergranen", "lijnzaad")),
        ({"allergies": ["mustard"]}, ("kimchi", "augurk-zuur", "augurk-gefermenteerd")),
    ],
)
def test_what_was_offered_though_its_like_was_withheld(
    told: dict[str, Any], keys: tuple[str, ...]
) -> None:
    shown = menu(adult(**told))
    assert not [key for key in keys if shown.may("food", key)]


NAMED: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"allergies": ["fruit"]}, r"\bfruit\b|\bberr(?:y|ies)\b|\bkiwi|\bprunes?\b"),
    ({"allergies": ["yeast"]}, r"\bbread\b"),
    ({"allergies": ["nuts"]}, r"\bnuts\b|\balmonds?\b"),
    ({"allergies": ["peanut"]}, r"\bpeanuts?\b"),
    ({"allergies": ["legumes"]}, r"\bbeans\b|\blentils\b|\bpulses\b"),
    ({"allergies": ["oats"]}, r"\boats?\b"),
    ({"allergies": ["wheat"]}, r"\bwholemeal bread\b|\bbarley\b|\brye\b"),
    ({"allergies": ["milk"]}, r"\byoghurt\b|\bkefir\b"),
    ({"allergies": ["linseed"]}, r"\blinseed\b"),
    ({"conditions": ["coeliac"]}, r"\bwholemeal bread\b|\bbarley\b|\brye\b"),
    ({"conditions": ["ibs"]}, r"\bbarley\b|\bbeans\b"),
    ({"intolerances": ["fodmap"]}, r"\bbarley\b|\bbeans\b|\bonion\b"),
    ({"diet": ["low-fodmap"]}, r"\bbarley\b|\bbeans\b|\bonion\b"),
    ({"restrictions": ["low potassium"]}, r"\bbeans\b|\bnuts\b|\bcocoa\b|\bkiwi"),
)


@pytest.mark.parametrize(("told", "names"), NAMED, ids=str)
def test_no_dose_step_or_title_names_a_food_that_is_withheld(
    told: dict[str, Any], names: str
) -> None:
    """Whatever may be offered: its title, amount and steps, for whoever has this word.

    The form ("wholegrain, vegetables, fruit …") says what a pattern is, and stands with the
    caution to leave out what one can't have; a caution may name what to leave out.
    """
    who = adult(**told)
    facts = Facts(who, Needs())
    for row in screen(who, interventions()).allowed:
        item = row.intervention
        if item.use == "silent":
            continue
        parts = [item.title.text("en")]
        for wording in (item.dose, *item.start_low):
            said = None if wording is None else suited(wording, facts)
            parts += [] if said is None else [said.text("en")]
        for part in parts:
            assert not re.search(names, part, re.IGNORECASE), (item.id, part)


def test_all_rules_on_menu_tags_have_a_tag_that_a_food_carries() -> None:
    carried = {tag for food in foods().values() for tag in food_tags(food)} | {MUCH_POTASSIUM}
    for rule in rules():
        if rule.id in {"S62", "S63", "S64"}:
            assert {tag for check in rule.checks for tag in check.what} <= carried, rule.id
