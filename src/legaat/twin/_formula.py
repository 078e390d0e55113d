"""Chemical formulas: what a metabolite weighs, and whether a reaction loses atoms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from legaat.twin._model import Model

# Conventional standard atomic weights, g/mol (IUPAC CIAAW, abridged to four or five figures).
ATOMIC_MASS: Final = {
    "H": 1.008, "C": 12.011, "N": 14.007, "O": 15.999, "P": 30.974, "S": 32.06, "Na": 22.990,
    "Mg": 24.305, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "Mn": 54.938, "Fe": 55.845,
    "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "Se": 78.971, "Mo": 95.95, "W": 183.84,
    "F": 18.998, "Br": 79.904, "I": 126.90, "As": 74.922, "Hg": 200.59, "Cd": 112.41, "Ag": 107.87,
}  # fmt: skip

_PART: Final = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?")
_BALANCE: Final = 1e-6


def elements(formula: str) -> dict[str, float] | None:
    """Count the atoms in a formula; None where it holds groups (R, X) or can't be read.

    >>> elements("C6H12O6")
    {'C': 6.0, 'H': 12.0, 'O': 6.0}
    """
    counts: dict[str, float] = {}
    end = 0
    for match in _PART.finditer(formula):
        if match.start() != end or match.group(1) not in ATOMIC_MASS:
            return None
        end = match.end()
        counts[match.group(1)] = counts.get(match.group(1), 0.0) + float(match.group(2) or 1)
    return counts if counts and end == len(formula) else None


def molar_mass(formula: str) -> float | None:
    """Return g/mol, or None where the formula doesn't say.

    >>> round(molar_mass("C6H12O6"), 2)
    180.16
    """
    counts = elements(formula)
    return None if counts is None else sum(ATOMIC_MASS[e] * n for e, n in counts.items())


def unbalanced(model: Model) -> int:
    """Count the inner reactions that make or lose atoms.

    Exchanges, sinks and demands, reactions that make up the growth rate, and reactions with a
    metabolite of unknown formula are left out.
    """
    known = [elements(f) for f in model.formulas]
    atoms = sorted({e for counts in known if counts for e in counts})
    if not atoms:
        return 0
    table = np.array([[(counts or {}).get(e, 0.0) for e in atoms] for counts in known])
    s = model.stoichiometry
    off = np.abs(s.T @ table).max(axis=1)
    blank = np.array([counts is None for counts in known], dtype=float)
    skip = (abs(s).T @ blank > 0) | (np.diff(s.indptr) < 2) | (model.objective != 0)
    biomass = np.array(["biomass" in r.lower() for r in model.reactions])
    return int(((off > _BALANCE) & ~skip & ~biomass).sum())
