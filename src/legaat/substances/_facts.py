"""The tables of facts: who makes what, how that was checked, and where it stands.

``data/makers.tsv`` holds a row per species and substance, non-makers included, so that "makes
none" and "we don't know" stay two things. ``data/genus_makers.tsv`` holds what a genus is worth,
worked out from its species. Both are built by ``scripts/build_substances.py``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from legaat.errors import KnowledgeError, Where
from legaat.knowledge import Citation
from legaat.substances._types import Check

Strength: TypeAlias = Literal["major", "minor", "condition", "no", "unknown"]
Kind: TypeAlias = Literal["learned", "capacity", "not predictable"]


class Weights(NamedTuple):
    """How far a taxon counts as a maker: at least, most likely, at most; each 0 to 1."""

    lower: float
    value: float
    upper: float


@dataclass(frozen=True, slots=True)
class Fact:
    """Whether a species makes a substance.

    Attributes
    ----------
    taxon, substance : str
    strength : {"major", "minor", "condition", "no", "unknown"}
        A main product; a little; only on some foods or in some strains; not; not known.
    check : {"read", "recalled", "inferred"}
    route : str
        Pathway, where known.
    sources : tuple of str
        Ids in ``data/sources.tsv``: only sources that were seen; none for an inferred fact.
    note : str
    """

    taxon: str
    substance: str
    strength: Strength
    check: Check
    route: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""

    @property
    def weights(self) -> Weights:
        """What the fact is worth in the sum.

        A maker is a taxon for which the substance is a main product. The lower bound asks for
        a source that was seen; the upper bound adds the small and conditional makers, and
        those nobody knows about.
        """
        if self.strength == "major":
            return Weights(float(self.check != "inferred"), 1.0, 1.0)
        return Weights(0.0, 0.0, 0.0 if self.strength == "no" else 1.0)


@dataclass(frozen=True, slots=True)
class GenusFact:
    """How far a genus makes a substance: the abundance-weighted mean of its species.

    Attributes
    ----------
    genus, substance : str
    weights : Weights
        `lower` and `upper` span nine in ten healthy carriers of the genus.
    check : {"read", "recalled", "inferred"}
        Of the maker that is most abundant among its species.
    makers : tuple of str
        Its makers in the species table.
    """

    genus: str
    substance: str
    weights: Weights
    check: Check
    makers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the panel: a substance, what can be said of it, and on whose word."""

    id: str
    kind: Kind
    sources: tuple[str, ...]


DATA: Final = "data"


def read_data(name: str) -> str:
    """Return the text of a packaged table."""
    path = resources.files("legaat.substances").joinpath(DATA, name)
    return path.read_text(encoding="utf-8")


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a packaged table; one that is cut short is an error."""
    lines = read_data(name).splitlines()
    header = lines[0].split("\t")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise KnowledgeError("substances-table", where=Where.file(name, number))
        yield dict(zip(header, cells, strict=True))


def _ids(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


@cache
def facts() -> Mapping[tuple[str, str], Fact]:
    """Return all facts about species, by (taxon, substance)."""
    table: dict[tuple[str, str], Fact] = {}
    for row in rows("makers.tsv"):
        strength = cast("Strength", row["strength"])
        check = cast("Check", row["check"])
        fact = Fact(
            row["taxon"], row["substance"], strength, check,
            row["route"], _ids(row["sources"]), row["note"],
        )  # fmt: skip
        table[fact.taxon, fact.substance] = fact
    return MappingProxyType(table)


@cache
def older_labels() -> Mapping[str, str]:
    """Return strain labels of older databases with the species they were mapped to by recall."""
    return MappingProxyType({row["label"]: row["species"] for row in rows("labels.tsv")})


@cache
def genus_facts() -> Mapping[tuple[str, str], GenusFact]:
    """Return what each genus is worth, by (genus, substance)."""
    table: dict[tuple[str, str], GenusFact] = {}
    for row in rows("genus_makers.tsv"):
        weights = Weights(float(row["lower"]), float(row["value"]), float(row["upper"]))
        fact = GenusFact(
            row["genus"], row["substance"], weights, cast("Check", row["check"]),
            _ids(row["makers"]),
        )  # fmt: skip
        table[fact.genus, fact.substance] = fact
    return MappingProxyType(table)


@cache
def sources() -> Mapping[str, Citation]:
    """Return the publications behind the facts, by id; only those that were seen.

    Returns
    -------
    mapping of str to Citation
    """
    table: dict[str, Citation] = {}
    for row in rows("sources.tsv"):
        table[row["id"]] = Citation(
            row["id"], row["authors"], row["title"], row["journal"],
            int(row["year"]) if row["year"] else None,
            row["doi"] or None, row["pmid"] or None,
            cast("Literal['yes', 'partial']", row["verified"]),
        )  # fmt: skip
    return MappingProxyType(table)


@cache
def entries() -> tuple[Entry, ...]:
    """Return the lines of the panel, in the order in which they are shown."""
    tree = tomllib.loads(read_data("substances.toml"))
    return tuple(Entry(row["id"], row["kind"], tuple(row["sources"])) for row in tree["substance"])
