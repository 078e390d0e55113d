"""The seam with the taxonomy: which names packs use, and what they are called today.

``data/organisms.tsv`` holds the names of packs with their current name, so that reading a label
needs no look-up elsewhere; a test holds it against :mod:`legaat.taxonomy`. A species that is not
in the table is asked there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from legaat.labels._fuzzy import skeleton
from legaat.labels._text import fold
from legaat.labels._wordlists import wordset

__all__ = [
    "NAMED_STRAINS",
    "Names",
    "Strains",
    "current_name",
    "known_shape",
    "names",
    "same_strain",
    "strain_words",
    "strains",
    "whole_names",
]

_RANKS: Final = re.compile(r"\b(?:subsp|var|bv)\. ")
_PARTED: Final = re.compile(
    r"\b([A-Z][a-z]{2,30})[ \t]{0,9}\n(?:[ \t]{0,9}\n){1,3}[ \t]{0,9}([a-z]{3,30})\b"
)
"""A word with a capital at the end of a line, blank lines, and a word without."""
_PART: Final = re.compile(r"[a-z0-9]+")

_MIN_SHAPE: Final = 4
NAMED_STRAINS: Final = wordset("named_strains")
"""Strain names that are plain words."""


@dataclass(frozen=True, slots=True)
class Names:
    """What names on packs stand for.

    Attributes
    ----------
    species : mapping of str to str
        "genus epithet[ second epithet]", folded, to the current name.
    short : mapping of (str, str) to str
        First letter of the genus and "epithet[ second epithet]" to the current name.
    genera : mapping of str to str
        Folded genus word to the current genus.
    abbreviations : frozenset of str
        Short forms of genera ("l", "bif").
    inci : frozenset of str
        Genus words that INCI lists use before "Ferment".
    roles : mapping of str to str
        Current name to "culture", "target" or "mould".
    epithets, words : frozenset of str
        Epithets; and all Latin words.
    """

    species: Mapping[str, str]
    short: Mapping[tuple[str, str], str]
    genera: Mapping[str, str]
    abbreviations: frozenset[str]
    inci: frozenset[str]
    roles: Mapping[str, str]
    epithets: frozenset[str]
    words: frozenset[str]


def _rows(file: str) -> Iterator[list[str]]:
    text = resources.files("legaat").joinpath("labels", "data", file).read_text("utf-8")
    for line in text.splitlines():
        if line and line[0] != "#":
            yield line.split("\t")


@cache
def names() -> Names:
    """Load the names of organisms (a few milliseconds, once)."""
    genera: dict[str, str] = {}
    abbreviations: set[str] = set()
    inci: set[str] = set()
    for word, genus, short, ferments in _rows("genus_list.tsv"):
        genera[fold(word)] = genus
        abbreviations.update(part for part in short.split(";") if part)
        if ferments:
            inci.add(fold(word))
    species: dict[str, str] = {}
    shorts: dict[tuple[str, str], str] = {}
    roles: dict[str, str] = {}
    for current, others, role in _rows("organisms.tsv"):
        roles[current] = role
        for name in (current, *(part for part in others.split(";") if part)):
            genus, _, rest = fold(_RANKS.sub("", name)).partition(" ")
            species.setdefault(f"{genus} {rest}", current)
            shorts.setdefault((genus[0], rest), current)
    # "L. lactis" on a pack is the lactococcus of cheese and kefir, not an old lactobacillus.
    shorts["l", "lactis"] = "Lactococcus lactis"
    epithets = {part for key in species for part in key.split(" ")[1:]}
    return Names(
        species,
        shorts,
        genera,
        frozenset(abbreviations),
        frozenset(inci),
        roles,
        frozenset(epithets),
        frozenset(epithets | set(genera)),
    )


@dataclass(frozen=True, slots=True)
class Strains:
    """Known strain codes.

    Attributes
    ----------
    species : mapping of str to str
        Key of a code (letters and digits only, folded) to the species.
    canonical : mapping of str to str
        Key of a code to the code as the table writes it.
    first : mapping of str to str
        Key of a code to the key of the first code of the same strain.
    alone : frozenset of str
        Keys of codes that name an organism without a species beside them.
    shapes : mapping of str to str
        Shape of a code, the same for what cameras mix up, to the code; only where it is one strain.
    """

    species: Mapping[str, str]
    canonical: Mapping[str, str]
    first: Mapping[str, str]
    alone: frozenset[str]
    shapes: Mapping[str, str]


def key(code: str) -> str:
    """Return the letters and digits of a code, folded.

    >>> key("BB-12")
    'bb12'
    """
    return "".join(_PART.findall(fold(code)))


@cache
def strains() -> Strains:
    """Load the known strain codes."""
    species: dict[str, str] = {}
    canonical: dict[str, str] = {}
    alone: set[str] = set()
    first: dict[str, str] = {}
    for codes, name, stands in _rows("strains.tsv"):
        for code in codes.split(";"):
            species[key(code)] = name
            canonical.setdefault(key(code), code)
            first[key(code)] = key(codes.split(";")[0])
            if stands == "yes":
                alone.add(key(code))
    alone -= {"gg", "plasma"}
    return Strains(species, canonical, first, frozenset(alone), _shapes(canonical, first))


def _shapes(canonical: Mapping[str, str], first: Mapping[str, str]) -> dict[str, str]:
    by_shape: dict[str, list[str]] = {}
    for known in canonical:
        if len(known) >= _MIN_SHAPE and any(ch.isdigit() for ch in known):
            by_shape.setdefault(skeleton(known), []).append(known)
    return {
        shape: canonical[keys[0]]
        for shape, keys in by_shape.items()
        if len({first[known] for known in keys}) == 1
    }


def known_shape(code: str) -> str:
    """Return the known code that looks like this one to a camera, else the code itself.

    >>> known_shape("BI-04"), known_shape("XQ-77")
    ('Bl-04', 'XQ-77')
    """
    known = strains()
    if key(code) in known.species:
        return code
    meant = known.shapes.get(skeleton(key(code)))
    return code if meant is None or len(key(meant)) != len(key(code)) else meant


def same_strain(code: str) -> str:
    """Return one key for all codes of a strain: "GG" and "LGG" are the same."""
    return strains().first.get(key(code), key(code))


def strain_words() -> Iterator[tuple[str, ...]]:
    """Return the words of each code that may stand alone, joined and parted."""
    known = strains()
    for code in sorted(known.alone):
        yield (code,)
        parts = tuple(_PART.findall(fold(known.canonical[code])))
        if len(parts) > 1:
            yield parts


@cache
def current_name(name: str) -> str | None:
    """Return the current name of a species that isn't in the table; None where unknown."""
    from legaat.taxonomy import resolver

    answer = resolver().resolve(name)
    return (answer.relative or answer.name) if answer.placed else None


def whole_names(text: str) -> str:
    r"""Return a text without the blank lines that a camera put inside the name of a species.

    >>> whole_names("Lactobacillus\n\nrhamnosus GG")
    'Lactobacillus\nrhamnosus GG'
    """
    return _PARTED.sub(_joined, text) if "\n" in text else text


def _joined(match: re.Match[str]) -> str:
    known = names()
    genus, epithet = match[1].lower(), match[2]
    if genus not in known.genera or epithet not in known.epithets:
        return match[0]
    return f"{match[1]}\n{epithet}"
