"""Live strains that were tested in people, and what a blend can be made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from legaat.knowledge._build import entries
from legaat.knowledge._types import Grade
from legaat.knowledge._when import When
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
    return entries(Strain, "strains")


@cache
def ingredients() -> Mapping[str, Ingredient]:
    """Return what a blend can be made of, by the id of the intervention."""
    return entries(Ingredient, "ingredients")
