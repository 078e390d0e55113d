"""What a reader must know before believing a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from legaat.messages import Message
from legaat.profiles import Profile
from legaat.reference._expect import model_of
from legaat.reference._match import Matched
from legaat.reference._names import OLDER
from legaat.reference._tables import Table, load

FEW_READS: Final = {"16S": 5_000, "shotgun": 1_000_000}
"""Reads below which a sample is called shallow; half of what the references have, or less."""

MUCH_UNCLASSIFIED: Final = 0.5
LITTLE_COMPARED: Final = 0.8


def notes(
    profile: Profile,
    table: Table,
    matched: Matched,
    unnamed: Sequence[str] = (),
    *,
    chose: bool,
) -> tuple[Message, ...]:
    """Return the notes that belong to a comparison, the ones for everybody first."""
    return (
        Message.of("reference.note.labs"),
        Message.of("reference.note.people"),
        _chance(table),
        *_about_method(profile, table, chose=chose),
        *_about_names(unnamed),
        *_about_sample(profile, matched),
    )


def _chance(table: Table) -> Message:
    return Message.of(
        "reference.note.chance",
        low=round(table.chance["low"]),
        high=round(table.chance["high"]),
        missing=round(model_of(table).about["called_missing"]),
    )


def _about_method(profile: Profile, table: Table, *, chose: bool) -> Iterator[Message]:
    method = profile.provenance.method
    sixteen = table.info.name == "16s-genus"
    if sixteen:
        yield Message.of("reference.note.health-unknown")
    if profile.rank == "genus" and method == "unknown" and not chose:
        yield Message.of("reference.note.method-assumed")
    elif (method == "16S" and not sixteen) or (method == "shotgun" and sixteen):
        yield Message.of("reference.note.method-differs")
    if table is load(OLDER):
        yield Message.of("reference.note.older-names")


def _about_names(unnamed: Sequence[str]) -> Iterator[Message]:
    if unnamed:
        yield Message.of("reference.note.unnamed", n=len(unnamed), names=", ".join(unnamed))


def _about_sample(profile: Profile, matched: Matched) -> Iterator[Message]:
    if matched.lumped:
        yield Message.of("reference.note.lumped", n=len(matched.lumped))
    unclassified = profile.unclassified_share or 0.0
    if unclassified >= MUCH_UNCLASSIFIED:
        yield Message.of("reference.note.unclassified", share=unclassified)
    few = FEW_READS.get(profile.provenance.method)
    if few and profile.n_reads and profile.n_reads < few:
        yield Message.of("reference.note.few-reads", n=profile.n_reads)
    known = sum(matched.shares.values())
    compared = known / (known + sum(matched.new.values()))
    if compared < LITTLE_COMPARED:
        yield Message.of("reference.note.little-compared", share=compared)
