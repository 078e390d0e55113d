"""Which amount belongs to which microbe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from legaat.labels._doses import Amount
from legaat.labels._mention import Mention
from legaat.labels._text import COMMA, SENTENCE, Words
from legaat.labels._types import Dose, Organism

__all__ = ["dosed"]

_NEAR: Final = 12
"""Furthest that a count may stand from its organism, in words; a comma counts as three."""


def dosed(
    words: Words,
    organisms: tuple[Organism, ...],
    found: Sequence[Mention],
    counted: Sequence[tuple[Dose, Amount]],
    weighed: Sequence[tuple[Dose, Amount, int]],
) -> tuple[Organism, ...]:
    """Give each organism the amount that is its own."""
    mine: dict[int, Dose] = {}
    if counted:
        mine = _paired(words, found, counted)
    for dose, _, number in weighed:
        if number < len(found):
            mine.setdefault(number, dose)
    one = len({o.name for o in organisms}) == 1 and len({o.strain for o in organisms} - {None}) <= 1
    if one and counted:  # a name without its strain, elsewhere on the label, is the same microbe
        for number in range(len(organisms)):
            mine.setdefault(number, counted[0][0])
    return tuple(replace(o, dose=mine.get(n)) for n, o in enumerate(organisms))


def _paired(
    words: Words, found: Sequence[Mention], counted: Sequence[tuple[Dose, Amount]]
) -> dict[int, Dose]:
    """Pair counts with organisms where each has its own; a lone total belongs to none.

    Packs write the count behind the name or before it, throughout: the reading that pairs more,
    and more closely, is taken.
    """
    readings = [_pairs(words, found, counted, behind=behind) for behind in (True, False)]
    _, _, mine = min(readings, key=lambda reading: (-reading[0], reading[1]))
    strains = {m.strain for m in found} - {None}
    distinct = max(len({m.name for m in found}), len(strains))
    if len(mine) >= 2 or distinct <= 1:
        return mine
    # One amount for several microbes is their total, whichever of them it stands beside; but for
    # the brackets behind the first of them: "B. lactis BB-12 (1 billion CFU), L. acidophilus".
    return {n: dose for n, dose in mine.items() if _is_bracketed(words, found, n, dose)}


def _is_bracketed(words: Words, found: Sequence[Mention], number: int, dose: Dose) -> bool:
    """Whether a count in brackets can be of this microbe only: others follow, none came before."""
    if number + 1 >= len(found):
        return False
    mention, following = found[number], found[number + 1]
    here = words.sentence[mention.first]
    alone = number == 0 or words.sentence[found[number - 1].first] != here
    opened = words.text[mention.end : dose.span.start].strip(" ®™") in {"(", "["}
    closed = any(ch in ")]" for ch in words.text[dose.span.end : following.start])
    return alone and opened and closed and words.sentence[following.first] == here


def _pairs(
    words: Words,
    found: Sequence[Mention],
    counted: Sequence[tuple[Dose, Amount]],
    *,
    behind: bool,
) -> tuple[int, int, dict[int, Dose]]:
    """Pair each count with the nearest organism on one side; return how many, and how far off."""
    mine: dict[int, Dose] = {}
    cost = 0
    for dose, amount in counted:
        if behind:
            near = [n for n, m in enumerate(found) if m.last <= amount.first][-1:]
        else:
            near = [n for n, m in enumerate(found) if m.first >= amount.after][:1]
        if not near or near[0] in mine:
            continue
        mention = found[near[0]]
        span = (mention.last, amount.first) if behind else (amount.after, mention.first)
        far = span[1] - span[0] + 3 * sum(g >= COMMA for g in words.gap[span[0] : span[1]])
        parted = any(gap >= SENTENCE for gap in words.gap[max(span[0] - 1, 0) : span[1]])
        if far <= _NEAR and not parted:
            mine[near[0]] = dose
            # A bar joins the cells of one row: "L. casei | 5 billion".
            cost += 0 if "|" in words.text[words.end[span[0] - 1] : words.start[span[1]]] else far
    return len(mine), cost, mine
