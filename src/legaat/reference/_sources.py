"""The sources of the references."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from legaat.knowledge import Citation
from legaat.reference._feeds import feeds_data


@cache
def sources() -> Mapping[str, Citation]:
    """Return the sources of the references, by citation id."""
    file = resources.files("legaat").joinpath("reference", "data", "citations.json")
    rows = {**json.loads(file.read_text("utf-8")), **feeds_data()["citations"]}
    found = {key: Citation(key, **row, verified="yes") for key, row in rows.items()}
    return MappingProxyType(found)
