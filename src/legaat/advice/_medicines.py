"""Finding medicines by name, Dutch brand, everyday word or ATC code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from legaat.knowledge import Medicine, medicines, plain

__all__ = ["checked", "codes_of", "group", "implied", "same_group"]

# The shape of a code from its second level on, under the anatomical main groups of the WHO's ATC
# system; whether such a group exists is asked of the tables.
_ATC: Final = re.compile(r"[ABCDGHJLMNPRSV]\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?")
# What may stand between two medicines; a comma between digits is a decimal one.
_BETWEEN: Final = re.compile(
    r"[;+/&\n]|(?<!\d),|,(?!\d)|\b(?:en|and|plus|of|or|met|with)\b", re.IGNORECASE
)
_AMOUNT: Final = re.compile(
    r"\d+(?:x|mg|g|mcg|[µμ]g|ug|ml|l|ie|iu|e|st|dd\d*|d|h|uur|maal|keer|times)?"
)
# Words of dose, form and frequency, which are not part of a medicine's name. An own list.
_FORMS: Final = frozenset(
    {
        *("tablet", "tabletten", "tablets", "tab", "tabs", "tabl", "capsule", "capsules", "caps"),
        *("pil", "pillen", "pill", "pills", "drank", "druppels", "drops", "poeder", "powder"),
        *("sachet", "sachets", "zakje", "zakjes", "spray", "zalf", "creme", "cream", "gel"),
        *("injectie", "injecties", "injection", "injections", "prik", "infuus", "infusion"),
        *("pen", "pleister", "pleisters", "patch", "patches", "zetpil", "kuur", "course"),
        *("retard", "forte", "mitis", "duotab", "zoc", "mups", "oros", "msr", "depot", "sr", "xr"),
        *("mr", "er", "cr", "mga", "mg", "g", "mcg", "ug", "ml", "ie", "iu", "eenheden", "units"),
        *("dosis", "dose", "lage", "hoge", "low", "high", "x", "dd", "per", "dag", "dagen", "day"),
        *("days", "daags", "daily", "maal", "keer", "times", "once", "twice", "een", "twee"),
        *("drie", "one", "two", "three", "half", "halve", "week", "weeks", "weken", "weekly"),
        *("wekelijks", "maand", "month", "monthly", "elke", "every", "s", "ochtends", "ochtend"),
        *("avonds", "avond", "middags", "nacht", "morning", "evening", "night", "voor", "before"),
        *("na", "after", "bij", "at", "slapen", "bed", "eten", "meals", "food", "zo", "nodig"),
        *("indien", "as", "if", "needed", "de", "het", "the", "a", "an", "mijn", "my"),
        *("natrium", "sodium", "hcl", "hydrochloride", "maleaat", "besilaat", "tartraat"),
    }
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read from one entry: the codes, and whether the whole of it was understood."""

    codes: tuple[str, ...]
    whole: bool


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entry in medicines():
        for name in entry.names:
            found.setdefault(plain(name), []).append(entry.atc)
    return MappingProxyType({name: tuple(codes) for name, codes in found.items()})


@cache
def _longest() -> int:
    return max(name.count(" ") + 1 for name in _index())


def codes_of(text: str) -> tuple[str, ...]:
    """Return the ATC codes that a text about a medicine, or about several, stands for.

    Parameters
    ----------
    text : str
        "Moclobemide 150 mg", "MAO-remmer", "paracetamol en lithium", "N06AG02" …

    Returns
    -------
    tuple of str
        Sorted; empty where nothing in the text is known.
    """
    return _read(text).codes


def checked(text: str) -> bool:
    """Whether the whole text was understood: each word a known medicine, or dose and form."""
    return _read(text).whole


@lru_cache(maxsize=1024)
def _read(text: str) -> _Read:
    codes: set[str] = set()
    whole = True
    for part in _BETWEEN.split(text):
        found, rest = _part(part)
        codes.update(found)
        whole = whole and not rest
    return _Read(tuple(sorted(codes)), whole and bool(codes))


def _part(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of one part, and the words in it that nobody knows."""
    code = text.strip().upper().replace(" ", "")
    if _ATC.fullmatch(code) and group(code) is not None:
        return (code,), ()
    words = plain(text).split()
    codes: list[str] = []
    rest: list[str] = []
    while words:
        name = next(_names(words, alone=not codes and not rest), None)
        if name is not None:
            codes += _index()[name]
            words = words[name.count(" ") + 1 :]
            continue
        first = words.pop(0)
        if _ATC.fullmatch(first.upper()) and group(first.upper()) is not None:
            codes.append(first.upper())
        elif first not in _FORMS and _AMOUNT.fullmatch(first) is None:
            rest.append(first)
    return tuple(codes), tuple(rest)


def _names(words: list[str], *, alone: bool) -> Iterator[str]:
    """Give the known names that these words begin with, longest first.

    A name of form words only ("de pil") counts where nothing else stands in the part: in
    "MAO pil" it is no more than a form.
    """
    for size in range(min(len(words), _longest()), 0, -1):
        name = " ".join(words[:size])
        only_form = all(part in _FORMS for part in words[:size])
        if name in _index() and (not only_form or (alone and size == len(words))):
            yield name


def implied(codes: Iterable[str]) -> tuple[str, ...]:
    """Return what is so of somebody who uses these ("immune=weakened")."""
    return tuple(
        fact
        for entry in medicines()
        if entry.implies and any(code.startswith(entry.atc) for code in codes)
        for fact in entry.implies
    )


def same_group(code: str, group_code: str) -> bool:
    """Whether a medicine is, or may be, one of a group.

    A code that is wider than the group ("B01A", blood thinners) may be one of it, and so counts.
    """
    return code.startswith(group_code) or group_code.startswith(code)


def group(code: str) -> Medicine | None:
    """Return the group whose code is nearest to this one, for its label."""
    fitting = [entry for entry in medicines() if code.startswith(entry.atc)]
    wider = [entry for entry in medicines() if entry.atc.startswith(code)]
    return max(fitting, key=lambda entry: len(entry.atc), default=wider[0] if wider else None)
