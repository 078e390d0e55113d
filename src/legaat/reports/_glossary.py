"""The words of the trade and our methods, each explained where it stands.

A page finds the words in its sentences and makes each of them something to tap; what it means
stands once in the page, and pops up from there (HTML ``popover``, without a script).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from legaat.knowledge import Citation
from legaat.messages import Lang, say
from legaat.reports._markup import marked, safe

__all__ = ["HOWS", "SOURCES", "TERMS", "Entry", "Explainer", "entries", "term_sources"]

TERMS: Final = (
    "share", "reference", "dot", "status", "missing", "unclassified", "species", "genus", "strain",
    "maker", "capacity", "range", "interval", "correlation", "fatty-acid", "gram", "fibre",
    "fodmap", "cfu", "placebo", "model", "limit", "carbon", "grade", "postbiotic",
    "prebiotic", "probiotic", "synbiotic", "own",
)  # fmt: skip
HOWS: Final = ("standing", "missing", "differs", "makers", "estimate", "model", "known", "own")

_RESTS_ON: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "postbiotic": ("R001",),
        "prebiotic": ("GIB17",),
        "probiotic": ("HIL14",),
        "synbiotic": ("R004",),
        "fatty-acid": ("SIN23",),
    }
)
"""Explanations that state a fact, by their sources."""

SOURCES: Final[Mapping[str, Citation]] = MappingProxyType(
    {
        "HIL14": Citation(
            "HIL14",
            "Hill C, Guarner F, Reid G et al.",
            "The International Scientific Association for Probiotics and Prebiotics consensus "
            "statement on the scope and appropriate use of the term probiotic",
            "Nat Rev Gastroenterol Hepatol", 2014, "10.1038/nrgastro.2014.66", None, "yes",
        ),
        "GIB17": Citation(
            "GIB17",
            "Gibson GR, Hutkins R, Sanders ME et al.",
            "The International Scientific Association for Probiotics and Prebiotics (ISAPP) "
            "consensus statement on the definition and scope of prebiotics",
            "Nat Rev Gastroenterol Hepatol", 2017, "10.1038/nrgastro.2017.75", None, "yes",
        ),
    }
)  # fmt: skip
"""Sources of explanations that no other room holds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or a method: its name, what it means, and the numbers of its sources."""

    key: str
    name: str
    words: str
    numbers: tuple[int, ...]


def term_sources() -> tuple[str, ...]:
    """Return the citation ids of all explanations, in the order of the words."""
    return tuple(key for term in TERMS for key in _RESTS_ON.get(term, ()))


def entries(numbers: Mapping[str, int], lang: Lang) -> tuple[Entry, ...]:
    """Return every word and method in a language, words first."""
    keys = (*TERMS, *(f"how-{key}" for key in HOWS))
    return tuple(
        Entry(
            key,
            say(f"terms.{key}.name", lang),
            say(f"terms.{key}.words", lang),
            tuple(numbers[s] for s in _RESTS_ON.get(key, ()) if s in numbers),
        )
        for key in keys
    )


@cache
def _finder(lang: Lang) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return what finds the words in an escaped sentence, and from a form to its word."""
    keys = {
        escape(form).casefold(): key
        for key in TERMS
        for form in say(f"terms.{key}.forms", lang).split("|")
    }
    longest = sorted(keys, key=lambda form: (-len(form), form))
    either = "|".join(re.escape(form) for form in longest)
    # Not inside a tag, a longer word or a name.
    word = rf"(?<![\w<&;/-])(?P<open>\(?)(?P<word>{either})(?P<end>(?![\w-])[).,;:]*)"
    return re.compile(word, re.IGNORECASE), keys


class Explainer:
    """Makes the words of the trade in sentences something to tap, once in each place.

    Parameters
    ----------
    lang : {"nl", "en"}
    """

    def __init__(self, lang: Lang) -> None:
        self._find, self._keys = _finder(lang)
        self._said: set[str] = set()

    def anew(self, *known: str) -> str:
        """Begin a new place, in which each word may be explained again, but not the known ones."""
        self._said = set(known)
        return ""

    def __call__(self, sentence: str) -> Markup:
        """Return a sentence as markup: escaped, names in italics, words to tap."""
        parts = re.split(r"(<i .*?</i>)", str(marked(sentence)))
        return safe(
            part if part.startswith("<i ") else self._find.sub(self._button, part) for part in parts
        )

    def _button(self, found: re.Match[str]) -> str:
        key = self._keys[found["word"].casefold()]
        if key in self._said:
            return found[0]
        self._said.add(key)
        button = f'<button class="term" popovertarget="word-{key}">{found["word"]}</button>'
        beside = found["open"] or found["end"]
        # A button may stand alone on a line; a bracket or a full stop beside it may not.
        return (
            f'<span class="nb">{found["open"]}{button}{found["end"]}</span>' if beside else button
        )
