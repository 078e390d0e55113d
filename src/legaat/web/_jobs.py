"""Long work in a queue that lies in the same database and outlives the process.

A worker claims a job by one conditional update, so that two never take the same; it says that it is
alive every few seconds, and a job whose worker fell silent (a kill -9) is taken up again. What a
job needs and gives is sealed like every record. Each lane has workers of its own, so that a large
table never keeps a file or a pack waiting.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from legaat.errors import LegaatError, RefusedError
from legaat.messages import LANGUAGES
from legaat.web import _claims
from legaat.web._claims import ACTIVE, MOST_ATTEMPTS
from legaat.web._models import Job
from legaat.web._store import now
from legaat.web._task import (
    CancelledError,
    PassingError,
    Progress,
    Run,
    State,
    Task,
    ToldError,
    Work,
)

if TYPE_CHECKING:
    from legaat.web._state import Face

__all__ = [
    "MOST_ATTEMPTS",
    "CancelledError",
    "PassingError",
    "Progress",
    "Queue",
    "State",
    "Task",
    "Work",
    "problem",
]

_BEAT: Final = 2.0
_IDLE: Final = 0.5
_SWEEP: Final = 600.0
_MOST_ACTIVE: Final = 50
"""Seconds between signs of life, between looks for work, and between sweeps; and how many jobs of
one owner may wait. Our own choice; `_claims` says after what silence a job is taken up again."""
_log = logging.getLogger("legaat.web")


class Queue:
    """Takes jobs, and works on them in threads of its own.

    Parameters
    ----------
    face : Face
    works : mapping of str to Work or callable
        What to do for each kind of job.
    """

    def __init__(self, face: Face, works: Mapping[str, Work | Run]) -> None:
        self._face = face
        self._works = {k: w if isinstance(w, Work) else Work(w) for k, w in works.items()}
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._running: dict[str, Progress] = {}

    # -- for the pages ---------------------------------------------------------------------

    def add(self, owner: str, kind: str, payload: Mapping[str, Any]) -> str:
        """Queue a job and return its id; once it returns, a kill -9 doesn't lose it.

        Raises
        ------
        RefusedError
            This owner has too many unfinished jobs.
        """
        job_id = str(uuid.uuid4())
        body = self._face.vault.seal(json.dumps(payload).encode(), f"{owner}/job/{job_id}")
        with self._face.database.session() as session:
            waiting = session.scalar(
                select(func.count()).where(Job.owner == owner, Job.state.in_(ACTIVE))
            )
            if (waiting or 0) >= _MOST_ACTIVE:
                raise RefusedError("web-jobs", most=_MOST_ACTIVE)
            session.add(
                Job(
                    id=job_id, owner=owner, kind=kind, state="waiting", body=body, created=now(),
                    done=0.0, attempts=0,
                )
            )  # fmt: skip
        return job_id

    def get(self, owner: str, job_id: str) -> Task | None:
        """Return a job of this owner, or None."""
        with self._face.database.session() as session:
            row = session.scalar(select(Job).where(Job.id == job_id, Job.owner == owner))
            return None if row is None else self._task(row)

    def all_of(self, owner: str) -> list[Task]:
        """Return the jobs of this owner, newest first."""
        with self._face.database.session() as session:
            rows = session.scalars(
                select(Job)
                .where(Job.owner == owner)
                .order_by(Job.created.desc(), Job.id)
                .limit(200)
            )
            return [self._task(row) for row in rows]

    def cancel(self, owner: str, job_id: str) -> bool:
        """Stop a job that isn't done; False where there is none."""
        with self._face.database.session() as session:
            found = session.execute(
                update(Job)
                .where(Job.id == job_id, Job.owner == owner, Job.state.in_(ACTIVE))
                .values(state="cancelled", heartbeat=now())
            )
            if cast("CursorResult[Any]", found).rowcount == 0:
                return False
            running = self._running.get(job_id)
            if running is None:
                self._clean(session, session.get_one(Job, job_id, populate_existing=True))
        if running is not None:
            running.stop()
        return True

    def remove(self, owner: str, job_id: str) -> bool:
        """Delete a job that has ended, with its result; False where there is none."""
        with self._face.database.session() as session:
            found = session.execute(
                delete(Job).where(Job.id == job_id, Job.owner == owner, Job.state.not_in(ACTIVE))
            )
            return cast("CursorResult[Any]", found).rowcount > 0

    def _task(self, row: Job) -> Task:
        payload = self._payload(row)
        told: dict[str, Any] = {}
        if row.result is not None:
            told = json.loads(self._face.vault.open(row.result, f"{row.owner}/result/{row.id}"))
        ended = row.state not in ACTIVE
        at, of = (None, None) if ended else (told.get("at"), told.get("of"))
        return Task(
            row.id, row.kind, cast("State", row.state), row.done, told if ended else None,
            str(payload.get("name", "")), at, of, _aware(row.created), payload,
        )  # fmt: skip

    def _payload(self, row: Job) -> dict[str, Any]:
        opened = self._face.vault.open(row.body, f"{row.owner}/job/{row.id}")
        found: dict[str, Any] = json.loads(opened)
        return found

    # -- the workers -----------------------------------------------------------------------

    def start(self, threads: int = 1) -> None:
        """Begin to work: so many threads for each lane."""
        gone = self._face.config.scratch.sweep(self._face.config.folder)
        with self._face.database.session() as session:
            _claims.release(session, gone)
        lanes: dict[str, list[str]] = {}
        for kind, work in self._works.items():
            lanes.setdefault(work.lane, []).append(kind)
        for lane, kinds in lanes.items():
            for number in range(threads):
                thread = threading.Thread(
                    target=self._run, args=(kinds,), name=f"queue-{lane}-{number}", daemon=True
                )
                thread.start()
                self._threads.append(thread)

    def stop(self) -> None:
        """Take nothing new; what runs is handed back and goes on where it was after a start."""
        self._stop.set()
        for progress in list(self._running.values()):
            progress.stop()
        for thread in self._threads:
            thread.join(30)

    def _run(self, kinds: list[str]) -> None:
        swept = 0.0
        while not self._stop.is_set():
            try:
                if time.monotonic() - swept > _SWEEP or not swept:
                    swept = time.monotonic()
                    with self._face.database.session() as session:
                        _claims.sweep(session)
                job = self._claim(kinds)
                if job is not None:
                    self._do(job)
                    continue
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                _log.warning(json.dumps({"queue": type(error).__name__}))
            self._stop.wait(_IDLE)

    def _claim(self, kinds: list[str]) -> Job | None:
        token = f"{self._face.config.scratch.name}.{secrets.token_hex(10)}"
        with self._face.database.session() as session:
            job = _claims.claim(session, kinds, token)
            if job is not None and job.state == "failed":
                self._clean(session, job)
                return None
        return job

    def _do(self, job: Job) -> None:
        token = job.worker or ""
        progress = Progress(job.id, partial(self._tell, job.owner, job.id, token))
        self._running[job.id] = progress
        ended = threading.Event()
        beat = threading.Thread(target=self._beat, args=(progress, job.id, token, ended))
        beat.daemon = True
        beat.start()
        try:
            self._outcome(job, token, progress)
        finally:
            ended.set()
            beat.join()
            self._running.pop(job.id, None)

    def _outcome(self, job: Job, token: str, progress: Progress) -> None:
        from sqlalchemy.exc import OperationalError

        state: State = "done"
        result: dict[str, Any] = {}
        try:
            payload = self._payload(job)
            result = self._works[job.kind].run(self._face, job.owner, payload, progress)
        except CancelledError:
            if self._stop.is_set():
                with self._face.database.session() as session:
                    _claims.release(session, job_id=job.id, token=token)
                return
            self._clean_if_ended(job)
            return
        except LegaatError as error:
            state, result = "failed", problem(error)
        except ToldError as error:
            state, result = "failed", error.result
        except (PassingError, OSError, OperationalError):
            if self._again(job.id, token):
                return
            state = "failed"
        except Exception as error:  # noqa: BLE001 - whatever a job does, the queue goes on
            _log.warning(json.dumps({"job": job.kind, "error": type(error).__name__}))
            state = "failed"
        sealed = self._seal(job.owner, job.id, result)
        with self._face.database.session() as session:
            if _claims.end(session, job.id, token, state, sealed):
                self._clean(session, job)

    def _again(self, job_id: str, token: str) -> bool:
        with self._face.database.session() as session:
            attempts = session.scalar(select(Job.attempts).where(Job.id == job_id)) or 1
            if attempts >= MOST_ATTEMPTS:
                return False
            _claims.retry(session, job_id, token, attempts)
            return True

    def _clean_if_ended(self, job: Job) -> None:
        with self._face.database.session() as session:
            state = session.scalar(select(Job.state).where(Job.id == job.id))
            if state not in ACTIVE:
                self._clean(session, job)

    def _clean(self, session: Session, job: Job) -> None:
        """Take away what lies about, in the transaction that ends the job."""
        work = self._works.get(job.kind)
        if work is None or work.clean is None:
            return
        work.clean(self._face, session, job.owner, job.id, self._payload(job))

    def _beat(self, progress: Progress, job_id: str, token: str, ended: threading.Event) -> None:
        while not ended.wait(_BEAT):
            try:
                with self._face.database.session() as session:
                    ours = _claims.held(session, job_id, token)
                if not ours:
                    progress.stop()
            except Exception as error:  # noqa: BLE001 - the next beat tries again
                _log.warning(json.dumps({"queue": type(error).__name__}))

    def _tell(
        self, owner: str, job_id: str, token: str, part: float, at: int | None, of: int | None
    ) -> bool:
        note = self._seal(owner, job_id, {"at": at, "of": of})
        with self._face.database.session() as session:
            return _claims.tell(session, job_id, token, min(max(part, 0.0), 1.0), note)

    def _seal(self, owner: str, job_id: str, result: Mapping[str, Any]) -> bytes:
        return self._face.vault.seal(json.dumps(result).encode(), f"{owner}/result/{job_id}")


def _aware(moment: datetime) -> datetime:
    """SQLite forgets the time zone; everything is kept in UTC."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def problem(error: LegaatError) -> dict[str, Any]:
    """Return what a job says of an error that was expected, in both languages."""
    return {
        "what": {lang: error.what(lang) for lang in LANGUAGES},
        "do": {lang: error.do(lang) for lang in LANGUAGES},
    }
