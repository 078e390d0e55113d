"""The sources of the references."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Source:
    """A published source; what was not seen stays None.

    Attributes
    ----------
    authors, title, journal : str
    year : int
    doi, pmid : str or None
    """

    authors: str
    title: str
    journal: str
    year: int
    doi: str | None
    pmid: str | None


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources of the references, by citation id."""
    file = resources.files("legaat").joinpath("reference", "data", "citations.json")
    rows = json.loads(file.read_text("utf-8"))
    return MappingProxyType({key: Source(**row) for key, row in rows.items()})
