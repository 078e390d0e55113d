"""A microbe named in a text: what was read of it, and whether it is in the product at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from legaat.labels._names import Names
from legaat.labels._terms import Hit
from legaat.labels._text import Words

__all__ = ["Mention", "is_ingredient", "with_footnotes"]

_BRACKET_SPAN: Final = 400
_BRACKET_REACH: Final = 40
"""Characters that may stand between a strain and the brackets that say what it is."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A microbe in the text, before its state and dose are known.

    Attributes
    ----------
    name : str
    strain, deposit : str or None
    first, last : int
        Words from `first` up to (without) `last`.
    start, end : int
        Characters, codes included.
    genus : str
        The genus as written, folded; epithets that follow alone belong to it.
    genus_only : bool
    inci : str or None
        "ferment", "lysate" or "filtrate" where the name is an INCI ferment.
    starred : bool
        It carries a footnote mark.
    written_as : str
        The species as written, where its known strain belongs to another.
    """

    name: str
    strain: str | None
    deposit: str | None
    first: int
    last: int
    start: int
    end: int
    genus: str
    genus_only: bool = False
    inci: str | None = None
    starred: bool = False
    written_as: str = ""


def with_footnotes(words: Words, found: list[Mention]) -> list[Mention]:
    """Carry a code over a footnote: "Lactobacillus LB* … *L. fermentum and L. delbrueckii"."""
    marked = [m for m in found if m.genus_only and m.strain is not None]
    for mark in marked:
        explained = _in_brackets(words, found, mark)
        if not explained and mark.starred:
            explained = _explained(words, found, mark)
        if explained:
            found = [
                replace(m, strain=m.strain or mark.strain) if m in explained else m
                for m in found
                if m is not mark
            ]
    return found


def _in_brackets(words: Words, found: list[Mention], mark: Mention) -> list[Mention]:
    """Return the species that brackets behind `mark` list: "Lactobacillus LB (L. fermentum …)"."""
    opened = words.text.find("(", mark.end, mark.end + _BRACKET_REACH)
    closed = words.text.find(")", opened, opened + _BRACKET_SPAN) if opened >= 0 else -1
    if closed < 0 or any(ch in words.text[mark.end : opened] for ch in ",;:.)"):
        return []
    return [m for m in found if opened < m.start < closed and m.strain is None and not m.genus_only]


def _explained(words: Words, found: list[Mention], mark: Mention) -> list[Mention]:
    """Return the organisms that the footnote of `mark` lists."""
    listed: list[Mention] = []
    for mention in found:
        if mention.start <= mark.end or mention.genus_only:
            continue
        starred = words.text[max(mention.start - 3, 0) : mention.start].rstrip().endswith("*")
        follows = bool(listed) and words.sentence[listed[-1].first] == words.sentence[mention.first]
        if starred or follows:
            listed.append(mention)
    return listed


def is_ingredient(mention: Mention, words: Words, hits: dict[str, list[Hit]], table: Names) -> bool:
    """Whether a microbe is in the product, and not fed, fought, absent or a mere tool."""
    role = table.roles.get(mention.name, "culture")
    if role == "mould" and not mention.inci:
        return False
    lysed = any(
        words.sentence[hit.first] == words.sentence[mention.first]
        for hit in hits.get("state", ())
        if hit.value in {"lysate", "inactivated", "heat-killed"}
    )
    if role == "target" and mention.strain is None and not lysed:
        return False
    if _is_near(mention, words, hits.get("free", ()), reach=2):
        return False
    if mention.strain is None and mention.inci is None:
        cues = hits.get("context", ())
        before = [cue for cue in cues if cue.value == "aim"]
        return not _is_near(mention, words, before, reach=6) and not _grows(mention, words, cues)
    return True


def _grows(mention: Mention, words: Words, cues: Sequence[Hit]) -> bool:
    """Whether it is said to grow: "helps Faecalibacterium prausnitzii to grow"."""
    return any(
        cue.value == "grows"
        and 0 <= cue.first - mention.last <= 2
        and words.sentence[cue.first] == words.sentence[mention.first]
        for cue in cues
    )


def _is_near(mention: Mention, words: Words, cues: list[Hit] | tuple[()], reach: int) -> bool:
    """Whether one of `cues` stands up to `reach` words before, in the same sentence."""
    return any(
        0 <= mention.first - cue.last < reach
        and words.sentence[cue.first] == words.sentence[mention.first]
        for cue in cues
    )
