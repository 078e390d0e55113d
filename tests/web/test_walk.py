"""A real browser walks the whole way: both languages, telephone and desk, both databases.

One server a database and one browser serve all walks. What only comes up on the way (a refused
file, an unknown word, a sign for a doctor) is checked by axe on SQLite, at each width in the light
and in the dark; the pages themselves are in ``test_every_page.py``. On PostgreSQL it is the same
walk.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web_factory import EXAMPLE
from web_walk import CHROMIUM, WIDTHS, Eye, Hands, chromium, serving, visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]

LETTER = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear sir,\nsee below.\n"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[str, str]]:
    """A server on each database; everything is deleted at the end of each walk."""
    folder: Path = tmp_path_factory.mktemp(f"walk-{request.param}")
    if request.param == "sqlite":
        with serving(folder) as url:
            yield "sqlite", url
        return
    from sqlalchemy import create_engine, text

    database = request.getfixturevalue("postgres")
    with serving(folder, "--database", database) as url:
        yield "postgresql", url
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def photo() -> bytes:
    """A photo of a pack."""
    pytest.importorskip("PIL", reason="needs the extra photo")
    pytest.importorskip("zxingcpp", reason="needs the extra photo")
    from pack_photos import drawn

    kept = io.BytesIO()
    drawn("Yoghurt met Lactobacillus acidophilus LA-5. Ingrediënten: melk, inuline 3%.").save(
        kept, "PNG"
    )
    return kept.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_from_upload_to_delete(browser: Any, site: tuple[str, str], lang: str, width: int) -> None:
    database, url = site
    scheme = "dark" if (lang == "en") is (width == WIDTHS[0]) else "light"
    with visiting(browser, url, lang, width, scheme) as eye:
        eye.tag = f"{database}-{eye.tag}"
        Walk(eye, lang, first=database == "sqlite").whole()
        eye.quiet()


class Walk:
    """What a person does, in the order in which they do it."""

    def __init__(self, eye: Eye, lang: str, *, first: bool) -> None:
        self.eye, self.page, self.lang, self.first = eye, eye.page, lang, first
        self.profile = ""

    def look(self, name: str, *, rare: bool = False) -> None:
        """Look at a page; axe checks what is `rare`: what no address of its own leads to."""
        self.eye.look(name, check=rare and self.first, whole=self.first)

    def whole(self) -> None:
        self.start()
        self.questions()
        self.report()
        self.what_if()
        self.plan()
        self.label()
        self.know()
        self.delete()

    def start(self) -> None:
        self.eye.open("/")
        assert self.page.locator("html").get_attribute("lang") == self.lang
        self.look("start", rare=True)
        self.page.set_input_files("#file", [LETTER])
        self.page.click("form.drop button")
        self.page.wait_for_selector(".trouble")
        self.look("unread", rare=True)
        self.eye.forgive()
        self.page.set_input_files("#file", EXAMPLE)
        self.page.click("form.drop button")
        self.page.wait_for_url("**/profile/*")
        self.look("reading")
        self.profile = self.page.url.rsplit("/", 1)[-1]
        self.eye.open(f"/profile/{self.profile}/correct")
        self.look("correct")
        self.page.fill("#lab", "Example lab")
        self.page.fill("#date", "2026-03-14")
        self.page.click("main form button")
        self.page.wait_for_url(f"**/profile/{self.profile}")
        assert "Example lab" in self.page.inner_text("dl.facts")
        self.eye.open("/")
        self.page.set_input_files("#file", EXAMPLE)
        self.page.click("form.drop button")
        self.page.wait_for_selector('form[action$="/again"]')
        self.look("already", rare=True)
        self.eye.open(f"/profile/{self.profile}")

    def answer(self, key: str, press: str = "next", **filled: str) -> None:
        """Answer the question that is asked, and see that it is this one."""
        self.page.wait_for_url(f"**/you/ask/{key}**")
        for name, value in filled.items():
            if name == "answer":
                self.page.check(f'input[name="answer"][value="{value}"]')
            else:
                self.page.fill(f"#{name}", value)
        with self.page.expect_navigation():
            self.page.click(f'button[name="action"][value="{press}"]')

    def questions(self) -> None:
        page = self.page
        self.eye.open(f"/you?next=/report/{self.profile}")
        self.look("you-begin", rare=True)
        page.click("main .go .button")
        self.look("ask-number")
        self.answer("age_years", number="52")
        self.look("ask-words")
        # A red flag leads to a doctor at once; taken back, it is gone.
        self.answer("complaints", answer="blood in stool")
        page.wait_for_url("**/you/doctor**")
        self.look("doctor", rare=True)
        page.click("main .go a:last-child")
        page.wait_for_url("**/you?**")
        page.goto(f"{self.eye.url}/you/ask/complaints?next=/report/{self.profile}")
        page.uncheck('input[value="blood in stool"]')
        self.answer("complaints", answer="constipation")
        self.look("ask-choice")
        self.answer("sex", answer="female")
        for key in ("pregnant", "breastfeeding"):
            self.answer(key, answer="no")
        self.answer("in_hospital", answer="no")
        self.answer("immune", answer="normal")
        self.answer("conditions", other="crohm")
        self.look("ask-wrong", rare=True)
        self.eye.forgive()
        self.answer("conditions", answer="none")
        self.answer("medicines", other="lithum")
        page.wait_for_url("**/you/unsure/medicines**")
        self.look("unsure", rare=True)
        page.click("main .go a")
        page.uncheck('input[value="lithum"]')
        self.answer("medicines", answer="none")
        self.answer("antibiotics_days_ago", "skip")
        self.answer("allergies", answer="none")
        self.answer("intolerances", answer="none")
        for key in ("diet", "restrictions", "takes", "goals", "budget_eur_month"):
            self.answer(key, "skip")
        page.wait_for_url("**/you?**")
        self.look("you-told", rare=True)
        page.click("main .go .button")

    def report(self) -> None:
        self.page.wait_for_url(f"**/report/{self.profile}")
        self.look("report")

    def what_if(self) -> None:
        page = self.page
        self.eye.open(f"/what-if/{self.profile}")
        before = page.inner_text("#answer")
        slider = page.locator("input[type=range]").first
        name = slider.get_attribute("name")
        step = float(slider.get_attribute("step") or 1)
        with page.expect_response(lambda r: f"{name}=" in r.url):
            slider.evaluate(
                "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})) }",
                2 * step,
            )
        page.wait_for_function("t => document.querySelector('#answer').innerText !== t", arg=before)
        self.look("what-if", rare=True)

    def plan(self) -> None:
        self.eye.open(f"/plan/{self.profile}")
        self.look("plan")

    def label(self) -> None:
        self.eye.open("/label")
        self.look("label")
        self.page.set_input_files(
            "#by-photo-photo", [{"name": "pack.png", "mimeType": "image/png", "buffer": photo()}]
        )
        self.page.click("#by-photo > button")
        self.page.wait_for_selector("#result")
        assert "acidophilus" in self.page.inner_text("main")
        self.look("label-photo", rare=True)

    def know(self) -> None:
        for name, path in (
            ("know", "/know?q=butyraat" if self.lang == "nl" else "/know?q=butyrate"),
            ("claim", "/know/C22"),
            ("food", "/know/kimchi"),
        ):
            self.eye.open(path)
            self.look(name)

    def delete(self) -> None:
        page = self.page
        self.eye.open("/")
        self.look("start-again")
        self.eye.open("/mine")
        self.look("mine")
        page.click(".acts a")
        page.wait_for_url("**/mine/open/**")
        self.look("mine-open")
        self.eye.open("/mine/delete")
        self.look("mine-delete")
        page.check("input[name=sure]")
        page.click("button.warn")
        page.wait_for_url("**/mine?gone=1")
        assert page.locator("table").count() == 0
        self.look("mine-empty", rare=True)
        answer = page.goto(f"{self.eye.url}/report/{self.profile}")
        assert answer.status == 404
        self.look("problem", rare=True)
        self.eye.forgive()


def test_the_whole_way_without_javascript(browser: Any, tmp_path: Path) -> None:
    with (
        serving(tmp_path / "web") as url,
        visiting(browser, url, "en", 390, java_script_enabled=False) as eye,
    ):
        page = eye.page
        walk = Walk(eye, "en", first=False)
        page.goto(url)
        page.set_input_files("#file", EXAMPLE)
        page.click("form.drop button")
        page.wait_for_url("**/profile/*")
        walk.profile = page.url.rsplit("/", 1)[-1]
        page.click("main .go .button")
        page.click("main .go .button")
        walk.answer("age_years", number="52")
        walk.answer("complaints", answer="constipation")
        walk.answer("sex", answer="male")
        walk.answer("in_hospital", answer="no")
        walk.answer("immune", answer="normal")
        for key in ("conditions", "medicines"):
            walk.answer(key, answer="none")
        walk.answer("antibiotics_days_ago", "skip")
        for key in ("allergies", "intolerances"):
            walk.answer(key, answer="none")
        page.click("text=Stop here, go on later")
        page.click("text=See the report")
        page.wait_for_url("**/report/*")
        page.goto(f"{url}/what-if/{walk.profile}")
        page.click("#sliders button >> nth=-1")
        assert page.locator("#answer table tbody tr").count() >= 3
        page.goto(f"{url}/plan/{walk.profile}")
        assert page.locator("main h2").count() >= 1
        page.goto(f"{url}/label")
        page.fill("#text", "Yoghurt met Lactobacillus acidophilus LA-5, 10^9 KVE")
        page.click("#by-text button")
        assert page.locator("#result").count() == 1
        page.goto(f"{url}/know")
        page.fill("#q", "butyrate")
        page.click("main form button")
        page.click("main .rows a")
        assert "/know/" in page.url
        page.goto(f"{url}/mine")
        with page.expect_download() as kept:
            page.click("text=Take everything along")
        assert kept.value.suggested_filename == "legaat-export.zip"
        page.click("text=Delete everything")
        page.check("input[name=sure]")
        page.click("button.warn")
        page.wait_for_url("**/mine?gone=1")


def test_the_whole_way_with_only_a_keyboard(browser: Any, tmp_path: Path) -> None:
    with serving(tmp_path / "web") as url, visiting(browser, url, "en", 1280) as eye:
        page, hands = eye.page, Hands(eye.page)
        # Whoever listens from the start doesn't miss the dialog that a fast key opens.
        page.on("filechooser", lambda _: None)
        eye.open("/")
        hands.tab_to(text="To the content")
        hands.press("Enter")
        page.wait_for_url("**/#main")
        hands.tab_to(id="file")
        with page.expect_file_chooser() as chooser:
            hands.press("Space")
        chooser.value.set_files(EXAMPLE)
        hands.tab_to(tag="BUTTON", text="Read this file")
        hands.go()
        hands.tab_to(text="On to a few questions")
        hands.go()
        hands.tab_to(text="Begin")
        hands.go()
        hands.tab_to(id="number")
        page.keyboard.type("52")
        hands.go()
        hands.tab_to(value="constipation")
        hands.press("Space")
        hands.tab_to(tag="BUTTON", text="Next")
        hands.go("Space")
        hands.tab_to(name="answer")
        hands.press("ArrowDown", "ArrowDown")
        assert hands.at()["value"] == "intersex"
        hands.go()
        hands.tab_to(text="Stop here, go on later")
        hands.go()
        hands.tab_to(text="See the report")
        hands.go()
        page.wait_for_url("**/report/*")
        hands.tab_to(text="What if")
        hands.go()
        slider = hands.tab_to(tag="INPUT", value="0")
        with page.expect_response(lambda r: f"{slider['name']}=" in r.url):
            hands.press("ArrowRight")
        eye.open(page.url.removeprefix(url).split("?")[0].replace("/what-if/", "/report/"))
        hands.tab_to(text="Plan")
        hands.go()
        page.wait_for_url("**/plan/*")
        hands.tab_to(tag="BUTTON")
        eye.quiet()
