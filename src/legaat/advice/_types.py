"""What somebody could do, what was not suggested, and when to see a doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from legaat.messages import Lang, Speakable

Kind: TypeAlias = Literal[
    "postbiotic", "prebiotic", "food", "probiotic", "synbiotic", "lifestyle", "care"
]
Grade: TypeAlias = Literal["A", "B", "C", "D"]
Urgency: TypeAlias = Literal["emergency", "same_day", "soon"]


@dataclass(frozen=True, slots=True)
class Effect:
    """A predicted change of a substance; None until an engine predicts it."""

    substance: str
    change: float
    interval: tuple[float, float]
    unit: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing worth doing.

    Attributes
    ----------
    id : str
        Stable id of the suggestion.
    interventions : tuple of str
        Ids of the evidence rows it rests on ("I098").
    kind : str
        In ISAPP terms where it is a biotic.
    title, dose, direction : Speakable
        What; how much and how often; what the evidence found.
    start_low : tuple of Speakable
        Steps, first to last.
    grade : {"A", "B", "C", "D"}
        How sure the stated outcome is.
    why : tuple of Speakable
        One chain: finding in this person, mechanism, study.
    cautions : tuple of Speakable
    citations : tuple of str
    effect : Effect or None
    """

    id: str
    interventions: tuple[str, ...]
    kind: Kind
    title: Speakable
    dose: Speakable | None
    start_low: tuple[Speakable, ...]
    grade: Grade
    direction: Speakable
    why: tuple[Speakable, ...]
    cautions: tuple[Speakable, ...]
    citations: tuple[str, ...]
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that was not suggested, and why."""

    id: str
    interventions: tuple[str, ...]
    title: Speakable
    rule: str
    why: Speakable
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """A reason to see a doctor.

    Attributes
    ----------
    rule : str
        Id of the safety rule or red flag.
    urgency : {"emergency", "same_day", "soon"}
    why, what_to_do : Speakable
    citations : tuple of str
        "own-rule" marks a precaution of Legaat's own.
    """

    rule: str
    urgency: Urgency
    why: Speakable
    what_to_do: Speakable
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Something one need not do or buy: a sentence, with what it rests on.

    Attributes
    ----------
    id : str
    interventions : tuple of str
        Ids of the evidence rows.
    say : Speakable
    citations : tuple of str
    """

    id: str
    interventions: tuple[str, ...]
    say: Speakable
    citations: tuple[str, ...]

    def text(self, lang: Lang) -> str:
        """Return the sentence in `lang`."""
        return self.say.text(lang)


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything the advice room says about one person.

    Attributes
    ----------
    suggestions : tuple of Suggestion
        Best first, at most five by default.
    withheld : tuple of Withheld
    referrals : tuple of Referral
        Most urgent first.
    leave_alone : tuple of Speakable
        What one need not do or buy, with the reason; made here as `LeftAlone`, with sources.
    questions : tuple of Speakable
        What Legaat didn't know about the person, and treated as the careful case.
    """

    suggestions: tuple[Suggestion, ...]
    withheld: tuple[Withheld, ...]
    referrals: tuple[Referral, ...]
    leave_alone: tuple[Speakable, ...]
    questions: tuple[Speakable, ...]
