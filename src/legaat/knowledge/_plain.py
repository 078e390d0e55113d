"""Comparing words whatever their capitals, accents, hyphens and spaces."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["plain"]


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a word in small letters, without accents, with single spaces between its parts.

    >>> plain("Coeliakië  (IBS-D)")
    'coeliakie ibs d'
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        char if char.isalnum() else " " for char in bare if not unicodedata.combining(char)
    )
    return " ".join(kept.split())
