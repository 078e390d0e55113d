"""From the words in a person file to the words that are kept, Dutch or English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from legaat.errors import PersonError, Where
from legaat.knowledge import Word, plain, words

__all__ = ["NONE_WORDS", "OPEN", "UNKNOWN_WORDS", "nearest", "word", "word_id"]

NONE_WORDS: Final = frozenset({"none", "geen", "no", "nee", "niets", "nothing", "nvt", "n a"})
UNKNOWN_WORDS: Final = frozenset(
    {
        *("unknown", "not known", "don t know", "dont know", "i don t know", "not sure", "unsure"),
        *("no idea", "onbekend", "niet bekend", "weet niet", "weet ik niet", "geen idee"),
        *("ik weet het niet", "weet het niet", "niet zeker"),
    }
)
OPEN: Final = "unknown"
"""Stands last in a list of which only a part was told: what else belongs in it is not known."""


@cache
def _index(field: str) -> Mapping[str, Word]:
    found: dict[str, Word] = {}
    for entry in words()[field]:
        for text in (entry.id, *entry.also, entry.label.nl, entry.label.en):
            found.setdefault(plain(text), entry)
    return MappingProxyType(found)


def word_id(field: str, text: str) -> str:
    """Return the word that is kept for what somebody wrote.

    Parameters
    ----------
    field : str
        Key of the person file.
    text : str
        As written; capitals, accents and hyphens don't matter.

    Raises
    ------
    PersonError
        The word isn't known; the error names the nearest known one.
    """
    index = _index(field)
    found = index.get(plain(text))
    if found is not None:
        return found.id
    near = nearest(plain(text), index)
    if near is None:
        examples = ", ".join(entry.id for entry in words()[field][:4])
        raise PersonError(
            "person-unknown-word", where=Where(entry=field), word=text, examples=examples
        )
    raise PersonError(
        "person-near-word", where=Where(entry=field), word=text, nearest=index[near].id
    )


@cache
def _by_id(field: str) -> Mapping[str, Word]:
    return MappingProxyType({entry.id: entry for entry in words()[field]})


def word(field: str, kept: str) -> Word:
    """Return the entry of a word that is kept."""
    return _by_id(field)[kept]


def nearest(text: str, known: Mapping[str, object]) -> str | None:
    """Return the known word most like this one, or None where none is near."""
    from difflib import get_close_matches

    found = get_close_matches(text, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None
