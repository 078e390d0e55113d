"""Sentences that don't suit everybody."""

from __future__ import annotations

from dataclasses import dataclass

from legaat.knowledge._when import When
from legaat.messages import Text

__all__ = ["Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence, and what is said instead to whom it doesn't suit.

    Attributes
    ----------
    say : Text
    unless : When
        For whom not: known to hold, or not known. Empty: it suits everybody.
    instead : Text or None
        None leaves the sentence out.
    """

    say: Text
    unless: When = ()
    instead: Text | None = None
