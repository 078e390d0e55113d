"""What a label says, and what is to be thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from legaat.messages import Lang, Message, Speakable

__all__ = [
    "CheckVerdict",
    "Claim",
    "ClaimVerdict",
    "Dose",
    "Evidence",
    "Finding",
    "Ingredient",
    "Kind",
    "LabelCheck",
    "LabelResult",
    "Organism",
    "ProductKind",
    "Span",
    "State",
    "Warned",
]

State: TypeAlias = Literal["live", "inactivated", "lysate", "ferment", "unknown"]
ProductKind: TypeAlias = Literal[
    "postbiotic", "probiotic", "prebiotic", "synbiotic", "fermented food", "metabolite", "none"
]
CheckVerdict: TypeAlias = Literal["pass", "warn", "fail", "unknown"]
ClaimVerdict: TypeAlias = Literal["authorised", "not authorised", "not a health claim", "unknown"]
Finding: TypeAlias = Literal["yes", "no", "unclear"]

SCHEMA: Final = "legaat.label/1"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where words stand in :attr:`LabelResult.text`: from `start` up to `end`, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount as the label states it.

    Attributes
    ----------
    value : float
        The lower end where a range is given.
    high : float or None
        The upper end of a range.
    unit : str
        "CFU", "cells", "TFU", "AFU" or a mass: "g", "mg", "ug".
    per : str or None
        "capsule", "sachet", "tablet", "day", "serving", "gram", "100 g", "ml"; None where unsaid.
    when : str or None
        "manufacture" or "expiry" for a count; None where unsaid.
    span : Span
        Where it stands.
    """

    value: float
    high: float | None
    unit: str
    per: str | None
    when: str | None
    span: Span

    @property
    def is_count(self) -> bool:
        """Whether it counts cells, instead of weighing them."""
        return self.unit not in {"g", "mg", "ug"}

    def to_dict(self) -> dict[str, Any]:
        """Return the dose as plain data."""
        return {
            "value": self.value,
            "high": self.high,
            "unit": self.unit,
            "per": self.per,
            "when": self.when,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """A study row that a strain on the label is held against.

    Attributes
    ----------
    intervention : str
        Id of the evidence row ("I001").
    grade : str
        "A" to "D".
    outcome : Speakable
    direction : str
        What was found: "benefit", "null", "harm", "mixed" …
    exact_strain, same_state : bool
        Whether the label names the strain, and the state, that was tested.
    dose : Message or None
        How the label's daily amount compares with the trial's; None where one is unknown.
    population : Speakable or None
        Whom it was studied in.
    """

    intervention: str
    grade: str
    outcome: Speakable
    direction: str
    exact_strain: bool
    same_state: bool
    dose: Message | None = None
    population: Speakable | None = None

    def to_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "intervention": self.intervention,
            "grade": self.grade,
            "outcome": self.outcome.text(lang),
            "direction": self.direction,
            "exact_strain": self.exact_strain,
            "same_state": self.same_state,
            "dose": self.dose.text(lang) if self.dose else None,
            "population": self.population.text(lang) if self.population else None,
        }


@dataclass(frozen=True, slots=True)
class Organism:
    """One microbe on the label.

    Attributes
    ----------
    text : str
        As the label writes it.
    name : str
        Current name; a genus where the label names no species.
    strain : str or None
        Strain code; the deposit number where that is all there is.
    deposit : str or None
        Number in a culture collection ("DSM 17938").
    state : {"live", "inactivated", "lysate", "ferment", "unknown"}
    how : str or None
        Finer than `state`: "heat-killed", "tyndallised", "autolysate", "filtrate", "metabolites".
    dose : Dose or None
    span : Span
    evidence : tuple of Evidence
    """

    text: str
    name: str
    strain: str | None
    deposit: str | None
    state: State
    how: str | None
    dose: Dose | None
    span: Span
    evidence: tuple[Evidence, ...] = ()

    @property
    def exact_strain_match(self) -> bool:
        """Whether a study of exactly this strain is known."""
        return any(row.exact_strain for row in self.evidence)

    def to_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """Return the organism as plain data."""
        return {
            "text": self.text,
            "name": self.name,
            "strain": self.strain,
            "deposit": self.deposit,
            "state": self.state,
            "how": self.how,
            "dose": self.dose.to_dict() if self.dose else None,
            "evidence": [row.to_dict(lang) for row in self.evidence],
            "exact_strain_match": self.exact_strain_match,
        }


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A prebiotic, fibre, sugar, sweetener or metabolite that the label names."""

    name: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Kind:
    """What the product is, in ISAPP terms.

    Attributes
    ----------
    kind : str
    isapp : bool
        Whether, as far as the label shows, it meets the definition of that word.
    evidence : Message
        Why.
    """

    kind: ProductKind
    isapp: bool
    evidence: Message


@dataclass(frozen=True, slots=True)
class LabelCheck:
    """One tip, held against the label.

    Attributes
    ----------
    id : str
    verdict : {"pass", "warn", "fail", "unknown"}
    why : Message
    spans : tuple of Span
        The words it rests on.
    """

    id: str
    verdict: CheckVerdict
    why: Message
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A promise on the pack.

    Attributes
    ----------
    text : str
    kind : str
        "function", "general", "disease", "nutrition", "medicine indication", "category word".
    verdict : str
    why : Message
    span : Span
    """

    text: str
    kind: str
    verdict: ClaimVerdict
    why: Message
    span: Span


@dataclass(frozen=True, slots=True)
class Warned:
    """What a safety rule says about this product for this person.

    Attributes
    ----------
    rule : str
        Id of the rule; empty for a caution that comes from several.
    why : Speakable
    citations : tuple of str
    stop : bool
    words : tuple of Ingredient
        The words of the label that it is about, where the rule asks about an ingredient.
    """

    rule: str
    why: Speakable
    citations: tuple[str, ...]
    stop: bool
    words: tuple[Ingredient, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelResult:
    """What a product really is, as far as its label says.

    Attributes
    ----------
    text : str
        The label as it was read (markup removed); all spans point into it.
    lang : str
        "nl", "en", "de", "fr", or "und" where it can't be told.
    product : str or None
    regime : str
        "food", "supplement", "medicine", "medical device", "cosmetic", "infant formula".
    kinds, organisms, checks, claims : tuple
    doses : tuple of Dose
        Every amount of something active.
    prebiotics, fibres, sugars, sweeteners, metabolites : tuple of Ingredient
    allergens : tuple of str
        "milk", or "milk (traces)".
    findings : tuple of (str, Finding)
        The short answers: postbiotic, live, prebiotic, dose_stated, added_sugar.
    person : tuple of Warned
        Empty without a person.
    screened : bool
        The safety rules were asked for a person, also where they had nothing to say.
    besides : tuple of str
        What people are allergic to outside the fourteen of the law: "kiwi", "yeast (traces)".
    unsure : tuple of str
        Allergens that an ingredient may be made of, where the label doesn't say (lecithin).
    noted : tuple of Ingredient
        Words that a safety rule asks about, each named by the tag of the rule ("potassium").
    unchecked : tuple of Speakable
        What the person told that the list of ingredients wasn't searched for.
    """

    text: str
    lang: str
    product: str | None
    regime: str
    kinds: tuple[Kind, ...]
    organisms: tuple[Organism, ...]
    doses: tuple[Dose, ...]
    prebiotics: tuple[Ingredient, ...]
    fibres: tuple[Ingredient, ...]
    sugars: tuple[Ingredient, ...]
    sweeteners: tuple[Ingredient, ...]
    metabolites: tuple[Ingredient, ...]
    allergens: tuple[str, ...]
    checks: tuple[LabelCheck, ...]
    claims: tuple[Claim, ...]
    findings: tuple[tuple[str, Finding], ...]
    person: tuple[Warned, ...] = ()
    screened: bool = False
    besides: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    noted: tuple[Ingredient, ...] = ()
    unchecked: tuple[Speakable, ...] = ()

    def finding(self, name: str) -> Finding:
        """Return one of the short answers."""
        return dict(self.findings)[name]

    def check(self, check_id: str) -> LabelCheck:
        """Return the check with this id."""
        return next(check for check in self.checks if check.id == check_id)

    def to_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """Return the result as ``legaat.label/1``, its sentences in `lang`."""
        return {
            "schema": SCHEMA,
            "lang": self.lang,
            "product": self.product,
            "regime": self.regime,
            "kinds": [
                {"kind": k.kind, "isapp": k.isapp, "evidence": k.evidence.text(lang)}
                for k in self.kinds
            ],
            "organisms": [organism.to_dict(lang) for organism in self.organisms],
            "doses": [dose.to_dict() for dose in self.doses],
            "prebiotics": [item.name for item in self.prebiotics],
            "fibres": [item.name for item in self.fibres],
            "sugars": [item.text for item in self.sugars],
            "sweeteners": [item.text for item in self.sweeteners],
            "metabolites": [item.name for item in self.metabolites],
            "allergens": list(self.allergens),
            "besides": list(self.besides),
            "unsure": list(self.unsure),
            "noted": [{"tag": item.name, "text": item.text} for item in self.noted],
            "checks": [
                {"id": c.id, "verdict": c.verdict, "why": c.why.text(lang)} for c in self.checks
            ],
            "claims": [
                {"text": c.text, "kind": c.kind, "verdict": c.verdict, "why": c.why.text(lang)}
                for c in self.claims
            ],
            "findings": dict(self.findings),
            "person": [
                {
                    "rule": w.rule,
                    "stop": w.stop,
                    "why": w.why.text(lang),
                    "citations": list(w.citations),
                    "words": [item.text for item in w.words],
                }
                for w in self.person
            ],
            "screened": self.screened,
            "unchecked": [what.text(lang) for what in self.unchecked],
        }
