"""The page about safety lists every rule as it is."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT
from legaat.knowledge import interactions, red_flags, rules


def test_the_page_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build_safety.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_rule_stands_on_the_page_with_a_source() -> None:
    page = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    rows = {line.split(" | ")[0][2:]: line for line in page.splitlines() if line.startswith("| ")}
    for entry in (*rules(), *interactions(), *red_flags()):
        last = rows[entry.id].rstrip(" |").rsplit("| ", 1)[-1]
        assert "R" in last or "our own precaution" in last, entry.id
