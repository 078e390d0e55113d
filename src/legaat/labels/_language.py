"""The language of a label, from its small words."""

from __future__ import annotations

from collections import Counter
from typing import Final

from legaat.labels._wordlists import small_words

__all__ = ["detect"]

_WORDS: Final = small_words()
_MOST: Final = 2_000
_INCI_LANG: Final = "en"


def detect(words: list[str], *, inci: bool = False) -> str:
    """Return "nl", "en", "de" or "fr"; "und" where too little of any was found.

    Parameters
    ----------
    words : list of str
        Folded words; the first 2,000 are looked at.
    inci : bool
        The text is a list of INCI names, which have no language; reported as "en".
    """
    votes: Counter[str] = Counter()
    for word in words[:_MOST]:
        langs = _WORDS.get(word)
        if langs is not None:
            share = 1.0 / len(langs)
            for lang in langs:
                votes[lang] += share  # type: ignore[assignment]
    if not votes:
        return _INCI_LANG if inci else "und"
    (best, most), *others = votes.most_common(2)
    if others and others[0][1] == most:
        return _INCI_LANG if inci else best
    return best if most >= 1 or inci else "und"
