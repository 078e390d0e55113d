"""What a community looks like to the learned part: genera and the groups they belong to.

A profile of species is summed to genera first, so that species and genus profiles, and names of
GTDB and NCBI, come to the same numbers. Each genus, family, order, class and phylum gives two
features: ``log10(1 + share / 1e-4)``, in which rare ones count, and the square root (Hellinger),
in which common ones do. Nothing depends on the other samples of a study.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from legaat.profiles import Rank
from legaat.substances._facts import rows
from legaat.taxonomy import resolver

Floats: TypeAlias = npt.NDArray[np.float64]
Group: TypeAlias = tuple[str, str]

RANKS: Final = ("family", "order", "class", "phylum")
FLOOR: Final = 1e-4
"""Share below which a taxon hardly counts: about one read in a shallow 16S sample."""

UNCLASSIFIED: Final = " unclassified"

MERGED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Segatella": "Prevotella",
        "Leyella": "Prevotella",
        "Hoylesella": "Prevotella",
        "Xylanibacter": "Prevotella",
        "Bariatricus": "Coprococcus",
        "Coprococcus_A": "Coprococcus",
        "Coprococcus_B": "Coprococcus",
        "Eubacterium_E": "Anaerobutyricum",
        "Clostridium_M": "Enterocloster",
        "Bacteroides_A": "Phocaeicola",
        "Bacteroides_B": "Phocaeicola",
        "Faecalicatena": "Mediterraneibacter",
        "Subdoligranulum": "Gemmiger",
        "Clostridium sensu stricto": "Clostridium",
        "Clostridium XI": "Romboutsia",
        "Clostridium XIVa": "Lachnospiraceae unclassified",
        "Clostridium XIVb": "Lachnospiraceae unclassified",
        "Clostridium IV": "Ruminococcaceae unclassified",
        "Clostridium XVIII": "Thomasclavelia",
    }
)
"""Genera that one naming splits and another joins, brought together under one name.

The current name of a species and the genus that GTDB or an older database counts it for are not
always the same (*Segatella copri*, *Prevotella copri*); a genus profile can't be split, so what is
split elsewhere is joined. Clusters of the old genus *Clostridium*: Collins et al., Int J Syst
Bacteriol 1994;44:812.
"""
MOST_CACHED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns there are.

    Attributes
    ----------
    genera : tuple of str
    groups : tuple of (rank, name)
        Families, orders, classes and phyla (GTDB names).
    """

    genera: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def width(self) -> int:
        """Number of features: two for each genus and group."""
        return 2 * (len(self.genera) + len(self.groups))

    def columns(self) -> Mapping[str, Mapping[str, int]]:
        """Return the column of each name, by rank."""
        found: dict[str, dict[str, int]] = {rank: {} for rank in ("genus", *RANKS)}
        for column, (rank, name) in enumerate((*(("genus", g) for g in self.genera), *self.groups)):
            found[rank][name] = column
        return found


@cache
def lineages() -> Mapping[str, tuple[str, str, str, str]]:
    """Return family, order, class and phylum of each genus, as GTDB places it.

    Returns
    -------
    mapping of genus name to four names; "" where one is not known
    """
    table = {row["genus"]: tuple(row[rank] for rank in RANKS) for row in rows("lineages.tsv")}
    return MappingProxyType(table)  # type: ignore[arg-type]


@cache
def _places() -> Mapping[str, tuple[str, str, str, str]]:
    """Return where a group itself belongs, for names such as "Lachnospiraceae unclassified"."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for line in lineages().values():
        for depth, name in enumerate(line):
            if name:
                found.setdefault(name, ("",) * depth + line[depth:])  # type: ignore[arg-type]
    return found


@lru_cache(maxsize=MOST_CACHED)
def lineage(genus: str) -> tuple[str, str, str, str]:
    """Return family, order, class and phylum of a genus (or of "… unclassified")."""
    known = lineages().get(genus) or _places().get(genus.removesuffix(UNCLASSIFIED))
    if known is not None:
        return known
    relative = resolver().resolve(genus, "genus").relative
    return lineages().get(relative or "", ("", "", "", ""))


@lru_cache(maxsize=MOST_CACHED)
def _genus(taxon: str, rank: Rank) -> str:
    """Return the genus a taxon counts for: a species' own, or what its first word stands for."""
    if rank == "genus" or taxon.endswith(UNCLASSIFIED):
        return MERGED.get(taxon, taxon)
    names = resolver()
    word = taxon.partition(" ")[0]
    genus = names.genus_of(taxon) or (
        word + UNCLASSIFIED if word in _places() else names.resolve(word, "genus").name
    )
    return MERGED.get(genus, genus)


def by_genus(shares: Mapping[str, float], rank: Rank) -> Mapping[str, float]:
    """Return shares per genus, under the names that the features use.

    Parameters
    ----------
    shares : mapping of str to float
        Current taxon name to share of the classified part.
    rank : {"species", "genus"}
    """
    found: dict[str, float] = {}
    for taxon, share in shares.items():
        genus = _genus(taxon, rank)
        found[genus] = found.get(genus, 0.0) + share
    return found


def amounts(genera: Mapping[str, float], layout: Layout) -> Floats:
    """Return the share of each genus and group.

    Parameters
    ----------
    genera : mapping of str to float
        Share by genus, 0 to 1.
    layout : Layout

    Returns
    -------
    array, shape (genera + groups,)
    """
    columns = layout.columns()
    found = np.zeros(layout.width // 2)
    for genus, share in genera.items():
        for column in _columns_of(genus, columns):
            found[column] += share
    return found


def _columns_of(genus: str, columns: Mapping[str, Mapping[str, int]]) -> Iterable[int]:
    for rank, name in zip(("genus", *RANKS), (genus, *lineage(genus)), strict=True):
        column = columns[rank].get(name)
        if column is not None:
            yield column


def transformed(found: Floats) -> Floats:
    """Return the features of shares: their logarithms, then their square roots.

    Parameters
    ----------
    found : array, shape (..., genera + groups)

    Returns
    -------
    array, shape (..., 2 * (genera + groups))
    """
    return np.concatenate([np.log10(1 + found / FLOOR), np.sqrt(found)], axis=-1)
