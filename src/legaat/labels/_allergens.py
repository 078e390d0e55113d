"""The allergens on a label: the words of a pack for each, with what hides a word for one only.

The search errs on the side of finding: a word that may be the allergen counts. Nothing that is
free of one allergen hides a word from another: "almond milk" holds no milk, and nuts all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

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
_LIKE_MILK: Final = frozenset({
    "melk", "milk", "milch", "lait", "kaas", "cheese", "kase", "kaese", "fromage", "yoghurt",
    "yogurt", "joghurt", "jogurt", "yaourt", "cream", "creme", "room", "rahm", "sahne", "quark",
    "kwark", "kefir", "skyr", "drink",
})  # fmt: skip
_LIKE_BUTTER: Final = frozenset(["butter", "boter", "beurre"])
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


def allergens(words: Words, hits: Mapping[str, list[Hit]], absent: set[int]) -> Allergens:
    """Return the allergens of the law, and what else people are allergic to.

    Parameters
    ----------
    absent : set of int
        Words in the scope of "free from".
    """
    plants = {i for hit in hits.get("plant", ()) for i in range(hit.first, hit.last)}
    warned = traces(words, hits)
    sure: dict[str, None] = {}
    maybe: dict[str, None] = {}
    hidden = _hidden(words, hits)
    for one in _every(words, hits, _denied(words, absent)):
        if one.first in absent or (one.value, one.first) in hidden:
            continue
        if one.value == "milk" and _is_of_a_plant(words, one, plants):
            continue
        (maybe if one.first in warned else sure)[one.value] = None
    both = (*sure, *(f"{name} (traces)" for name in maybe if name not in sure))
    listed = tuple(name for name in both if name.removesuffix(" (traces)") in LISTED)
    besides = tuple(name for name in both if name not in listed)
    open_ones = {name for name, i in _unsure(words) if i not in absent and (name, i) not in hidden}
    return Allergens(listed, besides, tuple(sorted(open_ones - sure.keys())))


def _denied(words: Words, absent: set[int]) -> set[str]:
    """Return of which allergens the label says that there is none: "gluten free", "geen melk"."""
    denials = lexicon(_FILE, "denied")
    plain = lexicon(_FILE, "plain")
    said = {value for word in words.word for value in denials.of(word)}
    said |= {value for value, _, _ in phrases(words, denials)}
    return said | {value for i in absent for value in plain.of(words.word[i])}


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


def _hidden(words: Words, hits: Mapping[str, list[Hit]]) -> set[tuple[str, int]]:
    """Return the words that do not count, each for its one allergen."""
    hidden = {(value, i) for i, word in enumerate(words.word) for value in _freed(word)}
    for hit in hits.get("freeword", ()):
        hidden |= {(hit.value, i) for i in range(hit.first, hit.last)}
    for value, first, last in phrases(words, lexicon(_FILE, "free")):
        hidden |= {(value, i) for i in range(first, last)}
    return hidden


def _is_of_a_plant(words: Words, one: _Found, plants: set[int]) -> bool:
    """Whether it is called after milk only: "oat milk", "vegan cheese"; whey never is."""
    if one.last - one.first > 1 or words.gap[one.first - 1] >= COMMA or not one.first:
        return False
    word, before = words.word[one.first], words.word[one.first - 1]
    if before in _COCOA:
        return word in _LIKE_BUTTER
    return one.first - 1 in plants and word in _LIKE_MILK | _LIKE_BUTTER
