"""A real browser in the plan: by tap and by key, dragged, without a script, and looked at."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest

from web_factory import EXAMPLE
from web_walk import CHROMIUM, Eye, chromium, serving, visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]

TOLD = {
    "age_years": "52", "sex": "female", "pregnant": "no", "breastfeeding": "no",
    "complaints": "constipation", "immune": "normal", "in_hospital": "no",
    "goals": "fewer colds, more butyrate", "conditions": "ibs",
    **dict.fromkeys(
        ("medicines", "allergies", "intolerances", "restrictions", "diet", "takes"), "none"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """A browser, and a server on which nothing is kept yet."""
    with serving(tmp_path_factory.mktemp("web")) as url, chromium() as browser:
        yield browser, url


_FILES = itertools.count(1)


def prepared(eye: Eye) -> str:
    """Upload the example, tell of somebody, and return the address of the plan."""
    request = eye.page.request
    page = request.get(f"{eye.url}/").text()
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    # Another file each time: one that was given before isn't read twice.
    body = EXAMPLE.read_bytes().rstrip() + b"\n" * next(_FILES)
    file = {"name": "profile.tsv", "mimeType": "text/plain", "buffer": body}
    made = request.post(f"{eye.url}/upload", multipart={"csrf": token[1], "file": file})
    profile = made.url.rsplit("/", 1)[-1]
    request.post(f"{eye.url}/you", form={"csrf": token[1], **TOLD})
    return f"/plan/{profile}"


def order(eye: Eye) -> list[str]:
    found: list[str] = eye.page.evaluate(
        "[...document.querySelectorAll('ol.plan > li')].map((row) => row.id)"
    )
    return found


@pytest.mark.parametrize(("lang", "width", "scheme"), [("nl", 390, "light"), ("en", 1280, "dark")])
def test_every_part_of_a_plan_is_sound(
    place: tuple[Any, str], lang: str, width: int, scheme: str
) -> None:
    browser, url = place
    with visiting(browser, url, lang, width, scheme) as eye:
        plan = prepared(eye)
        for name, path in (("plan", ""), ("calendar", "/calendar"), ("shopping", "/shopping")):
            eye.open(plan + path)
            eye.look(f"plan-{name}", check=False)
            eye.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
            eye.check(f"plan-{name}")
        eye.open(plan + "/blend")
        eye.page.wait_for_selector("#strains")
        eye.look("plan-blend")
        eye.quiet()


def test_a_plan_is_put_in_order_by_key_and_by_dragging(place: tuple[Any, str]) -> None:
    browser, url = place
    with visiting(browser, url, "en", 1280) as eye:
        plan = prepared(eye)
        eye.open(plan)
        first, second, *rest = order(eye)
        eye.page.focus(f"[id='down-{first}']")
        with eye.page.expect_response(lambda answer: answer.request.method == "POST"):
            eye.page.keyboard.press("Enter")
        eye.page.wait_for_function("() => document.querySelector('#said').innerText !== ''")
        assert order(eye) == [second, first, *rest]
        # The focus stays on what was pressed, so that it can be pressed again.
        eye.page.wait_for_function("id => document.activeElement.id === id", arg=f"down-{first}")

        grip = eye.page.locator(".grip").nth(1)
        grip.scroll_into_view_if_needed()
        hold, top = grip.bounding_box(), eye.page.locator("ol.plan > li").first.bounding_box()
        assert hold is not None
        assert top is not None
        eye.page.mouse.move(hold["x"] + 12, hold["y"] + 12)
        eye.page.mouse.down()
        eye.page.mouse.move(hold["x"] + 12, top["y"] + 12, steps=6)
        with eye.page.expect_response(lambda answer: answer.request.method == "POST"):
            eye.page.mouse.up()
        eye.page.wait_for_function(
            "id => document.querySelector('ol.plan > li').id === id", arg=first
        )
        eye.page.reload()
        assert order(eye) == [first, second, *rest]

        eye.page.focus(f"[id='out-{first}']")
        eye.page.keyboard.press("Enter")
        eye.page.wait_for_function("() => document.activeElement.id === 'said'")
        assert order(eye) == [second, *rest]
        eye.quiet()


def test_without_a_script_everything_still_works(place: tuple[Any, str]) -> None:
    browser, url = place
    with visiting(browser, url, "en", 390, java_script_enabled=False) as eye:
        plan = prepared(eye)
        eye.page.goto(url + plan)
        name = eye.page.locator("ol.plan > li").first.get_attribute("id")
        row = eye.page.locator(f"[id='{name}']")
        row.locator(".leave summary").click()
        row.get_by_label("it gave complaints").check()
        row.get_by_role("button", name="Leave it out").click()
        assert eye.page.locator(f".left [id='{name}'] .after").count() == 1
        assert eye.page.locator("[data-print]:visible, .grip:visible").count() == 0
        eye.page.goto(f"{url}{plan}/blend")
        eye.page.get_by_role("link", name="Work it out").click()
        assert eye.page.locator("#strains").count() == 1
        eye.page.goto(f"{url}{plan}/shopping")
        eye.page.locator("input[name=bought]").first.check()
        eye.page.get_by_role("button", name="Keep the ticks").click()
        assert eye.page.locator("input[name=bought]").first.is_checked()
