"""The allergens on a label: the words of a pack for each, with what hides a word for one only.

The search errs on the side of finding: a word that may be the allergen counts. Nothing that is
free of one allergen hides a word from another: "almond milk" holds no milk, and nuts all the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from legaat.labels._fuzzy import Corrector
from legaat.labels._terms import Hit, dictionary
from legaat.labels._text import COMMA, Words, fold

__all__ = ["BESIDES", "LISTED", "Allergens", "allergens", "searched"]

LISTED: Final = (
    "milk", "egg", "soy", "gluten", "nuts", "peanut", "fish", "crustaceans", "molluscs",
    "sesame", "celery", "mustard", "lupin", "sulphites",
)  # fmt: skip
"""The fourteen of Annex II of Regulation (EU) No 1169/2011."""
BESIDES: Final = (
    "wheat", "oats", "legumes", "yeast", "kiwi", "linseed", "psyllium", "chicory", "latex",
    "stone fruit", "fruit",
)  # fmt: skip
"""What people tell besides, and that has its words too. "latex": the fruits that go with it."""

_SHORTEST: Final = 3
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LIKE_MILK: Final = frozenset({
    "melk", "milk", "milch", "lait", "kaas", "cheese", "kase", "kaese", "fromage", "yoghurt",
    "yogurt", "joghurt", "jogurt", "yaourt", "cream", "creme", "room", "rahm", "sahne", "quark",
    "kwark", "kefir", "skyr", "drink",
})  # fmt: skip
_LIKE_BUTTER: Final = frozenset(["butter", "boter", "beurre"])
_COCOA: Final = frozenset(["cacao", "cocoa", "kakao"])

_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Words and parts of words, each with the allergens that it names.

    Attributes
    ----------
    whole, starts, ends, inside : mapping of str to frozenset of str
        Allergens by a whole word, or by the part that a word begins with, ends in, or holds.
    phrases : mapping of str to list
        The rest of each phrase and its allergen, by its first word.
    longest : int
        Of the parts, in characters.
    """

    whole: Mapping[str, frozenset[str]]
    starts: Mapping[str, frozenset[str]]
    ends: Mapping[str, frozenset[str]]
    inside: Mapping[str, frozenset[str]]
    phrases: _Phrases
    longest: int

    def of(self, word: str) -> frozenset[str]:
        """Return the allergens that one word names."""
        found = set(self.whole.get(word, ()))
        size = len(word)
        for i in range(size - _SHORTEST + 1):
            for j in range(i + _SHORTEST, min(i + self.longest, size) + 1):
                part = word[i:j]
                found |= self.inside.get(part, frozenset())
                if i == 0:
                    found |= self.starts.get(part, frozenset())
                if j == size:
                    found |= self.ends.get(part, frozenset())
        return frozenset(found)


def _spelled(text: str) -> set[tuple[str, ...]]:
    """Return an entry folded, and once more with "ae" for "ä"."""
    entry = " ".join(text.split())
    return {tuple(fold(one).split()) for one in (entry, entry.lower().translate(_UMLAUTS)) if one}


def _lexicon(entries: Iterator[tuple[str, str]]) -> _Lexicon:
    parts: tuple[dict[str, set[str]], ...] = ({}, {}, {}, {})
    phrases: _Phrases = {}
    for allergen, entry in entries:
        for words in _spelled(entry):
            if len(words) > 1:
                phrases.setdefault(words[0], []).append((words[1:], allergen))
                continue
            where = 2 * words[0].startswith("*") + words[0].endswith("*")
            parts[where].setdefault(words[0].strip("*"), set()).add(allergen)
    whole, starts, ends, inside = (
        {part: frozenset(named) for part, named in one.items()} for one in parts
    )
    longest = max((len(part) for part in (*starts, *ends, *inside)), default=0)
    return _Lexicon(whole, starts, ends, inside, phrases, longest)


@cache
def _lexicons() -> tuple[_Lexicon, _Lexicon, _Lexicon]:
    """Return what names an allergen, what hides a word for one, and what may be one."""
    path = resources.files("legaat").joinpath("labels", "data", "allergens.toml")
    tables = tomllib.loads(path.read_text("utf-8"))
    named, free, unsure = (
        _lexicon(
            (allergen, entry)
            for allergen, table in tables.items()
            for entry in table.get(key, "").split(",")
            if entry.strip()
        )
        for key in ("words", "free", "unsure")
    )
    return named, free, unsure


@lru_cache(maxsize=20_000)
def _named(word: str) -> frozenset[str]:
    return _lexicons()[0].of(word)


@lru_cache(maxsize=20_000)
def _freed(word: str) -> frozenset[str]:
    return _lexicons()[1].of(word)


@cache
def _mend() -> Callable[[str], str]:
    """Return what repairs a damaged word that stands for an allergen: "parrnezaan"."""
    named = _lexicons()[0]
    words = {*named.whole, *named.starts}
    return Corrector(words.union(dictionary().phrases), words).correct


@lru_cache(maxsize=20_000)
def _maybe(word: str) -> frozenset[str]:
    return _lexicons()[2].of(word)


def searched() -> frozenset[str]:
    """Return the allergens that labels are searched for."""
    return frozenset((*LISTED, *BESIDES))


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Allergens:
    """What a label names; of "may contain" with " (traces)" behind.

    Attributes
    ----------
    listed, besides : tuple of str
        Names as in `LISTED` and in `BESIDES`.
    unsure : tuple of str
        What an ingredient may be made of, where the label doesn't say: lecithin.
    """

    listed: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def allergens(words: Words, hits: Mapping[str, list[Hit]], absent: set[int]) -> Allergens:
    """Return the allergens of the law, and what else people are allergic to.

    Parameters
    ----------
    absent : set of int
        Words in the scope of "free from".
    """
    plants = {hit.first for hit in hits.get("plant", ())}
    traces: dict[int, int] = {}
    for hit in hits.get("trace", ()):
        traces.setdefault(words.sentence[hit.first], hit.first)
    sure: dict[str, None] = {}
    maybe: dict[str, None] = {}
    hidden = _hidden(words, hits)
    for one in _every(words, hits):
        if one.first in absent or (one.value, one.first) in hidden:
            continue
        if one.value == "milk" and _is_of_a_plant(words, one, plants):
            continue
        warned = traces.get(words.sentence[one.first], one.first) < one.first
        (maybe if warned else sure)[one.value] = None
    both = (*sure, *(f"{name} (traces)" for name in maybe if name not in sure))
    listed = tuple(name for name in both if name.removesuffix(" (traces)") in LISTED)
    besides = tuple(name for name in both if name not in listed)
    open_ones = {name for name, i in _unsure(words) if i not in absent and (name, i) not in hidden}
    return Allergens(listed, besides, tuple(sorted(open_ones - sure.keys())))


def _unsure(words: Words) -> Iterator[tuple[str, int]]:
    """Give what a word may be made of, and where it stands."""
    for i, word in enumerate(words.word):
        for value in _maybe(word):
            yield value, i
    for value, first, _ in _phrases(words, _lexicons()[2]):
        yield value, first


def _every(words: Words, hits: Mapping[str, list[Hit]]) -> Iterator[_Found]:
    for hit in hits.get("allergen", ()):
        yield _Found(hit.value, hit.first, hit.last)
    mend = _mend()
    for i, word in enumerate(words.word):
        as_read = words.folded[words.start[i] : words.end[i]]
        for value in _named(word) | _named(as_read) | _named(mend(as_read)):
            yield _Found(value, i, i + 1)
    for value, first, last in _phrases(words, _lexicons()[0]):
        yield _Found(value, first, last)


def _hidden(words: Words, hits: Mapping[str, list[Hit]]) -> set[tuple[str, int]]:
    """Return the words that do not count, each for its one allergen."""
    hidden = {(value, i) for i, word in enumerate(words.word) for value in _freed(word)}
    for hit in hits.get("freeword", ()):
        hidden |= {(hit.value, i) for i in range(hit.first, hit.last)}
    for value, first, last in _phrases(words, _lexicons()[1]):
        hidden |= {(value, i) for i in range(first, last)}
    return hidden


def _phrases(words: Words, lexicon: _Lexicon) -> Iterator[tuple[str, int, int]]:
    """Give each phrase that stands there, within a part of a list."""
    for i, word in enumerate(words.word):
        for rest, value in lexicon.phrases.get(word, ()):
            last = i + 1 + len(rest)
            if last > len(words.word) or any(gap >= COMMA for gap in words.gap[i : last - 1]):
                continue
            if all(_fits(words.word[i + 1 + k], wanted) for k, wanted in enumerate(rest)):
                yield value, i, last


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _is_of_a_plant(words: Words, one: _Found, plants: set[int]) -> bool:
    """Whether it is called after milk only: "oat milk", "vegan cheese"; whey never is."""
    if one.last - one.first > 1 or words.gap[one.first - 1] >= COMMA or not one.first:
        return False
    word, before = words.word[one.first], words.word[one.first - 1]
    if before in _COCOA:
        return word in _LIKE_BUTTER
    return one.first - 1 in plants and word in _LIKE_MILK | _LIKE_BUTTER
