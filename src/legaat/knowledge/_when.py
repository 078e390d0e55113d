"""For whom: the small language in which the tables say which facts must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

__all__ = ["FACT_KEYS", "Atom", "When", "parse_when"]

FACT_KEYS: Final = {
    "sex": "sex",
    "immune": "immune",
    "in_hospital": "hospital",
    "conditions": "condition",
    "complaints": "complaint",
    "allergies": "allergy",
    "intolerances": "intolerance",
    "diet": "diet",
    "restrictions": "restriction",
    "goals": "goal",
}
"""Key in a person file to the name by which the tables ask for it (``condition=ibs``)."""

_ATOM: Final = re.compile(r"(!?)([a-z][a-z ]*?)(?:(<=|>=|<|=)([^&]+))?")


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact about a person or a profile: ``!age<18`` is negated, key age, op <, value 18."""

    negated: bool
    key: str
    op: str
    value: str

    @property
    def fact(self) -> str:
        """The fact without its negation, as it is written in the tables."""
        return f"{self.key}{self.op}{self.value}"


When: TypeAlias = tuple[tuple[Atom, ...], ...]
"""Any of these lines, all facts within a line. Empty: never by itself."""


def parse_when(lines: list[str]) -> When:
    """Read lines such as ``"condition=ibs & !age<18"``.

    Parameters
    ----------
    lines : list of str
        One alternative a line.

    Raises
    ------
    ValueError
        A part is not a fact.
    """
    return tuple(tuple(_atom(part.strip()) for part in line.split(" & ")) for line in lines)


def _atom(text: str) -> Atom:
    match = _ATOM.fullmatch(text)
    if match is None:
        msg = f"not a fact: {text!r}"
        raise ValueError(msg)
    return Atom(bool(match[1]), match[2], match[3] or "", match[4] or "")
