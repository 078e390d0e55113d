"""The seam with the knowledge room: which studies used this strain, alive or dead, and how much.

Which evidence row is about which strain, its grade, outcome and direction come from
:mod:`legaat.knowledge`; the outcome in plain words from the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from legaat.labels._names import key
from legaat.labels._numbers import Figure
from legaat.labels._types import Dose, Evidence, State
from legaat.messages import Message

__all__ = ["evidence_for"]

_MOST: Final = 6
_CLOSE: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Trial:
    intervention: str
    codes: frozenset[str]
    state: str
    cells_a_day: float | None


@cache
def _trials() -> Mapping[str, tuple[_Trial, ...]]:
    """Return the trials by species."""
    from legaat.knowledge import trials

    found: dict[str, list[_Trial]] = {}
    for one in trials():
        codes = frozenset(key(code) for code in one.codes)
        trial = _Trial(one.row, codes, one.state, one.cells_a_day)
        found.setdefault(one.species, []).append(trial)
    return {species: tuple(rows) for species, rows in found.items()}


def evidence_for(
    name: str, strain: str | None, deposit: str | None, state: State, dose: Dose | None
) -> tuple[Evidence, ...]:
    """Return the studies of this strain; where none is known, those of its species.

    Parameters
    ----------
    name : str
        Current species name.
    strain, deposit : str or None
    state : str
    dose : Dose or None
        What a day's or a unit's amount is compared by.
    """
    rows = _trials().get(name, ())
    if not rows:
        return ()
    mine = {key(code) for code in (strain, deposit) if code}
    exact = [row for row in rows if row.codes & mine] if mine else []
    chosen = exact or rows
    return tuple(_join(chosen, state, dose, exact=bool(exact)))[:_MOST]


def _join(
    rows: Sequence[_Trial], state: State, dose: Dose | None, *, exact: bool
) -> Iterator[Evidence]:
    from legaat.knowledge import evidence

    graded = evidence()
    ordered = sorted(rows, key=lambda row: (row.state != state, row.intervention))
    for row in ordered:
        known = graded[row.intervention]
        yield Evidence(
            row.intervention,
            known.grade,
            Message.of(f"labels.outcome.{row.intervention}"),
            known.direction.en,
            exact_strain=exact,
            same_state=row.state == state,
            dose=_compare(dose, row.cells_a_day) if exact else None,
            population=known.population,
        )


def _compare(dose: Dose | None, trial: float | None) -> Message | None:
    """Say how the label's count compares with the trial's, where both are counts."""
    if dose is None or trial is None or not dose.is_count:
        return None
    ratio = dose.value / trial
    which = "lower" if ratio < _CLOSE else "higher" if ratio > 1 / _CLOSE else "alike"
    return Message.of(f"labels.trial-dose.{which}", label=Figure(dose.value), trial=Figure(trial))
