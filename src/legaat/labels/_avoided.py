"""The row about allergens, for somebody who told what they avoid: it must not contradict a stop.

Where nothing was found there is never a tick: that no word is known is no promise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legaat.labels._person import ALLERGENS
from legaat.labels._types import LabelCheck, LabelResult
from legaat.labels._view import allergen_words
from legaat.messages import Message

if TYPE_CHECKING:
    from legaat.advice import Person

__all__ = ["avoided_by", "for_person", "is_avoided"]

_ROW: Final = "allergens-named"
_NO_GLUTEN: Final = frozenset({"wheat", "gluten", "coeliac", "gluten-free"})
_NO_MILK: Final = frozenset({"dairy-free", "vegan"})


def for_person(result: LabelResult, person: Person) -> tuple[LabelCheck, ...]:
    """Return the checks, with what was found of what this person avoids in the row of allergens."""
    avoided = avoided_by(person)
    if not avoided or result.regime == "cosmetic":
        return result.checks
    return tuple(_row(one, result, avoided) if one.id == _ROW else one for one in result.checks)


def avoided_by(person: Person) -> frozenset[str]:
    """Return the allergens that a person avoids, by an allergy, coeliac disease or a diet."""
    told = {*(person.allergies or ()), *(person.intolerances or ())}
    told |= {*(person.conditions or ()), *(person.diet or ())}
    avoided = set(person.allergies or ())
    if told & _NO_GLUTEN:
        avoided.add("gluten")
    if told & _NO_MILK:
        avoided.add("milk")
    return frozenset(avoided)


def _row(check: LabelCheck, result: LabelResult, avoided: frozenset[str]) -> LabelCheck:
    names = (*result.allergens, *result.besides)
    mine = tuple(name for name in names if is_avoided(name, avoided))
    if mine:
        why = Message.of("labels.check.allergen-mine", what=allergen_words(mine))
        return replace(check, verdict="fail", why=why)
    doubted = tuple(name for name in result.unsure if is_avoided(name, avoided))
    if doubted:
        why = Message.of("labels.check.allergen-doubt", what=allergen_words(doubted))
        return replace(check, verdict="warn", why=why)
    if check.verdict != "pass":
        return check
    key = "not-mine" if result.allergens else "none"
    what = allergen_words(result.allergens)
    return replace(
        check, verdict="unknown", why=Message.of(f"labels.check.allergen-{key}", what=what)
    )


def is_avoided(name: str, avoided: frozenset[str]) -> bool:
    """Whether what a label names, as it stands in a result, is among what is avoided."""
    plain = name.removesuffix(" (traces)")
    tags = {tag.removeprefix("allergen:") for tag in ALLERGENS.get(plain, ())}
    return bool(avoided & (tags | {plain}))
