"""What the numbers are: percent, fractions, counts or parts per million."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from legaat.errors import ProfileError
from legaat.messages import Message, Speakable
from legaat.profiles._numbers import Floats
from legaat.profiles._profile import Quantity
from legaat.profiles._raw import RawTable, Unit
from legaat.profiles._source import Source

WHOLE: Final[dict[Unit, float]] = {"%": 100.0, "1": 1.0, "ppm": 1e6}
_ROOM: Final = 0.02
"""How far above the whole a total may be: rounding of many small numbers."""
_CLOSE: Final = 0.01
"""How far from the whole a total may be before it is worth saying (as taxpasta does: 100 ± 1)."""
_FEWEST_READS: Final = 250
"""A smaller total of whole numbers above 102 could be a wrong percentage just as well."""
_SHALLOW: Final = 1_000
"""Fewer reads than this hardly show rare taxa: the usual floor for amplicon samples."""
_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit of a table.

    Attributes
    ----------
    unit : {"%", "1", "reads", "ppm"}
    quantity : str
        As in `ReadingReport.quantity`.
    """

    unit: Unit
    quantity: Quantity

    def notes(self, total: float) -> tuple[Speakable, ...]:
        """Return what is worth saying about one sample's total."""
        if self.unit == "reads":
            few = total < _SHALLOW
            return (Message.of("reading.warning.few-reads", n=round(total)),) if few else ()
        share = total / WHOLE[self.unit]
        if abs(share - 1) > _CLOSE:
            return (Message.of("reading.warning.total", share=share),)
        return ()


def scale_of(table: RawTable, totals: Floats) -> Scale:
    """Find the unit from what the format says, or else from the middle total of all samples."""
    unit = table.unit or _unit(table, float(np.median(totals)))
    quantity = table.quantity
    if unit == "reads" and quantity in ("unknown", "cell fraction"):
        quantity = "counts"
    elif unit == "ppm" and quantity == "unknown":
        quantity = "ppm"
    return Scale(unit, quantity)


def _unit(table: RawTable, middle: float) -> Unit:
    for unit, whole in WHOLE.items():
        if abs(middle / whole - 1) <= _ROOM:
            return unit
    whole_numbers = bool(np.array_equal(table.values, np.floor(table.values)))
    if (whole_numbers and middle >= _FEWEST_READS) or table.quantity == "counts":
        return "reads"
    if middle > 10 * WHOLE["%"]:
        return "reads"
    return "1" if middle < WHOLE["1"] else "%"


def check_totals(
    table: RawTable, totals: Floats, scale: Scale, samples: Sequence[int], source: Source
) -> None:
    """Check that the samples asked for add up to something, and to no more than the whole.

    Raises
    ------
    ProfileError
        A sample adds up to nothing, or to more than the whole (180 %).
    """
    asked = totals[list(samples)]
    ceiling = WHOLE[scale.unit] * (1 + _ROOM) if scale.unit in WHOLE else np.inf
    for position in np.flatnonzero((asked <= _NOTHING) | (asked > ceiling))[:1].tolist():
        sample = samples[position]
        line = table.lines[sample] if table.lines else None
        where = replace(source.where(line), sample=table.samples[sample])
        if asked[position] <= _NOTHING:
            raise ProfileError("total-zero", where=where)
        share = float(asked[position]) / WHOLE[scale.unit]
        raise ProfileError("total-off", where=where, share=share)
