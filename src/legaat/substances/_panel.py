"""The panel: every substance with where it stands, how sure that is, and who makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final, cast

from legaat.messages import Message, Speakable
from legaat.profiles import Profile
from legaat.reference import Standing, percentile
from legaat.substances._capacity import Capacity, capacity
from legaat.substances._facts import Entry, entries, facts, read_data
from legaat.substances._learned import Community, describe, estimate, learned_skills, model
from legaat.substances._sentences import capacity_words, key, learned_words, untold_words
from legaat.substances._types import Panel, Skill, Substance, SubstanceStatus

SHARE: Final = "share of the classified bacteria"
PLACE: Final = "share of healthy people with less of it in their stool"

LEAST_COVERED: Final = 0.5
"""Below this known share of the community nothing is said; as the twin warns below half."""

LOW: Final = 10.0
HIGH: Final = 90.0
"""Percentiles outside of which a value is called low or high."""

SKILL_GROUP: Final = "adults and children"


def substances(profile: Profile, standing: Standing | None = None) -> Panel:
    """Return what a community makes or carries, each with where it stands among healthy people.

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
    community = describe(profile)
    return Panel(tuple(_substance(entry, profile, community, name) for entry in entries()))


def _fitting(profile: Profile) -> str:
    """Return the name of the reference that fits a profile's rank and method."""
    if profile.rank == "species" and profile.provenance.method != "16S":
        return "shotgun-species"
    return "shotgun-genus" if profile.provenance.method == "shotgun" else "16s-genus"


def _substance(entry: Entry, profile: Profile, community: Community, reference: str) -> Substance:
    label = Message.of(f"substances.name.{key(entry.id)}")
    if entry.kind == "not predictable":
        return _untold(entry, label, Message.of(f"substances.not-predictable.{key(entry.id)}"))
    if entry.kind == "learned":
        return _learned(entry, label, profile, community, reference)
    return _capacity(entry, label, profile, reference)


def _learned(
    entry: Entry, label: Speakable, profile: Profile, community: Community, reference: str
) -> Substance:
    if entry.id not in model().coefficients:
        return _untold(entry, label, untold_words(learned_skills().get(entry.id)))
    if community.placed < LEAST_COVERED:
        why = Message.of("substances.learned.too-little", share=community.placed)
        return _untold(entry, label, why)
    found = estimate(entry.id, community, reference)
    known = capacity(profile.shares, profile.rank, entry.id)
    skill = learned_skills()[entry.id]
    return Substance(
        id=entry.id,
        label=label,
        value=found.value,
        unit=PLACE,
        interval=found.interval,
        percentile=found.percentile,
        status=_status(found.percentile),
        method=learned_words(entry.id, label, found, skill),
        makers=known.makers,
        skill=skill,
        population=found.population,
        citations=_citations(entry, known),
    )


def _capacity(entry: Entry, label: Speakable, profile: Profile, reference: str) -> Substance:
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
        unit=SHARE,
        interval=found.interval,
        percentile=place,
        status=_status(place),
        method=capacity_words(entry.id, label, found),
        makers=found.makers,
        skill=None,
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


def _status(place: float) -> SubstanceStatus:
    return "low" if place < LOW else "high" if place > HIGH else "usual"


def _citations(entry: Entry, found: Capacity) -> tuple[str, ...]:
    """Return the sources of the substance, then those of its makers' facts."""
    known = facts()
    of_makers = (
        i
        for name in found.species
        if (name, entry.id) in known
        for i in known[name, entry.id].sources
    )
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
