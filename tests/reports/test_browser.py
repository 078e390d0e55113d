"""The page in a real browser: nothing sticks out on a telephone, nothing is fetched."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from legaat.messages import LANGUAGES, Lang
from legaat.reports import render_html
from report_factory import make_report

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--window-size=1400,900",
)
PROBE = """<script>addEventListener("load", () => {
  const wide = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("body *")]
    .filter((e) => !e.closest("svg, details:not([open]), .skip") && e.getClientRects().length)
    .filter((e) => e.getBoundingClientRect().right > wide + 1 && !e.closest(".scroll, table"))
    .map((e) => e.tagName + "." + e.className);
  const small = [...document.querySelectorAll("p, li, dd, dt")]
    .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 14).length;
  const asked = performance.getEntriesByType("resource").map((r) => r.name);
  const found = {scroll: document.documentElement.scrollWidth - wide, out, small, asked};
  parent.postMessage(JSON.stringify(found), "*");
});</script>"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium (apt install chromium)"),
]


def look(page: str, width: int, folder: Path) -> dict[str, Any]:
    """Open a page at a width and return what a script sees there.

    The page's own policy forbids scripts, as it should; the copy that is opened here leaves it out.
    """
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    assert policy.search(page)
    # A frame has the width it is given; a headless window is never narrower than 500 pixels.
    inner = folder / "page.html"
    inner.write_text(policy.sub("", page).replace("</head>", f"{PROBE}</head>"), encoding="utf-8")
    outer = folder / "frame.html"
    outer.write_text(
        '<script>addEventListener("message", (e) => {'
        "document.title = e.data });</script>"
        f'<iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe>',
        encoding="utf-8",
    )
    assert BROWSER is not None
    words = [BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}"]
    words += ["--virtual-time-budget=5000", "--dump-dom"]
    done = subprocess.run(
        [*words, outer.as_uri()], capture_output=True, text=True, check=True, timeout=120
    )
    title = re.search(r"<title>(\{.*?\})</title>", html.unescape(done.stdout))
    assert title, done.stdout[:500]
    found: dict[str, Any] = json.loads(title.group(1))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_or_is_fetched(lang: Lang, width: int, tmp_path: Path) -> None:
    page = render_html(make_report(seed=4, referrals=("same_day",), n_missing=5), lang)
    found = look(page, width, tmp_path)
    assert found == {"scroll": 0, "out": [], "small": 0, "asked": []}


def test_a_hostile_name_runs_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    names = ("<script>parent.postMessage('{}', '*')</script>", "A" * 300, "\u202eevil\u202c")
    page = render_html(make_report(seed=5, names=names), "en")
    found = look(page, 360, tmp_path)
    assert found["scroll"] == 0
    assert found["asked"] == []
