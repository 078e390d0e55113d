"""Where each row of a file goes: to a taxon of the profile, to the part without a name, or out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from legaat.messages import Speakable
from legaat.profiles._lineage import Lineage, stranger
from legaat.profiles._profile import Rank
from legaat.profiles._ranks import DEPTH, GENUS, SPECIES, guess_level
from legaat.profiles._raw import RawTable, RawTaxon
from legaat.taxonomy import Resolution, Resolver

Fate: TypeAlias = Literal["kept", "unclassified", "dropped"]
Reason: TypeAlias = Literal[
    "host", "organelle", "virus", "eukaryote", "above-rank", "other-rank", "taxid-unknown"
]
STRANGE: Final[frozenset[Reason]] = frozenset({"host", "organelle", "virus", "eukaryote"})
"""What isn't a bacterium or archaeon."""
UNCOUNTED: Final[frozenset[Reason]] = frozenset({"other-rank", "taxid-unknown"})
"""Rows that repeat others, or may do so: they are no part of the total."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row goes.

    Attributes
    ----------
    fate : {"kept", "unclassified", "dropped"}
    reason : str or None
        Why it was dropped.
    name : str
        Name in the profile, where it was kept.
    placed : bool
        Whether the taxonomy knows that name.
    named : bool
        Whether the file names it down to the rank that is used.
    why : Speakable or None
        Why the name changed or was kept apart.
    """

    fate: Fate
    reason: Reason | None = None
    name: str = ""
    placed: bool = False
    named: bool = False
    why: Speakable | None = None


# NCBI Taxonomy: root, cellular organisms, Bacteria.
_ROOTS: Final = frozenset({1, 131567, 2})
_UNCLASSIFIED: Final = Place("unclassified")


def places_of(
    table: RawTable, rank: Rank, resolver: Resolver, strangers: Sequence[Reason | None]
) -> tuple[Place, ...]:
    """Find the place of every row at this rank."""
    placer = _Placer(table, rank, resolver)
    return tuple(
        Place("dropped", out) if out is not None else placer.place(one)
        for one, out in zip(table.taxa, strangers, strict=True)
    )


def strangers_of(table: RawTable) -> tuple[Reason | None, ...]:
    """Tell for each row whether it isn't a bacterium or archaeon, and what it is."""
    return tuple(None if t.unclassified else stranger(t.lineage, t.taxid) for t in table.taxa)


def depth_of(taxon: RawTaxon, resolver: Resolver) -> int:
    """Return how deep a row is named: the index in ``LEVELS``, -1 where it isn't."""
    if taxon.lineage:
        return DEPTH[taxon.lineage[-1][0]]
    if taxon.taxid is not None and not taxon.unclassified and resolver.resolve_taxid(taxon.taxid):
        return SPECIES
    return -1


class _Placer:
    def __init__(self, table: RawTable, rank: Rank, resolver: Resolver) -> None:
        self._table = table
        self._rank = rank
        self._depth = SPECIES if rank == "species" else GENUS
        self._resolver = resolver
        deep = [depth_of(one, resolver) for one in table.taxa]
        self._layers = table.layered and any(depth == self._depth for depth in deep)

    def place(self, taxon: RawTaxon) -> Place:
        if taxon.unclassified:
            return _UNCLASSIFIED
        if not taxon.lineage:
            return self._by_taxid(taxon)
        depth = DEPTH[taxon.lineage[-1][0]]
        if self._layers and depth != self._depth:
            return Place("dropped", "other-rank")
        if depth >= self._depth:
            answer = self._resolved(taxon, taxon.lineage)
            if answer is not None:
                return answer
        return self._left_over(taxon.lineage)

    def _by_taxid(self, taxon: RawTaxon) -> Place:
        """Place a row without a lineage: the root, or one that only a taxid names."""
        if taxon.taxid in _ROOTS and not self._table.ambiguous_above:
            return Place("dropped", "other-rank")
        if taxon.taxid is None or self._table.ambiguous_above:
            return Place("dropped", "above-rank") if self._table.ambiguous_above else _UNCLASSIFIED
        found = self._resolver.resolve_taxid(taxon.taxid)
        if found is None:
            return Place("dropped", "taxid-unknown")
        name = found.name
        if self._rank == "genus":
            name = self._resolver.genus_of(name) or name.split(" ", maxsplit=1)[0]
        return Place("kept", None, name, placed=True, named=True, why=found.why)

    def _resolved(self, taxon: RawTaxon, lineage: Lineage) -> Place | None:
        steps = dict(lineage)
        species, genus = steps.get("species"), steps.get("genus")
        if self._rank == "species":
            return self._species(species, taxon, steps.get("strain")) if species else None
        if species:
            current = self._species(species, taxon, steps.get("strain"))
            found = self._resolver.genus_of(current.name) if current.placed else None
            if found is not None:
                why = current.why if found != _first_word(species) else None
                return Place("kept", None, found, placed=True, named=True, why=why)
        if genus is None and species is not None:
            genus = _first_word(species)
        if genus is None or DEPTH[guess_level(genus)] < GENUS:
            return None
        answer = self._resolver.resolve(genus, "genus")
        return _kept(answer)

    def _species(self, species: str, taxon: RawTaxon, strain: str | None) -> Place:
        answer = self._resolver.resolve(species, "species")
        if not answer.placed and strain is not None and strain.startswith("SGB"):
            # MetaPhlAn 4: the bin below the species may be known where its label isn't.
            by_bin = self._resolver.resolve(f"t__{strain.split('_')[0]}", "species")
            answer = by_bin if by_bin.placed else answer
        if not answer.placed and taxon.taxid is not None:
            answer = self._resolver.resolve_taxid(taxon.taxid) or answer
        return _kept(answer)

    def _left_over(self, lineage: Lineage) -> Place:
        """Place a row that is named only above the rank."""
        if self._table.ambiguous_above:
            return Place("dropped", "above-rank")
        named = [step for step in lineage if DEPTH[step[0]] < self._depth]
        if not named:
            # A species whose genus isn't one: "Lachnospiraceae bacterium".
            first = _first_word(lineage[-1][1])
            level = guess_level(first)
            named = [(level, first)] if DEPTH["domain"] < DEPTH[level] < self._depth else []
        if not named or named[-1][0] == "domain":
            return _UNCLASSIFIED
        level, name = named[-1]
        if level == "genus":
            name = self._resolver.resolve(name, "genus").name
        return Place("kept", None, f"{_plain(name)} unclassified")


def _kept(answer: Resolution) -> Place:
    return Place("kept", None, answer.name, placed=answer.placed, named=True, why=answer.why)


def _first_word(name: str) -> str:
    words = _plain(name).replace("[", "").replace("]", "").split(" ")
    return " ".join(words[:2]) if words[0].lower() == "candidatus" else words[0]


def _plain(name: str) -> str:
    return name.replace("_", " ").strip()
