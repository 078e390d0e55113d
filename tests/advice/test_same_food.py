"""What is one food is screened as that food: in a plan as in a what-if."""

from __future__ import annotations

from typing import Any

import pytest

from advice_fakes import adult
from legaat.advice import menu, screen
from legaat.advice._tags import MUCH_POTASSIUM, food_tags
from legaat.knowledge import foods, interventions, portions

FOODS = {
    **{one.id: one.food for one in portions().values() if one.food is not None},
    "oats-with-meals": "havermout", "linseed-constipation": "lijnzaad", "natto": "natto",
}  # fmt: skip
"""Interventions that are one food: those with a portion of it, and those that are only told."""

LIVE = {
    "raw": "these are made of heated milk or cooked beans, and the rules know them as live",
    "alcohol trace": "made without a yeast, as kefir isn't",
    "fibre change": "without fibre: a food of the what-if has this tag whatever is in it",
    "fermentable": "without fibre: a food of the what-if has this tag whatever is in it",
}
APART: dict[str, dict[str, str]] = {
    "oat-beta-glucan": {
        "gluten": "the rules have a word for oats: only those with a gluten-free mark (S43, X52)",
        "allergen:gluten": "as above, for a gluten allergy (S43)",
    },
    "live-yoghurt": LIVE,
    "kefir": {name: LIVE[name] for name in ("raw", "fibre change", "fermentable")},
    "natto": {
        "raw": LIVE["raw"],
        "alcohol trace": LIVE["alcohol trace"],
        "leafy greens": "the rules know its vitamin K by a tag of its own",
    },
    "linseed-ibs": {"fodmap-rich": "only in large portions; 10 grams were studied in IBS"},
    "linseed-constipation": {"fodmap-rich": "only in large portions"},
    "green-kiwi": {"plants": "one kind of fruit leaves nothing to choose from"},
    "prunes": {"plants": "one kind of fruit leaves nothing to choose from"},
}
"""Tags of a food that the intervention is without, each with its reason."""


@pytest.mark.parametrize("name", sorted(FOODS))
def test_what_is_one_food_carries_the_tags_of_that_food(name: str) -> None:
    item = next(item for item in interventions() if item.id == name)
    wanted = set(food_tags(foods()[FOODS[name]]))
    if MUCH_POTASSIUM in wanted:
        # A plan has one portion of it a day; a what-if goes to several.
        wanted = wanted - {MUCH_POTASSIUM} | ({"some potassium"} - {"potassium"} & set(item.tags))
    missing = wanted - set(item.tags)
    assert missing == set(APART.get(name, {})), sorted(missing)


WITHHELD: list[tuple[dict[str, Any], set[str]]] = [
    ({"diet": ["low-fodmap"]}, {"barley-beta-glucan", "rye-bread", "kefir", "live-yoghurt"}),
    ({"intolerances": ["fodmap"]}, {"barley-beta-glucan", "rye-bread", "kefir", "live-yoghurt"}),
    ({"conditions": ["ibs-d"]}, {"barley-beta-glucan", "rye-bread", "fermented-foods"}),
    ({"conditions": ["ibs-d"], "intolerances": ["lactose"]}, {"kefir", "live-yoghurt"}),
    ({"allergies": ["wheat"]}, {"oat-beta-glucan", "barley-beta-glucan", "rye-bread"}),
    ({"conditions": ["coeliac"]}, {"barley-beta-glucan", "rye-bread"}),
    ({"conditions": ["histamine intolerance"]}, {"green-kiwi", "prunes", "linseed-ibs", "kefir"}),
    ({"restrictions": ["low salt"]}, {"fermented-foods"}),
    ({"conditions": ["kidney disease"]}, {"fermented-foods"}),
    ({"conditions": ["bowel narrowing"]}, {"fermented-foods", "oat-beta-glucan", "natto"}),
    ({"allergies": ["celery"]}, {"fermented-foods"}),
    ({"intolerances": ["polyols"]}, {"fermented-foods", "prunes"}),
]

COMPONENTS = {"fermented-foods": ("yoghurt", "kefir", "zuurkool-rauw", "kimchi", "miso")}
"""Foods that an intervention of several names or stands for."""

CHOICE = {
    "allergen:legumes": "only in miso: the rules know it as soy, and say to leave it out (S44)",
    "gluten": "a kind without it can be chosen: a caution says so (S32, S53)",
    "allergen:wheat": "as above, for a gluten allergy",
    "soy": "only spaces a medicine (X44)", "soy sauce or miso": "one kind to leave out (X53)",
    "raw": "as with yoghurt", "leafy greens": "by a tag of its own, fermented vegetables (X16)",
    "dairy": "by a tag of its own: there is fermented food without milk (S43)",
    "plants": "the allergens of its vegetables are tags of their own",
    "potassium": "small portions: some potassium",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_what_is_several_foods_carries_the_tags_of_each(name: str) -> None:
    item = next(item for item in interventions() if item.id == name)
    wanted = {tag for key in COMPONENTS[name] for tag in food_tags(foods()[key])}
    assert wanted - set(item.tags) - {MUCH_POTASSIUM} <= CHOICE.keys()


@pytest.mark.parametrize(
    ("told", "items", "words"),
    [
        ({"conditions": ["ibs-d"]}, {"kefir", "live-yoghurt"}, "lactose-free kind"),
        ({"medicines": ["prednisolon"]}, {"kefir", "live-yoghurt"}, "weaken your immunity"),
        ({"restrictions": ["low salt"]}, {"rye-bread"}, "Bread holds salt"),
        ({"conditions": ["kidney disease"]}, {"rye-bread"}, "Bread holds salt"),
        ({"conditions": ["heart failure"]}, {"rye-bread"}, "Bread holds salt"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_only_asks_for_care_is_told_with_it(
    told: dict[str, Any], items: set[str], words: str
) -> None:
    allowed = {row.intervention.id: row for row in screen(adult(**told), interventions()).allowed}
    for name in items:
        assert any(words in one.text("en") for one in allowed[name].cautions), name


@pytest.mark.parametrize("told", [{"diet": ["low-fodmap"]}, {"intolerances": ["fodmap"]}])
def test_who_limits_lactose_is_told_of_the_kind_without(told: dict[str, Any]) -> None:
    held = {row.id: row for row in screen(adult(**told), interventions()).withheld}
    assert all("lactose-free kind" in held[n].why.text("en") for n in ("kefir", "live-yoghurt"))
    assert "R503" in held["kefir"].citations


@pytest.mark.parametrize(("told", "items"), WITHHELD, ids=lambda value: str(value)[:40])
def test_what_is_withheld_as_food_is_no_item_of_a_plan(
    told: dict[str, Any], items: set[str]
) -> None:
    who = adult(**told)
    shown = {row.id for row in screen(who, interventions()).withheld}
    assert items <= shown
    dish = menu(who)
    for name in items & FOODS.keys():
        assert not dish.may("food", FOODS[name]), name


def test_a_limit_on_phosphate_is_told_of_what_is_one_food() -> None:
    who = adult(restrictions=["low phosphate"])
    allowed = {row.intervention.id: row for row in screen(who, interventions()).allowed}
    for name in ("oat-beta-glucan", "barley-beta-glucan"):
        assert any("phosphate" in one.text("en") for one in allowed[name].cautions)
