"""Long lists in pages: a page stays light however much is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, TypeVar

from fastapi import Query

__all__ = ["PAGE", "PageNumber", "page_of"]

T = TypeVar("T")

PAGE: Final = 50
"""Rows on a page: our own choice."""

PageNumber = Annotated[int, Query(ge=1, le=10_000)]


def page_of(rows: Sequence[T], number: int) -> tuple[Sequence[T], int, int]:
    """Return the rows of a page, its number (from 1) and how many pages there are.

    A page after the last one is the last one.
    """
    pages = max(1, -(-len(rows) // PAGE))
    number = min(number, pages)
    return rows[(number - 1) * PAGE : number * PAGE], number, pages
