"""Words, sources and methods open in a real browser: by touch, by keyboard, without a script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from legaat.messages import Lang
from legaat.reports import render_html
from report_factory import make_inside, make_report

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]


@contextmanager
def opened(folder: Path, lang: Lang, width: int, **options: Any) -> Iterator[Any]:
    report = replace(make_report(referrals=("soon",), n_missing=3), inside=make_inside())
    file = folder / "report.html"
    file.write_text(render_html(report, lang), encoding="utf-8")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(file.as_uri())
        yield page
        browser.close()


def clean(page: Any) -> None:
    found = axe.Axe().run(page).response["violations"]
    assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


@pytest.mark.parametrize(("lang", "width", "scheme"), [("nl", 390, "dark"), ("en", 1280, "light")])
def test_the_keyboard_opens_a_source_and_axe_finds_nothing(
    lang: Lang, width: int, scheme: str, tmp_path: Path
) -> None:
    with opened(tmp_path, lang, width, color_scheme=scheme) as page:
        clean(page)
        button = page.locator(".finding button.ref").first
        shown = page.locator(f"#{button.get_attribute('popovertarget')}")
        assert not shown.is_visible()
        button.focus()
        page.keyboard.press("Enter")
        assert shown.is_visible()
        box = shown.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        clean(page)
        page.keyboard.press("Tab")
        assert shown.locator(":focus").count() == 1
        page.keyboard.press("Escape")
        assert not shown.is_visible()
        assert page.evaluate("document.activeElement.className") == "ref"


def test_words_open_and_shut_without_a_script(tmp_path: Path) -> None:
    with opened(tmp_path, "en", 390, java_script_enabled=False) as page:
        button = page.locator("button.term").first
        shown = page.locator(f"#{button.get_attribute('popovertarget')}")
        button.click()
        assert shown.is_visible()
        shown.locator("button.shut").click()
        assert not shown.is_visible()


def test_on_paper_all_words_and_sources_stand_and_nothing_to_tap(tmp_path: Path) -> None:
    with opened(tmp_path, "nl", 800) as page:
        page.emulate_media(media="print")
        entries = page.locator(".words > li, .bibliography > li")
        assert all(entries.nth(i).is_visible() for i in range(entries.count()))
        for hidden in ("button.shut", "button.how", "nav"):
            assert not any(row.is_visible() for row in page.locator(hidden).all())
