"""One account can't reach another's data, by any route; a stolen database says nothing."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi.testclient import TestClient

from web_factory import EXAMPLE, Somebody, add_accounts, config, face_of, logged_in, running


def _routes(client: TestClient) -> list[tuple[str, str]]:
    app = face_app(client)
    return [
        (method, route.path)
        for part in app.routes
        # FastAPI keeps an included router whole since 0.16x.
        for route in getattr(getattr(part, "original_router", None), "routes", [part])
        for method in getattr(route, "methods", None) or ()
        if method not in {"HEAD", "OPTIONS"}
    ]


def face_app(client: TestClient):  # type: ignore[no-untyped-def]
    return client.app._app  # type: ignore[attr-defined]


def _with_data(anna: Somebody) -> dict[str, str]:
    profile = anna.profile()
    anna.post("/you", {"age_years": "43", "conditions": "crohn"})
    anna.post(f"/plan/{profile}", {"start": "2026-01-01"})
    mine = anna.get("/mine").text
    ids = re.findall(r'name="id" value="([0-9a-f-]{36})"', mine)
    face = face_of(anna.client)
    from sqlalchemy import select

    from legaat.web._models import Account, Record

    with face.database.session() as session:
        owner = session.scalar(select(Account.id).where(Account.name == "anna"))
        upload = session.scalar(
            select(Record.id).where(Record.owner == owner, Record.kind == "upload")
        )
    assert owner is not None
    assert upload is not None
    job = face.jobs.add(owner, "read", {"upload": upload})
    return {"profile_id": profile, "upload_id": upload, "job_id": job, "ids": " ".join(ids)}


def test_no_route_leads_to_anothers_data(server: TestClient) -> None:
    add_accounts(server, "anna", "bert")
    anna, bert = logged_in(server, "anna"), logged_in(server, "bert")
    ids = _with_data(anna)
    before = anna.get("/mine/export").content
    tried = 0
    for method, path in _routes(server):
        if "{" not in path or path.startswith("/static"):
            continue
        filled = path
        for key in ("profile_id", "upload_id", "job_id"):
            filled = filled.replace(f"{{{key}}}", ids[key])
        if "{" in filled:
            assert filled.endswith("{name}"), f"a new kind of id: {path}"
            continue
        if method == "GET":
            answer = bert.get(filled, follow_redirects=False)
        elif path.startswith("/api/"):
            answer = bert.client.request(method, filled, json={})
        else:
            answer = bert.post(filled, {"sample": "x"}, follow_redirects=False)
        assert answer.status_code == 404, (method, path, answer.status_code)
        assert "crohn" not in answer.text.lower()
        tried += 1
    assert tried >= 12
    for one in ids["ids"].split():
        assert bert.post("/mine/delete", {"id": one}).status_code == 404
    assert bert.client.get("/api/v1/profiles").json() == {"profiles": []}
    assert len(anna.get("/mine/export").content) == len(before)


def test_without_a_login_there_is_nothing(server: TestClient) -> None:
    add_accounts(server, "anna")
    ids = _with_data(logged_in(server, "anna"))
    nobody = TestClient(server.app, base_url="http://127.0.0.1:8877")
    open_to_all = {"/login", "/healthz", "/metrics", "/api/v1/openapi.json", "/static/page.css"}
    for method, path in _routes(server):
        filled = path
        for key in ("profile_id", "upload_id", "job_id"):
            filled = filled.replace(f"{{{key}}}", ids[key])
        if path in open_to_all or path.startswith("/static"):
            continue
        answer = nobody.request(method, filled.replace("{name}", "C01"), follow_redirects=False)
        assert answer.status_code in {303, 401, 403, 422}, (method, path, answer.status_code)
        if answer.status_code == 303:
            assert answer.headers["location"] == "/login"


def test_a_dietitian_sees_a_client_only_with_consent(server: TestClient) -> None:
    import pytest

    from legaat.web._identity import clients_of, visitor

    add_accounts(server, "anna")
    add_accounts(server, "dora", role="dietitian")
    anna, dora = logged_in(server, "anna"), logged_in(server, "dora")
    profile = anna.profile()
    face = face_of(server)
    with face.database.session() as session:
        who = visitor(session, dora.client.cookies["legaat"])
        me = visitor(session, anna.client.cookies["legaat"])
    assert who is not None
    assert me is not None
    with pytest.raises(PermissionError), face.store(who, me.account):
        pass
    anna.post("/mine/consent", {"dietitian": "dora"})
    with face.store(who, me.account) as (store, session):
        assert face.profile(store, profile) is not None
        assert clients_of(session, who.account) == [(me.account, "anna")]
    anna.post("/mine/withdraw", {"dietitian": who.account})
    with pytest.raises(PermissionError), face.store(who, me.account):
        pass


def test_a_stolen_database_reveals_no_health_data(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    with running(config(folder)) as client:
        me = Somebody(client)
        me.profile()
        me.post("/you", {"age_years": "43", "conditions": "crohn", "medicines": "prednisolone"})
    stolen = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "key")
    assert len(stolen) > 10_000
    for word in (b"crohn", b"prednisolone", b"Faecalibacterium", b"profile.tsv", b"prausnitzii"):
        assert word not in stolen
    assert (folder / "key").stat().st_mode & 0o077 == 0
    assert (folder / "legaat.sqlite3").stat().st_mode & 0o077 == 0
    assert EXAMPLE.read_bytes()[:40] not in stolen


def test_a_sealed_record_opens_only_in_its_own_place() -> None:
    import os

    import pytest
    from cryptography.exceptions import InvalidTag

    from legaat.web._vault import Vault

    vault = Vault(os.urandom(32))
    sealed = vault.seal(b"secret", "anna/profile/1")
    assert vault.open(sealed, "anna/profile/1") == b"secret"
    for place in ("bert/profile/1", "anna/profile/2", "anna/person/1"):
        with pytest.raises(InvalidTag):
            vault.open(sealed, place)
    assert vault.seal(b"secret", "x") != vault.seal(b"secret", "x")
