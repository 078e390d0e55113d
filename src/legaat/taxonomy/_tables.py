"""The compiled names, read once from plain tab-separated tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple


class Species(NamedTuple):
    """A current species.

    Attributes
    ----------
    name, genus, family, phylum : str
        Family and phylum are empty where no table names them.
    taxid : int or None
        NCBI taxid.
    """

    name: str
    genus: str
    family: str
    phylum: str
    taxid: int | None


class Entry(NamedTuple):
    """What a name stands for: the current name, how we know, and a relative for clusters."""

    name: str
    kind: str
    relative: str
    source: str


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of the taxonomy.

    Attributes
    ----------
    species : mapping of str to Species
        By current name.
    names : mapping of str to Entry
        By key of an old, other or current species name.
    genera : mapping of str to Entry
        By key of a genus name or of a label that stands for one.
    lumps : mapping of str to tuple of str
        Older name to the modern species that it covered.
    taxids : mapping of int to str
        NCBI taxid to the current species.
    sources : mapping of str to str
        Code to the source in words.
    """

    species: Mapping[str, Species]
    names: Mapping[str, Entry]
    genera: Mapping[str, Entry]
    lumps: Mapping[str, tuple[str, ...]]
    taxids: Mapping[int, str]
    sources: Mapping[str, str]


def _rows(file: str) -> Iterator[list[str]]:
    text = resources.files("legaat").joinpath("taxonomy", "data", file).read_text("utf-8")
    for line in text.splitlines():
        if line and line[0] != "#":
            yield line.split("\t")


def _entries(file: str) -> dict[str, Entry]:
    return {row[0]: Entry._make(row[1:]) for row in _rows(file)}


@cache
def tables() -> Tables:
    """Load the tables (a few milliseconds, once)."""
    species = {
        name: Species(name, genus, family, phylum, int(taxid) if taxid else None)
        for name, taxid, genus, family, phylum in _rows("species.tsv")
    }
    lumps: dict[str, tuple[str, ...]] = {}
    for name, member, _source in _rows("lumps.tsv"):
        lumps[name] = (*lumps.get(name, ()), member)
    taxids = {int(taxid): name for taxid, name in _rows("taxids.tsv")}
    return Tables(
        species=species,
        names=_entries("names.tsv"),
        genera=_entries("genus_names.tsv"),
        lumps=lumps,
        taxids=taxids,
        sources={code: text for code, text in _rows("sources.tsv")},  # noqa: C416
    )
