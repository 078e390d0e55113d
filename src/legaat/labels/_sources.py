"""Where a label's text comes from: a file, a product of Open Food Facts, or a local extract."""

from __future__ import annotations

import gzip
import json
import math
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from legaat.errors import FileError, FormatError, InputError, RefusedError, Where, reason
from legaat.messages import Message

__all__ = [
    "MAX_BYTES",
    "LabelText",
    "barcode",
    "check_digit_fits",
    "find_barcode",
    "parse",
    "product_text",
    "read_off",
    "read_text",
]

MAX_BYTES: Final = 8_000_000
"""Largest file of one label or one product, in bytes."""

MAX_LINE: Final = 4_000_000
"""Longest line of an extract that is read, in bytes; one line is one product."""

_GZIP: Final = b"\x1f\x8b"
_LOOK_UP: Final = 256
"""Lines between two looks at the clock."""
_WITH_CHECK_DIGIT: Final = (8, 12, 13, 14)
_LANGS: Final = ("nl", "en", "de", "fr")
_HEADINGS: Final = {"nl": "Ingrediënten", "en": "Ingredients", "de": "Zutaten", "fr": "Ingrédients"}
_MAY: Final = {
    "nl": "Kan sporen bevatten van",
    "en": "May contain",
    "de": "Kann Spuren enthalten",
    "fr": "Peut contenir",
}


@dataclass(frozen=True, slots=True)
class LabelText:
    """The text of a label and what is known beside it.

    Attributes
    ----------
    text : str
    lang : str or None
        Language of the text, where the source says so.
    product : str or None
    barcode : str or None
    unsure : tuple of str
        Words of a photo that could hardly be read.
    """

    text: str
    lang: str | None = None
    product: str | None = None
    barcode: str | None = None
    unsure: tuple[str, ...] = ()


def read_text(path: Path) -> LabelText:
    """Read a label from a text file.

    Raises
    ------
    FileError
        It can't be opened.
    FormatError
        It isn't text.
    RefusedError
        It is too large.
    """
    data = _read(path)
    if b"\0" in data:
        raise FormatError("label-not-text", where=Where.file(path))
    try:
        return LabelText(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return LabelText(data.decode("cp1252", errors="replace"))


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise RefusedError(
                "label-file-too-large", where=Where.file(path), size=size, most=MAX_BYTES
            )
        with path.open("rb") as handle:
            return handle.read(MAX_BYTES + 1)[:MAX_BYTES]
    except OSError as error:
        raise FileError("label-file", where=Where.file(path), reason=reason(error)) from error


def read_off(path: Path, lang: str | None = None) -> LabelText:
    """Read a product of Open Food Facts from a JSON file.

    Parameters
    ----------
    path : Path
        An answer of the API, or one line of an export.
    lang : {"nl", "en", "de", "fr"}, optional
        Language that is preferred where the product has several.
    """
    return product_text(
        parse(_read(path).decode("utf-8", "replace"), Where.file(path)), lang, Where.file(path)
    )


def parse(text: str, where: Where) -> Mapping[str, Any]:
    """Return the fields of one product from its JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError("label-off", where=where, reason=str(error)[:200]) from error
    if isinstance(data, dict) and isinstance(data.get("product"), dict):
        data = data["product"]
    if not isinstance(data, dict):
        raise FormatError("label-off", where=where, reason=type(data).__name__)
    return data


def product_text(product: Mapping[str, Any], lang: str | None, where: Where) -> LabelText:
    """Make a label of a product's fields."""
    chosen = _language(product, lang)
    ingredients = _first(product, [f"ingredients_text_{chosen}", "ingredients_text"])
    name = _first(product, [f"product_name_{chosen}", "product_name"])
    about = _first(product, [f"generic_name_{chosen}", "generic_name"])
    if not ingredients and not name:
        raise FormatError("label-off", where=where, reason="ingredients_text")
    parts = [part.rstrip(". ") + "." for part in (name, about) if part]
    if ingredients:
        parts.append(f"{_HEADINGS[chosen]}: {ingredients.replace('_', ' ').rstrip('. ')}.")
    traces = _first(product, ["traces"]).replace("en:", "")
    if traces:
        parts.append(f"{_MAY[chosen]}: {traces}.")
    code = _first(product, ["code", "_id"])
    return LabelText("\n".join(parts), chosen, name or None, code or None)


def _language(product: Mapping[str, Any], lang: str | None) -> str:
    """Choose a language that the product has ingredients in."""
    own = str(product.get("lang") or product.get("lc") or "")
    for choice in (lang, own, *_LANGS):
        if choice in _LANGS and _first(product, [f"ingredients_text_{choice}"]):
            return str(choice)
    return own if own in _LANGS else (lang or "en")


def _first(product: Mapping[str, Any], keys: list[str]) -> str:
    for name in keys:
        value = product.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def barcode(code: str) -> str:
    """Return a barcode's digits.

    Raises
    ------
    InputError
        It isn't 8 to 14 digits.
    """
    digits = code.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 14):
        raise InputError("label-barcode", code=code[:40])
    return digits


def check_digit_fits(code: str) -> bool:
    """Whether the last digit of a barcode is the one that the others ask for.

    From the right, digits before it count 3, 1, 3, 1 …; together with it they make a multiple of
    ten (GS1 General Specifications, section 7.9). Numbers of another length than EAN-8, UPC-A,
    EAN-13 or GTIN-14 have no such digit, and fit.

    >>> check_digit_fits("8710400000006"), check_digit_fits("8710400000007")
    (True, False)
    """
    digits = [int(digit) for digit in barcode(code)]
    if len(digits) not in _WITH_CHECK_DIGIT:
        return True
    return sum(d * (1 + 2 * (n % 2)) for n, d in enumerate(reversed(digits))) % 10 == 0


def find_barcode(
    code: str, extract: Path, lang: str | None = None, seconds: float | None = None
) -> LabelText:
    """Find a product by its barcode in a local extract of Open Food Facts (JSONL, or gzip of it).

    The file is read line by line, so that its size doesn't matter.

    Parameters
    ----------
    code : str
    extract : Path
    lang : {"nl", "en", "de", "fr"}, optional
        Language that is preferred.
    seconds : float, optional
        Longest time to look, in seconds; as long as it takes where not given.

    Raises
    ------
    FileError
        The extract can't be read, or not in time.
    InputError
        The barcode isn't one, or isn't there.
    """
    digits = barcode(code)
    wanted = digits.lstrip("0")
    until = math.inf if seconds is None else time.monotonic() + seconds
    for number, line in enumerate(_lines(extract), start=1):
        if number % _LOOK_UP == 0 and time.monotonic() > until:
            raise FileError("label-extract-slow", where=Where(entry=extract.name))
        if wanted.encode() not in line:
            continue
        where = Where.file(extract, number)
        product = parse(line.decode("utf-8", "replace"), where)
        if _first(product, ["code", "_id"]).lstrip("0") == wanted:
            return product_text(product, lang, where)
    raise InputError("label-barcode-unknown", code=digits)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as packed:
            zipped = packed.read(2) == _GZIP
            packed.seek(0)
            with gzip.GzipFile(fileobj=packed) if zipped else packed as handle:
                while line := handle.readline(MAX_LINE):
                    yield line
    except (EOFError, zlib.error) as error:
        damaged = Message.of("errors.reason.damaged")
        raise FileError("label-file", where=Where.file(path), reason=damaged) from error
    except OSError as error:
        raise FileError("label-file", where=Where.file(path), reason=reason(error)) from error
