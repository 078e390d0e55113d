"""What Legaat would ask a person: what it didn't know and took the careful case for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from legaat.advice._facts import Facts
from legaat.advice._words import OPEN
from legaat.knowledge import parse_when
from legaat.messages import Message, Speakable

__all__ = ["questions"]

# These matter for nearly every rule, in the order in which a doctor would ask.
_ALWAYS: Final = (
    "complaints",
    "age_years",
    "sex",
    "pregnant",
    "breastfeeding",
    "immune",
    "conditions",
    "medicines",
    "allergies",
)
_IF_ASKED: Final = (
    "in_hospital",
    "gestation_weeks",
    "antibiotics_days_ago",
    "intolerances",
    "diet",
    "restrictions",
    "takes",
)
_BEARING: Final = ("pregnant", "breastfeeding")


def questions(facts: Facts, asked: Collection[str]) -> tuple[Speakable, ...]:
    """Return the questions whose answers could change the advice.

    Parameters
    ----------
    facts : Facts
    asked : collection of str
        Keys of the person file that a rule wanted to know.
    """
    person = facts.person
    found: list[Speakable] = [
        Message.of(f"person.ask.{key}")
        for key in (*_ALWAYS, *_IF_ASKED)
        if _unknown(facts, key) and (key in _ALWAYS or key in asked)
    ]
    found += [Message.of("person.ask.medicine", name=name) for name in person.unchecked_medicines]
    found += [
        Message.of(f"person.ask.other-{key}")
        for key in ("conditions", "allergies", "intolerances")
        if "other" in (getattr(person, key) or ())
    ]
    return tuple(found)


def _unknown(facts: Facts, key: str) -> bool:
    if key in _BEARING:
        return facts.state(parse_when([key])) is None
    if key == "age_years":
        return facts.person.age is None and facts.person.gestation_weeks is None
    if key == "gestation_weeks":
        age = facts.person.age
        return facts.person.gestation_weeks is None and age is not None and age < 1
    told = getattr(facts.person, key)
    return told is None or (isinstance(told, tuple) and OPEN in told)
