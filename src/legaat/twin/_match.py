"""Which model stands for which taxon of a profile: its species, else its genus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from legaat.errors import NoModelsError
from legaat.taxonomy import resolver
from legaat.twin._community import Member
from legaat.twin._packfile import Pack, PackTaxon

if TYPE_CHECKING:
    from legaat.profiles import Profile

By: TypeAlias = Literal["id", "species", "genus"]

_HARDLY: Final = 0.01
"""Part of a member from which it counts that its model also stands for another taxon."""


@dataclass(frozen=True, slots=True)
class Matched:
    """How a profile met a pack.

    Attributes
    ----------
    members : tuple of Member
        Largest abundance first; abundances sum to 1.
    by : mapping of str to {"id", "species", "genus"}
        How each member's model was found.
    matched_share : float
        Share of the profile that has a model, 0 to 1.
    cut_share : float
        Share that has one but lay below the cutoff.
    unmatched : tuple of str
        Taxa without a model, largest first.
    plays : mapping of str to tuple of str
        Of a member that also stands for others of its genus: those, largest first, without what
        is less than a hundredth of the member.
    """

    members: tuple[Member, ...]
    by: Mapping[str, By]
    matched_share: float
    cut_share: float
    unmatched: tuple[str, ...]
    plays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def match(shares: Mapping[str, float], pack: Pack, cutoff: float) -> Matched:
    """Match taxa to models and renormalise.

    A taxon without a model of its species is played by a model of its genus: the one that the
    profile holds most of, else the first by name. Two taxa played by one model count together.

    Parameters
    ----------
    shares : mapping of str to float
        Taxon to share.
    pack : Pack
    cutoff : float
        Shares at or below this, of the matched part, are left out.

    Raises
    ------
    NoModelsError
        Nothing matched, or everything lies below the cutoff.
    """
    total = sum(shares.values())
    if not total > 0:
        raise NoModelsError("no-models", pack=pack.name, found="-", known="-")
    finder = _Finder(pack)
    order = sorted(shares, key=lambda name: (-shares[name], name))
    chosen: dict[str, str] = {}
    found: dict[str, tuple[str, By, float]] = {}
    unmatched: list[str] = []
    for strict in (True, False):
        for name in order:
            if name in chosen or shares[name] <= 0:
                continue
            hit = finder.exact(name) if strict else finder.relative(name, found)
            if hit is None:
                if not strict:
                    unmatched.append(name)
                continue
            model, by = hit
            chosen[name] = model
            first, how, so_far = found.get(model, (name, by, 0.0))
            found[model] = (first, how, so_far + shares[name] / total)
    matched = sum(share for _, _, share in found.values())
    kept = {m: row for m, row in found.items() if row[2] / matched > cutoff} if found else {}
    whole = sum(share for _, _, share in kept.values())
    if not kept:
        some = ", ".join(t.species or t.id for t in pack.taxa[:3])
        raise NoModelsError("no-models", pack=pack.name, found=", ".join(order[:3]), known=some)
    members = [Member(name, m, share / whole) for m, (name, _, share) in kept.items()]
    members.sort(key=lambda member: (-member.abundance, member.taxon))
    return Matched(
        members=tuple(members),
        by={name: by for name, by, _ in kept.values()},
        matched_share=min(1.0, matched),
        cut_share=matched - whole,
        unmatched=tuple(unmatched),
        plays=_plays(shares, total, chosen, kept),
    )


def _plays(
    shares: Mapping[str, float],
    total: float,
    chosen: Mapping[str, str],
    kept: Mapping[str, tuple[str, By, float]],
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for model, (first, _, share) in kept.items():
        others = [
            name for name, by in chosen.items()
            if by == model and name != first and shares[name] / total > _HARDLY * share
        ]  # fmt: skip
        if others:
            found[first] = tuple(sorted(others, key=lambda name: (-shares[name], name)))
    return found


class _Finder:
    def __init__(self, pack: Pack) -> None:
        self._names = resolver()
        self._ids = {taxon.id: taxon for taxon in pack.taxa}
        self._species: dict[str, PackTaxon] = {}
        self._genera: dict[str, list[PackTaxon]] = {}
        whole_genera = pack.rank == "genus"
        for taxon in pack.taxa:
            if taxon.species and not whole_genera:
                self._species.setdefault(self._now(taxon.species), taxon)
                self._species.setdefault(taxon.species, taxon)
            genus = self._genus(taxon)
            if genus:
                self._genera.setdefault(genus, []).append(taxon)

    def _now(self, name: str) -> str:
        return self._names.resolve(name).name

    def _genus(self, taxon: PackTaxon) -> str:
        current = self._now(taxon.species).partition(" ")[0] if taxon.species else ""
        return current or self._names.resolve(taxon.genus, "genus").name

    def exact(self, name: str) -> tuple[str, By] | None:
        if name in self._ids:
            return name, "id"
        underscored = name.replace(" ", "_")
        if underscored in self._ids and " " in name:
            return underscored, "species"
        for known in (name, self._now(name)):
            if known in self._species:
                return self._species[known].id, "species"
        return None

    def relative(
        self, name: str, found: Mapping[str, tuple[str, By, float]]
    ) -> tuple[str, By] | None:
        for genus in (name.partition(" ")[0], self._now(name).partition(" ")[0]):
            models = self._genera.get(genus) or self._genera.get(
                self._names.resolve(genus, "genus").name, []
            )
            if models:
                best = min(models, key=lambda t: (-found.get(t.id, ("", "", 0.0))[2], t.id))
                return best.id, "genus"
        return None


def shares_of(given: Profile | Mapping[str, float]) -> Mapping[str, float]:
    """Return taxa and shares of a profile, a mapping, or what has items, as a pandas Series.

    Raises
    ------
    TypeError
        It is none of these.
    """
    if isinstance(given, Mapping):
        return given
    own = getattr(given, "shares", None)
    if isinstance(own, Mapping):
        return own
    if hasattr(given, "items"):
        return {str(taxon): float(share) for taxon, share in given.items()}
    kind = type(given).__name__
    msg = f"not {kind} but a Profile or taxa with shares; legaat.read_profile reads a file"
    raise TypeError(msg)
