"""What a job is: for who asks for it, for who does it, and while it runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from legaat.messages import LANGUAGES
from legaat.web._claims import ACTIVE
from legaat.web._told import plain_what, what_to_do

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from legaat.web._state import Face

__all__ = ["CancelledError", "PassingError", "Progress", "State", "Task", "ToldError", "Work"]

State: TypeAlias = Literal["waiting", "running", "done", "failed", "cancelled"]
Run: TypeAlias = "Callable[[Face, str, Mapping[str, Any], Progress], dict[str, Any]]"
Clean: TypeAlias = "Callable[[Face, Session, str, str, Mapping[str, Any]], None]"

_TELL: Final = 0.25
"""Seconds between two times that progress is written down."""


class CancelledError(Exception):
    """Somebody stopped this job, or another worker has it."""


class ToldError(Exception):
    """What is wrong with a file, as the worker process told it.

    Parameters
    ----------
    error_id : str
        Of the catalogue.
    what, do : mapping of str to str
        Language to sentence, as the catalogue has it. Its words are for the command line: what a
        page or a program can do is put in their place.
    """

    def __init__(self, error_id: str, what: Mapping[str, str], do: Mapping[str, str]) -> None:
        super().__init__(what["en"])
        self.result = {
            "what": {lang: plain_what(text) for lang, text in what.items()},
            "do": {
                lang: plain_what(what_to_do(error_id, do[lang], lang, "do", "api-do"))
                for lang in LANGUAGES
            },
        }


class PassingError(Exception):
    """A trouble that may be gone at the next try: a worker process that was killed."""


@dataclass(frozen=True, slots=True)
class Work:
    """What to do for one kind of job.

    Attributes
    ----------
    run : callable
        ``run(face, owner, payload, progress)`` returns the result.
    lane : str
        Kinds of one lane share workers.
    clean : callable or None
        ``clean(face, session, owner, job_id, payload)`` takes away what lies about when a job has
        ended, whichever way; in the transaction that ends it.
    """

    run: Run
    lane: str = "read"
    clean: Clean | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A job as its owner sees it.

    Attributes
    ----------
    id, kind : str
    state : {"waiting", "running", "done", "failed", "cancelled"}
    done : float
        How far, 0 to 1.
    result : mapping or None
        What came of it; while it runs None.
    name : str
        Of the file.
    at, of : int or None
        Piece `at` of `of`, where it goes by pieces.
    created : datetime or None
    payload : mapping
        What it was asked to do.
    """

    id: str
    kind: str
    state: State
    done: float
    result: Mapping[str, Any] | None
    name: str = ""
    at: int | None = None
    of: int | None = None
    created: datetime | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ACTIVE


class Progress:
    """How a running job says how far it is, and hears that it must stop.

    Parameters
    ----------
    job_id : str
    tell : callable
        Writes down how far, which piece, of how many; False where the job isn't ours any more.
    """

    def __init__(self, job_id: str, tell: Callable[[float, int | None, int | None], bool]) -> None:
        self.job_id = job_id
        self._tell = tell
        self._told = 0.0
        self._stopped = threading.Event()
        self._kill: list[Callable[[], object]] = []

    def __call__(self, part: float, at: int | None = None, of: int | None = None) -> None:
        """Write down how far the job is, 0 to 1, now and then.

        Raises
        ------
        CancelledError
            It has to stop.
        """
        self.check()
        moment = time.monotonic()
        if moment - self._told < _TELL and part < 1.0:
            return
        self._told = moment
        if not self._tell(part, at, of):
            self.stop()
            raise CancelledError

    def step(self, at: int, of: int) -> None:
        """Write down that piece `at` of `of` is done."""
        self(at / max(of, 1), at, of)

    def check(self) -> None:
        """Raise `CancelledError` where the job has to stop."""
        if self._stopped.is_set():
            raise CancelledError

    def stop(self) -> None:
        """Make the job stop."""
        self._stopped.set()
        for kill in self._kill:
            kill()

    @contextmanager
    def killing(self, kill: Callable[[], object]) -> Iterator[None]:
        """Call `kill` when the job has to stop in the meantime."""
        self._kill.append(kill)
        try:
            if self._stopped.is_set():
                kill()
            yield
        finally:
            self._kill.remove(kill)
