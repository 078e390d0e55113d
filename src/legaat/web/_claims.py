"""How workers share the queue: who may take which job, when, and what becomes of it.

All of it is conditional updates on the row of the job, so that two workers, of one process or of
several on one database, never hold the same job. While a job waits for another try, `heartbeat` is
the moment from which it may be taken; while it runs, when its worker last spoke; afterwards, when
it ended.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, case, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from legaat.web._models import Job
from legaat.web._store import now

__all__ = ["ACTIVE", "MOST_ATTEMPTS", "claim", "end", "held", "release", "retry", "sweep", "tell"]

ACTIVE: Final = ("waiting", "running")
MOST_ATTEMPTS: Final = 3
"""Tries without any progress before a job is given up."""

_SILENT: Final = timedelta(seconds=30)
_KEPT: Final = timedelta(days=7)
_PAUSE: Final = timedelta(seconds=5)


def _free() -> ColumnElement[bool]:
    moment = now()
    return or_(
        (Job.state == "waiting") & or_(Job.heartbeat.is_(None), Job.heartbeat <= moment),
        (Job.state == "running") & (Job.heartbeat < moment - _SILENT),
    )


def claim(session: Session, kinds: Collection[str], token: str) -> Job | None:
    """Take a job of these kinds, or give up the one that was tried too often.

    The owner who was served longest ago comes first, so that nobody waits for another's hundred
    files; among an owner's own jobs, the oldest.

    Returns
    -------
    Job or None
        Its state says which: "running" under this token, or "failed".
    """
    free = _free() & Job.kind.in_(kinds)
    other = aliased(Job)
    served = (
        select(func.max(other.heartbeat))
        .where(other.owner == Job.owner, other.kind.in_(kinds))
        .correlate(Job)
        .scalar_subquery()
    )
    first = (
        select(Job.id)
        .where(free)
        .order_by(case((served.is_(None), 0), else_=1), served, Job.created)
        .limit(1)
        # On PostgreSQL the others look past a row that is just being taken; SQLite has one writer.
        .with_for_update(skip_locked=True)
    )
    found = session.scalar(first)
    if found is None:
        return None
    spent = Job.attempts >= MOST_ATTEMPTS
    taken = session.execute(
        update(Job)
        .where(Job.id == found, free)
        .values(
            state=case((spent, "failed"), else_="running"), worker=token, heartbeat=now(),
            attempts=case((spent, Job.attempts), else_=Job.attempts + 1),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if cast("CursorResult[Any]", taken).rowcount != 1:
        return None
    return session.get(Job, found, populate_existing=True)


def _ours(job_id: str, token: str) -> ColumnElement[bool]:
    return (Job.id == job_id) & (Job.worker == token) & (Job.state == "running")


def _change(session: Session, job_id: str, token: str, **values: Any) -> bool:
    done = session.execute(update(Job).where(_ours(job_id, token)).values(**values))
    return cast("CursorResult[Any]", done).rowcount == 1


def held(session: Session, job_id: str, token: str) -> bool:
    """Say that the worker lives; False where the job isn't its own any more."""
    return _change(session, job_id, token, heartbeat=now())


def tell(session: Session, job_id: str, token: str, done: float, note: bytes) -> bool:
    """Write down how far a job is. Whoever gets on is alive: the tries count from here."""
    tries = case((Job.done < done, 1), else_=Job.attempts)
    return _change(session, job_id, token, done=done, result=note, heartbeat=now(), attempts=tries)


def end(session: Session, job_id: str, token: str, state: str, result: bytes) -> bool:
    """Write down what came of a job."""
    values: dict[str, Any] = {"state": state, "result": result, "heartbeat": now()}
    if state == "done":
        values["done"] = 1.0
    return _change(session, job_id, token, **values)


def retry(session: Session, job_id: str, token: str, attempts: int) -> bool:
    """Put a job back after a trouble that may pass, later each time."""
    later = now() + _PAUSE * 4 ** (attempts - 1)
    return _change(session, job_id, token, state="waiting", heartbeat=later)


def release(
    session: Session, names: Collection[str] = (), job_id: str = "", token: str = ""
) -> None:
    """Put back at once the jobs of processes that are gone, or one that is handed back."""
    if job_id:
        _change(session, job_id, token, state="waiting", heartbeat=None, attempts=Job.attempts - 1)
    for name in names:
        session.execute(
            update(Job)
            .where(Job.state == "running", Job.worker.startswith(f"{name}.", autoescape=True))
            .values(state="waiting", heartbeat=None)
        )


def sweep(session: Session) -> None:
    """Delete jobs that ended long ago, and with them their sealed results."""
    session.execute(
        delete(Job).where(
            Job.state.not_in(ACTIVE), func.coalesce(Job.heartbeat, Job.created) < now() - _KEPT
        )
    )
