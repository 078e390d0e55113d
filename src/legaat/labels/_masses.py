"""Masses of something active: beside its name, by the spoon, or in the name of the product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from legaat.labels._doses import MASS, SLASH, Amount, dose_of
from legaat.labels._terms import Hit
from legaat.labels._text import CLAUSE, COMMA, Words
from legaat.labels._types import Dose
from legaat.labels._wordlists import wordset

__all__ = ["masses", "spooned", "strength"]

_SPOON_REACH: Final = 6
_NAME_WORDS: Final = 8
_DRIED: Final = wordset("dried")
_PACK: Final = re.compile(r"\d\s?[x×X*]\s?\Z")


def masses(
    words: Words,
    found: Sequence[Amount],
    hits: dict[str, list[Hit]],
    active: Sequence[tuple[int, int]],
) -> list[tuple[Dose, Amount, int]]:
    """Return the masses that stand right beside something active.

    Parameters
    ----------
    active : sequence of (int, int)
        Words of organisms, prebiotics, metabolites and states ("lysate").

    Returns
    -------
    list of (Dose, Amount, int)
        With the number of the active thing in `active`.
    """
    doses = []
    for amount in found:
        unit, k = _mass_unit(words, amount)
        if unit is None or amount.value <= 0 or amount.magnitude or _is_pack_size(words, amount):
            continue
        beside = _beside(words, amount, k, active)
        if beside is not None:
            doses.append((dose_of(amount, unit, words, hits), amount, beside))
    return doses


def spooned(
    words: Words, found: Sequence[Amount], hits: dict[str, list[Hit]]
) -> list[tuple[Dose, Amount, int]]:
    """Return the masses beside a measure: "1 scoop (5 g)", for a product of one fibre."""
    doses = []
    cues = [*hits.get("scoop", ()), *hits.get("per", ())]
    for amount in found:
        unit, k = _mass_unit(words, amount)
        # A fibre is dosed in grams; "300 mg magnesium per tablet" is something else.
        if unit != "g" or amount.value <= 0 or amount.magnitude or k >= len(words.word):
            continue
        near = SLASH.match(words.text, words.end[k]) is not None or any(
            words.sentence[cue.first] == words.sentence[k] and abs(cue.first - k) <= _SPOON_REACH
            for cue in cues
        )
        if near:
            doses.append((dose_of(amount, unit, words, hits), amount, len(words.word)))
    return doses


def strength(
    words: Words, found: Sequence[Amount], hits: dict[str, list[Hit]]
) -> list[tuple[Dose, Amount, int]]:
    """Return the strength in a product's name: "Enterol, 250 mg, capsules"."""
    for amount in found:
        unit, k = _mass_unit(words, amount)
        if unit == "mg" and not amount.magnitude and k < _NAME_WORDS:
            return [(dose_of(amount, unit, words, hits), amount, len(words.word))]
    return []


def _mass_unit(words: Words, amount: Amount) -> tuple[str | None, int]:
    """Return the unit of a mass and the word it is, written against the number or behind it."""
    if amount.attached:
        return MASS.get(amount.attached), amount.after - 1
    k = amount.after
    if k >= len(words.word) or words.start[k] - amount.end > 2:
        return None, k
    return MASS.get(words.word[k]), k


def _is_pack_size(words: Words, amount: Amount) -> bool:
    """Whether a mass is that of the pots in a pack: "4 x 125 g"."""
    return _PACK.search(words.text, max(amount.start - 8, 0), amount.start) is not None


def _beside(
    words: Words, amount: Amount, unit: int, active: Sequence[tuple[int, int]]
) -> int | None:
    """Find what a mass belongs to: what follows within four words, else what stands before it."""
    best: tuple[int, int] | None = None
    for number, (first, last) in enumerate(active):
        if 0 < first - unit <= 5:
            reach, cost = first - unit - 1, first - unit - 1
            gaps = words.gap[unit:first]
            held = not any(g >= CLAUSE or (g == COMMA and n) for n, g in enumerate(gaps))
            ok = held and "," not in words.text[words.end[unit] : words.start[first]]
        elif 0 <= amount.first - last <= 5:
            reach, cost = amount.first - last, amount.first - last - 1
            held = not any(gap >= CLAUSE for gap in words.gap[last - 1 : amount.first])
            commas = words.text.count(",", words.end[last - 1], amount.start)
            dried = (
                set(words.word[last : amount.first]) <= _DRIED
            )  # "supernatant, freeze-dried 150 mg"
            ok = held and commas <= (reach == 0 or dried)
        else:
            continue
        if ok and (best is None or cost < best[0]):
            best = (cost, number)
    return best[1] if best else None
