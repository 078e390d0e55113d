"""The dictionaries of pack words, and one pass over a text that finds all of them.

The words stand in ``data/terms.toml`` and ``data/claims.toml``, to be read and corrected by
people who know labels. They become one tree of words; matching walks it once per word of the
text, so the cost does not grow with the dictionary.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Final, TypeAlias

from legaat.labels._fuzzy import Corrector
from legaat.labels._text import COMMA, SPACE, Words, fold
from legaat.labels._wordlists import compounds, everyday, measures

__all__ = ["Hit", "dictionary", "find"]

_ENDINGS: Final = {
    "nl": ("", "e", "en"),
    "en": ("", "s"),
    "de": ("", "e", "en", "er", "es", "em", "s"),
    "fr": ("", "e", "s", "es"),
    "inci": ("",),
}
_GROUP: Final = {
    "state": "state",
    "heat": "state",
    "sugar": "sugar",
    "nosugar": "sugar",
    "sweetener": "sugar",
    "verb": "verb",
    "prebiotic": "fibre",
    "notfibre": "fibre",
    "fibre": "fibre",
}
"""Where two words overlap, the longer one wins within its group ("sugar-free" over "sugar")."""

_MIN_TELLING: Final = 4
"""Shorter words are too alike across languages to tell one."""

_MIN_COMPOUND: Final = 9
_MAX_COMPOUND: Final = 40
_MIN_FIRST_HALF: Final = 3
_MOST: Final = 1_000
"""Words of one category that are kept: far more than a pack holds, so that a text of a million
characters stays cheap."""

_PART: Final = re.compile(r"[a-z0-9]+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

Label: TypeAlias = tuple[str, str]
Branches: TypeAlias = list[tuple[tuple[str, ...], tuple[Label, ...]]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A dictionary word in the text: words `first` up to (without) `last`."""

    category: str
    value: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What there is to look words up in.

    Attributes
    ----------
    phrases : mapping of str to list
        Phrases by their first word, longest first.
    languages : mapping of str to str
        The language of words that only one language has here.
    corrector : Corrector
        Repairs damaged words.
    """

    phrases: Mapping[str, Branches]
    languages: Mapping[str, str]
    corrector: Corrector


def _variants(phrase: str, lang: str) -> Iterable[str]:
    """Spell out the endings of each word that carries a "~"."""
    parts = [
        [part[:-1] + ending for ending in _ENDINGS[lang]] if part.endswith("~") else [part]
        for part in phrase.split()
    ]
    for words in product(*parts):
        text = " ".join(words)
        yield fold(text)
        spelled = text.lower().translate(_UMLAUTS)
        if lang == "de" and spelled != text.lower():
            yield fold(spelled)


def _rows(file: str) -> Iterable[tuple[tuple[str, ...], Label, str]]:
    text = resources.files("legaat").joinpath("labels", "data", file).read_text("utf-8")
    for category, values in tomllib.loads(text).items():
        for value, languages in values.items():
            for lang, phrases in languages.items():
                for phrase in phrases.split(","):
                    for variant in _variants(phrase.strip(), lang):
                        yield tuple(_PART.findall(variant)), (category, value), lang


@cache
def dictionary() -> Dictionary:
    """Load the dictionaries (some tens of milliseconds, once)."""
    from legaat.labels._names import names, strain_words

    labels: dict[tuple[str, ...], list[Label]] = {}
    spoken: dict[str, set[str]] = {}
    for file in ("terms.toml", "claims.toml"):
        for words, label, lang in _rows(file):
            for word in words:
                spoken.setdefault(word, set()).add(lang)
            if words and label not in labels.setdefault(words, []):
                labels[words].append(label)
    for words in strain_words():
        labels.setdefault(words, []).append(("strain", " ".join(words)))
    tree: dict[str, Branches] = {}
    for words, found in labels.items():
        tree.setdefault(words[0], []).append((words[1:], tuple(found)))
    for branches in tree.values():
        branches.sort(key=lambda branch: -len(branch[0]))
    known = {word for words in labels for word in words}
    latin = names().words
    languages = {
        word: min(langs)
        for word, langs in spoken.items()
        if len(langs) == 1 and len(word) >= _MIN_TELLING and "inci" not in langs
    }
    same = measures()
    kept = known | latin | everyday()
    return Dictionary(tree, languages, Corrector(kept, known | latin | set(same), same))


def _group(category: str, value: str) -> str:
    """Return within what the longer word wins; a word without milk hides no other allergen."""
    if category in {"allergen", "freeword"}:
        return f"allergen {value}"
    return _GROUP.get(category, category)


def find(words: Words) -> dict[str, list[Hit]]:
    """Find every dictionary word, in the order of the text, by category.

    Within a group of categories the longest phrase wins; phrases never reach over a full stop.
    """
    tree = dictionary().phrases
    found: dict[str, list[Hit]] = {}
    covered: dict[str, int] = {}
    word, gap, count = words.word, words.gap, len(words.word)
    for i, head in enumerate(word):
        branches = tree.get(head)
        if branches is None and len(head) >= _MIN_COMPOUND:
            branches = _compound(head)
        if branches is None:
            continue
        taken: set[str] = set()
        for rest, labels in branches:
            last = i + 1 + len(rest)
            if last > count or (rest and not _follows(word, gap, i, rest)):
                continue
            for category, value in labels:
                group = _group(category, value)
                if group in taken or covered.get(group, 0) > i:
                    continue
                mine = found.setdefault(category, [])
                if len(mine) < _MOST:
                    mine.append(Hit(category, value, i, last))
                covered[group] = max(covered.get(group, 0), last)
            taken.update(_group(category, value) for category, value in labels)
    return found


@cache
def _endings() -> tuple[re.Pattern[str], Mapping[str, tuple[Label, tuple[str, ...]]]]:
    ends = compounds()
    longest = "|".join(sorted(ends, key=lambda end: -len(end)))
    return re.compile(rf"(?:{longest})\Z"), ends


@lru_cache(maxsize=20_000)
def _compound(word: str) -> Branches | None:
    """Read a Dutch or German compound by its second half: "Magermilchjoghurt", "palmsuiker"."""
    pattern, ends = _endings()
    match = pattern.search(word) if len(word) <= _MAX_COMPOUND else None
    if match is None or match.start() < _MIN_FIRST_HALF:
        return None
    label, never = ends[match[0]]
    return None if word.startswith(never) else [((), (label,))]


def _follows(word: list[str], gap: list[int], i: int, rest: tuple[str, ...]) -> bool:
    """Whether `rest` follows word `i`, with nothing stronger than a comma in between."""
    for offset, wanted in enumerate(rest):
        if word[i + offset + 1] != wanted or gap[i + offset] > COMMA:
            return False
        if gap[i + offset] > SPACE and len(wanted) > 2:
            return False
    return True
