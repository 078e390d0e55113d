"""A server in a real browser: accounts, a second factor, a dietitian, administration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyotp
import pytest

from legaat.web._database import Database
from legaat.web._identity import add_account
from legaat.web._keys import open_vault
from legaat.web._links import make_link
from web_factory import EXAMPLE, PASSWORD, config
from web_walk import CHROMIUM, Eye, Hands, chromium, serving, visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]


def _prepared(folder: Path) -> dict[str, str]:
    settings = config(folder, "server")
    place = Database(settings)
    open_vault(settings, place)
    with place.session() as session:
        ids = {
            name: add_account(session, name, password, role)
            for name, password, role in (
                ("anna", None, "person"), ("dora", PASSWORD, "dietitian"),
                ("root", PASSWORD, "admin"),
            )
        }  # fmt: skip
        ids["token"] = make_link(session, ids["anna"], "(console)")
    place.close()
    return ids


def _send(eye: Eye, form: str, **fields: str) -> None:
    for key, value in fields.items():
        eye.page.fill(f"{form} [name={key}]", value)
    with eye.page.expect_navigation():
        eye.page.click(f"{form} button")


def _log_in(eye: Eye, name: str) -> None:
    eye.open("/login")
    _send(eye, "main form", name=name, password=PASSWORD)
    assert "/login" not in eye.page.url


def _opened(eye: Eye, path: str, name: str) -> None:
    eye.open(path)
    eye.page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
    eye.look(name)
    eye.look_dark(name)
    small = eye.page.evaluate(_SMALL) if "390" in eye.tag else []
    assert not small, f"too small to tap on {name}: {small}"


_SMALL = """() => [...document.querySelectorAll('main :is(button, summary, select, .tap, .button)')]
  .filter(e => { const h = e.getBoundingClientRect().height; return h > 0 && h < 43.5; })
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(("lang", "width"), [("nl", 390), ("en", 1280)])
def test_a_server_from_the_first_link_to_leaving(tmp_path: Path, lang: str, width: int) -> None:
    ids = _prepared(tmp_path / "web")
    with (
        serving(tmp_path / "web", "--server") as url,
        chromium() as browser,
        visiting(browser, url, lang, width) as anna,
    ):
        _person(anna, ids)
        with visiting(browser, url, lang, width) as dora:
            _dietitian(dora, ids)
        anna.open("/mine")
        anna.look("server-mine-looked")
        assert "dora" in anna.page.inner_text("#looked + ul")
        _second(anna)
        with visiting(browser, url, lang, width) as root:
            _admin(root, ids)
        # Switched off by now: the next page asks to log in.
        anna.page.goto(f"{url}/account")
        assert anna.page.url.endswith("/login")
        anna.quiet()


def _person(eye: Eye, ids: dict[str, str]) -> None:
    eye.open("/login")
    eye.look("server-login")
    _send(eye, "main form", name="anna", password="not the password")
    assert eye.page.locator("[role=alert]").count() == 1
    eye.look("server-login-wrong")
    eye.open(f"/link/{ids['token']}")
    eye.look("server-link")
    _send(eye, "main form", password=PASSWORD, again=PASSWORD)
    assert eye.page.locator("[role=status]").count() == 1
    _log_in(eye, "anna")
    eye.page.set_input_files("#file", EXAMPLE)
    with eye.page.expect_navigation():
        eye.page.click("form.drop button")
    eye.open("/mine")
    _send(eye, "form[action='/mine/consent']", dietitian="nobody")
    eye.look("server-mine-no")
    _send(eye, "form[action='/mine/consent']", dietitian="dora")
    eye.look("server-mine-yes")
    eye.forgive()


def _dietitian(eye: Eye, ids: dict[str, str]) -> None:
    _log_in(eye, "dora")
    _opened(eye, "/clients", "server-clients")
    with eye.page.expect_navigation():
        eye.page.click("main ul.rows a")
    assert eye.page.url.endswith(f"/client/{ids['anna']}/")
    assert "anna" in eye.page.inner_text(".client-bar")
    eye.look("server-client")
    hands = Hands(eye.page)
    hands.tab_to(href="/clients")
    hands.go()
    assert eye.page.url.endswith("/clients")
    eye.quiet()


def _second(eye: Eye) -> None:
    _opened(eye, "/account", "server-account")
    _send(eye, "form[action='/account/second']", password=PASSWORD)
    eye.look("server-second")
    eye.look_dark("server-second")
    box: Any = eye.page.locator("svg.qr").bounding_box()
    assert box["width"] == pytest.approx(box["height"], rel=0.02)
    secret = eye.page.inner_text("code.secret").replace(" ", "")
    _send(eye, "form[action='/account/second/confirm']", code=pyotp.TOTP(secret).now())
    assert eye.page.locator(".codes li").count() == 10
    eye.look("server-codes")
    _opened(eye, "/account", "server-account-second")


def _admin(eye: Eye, ids: dict[str, str]) -> None:
    _log_in(eye, "root")
    _opened(eye, "/admin", "server-admin")
    _send(eye, "form[action='/admin/accounts']", name="new.person")
    assert "/link/" in eye.page.inner_text("code.copy")
    eye.look("server-admin-link")
    _opened(eye, f"/admin/account/{ids['anna']}", "server-admin-account")
    _opened(eye, "/admin/audit", "server-audit")
    eye.open(f"/admin/account/{ids['anna']}")
    _send(eye, "form[action$='/off']")
    assert eye.page.locator("[role=status]").count() == 1
    eye.quiet()
