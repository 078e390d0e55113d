"""The answer of a what-if as it comes: points, then ranges, then dose by dose.

Server-sent events (WHATWG HTML, "Server-sent events"): each names the part of the page that it
replaces. A newer move of the same page ends the older answer, and so does a page that is closed;
what then waits for the twin is never begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from typing import TypeVar

from legaat.errors import LegaatError
from legaat.web._state import OverError, Turn

T = TypeVar("T")

__all__ = ["OverError", "event", "piece", "until_over"]


def event(name: str, html: str) -> bytes:
    """Return one server-sent event: what has several lines becomes several lines of data."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode()


async def piece(turn: Turn, ask: Callable[[], Future[T]]) -> T:
    """Wait for a piece of an answer, as long as anybody wants it.

    Raises
    ------
    OverError
        The turn ended meanwhile.
    """
    if turn.over:
        raise OverError
    waiting: asyncio.Future[T] = asyncio.wrap_future(turn.waits_for(ask()))
    try:
        found = await waiting
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if turn.over and (task is None or not task.cancelling()):
            raise OverError from None
        turn.end()
        raise
    if turn.over:
        raise OverError
    return found


async def until_over(parts: AsyncIterator[bytes], turn: Turn) -> AsyncIterator[bytes]:
    """Give the parts of an answer until a newer move ends it."""
    try:
        async for part in parts:
            yield part
    except OverError:
        return
    except LegaatError:
        # The answer has begun: its status can't change any more, but the page is told.
        yield event("trouble", "")
    finally:
        turn.end()
