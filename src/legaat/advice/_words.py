"""From the words in a person file to the words that are kept, Dutch or English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from legaat.advice._medicines import checked
from legaat.advice._nearest import inside, nearest_word
from legaat.errors import PersonError, Where
from legaat.knowledge import Word, plain, red_flags, words

__all__ = ["NONE_WORDS", "OPEN", "UNKNOWN_WORDS", "word", "word_id"]

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
        The word isn't known; the error names the list that it belongs in, or the nearest known
        word if one is very near.
    """
    index = _index(field)
    found = index.get(plain(text))
    if found is not None:
        return found.id
    offered = _OFFERED.get((field, plain(text)))
    if offered is not None:
        raise _near(field, text, offered)
    other = _other_list(field, text)
    if other is not None:
        raise PersonError(
            "person-other-list", where=Where(entry=field), word=text, key=field, right=other
        )
    known = {name: index[name].id in _signs() for name in index}
    near = inside(plain(text), known) or nearest_word(plain(text), known)
    if near is None and field != "complaints" and inside(plain(text), _complaints()):
        raise PersonError(
            "person-other-list", where=Where(entry=field), word=text, key=field, right="complaints"
        )
    if near is None:
        examples = ", ".join(entry.id for entry in words()[field][:4])
        where = Where(entry=field)
        if "other" in index:
            raise PersonError("person-unknown-word", where=where, word=text, examples=examples)
        raise PersonError("person-no-such-word", where=where, word=text, examples=examples)
    raise _near(field, text, index[near].id)


def _near(field: str, text: str, meant: str) -> PersonError:
    return PersonError("person-near-word", where=Where(entry=field), word=text, nearest=meant)


# What most mean by a word that belongs in another list by the letter. It is offered, not taken:
# milk may be an allergy after all.
_OFFERED: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("intolerances", name): "lactose"
        for name in (
            *("melk", "koemelk", "zuivel", "melkproducten", "milk", "cow milk", "cows milk"),
            *("cow s milk", "dairy", "milk products"),
        )
    }
)


# Where a word is looked for that stands in the wrong list, signs for a doctor first.
_LISTS: Final = (
    "complaints",
    "conditions",
    "allergies",
    "intolerances",
    "restrictions",
    "diet",
    "goals",
)
_CHOICES: Final = frozenset({"sex", "immune", "in_hospital"})
# Words for what has a key of its own; an own list.
_OWN_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("zwanger", "zwangerschap", "in verwachting", "pregnant", "pregnancy", "expecting"),
            "pregnant = true",
        ),
        **dict.fromkeys(
            ("borstvoeding", "ik geef borstvoeding", "breastfeeding", "breast feeding", "nursing"),
            "breastfeeding = true",
        ),
        **dict.fromkeys(("ziekenhuis", "opgenomen", "hospital", "intensive care"), "in_hospital"),
        **dict.fromkeys(
            ("te vroeg geboren", "prematuur", "preterm", "premature"), "gestation_weeks"
        ),
        **dict.fromkeys(("weinig afweer", "weak immunity", "immunosuppressed"), "immune"),
    }
)


def _other_list(field: str, text: str) -> str | None:
    """Return the key that a word belongs under, where that is another one than where it stands."""
    bare = plain(text)
    if bare in _OWN_KEYS:
        return _OWN_KEYS[bare]
    if field in _CHOICES:
        return None
    found = next((key for key in _LISTS if key != field and bare in _index(key)), None)
    return found or ("medicines" if checked(text) else None)


@cache
def _signs() -> frozenset[str]:
    """Return the complaints that by themselves are a sign for a doctor, at some age."""
    found = set()
    for flag in red_flags():
        for line in flag.when:
            told = [atom.value for atom in line if atom.key == "complaint"]
            if all(atom.key in {"complaint", "age"} for atom in line):
                found.update(told)
    return frozenset(found)


@cache
def _complaints() -> Mapping[str, bool]:
    index = _index("complaints")
    return MappingProxyType({name: index[name].id in _signs() for name in index})


@cache
def _by_id(field: str) -> Mapping[str, Word]:
    return MappingProxyType({entry.id: entry for entry in words()[field]})


def word(field: str, kept: str) -> Word:
    """Return the entry of a word that is kept."""
    return _by_id(field)[kept]
