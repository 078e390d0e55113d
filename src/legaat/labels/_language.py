"""The language of a label, from its small words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from legaat.labels._wordlists import small_words

__all__ = ["detect"]

_WORDS: Final = small_words()
_MOST: Final = 2_000
_INCI_LANG: Final = "en"
_INCI_SPEAKS: Final = 4.0


def detect(words: list[str], known: Mapping[str, str], *, inci: bool = False) -> str:
    """Return "nl", "en", "de" or "fr"; "und" where too little of any was found.

    Parameters
    ----------
    words : list of str
        Folded words; the first 2,000 are looked at.
    known : mapping of str to str
        Language of the pack words that only one language has.
    inci : bool
        The text is a list of INCI names, which have no language; reported as "en".
    """
    votes: dict[str, float] = {}
    for word in words[:_MOST]:
        own = known.get(word)
        if own is not None:
            votes[own] = votes.get(own, 0.0) + 1.0
        langs = _WORDS.get(word)
        if langs is not None:
            for lang in langs:
                votes[lang] = votes.get(lang, 0.0) + 1.0 / len(langs)
    if not votes:
        return _INCI_LANG if inci else "und"
    best = max(votes, key=lambda lang: votes[lang])
    if votes[best] < 1.0 or (inci and votes[best] < _INCI_SPEAKS):
        return _INCI_LANG if inci else "und"
    return best
