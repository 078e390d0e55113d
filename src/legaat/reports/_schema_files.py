"""The JSON Schemas in the package."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

from legaat.errors import UsageError, Where

__all__ = ["SCHEMAS", "schema"]

SCHEMAS: Final = (
    "advice", "comparison", "diet", "label", "person", "plan", "report", "simulation", "weeks",
)  # fmt: skip
"""What Legaat reads of a person and of a diet, and what it writes."""


def schema(name: str) -> dict[str, Any]:
    """Return a JSON Schema (Draft 2020-12) that comes with Legaat.

    Parameters
    ----------
    name : str
        One of `SCHEMAS`.

    Raises
    ------
    legaat.errors.UsageError
        There is no schema of that name.
    """
    if name not in SCHEMAS:
        known = ", ".join(SCHEMAS)
        raise UsageError("unknown-schema", where=Where(entry=name), known=known)
    path = resources.files("legaat").joinpath("schemas", f"{name}.schema.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
