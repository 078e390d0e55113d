"""Turns to calculate: never more than may, and first what somebody waits for."""

from __future__ import annotations

import threading
import time

import pytest

from legaat.web._working import Working


def test_never_more_at_once_and_the_first_go_first() -> None:
    working, seen, held = Working(1), [], threading.Event()

    def hold() -> None:
        with working.turn(first=False):
            held.set()
            time.sleep(0.2)

    def note(name: str, *, first: bool) -> None:
        with working.turn(first=first):
            seen.append(name)

    threads = [threading.Thread(target=hold)]
    threads[0].start()
    held.wait(5)
    for name, first in (("later 1", False), ("later 2", False), ("now", True)):
        threads.append(threading.Thread(target=note, args=(name,), kwargs={"first": first}))
        threads[-1].start()
        time.sleep(0.02)
    for thread in threads:
        thread.join(5)
    assert seen == ["now", "later 1", "later 2"]


def test_a_turn_that_fails_is_given_back() -> None:
    working = Working(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="no"), working.turn(first=True):
            raise ValueError("no")
