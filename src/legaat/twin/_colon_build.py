"""Compile the tables of the ``colon`` pack into models, one per species and genus.

A model has a handful of rows: carbohydrate, uronate, deoxysugar and lactate inside the cell, ATP
and building blocks. Its columns are what the tables allow: a substrate's way in, whole
fermentations (routes.tsv), building blocks, growth. A species' routes from one pool run in a
fixed proportion, from how strongly it makes each product; `flex` is the part that may deviate. So
net butyrate at given growth rates is not free, as it is in models where any mixture of products
costs the same (docs/colon.md).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from legaat.twin._colon_arrays import DIGITS, POOLS, Column, compiled
from legaat.twin._colon_chemistry import FREE, Route, Sum, add
from legaat.twin._colon_parameters import Parameters, Tables, changed
from legaat.twin._colon_traits import AMINO_ACIDS, LEVELS, Traits
from legaat.twin._compile import Compiled
from legaat.twin._packfile import Pack, PackTaxon, Strings, encode, write_pack
from legaat.twin._store import growth_alone

__all__ = ["POOLS", "Parameters", "Tables", "build_pack", "changed", "draft_model", "write_colon"]

GRAM: Final = 1000.0 / 113.116
"""mmol of C5H7O2N in a gram of biomass (Hoover & Porges 1952: the formula; ash not counted)."""

_OLIGO: Final = frozenset({"fos", "gos", "xos", "2fuclac", "lcts", "sucr", "malt", "cellb",
                           "raffin", "stys", "lactul"})  # fmt: skip
_POLYMER: Final = frozenset({"inulin", "rstarch", "starch", "cellulose", "bglc", "arabinoxylan",
                             "pectin", "mucin", "protein", "levan", "dextrin", "arabinogalactan",
                             "galactomannan", "glucomannan"})  # fmt: skip
_GAS: Final = frozenset({"h2", "for", "meoh", "so4", "urea"})
_ACID: Final = frozenset({"lac_L", "lac_D", "succ", "ac", "12ppd_S", "glyc", "cit", "pyr", "chol",
                          "etha", "taur", "indlac"})  # fmt: skip
_LIKE: Final = (("dextrin", "starch"), ("stys", "raffin"), ("stys", "gos"), ("lactul", "gos"),
                ("raffin", "gos"), ("lac_D", "lac_L"))  # fmt: skip
"""Substrates without facts of their own, and what they are eaten like: own choice."""

_BY_PRODUCT: Final = frozenset({"trp_L", "tyr_L", "phe_L", "cys_L", "glu_L", "indlac", "chol"})
"""What who makes its product is taken to use, though no table says that it is eaten."""

VITAMINS: Final = ("cbl1", "thm", "ribflv", "nac", "pnto_R", "pydx", "btn", "fol", "pheme")
_VITAMIN: Final = 1e-5
"""mmol of a vitamin in a gram of biomass of who can't make it. Only its being there matters."""


@dataclass(slots=True)
class _Draft:
    """A species' model while it is put together."""

    traits: Traits
    tables: Tables
    parameters: Parameters
    columns: list[Column] = field(default_factory=list)

    def add(self, name: str, net: Mapping[str, Fraction], upper: float, steps: float) -> None:
        kept = {key: float(n) for key, n in net.items() if key not in FREE}
        self.columns.append(Column(name, kept, upper, steps))


def kind_of(substrate: str) -> str:
    """Return the class of a substrate, by which its capacity is looked up."""
    for kind, members in (
        ("oligosaccharide", _OLIGO), ("polymer", _POLYMER), ("gas", _GAS), ("acid", _ACID),
        ("amino acid", frozenset(AMINO_ACIDS)),
    ):  # fmt: skip
        if substrate in members:
            return kind
    return "sugar"


# -- what a species eats -------------------------------------------------------------------


def _eaten(draft: _Draft) -> dict[str, str]:
    """Substrates that the species uses, with strength; free amino acids written out."""
    eats = dict(draft.traits.eats)
    best = [eats[k] for k in ("aa", "protein") if k in eats]
    if best:
        strength = min(best, key=LEVELS.index)
        for name in AMINO_ACIDS:
            eats.setdefault(name, strength)
    for name, other in _LIKE:
        if other in eats and name not in draft.traits.never_eats:
            eats.setdefault(name, eats[other])
    return eats


def _capacity(draft: _Draft, substrate: str, strength: str) -> float:
    p = draft.parameters
    kind = kind_of(substrate)
    carbon = draft.tables.chemistry.metabolites[substrate].atoms.get("C", 0)
    units = 1.0 if kind == "gas" or not carbon else carbon / 6.0
    return p.capacity[kind][strength] * p.factor.get(substrate, 1.0) / units


def _entries(tables: Tables) -> dict[str, tuple[str, Sum]]:
    """Substrate to the reaction by which it is broken down or taken up."""
    found: dict[str, tuple[str, Sum]] = {}
    for name, net in tables.chemistry.reactions.items():
        if name.startswith(("P_", "T_")) or name == "NAG":
            (used,) = (k for k, n in net.items() if n < 0 and k not in FREE)
            found[used] = (name, net)
    return found


def _way_in(draft: _Draft, substrate: str, pools: frozenset[str]) -> Sum:
    """Return a substrate's way into the cell, and what of it others get.

    A sugar that the species is not known not to use goes to its pool, less the leak; the rest
    stays in the lumen.
    """
    entries = _entries(draft.tables)
    net = entries[substrate][1]
    leak = Fraction(str(draft.parameters.leak.get(kind_of(substrate), 0.0)))
    sugars = [name for name, n in net.items() if n > 0 and name in entries]
    used = [name for name in sugars if name not in draft.traits.never_eats]
    parts: list[tuple[Mapping[str, Fraction], Fraction]] = [(net, Fraction(1))]
    for name in used or sugars:  # who eats the chain but no single sugar takes it in as pieces
        inner = entries[name][1]
        if {k for k, m in inner.items() if m > 0} & {*POOLS} <= pools:
            parts.append((inner, net[name] * (1 - leak)))
    return add(parts)


# -- what it makes -------------------------------------------------------------------------


def _allowed(draft: _Draft, route: Route, *, lenient: bool) -> bool:
    """Say whether a species has a route: its enzymes, and every product it leaves."""
    traits = draft.traits
    if route.lead not in traits.makes and not _implied(draft, route):
        return False
    if not route.features <= traits.features:
        return False
    for name in route.products - {route.lead, "atp", "co2", "nh4", *FREE, *POOLS}:
        if name in traits.never_makes:
            return False
        if name not in traits.makes and not (lenient or name in {"12ppd_S", "ppoh"}):
            return False
    return True


def _implied(draft: _Draft, route: Route) -> bool:
    """Say whether a lead that no table names follows from what is known."""
    traits, lead = draft.traits, route.lead
    if lead in traits.never_makes:
        return False
    if lead == "12ppd_S":  # fucose and rhamnose leave it wherever they are fermented
        return True
    if lead == "2mbut":  # made by those who make the other branched acids
        return bool({"isoval", "isobut"} & traits.makes.keys())
    return lead in {"nh4", "h2"} and route.pool in {"urea", "for", "mnl", "sbt_D"}


def _weights(draft: _Draft, routes: Iterable[Route]) -> list[tuple[Route, float]]:
    """Give each route its part.

    A lead product's weight is its strength's; routes that share a lead divide it by how
    strongly the products beside it are made.
    """
    p, traits = draft.parameters, draft.traits
    own = {**p.species.get(traits.genus, {}), **p.species.get(traits.species, {})}
    leads: dict[str, list[tuple[Route, float]]] = {}
    for route in routes:
        beside = 1.0
        for name in route.products - {route.lead, "atp", "co2", "nh4", "ac", *FREE, *POOLS}:
            beside *= p.product.get(traits.makes.get(name, "condition"), 0.1)
        beside *= p.route.get(route.id, 1.0) * own.get(route.id, 1.0)
        leads.setdefault(route.lead, []).append((route, beside))
    found: list[tuple[Route, float]] = []
    for lead, group in leads.items():
        total = sum(part for _, part in group)
        strength = p.product[traits.makes.get(lead, "condition")]
        whole = strength * p.weight.get(lead, 1.0) * own.get(lead, 1.0)
        if total > 0 and whole > 0:
            found.extend((route, whole * part / total) for route, part in group if part > 0)
    size = sum(weight for _, weight in found)
    return [(route, weight / size) for route, weight in found]


def _routes(draft: _Draft, pool: str) -> list[tuple[Route, float]]:
    """Return the routes of a species from a pool, with weights that sum to 1."""
    known = [r for r in draft.tables.chemistry.routes if r.pool == pool and r.lead != "prec"]
    for lenient in (False, True):
        found = [route for route in known if _allowed(draft, route, lenient=lenient)]
        if found and not lenient:
            found = [*found, *_owed(draft, known, found)]
        if pool in AMINO_ACIDS:  # the first way to be rid of the electrons, as the table has them
            found = list({route.lead: route for route in reversed(found)}.values())
        if found:
            return _weights(draft, found)
    return []


def _owed(draft: _Draft, known: list[Route], found: list[Route]) -> list[Route]:
    """Return routes to main products that would have none, with hydrogen or formate inferred."""
    led = {route.lead for route in found}
    main = {name for name, strength in draft.traits.makes.items() if strength == "major"}
    return [
        route
        for route in known
        if route.lead in main - led and _allowed(draft, route, lenient=True)
    ]


def _ferment(draft: _Draft, pool: str, parts: list[tuple[Route, float]], upper: float) -> None:
    """Add the routes from a pool as blends: the mixture, moved towards each lead by `flex`."""
    flex = draft.parameters.flex if pool in POOLS else 0.0
    mean, steps = _blend(parts)
    alone = _alone(parts)
    if pool in POOLS and 0 < len(alone) < len(parts):
        net, size = _blend(alone)
        net["atp"] *= _exact(draft.parameters.growth["alone"])
        draft.add(f"{pool} alone", net, upper, size)
    leads: dict[str, list[tuple[Route, float]]] = {}
    for route, weight in parts:
        leads.setdefault(route.lead, []).append((route, weight))
    if flex <= 0 or len(leads) == 1:
        draft.add("+".join(route.id for route, _ in parts), mean, upper, steps)
        return
    part = _exact(flex)
    for lead, group in leads.items():
        net, size = _blend(group)
        moved = add([(mean, 1 - part), (net, part)])
        draft.add(f"{pool}>{lead}", moved, upper, (1 - flex) * steps + flex * size)


def _blend(parts: list[tuple[Route, float]]) -> tuple[Sum, float]:
    """Return the mixture of routes by weight, per one of their pool, and its number of steps."""
    whole = sum((_exact(weight) for _, weight in parts), Fraction(0))
    net = add((route.net, _exact(weight) / whole) for route, weight in parts)
    steps = sum(weight * _size(route) for route, weight in parts) / float(whole)
    return net, steps


def _alone(parts: list[tuple[Route, float]]) -> list[tuple[Route, float]]:
    """Return the routes that need nothing beside their pool, with the weights of their leads."""
    whole: dict[str, float] = {}
    left: dict[str, float] = {}
    for route, weight in parts:
        whole[route.lead] = whole.get(route.lead, 0.0) + weight
        if not _takes_up(route):
            left[route.lead] = left.get(route.lead, 0.0) + weight
    return [
        (route, weight * whole[route.lead] / left[route.lead])
        for route, weight in parts
        if not _takes_up(route)
    ]


def _takes_up(route: Route) -> bool:
    """Say whether a route needs an acid from the lumen beside its pool."""
    return any(route.net.get(acid, 0) < 0 for acid in ("ac", "ppa", "but"))


def _size(route: Route) -> float:
    return float(sum(abs(factor) for _, factor in route.steps))


def _exact(value: float) -> Fraction:
    return Fraction(str(round(value, DIGITS)))


# -- a whole model -------------------------------------------------------------------------


def draft_model(traits: Traits, tables: Tables, parameters: Parameters) -> Compiled | None:
    """Put a species' model together; None where nothing would let it grow."""
    draft = _Draft(traits, tables, parameters)
    eats, entries = _eaten(draft), _entries(tables)
    routes = {pool: _routes(draft, pool) for pool in POOLS}
    pools = frozenset(pool for pool, parts in routes.items() if parts)
    fed: set[str] = set()
    for substrate, strength in sorted(eats.items()):
        if substrate not in entries or (substrate == "protein" and "aa" not in traits.features):
            continue
        net = _way_in(draft, substrate, pools)
        inside = {*POOLS} & {name for name, n in net.items() if n > 0}
        if any(net.get(name, 0) > 0 for name in traits.never_makes - {"co2", "nh4"}):
            continue
        if (inside <= pools and inside) or substrate == "protein":
            fed |= inside
            name = entries[substrate][0]
            draft.add(name, net, _capacity(draft, substrate, strength), 1.0)
    for pool in POOLS:
        if pool in fed:
            _ferment(draft, pool, routes[pool], np.inf)
    _single(draft, eats, entries, fed)
    _build(draft, eats, fed)
    if not any(column.net.get("atp", 0.0) > 0 for column in draft.columns):
        return None
    return compiled(traits.id, draft.columns)


def _single(
    draft: _Draft, eats: Mapping[str, str], entries: Mapping[str, object], fed: set[str]
) -> None:
    """Add the routes that start from the lumen: acids, gases, amino acids."""
    pools = dict.fromkeys(route.pool for route in draft.tables.chemistry.routes)
    for pool in pools:
        if pool in POOLS or pool in entries:
            continue
        parts = _routes(draft, pool)
        free = pool in _BY_PRODUCT and all(not route.features for route, _ in parts)
        strength = eats.get(pool, "moderate" if free else "")
        if not parts or not strength or (pool in {"mnl", "sbt_D", "acnam"} and "hex" not in fed):
            continue
        _ferment(draft, pool, parts, _capacity(draft, pool, strength))


def _build(draft: _Draft, eats: Mapping[str, str], fed: set[str]) -> None:
    """Add building blocks and growth."""
    build = {r.id: r for r in draft.tables.chemistry.routes if r.lead == "prec"}
    if "hex" in fed:
        chosen = ["B_HEX"]
    elif "lac" in fed:
        chosen = ["B_LAC", "B_AC"]
    else:
        chosen = ["B_AC", "B_H2"] if "h2" in eats else ["B_AC"]
    for name in chosen:
        draft.add(name, build[name].net, np.inf, _size(build[name]))
    growth = draft.parameters.growth
    net = {"prec": -5.0 * GRAM, "nh4": -GRAM, "atp": -growth["atp"]}
    net |= {name: -_VITAMIN for name in VITAMINS if name in draft.traits.needs}
    draft.columns.append(Column("growth", net, growth["most"], 1.0, 1.0))


# -- the pack ------------------------------------------------------------------------------


def write_colon(tables: Tables, parameters: Parameters, path: Path, key: str) -> None:
    """Compile every species and genus into a pack file; the same bytes each time."""
    names, reactions = Strings(), Strings()
    records: list[tuple[PackTaxon, bytes]] = []
    for traits in tables.traits:
        model = draft_model(traits, tables, parameters)
        if model is None:
            continue
        taxon = PackTaxon(
            id=traits.id, species=traits.species, genus=traits.genus,
            growth=round(growth_alone(model), 6), reactions=len(model.reactions),
            columns=len(model.reactions), unbalanced=0, energy=0.0,
        )  # fmt: skip
        records.append((taxon, encode(model, names, reactions)))
    metabolites = {
        f"{m.id}_m": (m.en, m.formula) for m in tables.chemistry.metabolites.values() if m.lumen
    }
    write_pack(
        path, name="colon", key=key, rank="species", source="scripts/colon", kind="colon",
        records=records, names=names, reactions=reactions, metabolites=metabolites,
    )  # fmt: skip


def build_pack(tables: Tables, parameters: Parameters) -> Pack:
    """Build a pack with other parameters, to fit them; it lives as long as the value."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "colon.legaatpack"
        write_colon(tables, parameters, path, "fit")
        return Pack(path)
