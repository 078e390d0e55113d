"""The command line's own sentences, in the language of the locale."""

from __future__ import annotations

from legaat.messages import default_lang, say

__all__ = ["words"]


def words(key: str, topic: str = "cli") -> str:
    """Return ``<topic>.<key>`` in the language of the user's locale."""
    return say(f"{topic}.{key}", default_lang())
