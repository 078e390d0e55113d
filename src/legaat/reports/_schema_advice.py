"""The shape of ``legaat.advice/1``, and of what a report shares with it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from legaat.messages import Lang

__all__ = [
    "AdviceModel",
    "BlendModel",
    "CitationModel",
    "Count",
    "LeftAloneModel",
    "MadeBy",
    "Model",
    "Pair",
    "Part",
    "ReferralModel",
    "StrainsModel",
    "SuggestionModel",
    "WithheldModel",
]

Part: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Count: TypeAlias = Annotated[int, Field(ge=0)]
Pair: TypeAlias = Annotated[list[float], Field(min_length=2, max_length=2)]
Grade: TypeAlias = Literal["A", "B", "C", "D"]


class Model(BaseModel):
    """Every key is always there; more keys may come within a version."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False, strict=True)


class EffectModel(Model):
    """A change of a substance that the twin expects, with the interval of four in five cases."""

    substance: str
    change: float
    interval: Pair
    unit: str
    before: float | None
    added: dict[str, float] = Field(description="nutrient to grams a day")
    makers: list[str] = Field(description="taxa of this person that make most of the change")
    diet: str


class SuggestionModel(Model):
    """One thing worth doing."""

    id: str
    interventions: list[str]
    kind: Literal["postbiotic", "prebiotic", "food", "probiotic", "synbiotic", "lifestyle", "care"]
    title: str
    dose: str | None
    start_low: list[str]
    grade: Literal["A", "B", "C", "D"]
    direction: str
    why: list[str]
    effect: EffectModel | None
    citations: Annotated[list[str], Field(min_length=1)]
    cautions: list[str]


class WithheldModel(Model):
    """Something that was not suggested."""

    id: str
    interventions: list[str]
    title: str
    rule: str
    why: str
    citations: list[str]


class ReferralModel(Model):
    """A reason to see a doctor."""

    rule: str
    urgent: bool
    urgency: Literal["emergency", "same_day", "soon"]
    why: str
    what_to_do: str
    citations: list[str]


class LeftAloneModel(Model):
    """Something one need not do or buy."""

    id: str | None
    text: str
    citations: list[str]


class CitationModel(Model):
    """A source; ``own-rule`` stands for a precaution of Legaat's own."""

    authors: str
    title: str
    journal: str
    year: int | None
    doi: str | None
    pmid: str | None


class MadeBy(Model):
    """What made the report."""

    legaat: str
    packs: list[str]
    seconds: Annotated[float, Field(ge=0)] | None


class ChangeModel(Model):
    """A substance in the model before and after."""

    substance: str
    before: float
    after: float
    unit: str


class RivalModel(Model):
    """A taxon of this person that eats what a strain would eat."""

    taxon: str
    share: Part


class StrainModel(Model):
    """A live strain with a human trial, beside this community."""

    id: str
    species: str
    title: str
    interventions: Annotated[list[str], Field(min_length=1)]
    grade: Grade
    found: Literal["benefit", "mixed", "none"]
    for_you: bool = Field(description="tested for something that this person told")
    could_try: bool = Field(description="and with a benefit, by moderate evidence or better")
    dose: str | None
    share: Part | None = Field(description="of its species in the community; null if not seen")
    grows: bool | None = Field(description="null where there is no model")
    growth: float | None = Field(description="1/h")
    usual_growth: float | None = Field(description="of the whole community, 1/h")
    changes: list[ChangeModel]
    rivals: list[RivalModel]
    eats: list[str]
    why: list[str]
    cautions: list[str]
    citations: Annotated[list[str], Field(min_length=1)]


class StrainsModel(Model):
    """Live strains for one person; growth in a model is no proof."""

    fits: list[StrainModel]
    withheld: list[WithheldModel]
    notes: list[LeftAloneModel]
    diet: str


class WeekModel(Model):
    """From this week on so much a day."""

    week: Annotated[int, Field(ge=1)]
    amount: float


class BlendPartModel(Model):
    """One ingredient of a blend."""

    id: str
    title: str
    dose: str | None = Field(description="how it was taken in the studies")
    form: str
    amount: float = Field(description="a day, in unit")
    unit: Literal["mg", "cells"]
    pieces: Count | None = Field(description="capsules or tablets a day; null where not known")
    weeks: Annotated[list[WeekModel], Field(min_length=1)]
    grade: Grade
    covers: list[str]
    why: list[str]
    cautions: list[str]
    citations: Annotated[list[str], Field(min_length=1)]
    interventions: Annotated[list[str], Field(min_length=1)]
    eur_month: float | None


class ProofModel(Model):
    """How well the choice was solved."""

    value: float
    bound: float
    gap: float
    candidates: Count
    simulated: Count


class BlendModel(Model):
    """A personal blend, or what stands in the way of one."""

    parts: list[BlendPartModel]
    blocked: list[str]
    effects: list[EffectModel]
    covered: list[str]
    open: list[str]
    notes: list[str]
    withheld: list[WithheldModel]
    proof: ProofModel | None
    eur_month: float | None


class AdviceModel(Model):
    """Advice for one profile and one person: ranked, screened and cited."""

    schema_: Literal["legaat.advice/1"] = Field(alias="schema")
    lang: Lang
    sample: str
    person_given: bool
    referrals: list[ReferralModel]
    advice: list[SuggestionModel]
    withheld: list[WithheldModel]
    leave_alone: list[LeftAloneModel]
    questions: list[str]
    strains: StrainsModel | None = Field(description="null where it was not asked")
    blend: BlendModel | None = Field(description="null where it was not asked")
    citations: dict[str, CitationModel]
    made_by: MadeBy
