"""Answers that take long: in threads of their own, a few at once for each visitor.

The framework makes every plain page in one pool of threads. A page that waits there for a twin
keeps a thread from all others, so that one visitor who asks often could stop everybody. So such a
page is made in a pool of its own: whoever waits for several already is told so at once, the event
loop waits for the thread, and when the browser is gone what was not begun is never begun.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import Response

from legaat.web._state import OverError

if TYPE_CHECKING:
    from legaat.web._visit import Visit

__all__ = ["changes_at_length", "takes_long"]


def takes_long(page: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """Make a page of a visit in the threads for what takes long.

    Parameters
    ----------
    page : callable
        Takes a `visit`; what it asks twins through that visit is given up with the answer.
    """

    @wraps(page)
    async def later(**values: Any) -> Any:
        visit: Visit = values["visit"]
        desk = visit.face.desk
        with desk.place(visit.who.account):
            work = desk.begin(partial(page, **values))
            try:
                return await _wanted(visit, work)
            except OverError:
                return Response(status_code=204)  # nobody is there to read it

    # The framework reads the parameters from it; their types are names of the page's own module.
    later.__signature__ = inspect.signature(page, eval_str=True)  # type: ignore[attr-defined]
    return later


async def changes_at_length(visit: Visit, work: Callable[[], Any]) -> Any:
    """Make the answer to a form in the same threads; it is made also when the browser is gone."""
    desk = visit.face.desk
    with desk.place(visit.who.account):
        return await asyncio.wrap_future(desk.begin(work))


async def _wanted(visit: Visit, work: Future[Any]) -> Any:
    """Wait for work, as long as the browser does."""
    made: asyncio.Future[Any] = asyncio.wrap_future(work)
    gone: asyncio.Future[Any] = asyncio.ensure_future(_gone(visit.request))
    try:
        await asyncio.wait({made, gone}, return_when=asyncio.FIRST_COMPLETED)
        if made.done():
            return made.result()
        if work.cancel():
            raise OverError
        # Its thread ends at the next question to a twin; until then it keeps its place.
        visit.turn.end()
        return await made
    finally:
        visit.turn.end()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
