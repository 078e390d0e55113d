"""Every page of the app is looked at: axe in the light and in the dark, weight, width, console.

The routes are asked of the app itself, so that a page that is added is looked at as well, or this
test fails.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web_factory import (
    EXAMPLE,
    PASSWORD,
    Somebody,
    account_id,
    add_accounts,
    config,
    face_of,
    logged_in,
    running,
)
from web_walk import CHROMIUM, Eye, chromium, serving, visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]

SEVERAL = b"taxon\tA\tB\nFaecalibacterium prausnitzii\t60\t10\nBacteroides uniformis\t40\t90\n"
CLIENT = "/client/{client}"
OF_A_CLIENT = {f"{CLIENT}/", f"{CLIENT}/report/{{profile_id}}", f"{CLIENT}/mine"}
"""A client's pages are one's own pages; these stand for the frame around them."""

FILES = (".csv", ".html", ".ics", ".json", ".pdf", ".txt")
NOT_PAGES = ("/api", "/static", "/healthz", "/metrics")


def routes(client: Any) -> list[str]:
    """Return the path of every route that can be got."""

    def of(found: Any, prefix: str = "") -> Iterator[str]:
        for route in found:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                yield from of(inner.routes, prefix + route.include_context.prefix)
            elif "GET" in (getattr(route, "methods", None) or ()):
                yield prefix + route.path

    app = client.app
    while hasattr(app, "_app"):
        app = app._app
    return [
        path
        for path in dict.fromkeys(of(app.routes))
        if not (path.startswith(NOT_PAGES) or path.endswith(FILES))
    ]


def prepared(me: Somebody) -> dict[str, str]:
    """Give somebody something of every kind, and return an id for each parameter of a route."""
    from sqlalchemy import select

    from legaat.web._links import make_link
    from legaat.web._models import Record

    profile = me.profile()
    # Another file: one that was given before is kept once.
    later = EXAMPLE.with_name("profile-later.tsv")
    second = str(me.upload(later.read_bytes(), later.name).url).rsplit("/", 1)[-1]
    several = str(me.upload(SEVERAL, "several.tsv").url).split("/")[-2]
    me.post("/you", {"age_years": "52", "sex": "female", "complaints": "constipation",
                     "immune": "normal", "conditions": "none", "medicines": "lithum",
                     "allergies": "none", "intolerances": "none"})  # fmt: skip
    me.post(f"/upload/{several}/all")
    for _ in range(240):
        if me.get(f"/table/{several}").status_code == 200:
            break
        time.sleep(0.25)
    face = face_of(me.client)
    with face.database.session() as session:
        record = session.scalar(select(Record.id).where(Record.id == profile))
        owner = session.scalar(select(Record.owner).where(Record.id == profile))
    assert record is not None
    assert owner is not None
    link = ""
    if owner != "local":
        # For somebody else: a link ends the sessions of whom it is for.
        add_accounts(me.client, "guest")
        guest = account_id(me.client, "guest")
        with face.database.session() as session:
            link = make_link(session, guest, guest)
    return {
        "client": owner,
        "account_id": owner,
        "token": link,
        "kind": "claim",
        "second": second,
        "profile_id": profile,
        "upload_id": several,
        "record_id": record,
        "key": "complaints",
        "name": "C22",
        "job_id": face.jobs.add(owner, "read", {"upload": several}),
    }


def filled(path: str, ids: dict[str, str]) -> str:
    for key, value in ids.items():
        path = path.replace(f"{{{key}}}", value)
    assert "{" not in path, f"a page with a parameter that this test does not know: {path}"
    return path


def look_at(eye: Eye, path: str, name: str) -> str:
    """Look at a page in the light and in the dark, and return what it turned out to be.

    Returns
    -------
    str
        "page"; "file" for something to save or a part of a page; "elsewhere" for a page that leads
        on; "no" where this visitor may not be.
    """
    probe = eye.page.request.get(eye.url + path, max_redirects=0)
    if probe.status in {302, 303, 307}:
        return "elsewhere"
    if probe.status != 200:
        return "no"
    kind = probe.headers.get("content-type", "")
    if "attachment" in probe.headers.get("content-disposition", "") or (
        "text/html" not in kind or "<html" not in probe.text()
    ):
        return "file"
    eye.open(path)
    eye.look(name)
    eye.look_dark(name)
    return "page"


def asked(ids: dict[str, str]) -> dict[str, str]:
    """Return pages that look otherwise when something is asked of them."""
    profile = ids["profile_id"]
    return {
        "you-of-profile": f"/you?next=/report/{profile}",
        "report-effects": f"/report/{profile}?effects=1",
        "compare-two": f"/compare?a={profile}&b={ids['second']}",
        "know-found": "/know?q=butyraat",
        "mine-delete-one": f"/mine/delete?id={ids['upload_id']}",
    }


def named(path: str) -> str:
    return path.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "start"


def test_every_page_of_ones_own_machine(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    with running(config(folder)) as client:
        ids = prepared(Somebody(client))
        paths = routes(client)
    with (
        serving(folder) as url,
        chromium() as browser,
        visiting(browser, url, "nl", 390) as eye,
    ):
        found = {p: look_at(eye, filled(p, ids), f"page-{named(p)}") for p in paths}
        for name, path in asked(ids).items():
            assert look_at(eye, path, f"page-{name}") == "page", path
        eye.quiet()
    assert [p for p, what in found.items() if what == "no"] == []
    assert sum(what == "page" for what in found.values()) >= 15, found


def test_every_page_of_a_server(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    with running(config(folder, "server")) as client:
        add_accounts(client, "anna")
        add_accounts(client, "dora", role="dietitian")
        add_accounts(client, "root", role="admin")
        anna = logged_in(client, "anna")
        ids = prepared(anna)
        anna.post("/mine/consent", {"dietitian": "dora"})
        paths = [p for p in routes(client) if not p.startswith(CLIENT) or p in OF_A_CLIENT]
    found = dict.fromkeys(paths, "no")
    with serving(folder, "--server") as url, chromium() as browser:
        for name in ("nobody", "anna", "dora", "root"):
            with visiting(browser, url, "en", 1280) as eye:
                if name != "nobody":
                    log_in(eye, name)
                for path in [p for p, what in found.items() if what in {"no", "elsewhere"}]:
                    found[path] = look_at(eye, filled(path, ids), f"{name}-{named(path)}")
                eye.quiet()
    assert [p for p, what in found.items() if what == "no"] == []


def log_in(eye: Eye, name: str) -> None:
    eye.page.goto(f"{eye.url}/login")
    eye.page.fill("#name", name)
    eye.page.fill("#password", PASSWORD)
    with eye.page.expect_navigation():
        eye.page.click("main form button")
    assert "/login" not in eye.page.url
