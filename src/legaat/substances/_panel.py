"""The panel: every substance with its capacity, where that stands, and how much it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, cast

from legaat.messages import Lang, Message, Speakable
from legaat.profiles import Profile
from legaat.reference import Standing, percentile
from legaat.substances._capacity import Capacity, capacity
from legaat.substances._facts import Entry, entries, facts, read_data
from legaat.substances._types import Panel, Skill, Substance, SubstanceStatus

UNIT: Final = "share of the classified bacteria"

LEAST_COVERED: Final = 0.5
"""Below this known share of the community nothing is said; as the twin warns below half."""

WORTH_SAYING: Final = 0.1
"""Unknown share of the community from which it is mentioned."""

LOW: Final = 10.0
HIGH: Final = 90.0
"""Percentiles outside of which a capacity is called low or high."""

SKILL_GROUP: Final = "adults and children"


@dataclass(frozen=True, slots=True)
class Sentences:
    """Several sentences, said one after the other."""

    parts: tuple[Speakable, ...]

    def text(self, lang: Lang) -> str:
        """Return the sentences in `lang`."""
        return " ".join(part.text(lang) for part in self.parts)


def substances(profile: Profile, standing: Standing | None = None) -> Panel:
    """Return what a community could make, as the share of its makers among healthy people's.

    Parameters
    ----------
    profile : Profile
    standing : Standing, optional
        The comparison with the reference that the percentiles are to be taken from; without
        it, the reference that fits the profile's method and rank.

    Returns
    -------
    Panel
        Always the same substances in the same order. What can't be told from a profile stands
        there as well, with the reason.

    Examples
    --------
    >>> import legaat
    >>> panel = legaat.substances(legaat.read_profile("examples/profile.tsv"))
    >>> [substance.id for substance in panel][:2]
    ['butyrate', 'propionate']
    """
    name = standing.reference.name if standing is not None else _fitting(profile)
    return Panel(tuple(_substance(entry, profile, name) for entry in entries()))


def _fitting(profile: Profile) -> str:
    """Return the name of the reference that fits a profile's rank and method."""
    if profile.rank == "species" and profile.provenance.method != "16S":
        return "shotgun-species"
    return "shotgun-genus" if profile.provenance.method == "shotgun" else "16s-genus"


def _substance(entry: Entry, profile: Profile, reference: str) -> Substance:
    label = Message.of(f"substances.name.{_key(entry.id)}")
    if entry.kind == "not predictable":
        why = Message.of(f"substances.not-predictable.{_key(entry.id)}")
        return _untold(entry, label, why)
    found = capacity(profile.shares, profile.rank, entry.id)
    if found.value is None or found.covered < LEAST_COVERED:
        known = Message.of("substances.capacity.too-little", share=found.covered, substance=label)
        return _untold(entry, label, known)
    grid = populations()[reference][entry.id]
    place = percentile(grid, found.value)
    return Substance(
        id=entry.id,
        label=label,
        value=found.value,
        unit=UNIT,
        interval=found.interval,
        percentile=place,
        status=_status(place),
        method=_method(entry.id, label, found),
        makers=found.makers,
        skill=skills().get(entry.id),
        population=grid,
        citations=_citations(entry, found),
    )


def _untold(entry: Entry, label: Speakable, why: Speakable) -> Substance:
    return Substance(
        id=entry.id,
        label=label,
        value=None,
        unit=None,
        interval=None,
        percentile=None,
        status="not predictable",
        method=why,
        makers=(),
        skill=None,
        population=(),
        citations=entry.sources,
    )


def _key(substance: str) -> str:
    return substance.lower().replace(" ", "-")


def _status(place: float) -> SubstanceStatus:
    return "low" if place < LOW else "high" if place > HIGH else "usual"


def _method(substance: str, label: Speakable, found: Capacity) -> Sentences:
    wall = substance == "lipoteichoic acid"
    parts = [Message.of(f"substances.capacity.{'worn' if wall else 'made'}", substance=label)]
    if substance in {"acetate", "lipoteichoic acid"}:
        parts.append(Message.of(f"substances.capacity.{_key(substance)}"))
    parts.append(_measured(skills().get(substance)))
    if not wall:
        parts.append(Message.of("substances.capacity.left-over"))
    if 1 - found.covered > WORTH_SAYING:
        parts.append(Message.of("substances.capacity.unlisted", share=1 - found.covered))
    return Sentences(tuple(parts))


def _measured(skill: Skill | None) -> Message:
    """Say in words what the correlation with measured amounts was."""
    if skill is None or skill.interval is None:
        return Message.of("substances.measured.never")
    low, high = skill.interval
    word = "more" if low > 0 else "less" if high < 0 else "unrelated"
    return Message.of(f"substances.measured.{word}", n=skill.n_studies)


def _citations(entry: Entry, found: Capacity) -> tuple[str, ...]:
    """Return the sources of the substance, then those of its makers' facts."""
    known = facts()
    of_makers = (i for name in found.species for i in known[name, entry.id].sources)
    return tuple(dict.fromkeys((*entry.sources, *of_makers)))


@cache
def populations() -> Mapping[str, Mapping[str, tuple[float, ...]]]:
    """Return the capacities of healthy people at the percentiles 1, 5, 10, …, 95, 99.

    Returns
    -------
    mapping of reference name to mapping of substance id to 21 values
    """
    tree = json.loads(read_data("population.json"))["references"]
    return {
        name: {key: tuple(grid) for key, grid in table["capacity"].items()}
        for name, table in tree.items()
    }


@cache
def skills() -> Mapping[str, Skill]:
    """Return how well each capacity followed measured amounts, by substance id."""
    tree = json.loads(read_data("skill.json"))
    found: dict[str, Skill] = {}
    for substance, table in tree["stool"][SKILL_GROUP].items():
        row = table["capacity"]
        bounds = cast("tuple[float, float]", tuple(row["interval"]))
        found[substance] = Skill(tree["measure"], row["value"], bounds, row["n"], row["n_studies"])
    return found
