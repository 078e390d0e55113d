"""One account can't reach another's data, by any route; a stolen database says nothing."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from legaat.web._guard import Rates
from legaat.web._models import Record
from web_factory import (
    EXAMPLE,
    Somebody,
    account_id,
    add_accounts,
    config,
    face_of,
    logged_in,
    routes_of,
    running,
    without_rates,
)

OPEN = {"/login", "/healthz", "/metrics", "/api/v1/openapi.json", "/static/page.css"}
OWNED = ("profile_id", "record_id", "upload_id", "job_id", "client", "account_id")
"""Ids in an address that belong to somebody."""
FREE = {"name": "C01", "what": "off", "token": "x" * 43, "key": "age_years", "kind": "claim"}
"""Other parts of addresses: anybody may fill them in."""


def _with_data(anna: Somebody) -> dict[str, str]:
    profile = anna.profile()
    anna.post("/you", {"age_years": "43", "conditions": "crohn"})
    anna.post(f"/plan/{profile}", {"start": "2026-01-01"})
    face = face_of(anna.client)
    owner = account_id(anna.client, "anna")
    with face.database.session() as session:
        ids = session.scalars(select(Record.id).where(Record.owner == owner)).all()
        upload = session.scalar(
            select(Record.id).where(Record.owner == owner, Record.kind == "upload")
        )
    assert upload is not None
    job = face.jobs.add(owner, "read", {"upload": upload})
    return {
        "profile_id": profile, "upload_id": upload, "job_id": job, "client": owner,
        "account_id": owner, "record_id": upload, "ids": " ".join(ids), **FREE,
    }  # fmt: skip


def _filled(path: str, ids: dict[str, str]) -> str:
    filled = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: ids.get(m[1], m[0]), path)
    assert "{" not in filled, f"a new kind of id: {path}"
    return filled


def _ask(who: Somebody, method: str, path: str, filled: str) -> Any:
    if method == "GET":
        return who.get(filled, follow_redirects=False)
    if path.startswith("/api/"):
        return who.client.request(method, filled, json={})
    form = {"sample": "x", "password": "x", "role": "person", "name": "x"}
    return who.post(filled, form, follow_redirects=False)


def _taken_along(who: Somebody) -> dict[str, bytes]:
    """What somebody's export holds; not when it was made, nor how far a job is."""
    with zipfile.ZipFile(io.BytesIO(who.get("/mine/export").content)) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name not in {"index.json", "tasks.json"}
        }


@pytest.mark.parametrize("role", ["person", "dietitian", "admin"])
def test_no_route_leads_to_anothers_data(server: TestClient, role: str) -> None:
    without_rates(server)
    add_accounts(server, "anna")
    add_accounts(server, "bert", role=role)
    anna, bert = logged_in(server, "anna"), logged_in(server, "bert")
    ids = _with_data(anna)
    before = _taken_along(anna)
    tried = 0
    for method, path in routes_of(server):
        if not any(f"{{{key}}}" in path for key in OWNED):
            continue
        if role == "admin" and path.startswith("/admin/"):
            continue
        answer = _ask(bert, method, path, _filled(path, ids))
        assert answer.status_code == 404, (method, path, answer.status_code)
        assert "crohn" not in answer.text.lower()
        tried += 1
    assert tried >= 35
    for one in ids["ids"].split():
        assert bert.post("/mine/delete", {"id": one, "sure": "yes"}).status_code == 404
    assert bert.client.get("/api/v1/profiles").json() == {"profiles": []}
    assert _taken_along(anna) == before


def test_pages_of_an_administrator_show_nobodys_health_data(server: TestClient) -> None:
    without_rates(server)
    add_accounts(server, "anna")
    add_accounts(server, "root", role="admin")
    anna, root = logged_in(server, "anna"), logged_in(server, "root")
    ids = _with_data(anna)
    seen = 0
    for method, path in routes_of(server):
        if path.startswith("/admin") and method == "GET":
            text = root.get(_filled(path, ids)).text
            for word in ("crohn", "Faecalibacterium", "profile.tsv", ids["profile_id"]):
                assert word.lower() not in text.lower()
            seen += 1
    assert seen >= 3


def test_without_a_login_there_is_nothing(server: TestClient) -> None:
    without_rates(server)
    add_accounts(server, "anna")
    # This is about the door, not about how often somebody may knock.
    server.app._all = Rates(10_000, 1_000)  # type: ignore[attr-defined]
    ids = _with_data(logged_in(server, "anna"))
    nobody = TestClient(server.app, base_url="http://127.0.0.1:8877")
    for method, path in routes_of(server):
        if path in OPEN or path.startswith("/static"):
            continue
        answer = nobody.request(method, _filled(path, ids), follow_redirects=False)
        if path.startswith("/link/"):
            assert answer.status_code in {303, 404, 422}
            continue
        assert answer.status_code in {303, 401}, (method, path, answer.status_code)
        if answer.status_code == 303:
            assert answer.headers["location"] == "/login"


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

    from cryptography.exceptions import InvalidTag

    from legaat.web._vault import Vault

    vault = Vault(os.urandom(32))
    sealed = vault.seal(b"secret", "anna/profile/1")
    assert vault.open(sealed, "anna/profile/1") == b"secret"
    for place in ("bert/profile/1", "anna/profile/2", "anna/person/1"):
        with pytest.raises(InvalidTag):
            vault.open(sealed, place)
    assert vault.seal(b"secret", "x") != vault.seal(b"secret", "x")
