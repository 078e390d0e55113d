"""How a value of the panel was reached, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legaat.messages import Lang, Message, Speakable

if TYPE_CHECKING:
    from legaat.substances._capacity import Capacity
    from legaat.substances._learned import Estimate
    from legaat.substances._types import Skill

WORTH_SAYING: Final = 0.1
"""Unknown share of the community from which it is mentioned."""

ABSORBED: Final = frozenset({"butyrate", "propionate", "acetate", "lactate", "isovalerate"})
"""Acids that the gut wall takes up."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Several sentences, said one after the other."""

    parts: tuple[Speakable, ...]

    def text(self, lang: Lang) -> str:
        """Return the sentences in `lang`."""
        return " ".join(part.text(lang) for part in self.parts)


def key(substance: str) -> str:
    """Return the id of a substance as it stands in a catalogue."""
    return substance.lower().replace(" ", "-")


def learned_words(substance: str, label: Speakable, found: Estimate, skill: Skill) -> Sentences:
    """Say what a learned value is, what it means and how far it held."""
    low, high = found.interval
    parts = [
        Message.of("substances.learned.what", substance=label),
        Message.of("substances.learned.read", value=found.value, low=low, high=high),
        Message.of("substances.learned.skill", n=skill.n, studies=skill.n_studies, r=skill.value),
    ]
    if substance in ABSORBED:
        parts.append(Message.of("substances.capacity.left-over"))
    return Sentences(tuple(parts))


def untold_words(skill: Skill | None) -> Message:
    """Say why a metabolite can't be told: no better than chance, or never well tested."""
    if skill is None or skill.n_studies < 2:
        return Message.of("substances.learned.untested")
    return Message.of("substances.learned.chance", n=skill.n, studies=skill.n_studies)


def capacity_words(substance: str, label: Speakable, found: Capacity) -> Sentences:
    """Say what a share of carriers is."""
    parts = [Message.of("substances.capacity.worn", substance=label)]
    parts.append(Message.of(f"substances.capacity.{key(substance)}"))
    parts.append(Message.of("substances.measured.never"))
    if 1 - found.covered > WORTH_SAYING:
        parts.append(Message.of("substances.capacity.unlisted", share=1 - found.covered))
    return Sentences(tuple(parts))
