"""Cautions that hold, and those that hold only if something is so that wasn't told."""

from __future__ import annotations

from collections.abc import Iterable

from legaat.messages import Lang, Message, Speakable

__all__ = ["holding", "untold"]


def _open(text: Speakable) -> bool:
    """Whether a caution is about something that wasn't told, our own precautions included."""
    if isinstance(text, Message) and text.id == "advice.own-precaution":
        inside = dict(text.params).get("why")
        return isinstance(inside, Message) and inside.id == "advice.unknown"
    return isinstance(text, Message) and text.id == "advice.unknown"


def holding(texts: Iterable[Speakable], lang: Lang) -> tuple[str, ...]:
    """Return the cautions that hold for this person, in words."""
    return tuple(text.text(lang) for text in texts if not _open(text))


def untold(texts: Iterable[Speakable], lang: Lang) -> tuple[str, ...]:
    """Return the cautions that hold only if something is so that this person didn't tell."""
    return tuple(text.text(lang) for text in texts if _open(text))
