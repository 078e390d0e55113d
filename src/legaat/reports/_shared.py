"""Cautions that go for several suggestions, so that each is said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from legaat.reports._words import heading

if TYPE_CHECKING:
    from legaat.advice import Suggestion
    from legaat.messages import Lang

__all__ = ["shared_cautions"]


def shared_cautions(suggestions: Sequence[Suggestion], lang: Lang) -> Mapping[str, tuple[int, ...]]:
    """Return the cautions that more than one suggestion has, and which those are.

    Parameters
    ----------
    suggestions : sequence of Suggestion
        In the order in which they are shown.
    lang : {"nl", "en"}

    Returns
    -------
    mapping of str to tuple of int
        Caution in words to the numbers of the suggestions, from 1; those of the most first, and
        among as many in the order in which they come.
    """
    found: dict[str, list[int]] = {}
    for number, row in enumerate(suggestions, start=1):
        for words in dict.fromkeys(heading(text.text(lang)) for text in row.cautions):
            found.setdefault(words, []).append(number)
    several = {words: tuple(numbers) for words, numbers in found.items() if len(numbers) > 1}
    return MappingProxyType(dict(sorted(several.items(), key=lambda item: -len(item[1]))))
