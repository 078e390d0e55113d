"""What a person told that no word of a label is held against: it has to be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legaat.labels._allergens import BESIDES
from legaat.labels._types import LabelResult, Warned
from legaat.messages import Message, Speakable

if TYPE_CHECKING:
    from legaat.advice import Person

__all__ = ["unchecked", "unsure"]

_LOOKED_FOR: Final = {
    "allergies": frozenset(BESIDES)
    | {"milk", "egg", "soy", "gluten", "nuts", "peanut", "sesame", "fish", "shellfish"}
    | {"mustard", "celery", "sulphite"},
    "intolerances": frozenset({"lactose", "gluten", "sulphite", "fodmap"}),
    "diet": frozenset({
        "gluten-free", "dairy-free", "mediterranean", "omnivore", "low-fodmap", "no alcohol",
    }),
    "conditions": frozenset({
        "coeliac", "ibs", "ibs-d", "ibs-c", "ibs-m", "liver disease", "high triglycerides",
    }),
    "restrictions": frozenset({
        "low potassium", "low sugar", "fluid limit", "tube feeding", "parenteral nutrition",
    }),
}  # fmt: skip
"""What has its words on a label; of everything else it is said that it has none."""
_PARTLY: Final = {
    "kidney disease": "kidney", "heart failure": "salt", "hypertension": "salt", "low salt": "salt",
    "histamine intolerance": "histamine", "histamine": "histamine", "low-histamine": "histamine",
    "polyols": "polyols",
}  # fmt: skip
"""What has its words for a part only, with the name of what is left."""
_TOLD: Final = ("allergies", "intolerances", "diet", "conditions", "restrictions")


def unchecked(result: LabelResult, person: Person) -> tuple[Speakable, ...]:
    """Return what was told and isn't looked for in the list of ingredients."""
    told = list(dict.fromkeys(_words(person)))
    if person.pregnant:
        told.append(Message.of("labels.unchecked.pregnant"))
    if person.medicines:
        told.append(Message.of("labels.unchecked.medicines"))
    if result.regime == "cosmetic" and person.allergies:
        told.append(Message.of("labels.unchecked.cosmetic"))
    return tuple(told)


def _words(person: Person) -> Iterator[Speakable]:
    from legaat.knowledge import words

    for field in _TOLD:
        labels = {word.id: word.label for word in words()[field]}
        for told in getattr(person, field) or ():
            if told in _PARTLY:
                yield Message.of(f"labels.unchecked.{_PARTLY[told]}")
            elif told not in _LOOKED_FOR[field]:
                yield labels[told]


def unsure(result: LabelResult, person: Person) -> Iterator[Warned]:
    """Warn of what no rule has: what may be made of an allergen, or hold it."""
    from legaat.labels._avoided import avoided_by, is_avoided

    avoided = avoided_by(person)
    for name in result.unsure:
        if is_avoided(name, avoided):
            what = Message.of(f"labels.allergen.{name}")
            why = Message.of("labels.unchecked.open", what=what)
            yield Warned("", why, ("own-rule",), stop=False)
