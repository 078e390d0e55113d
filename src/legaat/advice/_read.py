"""Reading a person file: hostile until parsed."""

from __future__ import annotations

import json
import re
import tomllib
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final

from legaat.advice._person import Person
from legaat.errors import FileError, LegaatError, PersonError, RefusedError, Where, reason

__all__ = ["MAX_BYTES", "read_person"]

MAX_BYTES: Final = 64 * 1024
"""Largest person file that is read, in bytes; a full one is about 1 KiB."""


def read_person(path: str | PathLike[str]) -> Person:
    """Read a person from TOML, or JSON of the same shape; see :meth:`Person.read`."""
    text = _text(Path(path))
    data = _parse(Path(path), text)
    try:
        return Person.from_dict(data)
    except LegaatError as error:
        raise error.at(path=fspath(path), line=_line(text, error)) from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(
            "person-unreadable", where=Where.file(path), reason=reason(error)
        ) from error
    if len(raw) > MAX_BYTES:
        raise RefusedError("person-too-large", where=Where.file(path), most=MAX_BYTES // 1024)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PersonError("person-not-text", where=Where.file(path, line)) from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    as_json = path.suffix.lower() == ".json" or text.lstrip()[:1] == "{"
    try:
        data = json.loads(text) if as_json else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise PersonError("person-bad-json", where=Where.file(path, error.lineno)) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PersonError("person-bad-toml", where=Where.file(path, line)) from error
    except (RecursionError, ValueError) as error:
        # Nested beyond measure, or a number with thousands of digits.
        raise PersonError("person-bad-shape", where=Where.file(path)) from error
    if not isinstance(data, dict):
        raise PersonError("person-bad-shape", where=Where.file(path))
    return data


def _line(text: str, error: LegaatError) -> int | None:
    """Find the line an error speaks of: the word where there is one, else the key."""
    lines = text.splitlines()
    key = error.where.entry
    if key is None:
        return None
    start = next(
        (
            i
            for i, line in enumerate(lines)
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=:]", line)
        ),
        None,
    )
    word = error.params.get("word")
    if start is not None and isinstance(word, str):
        for i, line in enumerate(lines[start:], start):
            if word in line:
                return i + 1
    return None if start is None else start + 1
