"""What the safety rules say about this product for one person.

The label becomes a thing with the tags that the rules ask for, and goes through the same
screening as everything that Legaat suggests: there are no rules of its own here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legaat.labels._types import LabelResult, Warned
from legaat.messages import Message, Text

if TYPE_CHECKING:
    from legaat.advice import Person
    from legaat.knowledge import Intervention

__all__ = ["screen"]

_ALLERGENS: Final = {
    "gluten": ("allergen:gluten", "gluten"),
    "milk": ("allergen:milk", "dairy"),
    "soy": ("allergen:soy",),
    "egg": ("allergen:egg",),
    "nuts": ("allergen:nuts",),
    "peanut": ("allergen:peanut",),
    "fish": ("allergen:fish",),
    "crustaceans": ("allergen:shellfish",),
    "molluscs": ("allergen:shellfish",),
    "sesame": ("allergen:sesame",),
    "celery": ("allergen:celery",),
    "mustard": ("allergen:mustard",),
    "lupin": ("allergen:legumes",),
    "sulphites": ("allergen:sulphite",),
}
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
    screening = apply_rules(person, [_thing(result)])
    stops = [Warned(w.rule, w.why, w.citations, stop=True) for w in screening.withheld]
    cautions = [
        Warned("", why, item.sources, stop=False)
        for item in screening.allowed
        for why in item.cautions
    ]
    referred = [Warned(r.rule, r.why, r.citations, stop=True) for r in screening.referrals]
    said = {(w.rule, w.why.text("en")) for w in referred}
    stops = [w for w in stops if (w.rule, w.why.text("en")) not in said]
    return (*referred, *stops, *cautions)


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
    for allergen in result.allergens:
        # Traces count: whoever is allergic has to know of them.
        yield from _ALLERGENS.get(allergen.removesuffix(" (traces)"), ())
