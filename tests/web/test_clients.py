"""A dietitian and the people who let them look on."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from legaat.web._consent import below_client, for_client
from legaat.web._models import Account, Audit, Record
from web_factory import (
    EXAMPLE,
    PASSWORD,
    Somebody,
    account_id,
    add_accounts,
    allowed,
    face_of,
    logged_in,
    routes_of,
    without_rates,
)

HELPS = {
    "/upload", "/upload/{upload_id}/again", "/upload/{upload_id}/sample",
    "/profile/{profile_id}/correct", "/you",
    "/you/again", "/you/ask/{key}", "/you/unsure/medicines", "/plan/{profile_id}",
    "/plan/{profile_id}/calendar.ics", "/label",
    "/job/{job_id}/cancel", "/upload/{upload_id}/all", "/table/{upload_id}/keep",
}  # fmt: skip
"""What a dietitian may send for a client; a new form has to be put here or refused."""
NOT = {"/example", "/mine/delete", "/mine/job/{job_id}/delete"}


def test_every_form_below_a_client_was_thought_about(server: TestClient) -> None:
    forms = {
        path.removeprefix("/client/{client}")
        for method, path in routes_of(server)
        if method != "GET" and path.startswith("/client/")
    }
    assert {path for path in forms if for_client("POST", path)} == HELPS
    assert {path for path in forms if not for_client("POST", path)} == NOT


def _records(client: TestClient, owner: str) -> list[str]:
    with face_of(client).database.session() as session:
        return sorted(session.scalars(select(Record.id).where(Record.owner == owner)))


def test_a_dietitian_reads_and_helps_but_takes_nothing_away(server: TestClient) -> None:
    anna, dora, base = allowed(server, "anna", "dora")
    profile = anna.profile()
    for page in ("/", "/you", "/mine", f"/profile/{profile}", f"/report/{profile}",
                 f"/what-if/{profile}", f"/plan/{profile}", "/label", "/know",
                 f"/report/{profile}/download.json"):  # fmt: skip
        assert dora.get(base + page).status_code == 200, page
    assert "profile" in dora.get(f"{base}/").text
    page = dora.post(f"{base}/upload", files={"file": ("second.tsv", EXAMPLE.read_bytes() + b"\n")})
    assert str(page.url).split("/profile/")[0].endswith(base)
    dora.post(f"{base}/you", {"age_years": "61"})
    assert "61" in anna.get("/you").text
    kept = _records(server, account_id(server, "anna"))
    for one in kept:
        assert dora.post(f"{base}/mine/delete", {"id": one, "sure": "yes"}).status_code == 404
    assert dora.post(f"{base}/mine/delete", {"sure": "yes"}).status_code == 404
    assert dora.get(f"{base}/mine/export").status_code == 404
    for path in ("/mine/consent", "/mine/withdraw", "/account/delete", "/logout"):
        assert dora.post(base + path, {"dietitian": "dora", "password": "x"}).status_code == 404
    for method in ("PUT", "PATCH", "DELETE"):
        assert dora.client.request(method, f"{base}/profile/{profile}").status_code == 404
    assert _records(server, account_id(server, "anna")) == kept
    assert "/mine/export" not in dora.get(f"{base}/mine").text


def test_taking_consent_back_holds_from_the_next_request(server: TestClient) -> None:
    without_rates(server)
    anna, dora, base = allowed(server, "anna", "dora")
    profile = anna.profile()
    bodies = {
        (method, path): path.replace("{client}", base.removeprefix("/client/"))
        .replace("{profile_id}", profile)
        .replace("{name}", "C01")
        for method, path in routes_of(server)
        if path.startswith("/client/")
    }
    assert dora.get(f"{base}/report/{profile}").status_code == 200
    anna.post("/mine/withdraw", {"dietitian": account_id(server, "dora")})
    assert len(bodies) >= 20
    for (method, path), address in bodies.items():
        answer = dora.get(address) if method == "GET" else dora.post(address, {"sample": "x"})
        assert answer.status_code == 404, (method, path)
        assert "client-bar" not in answer.text
    assert base not in dora.get("/clients").text


def test_whoever_is_no_dietitian_any_more_has_no_clients(server: TestClient) -> None:
    _, dora, base = allowed(server, "anna", "dora")
    with face_of(server).database.session() as session:
        session.execute(update(Account).where(Account.name == "dora").values(role="person"))
    assert dora.get(f"{base}/").status_code == 404
    assert dora.get("/clients").status_code == 404


def test_the_list_of_clients_says_since_when_and_of_when(server: TestClient) -> None:
    anna, dora, base = allowed(server, "anna", "dora")
    page = dora.get("/clients").text
    assert f'href="{base}/"' in page
    assert "no profile yet" in page
    anna.profile()
    assert "last profile added on" in dora.get("/clients").text
    assert anna.get("/clients").status_code == 404


def test_every_page_of_a_client_says_whose_it_is(server: TestClient) -> None:
    anna, dora, base = allowed(server, "anna", "dora")
    profile = anna.profile()
    for page in ("/", "/you", "/mine", "/label", f"/report/{profile}", f"/what-if/{profile}"):
        text = dora.get(base + page).text
        assert "You are looking at what belongs to anna" in text, page
        assert 'href="/clients"' in text
        # No address on the page leads out of the client's pages by accident.
        main = re.search(r"<main.*</main>", text, re.DOTALL)
        assert main is not None
        assert not re.findall(
            r'(?:href|action)="/(?:report|profile|plan|what-if|you|upload)', main[0]
        )
    assert "client-bar" not in anna.get(f"/report/{profile}").text
    assert "client-bar" not in dora.get("/").text


def test_a_person_sees_who_looked_and_when(server: TestClient) -> None:
    anna, dora, base = allowed(server, "anna", "dora")
    assert "Nobody but you has looked" in anna.get("/mine").text
    profile = anna.profile()
    dora.get(f"{base}/report/{profile}")
    dora.get(f"{base}/know")
    dora.post(f"{base}/you", {"age_years": "61"})
    page = anna.get("/mine").text
    looked = page[page.index('id="looked"') :]
    assert "dora" in looked
    assert "saw the report" in looked
    assert "gave answers" in looked
    with face_of(server).database.session() as session:
        actions = session.scalars(
            select(Audit.action).where(Audit.account == account_id(server, "dora"))
        ).all()
    assert "look report" in actions
    assert "look know" not in actions
    # Another person sees nothing of it.
    add_accounts(server, "bert")
    assert "Nobody but you has looked" in logged_in(server, "bert").get("/mine").text


@pytest.mark.parametrize("name", ["bert", "root", "nobody", "anna", "off", ""])
def test_allowing_tells_only_whether_there_is_such_a_dietitian(
    server: TestClient, name: str
) -> None:
    add_accounts(server, "anna", "bert")
    add_accounts(server, "root", role="admin")
    add_accounts(server, "off", role="dietitian")
    with face_of(server).database.session() as session:
        session.execute(update(Account).where(Account.name == "off").values(disabled=True))
    page = logged_in(server, "anna").post("/mine/consent", {"dietitian": name})
    assert str(page.url).endswith("/mine?helper=no#helpers")
    assert "There is no dietitian with that name here" in page.text


def test_allowing_and_taking_back_is_said_plainly(server: TestClient) -> None:
    add_accounts(server, "anna")
    add_accounts(server, "dora", role="dietitian")
    anna = logged_in(server, "anna")
    assert "It is allowed from now on" in anna.post("/mine/consent", {"dietitian": " Dora "}).text
    assert "It is allowed" in anna.post("/mine/consent", {"dietitian": "dora"}).text
    gone = anna.post("/mine/withdraw", {"dietitian": account_id(server, "dora")})
    assert "Taken back" in gone.text


def test_a_large_upload_for_a_client_may_be_as_large_as_ones_own(server: TestClient) -> None:
    _, dora, base = allowed(server, "anna", "dora")
    table = EXAMPLE.read_bytes() + b"# " + b"x" * (3 * 1024 * 1024) + b"\n"
    page = dora.post(f"{base}/upload", files={"file": ("p.tsv", table)}, follow_redirects=False)
    assert page.status_code != 413
    form = {"age_years": "1" * (3 * 1024 * 1024)}
    assert dora.post(f"{base}/you", form).status_code == 413


def test_the_address_of_a_client_is_read_in_one_way() -> None:
    assert below_client("/client/a/report/1") == ("a", "/report/1")
    assert below_client("/client/a") == ("a", "/")
    assert below_client("/clients") is None
    assert below_client("/upload") is None
    assert not for_client("GET", "/mine/export")
    assert not for_client("GET", "/mine/delete")
    assert for_client("GET", "/mine")
    assert not for_client("POST", "//mine/delete")
    assert not for_client("POST", "/packs")


def test_nobody_is_their_own_client(server: TestClient) -> None:
    add_accounts(server, "dora", role="dietitian")
    dora: Somebody = logged_in(server, "dora")
    assert dora.get(f"/client/{account_id(server, 'dora')}/").status_code == 404


def test_what_is_of_a_client_is_never_called_ones_own(server: TestClient) -> None:
    anna, dora, base = allowed(server, "anna", "dora")
    before = dora.get(f"{base}/").text
    assert "Profiles of anna" in before
    assert "<title>anna · " in before
    anna.profile()
    for page in ("/", "/mine", "/you"):
        text = dora.get(base + page).text
        for own in ("Good to see you", "Your profiles", "about you<", ">About you</h1>"):
            assert own not in text, (page, own)


def test_a_dietitian_comes_in_at_the_clients(server: TestClient) -> None:
    add_accounts(server, "anna")
    add_accounts(server, "dora", role="dietitian")
    for name, there in (("anna", "/"), ("dora", "/clients")):
        token = server.post(
            "/login", data={"name": name, "password": PASSWORD}, follow_redirects=False
        )
        assert token.headers["location"] == there
