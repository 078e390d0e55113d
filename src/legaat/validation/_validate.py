"""Every part of a validation, in order; a part is a function, so that others can add theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, TypeAlias

from legaat.errors import FileError, Where
from legaat.validation._data import ACIDS
from legaat.validation._predict import community_rows, stool_rows
from legaat.validation._types import Part, Row

FITTED_ON: Final = frozenset({"A", "B", "C"})
"""Stool studies that ``scripts/fit_colon.py`` was fitted on."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a validation was asked.

    Attributes
    ----------
    data : Path
        The data folder; a part whose data isn't there leaves its fresh rows out.
    other : str, Path or None
        Another pack, put beside through the same engine.
    step : callable
        Called after each prediction, for a sign of progress.
    fresh : bool
        Predict; else only what the fit wrote down.
    """

    data: Path
    other: str | Path | None = None
    step: Callable[[], None] = lambda: None
    fresh: bool = True


Maker: TypeAlias = "Callable[[Options], Part]"


@cache
def left_out() -> Mapping[str, Any]:
    """Return what ``scripts/fit_colon.py`` measured on data left out of fitting."""
    path = resources.files("legaat.validation") / "results.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _pair(span: Iterable[float] | None) -> tuple[float, float] | None:
    if span is None:
        return None
    low, high = span
    return float(low), float(high)


def stool(options: Options) -> Part:
    """Compare with cultures of stool: how donors differ, and how they answer a fibre."""
    found: list[Row] = []
    kept = left_out()
    for acid in (a for a in ACIDS if a in kept["stool"]):
        one = kept["stool"][acid]
        for study, r in one["pooled"].items():
            found.append(
                Row("stool cultures", f"study {study}, pooled", acid, "r", one["n"][study], r,
                    "left out", beside=one["pooled_beside"][study])
            )  # fmt: skip
        found.append(
            Row("stool cultures", "studies B and C in one scale", acid, "r",
                one["n"]["B"] + one["n"]["C"], one["pooled_together"], "left out",
                _pair(one["pooled_interval"]))
        )  # fmt: skip
        for cell, row in one["cells"].items():
            found.append(
                Row("stool cultures", "study " + cell.replace(" ", ", "), acid, "r", row["n"],
                    row["r"], "left out",
                    beside={"share of makers": row["makers"], "the model alone": row["model"]})
            )  # fmt: skip
        found.append(
            Row("stool cultures", "mean over treatments", acid, "r", len(one["cells"]),
                one["cells_mean"], "left out", slope=one["slope"],
                coverage=kept["stool_coverage"][acid],
                beside={"share of makers": one["makers_mean"],
                        "the model alone": one["model_mean"]})
        )  # fmt: skip
    folder = options.data / "exvivo"
    if options.fresh and folder.is_dir():
        found += stool_rows(folder, FITTED_ON, options.other, options.step)
    return Part("stool", "Cultures of stool, with and without a fibre", tuple(found))


def communities(options: Options) -> Part:
    """Compare with synthetic communities of 1 to 25 species."""
    found = []
    kept = left_out()["communities"]
    for acid in (a for a in ACIDS if a in kept):
        one = kept[acid]
        found.append(
            Row("synthetic communities", "communities left out", acid, "r", one["n"], one["r"],
                "left out", _pair(one["interval"]), one["slope"], one["coverage"],
                {"random forest": one["random_forest"], "ridge": one["ridge"],
                 "the model alone": one["model_alone"]})
        )  # fmt: skip
        species = one["species_left_out"]
        found.append(
            Row("synthetic communities", "a species left out (mean over species)", acid, "r",
                species["species"], species["r"], "left out",
                beside={"random forest": species["random_forest"]})
        )  # fmt: skip
    folder = options.data / "invitro"
    if options.fresh and folder.is_dir():
        found += community_rows(folder, options.other, options.step)
    return Part("communities", "Synthetic communities", tuple(found))


def metabolites(options: Options) -> Part:
    """Tell how the learned panel of stool metabolites did on studies left out."""
    from legaat.substances import learned_skills

    del options
    found = tuple(
        Row("stool metabolites", f"{skill.n_studies} studies", name, "Spearman", skill.n,
            skill.value, "left out", skill.interval)
        for name, skill in learned_skills().items()
    )  # fmt: skip
    return Part("metabolites", "Metabolites in stool", found)


PARTS: Final[tuple[Maker, ...]] = (stool, communities, metabolites)
"""The chapters; a room to the left may offer another one here."""


def validate(options: Options, parts: Iterable[Maker] = PARTS) -> tuple[Part, ...]:
    """Hold what ships against measurements; nothing is fitted.

    Parameters
    ----------
    options : Options
    parts : iterable of callable
        From options to one chapter each.

    Raises
    ------
    FileError
        The data folder isn't there.
    """
    if options.fresh and not options.data.is_dir():
        raise FileError("file-missing", where=Where.file(options.data))
    return tuple(make(options) for make in parts)
