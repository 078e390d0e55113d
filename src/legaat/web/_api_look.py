"""Knowledge, diets, formats and schemas, for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from legaat.errors import UsageError
from legaat.knowledge import KINDS, look_up
from legaat.profiles import formats
from legaat.reports import schema
from legaat.twin import open_diet, shipped_diets
from legaat.web._api_common import ERRORS, Answer, LangQuery
from legaat.web._pages_know import search
from legaat.web._told import problem_error
from legaat.web._visit import Visiting

__all__ = ["SCHEMAS", "router"]

router = APIRouter(tags=["look up"])

SCHEMAS = (
    "advice", "comparison", "diet", "label", "person", "plan", "report", "simulation", "weeks",
)  # fmt: skip


class Cards(Answer):
    """Entries of the knowledge, best first."""

    found: list[dict[str, Any]]


class Card(Answer, extra="allow"):
    """One entry, with its sources."""


class OneDiet(Answer):
    """A diet; grams that are eaten in a day and that reach the colon, by nutrient or food."""

    name: str
    basis: Literal["person", "incubation", "medium"]
    eaten: dict[str, float]
    grams: dict[str, float]


class Diets(Answer):
    """The names of the diets that come with Legaat."""

    diets: list[str]


class OneFormat(Answer):
    """A format of files that Legaat reads."""

    id: str
    title: str
    method: Literal["shotgun", "16S", "unknown"]
    example: str


class Formats(Answer):
    """The formats of files that Legaat reads."""

    formats: list[OneFormat]


@router.get("/knowledge", responses=ERRORS, summary="Search what is known")
def knowledge(
    visit: Visiting,  # noqa: ARG001 - asks for a login in server mode
    q: Annotated[str, Query(max_length=200)],
    kind: Annotated[str, Query(pattern="^(" + "|".join(KINDS) + ")?$")] = "",
) -> Cards:
    """Search claims, studies, strains, foods, substances, safety rules and sources."""
    return Cards(found=[card.to_dict() for card in search(q, kind)])


@router.get("/knowledge/{name}", responses=ERRORS, summary="One entry")
def knowledge_entry(visit: Visiting, name: str) -> Card:  # noqa: ARG001 - as above
    """Show one entry, by its id or name."""
    try:
        return Card(**look_up(name).to_dict())
    except UsageError:
        raise problem_error(404, "entry") from None


@router.get("/diets", responses=ERRORS, summary="List the diets")
def list_diets(visit: Visiting) -> Diets:  # noqa: ARG001 - as above
    """List the diets that come with Legaat."""
    return Diets(diets=list(shipped_diets()))


@router.get("/diets/{name}", responses=ERRORS, summary="One diet")
def get_diet(visit: Visiting, name: str) -> OneDiet:  # noqa: ARG001 - as above
    """Show what somebody eats on a diet, and what of it reaches the colon."""
    if name not in shipped_diets():
        raise problem_error(404, "diet")
    diet = open_diet(name)
    return OneDiet(name=diet.name, basis=diet.basis, eaten=dict(diet.eaten), grams=dict(diet.grams))


@router.get("/formats", responses=ERRORS, summary="Formats that are read")
def list_formats(visit: Visiting, lang: LangQuery = "en") -> Formats:  # noqa: ARG001 - as above
    """List the formats of files that Legaat reads."""
    rows = [
        OneFormat(id=f.id, title=f.title.text(lang), method=f.method, example=f.example)
        for f in formats()
    ]
    return Formats(formats=rows)


@router.get("/schemas/{name}", responses=ERRORS, summary="A JSON Schema")
def get_schema(
    visit: Visiting,  # noqa: ARG001 - as above
    name: Literal[
        "advice", "comparison", "diet", "label", "person", "plan", "report", "simulation", "weeks"
    ],
) -> dict[str, Any]:
    """Give a JSON Schema (Draft 2020-12) of what Legaat reads or writes."""
    return schema(name)
