"""What every reader hands over: samples, taxa as the file writes them, and one matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from legaat.errors import FormatError, InputError, ProfileError, RefusedError, Where
from legaat.messages import Speakable
from legaat.profiles._lineage import Lineage, is_unclassified, lineage_of
from legaat.profiles._numbers import MAX_VALUE, MISSING, Floats, number
from legaat.profiles._profile import Method, Quantity
from legaat.profiles._source import Source
from legaat.profiles._unpack import FREE_BYTES

Unit: TypeAlias = Literal["%", "1", "reads", "ppm"]
NO_PARENT = -1
_CELL_BYTES: Final = 8
_DEEPEST: Final = 60
"""More levels than any lineage has."""


@dataclass(frozen=True, slots=True)
class RawTaxon:
    """One taxon as the file has it.

    Attributes
    ----------
    label : str
        The name or lineage as written, for messages.
    lineage : Lineage
        Its levels and names, highest first; empty where nothing is named.
    line : int or None
        Where it stands in the file.
    taxid : int or None
        NCBI taxid, where it is safe to use it as a key (never in MetaPhlAn's files).
    unclassified : bool
        It stands for what the method could not name.
    """

    label: str
    lineage: Lineage
    line: int | None = None
    taxid: int | None = None
    unclassified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """All samples of a file, before names are resolved and shares computed.

    Attributes
    ----------
    samples : tuple of str
    taxa : tuple of RawTaxon
    values : ndarray, shape (samples, taxa)
        Never negative, never NaN, in the file's own unit.
    parents : tuple of int or None
        For rows that repeat those below them: the index of the taxon above, or -1. None where
        each row stands for itself.
    cumulative : bool or None
        Whether a parent's value includes those below it; None: find out.
    layered : bool
        Ranks stand together without links: rows of another rank repeat those of the rank used.
    ambiguous_above : bool
        What is named only above the rank is an artefact of the method (reads that fit several
        species), not other taxa, and is left out.
    unit, quantity, method, tool, database
        What the format itself says; `unit` None means find out.
    n_reads : tuple of int or None
        Depth per sample, where the file tells it.
    lines : tuple of int or None
        Line of each sample, in files with a sample a line.
    notes : tuple of Speakable
        What the reader wants to have said.
    """

    samples: tuple[str, ...]
    taxa: tuple[RawTaxon, ...]
    values: Floats
    parents: tuple[int, ...] | None = None
    cumulative: bool | None = None
    layered: bool = False
    ambiguous_above: bool = False
    unit: Unit | None = None
    quantity: Quantity = "unknown"
    method: Method = "unknown"
    tool: str | None = None
    database: str | None = None
    n_reads: tuple[int | None, ...] | None = None
    lines: tuple[int | None, ...] | None = None
    notes: tuple[Speakable, ...] = ()


def clean_name(raw: str, source: Source, line: int | None = None) -> str:
    """Tidy blanks in a name and check that it can be shown.

    Raises
    ------
    RefusedError, FormatError
        It is absurdly long, or holds characters that can't be printed.
    """
    name = " ".join(raw.split())
    if len(name) > source.settings.max_name_chars:
        where = source.where(line, name[:60] + "…" if name[:60].isprintable() else None)
        raise RefusedError("name-too-long", where=where, limit=source.settings.max_name_chars)
    if not name.isprintable():
        shown = "".join(ch if ch.isprintable() else "?" for ch in name[:60])
        raise FormatError("name-unprintable", where=source.where(line, shown))
    return name


def taxon(
    label: str, source: Source, line: int | None = None, *, taxid: int | None = None
) -> RawTaxon:
    """Make a taxon from a name or lineage as written."""
    name = clean_name(label, source, line)
    if is_unclassified(name):
        return RawTaxon(name or "-", (), line, taxid, unclassified=True)
    return RawTaxon(name, lineage_of(name), line, taxid)


def taxid_of(text: str) -> int | None:
    """Read an NCBI taxid; None where the text isn't one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def amount(cell: str, where: Where, *, comma: bool = False) -> float:
    """Read the amount in a cell and check it.

    Raises
    ------
    FormatError
        It isn't a number.
    ProfileError
        It is negative, missing (NaN), or impossibly large.
    """
    try:
        value = number(cell, comma=comma)
    except ValueError as error:
        raise bad_amount(cell, where) from error
    if value < 0 or value > MAX_VALUE:
        raise bad_amount(cell, where)
    return value


def bad_amount(cell: str, where: Where) -> InputError:
    """Say what is wrong with the amount in a cell."""
    low = cell.strip().lower()
    if low in MISSING or not low:
        return ProfileError("value-missing", where=where)
    shown = "".join(ch if ch.isprintable() else "?" for ch in cell[:40])
    try:
        value = number(cell)
    except ValueError:
        return FormatError("value-not-number", where=where, value=shown)
    return ProfileError(
        "value-negative" if value < 0 else "value-too-large", where=where, value=shown
    )


def parents_of(paths: Sequence[tuple[str, ...]]) -> tuple[int, ...] | None:
    """Find for each path the longest shorter one that starts it; None where none does."""
    index: dict[tuple[str, ...], int] = {}
    for position, path in enumerate(paths):
        if path:
            index.setdefault(path, position)
    parents = [NO_PARENT] * len(paths)
    for position, path in enumerate(paths):
        for length in range(len(path) - 1, 0, -1):
            found = index.get(path[:length])
            if found is not None and found != position:
                parents[position] = found
                break
    return tuple(parents) if any(parent != NO_PARENT for parent in parents) else None


def path_of(text: str) -> tuple[str, ...]:
    """Cut a lineage into its pieces, blank ones at the end left out."""
    separator = "|" if "|" in text else ";"
    pieces = [piece.strip() for piece in text.split(separator)]
    if len(pieces) > _DEEPEST:
        return (text,)
    while pieces and not pieces[-1].strip("_ ").removeprefix("D_"):
        pieces.pop()
    return tuple(pieces)


def check_cells(shape: tuple[int, int], source: Source) -> None:
    """Refuse a table that would not fit in memory, or that is far larger than its file."""
    limit = source.settings.max_cells
    if shape[0] * shape[1] > limit:
        raise RefusedError("too-many-cells", where=source.where(), limit=limit)
    check_growth(shape[0] * shape[1] * _CELL_BYTES, len(source.data), source)


def check_growth(size: int, packed: int, source: Source, entry: str | None = None) -> None:
    """Refuse what takes far more memory than its file is large (a sparse or packed bomb).

    Parameters
    ----------
    size, packed : int
        Bytes in memory, and bytes in the file.
    source : Source
    entry : str, optional
        Which part, for the message.
    """
    settings = source.settings
    steep = size > FREE_BYTES and size > packed * settings.max_expansion
    if steep or size > settings.max_expanded_bytes:
        raise RefusedError("grows-too-far", where=source.where(entry=entry), size=size // 1024**2)


def duplicate(label: str, first: int | None, second: int | None, source: Source) -> ProfileError:
    """Say that a taxon stands twice in one sample, naming both places."""
    lines = f"{first}, {second}" if first is not None and second is not None else "-"
    where = source.where(second, label[:120])
    return ProfileError("duplicate-taxon", where=where, taxon=label[:120], lines=lines)
