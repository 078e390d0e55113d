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
    """A change of a substance that the twin of this person's bacteria expects.

    Attributes
    ----------
    substance : str
        "butyrate".
    change : float
        In `unit`; negative for less.
    interval : (float, float)
        Where the change is in four cases out of five, by measurements.
    unit : str
        "mmol/day".
    before : float or None
        What is made without it.
    added : tuple of (str, float)
        What was added to a day's food: nutrient and grams.
    makers : tuple of str
        Which bacteria of this person make most of the difference.
    diet : str
        Name of the diet that it comes on top of.
    """

    substance: str
    change: float
    interval: tuple[float, float]
    unit: str
    before: float | None = None
    added: tuple[tuple[str, float], ...] = ()
    makers: tuple[str, ...] = ()
    diet: str = ""


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


Found: TypeAlias = Literal["benefit", "mixed", "none"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a substance is by the model before and after something; `unit` of both."""

    substance: str
    before: float
    after: float
    unit: str


@dataclass(frozen=True, slots=True)
class Rival:
    """A bacterium of this person that eats what a strain would eat.

    Attributes
    ----------
    taxon : str
    share : float
        Which part of what the strain eats in the model goes to this one, of all who eat it; 0 to 1.
    """

    taxon: str
    share: float


@dataclass(frozen=True, slots=True)
class StrainFit:
    """A live strain that was tested in people, beside this person's bacteria.

    Attributes
    ----------
    id : str
    species : str
    title : Speakable
    interventions : tuple of str
        Ids of the evidence rows.
    grade : {"A", "B", "C", "D"}
        How sure the row is of what it found.
    found : {"benefit", "mixed", "none"}
    for_you : bool
        Whether it was tested for something that this person has or wants.
    could_try : bool
        Whether it was tested for that, with a benefit, by moderate evidence or better.
    dose : Speakable or None
    share : float or None
        Share of its species in the community; None where it wasn't seen.
    grows : bool or None
        Whether the model lets it grow about as fast as the others; None where there is no model.
    growth, usual_growth : float or None
        Of the strain's species and of the whole community, 1/h.
    changes : tuple of Change
        What it changes in the model, at one in a thousand.
    rivals : tuple of Rival
        Who eats the same, most first.
    eats : tuple of str
        What it eats in the model, most first: names of nutrients.
    why : tuple of Speakable
        What was tested, what the model says, and what that is worth.
    cautions : tuple of Speakable
    citations : tuple of str
    """

    id: str
    species: str
    title: Speakable
    interventions: tuple[str, ...]
    grade: Grade
    found: Found
    for_you: bool
    could_try: bool
    dose: Speakable | None
    share: float | None
    grows: bool | None
    growth: float | None
    usual_growth: float | None
    changes: tuple[Change, ...]
    rivals: tuple[Rival, ...]
    eats: tuple[str, ...]
    why: tuple[Speakable, ...]
    cautions: tuple[Speakable, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strains:
    """The strains for one person.

    Attributes
    ----------
    fits : tuple of StrainFit
        What could be tried first, then what was tested for this person, then the others.
    withheld : tuple of Withheld
    referrals : tuple of Referral
    notes : tuple of LeftAlone
        What every reader must know, with what it rests on.
    questions : tuple of Speakable
    diet : str
        Name of the diet that the model eats.
    """

    fits: tuple[StrainFit, ...]
    withheld: tuple[Withheld, ...]
    referrals: tuple[Referral, ...]
    notes: tuple[LeftAlone, ...]
    questions: tuple[Speakable, ...]
    diet: str


@dataclass(frozen=True, slots=True)
class BlendPart:
    """One ingredient of a blend.

    Attributes
    ----------
    id : str
    title, form : Speakable
        What it is; what is known of capsule, heat and storage.
    amount : float
        A day, in `unit`.
    unit : {"mg", "cells"}
    pieces : int or None
        Capsules or tablets a day; 0 for powder or food, None where it isn't known.
    weeks : tuple of (int, float)
        From which week how much a day.
    grade : {"A", "B", "C", "D"}
    covers : tuple of Speakable
        What it is in the blend for.
    why : tuple of Speakable
        The finding in this person, the mechanism, the study, and of what outcome the grade is.
    cautions : tuple of Speakable
    citations : tuple of str
    interventions : tuple of str
    eur_month : float or None
        By the reader's own prices.
    dose : Speakable or None
        How it was taken in the studies, as with what to drink.
    """

    id: str
    title: Speakable
    form: Speakable
    amount: float
    unit: Literal["mg", "cells"]
    pieces: int | None
    weeks: tuple[tuple[int, float], ...]
    grade: Grade
    covers: tuple[Speakable, ...]
    why: tuple[Speakable, ...]
    cautions: tuple[Speakable, ...]
    citations: tuple[str, ...]
    interventions: tuple[str, ...]
    eur_month: float | None = None
    dose: Speakable | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """How well the choice of a blend was solved.

    Attributes
    ----------
    value, bound : float
        Points of the blend, and the most that any blend could have.
    gap : float
        Between them, relatively; 0.
    candidates, simulated : int
        Ingredients and doses to choose from, and how many the twin worked out.
    """

    value: float
    bound: float
    gap: float
    candidates: int
    simulated: int


@dataclass(frozen=True, slots=True)
class Blend:
    """A personal blend, or why there is none.

    Attributes
    ----------
    parts : tuple of BlendPart
        In the order in which to start; empty where there is no blend.
    blocked : tuple of Speakable
        What stands in the way, where there is none.
    effects : tuple of Effect
        What the twin expects of the whole blend.
    covered, open : tuple of Speakable
        Findings, complaints and goals that it answers, and those that it doesn't.
    notes : tuple of Speakable
    withheld : tuple of Withheld
    referrals : tuple of Referral
    questions : tuple of Speakable
    proof : Proof or None
    eur_month : float or None
        By the reader's own prices.
    """

    parts: tuple[BlendPart, ...]
    blocked: tuple[Speakable, ...]
    effects: tuple[Effect, ...]
    covered: tuple[Speakable, ...]
    open: tuple[Speakable, ...]
    notes: tuple[Speakable, ...]
    withheld: tuple[Withheld, ...]
    referrals: tuple[Referral, ...]
    questions: tuple[Speakable, ...]
    proof: Proof | None
    eur_month: float | None = None
