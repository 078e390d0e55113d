"""Take the pictures of the web face that the documents show, of the shipped example.

Needs Playwright and Chromium. Run: python scripts/build_web_pictures.py [--chromium PATH]
Writes docs/img/web-{en,nl}.png: a question, what if and the plan on a telephone, side by side.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import ViewportSize, sync_playwright

from legaat.messages import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
PHONE: ViewportSize = {"width": 390, "height": 900}
PORT = 18_877
ANSWERS = {
    "age_years": "46", "complaints": "constipation", "sex": "female", "pregnant": "no",
    "breastfeeding": "no", "in_hospital": "no", "immune": "normal", "conditions": "none",
    "medicines": "none", "allergies": "none", "intolerances": "none",
}  # fmt: skip


@contextmanager
def serving() -> Iterator[str]:
    """Serve an empty folder until the end."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(PORT)]
        process = subprocess.Popen([*command, "--folder", folder], stderr=subprocess.DEVNULL)
        try:
            for _ in range(240):
                with suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5).close()
                    break
                time.sleep(0.25)
            yield f"http://127.0.0.1:{PORT}"
        finally:
            process.terminate()
            process.wait(40)


def pictures(page: Any, url: str) -> list[bytes]:
    """Walk to the three pages and photograph them."""
    found = []
    page.goto(url)
    page.click("form.example button")
    page.wait_for_url("**/profile/*")
    profile = page.url.rsplit("/", 1)[-1]
    page.goto(f"{url}/you/ask/complaints?next=/report/{profile}")
    page.check('input[value="constipation"]')
    found.append(page.screenshot())
    page.goto(f"{url}/you/all")
    for key, value in ANSWERS.items():
        field = page.locator(f'input[name="{key}"]').first
        if field.get_attribute("type") == "radio":
            page.check(f'input[name="{key}"][value="{value}"]')
        else:
            field.fill(value)
    with page.expect_navigation():
        page.click("form.questions button")
    page.goto(f"{url}/what-if/{profile}?havermout=2")
    found.append(page.screenshot())
    page.goto(f"{url}/plan/{profile}")
    found.append(page.screenshot())
    return found


def side_by_side(shots: list[bytes]) -> str:
    """Return a page that shows the telephones beside each other."""
    frames = "".join(
        f'<img width="{PHONE["width"]}" style="border-radius:18px;box-shadow:0 0 0 1px #bbb" '
        f'src="data:image/png;base64,{base64.b64encode(one).decode()}">'
        for one in shots
    )
    style = "margin:0;padding:20px;display:flex;gap:20px;background:#e9e7e1"
    return f'<!doctype html><body style="{style}">{frames}</body>'


def main() -> int:
    """Serve, walk, photograph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    options = parser.parse_args()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        for lang in LANGUAGES:
            context = browser.new_context(viewport=PHONE, locale=lang)
            with serving() as url:
                shots = pictures(context.new_page(), url)
            wide = len(shots) * (PHONE["width"] + 20) + 20
            sheet = browser.new_page(viewport={"width": wide, "height": PHONE["height"] + 40})
            sheet.set_content(side_by_side(shots))
            sheet.screenshot(path=ROOT / "docs" / "img" / f"web-{lang}.png")
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
