"""Which suggestion comes first.

The order is one sum, worked out in whole points so that it can be told to a person:

====================  ==========================================================================
grade                 A 4, B 3, C 2 (D is never suggested)
directness            2 this outcome in people like these, 1 a neighbouring one, 0 only a marker
fit                   4 a complaint, condition or medicine of this person; 3 something low in the
                      profile, or a goal; 1 an age; 0 it suits nearly everybody
kind                  1 for ordinary food and habits, and care by a professional
forecast              1 where a substance is low and the twin of this person's bacteria expects more
                      of it, with the whole of its interval above nothing
burden                minus 0, 1 or 2
====================  ==========================================================================

Before the sum comes one rule: a product (powder, capsule, tablet) with limited or weak evidence
(C or D) stands behind everything else. Ties go to what is not a product, then to the lesser
burden, then to food before habits, care, fibres and microbes, then to the alphabet. Of several
that serve the same purpose (`group`) only the first is suggested. If complaints fill every place,
the last one goes to the best food or habit for what the profile lacks. The points are our own
choice; they order, they measure nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from legaat.advice._facts import Facts
from legaat.knowledge import Answer, Atom, Intervention

__all__ = ["Match", "best_match", "sort_key", "value_of"]

_GRADE: Final = {"A": 4, "B": 3, "C": 2, "D": 0}
_DIRECTNESS: Final = {"direct": 2, "near": 1, "surrogate": 0}
_FIT: Final = {
    "complaint": 4,
    "condition": 4,
    "intolerance": 4,
    "medicine": 4,
    "low": 3,
    "goal": 3,
    "age": 1,
}
_KINDS: Final = (
    "food",
    "lifestyle",
    "care",
    "prebiotic",
    "synbiotic",
    "probiotic",
    "postbiotic",
)


@dataclass(frozen=True, slots=True)
class Match:
    """Why an intervention is a candidate for this person.

    Attributes
    ----------
    answer : Answer
        The answer that fits best.
    line : tuple of Atom
        The facts it answers.
    others : tuple of Answer
        Further answers that fit.
    """

    answer: Answer
    line: tuple[Atom, ...]
    others: tuple[Answer, ...] = ()

    @property
    def from_profile(self) -> bool:
        """Whether it answers something that is low or missing in the profile."""
        return any(atom.key == "low" for atom in self.line)


def best_match(facts: Facts, item: Intervention) -> Match | None:
    """Return the answer that fits this person best, or None where none does."""
    found = [(answer, line) for answer in item.answers for line in facts.matched(answer.to)]
    if not found:
        return None
    answer, line = max(found, key=lambda pair: (_fit(pair[1]), _firmness(pair[0])))
    others = dict.fromkeys(other for other, _ in found if other != answer)
    return Match(answer, line, tuple(others))


def sort_key(
    item: Intervention, match: Match, *, expected: bool = False
) -> tuple[bool, int, bool, int, int, str]:
    """Return the key by which candidates are ordered, best first.

    Parameters
    ----------
    item : Intervention
    match : Match
    expected : bool
        Whether the twin expects more of a substance that is low.
    """
    points = value_of(match.answer, match.line) + (not item.product) + expected - item.burden
    weak = item.product and match.answer.grade in {"C", "D"}
    return weak, -points, item.product, item.burden, _KINDS.index(item.kind), item.id


def value_of(answer: Answer, line: tuple[Atom, ...]) -> int:
    """Return what an answer is worth to this person: grade, directness and fit, in points."""
    return _firmness(answer) + _fit(line)


def _firmness(answer: Answer) -> int:
    return _GRADE[answer.grade] + _DIRECTNESS[answer.directness]


def _fit(line: tuple[Atom, ...]) -> int:
    return max((_FIT.get(atom.key, 0) for atom in line if not atom.negated), default=0)
