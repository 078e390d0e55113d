"""Whose turn it is to calculate: so many at once, and first what somebody waits for."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

__all__ = ["Working"]


class Working:
    """Lets so many threads work at once; the others wait in the order in which they came.

    Parameters
    ----------
    most : int
    """

    __slots__ = ("_came", "_free", "_lock", "_waiting")

    def __init__(self, most: int) -> None:
        self._free = most
        self._came = 0
        self._lock = Lock()
        self._waiting: list[tuple[bool, int, Event]] = []

    @contextmanager
    def turn(self, *, first: bool) -> Iterator[None]:
        """Wait for a turn and hold it; who is `first` goes before all who aren't."""
        mine: Event | None = None
        with self._lock:
            if self._free > 0:
                self._free -= 1
            else:
                self._came += 1
                mine = Event()
                heapq.heappush(self._waiting, (not first, self._came, mine))
        if mine is not None:
            mine.wait()
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                # The turn goes over to the next, so that nobody can slip in between.
                heapq.heappop(self._waiting)[2].set()
            else:
                self._free += 1
