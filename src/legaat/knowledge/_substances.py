"""Substances of microbes and parts of the body: what is known, on which rows it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from legaat.knowledge._build import build, by_id, entries
from legaat.knowledge._tables import table
from legaat.messages import Text

__all__ = ["Area", "Effect", "KnownSubstance", "areas", "known_substances"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a substance was seen to do: in which part of the body, on which evidence rows."""

    area: str
    say: Text
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownSubstance:
    """A substance that microbes make or are built of.

    Attributes
    ----------
    id : str
        The same as in the panel of `legaat.substances`, where that has it.
    name, kind, what : Text
    effects : tuple of Effect
        None where nothing was looked up; `what` says so.
    claims, citations : tuple of str
    """

    id: str
    name: Text
    kind: Text
    what: Text
    effects: tuple[Effect, ...]
    claims: tuple[str, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the body: a summary, and the claims and evidence rows it stays inside."""

    id: str
    name: Text
    say: Text
    claims: tuple[str, ...]
    rows: tuple[str, ...]
    citations: tuple[str, ...]


@cache
def known_substances() -> Mapping[str, KnownSubstance]:
    """Return the substances by id."""
    return by_id(
        build(KnownSubstance, row, effects=tuple(build(Effect, e) for e in row["effects"]))
        for row in table("substances")
    )


@cache
def areas() -> Mapping[str, Area]:
    """Return the parts of the body by id."""
    return entries(Area, "areas")
