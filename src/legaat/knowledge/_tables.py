"""Reading one of the shipped tables, and its sentences."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, TypeAlias

from legaat.messages import Text

__all__ = ["Row", "table", "text", "texts"]

Row: TypeAlias = dict[str, Any]


def table(name: str) -> list[Row]:
    """Return the rows of one table as they lie in the package."""
    path = resources.files("legaat.knowledge").joinpath("data", f"{name}.json")
    rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def text(pair: Row) -> Text:
    """Return a sentence in both languages."""
    return Text(nl=pair["nl"], en=pair["en"])


def texts(pairs: list[Row]) -> tuple[Text, ...]:
    """Return sentences in both languages."""
    return tuple(text(pair) for pair in pairs)
