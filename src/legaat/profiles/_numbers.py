"""Numbers in text: one at a time with care, or a block of lines at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
MAX_VALUE: Final = 1e15
"""Above this no count or share makes sense; it also keeps sums exact and finite."""
MISSING: Final = frozenset({"na", "n/a", "nan", "null", "none", "inf", "-inf", "+inf", "infinity"})
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DOT, _ZERO, _COMMA = 46, 48, 44
_PLAIN_BYTES: Final = b"0123456789.eE+-"
_DIGITS: Final = 15
_POWERS: Final = 10.0 ** np.arange(23)


def number(cell: str, *, comma: bool = False) -> float:
    """Read one number; a percent sign behind it is left out.

    Raises
    ------
    ValueError
        It isn't a plain decimal number (``nan`` and ``inf`` aren't either).
    """
    text = cell.strip().removesuffix("%").rstrip()
    if comma:
        text = text.replace(".", "").replace(",", ".") if "," in text else text
    if not _NUMBER.fullmatch(text):
        raise ValueError(cell)
    return float(text)


def is_number(cell: str, *, comma: bool = False) -> bool:
    """Whether a cell is a plain decimal number."""
    try:
        number(cell, comma=comma)
    except ValueError:
        return False
    return True


def numbers(
    rests: Sequence[str],
    delimiter: str,
    width: int,
    bad_cell: Callable[[int, int, str], float],
    *,
    comma: bool = False,
) -> Floats:
    """Read a block of lines that hold nothing but numbers.

    Zeros and plain decimals of up to 15 digits are computed for the whole block at once: digits
    as an integer, divided by a power of ten. Both are exact in a double up to 2**53 and 10**22,
    so the quotient is the correctly rounded value, as ``float`` gives it. The rest goes through
    ``float``, and what that refuses cell by cell through `bad_cell`.

    Parameters
    ----------
    rests : sequence of str
        Each with exactly ``width - 1`` delimiters.
    bad_cell : callable of (row, column, text)
        Called for each cell that isn't a plain number; returns its value or raises.

    Returns
    -------
    ndarray, shape (len(rests), width)
    """
    body = delimiter.join(rests) + delimiter
    if comma:
        body = body.replace(",", ".")
    raw = body.encode()
    if delimiter != ",":
        raw = raw.replace(b",", b"?").replace(delimiter.encode(), b",")
    buffer = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero(buffer == _COMMA)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    out = np.zeros(ends.size)
    todo = np.flatnonzero(~_zeros(buffer, starts, ends, lengths))
    if todo.size:
        done = _plain(buffer, starts[todo], lengths[todo], out, todo)
        _others(raw, starts, ends, todo[~done], out, (rests, delimiter, width, bad_cell))
    return out.reshape(len(rests), width)


def _zeros(
    buffer: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.intp],
    ends: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.intp],
) -> npt.NDArray[np.bool_]:
    """Find the cells that read ``0`` or ``0.0``: most of a table of taxa."""
    short = (lengths == 1) | (
        (lengths == 3)
        & (buffer.take(ends - 1, mode="clip") == _ZERO)
        & (buffer.take(ends - 2, mode="clip") == _DOT)
    )
    zeros: npt.NDArray[np.bool_] = (buffer[starts] == _ZERO) & short
    return zeros


def _plain(
    buffer: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.intp],
    out: Floats,
    cells: npt.NDArray[np.intp],
) -> npt.NDArray[np.bool_]:
    """Compute the plain decimals; return which cells those were."""
    # At least one row, so that a block of empty cells goes through as well.
    width = max(int(min(lengths.max(), _DIGITS + 1)), 1)
    place = np.arange(width)[:, None]
    inside = place < lengths
    chars = buffer.take(starts + place, mode="clip")
    digits = chars - np.uint8(_ZERO)
    is_digit = (digits < 10) & inside
    is_dot = (chars == _DOT) & inside
    n_digits, n_dots = is_digit.sum(0), is_dot.sum(0)
    plain = (n_digits + n_dots == lengths) & (n_dots <= 1) & (n_digits > 0) & (n_digits <= _DIGITS)
    mantissa = np.zeros(starts.size, np.int64)
    for row in range(width):
        mantissa = np.where(is_digit[row], mantissa * 10 + digits[row], mantissa)
    decimals = np.where(n_dots == 1, lengths - 1 - is_dot.argmax(0), 0)[plain]
    out[cells[plain]] = mantissa[plain] / _POWERS[decimals]
    done: npt.NDArray[np.bool_] = plain
    return done


def _others(
    raw: bytes,
    starts: npt.NDArray[np.intp],
    ends: npt.NDArray[np.intp],
    cells: npt.NDArray[np.intp],
    out: Floats,
    context: tuple[Sequence[str], str, int, Callable[[int, int, str], float]],
) -> None:
    """Read what is left with ``float``; cells with other characters one by one."""
    rests, delimiter, width, bad_cell = context
    for cell in cells.tolist():
        text = raw[starts[cell] : ends[cell]]
        try:
            # What isn't plain is made unreadable: float() also takes "1_0", "nan" and blanks.
            out[cell] = float(text if not text.translate(None, _PLAIN_BYTES) else b"?")
        except ValueError:
            row, column = divmod(cell, width)
            out[cell] = bad_cell(row, column, rests[row].split(delimiter)[column])
