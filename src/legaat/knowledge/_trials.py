"""Which evidence row tested which strain, alive or dead.

``data/trials.tsv`` says it; grade, outcome and direction stand in the row itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

__all__ = ["TestedStrain", "Trial", "tested_strains", "trials"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A row of the evidence and the strain that it tested.

    Attributes
    ----------
    row : str
        Id of the evidence row ("I001").
    species : str
        By its name of today.
    codes : tuple of str
        Codes and numbers that the strain goes by; empty where the trials named none.
    state : {"live", "inactivated", "lysate", "ferment", "unknown"}
        As it was tested.
    cells_a_day : float or None
        Where the row gives them.
    """

    row: str
    species: str
    codes: tuple[str, ...]
    state: str
    cells_a_day: float | None


@dataclass(frozen=True, slots=True)
class TestedStrain:
    """A strain and everything that tested it.

    Attributes
    ----------
    id : str
        Of its entry: "bifidobacterium-bifidum-mimbb75".
    species : str
    codes : tuple of str
    trials : tuple of Trial
    """

    id: str
    species: str
    codes: tuple[str, ...]
    trials: tuple[Trial, ...]

    @property
    def name(self) -> str:
        """Species and first code."""
        return " ".join((self.species, *self.codes[:1]))


@cache
def trials() -> tuple[Trial, ...]:
    """Return the trials of strains, in the order of the table."""
    path = resources.files("legaat.knowledge").joinpath("data", "trials.tsv")
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line[0] == "#":
            continue
        row, species, codes, state, cells = line.split("\t")
        named = tuple(code for code in codes.split(";") if code)
        found.append(Trial(row, species, named, state, float(cells) if cells else None))
    return tuple(found)


@cache
def tested_strains() -> Mapping[str, TestedStrain]:
    """Return the strains that a row of the evidence tested, by the id of their entry."""
    groups: dict[str, list[Trial]] = {}
    for trial in trials():
        name = " ".join((trial.species, *trial.codes[:1])).lower()
        groups.setdefault(re.sub(r"[^a-z0-9]+", "-", name).strip("-"), []).append(trial)
    found = {}
    for key, rows in groups.items():
        codes = tuple(dict.fromkeys(code for row in rows for code in row.codes))
        found[key] = TestedStrain(key, rows[0].species, codes, tuple(rows))
    return MappingProxyType(found)
