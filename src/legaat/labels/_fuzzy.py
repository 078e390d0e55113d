"""Repair of single words that a camera or a hasty hand has damaged.

Two steps, both by look-up: words that look alike after letters and digits that cameras mix up
are made one (``l``, ``1``, ``I``; ``0``, ``o``; ``rn``, ``m``), and words one edit away from a
known word, by the deletion neighbourhood of W. Garbe's SymSpell (2012). A word that could be
two known words stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

__all__ = ["Corrector", "skeleton"]

_LOOKALIKE: Final = str.maketrans("l1j05869", "iiiosbbg")
_MIN_LOOKALIKE: Final = 5
_MIN_EDIT: Final = 8
_MAX_EDIT: Final = 24


def skeleton(word: str) -> str:
    """Return the shape of a word, the same for letters that cameras mix up.

    >>> skeleton("lnu1ine") == skeleton("inuline")
    True
    """
    return word.translate(_LOOKALIKE).replace("rn", "m").replace("vv", "w").replace("ii", "i")


def _deletions(word: str) -> Iterable[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


class Corrector:
    """Finds the known word behind a damaged one; immutable once made.

    Parameters
    ----------
    known : set of str
        Words that stay as they are.
    repaired : set of str
        Words that a damaged one may become.
    meaning : mapping of str to str, optional
        Words that mean the same ("milliard", "miljard"): between these it doesn't matter which.
    """

    __slots__ = ("_known", "_meaning", "_near", "_shapes", "correct")

    def __init__(
        self, known: set[str], repaired: set[str], meaning: Mapping[str, str] | None = None
    ) -> None:
        self._known = frozenset(known)
        self._meaning = dict(meaning or {})
        shapes: dict[str, set[str]] = {}
        near: dict[str, set[str]] = {}
        for word in repaired:
            if len(word) >= _MIN_LOOKALIKE and not word.isdigit():
                shapes.setdefault(skeleton(word), set()).add(word)
            if len(word) >= _MIN_EDIT:
                for shorter in (word, *_deletions(word)):
                    near.setdefault(shorter, set()).add(word)
        self._shapes = {
            shape: only
            for shape, words in shapes.items()
            if (only := self._the_one(words)) is not None
        }
        self._near = near
        self.correct = lru_cache(maxsize=50_000)(self._correct)

    def _the_one(self, words: set[str]) -> str | None:
        """Return the one word, or one of those that mean the same; None where it is open."""
        if len(words) == 1:
            return min(words)
        meant = {self._meaning.get(word) for word in words}
        return min(words) if len(meant) == 1 and None not in meant else None

    def _correct(self, word: str) -> str:
        if len(word) < _MIN_LOOKALIKE or word in self._known or word.isdigit():
            return word
        found = self._shapes.get(skeleton(word))
        if found is not None:
            return found
        return self._nearest(word) if _MIN_EDIT <= len(word) <= _MAX_EDIT else word

    def _nearest(self, word: str) -> str:
        """Return the one known word at distance one, both ends the same, or the word itself."""
        fits = set(self._near.get(word, ()))
        for shorter in _deletions(word):
            fits |= self._near.get(shorter, set())
        # Another first letter or another ending ("sweetened", "sweetener") is another word.
        ends = (word[0], word[-1])
        fits = {fit for fit in fits if (fit[0], fit[-1]) == ends and _one_edit(fit, word)}
        return self._the_one(fits) or word


def _one_edit(a: str, b: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours turns `a` into `b`."""
    if abs(len(a) - len(b)) > 1:
        return False
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    rest_a, rest_b = a[head:], b[head:]
    if len(a) == len(b):
        swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b or rest_a == rest_b[1:]
