"""Many lines of numbers at once: the body of every table with more than one sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from legaat.errors import FormatError, InputError, RefusedError
from legaat.profiles._numbers import MAX_VALUE, Floats, numbers
from legaat.profiles._raw import amount, bad_amount, check_cells
from legaat.profiles._text import Grid

_BLOCK: Final = 64
"""Lines a block: enough to work on at once, few enough to stay in the processor's cache."""


class Body:
    """Reads the lines of a table below its header.

    Parameters
    ----------
    grid : Grid
    columns : sequence of str
        Names of the number columns, for messages.
    lead, trail : int
        Cells before and behind the numbers.
    apart : set of int
        Columns that hold no amounts: whatever stands there is read as 0.
    """

    def __init__(
        self,
        grid: Grid,
        columns: Sequence[str],
        lead: int = 1,
        trail: int = 0,
        *,
        apart: frozenset[int] = frozenset(),
    ) -> None:
        self.grid = grid
        self.columns = columns
        self.lead = lead
        self.trail = trail
        self.apart = apart
        self.blanks = 0
        check_width(len(columns), grid)

    def read(
        self, lines: Sequence[int], progress: Callable[[float], None]
    ) -> tuple[list[list[str]], Floats]:
        """Return the cells around the numbers, and the numbers.

        Parameters
        ----------
        lines : sequence of int
            Line numbers, from 1.

        Returns
        -------
        cells : list of list of str
            For each line, those in front and then those behind.
        values : ndarray, shape (lines, columns)

        Raises
        ------
        FormatError, ProfileError
            A line has too few or too many cells, or a cell isn't an amount; names the place.
        """
        check_cells((len(lines), len(self.columns)), self.grid.source)
        values = np.empty((len(lines), len(self.columns)))
        around: list[list[str]] = []
        for start in range(0, len(lines), _BLOCK):
            block = lines[start : start + _BLOCK]
            cut = [self._cut(line) for line in block]
            around.extend(cells for cells, _ in cut)
            values[start : start + len(block)] = self._numbers(block, [rest for _, rest in cut])
            progress((start + len(block)) / len(lines))
        return around, values

    def amount(self, cell: str, line: int) -> float:
        """Read one amount in the first column."""
        return amount(cell, self.grid.where(line, self._name(0)), comma=self.grid.comma)

    def _cut(self, line: int) -> tuple[list[str], str]:
        text, delimiter = self.grid.lines[line - 1], self.grid.delimiter
        if '"' in text:
            cells = self.grid.split(text, line)
            end = len(cells) - self.trail
            numbers_ = [
                "0" if at in self.apart else self._unquoted(cell, line)
                for at, cell in enumerate(cells[self.lead : end])
            ]
            rest = delimiter.join(numbers_)
            around = cells[: self.lead] + cells[end:]
        else:
            parts = text.split(delimiter, self.lead)
            behind = parts.pop().rsplit(delimiter, self.trail) if len(parts) > self.lead else [""]
            rest = behind[0]
            around = [cell.strip() for cell in (*parts, *behind[1:])]
        return around, self._fitted(rest, line, len(around))

    def _unquoted(self, cell: str, line: int) -> str:
        if self.grid.delimiter not in cell:
            return cell
        return str(amount(cell, self.grid.where(line), comma=self.grid.comma))

    def _fitted(self, rest: str, line: int, n_around: int) -> str:
        delimiter, wanted = self.grid.delimiter, len(self.columns)
        found = rest.count(delimiter) + 1
        if found > wanted:
            # Excel keeps empty cells behind the last one.
            cells = rest.split(delimiter)
            if not any(cell.strip() for cell in cells[wanted:]):
                return delimiter.join(cells[:wanted])
        if found != wanted or n_around != self.lead + self.trail:
            extra = self.lead + self.trail
            where = self.grid.where(line)
            raise FormatError("ragged", where=where, found=found + extra, wanted=wanted + extra)
        return rest

    def _numbers(self, block: Sequence[int], rests: list[str]) -> Floats:
        def bad_cell(row: int, column: int, cell: str) -> float:
            if column in self.apart:
                return 0.0
            if not cell.strip():
                self.blanks += 1
                return 0.0
            where = self.grid.where(block[row], self._name(column))
            return amount(cell, where, comma=self.grid.comma)

        width = len(self.columns)
        # Quoted cells between commas have their decimal point by now.
        comma = self.grid.comma and self.grid.delimiter != ","
        values = numbers(rests, self.grid.delimiter, width, bad_cell, comma=comma)
        if self.apart:
            values[:, list(self.apart)] = 0.0
        if values.min() < 0 or values.max() > MAX_VALUE:
            row, column = np.argwhere((values < 0) | (values > MAX_VALUE))[0].tolist()
            raise self._bad(block[row], column, float(values[row, column]))
        return values

    def _bad(self, line: int, column: int, value: float) -> InputError:
        return bad_amount(repr(value), self.grid.where(line, self._name(column)))

    def _name(self, column: int) -> str:
        return self.columns[column][:120] or f"#{column + self.lead + 1}"


def check_width(width: int, grid: Grid) -> None:
    """Refuse a table with an absurd number of columns, or with none.

    Raises
    ------
    RefusedError, FormatError
    """
    if width < 1:
        raise FormatError("no-rows", where=grid.where())
    limit = grid.source.settings.max_columns
    if width > limit:
        raise RefusedError("too-many-columns", where=grid.where(), limit=limit)
