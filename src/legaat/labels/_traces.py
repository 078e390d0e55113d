"""Which words stand in a warning of traces: "may contain", "made in a factory that"."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from legaat.labels._terms import Hit
from legaat.labels._text import Words
from legaat.labels._wordlists import wordset

__all__ = ["traces"]


def traces(words: Words, hits: Mapping[str, list[Hit]]) -> set[int]:
    """Return the words behind a warning of traces, to the end of its sentence."""
    begins = {hit.first: words.sentence[hit.first] for hit in hits.get("trace", ())}
    begins |= _parted(words)
    first: dict[int, int] = {}
    for at, sentence in sorted(begins.items()):
        first.setdefault(sentence, at)
    return {
        i for i, sentence in enumerate(words.sentence) if i > first.get(sentence, len(words.word))
    }


def _parted(words: Words) -> dict[int, int]:
    """Return where a warning begins whose two halves stand apart: "kan soja bevatten"."""
    may, contain = wordset("may"), wordset("contain")
    found: dict[int, int] = {}
    for sentence, group in groupby(range(len(words.word)), key=words.sentence.__getitem__):
        open_at: int | None = None
        for i in group:
            if open_at is None and words.word[i] in may:
                open_at = i
            elif open_at is not None and words.word[i] in contain:
                found[open_at] = sentence
                break
    return found
