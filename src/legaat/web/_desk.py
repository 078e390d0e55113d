"""How many long answers each visitor waits for, and the threads that make them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import Final, TypeVar

__all__ = ["BusyError", "Desk"]

T = TypeVar("T")

_THREADS: Final = 32
"""Our own choice: they wait for twins, most of the time."""


class BusyError(Exception):
    """A visitor waits for several long answers already."""


class Desk:
    """How many long answers each visitor waits for, and the threads that make them.

    Parameters
    ----------
    each : int
        One visitor waits for at most so many at once.
    """

    __slots__ = ("_each", "_lock", "_open", "_threads")

    def __init__(self, each: int = 64) -> None:
        self._each = each
        self._open: Counter[str] = Counter()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="page")

    @contextmanager
    def place(self, who: str) -> Iterator[None]:
        """Hold one place of a visitor.

        Raises
        ------
        BusyError
            There is none left.
        """
        with self._lock:
            if self._open[who] >= self._each:
                raise BusyError
            self._open[who] += 1
        try:
            yield
        finally:
            with self._lock:
                self._open[who] -= 1
                if not self._open[who]:
                    del self._open[who]

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Have something made."""
        return self._threads.submit(work)

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
