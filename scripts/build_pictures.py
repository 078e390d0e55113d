"""Take the pictures of the report that the documents show, of the shipped example.

Needs Chromium. Run: python scripts/build_pictures.py [--chromium /usr/bin/chromium]
Writes docs/img/report-{en,nl}.png (desktop) and docs/img/report-phone-{en,nl}.png.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from legaat.advice import Person
from legaat.messages import LANGUAGES
from legaat.profiles import read_profile
from legaat.reports import build_report, render_html

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
)
DESKTOP = (1180, 1580)
PHONE = (390, 1100)
PAGES = 3


def main() -> int:
    """Render the example and photograph it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    options = parser.parse_args()
    person = Person.read(ROOT / "examples" / "me.toml")
    report = build_report(read_profile(ROOT / "examples" / "profile.tsv"), person)
    pictures = ROOT / "docs" / "img"
    pictures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for lang in LANGUAGES:
            page = place / f"report-{lang}.html"
            page.write_text(render_html(report, lang), encoding="utf-8")
            strip = place / f"phone-{lang}.html"
            strip.write_text(phones(page), encoding="utf-8")
            shoot(options.chromium, page, pictures / f"report-{lang}.png", DESKTOP)
            wide = PAGES * (PHONE[0] + 20) + 20
            size = (wide, PHONE[1] + 40)
            shoot(options.chromium, strip, pictures / f"report-phone-{lang}.png", size)
    return 0


def phones(page: Path) -> str:
    """Return a page that shows the report on telephones side by side, each further down."""
    wide, tall = PHONE
    frames = "".join(
        f'<div style="width:{wide}px;height:{tall}px;overflow:hidden;border-radius:18px;'
        f'box-shadow:0 0 0 1px #bbb"><iframe src="{page.as_uri()}" style="border:0;width:{wide}px;'
        f'height:{PAGES * tall}px;margin-top:-{i * tall}px"></iframe></div>'
        for i in range(PAGES)
    )
    style = "margin:0;padding:20px;display:flex;gap:20px;background:#e9e7e1"
    return f'<!doctype html><body style="{style}">{frames}</body>'


def shoot(chromium: str, page: Path, target: Path, size: tuple[int, int]) -> None:
    """Take one picture; fail where the browser does."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [
                chromium,
                *FLAGS,
                f"--user-data-dir={profile}",
                f"--window-size={size[0]},{size[1]}",
                f"--screenshot={target}",
                page.as_uri(),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    if done.returncode or not target.exists():
        sys.exit(f"{target.name}: {done.stderr[-500:]}")


if __name__ == "__main__":
    sys.exit(main())
