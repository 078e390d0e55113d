"""A kill -9 in the middle loses no finished upload and no queued job."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from legaat.web._pages_start import LARGE
from web_factory import EXAMPLE, free_port

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(port)]
    command += ["--folder", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    for _ in range(240):
        assert process.poll() is None, "the server ended"
        try:
            httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except httpx2.TransportError:
            time.sleep(0.25)
        else:
            return process
    raise AssertionError("the server did not start")


def _upload(client: Any, content: bytes, name: str) -> Any:
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/").text)
    assert token is not None
    return client.post("/upload", data={"csrf": token[1]}, files={"file": (name, content)})


def _table() -> bytes:
    taxa = ["Faecalibacterium prausnitzii", "Bacteroides uniformis", "Agathobacter rectalis"]
    n = LARGE // 20
    head = "taxon\t" + "\t".join(f"S{i}" for i in range(n // 100))
    rows = [f"{t}\t" + "\t".join("33.333333333333333" for _ in range(n // 100)) for t in taxa]
    text = "\n".join([head, *rows]) + "\n"
    return text.encode() + b"#" + b"x" * max(0, LARGE + 1 - len(text)) + b"\n"


def test_what_was_kept_and_queued_survives(tmp_path: Path) -> None:
    port = free_port()
    process = _start(tmp_path / "web", port)
    client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=120)
    try:
        kept = _upload(client, EXAMPLE.read_bytes(), "profile.tsv")
        assert kept.status_code == 303
        queued = _upload(client, _table(), "table.tsv")
        assert queued.status_code == 303
        assert "/job/" in queued.headers["location"]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    process = _start(tmp_path / "web", port)
    try:
        assert client.get(kept.headers["location"]).status_code == 200
        for _ in range(480):
            page = client.get(queued.headers["location"], follow_redirects=True)
            if "http-equiv" not in page.text:
                break
            time.sleep(0.25)
        assert "http-equiv" not in page.text
        assert "did not work" not in page.text
    finally:
        process.terminate()
        process.wait(40)
        client.close()
