"""One sample of an assembly as a `Profile` with its reading report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legaat.messages import Message, Speakable
from legaat.profiles._assemble import UNCLASSIFIED, Assembly, reason_message
from legaat.profiles._numbers import Floats
from legaat.profiles._placing import STRANGE, UNCOUNTED, Reason
from legaat.profiles._profile import DroppedRows, NameChange, Profile, Provenance, ReadingReport
from legaat.profiles._ranks import DEPTH

_EXAMPLES: Final = 3
_WORTH_SAYING: Final = 0.01
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Origin:
    """What all samples of a file have in common."""

    provenance: Provenance
    confidence: float


def profile_of(made: Assembly, sample: int, origin: Origin) -> Profile:
    """Build the profile of one sample."""
    row = made.own[sample]
    present = np.flatnonzero(row)
    kept = present[made.targets[present] >= 0]
    amounts = np.bincount(made.targets[kept], weights=row[kept], minlength=len(made.names))
    shares = amounts / amounts.sum()
    order = sorted(np.flatnonzero(shares).tolist(), key=lambda i: (-shares[i], made.names[i]))
    unclassified = _unclassified(made, row)
    total = float(made.totals[sample])
    n_reads = _reads(made, sample, total)
    depth = n_reads if made.scale.unit == "reads" else None
    report = ReadingReport(
        format=origin.provenance.format,
        confidence=round(origin.confidence, 3),
        rank=made.rank,
        quantity=made.scale.quantity,
        total=total,
        total_unit=made.scale.unit,
        unclassified_share=unclassified,
        mapped_share=float(min(shares[made.placed].sum(), 1.0)),
        n_rows=int(np.count_nonzero(made.table.values[sample])),
        dropped=_dropped(made, sample, present, total),
        changes=_changes(made, kept),
        warnings=_warnings(made, row, kept, depth if depth is not None else total, shares),
    )
    return Profile(
        sample=made.table.samples[sample],
        rank=made.rank,
        shares={made.names[i]: float(shares[i]) for i in order},
        unclassified_share=unclassified,
        provenance=origin.provenance,
        report=report,
        n_reads=n_reads,
    )


def _reads(made: Assembly, sample: int, total: float) -> int | None:
    """Return the depth; where the numbers are reads, without those that can't be bacteria."""
    told = made.table.n_reads[sample] if made.table.n_reads else None
    if made.scale.unit != "reads":
        return told
    strange = np.array([place.reason in STRANGE for place in made.places], dtype=bool)
    strangers = float(made.own[sample][strange].sum())
    return max(round((total if told is None else told) - strangers), 0)


def _unclassified(made: Assembly, row: Floats) -> float | None:
    """Return the part without a name, of all that isn't the host's."""
    nameless = float(row[made.targets == UNCLASSIFIED].sum())
    if nameless == 0 and not any(one.unclassified for one in made.table.taxa):
        return None
    host = sum(
        float(row[i])
        for i, place in enumerate(made.places)
        if place.reason in ("host", "organelle")
    )
    counted = float(row.sum()) - host - _uncounted(made, row)
    return min(nameless / counted, 1.0) if counted > 0 else None


def _uncounted(made: Assembly, row: Floats) -> float:
    return sum(float(row[i]) for i, place in enumerate(made.places) if place.reason in UNCOUNTED)


def _dropped(
    made: Assembly, sample: int, present: npt.NDArray[np.intp], total: float
) -> tuple[DroppedRows, ...]:
    row = made.own[sample]
    groups: dict[Reason, list[int]] = {}
    for i in present.tolist():
        reason = made.places[i].reason
        if reason is not None:
            groups.setdefault(reason, []).append(i)
    found = []
    for reason, rows in groups.items():
        share = None if reason in UNCOUNTED else float(row[rows].sum()) / total
        top = sorted(rows, key=lambda i: -row[i])[:_EXAMPLES]
        names = tuple(_short(made, i) for i in top)
        found.append(DroppedRows(reason_message(reason), len(rows), share, names))
    if made.hidden is not None:
        rows = np.flatnonzero(made.hidden[sample]).tolist()
        if rows:
            names = tuple(_short(made, i) for i in rows[:_EXAMPLES])
            why = Message.of("reading.dropped.repeats")
            found.append(DroppedRows(why, len(rows), None, names))
    return tuple(found)


def _short(made: Assembly, row: int) -> str:
    taxon = made.table.taxa[row]
    return taxon.lineage[-1][1] if taxon.lineage else taxon.label


def _old_name(made: Assembly, row: int) -> str:
    """Return the name of a row at the rank that counts for messages."""
    steps = dict(made.table.taxa[row].lineage)
    return steps.get("species") or steps.get("genus") or made.table.taxa[row].label


def _changes(made: Assembly, kept: npt.NDArray[np.intp]) -> tuple[NameChange, ...]:
    found: dict[tuple[str, str], NameChange] = {}
    alike: dict[str, int] = {}
    for i in kept.tolist():
        place = made.places[i]
        old = _old_name(made, i)
        if place.why is not None:
            found.setdefault((old, place.name), NameChange(old, place.name, place.why))
        elif place.named and _depth(made, i) == DEPTH[made.rank]:
            alike[place.name] = alike.get(place.name, 0) + 1
    for name, n in alike.items():
        if n > 1:
            why = Message.of("reading.change.added", n=n, name=name)
            found.setdefault((name, name), NameChange(name, name, why))
    return tuple(found.values())


def _depth(made: Assembly, row: int) -> int:
    lineage = made.table.taxa[row].lineage
    return DEPTH[lineage[-1][0]] if lineage else -1


def _warnings(
    made: Assembly, row: Floats, kept: npt.NDArray[np.intp], total: float, shares: Floats
) -> tuple[Speakable, ...]:
    notes: list[Speakable] = [*made.notes, *made.scale.notes(total)]
    unnamed = [i for i in kept.tolist() if not made.places[i].named]
    share = float(row[unnamed].sum()) / float(row[kept].sum())
    if share > _WORTH_SAYING:
        id_ = "reading.warning.no-species" if made.rank == "species" else "reading.warning.no-genus"
        notes.append(Message.of(id_, share=share))
    mapped = float(shares[made.placed].sum())
    if mapped < _HALF:
        notes.append(Message.of("reading.warning.few-known", share=mapped))
    return tuple(notes)
