"""A real browser in the shop and among the knowledge: camera photo, keyboard, no script, axe.

Pictures go to ``$LEGAAT_PICTURES`` where that is set, so that somebody can look at them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pack_photos import CODE, drawn
from web_walk import CHROMIUM, axe, chromium, serving

pytest.importorskip("zxingcpp", reason="needs the extra 'photo'")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs Tesseract"),
]
PACK = "Supplement. Ingredients: Bifidobacterium bifidum MIMBb75, heat-inactivated, milk, sugar."


PAGES = (
    ("know", "/know"), ("found", "/know?q=butyrate"), ("claim", "/know/C22"),
    ("claims", "/know?kind=claim"), ("food", "/know/kimchi"), ("source", "/know/R001"),
    ("strain", "/know/akkermansia-muciniphila-muct"), ("sign", "/know/RF01"),
    ("whole", "/know/list/substance"),
)  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("web")) as address:
        yield address


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo as large as a telephone makes it."""
    path = tmp_path_factory.mktemp("pack") / "pack.jpg"
    image = drawn(PACK).convert("RGB")
    image.resize((3720, image.height * 3)).save(path, quality=95)
    return path


@contextmanager
def visiting(lang: str, width: int, **options: Any) -> Iterator[Any]:
    with chromium() as browser:
        page = browser.new_context(
            viewport={"width": width, "height": 844}, locale=lang, **options
        ).new_page()
        page.set_default_timeout(60_000)
        yield page


def look(page: Any, name: str) -> None:
    folder = os.environ.get("LEGAAT_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is wider than the screen"
    found = axe.Axe().run(page).response["violations"]
    assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


def small_targets(page: Any) -> list[str]:
    """Return what is to be tapped and lower than 44 px, but for links within a sentence."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("main button, main .button, main input:not([type=hidden]),"
           + " main summary, main textarea, .kinds a, .verdicts a, .doors a, .pager a")]
           .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44
             && !e.matches("input[type=checkbox]"))
           .map(e => e.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize(("lang", "width"), [("nl", 390), ("en", 1280)])
def test_the_shop_and_the_knowledge(url: str, pack: Path, lang: str, width: int) -> None:
    with visiting(lang, width) as page:
        problems: list[str] = []
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.goto(f"{url}/label")
        look(page, f"shop-{lang}-{width}")
        assert small_targets(page) == []
        page.set_input_files("#by-photo-photo", pack)
        page.wait_for_selector("#by-photo canvas")
        # The photo was made smaller in the browser, before anything is sent.
        sent = page.evaluate("document.querySelector('#by-photo-photo').files[0].size")
        assert sent < pack.stat().st_size / 2
        page.click("#by-photo > button")
        page.wait_for_selector("#result")
        assert "MIMBb75" in page.input_value("#text")
        look(page, f"result-{lang}-{width}")
        assert small_targets(page) == []

        page.goto(f"{url}/label")
        page.fill("#code", CODE)
        page.click("#by-barcode > button")
        page.wait_for_selector("#ask-online")
        assert not page.is_checked("input[name=online]")
        look(page, f"ask-{lang}-{width}")
        for name, path in PAGES if width < 500 else PAGES[:3]:
            page.goto(url + path)
            look(page, f"{name}-{lang}-{width}")
            assert small_targets(page) == []
        assert not problems, problems


def test_without_a_script_a_photo_is_read_all_the_same(url: str, pack: Path) -> None:
    with visiting("en", 390, java_script_enabled=False) as page:
        page.goto(f"{url}/label")
        page.set_input_files("#by-photo-photo", pack)
        page.click("#by-photo > button")
        page.wait_for_selector("#result")
        page.click("text=Compare with another product")
        page.fill("#text", "Kefir: milk, Lactobacillus kefiri")
        page.click("#by-text button")
        page.wait_for_selector("#beside")


def test_the_keyboard_is_enough(url: str) -> None:
    with visiting("en", 1280) as page:
        page.goto(f"{url}/label")
        reached = []
        for _ in range(25):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.id"))
        assert {"by-photo-photo", "code", "bars", "text"} <= set(reached)
        page.focus("#text")
        page.keyboard.type("Kefir: milk, Lactobacillus kefiri")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#result")
        page.goto(f"{url}/know")
        page.focus("#q")
        page.keyboard.type("kimchi")
        page.keyboard.press("Enter")
        page.wait_for_selector(".found")
        assert "q=kimchi" in page.url


def test_the_camera_is_asked_only_on_a_tap_and_stops_when_the_bars_are_read(url: str) -> None:
    with visiting("en", 390) as page:
        # A camera and a reader of bars that stand in for those of a telephone.
        page.add_init_script(
            """window.asked = 0; window.refused = true;
            const wrong = {rawValue: "8710400000007"}, right = {rawValue: "DIGITS"};
            window.BarcodeDetector = class { async detect() { return [wrong, right]; } };
            navigator.mediaDevices.getUserMedia = async () => {
              window.asked++;
              if (window.refused) throw new Error("no");
              const canvas = document.createElement("canvas");
              const pen = canvas.getContext("2d");
              setInterval(() => pen.fillRect(0, 0, 9, 9), 50);
              window.stream = canvas.captureStream(20);
              return window.stream;
            };""".replace("DIGITS", CODE)
        )
        page.goto(f"{url}/label")
        assert page.evaluate("window.asked") == 0
        page.click(".scan button")
        page.wait_for_function("() => document.querySelector('.seen').textContent !== ''")
        assert "can't be used" in page.inner_text(".seen")
        assert page.is_hidden(".finder")
        page.evaluate("window.refused = false")
        page.click(".scan button")
        page.wait_for_function("() => document.querySelector('#code').value !== ''")
        assert page.input_value("#code") == CODE, "a number whose last digit fits"
        assert page.is_hidden(".finder")
        assert page.evaluate("window.stream.getTracks().every(t => t.readyState === 'ended')")
