"""A browser for the tests of pages: servers to visit, eyes that look, hands that press keys.

Each page that is looked at is kept as a picture in ``$LEGAAT_PICTURES``, or else in
``artefacts/pictures``, so that somebody can look at it too.
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

from conftest import ROOT
from web_factory import free_port

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = Path(os.environ.get("LEGAAT_PICTURES") or ROOT / "artefacts" / "pictures")
WIDTHS = (390, 1280)
HEAVIEST = 300_000
"""Bytes that a page may take over the network, with everything that it loads."""

_AXE = "(o) => axe.run(document, {resultTypes: ['violations'], ...o}).then(r => r.violations)"
_WIDE = "document.documentElement.scrollWidth - window.innerWidth"
_FOCUS = """() => {
  const e = document.activeElement;
  const seen = e.closest('label') || e;
  const said = e.labels?.length ? [...e.labels].map(l => l.innerText).join(' ') : '';
  const ring = [e, seen].some(x => getComputedStyle(x).outlineStyle !== 'none');
  return {tag: e.tagName, id: e.id, name: e.getAttribute('name') || '', value: e.value || '',
          href: e.getAttribute('href') || '', text: (e.innerText || said || '').trim(), ring};
}"""


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """Serve on a port of its own until the end."""
    port = free_port()
    command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(port)]
    command += ["--folder", str(folder), *options]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(480):
            assert process.poll() is None, "the server ended"
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
                break
            time.sleep(0.125)
        yield url
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start one browser."""
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Eye:
    """Visits pages in one language, width and light, and sees what is wrong with them.

    Attributes
    ----------
    page : playwright Page
    heaviest : int
        Bytes of the last page that was opened with `open`, as they came over the network.
    """

    def __init__(self, page: Any, url: str, tag: str) -> None:
        self.page = page
        self.url = url
        self.tag = tag
        self.weight = 0
        self.problems: list[str] = []
        page.set_default_timeout(60_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", self._weighed)

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def _weighed(self, event: dict[str, Any]) -> None:
        self.weight += int(event["encodedDataLength"])

    def open(self, path: str) -> Any:
        """Open a page, and weigh it."""
        self.weight = 0
        answer = self.page.goto(self.url + path, wait_until="load")
        assert self.weight <= HEAVIEST, f"{path} weighs {self.weight} bytes"
        return answer

    def look(self, name: str, *, check: bool = True, whole: bool = True) -> None:
        """Keep a picture of the page, and check it the way a narrow screen and axe do."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}-{self.tag}.png", full_page=whole)
        wide = self.page.evaluate(_WIDE)
        assert wide <= 0, f"{name} is {wide} px wider than the screen"
        if check:
            self.check(name)

    def look_dark(self, name: str) -> None:
        """Look at the same page in the dark: only its colours are other ones."""
        self.page.emulate_media(color_scheme="dark")
        self.page.screenshot(path=PICTURES / f"{name}-{self.tag}-dark.png", full_page=True)
        self.check(name, runOnly=["color-contrast"])
        self.page.emulate_media(color_scheme="light")

    def check(self, name: str, **options: Any) -> None:
        """Run axe."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(axe.Axe().axe_script)
        found = self.page.evaluate(_AXE, options)
        said = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
        assert not said, f"{name} ({self.tag}): {said}"

    def forgive(self) -> None:
        """Forget that a page was refused on purpose, which the console tells as well."""
        self.problems = [one for one in self.problems if "status of 4" not in one]

    def quiet(self) -> None:
        """Fail when the console told of an error, such as a breach of the security policy."""
        assert not self.problems, self.problems


@contextmanager
def visiting(
    browser: Any, url: str, lang: str, width: int, scheme: str = "light", **options: Any
) -> Iterator[Eye]:
    """Open a window."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 500 else 900}, locale=lang,
        color_scheme=scheme, **options,
    )  # fmt: skip
    try:
        yield Eye(context.new_page(), url, f"{lang}-{width}-{scheme}")
    finally:
        context.close()


class Hands:
    """Only a keyboard."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def at(self) -> dict[str, str]:
        """Return what has the focus."""
        found: dict[str, str] = self.page.evaluate(_FOCUS)
        return found

    def tab_to(self, most: int = 120, **wanted: str) -> dict[str, str]:
        """Press Tab until something that fits has the focus; it must be seen to have it."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            here = self.at()
            if all(value in here[key] for key, value in wanted.items()):
                assert here["ring"], f"no visible focus on {here}"
                return here
        raise AssertionError(f"Tab doesn't reach {wanted} on {self.page.url}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, key: str = "Enter") -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
