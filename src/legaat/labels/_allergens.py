"""The allergens on a label: the words of a pack for each, with what hides a word for one only.

The search errs on the side of finding: a word that may be the allergen counts. Nothing that is
free of one allergen hides a word from another: "almond milk" holds no milk, and nuts all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from legaat.labels._denials import (
    denials,
    doubted,
    is_about_another,
    is_asked,
    is_negated,
    is_refused,
    left_open,
    of_plants,
)
from legaat.labels._fuzzy import Corrector
from legaat.labels._lexicon import lexicon, phrases
from legaat.labels._terms import Hit, dictionary
from legaat.labels._text import COMMA, Words
from legaat.labels._traces import traces
from legaat.labels._wordlists import everyday

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

_FILE: Final = "allergens.toml"
_LIKE_DRINK: Final = frozenset(["melk", "milk", "milch", "lait", "drink"])
_LIKE_DAIRY: Final = frozenset({
    "kaas", "cheese", "kase", "kaese", "fromage", "yoghurt", "yogurt", "joghurt", "jogurt",
    "yaourt", "cream", "creme", "room", "rahm", "sahne", "quark", "kwark", "kefir", "skyr",
})  # fmt: skip
_LIKE_BUTTER: Final = frozenset(["butter", "boter", "beurre"])
_CHOCOLATES: Final = ("choco", "schoko")
_PLANTS: Final = ("kokos", "coco", "soja", "soy", "haver", "hafer", "amandel", "mandel", "almond")
_ON_SKIN: Final = frozenset(["body", "hand", "face"])
_NONE: Final = re.compile("(?:vrij|frei)(?:e|er|es|en|em|s|heit)?$|free$|^sans$|^non$")
"""A word by which a pack says that there is none, among those that only look like an allergen."""
_COCOA: Final = frozenset(["cacao", "cocoa", "kakao"])


@lru_cache(maxsize=20_000)
def _named(word: str) -> frozenset[str]:
    return lexicon(_FILE, "words").of(word)


@lru_cache(maxsize=20_000)
def _likely(word: str) -> frozenset[str]:
    return lexicon(_FILE, "likely").of(word)


@lru_cache(maxsize=20_000)
def _freed(word: str) -> frozenset[str]:
    return lexicon(_FILE, "free").of(word)


@lru_cache(maxsize=20_000)
def _maybe(word: str) -> frozenset[str]:
    return lexicon(_FILE, "unsure").of(word)


@lru_cache(maxsize=20_000)
def _denial(word: str) -> frozenset[str]:
    return lexicon(_FILE, "denied").of(word)


@lru_cache(maxsize=20_000)
def _plain(word: str) -> frozenset[str]:
    return lexicon(_FILE, "plain").of(word)


@cache
def _mend() -> Callable[[str], str]:
    """Return what repairs a damaged word that stands for an allergen: "parrnezaan"."""
    named = lexicon(_FILE, "words")
    words = {*named.whole, *named.starts}
    return Corrector(words.union(dictionary().phrases, everyday()), words).correct


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


def allergens(words: Words, hits: Mapping[str, list[Hit]]) -> Allergens:
    """Return the allergens of the law, and what else people are allergic to."""
    denied = denials(words, hits)
    warned = traces(words, hits) | denied.warned
    hidden, doubt, elsewhere = _hidden(words, hits)
    sure: dict[str, None] = {}
    maybe: dict[str, None] = dict.fromkeys(doubt)
    asked = {(name, i) for name, i in _unsure(words) if i not in denied.gone} - hidden
    open_ones = {name for name, _ in asked} | elsewhere
    plants = _Plants.of(words, hits)
    for one in _every(words, hits, _denied(words, denied.gone, hidden)):
        if one.first in denied.gone or (one.value, one.first) in hidden:
            continue
        if one.value == "milk" and plants.name(words, one):
            continue
        if one.first in denied.open or (one.value == "milk" and plants.may_name(words, one)):
            open_ones.add(one.value)
            continue
        (maybe if one.first in warned else sure)[one.value] = None
    both = (*sure, *(f"{name} (traces)" for name in maybe if name not in sure))
    listed = tuple(name for name in both if name.removesuffix(" (traces)") in LISTED)
    besides = tuple(name for name in both if name not in listed)
    return Allergens(listed, besides, tuple(sorted(open_ones - sure.keys())))


def _denied(words: Words, gone: set[int], hidden: set[tuple[str, int]]) -> set[str]:
    """Return of which allergens the label says that there is none: "gluten free", "geen melk"."""
    said = {(value, i, i + 1) for i, word in enumerate(words.word) for value in _denial(word)}
    said |= set(phrases(words, lexicon(_FILE, "denied")))
    elsewhere = left_open(words)
    found = {
        value
        for value, first, last in said
        if (value, first) in hidden and not is_about_another(words, first, last, elsewhere)
    }
    plain = {(value, i) for i in gone for value in _plain(words.word[i])}
    return found | {
        v for v, i in plain if not is_about_another(words, i, i + 1, elsewhere, turns=False)
    }


def _unsure(words: Words) -> Iterator[tuple[str, int]]:
    """Give what a word may be made of, and where it stands."""
    for i, word in enumerate(words.word):
        for value in _maybe(word):
            yield value, i
    for value, first, _ in phrases(words, lexicon(_FILE, "unsure")):
        yield value, first


def _every(words: Words, hits: Mapping[str, list[Hit]], denied: set[str]) -> Iterator[_Found]:
    """Give every word for an allergen; what most often holds it, only where that isn't denied."""
    for hit in hits.get("allergen", ()):
        yield _Found(hit.value, hit.first, hit.last)
    mend = _mend()
    for i, word in enumerate(words.word):
        as_read = words.folded[words.start[i] : words.end[i]]
        for value in _named(word) | _named(as_read) | _named(mend(as_read)):
            yield _Found(value, i, i + 1)
        for value in _likely(word) - denied:
            yield _Found(value, i, i + 1)
    for value, first, last in phrases(words, lexicon(_FILE, "words")):
        yield _Found(value, first, last)


def _hidden(
    words: Words, hits: Mapping[str, list[Hit]]
) -> tuple[set[tuple[str, int]], set[str], set[str]]:
    """Return the words that do not count, each for its one allergen, and what is in doubt.

    "Not nut free" hides no nuts, and "can't be guaranteed nut free" warns of them. Last comes what
    may be said of something else: "egg free option available".
    """
    found = [(value, i, i + 1) for i, word in enumerate(words.word) for value in _freed(word)]
    found += [(hit.value, hit.first, hit.last) for hit in hits.get("freeword", ())]
    found += phrases(words, lexicon(_FILE, "free"))
    open_to_doubt = doubted(words)
    hidden: set[tuple[str, int]] = set()
    doubt: set[str] = set()
    maybe: set[str] = set()
    elsewhere = left_open(words)
    for value, first, last in found:
        if value == "milk" and _is_chocolate(words, last):
            continue  # "hazelnut milk chocolate" is milk chocolate with hazelnuts
        if words.word[last - 1] == "free" and _goes_on(words, last, value):
            continue  # "contains milk free from eggs", "eggs free range"
        says_none = any(_NONE.search(word) for word in words.word[first:last])
        turned = (
            words.sentence[first] in open_to_doubt
            or is_negated(words, first)
            or is_asked(words, first)
            or is_refused(words, first, last)
        )
        if says_none and turned:
            doubt.add(value)
        else:
            hidden |= {(value, i) for i in range(first, last)}
            if says_none and words.sentence[first] in elsewhere:
                maybe.add(value)
            elif says_none and last - first == 1:
                hidden |= {(name, i) for i in _halves(words, first) for name in searched()}
    return hidden, doubt, maybe


def _halves(words: Words, index: int) -> Iterator[int]:
    """Give the words that share their second half: "melk-, ei- en sojavrij"."""
    i = index - 1
    while i >= 0 and index - i <= _MOST_HALVES:
        if words.between(i).startswith(("- ", "-,", "-/", "-\n")):
            yield i
        elif words.word[i] not in _JOINS:
            return
        i -= 1


_MOST_HALVES: Final = 12
_JOINS: Final = frozenset({"en", "of", "and", "or", "und", "oder", "et", "ou"})


def _goes_on(words: Words, index: int, value: str) -> bool:
    """Whether "free" before `index` belongs to what follows: "free from", "free range eggs"."""
    if index >= len(words.word) or words.gap[index - 1] >= COMMA:
        return False
    return words.word[index] in {"from", "of"} or (
        value == "egg" and words.word[index] in {"range", "run"}
    )


def _is_chocolate(words: Words, index: int) -> bool:
    """Whether the word before `index` goes on with "chocolate"."""
    if index >= len(words.word) or words.gap[index - 1] >= COMMA:
        return False
    return words.word[index].startswith(_CHOCOLATES)


@dataclass(frozen=True, slots=True)
class _Plants:
    """Which words name a plant, and whether the label calls something vegan."""

    at: frozenset[int]
    vegan: bool

    @classmethod
    def of(cls, words: Words, hits: Mapping[str, list[Hit]]) -> _Plants:
        """Find them."""
        found = {i for hit in hits.get("plant", ()) for i in range(hit.first, hit.last)}
        return cls(frozenset(found), of_plants(words))

    def name(self, words: Words, one: _Found) -> bool:
        """Whether it is called after milk only: "oat milk", "vegan cheese"; whey never is."""
        word, before = words.word[one.first], self._before(words, one)
        if before in _COCOA or before in _ON_SKIN:
            return word in _LIKE_BUTTER or before in _ON_SKIN
        if _is_chocolate(words, one.last):
            return False
        if before and word in _LIKE_DRINK | _LIKE_BUTTER:
            return True
        return self.vegan and self._is_like_dairy(word, before)

    def may_name(self, words: Words, one: _Found) -> bool:
        """Whether it may be of a plant or of milk with a plant in it: "coconut yoghurt"."""
        return self._is_like_dairy(words.word[one.first], self._before(words, one))

    def _is_like_dairy(self, word: str, before: str) -> bool:
        compound = word.startswith(_PLANTS) and word.endswith(tuple(_LIKE_DAIRY))
        return compound or bool(before and word in _LIKE_DAIRY)

    def _before(self, words: Words, one: _Found) -> str:
        """Return the name of a plant right before a single word."""
        alone = one.last - one.first == 1 and one.first and words.gap[one.first - 1] < COMMA
        return words.word[one.first - 1] if alone and one.first - 1 in self.at else ""
