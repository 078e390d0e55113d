"""The one resolver."""

from __future__ import annotations

from functools import cache, lru_cache

from legaat.messages import Message
from legaat.taxonomy._clean import Rank, clean, key, parts
from legaat.taxonomy._genus import resolve_genus
from legaat.taxonomy._species import resolve_species
from legaat.taxonomy._tables import Species, Tables, tables
from legaat.taxonomy._types import Resolution


class Resolver:
    """Finds the current name for a name, and says what it changed and why.

    Immutable; get the one there is from :func:`resolver`.

    Examples
    --------
    >>> answer = resolver().resolve("s__Eubacterium_rectale")
    >>> answer.name
    'Agathobacter rectalis'
    """

    __slots__ = ("_resolve", "_tables")

    def __init__(self, data: Tables) -> None:
        self._tables = data
        self._resolve = lru_cache(maxsize=20_000)(self._look_up)

    def resolve(self, name: str, rank: Rank = "species") -> Resolution:
        """Return the current name for a name found in a file.

        Parameters
        ----------
        name : str
            As the file writes it: prefixes, underscores, brackets, a whole lineage, a strain.
            What stands beyond 2,000 characters isn't looked at.
        rank : {"species", "genus"}
            The rank that the row stands for.

        Returns
        -------
        Resolution
            ``placed`` is False where the taxonomy doesn't know the name; `resolve` of the
            answer's name gives the same name again.
        """
        return self._resolve(name, rank)

    def _look_up(self, name: str, rank: Rank) -> Resolution:
        if rank == "genus":
            return resolve_genus(name, self._tables)
        return resolve_species(name, self._tables)

    def resolve_taxid(self, taxid: int) -> Resolution | None:
        """Return the current species for an NCBI taxid, or None where it isn't known.

        Subspecies count as their species.
        """
        name = self._tables.taxids.get(taxid)
        if name is None:
            return None
        why = Message.of("taxonomy.taxid", taxid=str(taxid), new=name)
        return Resolution(str(taxid), name, placed=True, kind="current", taxid=taxid, why=why)

    def species_of(self, name: str) -> str | None:
        """Return the known species behind a name: itself, or the relative of a cluster.

        Use it where a cluster that was kept apart may borrow a fact from its relative; say so.
        """
        answer = self.resolve(name)
        found = answer.relative or answer.name
        return found if found in self._tables.species else None

    def genus_of(self, name: str) -> str | None:
        """Return the current genus of a species name (or cluster); None where it isn't known.

        A species that the taxonomy doesn't know belongs to the genus it is named in, where
        that one is known.
        """
        species = self.species_of(name)
        if species is not None:
            return self._tables.species[species].genus or None
        taken = parts(clean(name))
        label = f"{taken.genus}_{taken.genus_suffix}" if taken.genus_suffix else taken.genus
        answer = self.resolve(label, "genus")
        if not answer.placed:
            return None
        return answer.relative if answer.kind == "cluster" else answer.name

    def lineage_of(self, name: str) -> Species | None:
        """Return species, genus, family and phylum for a species name; None if unknown."""
        species = self.species_of(name)
        return self._tables.species[species] if species is not None else None

    def lumped_in(self, name: str) -> tuple[str, ...]:
        """Return the modern species that an older name of this spelling also covered.

        >>> "Faecalibacterium duncaniae" in resolver().lumped_in("Faecalibacterium prausnitzii")
        True
        """
        return self._tables.lumps.get(name, ())

    def knows(self, name: str, rank: Rank = "species") -> bool:
        """Whether a name, as it stands, is a current one."""
        if rank == "genus":
            entry = self._tables.genera.get(key(name))
            return entry is not None and entry.name == name
        return name in self._tables.species

    def species(self) -> tuple[str, ...]:
        """Return all current species, sorted."""
        return tuple(sorted(self._tables.species))


@cache
def resolver() -> Resolver:
    """Return the resolver; its tables are read on the first call."""
    return Resolver(tables())
