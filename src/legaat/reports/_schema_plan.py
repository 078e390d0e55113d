"""The shapes of ``legaat.plan/2`` and ``legaat.weeks/1``; ``_schema.py`` writes their schemas.

A plan is what is kept: choices, by id. Which of it may be shown is decided anew at each view; what
it comes to then, in words and by week, is the other.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from legaat.messages import Lang

__all__ = ["PlanModel", "WeeksModel", "plan_schema", "weeks_schema"]

Count: TypeAlias = Annotated[int, Field(ge=0)]
Amount: TypeAlias = Annotated[float, Field(ge=0)]
Day: TypeAlias = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Reason: TypeAlias = Literal["taste", "price", "nothing", "complaints", "belief", "other"]
Kind: TypeAlias = Literal[
    "postbiotic", "prebiotic", "food", "probiotic", "synbiotic", "lifestyle", "care"
]


class _Model(BaseModel):
    """Every key is always there; more keys may come within a version."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False, strict=True)


class RefusalModel(_Model):
    """Why something was refused, and in somebody's own words."""

    reason: Reason
    note: str


class PackModel(_Model):
    """What was told of a pack in a shop."""

    eur: Amount
    grams: Amount | None
    pieces: Amount | None


class PlanModel(_Model):
    """A plan as it is kept: what was chosen and refused, in which order, and how it starts."""

    schema_: Literal["legaat.plan/2"] = Field(alias="schema")
    chosen: list[str] | None = Field(
        description="ids in order; null where nothing was chosen and the report's own list stands"
    )
    refused: dict[str, RefusalModel]
    start: Day | None = Field(description="first day; null where none was told")
    pace: Literal["usual", "slow"]
    pauses: dict[str, Count] = Field(description="number of a week to the weeks of pause there")
    most_steps: dict[str, Count] = Field(description="step beyond which a thing isn't raised")
    bought: list[str] = Field(description="ticked off on the shopping list")
    packs: dict[str, PackModel]
    times: Literal["step", "day"] = Field(description="one calendar entry a step, or a day")
    clock: Annotated[str, Field(pattern=r"^\d{2}:\d{2}$")] | None = Field(
        description="when it is taken; null for the whole day"
    )
    remind: bool
    given: dict[str, Count] = Field(
        description="calendar entries that a thing once had, so that a later file takes them back"
    )
    changed: str | None = Field(description="date and time in UTC")
    revision: Count


class ToldReferralModel(_Model):
    """A reason to see a doctor first."""

    rule: str
    urgent: bool
    why: str
    what_to_do: str
    citations: list[str]


class ChosenModel(_Model):
    """One thing in the plan."""

    id: str
    kind: Kind
    title: str
    dose: str | None
    start_low: list[str]
    grade: Literal["A", "B", "C", "D"]
    why: list[str]
    cautions: list[str]
    citations: list[str]


class RefusedModel(RefusalModel):
    """Something that was refused."""

    id: str
    title: str


class FallenModel(_Model):
    """Something that was chosen and may not stand in the plan now."""

    id: str
    title: str
    why: str


class TakeModel(_Model):
    """What to do of one thing in one week."""

    id: str
    step: Count
    steps: Count
    what: str
    grams_a_day: Amount | None
    pieces_a_day: Amount | None
    last: bool
    mind: list[str]


class WeekModel(_Model):
    """One week."""

    week: Annotated[int, Field(ge=1)]
    from_: Day = Field(alias="from")
    pause: bool
    take: list[TakeModel]


class BuyModel(_Model):
    """One line of the shopping list."""

    id: str
    what: str
    food: str | None
    grams: Amount | None
    pieces: Amount | None
    days_a_pack: Amount | None
    mind: list[str]


class MadeByModel(_Model):
    """What made it."""

    legaat: str


class WeeksModel(_Model):
    """A plan in words: what stands in it now, week by week, and what to buy for it."""

    schema_: Literal["legaat.weeks/1"] = Field(alias="schema")
    lang: Lang
    start: Day
    pace: Literal["usual", "slow"]
    referrals: list[ToldReferralModel]
    plan: list[ChosenModel]
    refused: list[RefusedModel]
    fell_out: list[FallenModel]
    weeks: list[WeekModel]
    shopping: list[BuyModel]
    made_by: MadeByModel


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan as it is kept."""
    return PlanModel.model_json_schema(by_alias=True, mode="serialization")


def weeks_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan in words."""
    return WeeksModel.model_json_schema(by_alias=True, mode="serialization")
