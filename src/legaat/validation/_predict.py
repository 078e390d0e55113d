"""Predictions of cultures, each as a user would ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from legaat.errors import LegaatError
from legaat.twin import Diet, Pack, Twin, capacity, coefficients
from legaat.twin import exvivo as stool_diet
from legaat.twin import invitro as medium_diet
from legaat.validation._data import Culture, exvivo, synthetic
from legaat.validation._score import correlation, coverage, interval, slope
from legaat.validation._types import How, Row

_LEAST_OD = 0.02


@dataclass(frozen=True, slots=True)
class Predicted:
    """One culture and what was said of it, acid by acid.

    Attributes
    ----------
    culture : Culture
    value, model, makers : mapping of str to float
        What ships; the model alone; the share of the acid's makers.
    interval : mapping of str to (float, float)
    other : mapping of str to float
        Another pack's model, where one was asked.
    """

    culture: Culture
    value: Mapping[str, float]
    model: Mapping[str, float]
    makers: Mapping[str, float]
    interval: Mapping[str, tuple[float, float]]
    other: Mapping[str, float]


def predict(
    cultures: Sequence[Culture],
    *,
    other: str | Path | Pack | None = None,
    step: Callable[[], None] = lambda: None,
) -> list[Predicted]:
    """Ask the twin about each culture; one it can't answer is left out.

    Parameters
    ----------
    cultures : sequence of Culture
    other : str, Path or Pack, optional
        Another pack to put beside, through the same engine; slow with genome-scale models.
    step : callable
        Called after each culture.
    """
    found = []
    for culture in cultures:
        one = _predict(culture, other)
        if one is not None:
            found.append(one)
        step()
    return found


def _diet(culture: Culture) -> Diet:
    return stool_diet() if culture.od is None else medium_diet(od=max(culture.od, _LEAST_OD))


def _predict(culture: Culture, other: str | Path | Pack | None) -> Predicted | None:
    diet = _diet(culture)
    try:
        said = Twin(culture.shares, pack="colon", diet=diet).simulate(add=culture.added).exports
    except LegaatError:
        return None
    acids = [acid for acid in culture.measured if acid in said]
    makers = coefficients()["makers"]
    return Predicted(
        culture=culture,
        value={a: said[a].value for a in acids},
        model={a: said[a].mechanism for a in acids},
        makers={a: capacity(makers[a], culture.shares) for a in acids if a in makers},
        interval={a: span for a in acids if (span := said[a].interval) is not None},
        other=_other(culture, diet, other),
    )


def _other(culture: Culture, diet: Diet, pack: str | Path | Pack | None) -> dict[str, float]:
    if pack is None:
        return {}
    try:
        said = Twin(culture.shares, pack=pack, diet=diet).simulate(add=culture.added).exports
    except LegaatError:
        return {}
    return {acid: said[acid].value if acid in said else 0.0 for acid in culture.measured}


def rows(
    data: str, group: str, acids: Sequence[str], said: Sequence[Predicted], how: How
) -> list[Row]:
    """Return one row an acid; replicates of one donor and treatment are averaged in stool."""
    found = []
    for acid in acids:
        cells: dict[tuple[str, str, str, int], list[Predicted]] = defaultdict(list)
        for i, p in enumerate(said):
            if acid in p.culture.measured and acid in p.value:
                c = p.culture
                own = i if c.od is not None else 0
                cells[c.study, c.treatment, c.donor, own].append(p)
        if len(cells) > 2:
            found.append(_row(data, group, acid, list(cells.values()), how))
    return found


def _row(data: str, group: str, acid: str, cells: list[list[Predicted]], how: How) -> Row:
    def mean(of: Callable[[Predicted], float]) -> list[float]:
        return [sum(of(p) for p in cell) / len(cell) for cell in cells]

    measured = mean(lambda p: p.culture.measured[acid])
    value = mean(lambda p: p.value[acid])
    donors = [cell[0].culture.study + cell[0].culture.donor for cell in cells]
    beside = {"the model alone": correlation(mean(lambda p: p.model[acid]), measured)}
    if all(acid in p.makers for cell in cells for p in cell):
        beside["share of makers"] = correlation(mean(lambda p: p.makers[acid]), measured)
    if all(acid in p.other for cell in cells for p in cell):
        beside["the other pack"] = correlation(mean(lambda p: p.other[acid]), measured)
    return Row(
        data=data, group=group, substance=acid, measure="r", n=len(cells),
        value=correlation(value, measured), how=how, interval=interval(value, measured, donors),
        slope=slope(value, measured),
        coverage=coverage(
            [p.interval.get(acid) for cell in cells for p in cell],
            [p.culture.measured[acid] for cell in cells for p in cell],
        ),
        beside=beside,
    )  # fmt: skip


def stool_rows(
    folder: Path, known: frozenset[str], other: str | Path | Pack | None, step: Callable[[], None]
) -> list[Row]:
    """Predict the stool cultures with what ships: each study pooled, then each treatment.

    Parameters
    ----------
    folder : Path
    known : frozenset of str
        Studies that the shipped numbers were fitted on.
    other, step
        See :func:`predict`.
    """
    said = predict(exvivo(folder), other=other, step=step)
    found: list[Row] = []
    for study in sorted({p.culture.study for p in said}):
        mine = [p for p in said if p.culture.study == study]
        how: How = "fitted" if study in known else "not fitted"
        acids = ("butyrate", "propionate", "acetate")
        found += rows("stool cultures", f"study {study}, pooled", acids, mine, how)
        for treatment in sorted({p.culture.treatment for p in mine}):
            cell = [p for p in mine if p.culture.treatment == treatment]
            found += rows("stool cultures", f"study {study}, {treatment}", acids, cell, how)
    return found


def community_rows(
    folder: Path, other: str | Path | Pack | None, step: Callable[[], None]
) -> list[Row]:
    """Predict the synthetic communities with what ships."""
    said = predict(synthetic(folder), other=other, step=step)
    acids = ("butyrate", "lactate", "succinate", "acetate")
    return rows("synthetic communities", "all", acids, said, "fitted")
