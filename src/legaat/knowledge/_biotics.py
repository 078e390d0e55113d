"""Live strains that were tested in people, and what a blend can be made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from legaat.knowledge._tables import table, text
from legaat.knowledge._types import Grade
from legaat.knowledge._when import When, parse_when
from legaat.messages import Text

__all__ = ["Found", "Ingredient", "Strain", "ingredients", "strains"]

Found: TypeAlias = Literal["benefit", "mixed", "none"]


@dataclass(frozen=True, slots=True)
class Strain:
    """A live strain with a trial in people.

    Attributes
    ----------
    id : str
    species : str
        As a profile names it.
    found : {"benefit", "mixed", "none"}
        What the graded row found.
    tags, names : tuple of str
        As of an intervention: what the rules need to know, and how it may be called by somebody
        who takes it already.
    to : When
        For whom it was tested.
    rows : tuple of str
        Evidence rows, the one that is graded first.
    grade : {"A", "B", "C", "D"}
    title, study : Text
    dose : Text or None
    citations : tuple of str
    """

    id: str
    species: str
    found: Found
    tags: tuple[str, ...]
    names: tuple[str, ...]
    to: When
    rows: tuple[str, ...]
    grade: Grade
    title: Text
    dose: Text | None
    study: Text
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ingredient:
    """Something a blend can hold, in the doses that were studied.

    Attributes
    ----------
    id : str
        That of the intervention whose safety tags, sentences and answers hold.
    unit : {"g", "cells"}
        Of a day's amount.
    low, high : float
        Least and most that was studied, a day.
    pieces : int or None
        Capsules or tablets a day at `high`; 0 for powder or food, None where it isn't known.
    fodmap : float
        Grams of quickly fermenting sugars in a gram.
    one_of : tuple of str
        Of what shares a word, at most one goes into a blend.
    rows, form_rows : tuple of str
        Evidence rows of the dose, and of the form.
    form : Text
        What is known of capsule, heat and storage.
    citations : tuple of str
    """

    id: str
    unit: Literal["g", "cells"]
    low: float
    high: float
    pieces: int | None
    fodmap: float
    one_of: tuple[str, ...]
    rows: tuple[str, ...]
    form: Text
    form_rows: tuple[str, ...]
    citations: tuple[str, ...]


@cache
def strains() -> Mapping[str, Strain]:
    """Return the live strains that were tested in people, by id."""
    built = [
        Strain(
            id=row["id"],
            species=row["species"],
            found=row["found"],
            tags=tuple(row["tags"]),
            names=tuple(row["names"]),
            to=parse_when(row["to"]),
            rows=tuple(row["rows"]),
            grade=row["grade"],
            title=text(row["title"]),
            dose=text(row["dose"]) if row["dose"] else None,
            study=text(row["study"]),
            citations=tuple(row["citations"]),
        )
        for row in table("strains")
    ]
    return MappingProxyType({strain.id: strain for strain in built})


@cache
def ingredients() -> Mapping[str, Ingredient]:
    """Return what a blend can be made of, by the id of the intervention."""
    built = [
        Ingredient(
            id=row["id"],
            unit=row["unit"],
            low=row["low"],
            high=row["high"],
            pieces=row["pieces"],
            fodmap=row["fodmap"],
            one_of=tuple(row["one_of"]),
            rows=tuple(row["rows"]),
            form=text(row["form"]),
            form_rows=tuple(row["form_rows"]),
            citations=tuple(row["citations"]),
        )
        for row in table("ingredients")
    ]
    return MappingProxyType({item.id: item for item in built})
