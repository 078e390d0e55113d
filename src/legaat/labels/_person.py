"""What the safety rules say about this product for one person.

The label becomes a thing with the tags that the rules ask for, and goes through the same
screening as everything that Legaat suggests: there are no rules of its own here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legaat.labels._formula import for_formula, is_formula_of_a_child
from legaat.labels._told import GROWN_UP, Found, ingredient_warnings
from legaat.labels._types import LabelResult, Warned
from legaat.labels._unchecked import unsure
from legaat.messages import Message, Text

if TYPE_CHECKING:
    from legaat.advice import Person
    from legaat.knowledge import Intervention

__all__ = ["ALLERGENS", "screen"]

ALLERGENS: Final = {
    "gluten": ("allergen:gluten", "gluten"),
    "milk": ("allergen:milk", "dairy"),
    "soy": ("allergen:soy", "allergen:legumes"),
    "egg": ("allergen:egg",),
    "nuts": ("allergen:nuts",),
    "peanut": ("allergen:peanut", "allergen:legumes"),
    "fish": ("allergen:fish",),
    "crustaceans": ("allergen:shellfish",),
    "molluscs": ("allergen:shellfish",),
    "sesame": ("allergen:sesame",),
    "celery": ("allergen:celery",),
    "mustard": ("allergen:mustard",),
    "lupin": ("allergen:legumes",),
    "sulphites": ("allergen:sulphite",),
}

_INSIDE: Final = ("dairy", "gluten", "lactose-rich")
_LACTOSE: Final = re.compile(r"\b(?:lactose|laktose)(?!\w)", re.IGNORECASE)
_NO_LACTOSE: Final = re.compile(
    r"\bla[ck]tose[ -]?(?:vrij|free|frei)"
    r"|\b(?:geen|zonder|no|without|free from|free of|ohne|keine|sans)\s(?:la[ck]tose|milchzucker)",
    re.IGNORECASE,
)
_FERMENTABLE: Final = ("fermentable", "fodmap-rich", "fibre change")
_STATES: Final = {"inactivated": ("dead",), "lysate": ("dead", "lysate"), "ferment": ("dead",)}


def screen(result: LabelResult, person: Person) -> tuple[Warned, ...]:
    """Return what a person should know before using this product.

    Parameters
    ----------
    result : LabelResult
    person : Person
        What isn't known of the person is treated as the careful case.
    """
    from legaat.advice import screen as apply_rules

    if result.regime == "cosmetic":
        return ()
    thing = _thing(result)
    screening = apply_rules(person, [thing])
    stops = [Warned(w.rule, w.why, w.citations, stop=True) for w in screening.withheld]
    cautions = [
        Warned("", why, item.sources, stop=False)
        for item in screening.allowed
        for why in item.cautions
    ]
    referred = [Warned(r.rule, r.why, r.citations, stop=True) for r in screening.referrals]
    parts = list(ingredient_warnings(result, thing, person, lactose=_has_lactose(result)))
    # What holds for an ingredient names it, and is said once.
    named = {part.why.plain.text("en") for part in parts if isinstance(part.why, Found)}
    once: dict[str, Warned] = {}
    for warned in (*referred, *stops, *_inside(result, person), *unsure(result, person), *cautions):
        if warned.why.text("en") not in named:
            once.setdefault(warned.why.text("en"), warned)
    said = [*once.values(), *parts]
    ordered = tuple(sorted(said, key=lambda warned: not warned.stop))
    return for_formula(ordered) if is_formula_of_a_child(result, person) else ordered


def _inside(result: LabelResult, person: Person) -> Iterator[Warned]:
    """Judge once more what is in it, for the allergies, intolerances and diet alone.

    Of one thing the rules give one reason to leave it, and an allergy must not hide behind it.
    """
    from legaat.advice import screen as apply_rules

    tags = (tag for tag in _tags(result) if tag.startswith("allergen:") or tag in _INSIDE)
    inside = replace(_thing(result), id="label-inside", product=False, tags=tuple(set(tags)))
    eater = replace(
        person,
        age_years=GROWN_UP,
        age_months=None,
        gestation_weeks=None,
        pregnant=False,
        breastfeeding=False,
        immune="normal",
        in_hospital="no",
        conditions=(),
        complaints=(),
        medicines=(),
        antibiotics_days_ago=None,
    )
    screening = apply_rules(eater, [inside])
    for withheld in screening.withheld:
        yield Warned(withheld.rule, withheld.why, withheld.citations, stop=True)
    for item in screening.allowed:
        for why in item.cautions:
            yield Warned("", why, item.sources, stop=False)


def _thing(result: LabelResult) -> Intervention:
    """Return the product as something the rules can judge."""
    from legaat.knowledge import Intervention

    title = result.product or Message.of("labels.title").text("en")
    name = Text(nl=title, en=title)
    return Intervention(
        id="label",
        kind="food",
        use="mention",
        product=result.regime not in {"food", "infant formula"},
        gentle=False,
        listed=False,
        burden=0,
        group=None,
        title=name,
        form=name,
        dose=None,
        start_low=(),
        own_start=False,
        cautions=(),
        tags=tuple(dict.fromkeys(_tags(result))),
        names=(),
        answers=(),
    )


def _tags(result: LabelResult) -> Iterator[str]:
    """Give the tags by which the rules know this product."""
    for organism in result.organisms:
        yield from _STATES.get(organism.state, ())
        if "boulardii" in organism.name:
            yield "boulardii"
        if organism.name.startswith("Akkermansia"):
            yield from ("akkermansia", "new strain")
        if organism.name.startswith("Saccharomyces"):
            yield "allergen:yeast"
    if result.finding("live") != "no":
        yield "live"
    supplement = result.regime not in {"food", "infant formula"}
    if supplement and (result.organisms or result.finding("live") != "no"):
        yield from (
            "product",
            "biotic product",
            "live product" if result.finding("live") != "no" else "dead",
        )
    if any(kind.kind == "fermented food" for kind in result.kinds):
        yield from ("fermented", "histamine-rich", "tyramine")
    yield from _from_ingredients(result)
    if _has_lactose(result):
        yield "lactose-rich"


def _from_ingredients(result: LabelResult) -> Iterator[str]:
    for item in result.prebiotics:
        yield from _FERMENTABLE
        if item.name == "inulin":
            yield from ("inulin", "allergen:chicory")
        if item.name == "resistant starch":
            yield "resistant starch"
        if item.name == "partially hydrolysed guar gum":
            yield "swelling fibre"
    if any(item.name == "psyllium" for item in result.fibres):
        yield from (
            "fibre powder",
            "swelling fibre",
            "psyllium",
            "allergen:psyllium",
            "fibre change",
        )
    for item in result.metabolites:
        if item.name == "butyrate":
            yield "butyrate"
    if result.sugars:
        yield "sugar"
    yield from _from_allergens(result)


def _from_allergens(result: LabelResult) -> Iterator[str]:
    """Give the tags of allergies; traces count: whoever is allergic has to know of them."""
    for other in result.besides:
        yield f"allergen:{other.removesuffix(' (traces)')}"
    for allergen in result.allergens:
        yield from ALLERGENS.get(allergen.removesuffix(" (traces)"), ())


def _has_lactose(result: LabelResult) -> bool:
    """Whether lactose is named, or the milk of a food; not in what says to be free of it."""
    if "milk" not in result.allergens or _NO_LACTOSE.search(result.text):
        return False
    food = result.regime in {"food", "infant formula"}
    return food or _LACTOSE.search(result.text) is not None
