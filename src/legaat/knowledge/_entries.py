"""What each entry of the tables must look like; read when they are built and by the tests only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["SCHEMAS"]

Grade = Literal["A", "B", "C", "D"]
Id = Annotated[str, Field(pattern=r"^\S.*\S$|^\S$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TextModel(_Strict):
    """A sentence in both languages."""

    nl: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class WordingModel(_Strict):
    """A sentence that doesn't suit everybody, and what is said instead."""

    say: TextModel
    unless: Annotated[list[str], Field(min_length=1)]
    instead: TextModel | WordingModel | None


class CitationModel(_Strict):
    """A source."""

    id: Annotated[str, Field(pattern=r"^R\d{3}$")]
    authors: str
    title: Annotated[str, Field(min_length=1)]
    journal: str
    year: Annotated[int, Field(ge=1900, le=2100)] | None
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,}/\S+$")] | None
    pmid: Annotated[str, Field(pattern=r"^\d{5,8}$")] | None
    verified: Literal["yes", "partial", "no"]
    unconfirmed: list[Literal["authors", "journal", "title", "year"]]


class EvidenceModel(_Strict):
    """A row of the evidence table."""

    id: Annotated[str, Field(pattern=r"^[IS]\d{2,3}$")]
    title: TextModel
    kind: TextModel
    form: TextModel
    dose: TextModel
    population: TextModel
    outcome: TextModel
    direction: TextModel
    grade: Grade
    isapp: bool
    citations: list[Id]


class ClaimModel(_Strict):
    """A popular claim and what became of it."""

    id: Annotated[str, Field(pattern=r"^C\d{2}$")]
    topic: TextModel
    claim: TextModel
    verdict: Literal[
        "supported",
        "emerging",
        "preclinical",
        "overstated",
        "contradicted",
        "definitional conflict",
    ]
    reason: TextModel
    correction: TextModel
    confidence: Literal["high", "medium", "low"]
    rows: list[Id]
    citations: list[Id]


class EffectModel(_Strict):
    """What a substance was seen to do, on which rows."""

    area: Id
    say: TextModel
    rows: Annotated[list[Id], Field(min_length=1)]


class SubstanceModel(_Strict):
    """A substance of microbes."""

    id: Id
    name: TextModel
    kind: TextModel
    what: TextModel
    effects: list[EffectModel]
    claims: list[Id]
    citations: list[Id]


class AreaModel(_Strict):
    """What is known by part of the body."""

    id: Id
    name: TextModel
    say: TextModel
    claims: list[Id]
    rows: Annotated[list[Id], Field(min_length=1)]
    citations: Annotated[list[Id], Field(min_length=1)]


class AmountModel(_Strict):
    """A figure or a range; an open end where the source gives a floor."""

    low: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)] | None


class FodmapModel(_Strict):
    """A FODMAP class and the sugars behind it."""

    level: Literal["low", "moderate", "high", "unknown"]
    sugars: list[TextModel]
    note: TextModel | None


class FoodModel(_Strict):
    """An everyday food, per 100 g."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: TextModel
    group: TextModel
    portion_g: Annotated[float, Field(gt=0)]
    portion: TextModel
    fibre: dict[str, AmountModel]
    polyphenols_mg: AmountModel | None
    protein_g: AmountModel | None
    sugar_g: AmountModel | None
    salt_g: AmountModel | None
    fermented: Literal["no", "yes", "sometimes"]
    live: Literal["no", "yes", "depends"]
    live_note: TextModel | None
    organisms: list[Id]
    histamine: Literal["low", "medium", "high", "liberator", "unknown"]
    fodmap: FodmapModel
    tyramine: Literal["low", "moderate", "high"]
    allergens: list[Id]
    vegan: bool
    vitamin_k_high: bool | None
    oxalate_high: bool | None
    caution: TextModel | None
    sources: Annotated[list[Id], Field(min_length=1)]
    confidence: Literal["high", "medium", "low"]


class FoodSourceModel(_Strict):
    """Where figures of foods come from."""

    id: Annotated[str, Field(pattern=r"^S_[A-Z0-9_]+$")]
    authors: str
    title: Annotated[str, Field(min_length=1)]
    year: str
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,}/\S+$")] | None
    verified: Literal["yes", "partial", "no"]


class CheckModel(_Strict):
    """For whom, for what, and then what."""

    when: Annotated[list[str], Field(min_length=1)]
    what: Annotated[list[str], Field(min_length=1)]
    then: Literal["stop", "caution"]
    if_unknown: Literal["stop", "caution", "ignore"] | None = None
    say: TextModel | None = None


class ReferModel(_Strict):
    """When to see a doctor."""

    when: Annotated[list[str], Field(min_length=1)]
    urgency: Literal["emergency", "same_day", "soon"]
    gates: bool
    yields: bool
    do: TextModel


class RuleModel(_Strict):
    """A safety rule; it does something, or is about wording."""

    id: Annotated[str, Field(pattern=r"^S\d{2}$")]
    kind: Literal["hard stop", "warning", "refer", "wording", "fit"]
    title: TextModel
    why: TextModel
    grade: Grade | None
    citations: Annotated[list[Id], Field(min_length=1)]
    checks: list[CheckModel]
    refers: list[ReferModel]
    through: list[Id]


class RedFlagModel(_Strict):
    """A sign that needs a doctor."""

    id: Annotated[str, Field(pattern=r"^RF\d{2}$")]
    sign: TextModel
    do: TextModel
    who: str
    urgency: Literal["emergency", "same_day", "soon"]
    citations: Annotated[list[Id], Field(min_length=1)]
    when: Annotated[list[str], Field(min_length=1)]
    covers: list[Id]
    do_older: TextModel | None


class InteractionModel(_Strict):
    """A suggestion against a medicine or a condition."""

    id: Annotated[str, Field(pattern=r"^X\d{2}$")]
    suggestion: str
    medicine: str
    groups: str
    severity: Literal["avoid", "space", "caution", "monitor"]
    say: TextModel
    citations: Annotated[list[Id], Field(min_length=1)]
    checks: Annotated[list[CheckModel], Field(min_length=1)]


class AnswerModel(_Strict):
    """What an intervention answers; without a source there is no answer."""

    to: Annotated[list[str], Field(min_length=1)]
    rows: Annotated[list[Id], Field(min_length=1)]
    grade: Grade
    directness: Literal["direct", "near", "surrogate"]
    mechanism: TextModel | WordingModel
    study: TextModel
    direction: TextModel
    citations: Annotated[list[Id], Field(min_length=1)]


class InterventionModel(_Strict):
    """Something one can eat, take or do."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    kind: Literal["postbiotic", "prebiotic", "food", "probiotic", "synbiotic", "lifestyle", "care"]
    use: Literal["suggest", "mention", "silent"]
    product: bool
    gentle: bool
    listed: bool
    group: Id | None
    burden: Literal[0, 1, 2]
    title: TextModel
    form: TextModel
    dose: TextModel | WordingModel | None
    start_low: list[TextModel | WordingModel]
    own_start: bool
    cautions: list[TextModel]
    tags: list[Id]
    names: list[Id]
    answers: Annotated[list[AnswerModel], Field(min_length=1)]
    adds: dict[Id, Annotated[float, Field(gt=0, le=100)]]


class StrainModel(_Strict):
    """A live strain that was tested in people."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    species: Annotated[str, Field(pattern=r"^[A-Z][a-z]+ [a-z]+$")]
    found: Literal["benefit", "mixed", "none"]
    tags: Annotated[list[Id], Field(min_length=1)]
    names: list[Id]
    to: Annotated[list[str], Field(min_length=1)]
    rows: Annotated[list[Id], Field(min_length=1)]
    grade: Grade
    title: TextModel
    dose: TextModel | None
    study: TextModel
    citations: Annotated[list[Id], Field(min_length=1)]


class IngredientModel(_Strict):
    """What a blend can be made of, in the doses that were studied."""

    id: Id
    unit: Literal["g", "cells"]
    low: Annotated[float, Field(gt=0)]
    high: Annotated[float, Field(gt=0)]
    pieces: Annotated[int, Field(ge=0)] | None
    fodmap: Annotated[float, Field(ge=0, le=1)]
    one_of: list[Id]
    rows: Annotated[list[Id], Field(min_length=1)]
    form: TextModel
    form_rows: list[Id]
    citations: Annotated[list[Id], Field(min_length=1)]


class PortionModel(_Strict):
    """How much is eaten or taken a day at each step."""

    id: Id
    steps: Literal["start", "start and dose", "dose"]
    grams: list[Annotated[float, Field(gt=0)]]
    pieces: list[Annotated[float, Field(gt=0)]]
    weeks: Annotated[int, Field(gt=0)] | None
    food: Id | None
    buy: TextModel | None


class RemarkModel(_Strict):
    """What one need not do."""

    id: Id
    when: Annotated[list[str], Field(min_length=1)]
    say: TextModel
    rows: Annotated[list[Id], Field(min_length=1)]
    citations: Annotated[list[Id], Field(min_length=1)]


class WordModel(_Strict):
    """A word about a person."""

    field: str
    id: Id
    label: TextModel
    also: list[Id]
    implies: list[str]


class MedicineModel(_Strict):
    """A group of medicines."""

    atc: Annotated[str, Field(pattern=r"^[A-Z]\d{2}([A-Z]([A-Z](\d{2})?)?)?$")]
    label: TextModel
    names: Annotated[list[Id], Field(min_length=1)]
    implies: list[str]


class HitModel(_Strict):
    """A group that a course of antibiotics takes away."""

    rank: Literal["genus", "phylum", "makers"]
    name: Id


class AntibioticModel(_Strict):
    """A course of antibiotics, and what was found in people's stool."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: TextModel
    found: TextModel
    recovery: TextModel
    hits: list[HitModel]
    sources: Annotated[list[Id], Field(min_length=1)]


class AntibioticSourceModel(_Strict):
    """Where that was found."""

    id: Annotated[str, Field(pattern=r"^A_[A-Z0-9]+$")]
    authors: Annotated[str, Field(min_length=1)]
    title: Annotated[str, Field(min_length=1)]
    journal: Annotated[str, Field(min_length=1)]
    year: Annotated[int, Field(ge=1900, le=2100)]
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,}/\S+$")]
    pmid: Annotated[str, Field(pattern=r"^\d{5,8}$")] | None
    verified: Literal["yes", "partial"]


SCHEMAS: Final[Mapping[str, type[BaseModel]]] = {
    "antibiotic_sources": AntibioticSourceModel,
    "antibiotics": AntibioticModel,
    "areas": AreaModel,
    "citations": CitationModel,
    "claims": ClaimModel,
    "evidence": EvidenceModel,
    "food_sources": FoodSourceModel,
    "foods": FoodModel,
    "ingredients": IngredientModel,
    "interactions": InteractionModel,
    "interventions": InterventionModel,
    "medicines": MedicineModel,
    "portions": PortionModel,
    "red_flags": RedFlagModel,
    "remarks": RemarkModel,
    "rules": RuleModel,
    "strains": StrainModel,
    "substances": SubstanceModel,
    "words": WordModel,
}
