"""A sentence with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Said", "SayOn", "runs", "said_on"]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, the numbers of its sources, and how we reckoned it.

    Attributes
    ----------
    text : str
        With names of bacteria between private characters (`legaat.reports._markup.mark`).
    numbers : tuple of int
        Of the sources, as they stand in the list of the report.
    how : str
        Key of the method behind it (``terms.how-…`` without "how-"); empty where the sources say
        it all, or where it is no statement.
    """

    text: str
    numbers: tuple[int, ...] = ()
    how: str = ""


SayOn = Callable[..., Said]


def said_on(numbers: Mapping[str, int]) -> SayOn:
    """Return a function from a sentence, citation ids and a method to what is shown of them."""

    def said(text: str, ids: Iterable[str] = (), how: str = "") -> Said:
        found = dict.fromkeys(numbers[key] for key in ids if key in numbers)
        return Said(text, tuple(found), how)

    return said


def runs(rows: Iterable[Said]) -> tuple[Said, ...]:
    """Join sentences one after the other that rest on the same; empty ones fall away."""
    joined: list[Said] = []
    for row in rows:
        last = joined[-1] if joined else None
        if not row.text:
            continue
        if last is not None and (last.numbers, last.how) == (row.numbers, row.how):
            joined[-1] = Said(f"{last.text} {row.text}", row.numbers, row.how)
        else:
            joined.append(row)
    return tuple(joined)
