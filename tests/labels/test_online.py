"""The network: asked only for a barcode, and bounded in size, time and reach."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator

import pytest

from legaat.errors import LegaatError
from legaat.labels import _online, ask_online
from legaat.messages import LANGUAGES

CODE = "8710000000017"
PRODUCT = {"code": CODE, "lang": "nl", "product_name": "Drink", "ingredients_text_nl": "melk"}


class Server(http.server.ThreadingHTTPServer):
    """Answers in the way that `behaviour` names, and keeps what it was asked."""

    behaviour = "product"
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.done = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        try:
            getattr(self, self.server.behaviour.partition(" ")[0])()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def product(self) -> None:
        self._send(200, json.dumps({"product": PRODUCT}).encode())

    def missing(self) -> None:
        self._send(404, b"{}")

    def broken(self) -> None:
        self._send(500)

    def words(self) -> None:
        self._send(200, b"<html>not JSON</html>")

    def deep(self) -> None:
        self._send(200, b"[" * 200_000)

    def huge(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b" " * 100_000)

    def short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b"{}")

    def garbage(self) -> None:
        self.wfile.write(b"\x00\xff nothing that is HTTP\r\n\r\n")

    def header(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n")

    def silent(self) -> None:
        self.server.done.wait(20)

    def dripping(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.done.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def to(self) -> None:
        target = self.server.behaviour.partition(" ")[2]
        if self.path.startswith("/moved"):
            self.product()
        else:
            self._send(302, Location=target)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    there = Server()
    address = f"http://127.0.0.1:{there.server_port}/api/v2/product/{{code}}.json"
    monkeypatch.setattr(_online, "ADDRESS", address)
    monkeypatch.setattr(_online, "QUIET_SECONDS", 1.0)
    monkeypatch.setattr(_online, "TOTAL_SECONDS", 1.0)
    thread = threading.Thread(target=there.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield there
    there.done.set()
    there.shutdown()
    there.server_close()
    thread.join(5)


def test_only_the_barcode_is_sent(server: Server) -> None:
    read = ask_online("871 0000-000017")
    assert (read.product, read.barcode, read.lang) == ("Drink", CODE, "nl")
    ((path, headers),) = server.asked
    assert path == f"/api/v2/product/{CODE}.json"
    assert {name.lower() for name in headers} <= {
        "host",
        "user-agent",
        "connection",
        "accept-encoding",
    }
    assert headers["User-Agent"] == "legaat"


def test_the_address_is_that_of_open_food_facts() -> None:
    assert _online.ADDRESS.startswith("https://world.openfoodfacts.org/")


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("missing", "label-barcode-unknown-online"),
        ("broken", "label-online"),
        ("words", "label-off"),
        ("deep", "label-off"),
        ("huge", "label-online-too-large"),
        ("short", "label-off"),
        ("garbage", "label-online"),
        ("header", "label-online"),
        ("silent", "label-online-slow"),
        ("dripping", "label-online-slow"),
        ("to file:///etc/hostname", "label-online-redirect"),
        ("to ftp://127.0.0.1/x", "label-online-redirect"),
        ("to data:application/json,{}", "label-online-redirect"),
        ("to https://example.org/product.json", "label-online-redirect"),
        ("to http://example.org/product.json", "label-online-redirect"),
        ("to http://openfoodfacts.org.example.org/", "label-online-redirect"),
        ("to http://[bad", "label-online"),
        ("to /again", "label-online-redirect"),
    ],
)
def test_an_answer_that_is_none_is_a_clear_error(
    server: Server, behaviour: str, error: str
) -> None:
    server.behaviour = behaviour
    begin = time.monotonic()
    with pytest.raises(LegaatError) as caught:
        ask_online(CODE)
    assert time.monotonic() - begin < 10
    assert caught.value.id == error
    told = {caught.value.what(lang) + caught.value.do(lang) for lang in LANGUAGES}
    assert len(told) == len(LANGUAGES)


def test_a_redirect_within_the_site_is_followed(server: Server) -> None:
    server.behaviour = "to /moved/product.json"
    assert ask_online(CODE).product == "Drink"


def test_nobody_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(LegaatError) as caught:
        ask_online(CODE)
    assert caught.value.id == "label-online"
