"""Which words on a label a safety rule asks about: FODMAPs, potassium, alcohol, vitamin K2.

The words stand in ``data/tags.toml``, by the tag of the rule, and only where a rule has a source.
What is said to be absent, may be there as traces, or stands in the directions or the table of
nutrients, is not noted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from legaat.labels._lexicon import lexicon, phrases
from legaat.labels._terms import Hit
from legaat.labels._text import Words
from legaat.labels._traces import traces
from legaat.labels._types import Ingredient, Span

__all__ = ["noted"]

_FILE: Final = "tags.toml"
_FOODS: Final = frozenset({"food", "infant formula"})
_MOST: Final = 200
"""More than a pack can hold; a text of a million words stays cheap."""


@cache
def _of_supplements() -> frozenset[str]:
    """Return the tags that a word gives only in a supplement."""
    path = resources.files("legaat").joinpath("labels", "data", _FILE)
    tables = tomllib.loads(path.read_text("utf-8"))
    return frozenset(tag for tag, table in tables.items() if table.get("only") == "supplement")


@lru_cache(maxsize=20_000)
def _named(word: str) -> frozenset[str]:
    return lexicon(_FILE, "words").of(word)


@lru_cache(maxsize=20_000)
def _freed(word: str) -> frozenset[str]:
    return lexicon(_FILE, "free").of(word)


def noted(
    words: Words, hits: Mapping[str, list[Hit]], skipped: set[int], law: str
) -> tuple[Ingredient, ...]:
    """Return each word that a rule asks about, named by the tag of the rule.

    Parameters
    ----------
    skipped : set of int
        Words that tell of no ingredient: what is absent, directions, the table of nutrients.
    law : str
        What kind of product it is; a cosmetic is not eaten.
    """
    if law == "cosmetic":
        return ()
    without = skipped | traces(words, hits)
    hidden = {(tag, i) for i, word in enumerate(words.word) for tag in _freed(word)}
    for tag, first, last in phrases(words, lexicon(_FILE, "free")):
        hidden |= {(tag, i) for i in range(first, last)}
    kept: dict[tuple[str, str], Ingredient] = {}
    for tag, first, last in _every(words):
        if first in without or (tag, first) in hidden or len(kept) >= _MOST:
            continue
        if tag in _of_supplements() and law in _FOODS:
            continue
        text = words.quote(first, last)
        span = Span(words.start[first], words.end[last - 1])
        kept.setdefault((tag, text.lower()), Ingredient(tag, text, span))
    return tuple(kept.values())


def _every(words: Words) -> Iterator[tuple[str, int, int]]:
    """Give each word with its tag; of a phrase and a word in it, the phrase."""
    found = list(phrases(words, lexicon(_FILE, "words")))
    within = {(tag, i) for tag, first, last in found for i in range(first, last)}
    for i, word in enumerate(words.word):
        found += [(tag, i, i + 1) for tag in _named(word) if (tag, i) not in within]
    yield from sorted(found, key=lambda one: (one[1], one[0]))
