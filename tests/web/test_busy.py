"""Answers that take long: nobody stops the others, and what nobody waits for isn't made."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from legaat.web import create_app
from legaat.web._desk import BusyError, Desk
from legaat.web._state import OverError, Turn, Turns, Twins
from web_factory import (
    Somebody,
    add_accounts,
    config,
    face_of,
    free_port,
    logged_in,
    without_rates,
)


@contextmanager
def stuck(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Future[Any]]]:
    """Let every question to a twin wait until this is over; give the questions."""
    asked: list[Future[Any]] = []

    over = False

    def later(_self: Twins, *_: Any, **__: Any) -> Future[Any]:
        asked.append(Future())
        if over:
            asked[-1].set_exception(OverError())
        return asked[-1]

    monkeypatch.setattr(Twins, "later", later)
    try:
        yield asked
    finally:
        over = True
        for one in asked:
            if not one.done():
                one.set_exception(OverError())


def until(true: Any) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


def test_whoever_asks_much_at_once_stops_nobody(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_rates(server)
    add_accounts(server, "anna", "bert")
    anna, bert = logged_in(server, "anna"), logged_in(server, "bert")
    own, other = anna.profile(), bert.profile()
    pages = [
        f"/what-if/{own}?havermout=1", f"/what-if/{own}/simulation.json", f"/report/{own}/model",
        f"/plan/{own}/blend?now=1", f"/report/{own}/download.pdf?effects=1",
    ] * 9  # fmt: skip
    with ThreadPoolExecutor(50) as crowd, stuck(face_of(server).twins, monkeypatch) as asked:
        waiting = [crowd.submit(anna.client.get, page) for page in pages]
        until(lambda: sum(one.done() for one in waiting) == len(pages) - 3)
        refused = [one.result() for one in waiting if one.done()]
        assert {one.status_code for one in refused} == {429}
        assert "We are still busy" in refused[0].text
        assert refused[0].headers["retry-after"]
        again = refused[0].url.raw_path.decode().replace("&", "&amp;")
        assert f'<a class="button" href="{again}">Try again</a>' in refused[0].text
        told = anna.client.post(f"/api/v1/profiles/{own}/simulate", json={})
        assert told.status_code == 429
        assert "busy" in told.json()["what"]
        assert anna.get("/healthz").text == "ok\n"
        assert anna.get("/you").status_code == 200
        logged_in(server, "bert")
        assert len(asked) <= 3
        theirs = crowd.submit(bert.client.get, f"/what-if/{other}")
        until(lambda: len(asked) >= 4 or theirs.done())
        assert not theirs.done()
        for one in asked:
            one.set_exception(OverError())
    assert anna.get(f"/report/{own}").status_code == 200


def test_what_is_asked_is_given_up_when_the_browser_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uvicorn = pytest.importorskip("uvicorn")
    app = create_app(config(tmp_path / "web", "server"))
    with TestClient(app, base_url="http://127.0.0.1:8877") as client:
        add_accounts(client, "anna")
        anna = logged_in(client, "anna")
        profile, face, port = anna.profile(), face_of(client), free_port()
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            until(lambda: server.started)
            with stuck(face.twins, monkeypatch) as asked:
                url = f"http://127.0.0.1:{port}/what-if/{profile}"
                for n in range(1, 6):
                    with pytest.raises(httpx2.ReadTimeout):
                        httpx2.get(url, cookies=dict(anna.client.cookies), timeout=0.5)
                    until(lambda n=n: len(asked) == n and asked[-1].cancelled())  # type: ignore[misc]
        finally:
            server.should_exit = True
            thread.join(20)


def test_every_long_answer_takes_a_place(local: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = local.profile(), local.profile()
    api = f"/api/v1/profiles/{own}"
    form = {"csrf": local.token(), "do": "out", "what": "exercise"}

    def full(_desk: Desk, _who: str) -> Any:
        raise BusyError

    monkeypatch.setattr(Desk, "place", full)
    asked = f"a={own}&b={other}"
    for path in (
        f"/plan/{own}", f"/plan/{own}/calendar", f"/plan/{own}/calendar.ics",
        f"/plan/{own}/plan.json",
        f"/plan/{own}/shopping", f"/plan/{own}/shopping.txt", f"/plan/{own}/blend",
        f"/compare?{asked}", f"/compare/download.json?{asked}", f"/report/{own}", f"/what-if/{own}",
        f"{api}/plan", f"/api/v1/compare?before={own}&after={other}",
    ):  # fmt: skip
        answer = local.get(path)
        assert (answer.status_code, bool(answer.headers.get("retry-after"))) == (429, True), path
    assert local.client.post(f"/plan/{own}", data=form).status_code == 429
    told = local.client.put(f"{api}/plan", json={})
    assert told.status_code == 429
    assert "Retry-After" in told.json()["do"]


def test_whoever_waits_for_a_reader_is_told_when_to_come_back(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legaat.web._upload.ask", lambda *_, **__: {"refused": "busy"})
    files = {"file": ("profile.tsv", b"a\tb\n")}
    for answer in (local.upload(b"a\tb\n"), local.client.post("/api/v1/profiles", files=files)):
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "try again" in answer.text


def test_a_place_is_given_back() -> None:
    desk = Desk(2)
    with (
        desk.place("me"), desk.place("me"), desk.place("you"),
        pytest.raises(BusyError), desk.place("me"),
    ):  # fmt: skip
        pass
    with desk.place("me"), desk.place("me"):
        pass
    desk.close()


def test_the_oldest_of_many_open_pages_ends() -> None:
    turns = Turns(each=2)
    first, second = turns.begin("me", "a", 1), turns.begin("me", "b", 1)
    other = turns.begin("you", "a", 1)
    third = turns.begin("me", "c", 1)
    assert (first.over, second.over, third.over, other.over) == (True, False, False, False)
    turns.end("me")
    assert (second.over, third.over, other.over) == (True, True, False)


def test_what_is_not_begun_is_never_begun_after_the_end() -> None:
    turn, piece = Turn(), Future[int]()
    threading.Timer(0.05, turn.end).start()
    with pytest.raises(OverError):
        turn.wait(piece)
    assert piece.cancelled()
