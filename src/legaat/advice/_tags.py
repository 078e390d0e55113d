"""By which tags the safety rules know an everyday food, a kind of fibre or a strain.

The rules ask for tags; the table of foods has figures, classes and allergens. What turns one into
the other stands here, on the careful side: a food may well have a tag too many, never one too few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from legaat.knowledge import Food

__all__ = ["FIBRE_TAGS", "MUCH_POTASSIUM", "food_tags"]

MUCH_POTASSIUM: Final = "much potassium"
"""Not a tag of the rules: an ordinary food with much of it waits where that is known to matter
(as "potassium"), and is ordinary food (as "some potassium") where nobody asked."""

_FIBRE: Final = ("fibre change", "fermentable")
_GRAIN: Final = (*_FIBRE, "fodmap-rich", "gluten", "allergen:gluten", "allergen:wheat")
_PULSE: Final = (*_FIBRE, "fodmap-rich", "allergen:legumes")

FIBRE_TAGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "inulin": (*_FIBRE, "inulin", "fodmap-rich", "allergen:chicory"),
        "fos": (*_FIBRE, "inulin", "fodmap-rich", "allergen:chicory"),
        "levan": (*_FIBRE, "inulin", "fodmap-rich"),
        "gos": (*_PULSE, "dairy", "lactose-rich", "allergen:milk"),
        "raffinose": _PULSE,
        "stachyose": _PULSE,
        "resistant starch": (*_FIBRE, "resistant starch"),
        "pectin": (*_FIBRE, "pectin", "fodmap-rich", "allergen:fruit"),
        "beta-glucan": (*_GRAIN, "oats", "allergen:oats"),
        "arabinoxylan": _GRAIN,
        "xos": _GRAIN,
        "dextrin": (*_FIBRE, "gluten", "allergen:gluten", "allergen:wheat"),
        "cellulose": ("fibre change",),
        "arabinogalactan": _FIBRE,
        "galactomannan": (*_FIBRE, "swelling fibre", "allergen:legumes"),
        "glucomannan": (*_FIBRE, "swelling fibre"),
        "2'-fucosyllactose": (*_FIBRE, "dairy", "lactose-rich", "allergen:milk"),
    }
)
"""Each kind of fibre, with what the foods and powders that bring it may hold."""

_ALLERGENS: Final = {
    "gluten": ("allergen:gluten", "allergen:wheat", "gluten"),
    "milk": ("allergen:milk", "dairy", "lactose-rich"),
    "soy": ("allergen:soy", "allergen:legumes", "soy"),
    "peanut": ("allergen:peanut", "allergen:legumes"),
    # Kimchi is the only food of the table with fish sauce, which may be of shrimp.
    "fish": ("allergen:fish", "allergen:shellfish"),
}
_GROUPS: Final = {
    "pulses": ("allergen:legumes", MUCH_POTASSIUM, "phosphate", "protein"),
    "potatoes and the like": (MUCH_POTASSIUM,),
    "soy": (MUCH_POTASSIUM, "protein"),
    "fruit": ("fruit", "plants", "allergen:fruit"),
    "vegetables": ("plants",),
    "mushrooms": ("plants",),
    "grains": ("phosphate",),
    "bread": ("phosphate", "allergen:yeast"),
    "seaweed": ("iodine-rich",),
    "nuts and seeds": ("small hard pieces", MUCH_POTASSIUM, "phosphate", "protein"),
    "fermented vegetables": ("mixed ferments", "fermented vegetables", "plants"),
    "pickled vegetables": ("plants", "allergen:mustard", "allergen:sulphite"),
    "ingredient or supplement": ("product", "fibre powder"),
}
_UNHEATED: Final = frozenset({"dairy", "soy", "fermented vegetables", "drinks", "cheese"})
"""Groups in which something fermented may come to the table unheated; bread and cocoa are baked
and roasted."""

_BY_ID: Final[Mapping[str, tuple[str, ...]]] = {
    "kiwi": ("potassium", "laxative food", "allergen:kiwi", "allergen:latex"),
    "pruimen-gedroogd": ("potassium", "laxative food", "sorbitol", "sugar",
                         "allergen:stone fruit", "allergen:sulphite"),
    "abrikoos": ("allergen:stone fruit",),
    "kers": ("allergen:stone fruit",),
    "nectarine": ("allergen:stone fruit",),
    "perzik": ("allergen:stone fruit",),
    "pruim": ("allergen:stone fruit", "sorbitol", "laxative food"),
    "amandelen": ("allergen:stone fruit",),
    "vijg-gedroogd": (MUCH_POTASSIUM, "laxative food", "sugar", "allergen:sulphite",
                      "allergen:latex"),
    "dadel": (MUCH_POTASSIUM, "sugar", "allergen:sulphite"),
    "rozijn": (MUCH_POTASSIUM, "sugar", "allergen:sulphite"),
    "avocado": (MUCH_POTASSIUM, "allergen:latex"),
    "mango": ("allergen:latex",),
    "ananas": ("allergen:latex",),
    "watermeloen": ("allergen:latex",),
    "grapefruit": ("grapefruit",),
    "cranberry": ("cranberry",),
    # Pickled and preserved with mustard seed and celery, and kimchi with what is mixed in.
    "kimchi": ("allergen:celery", "allergen:mustard", "allergen:sesame"),
    "augurk-gefermenteerd": ("allergen:celery", "allergen:mustard"),
    # What is in it differs by baker: the careful case is all that is common in it.
    "brood-meergranen": ("oats", "allergen:oats", "allergen:linseed", "allergen:sesame",
                         "allergen:soy", "allergen:legumes"),
    "azijn-appel": ("allergen:fruit", "allergen:sulphite"),
    "azijn-wijn": ("allergen:yeast", "allergen:sulphite"),
    "kefir": ("allergen:yeast",),
    "kombucha": ("allergen:yeast",),
    "kastanje": ("allergen:latex",),
    "tomaat": (MUCH_POTASSIUM, "allergen:latex"),
    "banaan-groen": (MUCH_POTASSIUM, "allergen:latex"),
    "banaan-geelgroen": (MUCH_POTASSIUM, "allergen:latex"),
    "banaan-rijp": (MUCH_POTASSIUM, "allergen:latex"),
    "lijnzaad": ("linseed", "swelling fibre", "laxative food", "allergen:linseed"),
    "chia": ("swelling fibre",),
    "sup-psyllium": ("psyllium", "swelling fibre", "laxative food", "allergen:psyllium"),
    "sup-phgg": ("swelling fibre", "allergen:legumes"),
    "sup-inuline": ("inulin", "allergen:chicory"),
    "sup-fos": ("inulin", "allergen:chicory"),
    "sup-rs2": ("resistant starch",),
    "sup-groene-bananenmeel": ("resistant starch", "allergen:latex", "allergen:fruit"),
    "sup-betaglucaan": ("oats", "allergen:oats"),
    "cichoreiwortel": ("inulin", "allergen:chicory"),
    "witlof": ("allergen:chicory",),
    "andijvie": ("allergen:chicory", "leafy greens"),
    "aardpeer": ("inulin",),
    "knolselderij": ("allergen:celery",),
    "bleekselderij": ("allergen:celery",),
    "spinazie": (MUCH_POTASSIUM, "leafy greens", "histamine-rich"),
    "spinazie-rauw": (MUCH_POTASSIUM, "leafy greens", "histamine-rich"),
    "snijbiet": (MUCH_POTASSIUM, "leafy greens"),
    "sojasaus": ("soy sauce or miso",),
    "miso": ("soy sauce or miso",),
    "natto": ("natto", "vitamin k2"),
    "tuinbonen": ("tyramine",),
    "tarwezemelen": (MUCH_POTASSIUM,),
    "cacaopoeder": ("tea or cocoa", MUCH_POTASSIUM),
    "chocolade-puur": ("tea or cocoa", "sugar", "histamine-rich", "allergen:nuts",
                       "allergen:stone fruit", "allergen:peanut", "allergen:milk",
                       MUCH_POTASSIUM),
    "chocolade-melk": ("tea or cocoa", "sugar", "histamine-rich", "allergen:nuts",
                       "allergen:stone fruit", "allergen:peanut", MUCH_POTASSIUM),
    "pindas": ("allergen:nuts",),
    "pindakaas": ("allergen:peanut", "allergen:legumes", "allergen:nuts"),
    "sperziebonen": ("allergen:legumes",),
    "doperwten": ("allergen:legumes",),
    "hummus": ("allergen:legumes",),
}  # fmt: skip

_MUCH_STARCH_G: Final = 5.0
_SALTY_G: Final = 1.25
_SUGARY_G: Final = 22.5
"""In a portion, and in 100 g: our own lines. A lower line only withholds more."""


def food_tags(food: Food) -> tuple[str, ...]:
    """Return the tags of an everyday food, without repeats.

    Parameters
    ----------
    food : Food
    """
    return tuple(dict.fromkeys((*_FIBRE, *_tags(food))))


def _tags(food: Food) -> Iterator[str]:
    for allergen in food.allergens:
        yield from _ALLERGENS.get(allergen, (f"allergen:{allergen}",))
    yield from _GROUPS.get(food.group.en, ())
    yield from _BY_ID.get(food.id, ())
    yield from _classes(food)
    yield from _names(food)
    if food.group.en == "bread":
        # Eaten instead of other bread, that holds as much: counted, not withheld.
        yield "some salt"
    elif food.salt_g is not None and food.salt_g.middle >= _SALTY_G:
        yield "salty"
    if food.sugar_g is not None and food.sugar_g.middle >= _SUGARY_G:
        yield "sugar"
    starch = food.fibre.get("resistant starch")
    if starch is not None and starch.middle * food.portion_g / 100.0 >= _MUCH_STARCH_G:
        yield "resistant starch"


def _classes(food: Food) -> Iterator[str]:
    # A slider goes to several portions, so that "moderate" in one is high in some.
    if food.fodmap.level != "low":
        # Lactose alone is a rule of its own: it asks something of fewer people.
        only_lactose = {word.en for word in food.fodmap.sugars} == {"lactose"}
        yield "much lactose" if only_lactose else "fodmap-rich"
    if any(word.en in {"sorbitol", "mannitol"} or "polyols" in word.en
           for word in food.fodmap.sugars):  # fmt: skip
        yield "sorbitol"
    if food.histamine in {"high", "liberator", "unknown"}:
        yield "histamine-rich"
    if food.tyramine != "low":
        yield "tyramine"
    if food.vitamin_k_high:
        yield "leafy greens"
    if food.fermented != "no" and food.group.en in _UNHEATED:
        yield "fermented"
    if food.live != "no":
        yield from ("live", "raw", "alcohol trace")


def _names(food: Food) -> Iterator[str]:
    name = food.name.nl.casefold()
    if "haver" in name or "muesli" in name or "granola" in name:
        yield from ("oats", "allergen:oats")
    if "zemel" in name:
        yield "bran"
