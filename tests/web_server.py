"""A web face in a process of its own, that can be killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx2

from web_factory import free_port


class Running:
    """A server; `kill` and `start` it as often as needed.

    Parameters
    ----------
    folder : Path
    database : str or None
    environment : str to str
        Beside that of the tests.
    """

    def __init__(self, folder: Path, database: str | None = None, **environment: str) -> None:
        self.folder = folder
        self.database = database
        self.environment = {**os.environ, "LEGAAT_HOME": str(folder.parent), **environment}
        self.port = free_port()
        self.client = httpx2.Client(
            base_url=f"http://127.0.0.1:{self.port}", timeout=120, headers={"accept-language": "en"}
        )
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(40)
        self.client.close()

    def start(self) -> None:
        command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(self.port)]
        command += ["--folder", str(self.folder)]
        command += ["--database", self.database] if self.database else []
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=self.environment)
        for _ in range(600):
            assert self.process.poll() is None, "the server ended"
            try:
                self.client.get("/healthz")
            except httpx2.TransportError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)
        self.process = None

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/label").text)
        assert found is not None
        return found[1]

    def post(self, path: str, data: dict[str, str] | None = None, **more: Any) -> Any:
        return self.client.post(path, data={"csrf": self.token(), **(data or {})}, **more)

    def upload(self, content: bytes, name: str) -> Any:
        return self.post("/upload", files={"file": (name, content)})

    def wait(self, path: str, words: str = "", seconds: float = 60) -> Any:
        """Return the page of a job once it has ended, or once it says these words."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            page = self.client.get(path, follow_redirects=True)
            if (words and re.search(words, page.text)) or "hx-get" not in page.text:
                return page
            time.sleep(0.05)
        raise AssertionError(page.text)
