"""Amounts: numbers with their power of ten, and the counts of cells among them.

A number is found by an anchored pattern with bounded repeats; what it counts is then looked up
in the words behind it, or before it ("KBE: 5 x 10^9").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from legaat.labels._terms import Hit
from legaat.labels._text import COMMA, SENTENCE, SPACE, Words
from legaat.labels._types import Dose, Span
from legaat.labels._wordlists import magnitudes, spelled, units, wordset

__all__ = ["MASS", "SLASH", "Amount", "amounts", "counts", "dose_of", "illegible"]

_NUMBER: Final = r"(?:\d{1,3}(?:[.,'’ ]\d{3}){1,5}(?![\d])|\d{1,14}(?:[.,]\d{1,4})?)"
_CARET: Final = r"[\^\"“”„'’`´°˄*(]{1,2}"
_SEEN_AS_CARET: Final = r"[\^\"“”„'’`´°˄*(%#~?<>«»XA/]{1,2}"
"""What cameras make of a caret behind "x 10", where nothing else fits."""
_TIMES_TEN: Final = rf"\s?(?:[xX×✕*·•.]|fois|maal|mal|times)\s?10\s?(?:{_SEEN_AS_CARET}|[eE])?\s?"
_AMOUNT: Final = re.compile(
    rf"(?<![\w.,/\-])(?:(?P<power>10\s?{_CARET}\s?(?P<exp0>\d{{1,2}}))(?!\d)"
    rf"|(?P<a1>\d{{1,4}}(?:[.,]\d{{1,4}})??)"
    rf"(?:\s?(?:-|–|—|to|tot|bis|à)\s?(?P<b1>\d{{1,4}}(?:[.,]\d{{1,4}})?))?"
    rf"(?:{_TIMES_TEN}(?P<exp>\d{{1,2}})|[eE]\+?(?P<sci>\d{{1,2}}))(?!\d)"
    rf"|(?P<a2>{_NUMBER})(?:\s?(?:-|–|—|to|tot|bis|à|a|et|and)\s?(?P<b2>{_NUMBER}))?"
    rf")\s?(?P<mag>[A-Za-z]{{1,10}}\.?)?"
)
_UPPER: Final = re.compile(
    rf"\s?(?:-|–|—|to|tot|bis|à)\s?(?P<b>{_NUMBER})\s?[xX×✕*·]\s?10\s?(?:{_CARET})?\s?(?P<exp>\d{{1,2}})(?!\d)"
)
_MAGNITUDE: Final = magnitudes()
_COUNT: Final = units("counts")
_DOTTED: Final = re.compile(r"([cCkKuU])\.\s?([fFbBvV])\.\s?([uUeEcC])\.?")
MASS: Final = units("masses")
_SPELLED: Final = spelled()
_NUMBER_PARTS: Final = ("power", "a1", "b1", "a2", "b2", "exp", "sci")
_MAX_EXPONENT: Final = 20
_LOOK_BEHIND: Final = 7
_LOOK_BEFORE: Final = 3
_MOST: Final = 1_000
"""Numbers that are looked at; a pack with its nutrition table has some fifty."""

_SURELY_CELLS: Final = 1e8
_MIN_COUNT: Final = 1_000.0


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in the text, with the word it begins at and the word behind it.

    `attached` holds letters written against it ("500mg", "10^9CFU"), folded.
    """

    value: float
    high: float | None
    first: int
    after: int
    start: int
    end: int
    magnitude: bool
    attached: str = ""


def amounts(words: Words) -> list[Amount]:
    """Return every number that could be an amount."""
    text = words.text
    found: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        amount = _amount(match, words)
        if amount is not None:
            found.append(amount)
        if len(found) >= _MOST:
            break
    found.extend(_spelled(words))
    return sorted(found, key=lambda amount: amount.start)


def _spelled(words: Words) -> list[Amount]:
    """Return numbers in words: "one billion", "een miljard", "eine Milliarde"."""
    found: list[Amount] = []
    for i, word in enumerate(words.word[1:], start=1):
        times = _MAGNITUDE.get(word)
        number = _SPELLED.get(words.word[i - 1])
        if times is None or number is None or words.gap[i - 1] > SPACE:
            continue
        start, end = words.start[i - 1], words.end[i]
        found.append(Amount(number * times, None, i - 1, i + 1, start, end, magnitude=True))
        if len(found) >= _MOST:
            break
    return found


def _amount(match: re.Match[str], words: Words) -> Amount | None:
    written = (
        words.folded[match.start("mag") : match.end("mag")].rstrip(".") if match["mag"] else ""
    )
    mag = _MAGNITUDE.get(written)
    end = match.end("mag") if mag else _number_end(match)
    if mag is None:
        mag, end = _repaired_magnitude(words, end)
    exponent = int(match["exp0"] or match["exp"] or match["sci"] or 0)
    if exponent // 10 == 4 and match["exp"]:
        exponent %= 10  # "1 x 1049": the caret was taken for a 4
    if exponent > _MAX_EXPONENT:
        return None
    scale = 10.0**exponent * (mag or 1.0)
    low = "1" if match["power"] else match["a1"] or match["a2"]
    upper = match["b1"] or match["b2"]
    value = _float(low) * scale
    high = _float(upper) * scale if upper else None
    if high is not None and high <= value:
        # "2 and 5 mg" the other way round is no range: the nearer number counts.
        value, high = high, None
    big = exponent > 0 or mag is not None
    further = _UPPER.match(words.text, end) if high is None and big else None
    if further is not None and int(further["exp"]) <= _MAX_EXPONENT:
        high, end = _float(further["b"]) * 10.0 ** int(further["exp"]), further.end()
        high = high if high > value else None
    first = bisect_left(words.end, match.start() + 1)
    after = bisect_left(words.start, end)
    attached = _LETTERS.match(words.folded, end)
    unit = attached[0] if attached else ""
    if unit == "b" and value >= 1:  # "50B CFU"
        value, big = value * 1e9, True
    return Amount(value, high, first, after, match.start(), end, big, unit)


def _repaired_magnitude(words: Words, end: int) -> tuple[float | None, int]:
    """Read a magnitude that a camera damaged ("5 mi11iards"), from the repaired words."""
    k = bisect_left(words.start, end)
    if k < len(words.word) and words.start[k] - end <= 1:
        times = _MAGNITUDE.get(words.word[k])
        if times is not None:
            return times, words.end[k]
    return None, end


_LETTERS: Final = re.compile(r"[a-z]{1,24}")


def _number_end(match: re.Match[str]) -> int:
    return max(match.end(name) for name in _NUMBER_PARTS)


def _float(text: str) -> float:
    """Read a number with the separators of any of the four languages.

    >>> [_float(n) for n in ("1,5", "100.000.000", "2 500 000", "24.9481", "1.000")]
    [1.5, 100000000.0, 2500000.0, 24.9481, 1000.0]
    """
    bare = text.replace("'", " ").replace("’", " ").replace(" ", "")
    for mark, other in ((".", ","), (",", ".")):
        head, *groups = bare.split(mark)
        thousands = groups and other not in bare and all(len(g) == 3 for g in groups)
        if thousands and (len(groups) > 1 or (head != "0" and len(head) <= 3)):
            return float(head + "".join(groups))
    if "." in bare and "," in bare:
        last = max(bare.rfind("."), bare.rfind(","))
        bare = bare[:last].replace(".", "").replace(",", "") + "." + bare[last + 1 :]
    bare = bare.replace(",", ".")
    return float(bare) if bare.count(".") <= 1 else float(bare.replace(".", ""))


_LOST: Final = re.compile(r"\d[^\n\d]{0,3}[xX×*]\s?10?[^a-z]{0,6}\Z")
_LOST_REACH: Final = 16


def illegible(words: Words, counted: Sequence[tuple[Dose, Amount]]) -> list[tuple[Span, str]]:
    """Return the counts that are there but can't be read, with their unit: "2 x 10° CFU".

    A camera easily loses the exponent. That a number of colonies is stated is then still known;
    which number isn't, and is not guessed.
    """
    found: list[tuple[Span, str]] = []
    read = {dose.span.end for dose, _ in counted}
    for k, word in enumerate(words.word):
        if _COUNT.get(word) != "CFU" or words.end[k] in read:
            continue
        start = max(words.start[k] - _LOST_REACH, 0)
        match = _LOST.search(words.text[start : words.start[k]].replace("\n", " "))
        if match is not None:
            found.append((Span(start + match.start(), words.end[k]), "CFU"))
        if len(found) >= _MOST:
            break
    return found


def counts(
    words: Words,
    found: Sequence[Amount],
    hits: dict[str, list[Hit]],
    microbes: Sequence[tuple[int, int]],
) -> list[tuple[Dose, Amount]]:
    """Return the counts of cells among the amounts.

    Parameters
    ----------
    microbes : sequence of (int, int)
        Words of the organisms; a large bare number right behind one counts its cells.
    """
    doses = []
    for amount in found:
        before = words.text[max(amount.start - 2, 0) : amount.start].strip()
        if before in {"<", "≤"} or (amount.value < _MIN_COUNT and before in {"x", "X", "×"}):
            continue  # a limit for a germ; or "2 x 101 CFU", a power that lost its exponent
        unit = (
            _unit_behind(words, amount)
            or _unit_before(words, amount)
            or _bare_count(words, amount, microbes)
        )
        if unit is None:
            continue
        doses.append((dose_of(amount, unit, words, hits), amount))
    return doses


def _unit_behind(words: Words, amount: Amount) -> str | None:
    dotted = _DOTTED.match(words.text, amount.end + 1) or _DOTTED.match(words.text, amount.end)
    if dotted and "".join(dotted.groups()).lower() in {"cfu", "kbe", "kve", "ufc"}:
        return "CFU"
    if amount.attached:
        glued = _counted(amount.attached)
        if glued is not None and amount.value >= _MIN_COUNT:
            return glued
        if amount.attached in MASS:
            return None
    for k in range(amount.after, min(amount.after + _LOOK_BEHIND, len(words.word))):
        word = words.word[k]
        unit = _counted(word)
        if unit is not None:
            big = amount.magnitude or amount.value >= _MIN_COUNT
            if unit == "cells" and k + 1 < len(words.word):
                # "4 billion spores (CFU)": the unit in brackets says how they were counted.
                inner = _COUNT.get(words.word[k + 1], "cells")
                unit = inner if "(" in words.between(k) else unit
            strong = unit != "cells" or (big and k - amount.after < 5)
            return unit if strong and (big or unit != "cells") and amount.value >= 100 else None
        if word in MASS or word[0].isdigit() or word == "per" or word in _ENZYMES:
            return None
        if words.gap[k] >= COMMA and not (k == amount.after and "(" in words.between(k)):
            return None
    return None


_ENZYMES: Final = wordset("enzyme_units")
"""What else is counted in units: "12.000 FCC-Einheiten"."""
_CELL_ENDINGS: Final = (
    "zellen",
    "cellen",
    "bakterien",
    "bacterien",
    "kulturen",
    "culturen",
    "sporen",
)


def _counted(word: str) -> str | None:
    """Return the unit that a word stands for: "KBE", "cells", "Bakterienzellen"."""
    unit = _COUNT.get(word)
    if unit is None and word.endswith(_CELL_ENDINGS):
        return "cells"
    return unit


def _unit_before(words: Words, amount: Amount) -> str | None:
    """Find "CFU: 5 x 10^9" and, for a large number, "inactivated bacteria 10 milliards"."""
    if not amount.magnitude and amount.value < 1e6:
        return None
    follows = words.word[amount.after] if amount.after < len(words.word) else ""
    if follows in MASS or amount.attached in MASS:
        return None
    for k in range(amount.first - 1, max(amount.first - 1 - _LOOK_BEFORE, -1), -1):
        unit = _counted(words.word[k])
        if unit is not None:
            return unit
        if words.gap[k] >= SENTENCE or words.word[k][0].isdigit():
            return None
    return None


def _bare_count(words: Words, amount: Amount, microbes: Sequence[tuple[int, int]]) -> str | None:
    """Take "L. rhamnosus GG 10 milliards" as cells, where no other noun follows."""
    if not amount.magnitude or amount.value < 1e6:
        return None
    if any(0 <= first - amount.after <= 3 for first, _ in microbes):
        return "cells"  # "100 million viable L. reuteri"
    before = words.text[max(amount.start - 3, 0) : amount.start]
    if "|" in before and any(0 <= amount.first - last <= 3 for _, last in microbes):
        return "cells"  # the next cell of the row: "LRH10 | 5 mld"
    if amount.attached or (amount.after < len(words.word) and words.word[amount.after] in MASS):
        return None
    if 0 < amount.after < len(words.word):
        ended = words.gap[amount.after - 1] >= COMMA
        if not ended and words.word[amount.after] not in _PER_WORDS:
            return None
    if microbes and amount.value >= _SURELY_CELLS:
        return "cells"  # nothing else on a pack of microbes is counted so
    for _, last in microbes:
        near = 0 <= amount.first - last <= 9
        if near and not any(gap >= SENTENCE for gap in words.gap[last - 1 : amount.first]):
            return "cells"
    return None


_PER_WORDS: Final = wordset("behind_a_count")


def dose_of(amount: Amount, unit: str, words: Words, hits: dict[str, list[Hit]]) -> Dose:
    return Dose(
        amount.value,
        amount.high,
        unit,
        _per(amount, words, hits),
        _when(amount, words, hits),
        Span(amount.start, _end_of_unit(amount, words)),
    )


def _end_of_unit(amount: Amount, words: Words) -> int:
    if amount.attached:
        return amount.end + len(amount.attached)
    for k in range(amount.after, min(amount.after + _LOOK_BEHIND, len(words.word))):
        if _counted(words.word[k]) or words.word[k] in MASS:
            return words.end[k]
    return amount.end


SLASH: Final = re.compile(
    r"\s?/\s?(?:(capsule|kapsel|gélule|gelule|caps)|(sachet|zakje|beutel|stick)|(tablet|tablette|comprimé)"
    r"|(dag|day|tag|jour)|(100\s?(?:g|ml))|(g|gram|gramm|gramme)\b|(ml)\b|(portie|portion|serving|dosis|dose))",
    re.IGNORECASE,
)
_SLASHED: Final = ("capsule", "sachet", "tablet", "day", "100 g", "gram", "ml", "serving")


def _per(amount: Amount, words: Words, hits: dict[str, list[Hit]]) -> str | None:
    """Find what the amount is per: behind it, else before it in the same sentence, else earlier."""
    slashed = SLASH.search(words.text, amount.end, min(amount.end + 40, len(words.text)))
    if slashed:
        return next(name for name, part in zip(_SLASHED, slashed.groups(), strict=True) if part)
    best: str | None = None
    for hit in hits.get("per", ()):
        if hit.first >= amount.after:
            near = hit.first - amount.after <= 10
            if (
                near
                and words.sentence[hit.first]
                == words.sentence[min(amount.first, len(words.word) - 1)]
            ):
                return hit.value
            break
        best = hit.value
    return best


def _when(amount: Amount, words: Words, hits: dict[str, list[Hit]]) -> str | None:
    """Find whether a count holds at manufacture or at expiry: the nearest word in the sentence."""
    at = min(amount.first, len(words.word) - 1)
    best: tuple[int, str] | None = None
    for hit in hits.get("when", ()):
        if words.sentence[hit.first] != words.sentence[at]:
            continue
        distance = hit.first - amount.after if hit.first >= amount.after else (at - hit.last) + 4
        if 0 <= distance <= 14 and (best is None or distance < best[0]):
            best = (distance, hit.value)
    return best[1] if best else None
