"""A real browser walks the whole way, in both languages, on a telephone and on a desk.

Pictures go to ``$LEGAAT_PICTURES`` where that is set, so that somebody can look at them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from web_factory import EXAMPLE, free_port

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]


@contextmanager
def serving(folder: Path, database: str | None) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(port)]
    command += ["--folder", str(folder), *(["--database", database] if database else [])]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            assert process.poll() is None, "the server ended"
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
                break
            time.sleep(0.25)
        yield url
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def visiting(lang: str, width: int, **options: Any) -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=lang, **options
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def look(page: Any, name: str, lang: str, width: int) -> None:
    """Check a page the way axe and a narrow screen do, and keep its picture."""
    folder = os.environ.get("LEGAAT_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}-{lang}-{width}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is wider than the screen"
    found = axe.Axe().run(page).response["violations"]
    assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


@pytest.mark.parametrize(("lang", "width"), [("nl", 390), ("en", 1280)])
def test_from_upload_to_delete(database: str | None, lang: str, width: int, tmp_path: Path) -> None:
    with serving(tmp_path / "web", database) as url, visiting(lang, width) as page:
        problems: list[str] = []
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.goto(url)
        look(page, "start", lang, width)
        page.set_input_files("#file", EXAMPLE)
        page.click("form.drop button")
        page.wait_for_url("**/profile/*")
        look(page, "reading", lang, width)
        profile = page.url.rsplit("/", 1)[-1]

        page.goto(f"{url}/you?next=/report/{profile}")
        look(page, "you", lang, width)
        page.fill("#age_years", "52")
        page.fill("#complaints", "verstopping" if lang == "nl" else "constipation")
        page.check("input[name=sex][value=female]")
        for key in ("pregnant", "breastfeeding"):
            page.check(f"input[name={key}][value=no]")
        page.check("input[name=immune][value=normal]")
        for key in ("conditions", "medicines", "allergies"):
            page.fill(f"#{key}", "none")
        page.click("form.questions button")
        page.wait_for_url("**/report/*")
        look(page, "report", lang, width)

        page.goto(f"{url}/what-if/{profile}")
        before = page.inner_text("#answer")
        with page.expect_response(lambda r: "havermout=2" in r.url):
            page.locator("input[name=havermout]").evaluate(
                "e => { e.value = 2; e.dispatchEvent(new Event('input', {bubbles: true})) }"
            )
        page.wait_for_function("t => document.querySelector('#answer').innerText !== t", arg=before)
        assert "havermout=2" in page.url
        page.wait_for_selector("#doses svg")
        look(page, "what-if", lang, width)

        page.goto(f"{url}/plan/{profile}")
        look(page, "plan", lang, width)
        page.goto(f"{url}/label")
        page.fill("#text", "Yoghurt met Lactobacillus acidophilus LA-5, 10^9 KVE")
        page.click("main form button")
        page.wait_for_selector(".verdict")
        look(page, "label", lang, width)
        for name, path in (("know", "/know?q=butyraat"), ("entry", "/know/C22"),
                           ("food", "/know/kimchi"), ("mine", "/mine")):  # fmt: skip
            page.goto(url + path)
            look(page, name, lang, width)
        page.click("details.danger summary")
        page.click("button.warn")
        page.wait_for_selector("main.page p")
        assert page.locator("table").count() == 0
        assert not problems, problems


def test_everything_but_the_live_sliders_works_without_javascript(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "web", None) as url,
        visiting("en", 390, java_script_enabled=False) as page,
    ):
        page.goto(url)
        page.set_input_files("#file", EXAMPLE)
        page.click("form.drop button")
        page.wait_for_url("**/profile/*")
        page.click("text=See the report")
        page.wait_for_url("**/report/*")
        page.goto(page.url.replace("/report/", "/what-if/"))
        page.click("text=See what changes")
        assert page.locator("table.change tbody tr").count() >= 3


def test_the_keyboard_reaches_everything(tmp_path: Path) -> None:
    with serving(tmp_path / "web", None) as url, visiting("en", 1280) as page:
        page.goto(url)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        seen = set()
        for _ in range(20):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
        assert {"file", "Read it", "About you", "Nederlands"} <= seen
