"""Words, parts of words and phrases in lists that people read and correct, and what they name.

A list is words with commas between: "tarwe*" is any word that begins so, "*kaas" any that ends so,
"*soja*" any that holds it. Accents and case don't matter.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from legaat.labels._text import COMMA, Words, fold

__all__ = ["Lexicon", "lexicon", "phrases"]

_SHORTEST: Final = 3
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and parts of words, each with what it names: an allergen, or the tag of a rule.

    Attributes
    ----------
    whole, starts, ends, inside : mapping of str to frozenset of str
        What is named by a whole word, or by the part that a word begins with, ends in, or holds.
    phrases : mapping of str to list
        The rest of each phrase and what it names, by its first word.
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
        """Return what one word names."""
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


def _made(entries: Iterator[tuple[str, str]]) -> Lexicon:
    parts: tuple[dict[str, set[str]], ...] = ({}, {}, {}, {})
    phrases: _Phrases = {}
    for name, entry in entries:
        for words in _spelled(entry):
            if len(words) > 1:
                phrases.setdefault(words[0], []).append((words[1:], name))
                continue
            where = 2 * words[0].startswith("*") + words[0].endswith("*")
            parts[where].setdefault(words[0].strip("*"), set()).add(name)
    whole, starts, ends, inside = (
        {part: frozenset(named) for part, named in one.items()} for one in parts
    )
    longest = max((len(part) for part in (*starts, *ends, *inside)), default=0)
    return Lexicon(whole, starts, ends, inside, phrases, longest)


@cache
def lexicon(file: str, key: str) -> Lexicon:
    """Return one list of each table in a file of word lists; empty where it has none."""
    path = resources.files("legaat").joinpath("labels", "data", file)
    return _made(
        (name, entry)
        for name, table in tomllib.loads(path.read_text("utf-8")).items()
        for entry in table.get(key, "").split(",")
        if entry.strip()
    )


def phrases(words: Words, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
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
