"""Cautions that hold, those about what wasn't told, and whether the rest waits for a doctor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from legaat.messages import Lang, Message, Speakable

if TYPE_CHECKING:
    from legaat.advice import Advice

__all__ = ["gated", "holding", "intro_key", "is_untold", "untold"]

_GATE: Final = "S35"
"""The rule by which suggestions wait for a doctor."""


def is_untold(text: Speakable) -> bool:
    """Whether a caution is about something that wasn't told, our own precautions included."""
    if isinstance(text, Message) and text.id == "advice.own-precaution":
        inside = dict(text.params).get("why")
        return isinstance(inside, Message) and inside.id == "advice.unknown"
    return isinstance(text, Message) and text.id == "advice.unknown"


def holding(texts: Iterable[Speakable], lang: Lang) -> tuple[str, ...]:
    """Return the cautions that hold for this person, in words."""
    return tuple(text.text(lang) for text in texts if not is_untold(text))


def untold(texts: Iterable[Speakable], lang: Lang) -> tuple[str, ...]:
    """Return the cautions that hold only if something is so that this person didn't tell."""
    return tuple(text.text(lang) for text in texts if is_untold(text))


def gated(advice: Advice) -> bool:
    """Whether suggestions wait for a doctor; what is still suggested may go on meanwhile."""
    return any(row.rule == _GATE for row in advice.withheld)


def intro_key(advice: Advice) -> str:
    """Return the key of what stands above the suggestions."""
    if gated(advice):
        return "do.intro-meanwhile" if advice.suggestions else "do.intro-held"
    return "do.intro" if advice.suggestions else "do.intro-none"
