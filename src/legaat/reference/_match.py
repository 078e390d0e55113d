"""Which reference suits a profile, and which of its columns each name belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from legaat.errors import NothingMatchedError, UsageError, Where
from legaat.profiles import Profile
from legaat.reference._names import OLDER, REFERENCES
from legaat.reference._tables import Table, load
from legaat.taxonomy import resolver

_MARKS: Final = frozenset({"Phocaeicola", "Segatella", "Agathobacter", "Mediterraneibacter"})


_BIN: Final = "Clostridium "


class Matched(NamedTuple):
    """A profile in the columns of a reference.

    Attributes
    ----------
    shares : dict of str to float
        Reference taxon to share.
    new : dict of str to float
        Names that the reference doesn't have, and their shares.
    lumped : dict of str to tuple of str
        Reference taxon to the other names that were counted with it.
    """

    shares: dict[str, float]
    new: dict[str, float]
    lumped: dict[str, tuple[str, ...]]


def choose(profile: Profile, reference: str | None) -> Table:
    """Return the table that suits a profile.

    Raises
    ------
    UsageError
        There is no such reference, or it asks for species and the profile has genera.
    """
    if reference is None:
        reference = fitting(profile)
    if reference not in REFERENCES:
        from difflib import get_close_matches

        near = get_close_matches(reference, REFERENCES, n=1, cutoff=0.0)[0]
        raise UsageError(
            "unknown-reference",
            where=Where(entry="reference"),
            name=reference[:60],
            near=near,
            known=", ".join(REFERENCES),
        )
    if profile.rank == "genus" and reference == "shotgun-species":
        raise UsageError("reference-needs-species", where=Where(sample=profile.sample))
    if reference == "shotgun-genus" and names_are_older(profile):
        return load(OLDER)
    return load(reference)


def fitting(profile: Profile) -> str:
    """Return the name of the reference that fits a profile's rank and method.

    16S is compared by genus, also where the profile has species: one gene hardly tells those
    apart, and the people of the species reference were measured another way.
    """
    if profile.provenance.method == "16S":
        return "16s-genus"
    if profile.rank == "species":
        return "shotgun-species"
    return "shotgun-genus" if profile.provenance.method == "shotgun" else "16s-genus"


def names_are_older(profile: Profile) -> bool:
    """Whether genera are named as before about 2018: *Bacteroides*, and none split from it."""
    return (
        profile.rank == "genus"
        and "Bacteroides" in profile.shares
        and not _MARKS & profile.shares.keys()
    )


def match(profile: Profile, table: Table) -> Matched:
    """Sum a profile into the columns of a reference.

    Raises
    ------
    NothingMatchedError
        The reference knows none of its names.
    """
    shares: dict[str, float] = {}
    new: dict[str, float] = {}
    lumped: dict[str, list[str]] = {}
    for name, share in profile.shares.items():
        taxon = _column(name, profile, table)
        if taxon is None:
            new[name] = share
            continue
        shares[taxon] = shares.get(taxon, 0.0) + share
        if taxon != name:
            lumped.setdefault(taxon, []).append(name)
    if not shares:
        raise NothingMatchedError(
            "nothing-in-reference",
            where=Where(path=profile.provenance.path, sample=profile.sample),
            example=next(iter(profile.shares), "-"),
        )
    return Matched(shares, new, {taxon: tuple(names) for taxon, names in lumped.items()})


def beyond(profile: Profile, table: Table, matched: Matched) -> tuple[str, ...]:
    """Return the taxa of a reference that the names of a file can't express.

    The 16S reference has the numbered bins of *Clostridium* of the RDP classifier (Collins 1994).
    GTDB, NCBI and others have no such names: where a file holds none of them, nothing can be said
    of those that weren't seen.
    """
    bins = [taxon for taxon in table.taxa if table.info.rank == "genus" and " " in taxon]
    named = profile.rank == "genus" and any(name.startswith(_BIN) for name in profile.shares)
    return () if named else tuple(taxon for taxon in bins if taxon not in matched.shares)


def _column(name: str, profile: Profile, table: Table) -> str | None:
    if profile.rank == "species" and table.info.rank == "genus":
        genus = resolver().genus_of(name)
        return _known(genus, table) if genus else None
    found = _known(name, table)
    if found is None and name not in table.unlike:
        relative = resolver().resolve(name, profile.rank).relative
        found = _known(relative, table) if relative else None
    return found


def _known(name: str, table: Table) -> str | None:
    if name in table.unlike:
        return None
    if name in table.place:
        return name
    return table.counted.get(name)


def counted(members: Mapping[str, tuple[str, ...]], taxa: tuple[str, ...]) -> dict[str, str]:
    """Turn "whole: its parts" into "part: whole", where the reference has the whole only."""
    return {
        part: whole
        for whole, parts in members.items()
        if whole in taxa
        for part in parts
        if part not in taxa
    }
