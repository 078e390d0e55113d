"""Accounts: logging in, waiting, the second factor, links, sessions, and leaving."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from legaat.errors import UsageError
from legaat.web._database import Database
from legaat.web._identity import (
    add_account,
    check_password,
    devices,
    end_sessions,
    plain_name,
    start_session,
    visitor,
)
from legaat.web._links import make_link, use_link
from legaat.web._login import log_in
from legaat.web._models import Account, Link, Login, Record, Recovery, Token, Tries
from legaat.web._second import confirm_totp, enrol_totp, new_codes
from legaat.web._store import now
from legaat.web._vault import Vault
from web_factory import PASSWORD, Somebody, add_accounts, config, face_of, logged_in, running

OTHER = "another long password"


class Place:
    """A database with its vault, and one account in it."""

    def __init__(self, folder: Path, url: str | None) -> None:
        settings = config(folder, "server", url)
        self.database = Database(settings)
        self.vault = Vault.at(settings.key_path)
        with self.database.session() as session:
            self.anna = add_account(session, "anna", PASSWORD, "person")

    def log_in(self, name: str = "anna", password: str = PASSWORD, code: str = "") -> Any:
        return log_in(self.database, self.vault, name, password, code)

    def at_once(self, code: str, times: int = 4) -> int:
        """How many of several logins with one code at the same moment are let in."""
        with ThreadPoolExecutor(times) as pool:
            found = list(pool.map(lambda _: self.log_in(code=code), range(times)))
        return sum(one.token is not None for one in found)


@pytest.fixture
def place(database: str | None, tmp_path: Path) -> Any:
    made = Place(tmp_path / "web", database)
    yield made
    made.database.close()


# -- waiting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_a_name_waits_after_wrong_tries_whether_it_exists_or_not(place: Place, name: str) -> None:
    reasons = [place.log_in(name, "wrong password").reason for _ in range(7)]
    assert reasons == ["wrong"] * 5 + ["wait"] * 2


def test_after_waiting_the_right_password_works_and_counting_begins_anew(place: Place) -> None:
    for _ in range(6):
        place.log_in(password="wrong password")
    assert place.log_in().reason == "wait"
    with place.database.session() as session:
        session.execute(update(Tries).values(locked_until=now() - timedelta(seconds=1)))
    assert place.log_in().token
    with place.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Tries)) == 0


def test_many_tries_at_once_are_no_free_tries(place: Place) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: place.log_in(password="wrong password"), range(12)))
    assert sum(one.reason == "wrong" for one in found) == 5


def test_a_try_says_nothing_of_the_name_in_the_database(place: Place) -> None:
    place.log_in("secret typed in the wrong field", "x")
    with place.database.session() as session:
        kept = session.scalars(select(Tries.name_mac)).all()
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in kept)


def test_an_unknown_name_costs_the_same_work(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    from legaat.web._login import _nobodys, warm_up

    _nobodys.cache_clear()
    warm_up()
    verified = []
    before = PasswordHasher.verify

    def counted(self: PasswordHasher, held: str, given: str) -> bool:
        verified.append(held.split("$")[3])
        return before(self, held, given)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    place.log_in("anna", "wrong password")
    place.log_in("nobody", "wrong password")
    # The same function with the same parameters, once each.
    assert len(verified) == 2
    assert verified[0] == verified[1]


@pytest.mark.costly
def test_hashing_costs_what_the_library_says(tmp_path: Path) -> None:
    import argon2

    from legaat.web._identity import hash_password

    found = argon2.extract_parameters(hash_password("anna", PASSWORD))
    assert found == argon2.profiles.RFC_9106_LOW_MEMORY
    assert found.type is argon2.Type.ID


def test_a_hash_of_less_cost_is_made_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    from legaat.web import _identity

    dearer = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(_identity, "hasher", lambda: dearer)
    assert place.log_in(password="wrong password").token is None
    with place.database.session() as session:
        before = session.scalar(select(Account.password))
    assert place.log_in().token
    with place.database.session() as session:
        assert "t=1" in (before or "")
        assert "t=2" in (session.scalar(select(Account.password)) or "")
    assert place.log_in().token


# -- the second factor -------------------------------------------------------------------------


def _second(place: Place) -> pyotp.TOTP:
    with place.database.session() as session:
        return pyotp.TOTP(enrol_totp(session, place.vault, place.anna, confirmed=True))


def test_a_code_of_the_app_works_once(place: Place) -> None:
    code = _second(place).now()
    assert place.log_in().reason == "totp"
    assert place.log_in(code=code).token
    assert place.log_in(code=code).reason == "wrong"


def test_of_logins_at_the_same_moment_with_one_code_one_is_let_in(place: Place) -> None:
    assert place.at_once(_second(place).now()) == 1


def test_of_logins_at_the_same_moment_with_one_recovery_code_one_is_let_in(place: Place) -> None:
    _second(place)
    with place.database.session() as session:
        codes = new_codes(session, place.anna)
    assert place.at_once(codes[0]) == 1
    assert place.log_in(code=codes[1].upper().replace("-", " ")).token
    with place.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Recovery)) == 8
        held = session.scalars(select(Recovery.code_hash)).all()
    assert not {code.replace("-", "") for code in codes} & set(held)


def test_leaving_the_code_out_does_not_begin_the_counting_anew(place: Place) -> None:
    _second(place)
    for _ in range(4):
        assert place.log_in(code="000000").reason == "wrong"
    assert place.log_in().reason == "totp"
    assert place.log_in(code="000000").reason == "wrong"
    assert place.log_in(code="000000").reason == "wait"


def test_a_new_secret_counts_only_after_its_first_code(place: Place) -> None:
    with place.database.session() as session:
        secret = enrol_totp(session, place.vault, place.anna)
    assert place.log_in().token
    with place.database.session() as session:
        assert not confirm_totp(session, place.vault, place.anna, "12345")
        assert confirm_totp(session, place.vault, place.anna, pyotp.TOTP(secret).now())
    assert place.log_in().reason == "totp"
    # The code that confirmed it was used.
    assert place.log_in(code=pyotp.TOTP(secret).now()).reason == "wrong"


# -- passwords and names -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    ["short", "a" * 12, "anna" * 3, "Anna Anna Anna", "Password1234", "wachtwoord123", "x" * 1001],
)
def test_a_password_that_is_short_or_easy_is_refused(password: str) -> None:
    with pytest.raises(UsageError):
        check_password("anna", password)


@pytest.mark.parametrize(("password", "word"), [("short", "too short"), ("x" * 1001, "too long")])
def test_it_is_said_whether_a_password_is_too_short_or_too_long(password: str, word: str) -> None:
    with pytest.raises(UsageError) as found:
        check_password("anna", password)
    assert word in found.value.what("en")


@pytest.mark.parametrize("password", ["five green apples", "correcte paarden", "ïøœ∑´®†¥¨ˆπåß"])
def test_any_other_password_is_free(password: str) -> None:
    check_password("anna", password)


def test_a_password_with_accents_fits_however_they_are_typed(place: Place) -> None:
    with place.database.session() as session:
        add_account(session, "zoe", "cafe\u0301 cre\u0301me bru\u0302le\u0301e", "person")
    assert place.log_in("zoe", "café créme brûlée").token


@pytest.mark.parametrize("typed", ["Anna", " ANNA ", "\uff21nna"])
def test_a_name_is_one_however_it_is_typed(place: Place, typed: str) -> None:
    assert place.log_in(typed).token
    with pytest.raises(UsageError), place.database.session() as session:
        add_account(session, typed, PASSWORD, "person")


@pytest.mark.parametrize("name", ["аnna", "an na", "a", "", "local", "<b>", "zoë", "x" * 101])
def test_a_name_that_could_be_taken_for_another_is_refused(place: Place, name: str) -> None:
    with pytest.raises(UsageError), place.database.session() as session:
        add_account(session, name, PASSWORD, "person")
    assert plain_name(name) != "anna"


# -- sessions ----------------------------------------------------------------------------------


def test_a_session_ends_by_itself(place: Place) -> None:
    with place.database.session() as session:
        token = start_session(session, place.anna, "Mozilla/5.0 (X11; Linux) Firefox/130.0")
    with place.database.session() as session:
        who = visitor(session, token)
        assert who is not None
        assert devices(session, place.anna)[0].device == "Firefox, Linux"
        session.execute(update(Login).values(seen=now() - timedelta(minutes=61)))
    with place.database.session() as session:
        assert visitor(session, token) is None
        session.execute(update(Login).values(seen=now() - timedelta(minutes=59)))
    with place.database.session() as session:
        assert visitor(session, token) is not None
    with place.database.session() as session:
        seen = session.scalar(select(Login.seen))
        assert seen is not None
        assert seen.replace(tzinfo=None) > (now() - timedelta(minutes=1)).replace(tzinfo=None)
        session.execute(update(Login).values(expires=now() - timedelta(seconds=1)))
    with place.database.session() as session:
        assert visitor(session, token) is None


def test_an_account_that_is_switched_off_has_no_session(place: Place) -> None:
    token = place.log_in().token
    with place.database.session() as session:
        session.execute(update(Account).values(disabled=True))
    with place.database.session() as session:
        assert visitor(session, token) is None
    assert place.log_in().reason == "off"
    assert place.log_in(password="wrong password").reason == "wrong"


# -- links -------------------------------------------------------------------------------------


def _link(place: Place) -> str:
    with place.database.session() as session:
        return make_link(session, place.anna, "(console)")


def test_a_link_sets_a_password_once_and_ends_every_session(place: Place) -> None:
    before = place.log_in().token
    token = _link(place)
    assert place.log_in().reason == "wrong"
    with place.database.session() as session:
        session.add(Token(token_hash="x", account=place.anna, name="program", created=now()))
    with place.database.session() as session:
        assert token not in (session.scalar(select(Link.token_hash)) or "")
    with pytest.raises(UsageError), place.database.session() as session:
        use_link(session, place.vault, token, "short")
    with place.database.session() as session:
        assert use_link(session, place.vault, token, OTHER)
    with place.database.session() as session:
        assert visitor(session, before) is None
        assert session.scalar(select(func.count()).select_from(Token)) == 0
        assert not use_link(session, place.vault, token, "one more long password")
    assert place.log_in(password=OTHER).token
    assert place.log_in().reason == "wrong"


def test_a_link_works_only_for_a_while_and_only_the_newest(place: Place) -> None:
    older, token = _link(place), _link(place)
    with place.database.session() as session:
        assert not use_link(session, place.vault, older, OTHER)
        session.execute(update(Link).values(expires=now() - timedelta(seconds=1)))
    with place.database.session() as session:
        assert not use_link(session, place.vault, token, OTHER)


def test_of_two_who_use_a_link_at_the_same_moment_one_sets_the_password(place: Place) -> None:
    token = _link(place)

    def use(number: int) -> bool:
        with place.database.session() as session:
            return use_link(session, place.vault, token, f"long password number {number}")

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1


def test_the_page_of_a_link(server: TestClient) -> None:
    add_accounts(server, "anna")
    with face_of(server).database.session() as session:
        account = session.scalar(select(Account.id))
        assert account is not None
        token = make_link(session, account, "(console)")
    for _ in range(2):
        assert "anna" in server.get(f"/link/{token}").text
    form = {"password": OTHER, "again": "something else entirely"}
    assert server.post(f"/link/{token}", data=form).status_code == 400
    form = {"password": OTHER, "again": OTHER}
    there = {"origin": "https://evil.example"}
    assert server.post(f"/link/{token}", data=form, headers=there).status_code == 403
    page = server.post(f"/link/{token}", data=form)
    assert "Your password is set" in page.text
    assert server.get(f"/link/{token}").status_code == 404
    assert server.post(f"/link/{token}", data=form).status_code == 404


# -- the page ----------------------------------------------------------------------------------


def test_a_new_password_asks_the_old_one_and_ends_other_sessions(server: TestClient) -> None:
    add_accounts(server, "anna")
    here, there = logged_in(server, "anna"), logged_in(server, "anna")
    form = {"old": "not the password", "new": OTHER, "again": OTHER}
    assert here.post("/account/password", form).status_code == 400
    assert (
        here.post("/account/password", {**form, "old": PASSWORD, "again": "x"}).status_code == 400
    )
    easy = {"old": PASSWORD, "new": "password1234", "again": "password1234"}
    assert "easy to guess" in here.post("/account/password", easy).text
    before = here.client.cookies["legaat"]
    done = here.post("/account/password", {**form, "old": PASSWORD})
    assert "Your password is changed" in done.text
    assert "tokens of your programs have ended" in done.text
    assert here.client.cookies["legaat"] != before
    assert there.get("/mine", follow_redirects=False).status_code == 303
    assert here.get("/mine").status_code == 200


def test_guessing_the_old_password_in_a_session_is_slowed_too(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    for _ in range(5):
        anna.post("/account/delete", {"password": "not the password"})
    assert "Too many tries" in anna.post("/account/delete", {"password": PASSWORD}).text


def test_the_second_factor_by_its_pages(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    assert anna.post("/account/second", {"password": "wrong"}).status_code == 400
    page = anna.post("/account/second", {"password": PASSWORD})
    assert "<svg" in page.text
    assert " style=" not in page.text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
    assert secret is not None
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    assert logged_in(server, "anna").get("/account").status_code == 200
    assert anna.post("/account/second/confirm", {"code": "000000"}).status_code == 400
    page = anna.post("/account/second/confirm", {"code": totp.now()})
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", page.text)
    assert len(codes) == 10
    assert "10 recovery codes left" in anna.get("/account").text
    form = {"name": "anna", "password": PASSWORD}
    assert server.post("/login", data=form).status_code == 401
    entered = server.post("/login", data={**form, "code": codes[0]}, follow_redirects=False)
    assert entered.status_code == 303
    assert "9 recovery codes left" in anna.get("/account").text
    fresh = anna.post("/account/codes", {"password": PASSWORD}).text
    assert codes[1] not in fresh
    assert server.post("/login", data={**form, "code": codes[1]}).status_code == 401
    anna.post("/account/second/off", {"password": PASSWORD})
    assert server.post("/login", data=form, follow_redirects=False).status_code == 303


def test_the_picture_holds_the_secret_and_comes_from_nowhere_else() -> None:
    from legaat.web._second import address, picture

    drawn = picture(address("anna", pyotp.random_base32()), "<b>title</b>")
    assert drawn.startswith("<svg")
    assert "<b>" not in drawn
    assert "style" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_sessions_are_listed_and_ended(server: TestClient) -> None:
    add_accounts(server, "anna", "bert")
    here, there, third = (logged_in(server, "anna") for _ in range(3))
    bert = logged_in(server, "bert")
    ids = re.findall(r'name="session_id" value="([^"]+)"', here.get("/account").text)
    assert len(ids) == 2
    assert bert.post("/account/sessions", {"session_id": ids[0]}).status_code == 404
    here.post("/account/sessions", {"session_id": ids[0]})
    left = [one.get("/mine", follow_redirects=False).status_code for one in (there, third)]
    assert sorted(left) == [200, 303]
    here.post("/account/sessions")
    assert there.get("/mine", follow_redirects=False).status_code == 303
    assert third.get("/mine", follow_redirects=False).status_code == 303
    assert here.get("/mine").status_code == 200
    assert bert.get("/mine").status_code == 200


def test_logging_in_ends_the_session_that_the_browser_had(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    before = anna.client.cookies["legaat"]
    anna.client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert anna.client.cookies["legaat"] != before
    with face_of(server).database.session() as session:
        assert visitor(session, before) is None


def test_whoever_leaves_leaves_nothing(server: TestClient) -> None:
    add_accounts(server, "anna")
    anna = logged_in(server, "anna")
    anna.profile()
    assert anna.post("/account/delete", {"password": "wrong"}).status_code == 400
    page = anna.post("/account/delete", {"password": PASSWORD})
    assert "are deleted" in page.text
    with face_of(server).database.session() as session:
        for table in (Account, Record, Login):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_account_page_is_not_there_on_ones_own_machine(local: Somebody) -> None:
    for path in ("/account", "/admin", "/clients", "/login"):
        assert local.get(path).status_code == 404


def test_a_secure_cookie_belongs_to_this_host_alone(tmp_path: Path) -> None:
    settings = replace(config(tmp_path / "web", "server"), secure_cookies=True)
    with running(settings) as client:
        add_accounts(client, "anna")
        form = {"name": "anna", "password": PASSWORD}
        answer = client.post("/login", data=form, follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-legaat=")
        words = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= words
        assert not any(word.startswith("domain") for word in words)


# -- the command -------------------------------------------------------------------------------


def _command(*words: str, typed: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "legaat", *words], input=typed, capture_output=True, text=True,
        timeout=60, check=False, env=None,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_makes_resets_and_links(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    where = ("--folder", str(folder))
    _command("account", "Anna", *where, typed=f"{PASSWORD}\n")
    place = Database(config(folder, "server"))
    vault = Vault.at(folder / "key")
    token = log_in(place, vault, "anna", PASSWORD).token
    _command("account", "anna", "--reset", *where, typed=f"{OTHER}\n")
    assert log_in(place, vault, "anna", OTHER).token
    with place.session() as session:
        assert visitor(session, token) is None
        end_sessions(session, "nobody")
    token = log_in(place, vault, "anna", OTHER).token
    with place.session() as session:
        account = session.scalar(select(Account.id))
        session.add(Token(token_hash="x", account=account, name="program", created=now()))
    said = _command("account", "anna", "--reset", "--link", "https://legaat.example", *where)
    assert "old password no longer works" in said
    with place.session() as session:
        assert visitor(session, token) is None
        assert session.scalar(select(func.count()).select_from(Token)) == 0
    assert log_in(place, vault, "anna", OTHER).reason == "wrong"
    link = re.search(r"https://legaat\.example/link/(\S+)", said)
    assert link is not None
    with place.session() as session:
        assert use_link(session, vault, link[1], PASSWORD)
    place.close()
