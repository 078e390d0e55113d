"""What one running web face holds, and what one request may reach."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from legaat.messages import Lang
from legaat.profiles import Profile
from legaat.web._config import WebConfig
from legaat.web._consent import may_see
from legaat.web._database import Database
from legaat.web._desk import Desk
from legaat.web._identity import LOCAL, Visitor
from legaat.web._jobs import Queue
from legaat.web._profile_json import decode_profile
from legaat.web._store import Store
from legaat.web._vault import Vault
from legaat.web._working import Working

if TYPE_CHECKING:
    from legaat.twin import Twin

S = TypeVar("S")
T = TypeVar("T")
_REMEMBERED: Final = 64
Notes: TypeAlias = dict[Any, Any]
"""What was worked out with a twin before; only its own thread reads and writes it."""

__all__ = ["Face", "Notes", "OverError", "Turn", "Turns", "Twins", "templates"]


@cache
def templates() -> Environment:
    """Return the page templates; everything is escaped unless it is made here."""
    return Environment(
        autoescape=True,
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class OverError(Exception):
    """Nobody waits for this answer any more."""


class Turn:
    """One answer that is being worked out piece by piece, until a newer move makes it useless."""

    __slots__ = ("_waits", "number", "over")

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self.over = False
        self._waits: Future[Any] | None = None

    def waits_for(self, piece: Future[T]) -> Future[T]:
        """Note the piece that is waited for, so that it can be taken out of the queue."""
        self._waits = piece
        if self.over:
            piece.cancel()
        return piece

    def wait(self, piece: Future[T]) -> T:
        """Wait for a piece in this thread.

        Raises
        ------
        OverError
            The turn ended meanwhile.
        """
        try:
            found = self.waits_for(piece).result()
        except CancelledError:
            raise OverError from None
        if self.over:
            raise OverError
        return found

    def end(self) -> None:
        """Stop: what waits in the queue is never begun."""
        self.over = True
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None


class Turns:
    """The latest turn of each open page; a newer one ends the older.

    Parameters
    ----------
    each : int
        An owner has at most so many pages open; one more ends the answer of the oldest.
    most : int
        The same for all owners together.
    """

    __slots__ = ("_each", "_lock", "_most", "_open")

    def __init__(self, each: int = 64, most: int = 1000) -> None:
        self._each = each
        self._open: OrderedDict[tuple[str, str], Turn] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def begin(self, owner: str, page: str, number: int) -> Turn:
        """End the last turn of a page of an owner, and begin the next.

        Requests may arrive in another order than they were sent: one that is older than what is
        there is over before it begins.
        """
        turn = Turn(number)
        with self._lock:
            older = self._open.pop((owner, page), None)
            if older is not None and older.number > number:
                self._open[owner, page] = older
                turn.end()
                return turn
            self._open[owner, page] = turn
            own = [key for key in self._open if key[0] == owner]
            dropped = [self._open.pop(key) for key in own[: -self._each]]
            dropped += [
                self._open.popitem(last=False)[1] for _ in range(len(self._open) - self._most)
            ]
        for one in (older, *dropped):
            if one is not None:
                one.end()
        return turn

    def end(self, owner: str) -> None:
        """End the answers of all open pages of an owner."""
        with self._lock:
            gone = [self._open.pop(key) for key in list(self._open) if key[0] == owner]
        for one in gone:
            one.end()


class Twins:
    """The last few solved twins, kept in memory so that a slider answers at once.

    Nothing of it is written anywhere. Each twin has a thread of its own, in which it is made and
    asked: its solver keeps to one thread. As many questions are worked on at once as there are
    processors; more would only make all of them, and every other page, wait for each other.
    """

    __slots__ = ("_about", "_kept", "_lock", "_most", "_working", "turns")

    def __init__(self, most: int = 64, pages: int = 64) -> None:
        self._kept: OrderedDict[tuple[str, str, str], _Kept] = OrderedDict()
        self._lock = Lock()
        self._most = most
        self._about: OrderedDict[str, tuple[Any, Any]] = OrderedDict()
        self._working = Working(os.cpu_count() or 1)
        self.turns = Turns(pages)

    def later(
        self,
        owner: str,
        profile_id: str,
        diet: str,
        profile: Profile,
        question: Callable[[Twin, Notes], T],
        *,
        first: bool = False,
    ) -> Future[T]:
        """Return what a question will answer, without waiting for it.

        `first` is for what somebody waits for now: it goes before what may come later.

        A question that is cancelled before its turn is never asked. What it writes into the notes
        is there for the next one, and goes when the twin goes.
        """
        key = (owner, profile_id, diet)
        with self._lock:
            kept = self._kept.pop(key, None) or _Kept(profile, diet, self._working)
            self._kept[key] = kept
            # Under the lock: a twin that is dropped a moment later still answers what was asked.
            answer = kept.ask(question, first=first)
            old = [self._kept.popitem(last=False)[1] for _ in range(len(self._kept) - self._most)]
        for one in old:
            one.close()
        return answer

    def remembered(self, owner: str, about: T, make: Callable[[T], S]) -> S:
        """Return what follows from what an owner told, made again only when that changed."""
        with self._lock:
            known = self._about.pop(owner, None)
        found: S = known[1] if known is not None and known[0] == about else make(about)
        with self._lock:
            self._about[owner] = (about, found)
            if len(self._about) > _REMEMBERED:
                self._about.popitem(last=False)
        return found

    def forget(self, owner: str) -> None:
        """Drop every twin of an owner, and end the answers that would make it anew."""
        self.turns.end(owner)
        with self._lock:
            self._about.pop(owner, None)
            gone = [self._kept.pop(key) for key in list(self._kept) if key[0] == owner]
        for one in gone:
            one.close()

    def close(self) -> None:
        """Drop all of them."""
        with self._lock:
            gone = list(self._kept.values())
            self._kept.clear()
            self._about.clear()
        for one in gone:
            one.close()


class _Kept:
    """A twin and its thread."""

    __slots__ = ("_notes", "_thread", "_twin", "_working")

    def __init__(self, profile: Profile, diet: str, working: Working) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="twin")
        self._working = working
        self._twin = self._thread.submit(self._make, profile, diet)
        self._notes: Notes = {}

    def _make(self, profile: Profile, diet: str) -> Twin:
        with self._working.turn(first=True):
            return _twin(profile, diet)

    def ask(self, question: Callable[[Twin, Notes], T], *, first: bool) -> Future[T]:
        return self._thread.submit(self._answer, question, first)

    def _answer(self, question: Callable[[Twin, Notes], T], first: bool) -> T:  # noqa: FBT001
        twin = self._twin.result()
        with self._working.turn(first=first):
            return question(twin, self._notes)

    def close(self) -> None:
        self._thread.shutdown(wait=False)


def _twin(profile: Profile, diet: str) -> Twin:
    from legaat.twin import Twin

    return Twin(profile, pack="colon", diet=diet)


@dataclass(slots=True)
class Face:
    """A running web face: its settings, database, vault and memory."""

    config: WebConfig
    database: Database
    vault: Vault
    twins: Twins = field(default_factory=Twins)
    desk: Desk = field(default_factory=Desk)
    _jobs: Queue | None = None

    @property
    def jobs(self) -> Queue:
        """The queue of long work."""
        if self._jobs is None:  # pragma: no cover - `create_app` gives one
            msg = "no queue"
            raise RuntimeError(msg)
        return self._jobs

    def work_with(self, queue: Queue) -> None:
        """Take the queue that belongs to this face."""
        self._jobs = queue

    @contextmanager
    def store(self, who: Visitor, owner: str | None = None) -> Iterator[tuple[Store, Session]]:
        """Give the store of an owner whom this visitor may see.

        Raises
        ------
        PermissionError
            There is no consent.
        """
        wanted = owner or who.account
        with self.database.session() as session:
            if not may_see(session, who, wanted):
                raise PermissionError
            yield Store(session, self.vault, wanted, who.account), session

    def deleted(self, owner: str) -> None:
        """Forget what is remembered of an owner's data after something of it was deleted."""
        self.twins.forget(owner)
        self.database.scrub()

    def profile(self, store: Store, profile_id: str) -> Profile | None:
        """Return a kept profile, or the one of a sample of a table, or None."""
        kept = store.get(profile_id, "profile") or store.get(profile_id, "sample")
        encoded = None if kept is None else kept.data.get("profile")
        return None if encoded is None else decode_profile(encoded)

    @property
    def local(self) -> Visitor:
        """The visitor of local mode."""
        return Visitor(LOCAL, LOCAL, "person", "")


def other(lang: Lang) -> Lang:
    """Return the other language."""
    return "en" if lang == "nl" else "nl"
