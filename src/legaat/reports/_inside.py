"""What a model says goes on inside: who eats what, who eats the leftovers, what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from legaat.advice import Forecast
    from legaat.twin import CarbonFlow, Export, Limit, Twin

__all__ = ["FIBRE_OF", "LIMITED", "OTHERS", "Inside", "Link", "Node", "Place", "inside"]

Place: TypeAlias = Literal["food", "eater", "leftover", "out"]

OTHERS: Final = "others"
"""Name of the node that holds what is too small for a node of its own."""

LIMITED: Final = ("butyrate", "propionate", "acetate")
"""Substances of which is asked what holds them back: those that the model was measured on."""

FIBRE_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "inulin_m": "inulin",
        "fos_m": "inulin",
        "gos_m": "galacto-oligosaccharides",
        "raffin_m": "galacto-oligosaccharides",
        "stys_m": "galacto-oligosaccharides",
        "rstarch_m": "resistant starch",
        "pectin_m": "pectin",
        "bglc_m": "beta-glucan",
        "arabinoxylan_m": "arabinoxylan",
    }
)
"""Lumen metabolites by the fibre whose foods are named with it (``missing.fibre``)."""

_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ac_m": "acetate", "ppa_m": "propionate", "but_m": "butyrate",
        "lac_L_m": "acids", "lac_D_m": "acids", "succ_m": "acids", "for_m": "acids",
        "co2_m": "gas", "ch4_m": "gas",
    }
)  # fmt: skip
_REST: Final = "rest"
_GROWTH: Final = "growth"
_MOST: Final[Mapping[Place, int]] = MappingProxyType({"food": 6, "eater": 5, "leftover": 4})
_THIN: Final = 0.004
"""A link below this part of the carbon isn't drawn."""
_LEFT_OVER: Final = 0.05
"""Part of a fibre that must stay uneaten before it is said to be no shortage."""


@dataclass(frozen=True, slots=True)
class Node:
    """A food, a taxon or a product.

    Attributes
    ----------
    place : {"food", "eater", "leftover", "out"}
    name : str
        Lumen metabolite, taxon, or key of a product; `OTHERS` for the small ones together.
    share : float
        Part of the carbon that comes in, 0 to 1.
    """

    place: Place
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Link:
    """Carbon that goes from one node to another, as part of what comes in."""

    source: tuple[Place, str]
    target: tuple[Place, str]
    share: float


@dataclass(frozen=True, slots=True)
class Inside:
    """What a model of this community says of a day.

    Attributes
    ----------
    diet : str
        Name of the diet that enters.
    matched_share : float
        Part of the profile that has a model, 0 to 1.
    nodes : tuple of Node
        By place, the largest first, the small ones together last.
    links : tuple of Link
    limits : mapping of str to tuple of (str, float)
        By substance the fibres of which a little more, per gram, would raise the most that could
        be made at the same growth (the shadow price per gram, mmol/g); the highest first.
    plenty : tuple of str
        Fibres of which part stays uneaten.
    stand_ins : mapping of str to tuple of str
        Of a taxon that is drawn, which others of its genus its model also stands for.
    """

    diet: str
    matched_share: float
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    limits: Mapping[str, tuple[tuple[str, float], ...]]
    plenty: tuple[str, ...]
    stand_ins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def inside(forecast: Forecast) -> Inside | None:
    """Return what goes on inside, on the diet as it is; None where the model has no answer.

    Parameters
    ----------
    forecast : Forecast
    """
    from legaat.errors import SolverError
    from legaat.twin import carbon_flows

    twin, base = forecast.twin, forecast.base
    if twin is None or base is None:
        return None
    flows = carbon_flows(twin, base)
    eaten = sum(-flow.net for flow in flows if flow.net < 0)
    if eaten <= 0:
        return None
    drawn = _Drawing(flows, eaten)
    try:
        exports = twin.solve(ranges=LIMITED).exports
    except SolverError:
        exports = {}
    return Inside(
        diet=forecast.diet,
        matched_share=twin.matched.matched_share,
        nodes=drawn.nodes,
        links=drawn.links,
        limits=MappingProxyType(dict(_limits(twin, exports))),
        plenty=tuple(dict.fromkeys(_plenty(flows))),
        stand_ins={
            name: others
            for name, others in twin.matched.plays.items()
            if any(node.name == name for node in drawn.nodes)
        },
    )


def _limits(
    twin: Twin, exports: Mapping[str, Export]
) -> Iterator[tuple[str, tuple[tuple[str, float], ...]]]:
    for name in LIMITED:
        if name in exports:
            found = _by_fibre(twin, exports[name].limits)
            ranked = sorted(found.items(), key=lambda row: (-row[1], row[0]))
            yield name, tuple(ranked)


def _by_fibre(twin: Twin, limits: Iterable[Limit]) -> dict[str, float]:
    from legaat.twin import grams_per_mole

    found: dict[str, float] = {}
    for limit in limits:
        fibre, mass = FIBRE_OF.get(limit.nutrient), grams_per_mole(twin, limit.nutrient)
        if fibre is not None and mass:
            found[fibre] = max(found.get(fibre, 0.0), 1000.0 * limit.shadow_price / mass)
    return found


def _plenty(flows: Iterable[CarbonFlow]) -> Iterator[str]:
    """Yield the fibres of which part stays uneaten."""
    for flow in flows:
        fibre = FIBRE_OF.get(flow.metabolite)
        if fibre is not None and flow.supply and -flow.net < (1 - _LEFT_OVER) * flow.supply:
            yield fibre


class _Drawing:
    """The carbon as nodes and links: each taxon once for food, and once for leftovers."""

    def __init__(self, flows: Iterable[CarbonFlow], whole: float) -> None:
        self._links: dict[tuple[tuple[Place, str], tuple[Place, str]], float] = {}
        self._whole = whole
        rows = list(flows)
        self._food = {f.metabolite: f for f in rows if f.net < 0 and max(f.by.values()) <= 0}
        self._passed = [f for f in rows if f.metabolite not in self._food]
        self._draw()
        self.nodes, self.links = self._grouped()

    def _draw(self) -> None:
        first, second = self._taken()
        taxa = first.keys() | second.keys()
        part = {t: first.get(t, 0.0) / (first.get(t, 0.0) + second.get(t, 0.0)) for t in taxa}
        for name, flow in self._food.items():
            for taxon, amount in flow.by.items():
                self._add(("food", name), ("eater", taxon), -amount)
        given: dict[str, float] = {}
        for flow in self._passed:
            self._pass_on(flow, part, given)
        for taxon in taxa:
            grown = first.get(taxon, 0.0) + second.get(taxon, 0.0) - given.get(taxon, 0.0)
            self._out(taxon, _GROWTH, max(grown, 0.0), part[taxon])

    def _taken(self) -> tuple[dict[str, float], dict[str, float]]:
        first: dict[str, float] = {}
        second: dict[str, float] = {}
        for rows, into in ((self._food.values(), first), (self._passed, second)):
            for flow in rows:
                for taxon, amount in flow.by.items():
                    if amount < 0:
                        into[taxon] = into.get(taxon, 0.0) - amount
        return first, second

    def _pass_on(
        self, flow: CarbonFlow, part: Mapping[str, float], given: dict[str, float]
    ) -> None:
        """Part what is made of a substance over who eats it and what comes out."""
        made = {taxon: amount for taxon, amount in flow.by.items() if amount > 0}
        eaten = {taxon: -amount for taxon, amount in flow.by.items() if amount < 0}
        whole, gone = sum(made.values()), sum(eaten.values())
        key = _OUT.get(flow.metabolite, _REST)
        for taxon, amount in made.items():
            given[taxon] = given.get(taxon, 0.0) + amount
            own = part.get(taxon, 1.0)
            left = max(1 - gone / whole, 0.0)
            self._out(taxon, key, amount * left, own)
            for other, much in eaten.items():
                share = amount * own * much / max(whole, gone)
                self._add(("eater", taxon), ("leftover", other), share)

    def _out(self, taxon: str, key: str, amount: float, part: float) -> None:
        self._add(("eater", taxon), ("out", key), amount * part)
        self._add(("leftover", taxon), ("out", key), amount * (1 - part))

    def _add(self, source: tuple[Place, str], target: tuple[Place, str], amount: float) -> None:
        if amount > 0:
            share = amount / self._whole
            self._links[source, target] = self._links.get((source, target), 0.0) + share

    def _grouped(self) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
        """Put what is small together, and leave out what would be a hair."""
        size: dict[tuple[Place, str], float] = {}
        for (source, target), share in self._links.items():
            for end in {source, target}:
                size[end] = size.get(end, 0.0)
            size[target] += share
            if source[0] == "food":
                size[source] += share
        kept = {end: self._kept(end, size) for end in size}
        links: dict[tuple[tuple[Place, str], tuple[Place, str]], float] = {}
        for (source, target), share in self._links.items():
            ends = kept[source], kept[target]
            links[ends] = links.get(ends, 0.0) + share
        nodes: dict[tuple[Place, str], float] = {}
        for end, share in size.items():
            nodes[kept[end]] = nodes.get(kept[end], 0.0) + share
        order: tuple[Place, ...] = ("food", "eater", "leftover", "out")
        ranked = sorted(
            nodes.items(), key=lambda n: (order.index(n[0][0]), n[0][1] == OTHERS, -n[1], n[0][1])
        )
        return (
            tuple(Node(place, name, share) for (place, name), share in ranked if share >= _THIN),
            tuple(
                Link(*ends, share)
                for ends, share in sorted(links.items(), key=lambda row: -row[1])
                if share >= _THIN
            ),
        )

    @staticmethod
    def _kept(end: tuple[Place, str], size: Mapping[tuple[Place, str], float]) -> tuple[Place, str]:
        place = end[0]
        if place == "out":
            return end
        beside = sorted((e for e in size if e[0] == place), key=lambda e: (-size[e], e[1]))
        return end if end in beside[: _MOST[place]] else (place, OTHERS)
