"""The queue: nothing is lost, nothing is done twice at once, and it can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from legaat.errors import RefusedError
from legaat.web import _claims
from legaat.web._database import Database
from legaat.web._identity import LOCAL, ensure_local
from legaat.web._jobs import MOST_ATTEMPTS, PassingError, Queue, Work
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


def _wait(queue: Queue, job: str, owner: str = LOCAL) -> Any:
    for _ in range(200):
        task = queue.get(owner, job)
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


def _gate(face: Face, kinds: str, seen: list[str]) -> Any:
    """Return work that notes whose turn it was."""

    def work(_face: Face, owner: str, payload: Mapping[str, Any], _progress: Any) -> Any:
        seen.append(f"{owner}:{payload['n']}")
        return {}

    return work


def test_owners_take_turns(database: str | None, tmp_path: Path) -> None:
    face = _face(tmp_path / "web", database)
    _owners(face, "anna", "bert")
    seen: list[str] = []
    queue = Queue(face, {"note": _gate(face, "note", seen)})
    jobs = [queue.add("anna", "note", {"n": n}) for n in range(4)]
    last = queue.add("bert", "note", {"n": 0})
    queue.start()
    try:
        for job in jobs:
            _wait(queue, job, "anna")
        _wait(queue, last, "bert")
        assert seen == ["anna:0", "bert:0", "anna:1", "anna:2", "anna:3"]
    finally:
        queue.stop()
        face.database.close()


def _owners(face: Face, *names: str) -> None:
    from legaat.web._models import Account

    with face.database.session() as session:
        for name in names:
            session.add(Account(id=name, name=name, role="person", created=now(), totp_last=0))


def test_kinds_of_other_lanes_do_not_wait_for_each_other(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)

    def slow(_face: Face, _owner: str, _payload: Mapping[str, Any], progress: Any) -> Any:
        while True:
            progress(0.1)
            time.sleep(0.05)

    queue = Queue(face, {"slow": Work(slow, "slow"), "double": Work(_double, "fast")})
    first = queue.add(LOCAL, "slow", {})
    second = queue.add(LOCAL, "double", {"n": 4})
    queue.start()
    try:
        assert _wait(queue, second).result == {"twice": 8}
        assert queue.cancel(LOCAL, first)
        assert _wait(queue, first).state == "cancelled"
    finally:
        queue.stop()
        face.database.close()


def test_a_trouble_that_passes_is_tried_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legaat.web._claims._PAUSE", timedelta(milliseconds=20))
    face = _face(tmp_path / "web", None)
    tries: list[int] = []

    def shaky(_face: Face, _owner: str, payload: Mapping[str, Any], _progress: Any) -> Any:
        tries.append(1)
        if len(tries) < payload["good_at"]:
            raise PassingError
        return {"tries": len(tries)}

    queue = Queue(face, {"shaky": shaky})
    queue.start()
    try:
        assert _wait(queue, queue.add(LOCAL, "shaky", {"good_at": 3})).result == {"tries": 3}
        tries.clear()
        assert _wait(queue, queue.add(LOCAL, "shaky", {"good_at": 9})).state == "failed"
        assert len(tries) == MOST_ATTEMPTS
    finally:
        queue.stop()
        face.database.close()


def test_whoever_gets_on_is_not_given_up(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)
    dead = Queue(face, {"double": _double})
    job = dead.add(LOCAL, "double", {"n": 1})
    with face.database.session() as session:
        session.execute(update(Job).values(state="running", worker="gone.1", heartbeat=now(),
                                           attempts=2, done=0.4))  # fmt: skip
        assert _claims.tell(session, job, "gone.1", 0.5, b"")
        assert session.get_one(Job, job).attempts == 1
        assert _claims.tell(session, job, "gone.1", 0.5, b"")
        assert not _claims.tell(session, job, "another", 0.9, b"")
    face.database.close()


def test_a_stopped_queue_hands_back_what_it_holds(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)

    def endless(_face: Face, _owner: str, _payload: Mapping[str, Any], progress: Any) -> Any:
        while True:
            progress(0.3)
            time.sleep(0.02)

    queue = Queue(face, {"endless": endless})
    job = queue.add(LOCAL, "endless", {})
    queue.start()
    while (task := queue.get(LOCAL, job)) is None or task.state == "waiting":
        time.sleep(0.02)
    queue.stop()
    again = Queue(face, {"endless": lambda *_: {"done": True}})
    waiting = again.get(LOCAL, job)
    assert waiting is not None
    assert waiting.state == "waiting"
    again.start()
    try:
        assert _wait(again, job).result == {"done": True}
    finally:
        again.stop()
        face.database.close()


def test_jobs_of_a_process_that_is_gone_go_on_at_once(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)
    left = face.config.folder / "tmp" / "deadbeef0123"
    left.mkdir(parents=True)
    (left / "lock").touch()
    (left / "somebody.tsv").write_text("unsealed")
    queue = Queue(face, {"double": _double})
    job = queue.add(LOCAL, "double", {"n": 3})
    with face.database.session() as session:
        session.execute(
            update(Job).values(state="running", worker="deadbeef0123.aa", heartbeat=now())
        )
    queue.start()
    try:
        assert _wait(queue, job).result == {"twice": 6}
        assert not left.exists()
    finally:
        queue.stop()
        face.database.close()


def test_what_ended_long_ago_is_swept(tmp_path: Path) -> None:
    face = _face(tmp_path / "web", None)
    queue = Queue(face, {"double": _double})
    old, new = queue.add(LOCAL, "double", {"n": 1}), queue.add(LOCAL, "double", {"n": 2})
    with face.database.session() as session:
        session.execute(
            update(Job).where(Job.id == old).values(
                state="done", heartbeat=now() - timedelta(days=8)
            )
        )  # fmt: skip
        _claims.sweep(session)
    assert queue.get(LOCAL, old) is None
    assert queue.get(LOCAL, new) is not None
    face.database.close()


def test_nobody_queues_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legaat.web._jobs._MOST_ACTIVE", 2)
    face = _face(tmp_path / "web", None)
    queue = Queue(face, {"double": _double})
    queue.add(LOCAL, "double", {"n": 1})
    queue.add(LOCAL, "double", {"n": 1})
    with pytest.raises(RefusedError):
        queue.add(LOCAL, "double", {"n": 1})
    face.database.close()


def test_two_queues_on_one_database_never_do_one_job_twice(
    database: str | None, tmp_path: Path
) -> None:
    faces = [_face(tmp_path / name, database) for name in ("one", "two")]
    if database is None:
        faces = [faces[0], _face(tmp_path / "one", None)]
    faces[1] = Face(faces[1].config, faces[1].database, faces[0].vault)
    seen: list[str] = []
    queues = [Queue(face, {"note": _gate(face, "note", seen)}) for face in faces]
    jobs = [queues[n % 2].add(LOCAL, "note", {"n": n}) for n in range(24)]
    for queue in queues:
        queue.start(2)
    try:
        for job in jobs:
            assert _wait(queues[0], job).state == "done"
        assert sorted(seen) == sorted(f"{LOCAL}:{n}" for n in range(24))
    finally:
        for queue, face in zip(queues, faces, strict=True):
            queue.stop()
            face.database.close()
