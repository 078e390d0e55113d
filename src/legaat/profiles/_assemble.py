"""From raw rows to profiles: the one step that all formats share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legaat.errors import NothingMatchedError, ProfileError, UsageError, Where
from legaat.messages import Message, Speakable
from legaat.profiles._nested import own_values
from legaat.profiles._numbers import Floats
from legaat.profiles._placing import UNCOUNTED, Place, Reason, depth_of, places_of, strangers_of
from legaat.profiles._profile import Rank
from legaat.profiles._ranks import DEPTH, GENUS, LEVELS, SPECIES
from legaat.profiles._raw import RawTable
from legaat.profiles._scale import Scale, check_totals, scale_of
from legaat.profiles._source import Source

UNCLASSIFIED: Final = -1
DROPPED: Final = -2
_ENOUGH_SPECIES: Final = 0.5
"""Species are used where they hold at least half of what is named to genus or deeper."""
_ENOUGH_READS: Final = 0.05
"""The same for read classifiers, whose reads often stop at the genus for want of difference."""
_SHIFTED: Final = 0.5
"""Part of a table without lineages that may bear names above the genus."""


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """A whole file, each row placed, ready to be cut into profiles.

    Attributes
    ----------
    table : RawTable
    own : ndarray, shape (samples, rows)
        Each amount counted once.
    rank : {"species", "genus"}
    scale : Scale
    places : tuple of Place
        Of each row.
    names : tuple of str
        Taxa of the profiles.
    placed : ndarray of bool
        Whether the taxonomy knows each of them.
    targets : ndarray of int
        Row to index in `names`; -1 unclassified, -2 dropped.
    totals : ndarray, shape (samples,)
    hidden : ndarray of bool or None
        Rows that only repeat those below them, per sample.
    notes : tuple of Speakable
    """

    table: RawTable
    own: Floats
    rank: Rank
    scale: Scale
    places: tuple[Place, ...]
    names: tuple[str, ...]
    placed: npt.NDArray[np.bool_]
    targets: npt.NDArray[np.intp]
    totals: Floats
    hidden: npt.NDArray[np.bool_] | None
    notes: tuple[Speakable, ...]


def assemble(
    table: RawTable, source: Source, rank: Rank | None, samples: Sequence[int]
) -> Assembly:
    """Place every row of a file, and check the samples that are asked for.

    Parameters
    ----------
    table : RawTable
    source : Source
        For messages.
    rank : {"species", "genus"} or None
        None chooses: genus for 16S; else species where the file has species, or genus.
    samples : sequence of int
        The samples that must be sound. Rank and unit follow from all samples, so that one
        sample gives the same profile whether it is read alone or with the others.

    Raises
    ------
    ProfileError
        Amounts or ranks can't be those of a gut profile.
    NothingMatchedError
        The taxonomy knows none of the names.
    """
    from legaat.taxonomy import resolver

    own = own_values(table)
    own.setflags(write=False)
    weights = _weights(own)
    deep = np.array([depth_of(one, resolver()) for one in table.taxa])
    strangers = strangers_of(table)
    native = np.array([reason is None for reason in strangers])
    chosen, notes = _rank(table, source, rank, deep, np.where(native, weights, 0.0))
    places = places_of(table, chosen, resolver(), strangers)
    counted = np.array([place.reason not in UNCOUNTED for place in places])
    totals = own.sum(axis=1) if counted.all() else own @ counted.astype(np.float64)
    scale = scale_of(table, totals)
    names, placed, targets = _targets(places)
    if not names and any(place.reason == "taxid-unknown" for place in places):
        found = ", ".join(one.label for one in table.taxa[:3])
        raise NothingMatchedError("taxids-unknown", where=source.where(), found=found)
    check_totals(table, totals, scale, samples, source)
    made = Assembly(
        table=table,
        own=own,
        rank=chosen,
        scale=scale,
        places=places,
        names=names,
        placed=placed,
        targets=targets,
        totals=totals,
        hidden=(table.values > 0) & (own == 0) if table.parents is not None else None,
        notes=(*table.notes, *notes),
    )
    _check_kept(made, source, samples)
    return made


def _weights(own: Floats) -> Floats:
    """Return the mean part of a sample that each row holds."""
    totals = own.sum(axis=1)
    weigh = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 1e-9)
    weights: Floats = weigh @ own / max(int((weigh > 0).sum()), 1)
    return weights


def _rank(
    table: RawTable,
    source: Source,
    wanted: Rank | None,
    deep: npt.NDArray[np.intp],
    weights: Floats,
) -> tuple[Rank, tuple[Speakable, ...]]:
    if wanted not in (None, "species", "genus"):
        raise UsageError("rank-name", where=Where(entry="--rank"), rank=str(wanted)[:40])
    taxid_only = all(not one.lineage for one in table.taxa)
    species = float(weights[deep >= SPECIES].sum())
    genus = float(weights[deep == GENUS].sum()) + (0.0 if table.layered else species)
    _check_shift(table, source, deep, weights)
    sixteen = table.method == "16S"
    if wanted == "species" and species == 0 and not taxid_only:
        raise ProfileError("rank-not-there", where=source.where(entry="--rank"))
    if wanted is not None:
        told = sixteen and wanted == "species"
        return wanted, (Message.of("reading.warning.species-of-16s"),) if told else ()
    if sixteen and not taxid_only:
        return "genus", ()
    enough = _ENOUGH_READS if table.ambiguous_above else _ENOUGH_SPECIES
    if taxid_only or (species > 0 and species >= enough * genus):
        return "species", ()
    if species > 0:
        return "genus", (
            Message.of("reading.warning.few-species", share=species / max(genus, species)),
        )
    return "genus", ()


def _check_shift(
    table: RawTable, source: Source, deep: npt.NDArray[np.intp], weights: Floats
) -> None:
    """Notice columns of phyla (or families) where genera or species should stand."""
    above = (deep > DEPTH["domain"]) & (deep < GENUS)
    high = float(weights[above].sum())
    low = float(weights[deep >= GENUS].sum())
    bare = all(len(one.lineage) <= 1 for one in table.taxa)
    if high > 0 and (low == 0 or (bare and low < _SHIFTED * (high + low))):
        order = np.argsort(-np.where(above, weights, -1.0))[:3]
        names = [table.taxa[int(i)].lineage[-1][1][:60] for i in order if above[int(i)]]
        levels = deep[above]
        level = LEVELS[int(np.bincount(levels, weights=weights[above]).argmax())]
        line = table.taxa[int(order[0])].line
        rank = Message.of(f"reading.rank.{level}")
        raise ProfileError(
            "rank-shift", where=source.where(line), rank=rank, found=", ".join(names)
        )


def _targets(
    places: Sequence[Place],
) -> tuple[tuple[str, ...], npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    index: dict[str, int] = {}
    placed: list[bool] = []
    targets = np.full(len(places), DROPPED, np.intp)
    for row, place in enumerate(places):
        if place.fate == "unclassified":
            targets[row] = UNCLASSIFIED
        elif place.fate == "kept":
            found = index.setdefault(place.name, len(index))
            if found == len(placed):
                placed.append(place.placed)
            targets[row] = found
    return tuple(index), np.array(placed, dtype=bool), targets


def _check_kept(made: Assembly, source: Source, samples: Sequence[int]) -> None:
    kept = made.targets >= 0
    known = kept.copy()
    known[kept] = made.placed[made.targets[kept]]
    rows = made.own if len(samples) == len(made.own) else made.own[list(samples)]
    empty = np.flatnonzero(rows @ kept.astype(np.float64) <= 0)
    if empty.size:
        sample = samples[int(empty[0])]
        line = made.table.lines[sample] if made.table.lines else None
        where = Where(source.path, line, sample=made.table.samples[sample])
        raise ProfileError("nothing-classified", where=where)
    if not (rows @ known.astype(np.float64)).any():
        order = np.argsort(-rows.sum(axis=0) * kept)[:3]
        found = ", ".join(made.table.taxa[int(i)].label[:80] for i in order if kept[int(i)])
        raise NothingMatchedError("nothing-matched", where=source.where(), found=found)


def reason_message(reason: Reason) -> Message:
    """Return the sentence for a reason to leave rows out."""
    return Message.of(f"reading.dropped.{reason}")
