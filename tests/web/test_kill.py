"""A kill -9 in the middle loses no finished upload and no queued job, and changes no result."""

from __future__ import annotations

import json
import re
import socket
import sys
from pathlib import Path

import pytest

from legaat.web._pages_start import LARGE
from web_factory import EXAMPLE
from web_server import Running
from web_tables import models, table

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def _start_table(server: Running, n: int) -> tuple[str, str]:
    page = server.upload(table(n), "cohort.tsv")
    found = re.search(r"/upload/([0-9a-f-]{36})/samples", page.headers["location"])
    assert found is not None, page.text
    return found[1], server.post(f"/upload/{found[1]}/all").headers["location"]


def _half_an_upload(server: Running) -> socket.socket:
    """Begin an upload, and leave it in the middle."""
    sent = socket.create_connection(("127.0.0.1", server.port))
    head = f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 3000000\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    body = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.tsv"\r\n\r\nSecretia'
    sent.sendall((head + body).encode() + b"x" * 1_000_000)
    return sent


def test_a_kill_in_the_middle_of_uploads_a_table_and_a_pack(
    database: str | None, tmp_path: Path
) -> None:
    n = 300
    with Running(tmp_path / "calm" / "web") as calm:
        upload, job = _start_table(calm, n)
        calm.wait(job)
        expected = calm.client.get(f"/table/{upload}/download.json").json()["samples"]
        pack = {"file": ("m.zip", models(40))}
        calm.wait(calm.post("/packs", {"name": "small"}, files=pack).headers["location"])
    right = (calm.folder / "packs" / "small.legaatpack").read_bytes()
    assert len(expected) == n

    with Running(tmp_path / "web" / "web", database) as server:
        kept = server.upload(EXAMPLE.read_bytes(), "profile.tsv").headers["location"]
        large = EXAMPLE.read_bytes() + b"#" + b"x" * LARGE + b"\n"
        upload, job = _start_table(server, n)
        pack_job = server.post("/packs", {"name": "small"}, files=pack).headers["location"]
        server.wait(job, r"[1-9]\d* of 300 samples")
        server.wait(pack_job, r"[1-9]\d* of 120 models")
        queued = server.upload(large, "large.tsv").headers["location"]
        sent = _half_an_upload(server)
        server.kill()
        sent.close()
        left = [p for p in (server.folder / "tmp").rglob("*") if p.is_file() and p.name != "lock"]
        server.start()
        assert not any(path.exists() for path in left)
        assert server.client.get(kept).status_code == 200
        page = server.client.get(job)
        done = re.search(r"(\d+) of 300", page.text)
        server.kill()
        server.start()
        assert server.wait(queued).status_code == 200
        server.wait(job)
        found = server.client.get(f"/table/{upload}/download.json").json()["samples"]
        assert [_bare(row) for row in found] == [_bare(row) for row in expected]
        assert done is None or int(done[1]) > 0
        assert "120 models are in the pack small" in server.wait(pack_job).text
        assert (server.folder / "packs" / "small.legaatpack").read_bytes() == right
        assert len(server.client.get("/api/v1/profiles").json()["profiles"]) == 2
        if database is None:
            stolen = b"".join(p.read_bytes() for p in server.folder.glob("legaat.sqlite3*"))
            assert b"Secretia" not in stolen


def _bare(row: dict[str, object]) -> str:
    return json.dumps({key: value for key, value in row.items() if key != "id"}, sort_keys=True)


def test_two_processes_on_one_database_share_the_work(empty_postgres: str, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    with Running(folder, empty_postgres) as one, Running(folder, empty_postgres) as two:
        upload, job = _start_table(one, 120)
        more = [_start_table(two, 20) for _ in range(3)]
        one.wait(job, r"[1-9]\d* of 120 samples")
        one.kill()
        # The other lives on: it takes the job over once its worker has been silent for a while.
        for _, path in more:
            assert two.wait(path).status_code == 200
        assert len(list((folder / "tmp").iterdir())) == 2
        one.start()
        assert two.wait(job).status_code == 200
        rows = two.client.get(f"/table/{upload}/download.json").json()["samples"]
        assert [row["sample"] for row in rows] == [f"S{n}" for n in range(120)]
