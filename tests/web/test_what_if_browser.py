"""The what-if in a real browser: what moves, what is added in place, and what is given up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from web_factory import EXAMPLE
from web_walk import CHROMIUM, axe, chromium, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]
TOLD = {"age_years": "40", "sex": "male", "immune": "normal", "in_hospital": "no", **dict.fromkeys(
    ("conditions", "medicines", "allergies", "intolerances", "complaints", "diet", "restrictions"),
    "none",
)}  # fmt: skip
QUICK = """async (name) => {
  const slider = document.querySelector(`input[name=${name}]`);
  for (let i = 0; i < 20; i += 1) {
    slider.value = i % 2 ? 2 : 3;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((go) => setTimeout(go, 60));
  }
}"""


def test_a_meal_is_put_together_on_a_telephone(tmp_path: Path) -> None:
    with serving(tmp_path / "web") as url, chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 800}, locale="en")
        page = context.new_page()
        page.set_default_timeout(60_000)
        walk(page, url)


def walk(page: Any, url: str) -> None:
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(url)
    page.set_input_files("#file", EXAMPLE)
    page.click("form.drop button")
    page.wait_for_url("**/profile/*")
    profile = page.url.rsplit("/", 1)[-1]
    answers(page, url)
    page.goto(f"{url}/what-if/{profile}")

    page.select_option("#add", "witlof")
    page.click(".add button")
    page.wait_for_selector("input[name=witlof]")
    page.wait_for_selector("#doses figure")
    assert page.evaluate("document.activeElement.name") == "witlof"
    assert "witlof=1" in page.url

    # The keyboard moves it further.
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**witlof=1.5**")

    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/stream" in r.url else None)
    page.evaluate(QUICK, "havermout")
    page.wait_for_function(
        "() => document.querySelectorAll('#doses figure').length === 2"
        " && !document.querySelector('#answer').innerText.includes('still working')"
    )
    assert len(asked) <= 21
    assert "havermout=2" in page.url
    shown = page.inner_text("#summary")
    page.reload()
    assert page.inner_text("#summary") == shown, "the address says what was moved"

    page.evaluate("window.scrollTo(0, 900)")
    page.wait_for_timeout(100)
    assert page.locator("#summary").bounding_box()["y"] == 0, "it stays in sight"
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    page.check("input[name=course][value=vancomycin-oral]")
    page.wait_for_selector(".course")
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    found = axe.Axe().run(page).response["violations"]
    assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
    assert not problems, problems


def answers(page: Any, url: str) -> None:
    """Answer every question at once, as the form of the whole does."""
    token = re.search(r'name="csrf" value="([^"]+)"', page.request.get(f"{url}/label").text())
    assert token is not None
    sent = page.request.post(f"{url}/you", form={"csrf": token[1], **TOLD})
    assert sent.ok
