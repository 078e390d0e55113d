"""Which allergens a label says are not in it, read with care: a doubt counts as in it.

Packs leave out points and lines of a list run on, so that "no added sugar" may be followed by the
ingredients themselves. A denial reaches therefore only as far as its list is bare: names of
allergens, or of things like "colours". What it may reach, but not for sure, is told as unsure.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final

from legaat.labels._terms import Hit
from legaat.labels._text import CLAUSE, COMMA, Words

__all__ = [
    "Denials",
    "denials",
    "doubted",
    "is_about_another",
    "is_asked",
    "is_negated",
    "is_refused",
    "left_open",
    "of_plants",
]

_NEAR: Final = 8
"""So many words before a denial can "not" stand that turns it round: our own choice."""

_REFUSED: Final = ("✗", "✕", "✘", "❌", "☐", "[ ]", "[]")
"""Marks by which a form says no."""
_LONGEST: Final = 24
"""Parts of a list that are read behind a denial: more than there are allergens in the law."""


@cache
def _set(name: str) -> frozenset[str]:
    path = resources.files("legaat").joinpath("labels", "data", "denials.toml")
    return frozenset(tomllib.loads(path.read_text("utf-8"))["words"][name].split())


@dataclass(frozen=True, slots=True)
class Denials:
    """Words by their number.

    Attributes
    ----------
    gone : set of int
        Of these the label says that they are not in it.
    open : set of int
        Of these it may say so.
    warned : set of int
        Of these it says that they can't be ruled out.
    """

    gone: set[int] = field(default_factory=set)
    open: set[int] = field(default_factory=set)
    warned: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a list behind a denial: its words, what it is, and how it is tied to the last."""

    first: int
    last: int
    allergen: bool
    joined: bool


def denials(words: Words, hits: Mapping[str, list[Hit]]) -> Denials:
    """Return what stands behind "free from", "zonder", "ohne" and "sans", and is denied by it."""
    found = Denials()
    open_to_doubt, elsewhere = doubted(words), left_open(words)
    for hit in hits.get("free", ()):
        said = words.word[hit.first : hit.last]
        if said[-1] in {"a", "un"} or said[0] in {"is", "ist"}:
            continue  # "is not a medicine" says what it is, not what is in it
        items, closed = _list_behind(words, hit.last)
        reached = {i for one in items if one.allergen for i in range(one.first, one.last)}
        if words.sentence[hit.first] in open_to_doubt or is_asked(words, hit.first):
            found.warned.update(reached)
            continue
        if is_negated(words, hit.first):
            continue
        sure = bool(_set("sure") & set(said))
        if words.sentence[hit.first] in elsewhere:
            found.open.update(reached)
            continue
        gone = _for_sure(items, closed=closed, sure=sure)
        found.gone.update(gone & reached)
        # "no added sugar, milk" goes on with what is in it; "no sugar, gluten and milk" may not.
        listed = sure or any(one.joined for one in items)
        found.open.update(reached - gone if closed and listed else ())
    found.open.difference_update(found.gone)
    return found


def _for_sure(items: list[_Item], *, closed: bool, sure: bool) -> set[int]:
    """Return the words of the parts that the denial reaches beyond a doubt."""
    together = sum(1 for _ in _tied(items))
    listed = closed and any(one.joined for one in items[1:])
    if items and not items[0].allergen:
        kept = items if listed and sure else []
    elif closed and (listed or sure):
        kept = items
    else:
        kept = items[:together]
    return {i for one in kept for i in range(one.first, one.last)}


def _tied(items: list[_Item]) -> list[_Item]:
    """Return the first part, and those tied to it by "and"."""
    size = next((i for i, one in enumerate(items) if i and not one.joined), len(items))
    return items[:size]


def _list_behind(words: Words, at: int) -> tuple[list[_Item], bool]:
    """Return the bare parts of a list, and whether it ends where the last of them does."""
    items: list[_Item] = []
    joined = False
    while len(items) < _LONGEST:
        one = _item(words, at, joined=joined)
        if one is None:
            # "milk, egg and soy, made with love": the list was over before.
            return items, bool(items) and len(items) > 1 and items[-1].joined and not joined
        between = words.between(one.last - 1)
        ends = one.last == len(words.word) or words.gap[one.last - 1] >= CLAUSE
        if ends or between.lstrip().startswith((")", "]")) or _breaks(between):
            return [*items, one], True
        named = ":" in between and _set("following") & set(words.word[one.first : one.last])
        if "(" in between or "[" in between or (":" in between and not named):
            return items, False
        at, joined = one.last, "&" in between or "+" in between
        if words.gap[at - 1] < COMMA and not joined and words.word[at] not in _set("joins"):
            fits = words.word[at] in _set("after")
            return ([*items, one], True) if fits else (items, False)
        if named:  # "free from the following allergens: milk, egg"
            continue
        items.append(one)
        if words.word[at] in _set("joins"):
            at, joined = at + 1, True
    return items, False


def _breaks(between: str) -> bool:
    """Whether a line ends there, without a comma that says that the list goes on."""
    head, line, _ = between.partition("\n")
    return bool(line) and not head.strip()


def _item(words: Words, at: int, *, joined: bool) -> _Item | None:
    """Return the bare part of a list that begins at a word: "added sugar", "milk protein"."""
    name = at
    while name < len(words.word) and words.word[name] in _set("before"):
        name += 1
    if name >= len(words.word) or any(gap >= COMMA for gap in words.gap[at:name]):
        return None
    allergen = words.word[name] in _set("allergens")
    if not allergen and words.word[name] not in _set("others"):
        return None
    last = name + 1
    while (
        last < len(words.word)
        and words.gap[last - 1] < COMMA
        and words.word[last] in _set("behind")
        and "\n" not in words.between(last - 1)
    ):
        last += 1
    return _Item(at, last, allergen, joined)


def is_negated(words: Words, index: int) -> bool:
    """Whether "not" turns the denial at a word round: "not free from", "is not nut free"."""
    for i in range(index - 1, max(index - 1 - _NEAR, -1), -1):
        if words.gap[i] >= COMMA or words.word[i] in _set("joins"):
            return False
        if words.word[i] in _set("directly_not") and i == index - 1:
            return True
        if words.word[i] in _set("good") and words.word[i + 1] in _set("as"):
            return True  # "as good as nut free"
        if words.word[i] in _set("not"):
            return words.word[i + 1] not in _set("only")
    return False


def doubted(words: Words) -> set[int]:
    """Return the sentences that say that nobody vouches for it: "we can't guarantee that"."""
    warrants, denies = _set("warrants"), _set("not") | _set("directly_not") | {"ne"}
    # "Without guarantee" denies it, "guaranteed without" doesn't.
    bare = {
        n
        for word, after, n in zip(words.word, words.word[1:], words.sentence, strict=False)
        if word in _set("without") and after in warrants
    }
    vouched = {n for word, n in zip(words.word, words.sentence, strict=True) if word in warrants}
    pairs = zip(words.word, words.sentence, strict=True)
    turned = {n for word, n in pairs if word in denies}
    # "can't" is cut into two words.
    turned |= {
        n
        for word, after, n in zip(words.word, words.word[1:], words.sentence, strict=False)
        if (word, after) == ("can", "t")
    }
    crossed = {
        n for word, n in zip(words.word, words.sentence, strict=True) if word in _set("crossed")
    }
    return (vouched & turned) | bare | crossed


def _sentence(words: Words, index: int) -> tuple[int, int]:
    """Return the first word of the sentence of a word, and the one behind its last."""
    number = words.sentence[index]
    return bisect_left(words.sentence, number), bisect_right(words.sentence, number)


def is_asked(words: Words, index: int) -> bool:
    """Whether the sentence of a word is a question: "Nut free? Not quite"."""
    _, last = _sentence(words, index)
    return "?" in words.text[words.end[last - 1] : words.end[last - 1] + _NEAR].partition("\n\n")[0]


def is_refused(words: Words, first: int, last: int) -> bool:
    """Whether "nut free" is answered with no, or has an empty box before it: "Nut free: no"."""
    before = words.text[max(words.start[first] - 3, 0) : words.start[first]]
    behind = words.text[words.end[last - 1] : words.end[last - 1] + 5]
    if any(mark in before or mark in behind for mark in _REFUSED):
        return True
    if last >= len(words.word) or words.word[last] not in _set("no"):
        return False
    return last + 1 == len(words.word) or words.gap[last] >= CLAUSE or "\n" in words.between(last)


def left_open(words: Words) -> set[int]:
    """Return the sentences that speak of another product, another time, or exceptions."""
    open_ones = _set("elsewhere") | _set("except")
    return {n for word, n in zip(words.word, words.sentence, strict=True) if word in open_ones}


def is_about_another(
    words: Words, first: int, last: int, elsewhere: set[int], *, turns: bool = True
) -> bool:
    """Whether "gluten free" is said of something else than this product.

    "Try our gluten free range", "ook glutenvrij verkrijgbaar", "ask about a gluten free diet".
    `elsewhere`: from :func:`left_open`. With `turns`, a "not" in the same part counts as well.
    """
    if words.sentence[first] in elsewhere:
        return True
    begins, ends = _sentence(words, first)
    begins, ends = max(begins, first - _LONGEST), min(ends, last + _LONGEST)
    while first > begins and words.gap[first - 1] < COMMA:
        first -= 1
    while last < ends and words.gap[last - 1] < COMMA:
        last += 1
    part = set(words.word[first:last])
    if turns and part & _set("not"):
        return not part & _set("only")
    return bool(part & _set("beside")) and not part & _set("suits")


def of_plants(words: Words) -> bool:
    """Whether the label calls the product, or something in it, vegan or made of plants."""
    return bool(_set("made_of_plants") & set(words.word))
