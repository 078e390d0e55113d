"""Long work in a queue that lies in the same database and outlives the process.

A worker claims a job by one conditional update, so that two never take the same; it says that it is
alive every few seconds, and a job whose worker fell silent (a kill -9) is taken up again, at most
`MOST_ATTEMPTS` times. What a job needs and gives is sealed like every record.
"""

from __future__ import annotations

import json
import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from sqlalchemy import CursorResult, or_, select, update

from legaat.web._models import Job
from legaat.web._store import now

if TYPE_CHECKING:
    from legaat.web._state import Face

__all__ = ["MOST_ATTEMPTS", "CancelledError", "Progress", "Queue", "State", "Task"]

State: TypeAlias = Literal["waiting", "running", "done", "failed", "cancelled"]
Progress: TypeAlias = Callable[[float], None]
Work: TypeAlias = "Callable[[Face, str, Mapping[str, Any], Progress], dict[str, Any]]"

MOST_ATTEMPTS: Final = 3
_BEAT: Final = 3.0
_SILENT: Final = timedelta(seconds=30)
_IDLE: Final = 0.5
_log = logging.getLogger("legaat.web")


class CancelledError(Exception):
    """Somebody stopped this job."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job as its owner sees it."""

    id: str
    kind: str
    state: State
    done: float
    result: Mapping[str, Any] | None


class Queue:
    """Takes jobs, and works on them in threads of its own.

    Parameters
    ----------
    face : Face
    works : mapping of str to callable
        What to do for each kind of job.
    """

    def __init__(self, face: Face, works: Mapping[str, Work]) -> None:
        self._face = face
        self._works = works
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._worker = str(uuid.uuid4())

    # -- for the pages ---------------------------------------------------------------------

    def add(self, owner: str, kind: str, payload: Mapping[str, Any]) -> str:
        """Queue a job and return its id; once it returns, a kill -9 doesn't lose it."""
        job_id = str(uuid.uuid4())
        body = self._face.vault.seal(json.dumps(payload).encode(), f"{owner}/job/{job_id}")
        with self._face.database.session() as session:
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
            if row is None:
                return None
            result = None
            if row.result is not None:
                opened = self._face.vault.open(row.result, f"{owner}/result/{job_id}")
                result = json.loads(opened)
            return Task(row.id, row.kind, cast("State", row.state), row.done, result)

    def cancel(self, owner: str, job_id: str) -> bool:
        """Stop a job that isn't done; False where there is none."""
        with self._face.database.session() as session:
            found = session.execute(
                update(Job)
                .where(Job.id == job_id, Job.owner == owner, Job.state.in_(["waiting", "running"]))
                .values(state="cancelled")
            )
            return cast("CursorResult[Any]", found).rowcount > 0

    # -- the workers -----------------------------------------------------------------------

    def start(self, threads: int = 1) -> None:
        """Begin to work."""
        for number in range(threads):
            thread = threading.Thread(target=self._run, name=f"queue-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish what is being done, take nothing new."""
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                job = self._claim()
                if job is not None:
                    self._do(job)
                    continue
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                _log.warning(json.dumps({"queue": type(error).__name__}))
            self._stop.wait(_IDLE)

    def _claim(self) -> Job | None:
        silent = now() - _SILENT
        free = or_(Job.state == "waiting", (Job.state == "running") & (Job.heartbeat < silent))
        with self._face.database.session() as session:
            job = session.scalar(select(Job).where(free).order_by(Job.created).limit(1))
            if job is None:
                return None
            if job.attempts >= MOST_ATTEMPTS:
                job.state = "failed"
                return None
            taken = session.execute(
                update(Job)
                .where(Job.id == job.id, free)
                .values(
                    state="running", worker=self._worker, heartbeat=now(),
                    attempts=job.attempts + 1,
                )
                .execution_options(synchronize_session=False)
            )  # fmt: skip
            return job if cast("CursorResult[Any]", taken).rowcount == 1 else None

    def _do(self, job: Job) -> None:
        owner, job_id = job.owner, job.id
        ended = threading.Event()
        beat = threading.Thread(target=self._beat, args=(job_id, ended), daemon=True)
        beat.start()
        state: State = "done"
        result: dict[str, Any] = {}
        try:
            payload = json.loads(self._face.vault.open(job.body, f"{owner}/job/{job_id}"))
            result = self._works[job.kind](
                self._face, owner, payload, lambda part: self._tell(job_id, part)
            )
        except CancelledError:
            state = "cancelled"
        except Exception:  # noqa: BLE001 - whatever a job does, the queue goes on
            state = "failed"
        finally:
            ended.set()
            beat.join()
        self._end(owner, job_id, state, result)

    def _beat(self, job_id: str, ended: threading.Event) -> None:
        while not ended.wait(_BEAT):
            try:
                with self._face.database.session() as session:
                    session.execute(
                        update(Job)
                        .where(Job.id == job_id, Job.worker == self._worker)
                        .values(heartbeat=now())
                    )
            except Exception as error:  # noqa: BLE001 - the next beat tries again
                _log.warning(json.dumps({"queue": type(error).__name__}))

    def _tell(self, job_id: str, part: float) -> None:
        with self._face.database.session() as session:
            found = session.execute(
                update(Job)
                .where(Job.id == job_id, Job.worker == self._worker, Job.state == "running")
                .values(done=min(max(part, 0.0), 1.0), heartbeat=now())
            )
        if cast("CursorResult[Any]", found).rowcount == 0:
            raise CancelledError

    def _end(self, owner: str, job_id: str, state: State, result: Mapping[str, Any]) -> None:
        sealed = self._face.vault.seal(json.dumps(result).encode(), f"{owner}/result/{job_id}")
        with self._face.database.session() as session:
            session.execute(
                update(Job)
                .where(Job.id == job_id, Job.worker == self._worker, Job.state == "running")
                .values(state=state, result=sealed, done=1.0)
            )
