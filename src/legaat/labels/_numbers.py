"""Numbers and rows of things as a label's answer says them, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from legaat.messages import Lang, Speakable, number, say

__all__ = ["Figure", "Listed"]

_SCALES: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a person reads it: "10 billion", "2.5".

    >>> Figure(1e10).text("en"), Figure(2.5).text("nl"), Figure(12000).text("en")
    ('10 billion', '2,5', '12,000')
    """

    value: float

    def text(self, lang: Lang) -> str:
        """Return the number in words of the language where it is large."""
        for scale, name in _SCALES:
            if self.value >= scale:
                shown = number(float(f"{self.value / scale:.3g}"), lang, "g")
                return say(f"labels.number.{name}", lang, n=shown)
        return number(float(f"{self.value:.4g}"), lang, ",.10g")


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things that are said in a row, each in the language of the answer."""

    parts: tuple[Speakable, ...]

    def text(self, lang: Lang) -> str:
        """Return the parts, with commas."""
        return ", ".join(part.text(lang) for part in self.parts)
