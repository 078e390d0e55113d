"""Profiles: who lives in a sample, read from whatever file somebody holds."""

from legaat.profiles._profile import (
    DroppedRows,
    Method,
    NameChange,
    Profile,
    Provenance,
    Quantity,
    Rank,
    ReadingReport,
)

__all__ = [
    "DroppedRows",
    "Method",
    "NameChange",
    "Profile",
    "Provenance",
    "Quantity",
    "Rank",
    "ReadingReport",
]
