"""The queue: nothing is lost, nothing is done twice at once, and it can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update

from legaat.web._database import Database
from legaat.web._identity import LOCAL, ensure_local
from legaat.web._jobs import MOST_ATTEMPTS, Queue
from legaat.web._models import Job
from legaat.web._state import Face
from legaat.web._store import now
from legaat.web._vault import Vault
from web_factory import config

Progress = Callable[[float], None]


def _face(folder: Path, database: str | None) -> Face:
    settings = config(folder, database=database)
    face = Face(settings, Database(settings), Vault.at(settings.key_path))
    with face.database.session() as session:
        ensure_local(session)
    return face


def _double(_face: Face, _owner: str, payload: Mapping[str, Any], progress: Progress) -> Any:
    progress(0.5)
    return {"twice": payload["n"] * 2}


def _wait(queue: Queue, job: str) -> Any:
    for _ in range(200):
        task = queue.get(LOCAL, job)
        if task is not None and task.state not in {"waiting", "running"}:
            return task
        time.sleep(0.05)
    raise AssertionError(task)


def test_jobs_are_done_and_their_results_kept(database: str | None, tmp_path: Path) -> None:
    face = _face(tmp_path / "web", database)
    queue = Queue(face, {"double": _double})
    jobs = [queue.add(LOCAL, "double", {"n": n}) for n in range(6)]
    queue.start(2)
    try:
        assert [_wait(queue, job).result["twice"] for job in jobs] == [0, 2, 4, 6, 8, 10]
    finally:
        queue.stop()
        face.database.close()


def test_a_job_of_a_dead_worker_is_taken_up_again(database: str | None, tmp_path: Path) -> None:
    face = _face(tmp_path / "web", database)
    dead = Queue(face, {"double": _double})
    job = dead.add(LOCAL, "double", {"n": 21})
    # A worker claimed it and was killed: it never spoke again.
    with face.database.session() as session:
        session.execute(
            update(Job).values(
                state="running", worker="gone", heartbeat=now() - timedelta(minutes=5), attempts=1
            )
        )
    queue = Queue(face, {"double": _double})
    queue.start()
    try:
        assert _wait(queue, job).result == {"twice": 42}
    finally:
        queue.stop()
        face.database.close()


def test_a_job_that_kills_its_worker_is_given_up(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)
    queue = Queue(face, {"double": _double})
    job = queue.add(LOCAL, "double", {"n": 1})
    with face.database.session() as session:
        session.execute(
            update(Job).values(
                state="running", heartbeat=now() - timedelta(minutes=5), attempts=MOST_ATTEMPTS
            )
        )
    queue.start()
    try:
        assert _wait(queue, job).state == "failed"
    finally:
        queue.stop()
        face.database.close()


def test_a_running_job_can_be_stopped(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)

    def slow(_face: Face, _owner: str, _payload: Mapping[str, Any], progress: Progress) -> Any:
        for step in range(400):
            progress(step / 400)
            time.sleep(0.02)
        return {}

    queue = Queue(face, {"slow": slow})
    job = queue.add(LOCAL, "slow", {})
    queue.start()
    try:
        while (task := queue.get(LOCAL, job)) is None or task.state == "waiting":
            time.sleep(0.02)
        assert queue.cancel(LOCAL, job)
        assert _wait(queue, job).state == "cancelled"
        assert not queue.cancel(LOCAL, job)
    finally:
        queue.stop()
        face.database.close()


def test_a_failing_job_leaves_the_queue_working(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)

    def bad(_face: Face, _owner: str, _payload: Mapping[str, Any], _progress: Progress) -> Any:
        raise ValueError("no")

    queue = Queue(face, {"bad": bad, "double": _double})
    first, second = queue.add(LOCAL, "bad", {}), queue.add(LOCAL, "double", {"n": 2})
    queue.start()
    try:
        assert _wait(queue, first).state == "failed"
        assert _wait(queue, second).result == {"twice": 4}
    finally:
        queue.stop()
        face.database.close()
