"""The shape of ``legaat.simulation/1``, from which its JSON Schema is written.

``python -m legaat.reports._schema`` writes it into the package with the others. Nothing that only
simulates imports this module: pydantic is slow to import.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DietFileModel", "SimulationModel", "diet_schema", "simulation_schema"]

Part: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Positive: TypeAlias = Annotated[float, Field(gt=0, le=1)]
AtLeastZero: TypeAlias = Annotated[float, Field(ge=0)]
Pair: TypeAlias = Annotated[list[float], Field(min_length=2, max_length=2)]
GrowthUnit: TypeAlias = Literal["1/h"]
ExportUnit: TypeAlias = Literal["mmol/day", "mmol/L", "mmol/gDW/h"]


class _Model(BaseModel):
    """Every key is always there; more keys may come within a version."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False, strict=True)


class MemberModel(_Model):
    """One taxon in a solved community."""

    taxon: str
    model: str = Field(description="the pack's model that stands for it")
    matched_by: Literal["id", "species", "genus"]
    abundance: Positive = Field(description="share of the community")
    growth: AtLeastZero
    unit: GrowthUnit


class LimitModel(_Model):
    """A nutrient that holds something back."""

    nutrient: str = Field(description="lumen metabolite")
    name: str
    shadow_price: AtLeastZero = Field(
        description="rise per mmol/gDW/h more: of growth, 1/h, or of an export, mmol/gDW/h"
    )


class ExportModel(_Model):
    """What happens to one substance in the lumen."""

    metabolite: str = Field(
        description="its id in the lumen; ids with a plus for what is measured together"
    )
    value: float = Field(description="net export; negative where more goes in than comes out")
    interval: Pair | None = Field(
        description="where four out of five measurements are expected; null where unknown"
    )
    range: Pair | None = Field(
        description="least and most of mechanism at the same growth rates; null where not asked"
    )
    unit: ExportUnit = Field(description="unit of value, interval, range, mechanism and by")
    method: Literal["model", "calibrated"] = Field(description="where the value comes from")
    mechanism: float = Field(description="what the model alone says")
    by: dict[str, float] = Field(
        description="what each taxon makes in the model, or eats where negative"
    )
    limiting: list[LimitModel]


class ChangesModel(_Model):
    """What differs from the baseline; a key is left out where nothing does."""

    medium: dict[str, AtLeastZero] | None = Field(
        default=None, description="lumen metabolite to its largest inflow, mmol/gDW/h"
    )
    added: dict[str, AtLeastZero] | None = Field(
        default=None, description="nutrient to the grams added: eaten in a day, or per litre"
    )
    without: list[str] | None = None
    with_: dict[str, Positive] | None = Field(
        default=None, alias="with", description="taxon to its abundance"
    )


class SolverModel(_Model):
    """How well a scenario was solved."""

    status: Literal["optimal"]
    residual: AtLeastZero
    gap: AtLeastZero = Field(description="largest relative gap that is not proven closed")
    rounds: Annotated[int, Field(ge=0)]
    seconds: AtLeastZero = Field(description="CPU seconds")


class ScenarioModel(_Model):
    """One solved community."""

    name: str
    changes: ChangesModel
    fraction: Part = Field(description="part of the greatest growth that was kept")
    greatest_growth: AtLeastZero
    community_growth: AtLeastZero
    unit: GrowthUnit
    members: Annotated[list[MemberModel], Field(min_length=1)]
    exports: dict[str, ExportModel]
    limiting: list[LimitModel] = Field(description="what limits growth, highest price first")
    solver: SolverModel


class SimulationModel(_Model):
    """A community on a diet, as it is and after a change."""

    schema_: Literal["legaat.simulation/1"] = Field(alias="schema")
    pack: str
    diet: str
    basis: Literal["person", "incubation", "medium"] = Field(
        description="grams a day, grams per litre, or no grams"
    )
    matched_share: Part = Field(description="share of the profile that has a model")
    cut_share: Part = Field(description="share that has one but lay below the cutoff")
    unmatched: list[str]
    warnings: list[str]
    scenarios: Annotated[list[ScenarioModel], Field(min_length=1)] = Field(
        description="the baseline first"
    )


def simulation_schema() -> dict[str, Any]:
    """Return the JSON Schema of a simulation, without its dialect and id."""
    return SimulationModel.model_json_schema(by_alias=True, mode="serialization")


class DietFileModel(BaseModel):
    """What a person eats in a day, in grams."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)

    schema_: Literal["legaat.diet/1"] = Field(alias="schema")
    name: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="the name of the file by default"
    )
    eaten: Annotated[
        dict[str, Annotated[float, Field(ge=0, le=1e5)]], Field(min_length=1, max_length=500)
    ] = Field(description="food or nutrient, in Dutch or English, to grams a day")


def diet_schema() -> dict[str, Any]:
    """Return the JSON Schema of a diet in grams, without its dialect and id."""
    return DietFileModel.model_json_schema(by_alias=True)
