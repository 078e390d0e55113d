"""The shape of a person file, from which its JSON Schema is written.

The words in it are understood in Dutch and English with many spellings, so that the schema names
the kept ones as examples and leaves the judgement to ``legaat.advice.Person``.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["PersonModel", "person_schema"]

Words: TypeAlias = list[Annotated[str, Field(min_length=1, max_length=200)]]
Word: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


class PersonModel(BaseModel):
    """What Legaat may know about a person; every key is optional, and none may be added."""

    model_config = ConfigDict(extra="forbid", title="legaat.person")

    age_years: Annotated[float, Field(ge=0, le=120)] | None = None
    age_months: Annotated[float, Field(ge=0, le=1440)] | None = None
    gestation_weeks: Annotated[float, Field(ge=20, le=45)] | None = Field(
        default=None, description="week of pregnancy at birth, for infants"
    )
    sex: Word | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    immune: Word | None = None
    in_hospital: Word | None = None
    conditions: Words | None = None
    medicines: Words | None = Field(default=None, description="names or groups, as written")
    allergies: Words | None = None
    intolerances: Words | None = None
    complaints: Words | None = None
    diet: Words | None = None
    restrictions: Words | None = None
    antibiotics_days_ago: Annotated[int, Field(ge=0, le=36_500)] | None = Field(
        default=None, description="days since the last dose; 0 during the course"
    )
    goals: Words | None = None
    takes: Words | None = Field(default=None, description="supplements in use, as written")
    budget_eur_month: Annotated[float, Field(ge=0, le=100_000)] | None = Field(
        default=None, description="most that supplements may cost in a month, in euros"
    )
    country: Annotated[str, Field(pattern="^[A-Za-z]{2}$")] | None = Field(
        default=None, description="ISO 3166 code of two letters"
    )


def person_schema() -> dict[str, Any]:
    """Return the JSON Schema of a person file, with the words that are kept as examples."""
    from legaat.knowledge import words

    body = PersonModel.model_json_schema()
    for field, known in words().items():
        body["properties"][field]["examples"] = [word.id for word in known]
    return body
