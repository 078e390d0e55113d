"""Saying facts to a person: what a rule or a reason rests on, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from legaat.advice._facts import Facts
from legaat.advice._medicines import group, same_group
from legaat.advice._words import word
from legaat.knowledge import FACT_KEYS, Atom, When
from legaat.messages import Lang, Message, Speakable

__all__ = ["Joined", "Several", "atom_label", "fact_label", "field_of", "unknown_label"]

_NAMED: Final = 3
_FIELDS: Final = {key: field for field, key in FACT_KEYS.items()} | {
    "age": "age_years",
    "preterm": "gestation_weeks",
    "antibiotics days": "antibiotics_days_ago",
    "medicine": "medicines",
    "takes": "takes",
    "pregnant": "pregnant",
    "breastfeeding": "breastfeeding",
}


def field_of(atom: Atom) -> str:
    """Return the key of the person file that answers a fact."""
    return _FIELDS[atom.key]


@dataclass(frozen=True, slots=True)
class Several:
    """Several things, said one after the other."""

    parts: tuple[Speakable, ...]

    def text(self, lang: Lang) -> str:
        """Return them with commas between."""
        return ", ".join(part.text(lang) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Joined:
    """Several sentences, said as one."""

    parts: tuple[Speakable, ...]

    def text(self, lang: Lang) -> str:
        """Return them one behind the other."""
        return " ".join(part.text(lang) for part in self.parts)


def unknown_label(facts: Facts, when: When) -> Speakable:
    """Return what would have to be known, in a few words, at most three things.

    The facts themselves where they have a name ("kidney disease"), else what they are about
    ("your age").
    """
    atoms = facts.unknown(when)
    named = [label for atom in atoms if (label := atom_label(facts, atom)) is not None]
    topics = [Message.of(f"person.topic.{field_of(atom)}") for atom in atoms]
    distinct = {label.text("en"): label for label in named or topics}
    return Several(tuple(distinct.values())[:_NAMED])


def fact_label(facts: Facts, when: When) -> Speakable | None:
    """Return the first thing that makes a rule hold, in words; None where it has none."""
    for line in facts.matched(when):
        for atom in line:
            label = atom_label(facts, atom)
            if label is not None:
                return label
    return None


def atom_label(facts: Facts, atom: Atom) -> Speakable | None:
    """Return one fact in words; None where it has none (an age, a negation)."""
    if atom.negated:
        return None
    if atom.key == "medicine":
        return _medicine_label(facts, atom.value)
    field = _FIELDS.get(atom.key)
    if field in FACT_KEYS and atom.value != "any":
        return word(field, atom.value).label
    if atom.key in {"pregnant", "breastfeeding"}:
        return Message.of(f"person.fact.{atom.key}")
    return None


def _medicine_label(facts: Facts, code: str) -> Speakable | None:
    if code == "any":
        return None
    known = next((c for c in facts.person.medicine_codes if same_group(c, code)), code)
    found = group(known)
    return None if found is None else found.label
