"""Administration: accounts, the audit log, and never losing the last who can."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from legaat.errors import UsageError
from legaat.messages import LANGUAGES, Lang, say
from legaat.web._admin import PAGE, change_role, entries, switch
from legaat.web._database import Database
from legaat.web._identity import add_account
from legaat.web._models import Account, Audit, Consent, Record
from legaat.web._store import now
from web_factory import (
    PASSWORD,
    Somebody,
    account_id,
    add_accounts,
    allowed,
    config,
    face_of,
    logged_in,
)


@pytest.fixture
def root(server: TestClient) -> Somebody:
    add_accounts(server, "root", role="admin")
    return logged_in(server, "root")


def _one(client: TestClient, name: str) -> str:
    return f"/admin/account/{account_id(client, name)}"


def test_an_account_is_made_with_a_link_for_its_password(
    server: TestClient, root: Somebody
) -> None:
    page = root.post("/admin/accounts", {"name": "Dora", "role": "dietitian"})
    link = re.search(r">http://127\.0\.0\.1:8877(/link/[^<]+)<", page.text)
    assert link is not None
    assert "no password yet" in root.get("/admin").text
    server.post(link[1], data={"password": PASSWORD, "again": PASSWORD})
    assert logged_in(server, "dora").get("/clients").status_code == 200
    assert root.post("/admin/accounts", {"name": "dora"}).status_code == 400
    assert root.post("/admin/accounts", {"name": "x y"}).status_code == 400
    assert root.post("/admin/accounts", {"name": "eve", "role": "king"}).status_code == 422


def test_switching_off_ends_everything_at_once_and_on_keeps_all(
    server: TestClient, root: Somebody
) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    anna.profile()
    assert "is switched off" in root.post(f"{_one(server, 'anna')}/off").text
    assert anna.get("/mine", follow_redirects=False).status_code == 303
    answer = server.post("/login", data={"name": "anna", "password": PASSWORD})
    assert "switched off" in answer.text
    root.post(f"{_one(server, 'anna')}/on")
    assert "profile" in logged_in(server, "anna").get("/mine").text


def test_another_role_holds_from_the_next_request(server: TestClient, root: Somebody) -> None:
    _, dora, base = allowed(server, "anna", "dora")
    assert dora.get(f"{base}/").status_code == 200
    root.post(f"{_one(server, 'dora')}/role", {"role": "person"})
    assert dora.get(f"{base}/").status_code == 404
    root.post(f"{_one(server, 'dora')}/role", {"role": "dietitian"})
    # What was allowed is not allowed again by a role that comes back.
    assert dora.get(f"{base}/").status_code == 404
    with face_of(server).database.session() as session:
        assert session.scalar(select(func.count()).select_from(Consent)) == 0


def test_sessions_second_factor_and_link(server: TestClient, root: Somebody) -> None:
    from legaat.web._second import enrol_totp

    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    face = face_of(server)
    with face.database.session() as session:
        enrol_totp(session, face.vault, account_id(server, "anna"), confirmed=True)
    root.post(f"{_one(server, 'anna')}/sessions")
    assert anna.get("/mine", follow_redirects=False).status_code == 303
    form = {"name": "anna", "password": PASSWORD}
    assert server.post("/login", data=form).status_code == 401
    root.post(f"{_one(server, 'anna')}/second")
    anna = logged_in(server, "anna")
    page = root.post(f"{_one(server, 'anna')}/link").text
    link = re.search(r"/link/[\w-]+", page)
    assert link is not None
    # It is also what to do after a theft: whoever was in is out, and the password is worth nothing.
    assert anna.get("/mine", follow_redirects=False).status_code == 303
    assert server.post("/login", data=form).status_code == 401
    server.post(link[0], data={"password": PASSWORD, "again": PASSWORD})
    assert logged_in(server, "anna").get("/mine").status_code == 200


def test_deleting_asks_for_the_name_and_leaves_nothing(server: TestClient, root: Somebody) -> None:
    add_accounts(server, "anna")
    logged_in(server, "anna").profile()
    path = f"{_one(server, 'anna')}/delete"
    assert root.post(path, {"sure": "bert"}).status_code == 400
    assert "is deleted" in root.post(path, {"sure": "Anna"}).text
    with face_of(server).database.session() as session:
        assert session.scalar(select(func.count()).select_from(Record)) == 0
        assert session.scalars(select(Account.name)).all() == ["root"]
    assert root.get(path.removesuffix("/delete")).status_code == 404


def test_the_last_administrator_stays(server: TestClient, root: Somebody) -> None:
    me = _one(server, "root")
    for what, form in (("off", {}), ("role", {"role": "person"}), ("delete", {"sure": "root"})):
        page = root.post(f"{me}/{what}", form)
        assert page.status_code == 400, what
        assert "last account that can administer" in page.text
    assert "last account" in root.post("/account/delete", {"password": PASSWORD}).text
    add_accounts(server, "vera", role="admin")
    root.post(f"{_one(server, 'vera')}/off")
    # One that is switched off can't administer.
    assert root.post(f"{me}/role", {"role": "person"}).status_code == 400
    root.post(f"{_one(server, 'vera')}/on")
    root.post(f"{me}/role", {"role": "person"})
    assert root.get("/admin").status_code == 404


def test_two_who_remove_each_other_at_once_leave_one(database: str | None, tmp_path: Path) -> None:
    place = Database(config(tmp_path / "web", "server", database))
    with place.session() as session:
        ids = [add_account(session, name, None, "admin") for name in ("one", "two", "three")]

    def remove(number: int) -> bool:
        try:
            with place.session() as session:
                if number % 2:
                    change_role(session, "x", ids[number], "person")
                else:
                    switch(session, "x", ids[number], off=True)
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(remove, range(3))) == 2
    with place.session() as session:
        left = select(func.count()).where(Account.role == "admin", Account.disabled.is_(False))
        assert session.scalar(left) == 1
    place.close()


def test_nobody_else_administers(server: TestClient, root: Somebody) -> None:
    add_accounts(server, "anna")
    add_accounts(server, "dora", role="dietitian")
    for name in ("anna", "dora"):
        somebody = logged_in(server, name)
        for path in ("/admin", "/admin/audit", _one(server, "root")):
            assert somebody.get(path).status_code == 404
        assert somebody.post("/admin/accounts", {"name": "eve"}).status_code == 404
        assert somebody.post(f"{_one(server, 'root')}/off").status_code == 404
        assert "/admin" not in somebody.get("/mine").text
    assert root.get("/admin").status_code == 200


def test_the_audit_log_is_found_by_name_action_and_day(server: TestClient, root: Somebody) -> None:
    anna, dora, base = allowed(server, "anna", "dora")
    anna.profile()
    dora.get(f"{base}/mine")
    everything = root.get("/admin/audit").text
    assert "logged in" in everything
    server.post("/login", data={"name": "crohn", "password": "x"})
    # What was tried as a name may be anything, so it is not written down.
    tried = root.get("/admin/audit", params={"action": "log in refused"}).text
    assert "a name that is no account" in tried
    assert "crohn" not in tried
    assert "looked at the list of what is kept" in everything
    body = root.get("/admin/audit", params={"name": "dora", "action": "look mine"}).text
    rows = re.findall(r"<tr><td.*?</tr>", body)
    assert len(rows) == 1
    assert "anna" in rows[0]
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    assert "Nothing found" in root.get("/admin/audit", params={"first": tomorrow}).text
    assert "Nothing found" not in root.get("/admin/audit", params={"last": tomorrow}).text
    assert root.get("/admin/audit", params={"first": "nonsense"}).status_code == 200
    # The last day of all has no day after it.
    everything = root.get("/admin/audit", params={"last": "9999-12-31"})
    assert (everything.status_code, "Nothing found" in everything.text) == (200, False)
    assert "Nothing found" in root.get("/admin/audit", params={"last": "0001-01-01"}).text
    today = now().date().isoformat()
    assert "Nothing found" not in root.get("/admin/audit", params={"last": today}).text


def test_the_audit_log_comes_in_pages(database: str | None, tmp_path: Path) -> None:
    place = Database(config(tmp_path / "web", "server", database))
    with place.session() as session:
        anna = add_account(session, "anna", None, "person")
        session.add_all(
            Audit(at=now() - timedelta(days=n // 60), account=anna, owner=anna, action=f"a{n}")
            for n in range(PAGE + 20)
        )
    with place.session() as session:
        first, more = entries(session)
        second, end = entries(session, page=1)
        today = now().date()
        old, _ = entries(session, last=today - timedelta(days=1))
    assert (len(first), more, len(second), end) == (PAGE, True, 20, False)
    assert first[0].action == f"a{PAGE + 19}"
    assert len(old) == PAGE + 20 - 60
    place.close()


def test_accounts_are_found_by_name(server: TestClient, root: Somebody) -> None:
    add_accounts(server, "anna", "annabel", "bert_x")
    page = root.get("/admin", params={"q": "ANNA"}).text
    assert ">annabel<" in page
    assert ">bert_x<" not in page
    assert "No account" in root.get("/admin", params={"q": "%"}).text


def test_the_queue_is_counted(server: TestClient, root: Somebody) -> None:
    from legaat.web._models import Job

    with face_of(server).database.session() as session:
        session.add(
            Job(id="j", owner=account_id(server, "root"), kind="read", state="failed", body=b"x",
                created=now(), done=0.0, attempts=3)
        )  # fmt: skip
    assert re.search(r"Jobs failed</dt><dd>1<", root.get("/admin").text)


ISO = re.compile(r">[^<]*\b20\d\d-\d\d-\d\d[^<]*<")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days_are_said_in_words(server: TestClient, lang: Lang) -> None:
    months = [say(f"web.months.m{n}", lang) for n in range(1, 13)]
    add_accounts(server, "root", role="admin")
    anna, dora, _ = allowed(server, "anna", "dora")
    anna.profile()
    anna.profile()
    anna.post("/tokens", {"name": "script", "password": PASSWORD})
    face = face_of(server)
    face.jobs.add(account_id(server, "anna"), "read", {"upload": "x", "name": "x"})
    root = logged_in(server, "root")
    anna_id = account_id(server, "anna")
    for who, path in (
        (anna, "/account"), (anna, "/tokens"), (anna, "/jobs"), (anna, "/compare"),
        (dora, "/clients"),
        (root, "/admin"), (root, f"/admin/account/{anna_id}"), (root, "/admin/audit"), (anna, "/"),
        (anna, "/mine"),
    ):  # fmt: skip
        page = who.get(path, params={"lang": lang}).text
        assert not ISO.search(page), (path, ISO.search(page))
        assert any(f" {one} 20" in page for one in months), path
