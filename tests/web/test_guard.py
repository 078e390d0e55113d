"""What is refused: other hosts, other sites' forms, bodies that are too large, hostile files."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from fastapi.testclient import TestClient

from legaat.web import WebConfig
from legaat.web._guard import Rates
from legaat.web._upload import read_upload
from web_factory import (
    EXAMPLE,
    PASSWORD,
    Somebody,
    account_id,
    add_accounts,
    allowed,
    config,
    face_of,
    logged_in,
    running,
)


def test_every_page_forbids_inline_script_and_framing(local: Somebody) -> None:
    profile = local.profile()
    for path in ("/", "/you", f"/report/{profile}", f"/what-if/{profile}", "/know", "/nothing"):
        page = local.get(path)
        policy = page.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] == "no-store"
        assert " style=" not in page.text
        assert "<style" not in page.text
        assert " onclick=" not in page.text


def test_another_name_for_this_machine_is_refused(local: Somebody) -> None:
    assert local.get("/", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("sent", ["é", "\U0001f9a0", "\x00", "x" * 5000, ""])
def test_an_odd_token_of_a_form_is_refused_as_a_wrong_one(local: Somebody, sent: str) -> None:
    assert local.client.post("/label", data={"csrf": sent, "text": "x"}).status_code == 403


def test_a_form_without_its_token_is_refused(local: Somebody) -> None:
    assert local.client.post("/mine/delete", data={}).status_code == 403
    assert local.client.post("/mine/delete", data={"csrf": "x" * 43}).status_code == 403


def test_a_form_of_another_site_is_refused(local: Somebody) -> None:
    answer = local.post("/mine/delete", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    files = {"file": ("p.tsv", EXAMPLE.read_bytes())}
    there = {"origin": "https://evil.example"}
    assert local.client.post("/api/v1/profiles", files=files, headers=there).status_code == 403


def test_a_body_that_says_it_is_too_large_is_not_read(local: Somebody) -> None:
    told = {"content-length": str(10**9), "accept": "text/html,*/*"}
    answer = local.client.post("/upload", headers=told, content=b"")
    assert answer.status_code == 413
    # A person gets a page, a program a word.
    assert "<h1>" in answer.text
    told["accept"] = "*/*"
    answer = local.client.post("/upload", headers=told, content=b"")
    assert answer.status_code == 413
    assert answer.text == "too large"


def test_a_body_that_grows_past_the_limit_is_cut_off(local: Somebody) -> None:
    def chunks():  # type: ignore[no-untyped-def]
        yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.tsv"\r\n\r\n'
        for _ in range(10):
            yield b"x" * 1024 * 1024

    answer = local.client.post(
        "/upload", content=chunks(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 413


def _zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("profile.tsv", b"0" * (400 * 1024 * 1024))
    return buffer.getvalue()


HOSTILE = {
    "zip bomb": lambda: ("bomb.zip", _zip_bomb()),
    "gzip bomb": lambda: ("bomb.tsv.gz", gzip.compress(b"a\t1\n" * 60_000_000, 9)),
    "pickle": lambda: ("profile.pkl", pickle.dumps({"a": 1})),
    "entities": lambda: (
        "profile.xml",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    ),
    "nothing": lambda: ("empty.tsv", b""),
    "noise": lambda: ("noise.bin", bytes(range(256)) * 500),
    "program": lambda: ("profile.tsv", b"\x7fELF" + b"\x00" * 5000),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_is_kept(local: Somebody, kind: str) -> None:
    name, content = HOSTILE[kind]()
    answer = local.upload(content, name)
    assert answer.status_code in {400, 413}, answer.text[:500]
    assert local.client.get("/api/v1/profiles").json() == {"profiles": []}
    assert local.get("/healthz").text == "ok\n"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.tsv", "/abs.tsv", "a\x00b.tsv", "."]
)
def test_a_name_of_a_file_reaches_no_folder(local: Somebody, name: str) -> None:
    page = local.upload(name=name)
    assert page.status_code in {200, 400}
    assert "etc/" not in page.text


def test_markup_in_names_is_only_text(local: Somebody) -> None:
    table = (
        b"taxon\t<script>alert(1)</script>\nFaecalibacterium prausnitzii\t60\n"
        b"<img src=x onerror=alert(1)>\t40\n"
    )
    page = local.upload(table, '<svg onload="x">.tsv')
    for path in (str(page.url), "/", "/mine"):
        text = local.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<svg onload" not in text


def test_rates_let_a_burst_through_and_then_slow_down() -> None:
    moment = 0.0
    rates = Rates(3, 1.0, clock=lambda: moment)
    assert [rates.allow("a") for _ in range(4)] == [True, True, True, False]
    assert rates.allow("b")
    moment = 2.0
    assert [rates.allow("a") for _ in range(3)] == [True, True, False]


def test_guessing_a_password_is_slowed(server: TestClient) -> None:
    add_accounts(server, "anna")
    statuses = [
        server.post("/login", data={"name": "anna", "password": "wrong " * 3}).status_code
        for _ in range(14)
    ]
    assert 429 in statuses


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(server: TestClient) -> None:
    add_accounts(server, "anna")
    from web_factory import PASSWORD

    answer = server.post(
        "/login", data={"name": "anna", "password": PASSWORD}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_logging_out_ends_the_session(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    kept = dict(anna.client.cookies)
    anna.post("/logout")
    again = TestClient(server.app, base_url="http://127.0.0.1:8877", cookies=kept)
    assert again.get("/mine", follow_redirects=False).status_code == 303


WORDS = ("constipation", "crohn", "52", "azathioprine", "inulin", "prausnitzii", "profile.tsv",
         "faecali", "anna", "yoghurt")  # fmt: skip


def test_logs_of_a_whole_walk_say_nothing_about_health(
    server: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="legaat.web")
    anna, dora, base = allowed(server, "anna", "dora")
    profile = anna.profile()
    told = {"age_years": "52", "conditions": "crohn", "medicines": "azathioprine"}
    anna.post("/you", told)
    anna.post("/you", {"age_years": "constipation", "complaints": "constipation"})
    anna.upload(b"Faecalibacterium prausnitzii", "constipation.tsv")
    for path in (
        f"/report/{profile}", f"/what-if/{profile}?inulin=10", f"/plan/{profile}", "/know?q=crohn",
        "/crohn", "/mine", "/mine/export", "/label", "/account",
    ):  # fmt: skip
        anna.get(path)
        dora.get(base + path)
    anna.post("/label", {"text": "Yoghurt with inulin against constipation"})
    anna.client.get("/api/v1/knowledge", params={"q": "crohn"})
    anna.client.post(f"/api/v1/profiles/{profile}/report", json={"conditions": ["crohn"]})
    anna.client.post("/api/v1/labels", json={"text": "yoghurt", "constipation": 1})
    server.post("/login", data={"name": "constipation", "password": "crohn"})
    lines = [record.getMessage() for record in caplog.records if record.name == "legaat.web"]
    assert len(lines) > 20
    said = " ".join(lines).lower()
    for line in lines:
        assert set(json.loads(line)) == {"method", "route", "status", "ms"}
    assert "/client/{client}/report/{profile_id}" in said
    numbers = re.sub(r'"ms": [0-9.]+', "", said)
    for word in (*WORDS, profile, account_id(server, "anna")):
        assert word not in numbers, word


def test_an_error_of_ours_says_where_it_was_and_not_what_it_held(
    local: Somebody, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_told: object, **_more: object) -> None:
        raise ValueError("could not convert crohn")

    monkeypatch.setattr("legaat.web._pages_mine.helpers_of", broken)
    page = local.get("/mine")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert page.headers["content-security-policy"]
    assert "crohn" not in page.text
    [line] = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert json.loads(line)["error"] == "ValueError"
    assert any("_pages_mine.py" in place for place in json.loads(line)["at"])
    assert "crohn" not in caplog.text


def test_metrics_are_what_prometheus_reads(local: Somebody) -> None:
    parser = pytest.importorskip("prometheus_client.parser")
    profile = local.profile()
    for _ in range(3):
        local.get(f"/report/{profile}")
    local.client.request('EVIL"\\n', "/")
    answer = local.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    text = answer.text
    assert profile not in text
    families = {one.name: one for one in parser.text_string_to_metric_families(text)}
    counts = {
        (s.labels["method"], s.labels["route"], s.labels["status"]): s.value
        for s in families["legaat_requests"].samples
    }
    assert counts["POST", "/upload", "303"] == 1
    assert counts["GET", "/report/{profile_id}", "200"] == 3
    assert families["legaat_request_seconds"].type == "histogram"
    steps = [
        s.value
        for s in families["legaat_request_seconds"].samples
        if s.name.endswith("_bucket") and s.labels["route"] == "/report/{profile_id}"
    ]
    assert steps == sorted(steps)
    assert steps[-1] == 3
    states = {s.labels["state"]: s.value for s in families["legaat_jobs"].samples}
    assert set(states) == {"waiting", "running", "done", "failed", "cancelled"}


@pytest.mark.parametrize(
    ("token", "client", "headers", "status"),
    [
        # So comes everybody through a proxy on this machine that adds no header.
        (None, "127.0.0.1", {}, 404),
        (None, "127.0.0.1", {"authorization": "Bearer "}, 404),
        (None, "127.0.0.1", {"authorization": "Bearer None"}, 404),
        (None, "10.0.0.7", {}, 404),
        ("known", "127.0.0.1", {}, 404),
        ("known", "10.0.0.7", {"authorization": "Bearer known"}, 200),
        ("known", "10.0.0.7", {"authorization": "Bearer other"}, 404),
        ("known", "10.0.0.7", {"authorization": "Bearer é".encode()}, 404),
    ],
)
def test_metrics_of_a_server_are_not_for_everybody(
    tmp_path: Path, token: str | None, client: str, headers: dict[str, str | bytes], status: int
) -> None:
    settings = replace(config(tmp_path / "web", "server"), metrics_token=token)
    with running(settings) as first:
        asked = TestClient(first.app, base_url="http://127.0.0.1", client=(client, 1))
        asked.headers.pop("user-agent")
        # Somebody who isn't logged in is sent to the login by every page that isn't there.
        found = asked.get("/metrics", headers=headers, follow_redirects=False).status_code
        assert found in ({200} if status == 200 else {303, 404})
        assert ("legaat_up" in asked.get("/metrics", headers=headers).text) == (status == 200)


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("legaat.example", "/login", 200),
        ("LEGAAT.example:443", "/login", 200),
        ("evil.example", "/login", 421),
        ("legaat.example.evil.example", "/login", 421),
        ("127.0.0.1", "/login", 421),
        ("127.0.0.1:8877", "/healthz", 200),
        ("[::1]:8877", "/healthz", 200),
        ("evil.example", "/healthz", 421),
    ],
)
def test_a_server_answers_only_to_its_names(
    tmp_path: Path, host: str, path: str, status: int
) -> None:
    settings = replace(config(tmp_path / "web", "server"), hosts=("legaat.example",))
    with running(settings) as client:
        assert client.get(path, headers={"host": host}).status_code == status


def test_the_names_of_a_server_stand_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGAAT_HOSTS", "Legaat.example, www.legaat.example,")
    monkeypatch.setenv("LEGAAT_METRICS_TOKEN", "known")
    settings = WebConfig.from_environment("server", folder=tmp_path)
    assert settings.hosts == ("legaat.example", "www.legaat.example")
    assert settings.metrics_token == "known"
    assert "known" not in repr(settings)


@pytest.mark.parametrize("path", ["/", "/login", "/nothing", "/healthz", "/static/web.css"])
def test_every_answer_of_a_server_has_its_headers(tmp_path: Path, path: str) -> None:
    settings = replace(config(tmp_path / "web", "server"), secure_cookies=True)
    with running(settings) as client:
        headers = client.get(path, follow_redirects=False).headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["permissions-policy"] == "camera=(self), geolocation=(), microphone=()"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in headers["content-security-policy"]
    assert ("cache-control" in headers) == (not path.startswith("/static"))


# -- before a body is read ---------------------------------------------------------------------


class _Body:
    """A body of a form that tells how much of it was asked for."""

    def __init__(self, size: int) -> None:
        self.given = 0
        self._size = size

    def __iter__(self) -> Iterator[bytes]:
        head = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.tsv"\r\n\r\n'
        for part in (head, *([b"x" * 65_536] * (self._size // 65_536)), b"\r\n--x--\r\n"):
            self.given += len(part)
            yield part


async def _read_of(app: Any, path: str, headers: dict[str, str]) -> tuple[int, int]:
    """Return the status of an upload, and how many bytes of it the application read."""
    body = _Body(1024 * 1024)
    parts = iter(body)
    status = 0

    async def receive() -> dict[str, Any]:
        part = next(parts, None)
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    told = {"host": "127.0.0.1:8877", "content-type": "multipart/form-data; boundary=x", **headers}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": [(k.encode(), v.encode()) for k, v in told.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8877),
    }  # fmt: skip
    await app(scope, receive, send)
    return status, body.given


def _upload_read(client: TestClient, path: str, **headers: str) -> tuple[int, int]:
    import anyio

    return anyio.run(_read_of, client.app, path, headers)


def test_an_upload_is_not_read_before_the_login(server: TestClient) -> None:
    anna, dora, base = allowed(server, "anna", "dora")
    cookie = f"legaat={anna.client.cookies['legaat']}"
    assert _upload_read(server, "/upload") == (303, 0)
    assert _upload_read(server, "/api/v1/profiles") == (401, 0)
    assert _upload_read(server, "/upload", cookie="legaat=nobody") == (303, 0)
    # Another site: the cookie would not even be sent, and the origin tells.
    there = {"cookie": cookie, "origin": "https://evil.example"}
    assert _upload_read(server, "/upload", **there) == (403, 0)
    # A client who gave no consent, or what a dietitian may not do.
    assert _upload_read(server, f"{base}/upload", cookie=cookie) == (404, 0)
    dietitian = f"legaat={dora.client.cookies['legaat']}"
    assert _upload_read(server, f"{base}/mine/delete", cookie=dietitian) == (404, 0)
    # Logged in: it is read, and then the token of the form is missing.
    status, given = _upload_read(server, "/upload", cookie=cookie)
    assert status == 403
    assert given > 1024 * 1024
    status, given = _upload_read(server, f"{base}/upload", cookie=dietitian)
    assert status == 403
    assert given > 1024 * 1024


def test_an_upload_of_another_site_is_not_read_on_ones_own_machine(local: Somebody) -> None:
    there = {"origin": "https://evil.example"}
    assert _upload_read(local.client, "/upload", **there) == (403, 0)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/report/1", "/report/1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example", "/"),
        ("", "/"),
    ],
)
def test_the_next_page_is_one_of_this_site(asked: str, led: str) -> None:
    from legaat.web._asking import local

    assert local(asked) == led


def test_a_login_form_of_a_page_without_an_origin_is_refused(server: TestClient) -> None:
    add_accounts(server, "anna")
    form = {"name": "anna", "password": PASSWORD}
    assert server.post("/login", data=form, headers={"origin": "null"}).status_code == 403
    assert server.post("/login", data=form, follow_redirects=False).status_code == 303


def test_logins_stand_in_the_audit_log(server: TestClient) -> None:
    from sqlalchemy import select

    from legaat.web._models import Audit

    add_accounts(server, "anna")
    server.post("/login", data={"name": "anna", "password": "not the password"})
    logged_in(server, "anna")
    with face_of(server).database.session() as session:
        actions = list(session.scalars(select(Audit.action).order_by(Audit.id)))
    assert [a for a in actions if a.startswith("log in")] == ["log in refused", "log in"]


def test_a_photo_that_unpacks_to_gigabytes_is_read_elsewhere_and_refused(local: Somebody) -> None:
    image = pytest.importorskip("PIL.Image")
    buffer = io.BytesIO()
    image.new("L", (700, 85_000), 255).save(buffer, "PNG")
    page = local.post("/label", files={"photo": ("p.png", buffer.getvalue(), "image/png")})
    assert page.status_code == 400
    assert local.get("/healthz").text == "ok\n"


def test_nobody_waits_for_ever_for_a_reader(tmp_path: Path) -> None:
    settings = replace(config(tmp_path), parse_seconds=0, turns=BoundedSemaphore(1))
    settings.turns.acquire()
    found = read_upload(b"a\tb\n", "a.tsv", {}, settings)
    assert found.problem is not None
    assert found.problem.id == "busy"


def test_nobody_keeps_more_than_the_server_bears(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legaat.web._store.MOST_KEPT", 2 * len(EXAMPLE.read_bytes()))
    assert local.upload().status_code == 200
    full = local.upload(EXAMPLE.read_bytes().rstrip() + b"\n\n")
    assert full.status_code == 400
    assert "under Mine" in full.text
    assert len(local.client.get("/api/v1/profiles").json()["profiles"]) == 1


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example/a", "/%5C/evil.example/"])
def test_the_link_to_the_other_language_stays_here(local: Somebody, path: str) -> None:
    url = f"http://127.0.0.1:8877{path}"
    page = local.client.get(url, headers={"accept": "text/html"})
    assert page.status_code == 404
    link = re.search(r'class="lang" href="([^"]*)"', page.text)
    assert link is not None
    assert re.match(r"/(?![/\\]|%5C)", link[1], re.IGNORECASE)
