"""A port that is taken is told before anything is promised; one's own machine takes the next."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from legaat.errors import UsageError
from legaat.web._listen import listen, open_when_ready
from web_factory import free_port


def test_the_next_free_port_is_taken() -> None:
    first, port = listen("127.0.0.1", free_port(), next_free=True)
    second, other = listen("127.0.0.1", port, next_free=True)
    assert port < other <= port + 20
    first.close()
    second.close()


def test_a_server_says_that_its_port_is_taken() -> None:
    first, port = listen("127.0.0.1", free_port(), next_free=False)
    with pytest.raises(UsageError) as caught:
        listen("127.0.0.1", port, next_free=False)
    assert caught.value.id == "web-port-taken"
    first.close()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(UsageError):
        listen("203.0.113.7", free_port(), next_free=True)


def test_the_browser_opens_when_the_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        started = False
        should_exit = False

    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    server = Server()
    open_when_ready(server, "http://127.0.0.1:1/")  # type: ignore[arg-type]
    time.sleep(0.2)
    assert opened == []
    server.started = True
    for _ in range(100):
        if opened:
            break
        time.sleep(0.05)
    assert opened == ["http://127.0.0.1:1/"]


def test_an_idle_connection_outlives_those_of_proxies_and_clients(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import uvicorn

    from legaat.cli._serve import serve

    seen: list[int] = []

    def run(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        seen.append(self.config.timeout_keep_alive)
        sockets[0].close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    serve(port=free_port(), folder=tmp_path, no_open=True)
    assert seen[0] > 60


def test_ctrl_c_ends_quietly_and_a_second_start_finds_what_was_kept(tmp_path: Path) -> None:
    import signal

    if sys.platform == "win32":
        pytest.skip("needs POSIX signals")
    for _ in range(2):
        port = free_port()
        command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--folder", str(tmp_path)], stderr=subprocess.PIPE, text=True
        )
        for _ in range(480):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            time.sleep(0.125)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=40)
        assert process.returncode == 0, said
        assert "Traceback" not in said
        assert len(said.splitlines()) == 3
