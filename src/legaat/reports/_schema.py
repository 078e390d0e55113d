"""The shape of ``legaat.report/1``, from which its JSON Schema is written.

``python -m legaat.reports._schema`` writes the schemas into the package. Nothing that only
renders a report imports this module: pydantic is slow to import.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field

from legaat.messages import Lang
from legaat.reports._schema_advice import (
    AdviceModel,
    BlendModel,
    CitationModel,
    Count,
    LeftAloneModel,
    MadeBy,
    Pair,
    Part,
    ReferralModel,
    StrainsModel,
    SuggestionModel,
    WithheldModel,
)
from legaat.reports._schema_advice import Model as _Model
from legaat.reports._schema_compare import comparison_schema
from legaat.reports._schema_inside import InsideModel
from legaat.reports._schema_person import person_schema
from legaat.reports._schema_plan import plan_schema, weeks_schema
from legaat.twin._schema import diet_schema, simulation_schema

__all__ = ["ReportModel", "main", "report_schema", "schemas"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Percent: TypeAlias = Annotated[float, Field(ge=0, le=100)]
Rank: TypeAlias = Literal["species", "genus"]


class Dropped(_Model):
    """Rows that were left out while reading."""

    reason: str
    count: Count
    share: Part | None = Field(description="part of the file's total; null where nothing was lost")
    examples: list[str]


class Change(_Model):
    """A name that was changed while reading."""

    old: str = Field(alias="from")
    new: str = Field(alias="to")
    why: str


class ProfileModel(_Model):
    """What was read."""

    sample: str
    format: str
    rank: Rank
    n_taxa: Count
    mapped_share: Part = Field(description="part of the classified total whose name is known")
    unclassified_share: Part | None
    lab: str | None
    date: str | None
    method: Literal["shotgun", "16S", "unknown"]
    tool: str | None
    database: str | None
    n_reads: Count | None
    quantity: str
    total: float = Field(description="sum of the numbers in the file, in total_unit")
    total_unit: str
    n_rows: Count
    dropped: list[Dropped]
    changes: list[Change]
    warnings: list[str]


class ReferenceModel(_Model):
    """The healthy people somebody is compared with."""

    name: str
    n: Count = Field(description="number of people")
    n_studies: Count
    rank: Rank
    method: str
    source: list[str] = Field(description="citation ids")
    detection_limit: Part = Field(description="share below which the sample shows hardly anything")
    compared_share: Part = Field(description="part of the sample that the reference knows")
    lumped: dict[str, list[str]]
    notes: list[str]


class TaxonModel(_Model):
    """One taxon against the reference."""

    taxon: str
    share: Part = Field(description="share of the classified part; 0 where it was not seen")
    percentile: Percent | None = Field(description="of 100 healthy people, how many have less")
    prevalence: Part | None = Field(description="part of healthy people who carry it")
    status: Literal["missing", "low", "usual", "high", "new"]
    p_missing: Part | None = Field(
        description="probability that a healthy person would have it and that it truly is not here"
    )
    p_unseen: Part | None = Field(description="probability that the sample overlooks it")
    usual: Annotated[list[Part], Field(min_length=3, max_length=3)] | None = Field(
        description="shares at the 10th, 50th and 90th percentile of its healthy carriers"
    )
    expected: Part | None = Field(
        description="probability that a healthy person with the same other bacteria shows it"
    )
    p_absent: Part | None = Field(
        description="probability that a taxon which was not seen truly is not here"
    )


class ContrastModel(_Model):
    """How a taxon differs inside studies between healthy people and others; never a cause."""

    direction: Literal["lower", "higher"]
    k: Count = Field(description="studies that point this way")
    n: Count = Field(description="studies that could be compared")
    effect: float
    unit: str
    interval: Pair
    conditions: list[str] = Field(description="what the others in those studies had")
    citations: list[str]


class FeedModel(_Model):
    """A fibre that a taxon lives on."""

    fibre: str
    check: Literal["read", "recalled"]
    citations: list[str]


class MissedModel(_Model):
    """A taxon that is probably missing, and why it stands where it stands."""

    taxon: str
    p_missing: Part | None
    matters: bool = Field(description="lower in people who are not healthy, in most studies")
    helped: bool = Field(description="something is known that it lives on or that is meant for it")
    reasons: list[str]
    contrast: ContrastModel | None
    feeds: list[FeedModel]
    advice: list[str] = Field(description="ids of the suggestions that are meant for its genus")
    effects: list[str] = Field(description="what would change if it came back, by a twin")


class MakerModel(_Model):
    """A taxon that makes a substance."""

    taxon: str
    share: Part
    check: Literal["read", "recalled", "inferred"]


class SkillModel(_Model):
    """How well a value follows measured amounts."""

    measure: str
    value: float
    interval: Pair | None
    n: Count
    n_studies: Count


class SubstanceModel(_Model):
    """One substance in this community."""

    id: str
    name: str
    value: float | None
    unit: str | None = Field(description="unit of value, interval and population")
    interval: Pair | None
    percentile: Percent | None
    status: Literal["low", "usual", "high", "not predictable"]
    method: str
    makers: list[MakerModel]
    skill: SkillModel | None
    population: Annotated[list[float], Field(min_length=21, max_length=21)] | None = Field(
        description="values of healthy people at the percentiles 1, 5, 10, … 95, 99"
    )
    citations: list[str]


class ReportModel(_Model):
    """A gut-microbiome report: what was read, where it stands, what it makes, what could help."""

    schema_: Literal["legaat.report/1"] = Field(alias="schema")
    lang: Lang
    summary: Annotated[list[str], Field(min_length=3, max_length=3)]
    profile: ProfileModel
    reference: ReferenceModel
    taxa: list[TaxonModel]
    missing: list[MissedModel] = Field(
        description="those that matter first, then those that can be helped, then the surest"
    )
    substances: list[SubstanceModel]
    advice: list[SuggestionModel]
    withheld: list[WithheldModel]
    referrals: list[ReferralModel]
    leave_alone: list[LeftAloneModel]
    questions: list[str]
    strains: StrainsModel | None = Field(description="null where it was not asked")
    blend: BlendModel | None = Field(description="null where it was not asked")
    inside: InsideModel | None = Field(description="null where no twin was asked")
    person_given: bool
    citations: dict[str, CitationModel]
    made_by: MadeBy


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of a report."""
    body = ReportModel.model_json_schema(by_alias=True, mode="serialization")
    head = {"$schema": DIALECT, "$id": "urn:legaat:report:1", "title": "legaat.report/1"}
    described: dict[str, Any] = _plain({**body, **head})
    return described


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema that comes with Legaat, by name."""
    person = {**person_schema(), "$schema": DIALECT, "$id": "urn:legaat:person:1"}
    simulation = {**simulation_schema(), "$schema": DIALECT, "$id": "urn:legaat:simulation:1"}
    comparison = {**comparison_schema(), "$schema": DIALECT, "$id": "urn:legaat:comparison:1"}
    diet = {**diet_schema(), "$schema": DIALECT, "$id": "urn:legaat:diet:1"}
    plan = {**plan_schema(), "$schema": DIALECT, "$id": "urn:legaat:plan:2"}
    weeks = {**weeks_schema(), "$schema": DIALECT, "$id": "urn:legaat:weeks:1"}
    body = AdviceModel.model_json_schema(by_alias=True, mode="serialization")
    advice = {**body, "$schema": DIALECT, "$id": "urn:legaat:advice:1"}
    return {
        "advice": _plain({**advice, "title": "legaat.advice/1"}),
        "comparison": _plain({**comparison, "title": "legaat.comparison/1"}),
        "diet": _plain({**diet, "title": "legaat.diet/1"}),
        "person": _plain({**person, "title": "legaat.person"}),
        "plan": _plain({**plan, "title": "legaat.plan/2"}),
        "report": report_schema(),
        "simulation": _plain({**simulation, "title": "legaat.simulation/1"}),
        "weeks": _plain({**weeks, "title": "legaat.weeks/1"}),
    }


def _plain(node: Any) -> Any:
    """Take out the titles that pydantic makes of names; they say nothing new."""
    if isinstance(node, dict):
        named = {k: _plain(v) for k, v in node.items() if k != "title" or not isinstance(v, str)}
        return {**named, **({"title": node["title"]} if "$schema" in node else {})}
    return [_plain(item) for item in node] if isinstance(node, list) else node


def main(arguments: Sequence[str]) -> int:
    """Write the schemas into a folder, by default that of the package."""
    from legaat._files import write_atomic

    package = Path(__file__).resolve().parents[1] / "schemas"
    folder = Path(arguments[0]) if arguments else package
    for name, body in schemas().items():
        text = json.dumps(body, ensure_ascii=False, indent=2)
        write_atomic(folder / f"{name}.schema.json", f"{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
