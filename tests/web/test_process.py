"""Real server processes: told to stop they finish what they do; two share one database."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from legaat.web._database import Database
from legaat.web._identity import add_account
from legaat.web._jobs import Queue
from legaat.web._keys import open_vault
from legaat.web._models import Job
from legaat.web._state import Face
from legaat.web._store import Store
from web_factory import EXAMPLE, config, free_port

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGTERM")
_STOPPED = {0, -signal.SIGTERM, 128 + signal.SIGTERM}


@contextmanager
def _process(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(port)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        [*command, "--folder", str(folder), *words], stderr=subprocess.PIPE, text=True,
        env=environment,
    ) as process:  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                assert process.poll() is None, process.stderr.read() if process.stderr else ""
                with suppress(httpx2.TransportError):
                    httpx2.get(f"{url}/healthz", timeout=5)
                    break
                time.sleep(0.25)
            yield process, url
        finally:
            if process.poll() is None:
                process.kill()


def _slow_upload(token: str, process: subprocess.Popen[str]) -> Iterator[bytes]:
    """Send half of an upload, tell the server to stop, and send the rest."""
    head = b'--x\r\ncontent-disposition: form-data; name="%s"%s\r\n\r\n'
    yield head % (b"csrf", b"") + token.encode() + b"\r\n"
    table = EXAMPLE.read_bytes()
    yield head % (b"file", b'; filename="profile.tsv"') + table[: len(table) // 2]
    process.send_signal(signal.SIGTERM)
    time.sleep(1.0)
    yield table[len(table) // 2 :] + b"\r\n--x--\r\n"


def test_told_to_stop_it_finishes_the_request_and_keeps_the_queue(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    with _process(folder) as (process, url), httpx2.Client(base_url=url, timeout=60) as client:
        token = re.search(r'name="csrf" value="([^"]+)"', client.get("/").text)
        assert token is not None
        answer = client.post(
            "/upload", content=_slow_upload(token[1], process),
            headers={"content-type": "multipart/form-data; boundary=x"},
        )  # fmt: skip
        assert answer.status_code == 303, answer.text[:500]
        profile = answer.headers["location"]
        assert process.wait(40) in _STOPPED
    settings = config(folder)
    place = Database(settings)
    face = Face(settings, place, open_vault(settings, place))
    upload = _an_upload(face, "local")
    job = Queue(face, {}).add("local", "read", {"upload": upload})
    place.close()
    with _process(folder) as (process, url), httpx2.Client(base_url=url, timeout=60) as client:
        assert client.get(profile).status_code == 200
        for _ in range(240):
            if client.get(f"/job/{job}", follow_redirects=False).status_code == 303:
                break
            time.sleep(0.25)
        assert client.get(f"/job/{job}").headers["location"].startswith("/profile/")
        process.terminate()
        assert process.wait(40) in _STOPPED


def _an_upload(face: Face, owner: str) -> str:
    with face.database.session() as session:
        body = b'{"name": "profile.tsv"}\n' + EXAMPLE.read_bytes()
        return Store(session, face.vault, owner, owner).add("upload", body)


def test_two_processes_on_one_database_share_the_queue(postgres: str, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text

    settings = config(tmp_path / "web", "server", postgres)
    place = Database(settings)
    face = Face(settings, place, open_vault(settings, place))
    with place.session() as session:
        owner = add_account(session, "anna", None, "person")
    queue = Queue(face, {})
    jobs = [queue.add(owner, "read", {"upload": _an_upload(face, owner)}) for _ in range(8)]
    words = ("--server", "--database", postgres)
    try:
        with _process(settings.folder, *words) as (one, _), _process(settings.folder, *words) as (
            other, _,
        ):  # fmt: skip
            for _ in range(240):
                with place.session() as session:
                    rows = [
                        (row.state, row.attempts, row.worker)
                        for row in session.scalars(select(Job).where(Job.id.in_(jobs)))
                    ]
                if {row[0] for row in rows} == {"done"}:
                    break
                time.sleep(0.25)
            # Each once, whoever took it.
            assert [row[:2] for row in rows] == [("done", 1)] * 8
            for process in (one, other):
                process.terminate()
            assert {one.wait(40), other.wait(40)} <= _STOPPED
            said = (one.stderr.read() if one.stderr else "") + (
                other.stderr.read() if other.stderr else ""
            )
        assert '"route": "/healthz"' in said
        assert "Traceback" not in said
    finally:
        place.close()
        engine = create_engine(postgres)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
