"""What to do when something gave complaints: only what the tables say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from legaat.advice._person import Person
from legaat.advice._types import Urgency
from legaat.knowledge import red_flags
from legaat.messages import Message, Speakable

__all__ = ["Signs", "signs_after"]

_GROWN: Final = {"adults": 18.0, "adults 40+": 40.0, "adults 50+": 50.0, "women 50+": 50.0,
                 "older people 60+": 60.0, "older people 70+": 70.0}  # fmt: skip
_YOUNG: Final = {"infants and children": 18.0, "children": 18.0, "children 0-2": 2.0,
                 "infants": 1.0, "infants 0-2 months": 0.25, "infants 0-3 months": 0.25,
                 "infants 0-6 months": 0.5}  # fmt: skip
_ADULT: Final = 18.0


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs that need a doctor just as soon.

    Attributes
    ----------
    urgency : {"emergency", "same_day", "soon"}
    todo : Speakable
        What to do with one of them.
    signs : tuple of Speakable
    citations : tuple of str
    """

    urgency: Urgency
    todo: Speakable
    signs: tuple[Speakable, ...]
    citations: tuple[str, ...]


def signs_after(person: Person | None) -> tuple[Message, tuple[Signs, ...]]:
    """Return what to do after complaints, and the signs that need a doctor, most urgent first.

    The signs are the red flags of the tables for somebody of this age; those for a group that this
    person isn't known to belong to (pregnancy, weak immunity) are told where they are known to.

    Parameters
    ----------
    person : Person or None

    Returns
    -------
    (Message, tuple of Signs)
    """
    groups: dict[tuple[Urgency, str], list[tuple[Speakable, tuple[str, ...]]]] = {}
    says: dict[tuple[Urgency, str], Speakable] = {}
    for flag in red_flags():
        if _concerns(flag.who, person or Person()):
            key = (flag.urgency, flag.do.en)
            groups.setdefault(key, []).append((flag.sign, flag.citations))
            says[key] = flag.do
    order: tuple[Urgency, ...] = ("emergency", "same_day", "soon")
    rows = [
        Signs(
            urgency=key[0],
            todo=says[key],
            signs=tuple(sign for sign, _ in found),
            citations=tuple(dict.fromkeys(c for _, cited in found for c in cited)),
        )
        for key, found in sorted(groups.items(), key=lambda row: order.index(row[0][0]))
    ]
    return Message.of("advice.after-complaints"), tuple(rows)


def _concerns(who: str, person: Person) -> bool:
    age = _ADULT if person.age is None else person.age
    if who in _YOUNG:
        return age < _YOUNG[who]
    if who in _GROWN:
        return age >= _GROWN[who] and not (who.startswith("women") and person.sex == "male")
    weak = who.startswith("weak immunity") and person.immune == "weakened"
    return who == "everyone" or weak or (who == "pregnant" and person.pregnant is True)
