"""A program logs in with a token: its owner's rights, and nothing more."""

from __future__ import annotations

import re
from datetime import timedelta

from fastapi.testclient import TestClient
from sqlalchemy import select, update

from legaat.web._models import Token
from legaat.web._store import now
from web_factory import EXAMPLE, PASSWORD, Somebody, add_accounts, face_of, logged_in

API = "/api/v1"


def _token(somebody: Somebody, name: str = "script") -> str:
    page = somebody.post("/tokens", {"name": name, "password": PASSWORD})
    found = re.search(r"legaat_[\w-]{43}", page.text)
    assert found is not None, page.text
    return found[0]


def _program(server: TestClient, token: str) -> TestClient:
    client = TestClient(server.app, base_url="http://127.0.0.1:8877")
    client.headers["authorization"] = f"Bearer {token}"
    return client


def test_a_program_does_what_its_owner_may(server: TestClient) -> None:
    add_accounts(server, "anna", "bert")
    anna, bert = logged_in(server, "anna"), logged_in(server, "bert")
    token = _token(anna)
    program = _program(server, token)
    sent = {"file": ("p.tsv", EXAMPLE.read_bytes())}
    added = program.post(f"{API}/profiles", files=sent)
    assert added.status_code == 201
    hers = added.json()["id"]
    assert anna.get(f"/report/{hers}").status_code == 200
    his = bert.profile()
    assert program.get(f"{API}/profiles/{his}").status_code == 404
    assert program.get(f"{API}/packs").status_code == 404
    # A token opens no page, and no account.
    for path in ("/mine", "/account", "/tokens", f"/report/{hers}"):
        assert program.get(path, follow_redirects=False).status_code == 303
    assert program.post("/tokens", data={"name": "x", "password": PASSWORD},
                        follow_redirects=False).status_code in {303, 401, 403}  # fmt: skip


def test_a_token_can_be_taken_back_and_ends(server: TestClient) -> None:
    add_accounts(server, "anna", "bert")
    anna, bert = logged_in(server, "anna"), logged_in(server, "bert")
    first, second = _token(anna, "one"), _token(anna, "two")
    database = face_of(server).database
    with database.session() as session:
        kept = {row.name: row.token_hash for row in session.scalars(select(Token))}
    assert not any(token in kept.values() for token in (first, second))
    assert bert.post("/tokens/revoke", {"id": kept["one"]}).status_code == 404
    assert _program(server, first).get(f"{API}/profiles").status_code == 200
    assert "last used" in anna.get("/tokens").text
    anna.post("/tokens/revoke", {"id": kept["one"]})
    assert _program(server, first).get(f"{API}/profiles").status_code == 401
    assert _program(server, second).get(f"{API}/profiles").status_code == 200
    with database.session() as session:
        session.execute(update(Token).values(expires=now() - timedelta(days=1)))
    assert _program(server, second).get(f"{API}/profiles").status_code == 401


def test_a_wrong_token_does_not_fall_back_to_the_cookie(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    for header in ("Bearer legaat_x", "Bearer ", "Basic YTpi", "x"):
        answer = anna.client.get(f"{API}/profiles", headers={"authorization": header})
        assert answer.status_code == 401, header


def test_the_account_leads_to_the_tokens_and_a_new_password_ends_them(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    token = _token(anna)
    page = anna.get("/account").text
    assert 'href="/tokens"' in page
    assert "1 program can log in" in page
    assert _program(server, token).get(f"{API}/profiles").status_code == 200
    new = "another long enough password"
    anna.post("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert _program(server, token).get(f"{API}/profiles").status_code == 401


def test_a_token_asks_for_the_password(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    page = anna.post("/tokens", {"name": "x", "password": "not the password"})
    assert page.status_code == 400
    assert "legaat_" not in page.text


def test_a_program_without_a_token_is_told_how_to_log_in(server: TestClient) -> None:
    answer = server.get("/api/v1/profiles")
    assert answer.status_code == 401
    assert "Bearer" in answer.json()["do"]
