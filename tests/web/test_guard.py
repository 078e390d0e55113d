"""What is refused: other hosts, other sites' forms, bodies that are too large, hostile files."""

from __future__ import annotations

import gzip
import io
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore

import pytest
from fastapi.testclient import TestClient

from legaat.web._guard import Rates
from legaat.web._upload import read_upload
from web_factory import EXAMPLE, PASSWORD, Somebody, add_accounts, config, face_of, logged_in


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
    answer = local.client.post("/upload", headers={"content-length": str(10**9)}, content=b"")
    assert answer.status_code == 413


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


def test_an_account_waits_after_wrong_tries(server: TestClient) -> None:
    from legaat.web._identity import log_in
    from web_factory import PASSWORD

    add_accounts(server, "anna")
    face = face_of(server)
    for _ in range(5):
        with face.database.session() as session:
            assert log_in(session, face.vault, "anna", "wrong").reason == "wrong"
    with face.database.session() as session:
        assert log_in(session, face.vault, "anna", PASSWORD).reason == "wait"


def test_a_code_of_the_app_works_once(server: TestClient) -> None:
    import pyotp
    from sqlalchemy import select

    from legaat.web._identity import enrol_totp, log_in
    from legaat.web._models import Account
    from web_factory import PASSWORD

    add_accounts(server, "anna")
    face = face_of(server)
    with face.database.session() as session:
        account = session.scalar(select(Account.id).where(Account.name == "anna"))
        assert account is not None
        secret = enrol_totp(session, face.vault, account)
    code = pyotp.TOTP(secret).now()
    with face.database.session() as session:
        assert log_in(session, face.vault, "anna", PASSWORD).reason == "totp"
    with face.database.session() as session:
        assert log_in(session, face.vault, "anna", PASSWORD, code).token
    with face.database.session() as session:
        assert log_in(session, face.vault, "anna", PASSWORD, code).token is None


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


def test_logs_say_nothing_about_health(local: Somebody, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="legaat.web")
    profile = local.profile()
    local.post("/you", {"age_years": "52", "complaints": "constipation"})
    local.get("/know", params={"q": "crohn"})
    text = caplog.text
    assert "/profile/{profile_id}" in text
    for word in (profile, "constipation", "crohn", "profile.tsv"):
        assert word not in text


def test_metrics_count_routes_and_nothing_else(local: Somebody) -> None:
    local.profile()
    text = local.get("/metrics").text
    assert 'legaat_requests_total{route="/upload",status="303"} 1' in text


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
    full = local.upload()
    assert full.status_code == 400
    assert "under Mine" in full.text
    assert len(local.client.get("/api/v1/profiles").json()["profiles"]) == 1
