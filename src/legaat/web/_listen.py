"""Listening: a free port is taken before anything is promised, and the browser waits for us."""

from __future__ import annotations

import socket
import threading
import time
import webbrowser
from typing import TYPE_CHECKING, Final

from legaat.errors import UsageError, Where, reason

if TYPE_CHECKING:
    from uvicorn import Server

__all__ = ["KEEP_ALIVE", "listen", "open_when_ready"]

KEEP_ALIVE: Final = 75
"""Seconds that a connection may be idle. Longer than proxies and clients keep theirs (nginx: 60,
httpx: 5), so that it is never this side that closes one on which a request is on its way; at the
5 seconds of uvicorn that is what happened to who asked something every 5 seconds."""

_TRIES: Final = 20
_HIGHEST: Final = 65_535


def listen(host: str, port: int, *, next_free: bool) -> tuple[socket.socket, int]:
    """Return a socket that listens, and its port.

    Parameters
    ----------
    host : str
    port : int
    next_free : bool
        Whether another port will do where this one is taken, one of the twenty after it.

    Raises
    ------
    UsageError
        The port is taken, or the address isn't one of this machine.
    """
    last = min(port + _TRIES, _HIGHEST) if next_free else port
    problem = OSError()
    for wanted in range(port, last + 1):
        try:
            return _bound(host, wanted), wanted
        except OSError as error:
            problem = error
    raise UsageError(
        "web-port-taken", where=Where(entry=f"{host}:{port}"), reason=reason(problem)
    ) from problem


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    found = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # pragma: no cover - Windows
            found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        # A second Legaat finds out here, and not when the first page is asked for.
        found.listen(2048)
    except OSError:
        found.close()
        raise
    return found


def open_when_ready(server: Server, url: str) -> None:
    """Open the browser as soon as the server answers; without one, nothing happens."""

    def wait() -> None:
        while not server.started:
            if server.should_exit:
                return
            time.sleep(0.05)
        webbrowser.open(url)

    threading.Thread(target=wait, name="browser", daemon=True).start()
