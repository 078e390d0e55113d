"""What a comparison with measurements answers, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

How: TypeAlias = Literal["left out", "fitted", "not fitted"]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: how well one prediction follows one set of measurements.

    Attributes
    ----------
    data : str
        Which measurements: "stool cultures", "synthetic communities", "stool metabolites".
    group : str
        Which of them: a study, a treatment, "all".
    substance : str
    measure : {"r", "Spearman"}
    n : int
        Cultures, donors or people.
    value : float or None
        None where it can't be told (fewer than three, or no spread).
    how : {"left out", "fitted", "not fitted"}
        "left out": predicted by a fit that did not see this study, community or species; "fitted":
        by the shipped numbers, which saw it; "not fitted": by the shipped numbers, which didn't.
    interval : (float, float) or None
        95 % interval of `value`, whole donors or communities drawn again.
    slope : float or None
        Of measured on predicted.
    coverage : float or None
        Part of the measurements within the 80 % intervals.
    beside : mapping of str to float or None
        The same measure for simpler predictors.
    """

    data: str
    group: str
    substance: str
    measure: Literal["r", "Spearman"]
    n: int
    value: float | None
    how: How
    interval: tuple[float, float] | None = None
    slope: float | None = None
    coverage: float | None = None
    beside: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One chapter of a validation.

    Attributes
    ----------
    id : str
        Short name, for the file names of figures.
    title : str
    rows : tuple of Row
    notes : tuple of str
        What to know before reading the rows.
    """

    id: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
