"""The shape of ``legaat.comparison/1``; its JSON Schema is written by ``_schema.py``."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from legaat.messages import Lang

__all__ = ["ComparisonModel", "comparison_schema"]

Part: TypeAlias = Annotated[float, Field(ge=0, le=1)]


class _Model(BaseModel):
    """Every key is always there; more keys may come within a version."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False, strict=True)


class ChangeModel(_Model):
    """One genus in two samples."""

    taxon: str
    before: Part = Field(description="share of the classified part; 0 where it was not seen")
    after: Part
    fold: float = Field(gt=0, description="after over before, each at least the detection limit")
    noise: float = Field(ge=0, description="size of the change, in unit")
    unit: str
    usual_fold: float = Field(ge=1, description="factor up or down that noise stays below")
    status: Literal["more", "less", "within noise"]


class SourceModel(_Model):
    """A source."""

    authors: str
    title: str
    journal: str
    year: int | None
    doi: str | None
    pmid: str | None


class MadeByModel(_Model):
    """What made the comparison."""

    legaat: str


class ComparisonModel(_Model):
    """Two samples of one person: what changed beyond the noise, or why they can't be compared."""

    schema_: Literal["legaat.comparison/1"] = Field(alias="schema")
    lang: Lang
    before: str
    after: str
    comparable: bool
    why_not: list[str] = Field(description="empty where the two can be compared")
    reference: str | None
    changes: list[ChangeModel] = Field(description="the farthest beyond the noise first")
    distance: Part | None = Field(description="Bray-Curtis distance by genus")
    distance_percentile: Annotated[float, Field(ge=0, le=100)] | None = Field(
        description="of 100 pairs of samples of one healthy person, how many lie nearer together"
    )
    false_changes: float | None = Field(
        description="genera that are called changed in a healthy person, on average"
    )
    people: int | None = Field(description="people on whom the noise was measured")
    citations: dict[str, SourceModel] = Field(description="where those people were measured")
    notes: list[str]
    made_by: MadeByModel


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema of a comparison."""
    return ComparisonModel.model_json_schema(by_alias=True, mode="serialization")
