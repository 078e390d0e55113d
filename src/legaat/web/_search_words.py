"""Words of a search: names of the same thing, plural forms, and words that say nothing.

What somebody types is seldom how an entry spells it: "is yoghurt gezond", "boter zuur", "bananen".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from legaat.knowledge import known_substances, medicines, plain, words
from legaat.messages import LANGUAGES

__all__ = ["singular", "synonyms", "telling"]

_SAME: Final = (
    ("fibre", "fiber", "vezel", "vezels"),
    ("scfa", "short chain fatty acids", "short chain fatty acid", "korteketenvetzuren",
     "korte keten vetzuren"),
    ("leaky gut", "lekkende darm", "lekke darm"),
    ("yoghurt", "yogurt", "joghurt"),
    ("dead bacteria", "dode bacterien", "heat killed", "geinactiveerd", "inactivated"),
    ("kiwi", "kiwifruit"),
    ("linseed", "flaxseed", "lijnzaad", "vlaszaad"),
    ("blood pressure", "bloeddruk", "hypertension", "hypertensie"),
    ("chicory", "cichorei", "witlofwortel"),
    ("inulin", "inuline"),
    ("fructan", "fructans", "fructanen"),
    ("onion", "onions", "ui", "uien"),
    ("oatmeal", "oat porridge", "havermout"),
    ("lactose intolerance", "lactose intolerantie", "lactose-intolerantie", "lactose maldigestion",
     "lactose"),
    ("milk allergy", "melkallergie", "koemelkallergie", "koemelk allergie"),
    ("wind", "gas", "winderig", "winderigheid", "gasvorming", "winden", "scheten", "flatulence",
     "farting"),
    ("constipation", "constipated", "verstopping", "verstopt", "obstipatie"),
    ("belly pain", "buikpijn", "pijn in buik", "abdominal pain", "stomach ache"),
    ("gut flora", "darmflora", "microbioom", "microbiome", "microbiota"),
    ("immunity", "immune system", "afweer", "weerstand", "immuunsysteem"),
    ("mood", "stemming", "depressie", "depression", "somber"),
    ("bifidobacteria", "bifidobacterium", "bifidobacterien", "bifidus"),
    ("breast feeding", "breastfeeding", "borstvoeding"),
    ("eczema", "eczeem"),
    ("antibiotic", "antibiotics", "antibiotica", "antibioticakuur", "amoxicillin", "amoxicilline",
     "doxycycline", "penicillin", "penicilline"),
)  # fmt: skip
"""Spellings and names that neither the entries nor the words about a person hold together."""

# Of allergies and intolerances the other words are what one may react to, not other names.
_WORDS_OF: Final = ("conditions", "complaints")
_LABELS_OF: Final = ("allergies", "intolerances")

_HOLDING: Final = """
aan al als bij dat de den der die dit door een en er het hoe hoeveel iets ik in is je jij kan kun
kunnen mag me met mijn moet mogen na naar niet of om ook op over te tegen tot uit van veel voor
waar waarom wanneer wat welk welke wel wie zijn zo
a about am and are at be can do does for from get has have how i if it its many me much my of on or
should take than that the there these this to too what when which who why with you your
"""
_SMALL: Final = frozenset(_HOLDING.split())
"""Words that hold a question together and say nothing of what it is about."""

_ASKS: Final = frozenset({"is", "zijn", "are", "hoe", "how"})
_JUDGES: Final = frozenset({"goed", "good", "gezond", "healthy", "ongezond", "slecht", "bad"})
_LEAST: Final = 4
_DOUBLE: Final = re.compile(r"([aeou])([bcdfgklmnprt])$")
"""A vowel that Dutch doubles in the singular: bananen, banaan."""


def telling(asked: list[str]) -> list[str]:
    """Return the words that say what is looked for; all of them where none would be left.

    Parameters
    ----------
    asked : list of str
        In plain letters.
    """
    small = _SMALL | _JUDGES if asked and asked[0] in _ASKS else _SMALL
    # "Vitamine A", "hepatitis B": one letter behind a word is a part of its name.
    kept = [word for n, word in enumerate(asked) if word not in small or _named(asked, n)]
    return kept or asked


def _named(asked: list[str], at: int) -> bool:
    return at == len(asked) - 1 and at > 0 and len(asked[at]) == 1


def singular(word: str) -> Iterator[str]:
    """Give what the word may be in the singular, in Dutch or English.

    Parameters
    ----------
    word : str
        In plain letters.
    """
    for ending in ("en", "s"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _LEAST or (ending == "en" and stem[-1] in "aeiou"):
            continue
        yield stem
        if ending == "en":
            yield _DOUBLE.sub(r"\1\1\2", stem)
            if stem[-1] == stem[-2]:
                yield stem[:-1]


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Return for each phrase all phrases that mean the same, itself first."""
    found: dict[str, dict[str, None]] = {}
    for group in _groups():
        for phrase in group:
            found.setdefault(phrase, {phrase: None}).update(dict.fromkeys(sorted(group)))
    for name, classes in _medicines().items():
        # The entries speak of kinds of medicines, not of each.
        found.setdefault(name, {name: None}).update(dict.fromkeys(sorted(classes)))
    return {phrase: tuple(others) for phrase, others in found.items() if len(others) > 1}


def _groups() -> Iterator[set[str]]:
    for group in _SAME:
        yield {plain(one) for one in group}
    for field in (*_WORDS_OF, *_LABELS_OF):
        for word in words()[field]:
            named = {word.label.text(lang) for lang in LANGUAGES}
            also = word.also if field in _WORDS_OF else ()
            yield {plain(one) for one in (word.id, *also, *_apart(named))}
    for substance in known_substances().values():
        named = {substance.name.text(lang) for lang in LANGUAGES}
        yield {plain(one) for one in _apart(named)}


def _medicines() -> Mapping[str, set[str]]:
    """Return for each name of a medicine what its kind is called; not where it has several."""
    found: dict[str, list[set[str]]] = {}
    for one in medicines():
        kind = {plain(one.label.text(lang)) for lang in LANGUAGES}
        for name in one.names:
            found.setdefault(plain(name), []).append(kind)
    return {name: kinds[0] for name, kinds in found.items() if len(kinds) == 1}


def _apart(names: set[str]) -> Iterator[str]:
    """Give a name and what stands behind it in brackets, each for itself."""
    for name in names:
        for part in name.replace(")", "").split("("):
            if part.strip():
                yield part.strip()
