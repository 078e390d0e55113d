"""Finding medicines by name, Dutch brand, everyday word or ATC code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from legaat.knowledge import Medicine, medicines, plain

__all__ = ["codes_of", "group", "same_group"]

_ATC: Final = re.compile(r"[A-Z]\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?")


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entry in medicines():
        for name in entry.names:
            found.setdefault(plain(name), []).append(entry.atc)
    return MappingProxyType({name: tuple(codes) for name, codes in found.items()})


@cache
def _longest() -> int:
    return max(name.count(" ") + 1 for name in _index())


def codes_of(text: str) -> tuple[str, ...]:
    """Return the ATC codes that a text about one medicine stands for.

    Parameters
    ----------
    text : str
        "Moclobemide 150 mg", "MAO-remmer", "N06AG02" …

    Returns
    -------
    tuple of str
        Sorted; empty where nothing in the text is known.
    """
    code = text.strip().upper().replace(" ", "")
    if _ATC.fullmatch(code):
        return (code,)
    parts = plain(text).split()
    spans = (
        " ".join(parts[start : start + size])
        for size in range(1, min(len(parts), _longest()) + 1)
        for start in range(len(parts) - size + 1)
    )
    return tuple(sorted({found for span in spans for found in _index().get(span, ())}))


def same_group(code: str, group_code: str) -> bool:
    """Whether a medicine is, or may be, one of a group.

    A code that is wider than the group ("B01A", blood thinners) may be one of it, and so counts.
    """
    return code.startswith(group_code) or group_code.startswith(code)


def group(code: str) -> Medicine | None:
    """Return the group whose code is nearest to this one, for its label."""
    fitting = [entry for entry in medicines() if code.startswith(entry.atc)]
    wider = [entry for entry in medicines() if entry.atc.startswith(code)]
    return max(fitting, key=lambda entry: len(entry.atc), default=wider[0] if wider else None)
