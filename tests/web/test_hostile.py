"""Hostile uploads against a real server process: refused, nothing kept, and it lives on."""

from __future__ import annotations

import contextlib
import io
import pickle
import re
import socket
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from web_factory import EXAMPLE
from web_server import Running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs /proc or ps")

GIB = 1024**3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("hostile") / "web") as running:
        yield running


def _zip(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]><x>&c;&d;</x>'
)

HOSTILE = {
    "zip bomb": ("bomb.zip", lambda: _zip("profile.tsv", b"0" * (120 * 1024 * 1024))),
    "entities": ("profile.xml", lambda: _ENTITIES),
    "pickle": ("profile.pkl", lambda: pickle.dumps({"taxon": print})),
    "pickle as qza": ("profile.qza", lambda: _zip("x/data/feature-table.biom", pickle.dumps(1))),
    "climbing member": ("up.zip", lambda: _zip("../../../evil.tsv", b"\x00\x01")),
    "noise": ("profile.tsv", lambda: bytes(range(256)) * 400),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_neither_page_nor_program_gets_it_in(server: Running, kind: str) -> None:
    name, make = HOSTILE[kind]
    content = make()
    page = server.upload(content, name)
    assert page.status_code in {400, 413}, (kind, page.status_code)
    assert "root:" not in page.text
    answer = server.client.post("/api/v1/profiles", files={"file": (name, content)})
    assert answer.status_code in {400, 413}, (kind, answer.status_code)
    assert answer.json()["what"]
    _unharmed(server)


def _unharmed(server: Running) -> None:
    assert server.process is not None
    assert server.process.poll() is None
    assert server.client.get("/healthz").status_code == 200
    assert server.client.get("/api/v1/profiles").json() == {"profiles": []}
    left = [p for p in (server.folder / "tmp").rglob("*") if p.is_file() and p.name != "lock"]
    assert left == []
    assert not list(server.folder.parent.rglob("evil*"))


def _stream(port: int, path: str, head: str, chunked: bool) -> tuple[int, int]:
    """Send a body of 1 GB until the server has enough; return the status and how much was sent."""
    sent, answer = 0, b""
    block = b"x" * 1024 * 1024
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        start = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{head}"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        client.sendall(start.encode())
        first = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.tsv"\r\n\r\n'
        blocks = [first, *([block] * 1024)]
        with contextlib.suppress(OSError):
            for one in blocks:
                framed = f"{len(one):x}\r\n".encode() + one + b"\r\n" if chunked else one
                client.sendall(framed)
                sent += len(one)
                client.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    answer = client.recv(65_536)
                client.settimeout(30)
                if answer:
                    break
        with contextlib.suppress(OSError):
            answer = answer or client.recv(65_536)
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    return int(found[1]) if found else 0, sent


def _memory(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.parametrize("path", ["/upload", "/api/v1/profiles", "/api/v1/tables", "/packs"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_gigabyte_is_not_taken_in(server: Running, path: str, chunked: bool) -> None:
    assert server.process is not None
    before = _memory(server.process.pid) if Path("/proc/self/status").exists() else 0
    head = "Transfer-Encoding: chunked\r\n" if chunked else f"Content-Length: {GIB}\r\n"
    status, sent = _stream(server.port, path, head, chunked)
    # Told its length it is refused before it comes; else it is broken off at the limit.
    assert status in {413, 403, 0}, status
    assert sent < (200 if chunked else 30) * 1024 * 1024
    if before:
        assert _memory(server.process.pid) - before < 250 * 1024 * 1024
    _unharmed(server)


def test_names_that_are_markup_stay_names(server: Running) -> None:
    table = b"taxon\tshare\nFaecalibacterium prausnitzii\t60\n<img src=x onerror=alert(1)>\t40\n"
    found = server.client.post("/api/v1/profiles", files={"file": ("<svg onload=x>.tsv", table)})
    assert found.status_code in {201, 400}
    assert found.headers["content-type"].startswith("application/json")
    assert found.headers["x-content-type-options"] == "nosniff"
    page = server.upload(EXAMPLE.read_bytes(), "../../<b>x</b>.tsv")
    assert page.status_code == 303
    for path in ("/", "/mine", page.headers["location"]):
        text = server.client.get(path).text
        assert "<b>x</b>" not in text
        assert "<img src=x" not in text
    for row in server.client.get("/api/v1/profiles").json()["profiles"]:
        assert server.client.delete(f"/api/v1/profiles/{row['id']}").status_code == 204
