"""What is far beyond anything that was eaten or studied: a model answers all the same.

The most that is known of a nutrient is the highest dose among the studies of the knowledge room
(``data/diets/studied.tsv``) and the highest intake among the shipped diets; of a food it is told in
usual portions. Nothing else is held against an amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from legaat.knowledge import foods
from legaat.messages import Message
from legaat.twin._nutrients import intakes, media_rows, nutrients, of_lumen, studied

FAR: Final = 2.0
"""Times the most that is known from which an amount is far beyond it: our own choice."""

PORTIONS: Final = 10.0
"""Usual portions of one food in a day from which the same goes: our own choice."""


@dataclass(frozen=True, slots=True)
class Most:
    """The most that is known of a nutrient.

    Attributes
    ----------
    grams : float
        A day, or per litre.
    source : str
        Id of an evidence row or of a source.
    kind : {"alone", "fibre", "any"}
        Of this nutrient; of all fibre together; of any nutrient, where nothing nearer is known.
    """

    grams: float
    source: str
    kind: str


def beyond(asked: Mapping[str, float], basis: str) -> Iterator[Message]:
    """Yield a warning for each amount that is far beyond what is known.

    Parameters
    ----------
    asked : mapping of str to float
        Nutrient, food or lumen metabolite to grams added: a day, or per litre.
    basis : str
        Of the diet that they come on top of.
    """
    for name, grams in asked.items():
        food = foods().get(name)
        if food is not None:
            if grams > PORTIONS * food.portion_g:
                yield Message.of(
                    "twin.beyond.food", grams=grams, name=food.name, n=grams / food.portion_g,
                    one=food.portion, portion=food.portion_g,
                )  # fmt: skip
            continue
        known = nutrients().get(name) or of_lumen(name)
        most = _bottle() if basis == "incubation" else _day(known.id if known else name)
        if grams > FAR * most.grams:
            key = "litre" if basis == "incubation" else most.kind
            yield Message.of(
                f"twin.beyond.{key}", grams=grams, name=known.name if known else name,
                times=grams / most.grams, most=most.grams, source=most.source,
            )  # fmt: skip


def _day(name: str) -> Most:
    known = _days()
    if name in known:
        return known[name]
    kind = nutrients()[name].kind if name in nutrients() else ""
    return known["fibre"] if kind in {"fibre", "mixture"} else known[""]


@cache
def _days() -> Mapping[str, Most]:
    """Return the most by nutrient; "fibre" is all of it together, "" the most of any."""
    found = {name: Most(grams, row, "alone") for name, (grams, row) in studied().items()}
    total: dict[str, float] = {}
    highest = Most(0.0, "", "any")
    for row in intakes():
        grams = row.high or row.grams
        if grams is None:
            continue
        if nutrients()[row.nutrient].kind in {"fibre", "mixture"}:
            total[row.diet] = total.get(row.diet, 0.0) + grams
        if row.nutrient not in found or grams > found[row.nutrient].grams:
            found[row.nutrient] = Most(grams, row.sources[0], "alone")
        if grams > highest.grams:
            highest = Most(grams, row.sources[0], "any")
    most = max(total, key=lambda diet: total[diet])
    source = next(r.sources[0] for r in intakes() if r.diet == most and r.nutrient == "fibre")
    found["fibre"] = Most(total[most], source, "fibre")
    found[""] = highest
    return MappingProxyType(found)


@cache
def _bottle() -> Most:
    rows = [row for row in media_rows() if row.grams is not None]
    most = max(rows, key=lambda row: row.high or row.grams or 0.0)
    return Most(most.high or most.grams or 0.0, most.sources[0], "litre")
