"""The what-if while somebody moves sliders: added time at the server and in the browser.

Run ``python bench/what_if.py``. A server of its own is started on this machine, with the shipped
example and with the 150 commonest species in log-normal amounts; Chromium (playwright) moves a
slider twelve times and waits for the whole answer, then moves twenty times in a row. Aim: the
points in less than 300 ms, median, on a warm twin.
"""

from __future__ import annotations

import csv
import re
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from legaat.twin import open_pack
from web import server

ROOT = Path(__file__).parents[1]
MOVES, QUICK, TAXA, SEED, SPREAD = 12, 20, 150, 1, 1.5
FOODS = ("havermout", "appel", "broccoli")

WATCH = """() => {
  window.seen = [];
  new MutationObserver(() => window.seen.push(performance.now()))
    .observe(document.getElementById("summary"), { childList: true });
}"""
MOVE = """([name, value]) => new Promise((done) => {
  window.seen.length = 0;
  const start = performance.now();
  const slider = document.querySelector(`input[name=${name}]`);
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const look = () => (window.seen.length ? done(window.seen[0] - start) : setTimeout(look, 1));
  look();
})"""
QUICKLY = """async ([name, moves]) => {
  const slider = document.querySelector(`input[name=${name}]`);
  for (let i = 0; i < moves; i += 1) {
    slider.value = (i % 8 + 1) / 2;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((go) => setTimeout(go, 70));
  }
  const last = performance.now();
  const before = window.seen.length;
  await new Promise((go) => {
    const look = () => (window.seen.length > before ? go() : setTimeout(look, 1));
    look();
  });
  return performance.now() - last;
}"""


def profiles(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the example, and a made-up profile of many species."""
    yield "example", ROOT / "examples" / "profile.tsv"
    with (ROOT / "scripts/colon/species.tsv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    rows.sort(key=lambda row: -float(row["prevalence_healthy"] or 0))
    known = {taxon.species for taxon in open_pack("colon").taxa}
    names = [row["current_name"] for row in rows if row["current_name"] in known][:TAXA]
    shares = np.exp(np.random.default_rng(SEED).normal(0.0, SPREAD, len(names)))
    shares /= shares.sum()
    path = folder / "many.tsv"
    lines = [f"{name}\t{100 * share:.6f}\n" for name, share in zip(names, shares, strict=True)]
    path.write_text("taxon\tpercent\n" + "".join(lines), encoding="utf-8")
    yield f"{len(names)} taxa", path


def upload(page: Any, url: str, path: Path) -> str:
    """Keep a profile by way of the form; return its id."""
    token = re.search(r'name="csrf" value="([^"]+)"', page.request.get(f"{url}/label").text())
    assert token is not None
    file = {"name": path.name, "mimeType": "text/plain", "buffer": path.read_bytes()}
    sent = page.request.post(f"{url}/upload", multipart={"csrf": token[1], "file": file})
    return str(sent.url).rsplit("/", 1)[-1]


def measure(page: Any, url: str, profile: str) -> None:
    """Move one slider after the other, then one of them quickly."""
    heads: list[str] = []
    page.on("response", lambda r: heads.append(r.headers.get("server-timing", ""))
            if "/stream" in r.url else None)  # fmt: skip
    page.goto(f"{url}/what-if/{profile}")
    page.evaluate(WATCH)
    shown = []
    for i in range(MOVES):
        name, value = FOODS[i % len(FOODS)], 0.5 + 0.5 * (i // len(FOODS))
        shown.append(page.evaluate(MOVE, [name, value]))
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1500)
    server_ms = [float(head.split("dur=")[1]) for head in heads if "dur=" in head]
    print(f"  points at the server: median {statistics.median(server_ms):.0f} ms, "
          f"most {max(server_ms):.0f} ms")  # fmt: skip
    print(f"  shown in the browser: median {statistics.median(shown):.0f} ms, "
          f"most {max(shown):.0f} ms")  # fmt: skip
    last = page.evaluate(QUICKLY, [FOODS[0], QUICK])
    print(f"  after {QUICK} quick moves the last one's answer: {last:.0f} ms")


def main() -> None:
    """Measure each profile."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with server() as (url, _), sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for label, path in profiles(Path(folder)):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.set_default_timeout(60_000)
            print(label)
            measure(page, url, upload(page, url, path))
        browser.close()


if __name__ == "__main__":
    main()
