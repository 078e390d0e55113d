"""The registry of readers: one decorator, one sniffer and one reader a format."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from typing import Final, TypeAlias

from legaat.errors import FormatError, InputError, UsageError, Where
from legaat.messages import Message, Speakable
from legaat.profiles._numbers import is_number
from legaat.profiles._profile import Method
from legaat.profiles._raw import RawTable
from legaat.profiles._source import Kind, Source
from legaat.profiles._text import lines_of, sniff_delimiter, take_hint, text_of

HEAD_BYTES: Final = 64 * 1024
_HEAD_LINES: Final = 5
SURE_ENOUGH: Final = 0.3
"""Below this confidence a format isn't recognised."""


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, as sniffers see it.

    Attributes
    ----------
    kind : {"text", "json", "hdf5", "archive"}
    text : str
        About 64 kB; empty for binary kinds.
    lines : tuple of str
        Lines that aren't blank.
    rows : tuple of tuple of str
        Those lines cut into cells, comment lines left out.
    """

    kind: Kind
    text: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """A format that can be read.

    Attributes
    ----------
    id : str
        What ``--format`` takes.
    title : Speakable
        Its name in words.
    example : str
        The first lines of such a file.
    method : {"shotgun", "16S", "unknown"}
        How such files are usually measured.
    """

    id: str
    title: Speakable
    example: str
    method: Method


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for beside the file.

    Attributes
    ----------
    mapping : mapping of str to str or int, or None
    taxonomy : path or None
        A second file with the taxon of each feature.
    progress : callable of float
        Told the part done, 0 to 1.
    """

    mapping: Mapping[str, str | int] | None = None
    taxonomy: str | PathLike[str] | None = None
    progress: Callable[[float], None] = lambda _done: None


Sniff: TypeAlias = Callable[[Head], float]
Read: TypeAlias = Callable[[Source, Request], RawTable]


@dataclass(frozen=True, slots=True)
class Reader:
    """A format with its sniffer and its reader."""

    info: FormatInfo
    sniff: Sniff
    read: Read


def reader(
    format_id: str, *, example: str, sniff: Sniff, method: Method = "unknown"
) -> Callable[[Read], Reader]:
    """Make a reader from a function of (source, request).

    Parameters
    ----------
    format_id : str
        Its title stands in the catalogue under ``reading.format.<id>``.
    example : str
        The exact first lines of such a file.
    sniff : callable
        Takes a `Head`, returns a confidence from 0 to 1.
    """

    def register(read: Read) -> Reader:
        title = Message.of(f"reading.format.{format_id}")
        return Reader(FormatInfo(format_id, title, example, method), sniff, read)

    return register


def head_of(source: Source) -> Head:
    """Take the beginning of a file: about 64 kB, and at least five lines."""
    if source.kind in ("hdf5", "archive"):
        return Head(source.kind)
    text = text_of(source, _first_part(source.data))
    lines = lines_of(source, text)
    hint = take_hint(lines)
    lines = [line for line in lines if line.strip()]
    if source.kind == "json":
        return Head("json", text, tuple(lines))
    delimiter = hint or sniff_delimiter(lines)
    body = [line for line in lines if not line.startswith("#")]
    rows = [_cells(line, delimiter) for line in body if line.strip(f'{delimiter} "')]
    return Head("text", text, tuple(lines), tuple(rows))


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    """Cut a line leniently: what is wrong with it, the reader will say."""
    cells = line.split(delimiter)
    if '"' in line:
        with suppress(csv.Error):
            cells = next(iter(csv.reader([line], delimiter=delimiter)), cells)
    return tuple(cell.strip(' "') for cell in cells)


def numeric(cell: str) -> bool:
    """Whether a cell is a number, with a decimal point or comma."""
    return is_number(cell) or is_number(cell, comma=True)


def _first_part(data: bytes) -> bytes:
    """Cut at a line end, so that no character is cut in two."""
    end, lines = 0, 0
    while lines < _HEAD_LINES or end < HEAD_BYTES:
        found = data.find(b"\n", end)
        if found < 0:
            return data
        end, lines = found + 1, lines + 1
    if data.startswith(b"\xff\xfe") or data[1:2] == b"\0":
        end += 1  # the second half of a UTF-16 line end
    return data[:end]


def choose(readers: Sequence[Reader], source: Source) -> tuple[Reader, float]:
    """Ask every sniffer and take the surest.

    Raises
    ------
    FormatError
        None is sure enough.
    """
    head = head_of(source)
    scored = [(one.sniff(head), one) for one in readers]
    confidence, best = max(scored, key=lambda pair: pair[0])
    if confidence < SURE_ENOUGH:
        first = next(iter(head.lines), "")[:80]
        shown = "".join(ch if ch.isprintable() else " " for ch in first) or head.kind
        raise FormatError("format-unknown", where=source.where(), first=shown)
    return best, min(confidence, 1.0)


def by_id(readers: Sequence[Reader], format_id: str) -> Reader:
    """Find a format by its id.

    Raises
    ------
    UsageError
        There is no such format; names the nearest.
    """
    for one in readers:
        if one.info.id == format_id:
            return one
    ids = [one.info.id for one in readers]
    near = difflib.get_close_matches(format_id.lower(), ids, n=3, cutoff=0.3) or ids[:3]
    where = Where(entry="--format")
    raise UsageError("format-name", where=where, name=format_id[:60], near=", ".join(near))


def located(error: InputError, source: Source) -> InputError:
    """Add the file to an error that doesn't name it yet."""
    moved = error.at(path=source.path)
    return moved if isinstance(moved, InputError) else error
