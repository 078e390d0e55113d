"""Which known word somebody may have meant, and in which list a word belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

__all__ = ["denied", "inside", "nearest", "nearest_word"]

# How alike two spellings must be (difflib's ratio): a slip of the finger in a word of five letters
# or more. Below it no word is named. Our own choice, on the careful side.
_ALIKE: Final = 0.8
# So much more alike than any sign for a doctor must a harmless word be. Our own choice.
_MARGIN: Final = 0.15
# Beginnings of words that may tell of a sign for a doctor: such a word is only ever taken for one
# that tells of the same. Our own list, Dutch and English.
_SIGNS: Final = (
    ("bloed", "blood", "blod", "bleed", "bloody", "hemor", "haemor"),
    ("koorts", "fever", "temperat", "rilling", "chill"),
    ("zwart", "black", "teer", "tarry", "melaen", "melen"),
    ("afval", "afgeval", "vermager", "gewicht", "weight", "losing"),
    ("flauw", "faint", "bewust", "collap", "wegrak"),
    ("geel", "gele", "yellow", "jaundice", "icter"),
    ("bult", "knobbel", "gezwel", "lump", "zwelling", "gezwollen", "swoll", "swell"),
    ("slik", "verslik", "swallow", "keel", "throat"),
    ("zwanger", "pregn"),
)


# Words that turn a sentence round: what follows may be just what somebody doesn't have.
_DENIALS: Final = frozenset(
    {"geen", "niet", "nooit", "zonder", "no", "not", "never", "without", "don", "isn", "none"}
)
# "Blood pressure is high" tells of no blood in the stool. Dutch writes these as one word.
_OTHER_BLOOD: Final = frozenset(
    {
        "pressure",
        "sugar",
        "glucose",
        "test",
        "tests",
        "group",
        "type",
        "sample",
        "thinner",
        "thinners",
    }
)
_LEAST: Final = 4
"""Letters of a known word that may be found in a sentence: "wei" and "ei" stand for too much."""


def denied(text: str) -> bool:
    """Whether a sentence in plain spelling may say that there is none of what it names."""
    return not _DENIALS.isdisjoint(text.split())


def inside(text: str, known: Mapping[str, bool]) -> str | None:
    """Return the known word whose parts all stand in a sentence, in whatever order.

    A sign for a doctor goes before a harmless word, and of two of a kind the longer one.

    Parameters
    ----------
    text : str
        In plain spelling.
    known : mapping of str to bool
        Known words, and whether each tells of a sign for a doctor.
    """
    parts = frozenset(_told(text.split()))
    there = [name for name in known if len(name) >= _LEAST and parts.issuperset(name.split())]
    return min(
        there, key=lambda name: (not known[name], -len(name.split()), -len(name), name),
        default=None,
    )  # fmt: skip


def _told(words: list[str]) -> Iterator[str]:
    """Yield the words of a sentence, without "blood" where it is part of another name."""
    for word, behind in zip(words, [*words[1:], ""], strict=True):
        if word != "blood" or behind not in _OTHER_BLOOD:
            yield word


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known word most like this one, or None where none is very near."""
    from difflib import get_close_matches

    found = get_close_matches(text, sorted(known), n=1, cutoff=_ALIKE)
    return found[0] if found else None


def nearest_word(text: str, known: Mapping[str, bool]) -> str | None:
    """Return the known word that was probably meant; never a harmless one for a possible sign.

    Parameters
    ----------
    text : str
        In plain spelling.
    known : mapping of str to bool
        Known words, and whether each tells of a sign for a doctor.

    Returns
    -------
    str or None
        None where no word is very near, or where a sign is nearly as near as a harmless word.
    """
    kinds = _kinds(text)
    found = nearest(text, [name for name in known if not kinds or kinds & _kinds(name)])
    if found is None or known[found]:
        return found
    signs = (name for name, sign in known.items() if sign)
    rival = max((_likeness(text, name) for name in signs), default=0.0)
    return None if rival > _likeness(text, found) - _MARGIN else found


def _kinds(text: str) -> frozenset[int]:
    parts = text.split()
    return frozenset(
        i for i, stems in enumerate(_SIGNS) if any(stem in part for part in parts for stem in stems)
    )


def _likeness(text: str, name: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name, text).ratio()
