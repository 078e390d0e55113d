"""What is said of infant formula: never that a baby's milk should be left.

The rules are made for what people choose besides their food. Of formula they say what to ask a
doctor, as rule S53 does: "do not switch formula yourself".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legaat.labels._types import LabelResult, Warned
from legaat.messages import Message

if TYPE_CHECKING:
    from legaat.advice import Person

__all__ = ["for_formula", "is_formula_of_a_child"]

_FED: Final = 3.0
"""Below this age in years formula and follow-on or growing-up milk are given."""
_BABIES: Final = "S40"
"""The rule that our advice isn't made for babies: said here in the words of formula."""
_ALLERGY: Final = "S44"


def is_formula_of_a_child(result: LabelResult, person: Person) -> bool:
    """Whether it is formula, and the person is so young, or of no known age."""
    if result.regime != "infant formula":
        return False
    if person.age_months is not None:
        return person.age_months < _FED * 12
    return person.age_years is None or person.age_years < _FED


def for_formula(warnings: tuple[Warned, ...]) -> tuple[Warned, ...]:
    """Return the warnings without a stop, after what holds for all formula."""
    key = "formula-allergy" if any(w.rule == _ALLERGY and w.stop for w in warnings) else ""
    first = [
        Warned("", Message.of(f"labels.unchecked.{name}"), ("own-rule",), stop=False)
        for name in (key, "formula")
        if name
    ]
    rest = [replace(one, stop=False) for one in warnings if one.rule != _BABIES]
    return (*first, *rest)
