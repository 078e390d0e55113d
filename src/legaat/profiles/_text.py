"""Text tables as people save them: encodings, line ends, delimiters, quotes, decimal commas."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from legaat.errors import FormatError, RefusedError, Where
from legaat.profiles._source import Source

DELIMITERS: Final = ("\t", ";", ",", "|")
_SAMPLE_LINES: Final = 200
_LOOK: Final = 10_000
_PIPED: Final = re.compile(r"\|[a-z]__")
_EXCEL_HINT: Final = re.compile(r"sep=([\t;,|])$")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, taken apart; `line` counts from 1 as editors do."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A text file, line by line.

    Attributes
    ----------
    source : Source
    lines : list of str
        Without line ends; ``lines[0]`` is line 1 of the file.
    delimiter : str
    comma : bool
        Numbers are written with a decimal comma.
    """

    source: Source
    lines: list[str]
    delimiter: str
    comma: bool

    def where(self, line: int | None = None, entry: str | None = None) -> Where:
        """Name a place in this file."""
        return self.source.where(line, entry)

    def split(self, text: str, line: int | None = None) -> list[str]:
        """Take one line apart, quotes respected, blanks around cells removed."""
        if '"' not in text:
            return [cell.strip() for cell in text.split(self.delimiter)]
        try:
            rows = list(csv.reader([text], delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            raise FormatError("bad-quotes", where=self.where(line)) from error
        return [cell.strip() for cell in rows[0]]

    def rows(self, first: int = 1) -> Iterator[Row]:
        """Yield each line that isn't blank, from line `first` on."""
        for line in self.filled(first):
            yield Row(line, self.split(self.lines[line - 1], line))

    def filled(self, first: int = 1) -> Iterator[int]:
        """Yield the number of each line that holds more than delimiters and blanks."""
        nothing = f'{self.delimiter} \t"\u00a0'
        for line in range(max(first, 1), len(self.lines) + 1):
            if self.lines[line - 1].strip(nothing):
                yield line


def text_of(source: Source, data: bytes | None = None) -> str:
    """Decode the file: UTF-8 with or without a mark, or UTF-16 as Excel writes it.

    Line ends of Windows and of old Macs become those of everybody else.

    Raises
    ------
    FormatError
        It is binary, or in another encoding.
    """
    data = source.data if data is None else data
    wide = _utf16(data)
    if wide is None and b"\0" in data:
        raise FormatError("file-binary", where=source.where())
    try:
        text = data.decode(wide or "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError("file-not-utf8", where=source.where(line)) from error
    if wide is not None and "\0" in text:
        raise FormatError("file-binary", where=source.where())
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _utf16(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:200]
    if len(head) < 4 or b"\0" not in head:
        return None
    if head[1::2].count(0) > 0.8 * len(head[1::2]) and 0 not in head[::2]:
        return "utf-16-le"
    return (
        "utf-16-be" if head[::2].count(0) > 0.8 * len(head[::2]) and 0 not in head[1::2] else None
    )


def lines_of(source: Source, text: str) -> list[str]:
    """Split a decoded text into lines, within the limits."""
    lines = text.split("\n")
    settings = source.settings
    if len(lines) > settings.max_rows + 1_000:
        raise RefusedError("too-many-rows", where=source.where(), limit=settings.max_rows)
    longest = max(lines, key=len)
    if len(longest) > settings.max_line_chars:
        where = source.where(lines.index(longest) + 1)
        raise RefusedError("line-too-long", where=where, limit=settings.max_line_chars)
    return lines


def grid_of(source: Source, data: bytes | None = None, delimiter: str | None = None) -> Grid:
    """Decode, split, and find out how cells and numbers are written."""
    text = text_of(source, data)
    lines = lines_of(source, text)
    hint = take_hint(lines)
    delimiter = delimiter or hint or sniff_delimiter(lines)
    return Grid(source, lines, delimiter, _decimal_comma(source, text, delimiter))


def take_hint(lines: list[str]) -> str | None:
    """Blank the line ``sep=;`` that Excel understands, and return its delimiter."""
    hint = _EXCEL_HINT.match(lines[0].strip('"').lower()) if lines else None
    if hint:
        lines[0] = ""
    return hint.group(1) if hint else None


def sniff_delimiter(lines: Sequence[str]) -> str:
    """Choose the delimiter that cuts most lines into the same number of cells.

    Lineages hold ``;`` and ``|`` themselves, so a delimiter that cuts all lines alike wins, and
    at a tie the one that is least used in names.
    """
    sample = [line for line in lines[:_SAMPLE_LINES] if line.strip() and line[0] not in "#@"]
    sample = sample or [line for line in lines[:_SAMPLE_LINES] if line.strip()]
    best, chosen = 0.0, ","
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in sample)
        counts.pop(0, None)
        if delimiter == "|" and any(_PIPED.search(line) for line in sample):
            continue
        if counts:
            score = counts.most_common(1)[0][1] / len(sample)
            # A tab is hardly ever part of a name, so that a few ragged lines don't matter.
            score += 0.5 * (delimiter == "\t")
            if score > best + 1e-9:
                best, chosen = score, delimiter
    return chosen


def _decimal_comma(source: Source, text: str, delimiter: str) -> bool:
    """Tell whether numbers are written with a comma; ``1,234`` alone can't be told apart."""
    quoted = delimiter == ","
    if "," not in text or (quoted and '"' not in text):
        return False
    found = [m.group(1) for m in islice(_cells_like(",", delimiter, text, quoted=quoted), _LOOK)]
    if not found:
        return False
    if all(_THOUSANDS.fullmatch(number) for number in found):
        line = text[: text.index(found[0])].count("\n") + 1
        raise FormatError("ambiguous-comma", where=source.where(line), example=found[0])
    point = next(_cells_like(".", delimiter, text, quoted=False), None)
    if point is not None:
        line = text[: point.start()].count("\n") + 1
        raise FormatError("mixed-decimals", where=source.where(line), example=found[0])
    return True


def _cells_like(sign: str, delimiter: str, text: str, *, quoted: bool) -> Iterator[re.Match[str]]:
    """Find cells that hold nothing but a number with this decimal sign."""
    edge = re.escape(delimiter)
    start, end = ('"', '"') if quoted else (f'(?:^|{edge}|")', f'(?=[ ]*%?[ ]*(?:{edge}|"|$))')
    number = rf"[ ]*([+-]?\d+{re.escape(sign)}\d+)(?:[eE][+-]?\d+)?"
    return re.finditer(start + number + end, text, re.MULTILINE)
