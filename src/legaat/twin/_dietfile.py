"""A day in grams as a file: TOML, small, every key known, nothing trusted.

::

    schema = "legaat.diet/1"
    name = "my day"

    [eaten]                # grams a day, foods or nutrients, Dutch or English
    volkorenbrood = 200
    inulin = 5
"""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from legaat.errors import DietError, FileError, Where
from legaat.twin._diet import Diet
from legaat.twin._shipped import eats, foods

SCHEMA: Final = "legaat.diet/1"
_KEYS: Final = ("schema", "name", "eaten")
_MAX_BYTES: Final = 256 * 1024
_MAX_ROWS: Final = 500
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,64}")


def read_grams(path: Path) -> Diet:
    """Read what a person eats in a day.

    Parameters
    ----------
    path : Path
        A ``.toml`` file.

    Raises
    ------
    FileError
        It isn't there.
    DietError
        It isn't of that form, names something unknown, or holds an amount that is none.
    """
    if not path.is_file():
        raise FileError("file-missing", where=Where.file(path))
    if path.stat().st_size > _MAX_BYTES:
        raise DietError("diet-toml", where=Where.file(path), why="-")
    try:
        tree = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # no text, no TOML, or a number too long
        raise DietError("diet-toml", where=Where.file(path), why=str(error)[:120]) from error
    for key in tree:
        if key not in _KEYS:
            near = ", ".join(get_close_matches(key, _KEYS, 1, 0.0))
            raise DietError("diet-key", where=Where.file(path, entry=key[:80]), near=near)
    name = tree.get("name", path.stem)
    if tree.get("schema") != SCHEMA or not isinstance(name, str) or not _NAME.fullmatch(name):
        raise DietError("diet-toml", where=Where.file(path), why=f'schema = "{SCHEMA}"')
    eaten = tree.get("eaten")
    if not isinstance(eaten, dict) or not 0 < len(eaten) <= _MAX_ROWS:
        raise DietError("diet-toml", where=Where.file(path), why="[eaten]")
    return foods({word: _grams(word, value, path) for word, value in eaten.items()}, name)


def _grams(word: str, value: Any, path: Path) -> float:
    where = Where.file(path, entry=word[:80])
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DietError("diet-amount", where=where)
    if not 0 <= value <= 1e5:  # NaN too is refused here
        raise DietError("diet-amount", where=where)
    try:
        eats(word, 1.0)
    except DietError as error:
        raise DietError("food-unknown", where=where, **error.params) from error
    return float(value)
