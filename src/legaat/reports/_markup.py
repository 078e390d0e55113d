"""From sentences to safe markup: names of bacteria in italics, everything else escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from markupsafe import Markup

from legaat.reports._words import clean

__all__ = ["mark", "marked", "safe", "spans"]

_OPEN: Final = "\ue000"
_SHUT: Final = "\ue001"
_NAME: Final = re.compile(f"{_OPEN}([^{_OPEN}{_SHUT}]*){_SHUT}")


def mark(name: str) -> str:
    """Return a cleaned name between two private characters, to be found again by `marked`.

    Cleaning takes private characters out, so that a name can't end its own marks.
    """
    return f"{_OPEN}{clean(name)}{_SHUT}"


def marked(sentence: str) -> Markup:
    """Return a sentence as markup: escaped, with each marked name in italics.

    A name keeps its own direction of writing (``bdi``) and is never translated.
    """
    html = _NAME.sub(r'<i translate="no"><bdi>\1</bdi></i>', escape(sentence))
    return safe(html.replace(_OPEN, "").replace(_SHUT, ""))


def spans(sentence: str) -> list[tuple[str, bool]]:
    """Return a sentence as pieces of text, and of each whether it is a marked name."""
    found: list[tuple[str, bool]] = []
    end = 0
    for name in _NAME.finditer(sentence):
        found += [(sentence[end : name.start()], False), (name[1], True)]
        end = name.end()
    found.append((sentence[end:], False))
    plain = ((text.replace(_OPEN, "").replace(_SHUT, ""), name) for text, name in found)
    return [(text, name) for text, name in plain if text]


def safe(*parts: str | Iterable[str]) -> Markup:
    """Return parts that are markup already (built by the drawing modules, which escape)."""
    flat = (part if isinstance(part, str) else "".join(part) for part in parts)
    return Markup("".join(flat))  # noqa: S704
