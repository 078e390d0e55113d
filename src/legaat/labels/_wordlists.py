"""Short word lists that the grammar needs, from ``data/words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

__all__ = [
    "compounds",
    "everyday",
    "magnitudes",
    "measures",
    "small_words",
    "spelled",
    "units",
    "wordset",
]


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    path = resources.files("legaat").joinpath("labels", "data", "words.toml")
    return tomllib.loads(path.read_text("utf-8"))


def wordset(name: str) -> frozenset[str]:
    """Return the words of one list, folded as the file has them."""
    return frozenset(_tables()["sets"][name].split())


def magnitudes() -> dict[str, float]:
    """Return what words for large numbers multiply by."""
    return {
        word: float(value)
        for value, words in _tables()["magnitudes"].items()
        for word in words.split()
    }


def compounds() -> dict[str, tuple[tuple[str, str], tuple[str, ...]]]:
    """Return for each second half of a compound its category and value, and where it is neither."""
    ends, never = _tables()["compounds"], _tables()["not_compounds"]
    found: dict[str, tuple[tuple[str, str], tuple[str, ...]]] = {}
    for label, words in ends.items():
        category, _, value = label.partition(" ")
        for word in words.split():
            found[word] = ((category, value), tuple(never[label].split()))
    return found


def everyday() -> frozenset[str]:
    """Return every word of these lists: none of them is a damaged form of another word."""
    lists = [words for table in _tables().values() for words in table.values()]
    return frozenset(word for words in lists for word in words.split())


def measures() -> dict[str, str]:
    """Return what each word for a large number, or for what is counted, means."""
    tables = _tables()
    lists = [*tables["magnitudes"].items(), *tables["counts"].items()]
    return {word: meaning for meaning, words in lists for word in words.split()}


def spelled() -> dict[str, float]:
    """Return small numbers written as words."""
    return {
        word: float(value)
        for value, words in _tables()["numbers"].items()
        for word in words.split()
    }


def units(name: str) -> dict[str, str]:
    """Return the unit for each word of ``counts`` or ``masses``."""
    return {word: unit for unit, words in _tables()[name].items() for word in words.split()}


def small_words() -> dict[str, tuple[str, ...]]:
    """Return the languages in which each small word is common."""
    found: dict[str, tuple[str, ...]] = {}
    for lang, words in _tables()["small"].items():
        for word in words.split():
            found[word] = (*found.get(word, ()), lang)
    return found
