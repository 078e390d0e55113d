"""Points that may be decimals or thousands: asked about, not guessed."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from legaat.errors import FormatError
from legaat.profiles._raw import RawTable
from legaat.profiles._scale import WHOLE
from legaat.profiles._source import Source
from legaat.profiles._text import text_of

_DECIMAL: Final = re.compile(
    r"""(?:^|[\t;,|" ])(\d+\.[\d.]+)(?=[ ]*%?[ ]*(?:[\t;,|"\r\n]|$))""", re.MULTILINE
)
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_NEAR: Final = 0.02


def check_points(table: RawTable, source: Source) -> None:
    """Refuse counts such as 12.345 beside 950, which could be thousands or decimals.

    They are ambiguous where every number with a point looks like thousands, whole numbers stand
    beside them, and the totals, read as decimals, are not those of a whole.

    Raises
    ------
    FormatError
        Names the first such number.
    """
    example = _all_like_thousands(text_of(source))
    if example is None:
        return
    whole = table.values[(table.values > 0) & (table.values == np.floor(table.values))]
    middle = float(np.median(table.values.sum(axis=1)))
    fits = any(abs(middle / total - 1) <= _NEAR for total in WHOLE.values())
    if whole.size and not fits:
        line, shown = example
        raise FormatError("ambiguous-point", where=source.where(line), example=shown)


def _all_like_thousands(text: str) -> tuple[int, str] | None:
    """Return line and text of the first number with a point, if all could be thousands."""
    first: re.Match[str] | None = None
    for found in _DECIMAL.finditer(text):
        if not _THOUSANDS.fullmatch(found.group(1)):
            return None
        first = first or found
    if first is None:
        return None
    return text[: first.start(1)].count("\n") + 1, first.group(1)
