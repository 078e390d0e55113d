"""The chemistry of the ``colon`` pack: its tables read as exact numbers, and their balances.

A *reaction* is one step of biochemistry; a *route* is a whole way from a substrate to what leaves
the cell, as a sum of steps in which every carrier (NADH, coenzyme A …) closes. All arithmetic is
in fractions, so that "balanced" means balanced and not nearly so. docs/colon.md explains the
tables.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeAlias

from legaat.twin._formula import elements

Sum: TypeAlias = "dict[str, Fraction]"
"""Metabolite to coefficient; what is used counts negative."""

CLOSED: Final = frozenset({"accoa", "btcoa", "coa", "nad", "nadh", "pyr"})
"""What no route may leave over. Pyruvate is also a food: then it is the route's own pool."""

FREE: Final = frozenset({"h2o", "h", "pi", "adp"})
"""Water, protons and phosphate are never short, and ADP is what ATP isn't: no balance is kept."""

_TERM: Final = re.compile(r"(?:(\d+(?:/\d+)?) )?(\S+)")
_STEP: Final = re.compile(r"(?:(\d+(?:/\d+)?)\*)?(\w+)")


@dataclass(frozen=True, slots=True)
class Metabolite:
    """A substance: `lumen` says whether it can leave the cell."""

    id: str
    lumen: bool
    en: str
    nl: str
    formula: str
    charge: int

    @property
    def atoms(self) -> dict[str, int]:
        """Number of atoms of each element."""
        return {key: int(n) for key, n in (elements(self.formula) or {}).items()}


@dataclass(frozen=True, slots=True)
class Route:
    """A whole fermentation.

    Attributes
    ----------
    id, pool, lead : str
        `pool` is the substrate; `lead` the product whose makers have this route.
    features : frozenset of str
        Enzymes that a species needs beside; empty for a route that anyone may have.
    steps : tuple of (str, Fraction)
    net : mapping of str to Fraction
        The sum of the steps per one of `pool`.
    """

    id: str
    pool: str
    lead: str
    features: frozenset[str]
    steps: tuple[tuple[str, Fraction], ...]
    net: Mapping[str, Fraction]

    @property
    def products(self) -> frozenset[str]:
        """What it makes."""
        return frozenset(name for name, n in self.net.items() if n > 0)


@dataclass(frozen=True, slots=True)
class Chemistry:
    """The tables of the pack's chemistry.

    Attributes
    ----------
    metabolites : mapping of str to Metabolite
    reactions : mapping of str to Sum
    routes : tuple of Route
    """

    metabolites: Mapping[str, Metabolite]
    reactions: Mapping[str, Sum]
    routes: tuple[Route, ...]

    def imbalance(self, net: Mapping[str, Fraction]) -> Sum:
        """Return what a sum makes or loses: elements, and "charge"; empty where it balances."""
        found: Sum = {}
        for name, n in net.items():
            what = self.metabolites[name]
            for element, count in what.atoms.items():
                found[element] = found.get(element, Fraction(0)) + n * count
            found["charge"] = found.get("charge", Fraction(0)) + n * what.charge
        return {key: n for key, n in found.items() if n}


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Read a table as rows of text."""
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            yield {str(key): str(value or "").strip() for key, value in row.items()}


def read_chemistry(folder: Path) -> Chemistry:
    """Read ``metabolites.tsv``, ``reactions.tsv`` and ``routes.tsv``.

    Raises
    ------
    ValueError
        An equation can't be read, names something unknown, or a route doesn't close.
    """
    metabolites = {
        row["id"]: Metabolite(
            row["id"], row["lumen"] == "yes", row["name_en"], row["name_nl"], row["formula"],
            int(row["charge"]),
        )
        for row in read_rows(folder / "metabolites.tsv")
    }  # fmt: skip
    reactions = {
        row["id"]: parse_equation(row["equation"], metabolites)
        for row in read_rows(folder / "reactions.tsv")
    }
    routes = tuple(_route(row, reactions, metabolites) for row in read_rows(folder / "routes.tsv"))
    return Chemistry(metabolites, reactions, routes)


def parse_equation(text: str, known: Iterable[str]) -> Sum:
    """Read ``"hex + 2 nad = 2 pyr + 2 nadh"``.

    >>> parse_equation("a + 1/2 b = 2 c", "abc")["b"]
    Fraction(-1, 2)
    """
    left, sign, right = text.partition(" = ")
    if not sign:
        raise ValueError(text)
    names = set(known)
    net: Sum = {}
    for side, factor in ((left, -1), (right, 1)):
        for term in side.split(" + "):
            match = _TERM.fullmatch(term.strip())
            if match is None or match.group(2) not in names:
                raise ValueError(text)
            name = match.group(2)
            net[name] = net.get(name, Fraction(0)) + factor * Fraction(match.group(1) or 1)
    return {name: n for name, n in net.items() if n}


def add(sums: Iterable[tuple[Mapping[str, Fraction], Fraction]]) -> Sum:
    """Add multiples of sums."""
    total: Sum = {}
    for net, factor in sums:
        for name, n in net.items():
            total[name] = total.get(name, Fraction(0)) + n * factor
    return {name: n for name, n in total.items() if n}


def _route(
    row: Mapping[str, str], reactions: Mapping[str, Sum], known: Mapping[str, Metabolite]
) -> Route:
    steps: list[tuple[str, Fraction]] = []
    for word in row["steps"].split():
        match = _STEP.fullmatch(word)
        if match is None or match.group(2) not in reactions:
            raise ValueError(f"{row['id']}: {word}")
        steps.append((match.group(2), Fraction(match.group(1) or 1)))
    pool, lead = row["pool"], row["lead"]
    whole = add((reactions[name], factor) for name, factor in steps)
    used = -whole.get(pool, Fraction(0))
    if pool not in known or lead not in known or used <= 0:
        raise ValueError(row["id"])
    net = add([(whole, 1 / used)])
    if net.get(lead, Fraction(0)) <= 0 or (net.keys() & CLOSED) - {pool}:
        raise ValueError(row["id"])
    scaled = tuple((name, factor / used) for name, factor in steps)
    return Route(row["id"], pool, lead, frozenset(row["feature"].split()), scaled, net)
