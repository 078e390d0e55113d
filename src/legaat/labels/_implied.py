"""What a label implies about the state of its microbes without a word for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from legaat.labels._claims import YOGHURT_STARTERS
from legaat.labels._mention import Mention
from legaat.labels._states import Heat
from legaat.labels._terms import Hit
from legaat.labels._text import Words

__all__ = ["implied"]

_DOSED_FORMS: Final = frozenset({"powder", "sachet", "drops", "capsule", "tablet", "gummy"})


def implied(
    words: Words,
    hits: dict[str, list[Hit]],
    found: Sequence[Mention],
    how: Sequence[str | None],
    units: set[str],
    heated: Heat,
    law: str,
) -> list[str | None]:
    """Fill in what a label implies about the state without a word for it.

    Colony-forming units can only be counted alive; the cultures of a yoghurt or kefir are alive
    unless it was heated afterwards, and a food with both yoghurt starters is one; what was
    fermented into an infant formula no longer is.
    """
    guess: str | None = None
    starters = {m.name for m in found} >= YOGHURT_STARTERS
    values = {hit.value for hit in hits.get("ferment", ())}
    if law == "infant formula" and "food" in values and "CFU" not in units:
        guess = "ferment"
    elif units & {"CFU", "AFU"}:
        guess = "live"
    elif heated.heated is not None and values & {"dairy", "food"} and law == "food":
        guess = "heat-killed"
    elif law == "food" and (values or starters or _is_food(hits)):
        raw = heated.raw is not None and bool(values)
        sure = "dairy" in values or raw or starters or _yoghurt_cultures(words, hits)
        plain = not _DOSED_FORMS & {h.value for h in hits.get("form", ())}
        if sure or _is_food(hits) or ("food" in values and plain):
            guess = "live"
    if guess == "ferment":  # a formula "with active metabolites" was fermented all the same
        how = [None if given == "metabolites" else given for given in how]
    return [given or guess for given in how]


def _is_food(hits: dict[str, list[Hit]]) -> bool:
    """Whether it is a drink or food on milk, with cultures in it: unheated, they are alive."""
    forms = {hit.value for hit in hits.get("form", ())}
    milky = any(hit.value == "milk" for hit in hits.get("allergen", ()))
    return milky and ("drink" in forms or not forms & _DOSED_FORMS)


def _yoghurt_cultures(words: Words, hits: dict[str, list[Hit]]) -> bool:
    """Whether a culture is named after the food it makes ("Joghurtkulturen")."""
    return any(
        hit.value == "culture"
        and words.word[hit.first].startswith(("joghurt", "yog", "yaourt", "kefir"))
        for hit in hits.get("ferment", ())
    ) or any(
        hit.value == "culture" and "lactique" in words.word[hit.last - 1]
        for hit in hits.get("ferment", ())
    )
