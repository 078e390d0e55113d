"""Which fibres a taxon lives on, as far as a source was seen that says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, TypeAlias

Fibre: TypeAlias = Literal[
    "inulin", "galacto-oligosaccharides", "resistant starch", "pectin", "beta-glucan",
    "arabinoxylan",
]  # fmt: skip

FILE: Final = "feeds.json"


@dataclass(frozen=True, slots=True)
class Feed:
    """A fibre that a taxon grows on.

    Attributes
    ----------
    taxon : str
    fibre : str
    check : {"read", "recalled"}
        Whether the statement was read in the source, or the source was seen and the statement
        recalled.
    citations : tuple of str
        Ids; `legaat.reference.sources` gives the citations.
    """

    taxon: str
    fibre: Fibre
    check: Literal["read", "recalled"]
    citations: tuple[str, ...]


def feeds(taxon: str) -> tuple[Feed, ...]:
    """Return the fibres that a species, or species of a genus, lives on.

    Parameters
    ----------
    taxon : str
        Current name of a species or a genus. A genus gets a fibre when at least one of its
        species in the table grows on it and none is known not to.

    Returns
    -------
    tuple of Feed
        Empty where no source was seen.
    """
    return _by_taxon().get(taxon, ())


@cache
def _by_taxon() -> Mapping[str, tuple[Feed, ...]]:
    found: dict[str, tuple[Feed, ...]] = {}
    for row in feeds_data()["feeds"]:
        feed = Feed(row["taxon"], row["fibre"], row["check"], tuple(row["citations"]))
        found[feed.taxon] = (*found.get(feed.taxon, ()), feed)
    return found


@cache
def feeds_data() -> Mapping[str, Any]:
    """Return the packaged table: ``feeds`` and their ``citations``."""
    file = resources.files("legaat").joinpath("reference", "data", FILE)
    found: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return found
