"""Write docs/cli.md from the live command line (English), or check that it is current.

Run: python scripts/build_cli_reference.py [--check]
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "cli.md"
HEAD = """# Commands

Made by `scripts/build_cli_reference.py` from the program itself; don't edit it by hand. With a
Dutch locale (or `LEGAAT_LANG=nl`) the same help is Dutch. `--debug`, anywhere, shows the traceback
of an error.

Exit status: 0 done; 1 a defect in Legaat; 2 the input can't be used; 3 an optional part is missing;
4 Legaat's own tables are wrong; 130 interrupted.
"""


def main() -> int:
    """Write or check the reference; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is current")
    wanted = parser.parse_args()
    text = reference()
    if not wanted.check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    if current == text:
        return 0
    sys.stdout.writelines(
        difflib.unified_diff(
            current.splitlines(keepends=True), text.splitlines(keepends=True), "docs/cli.md", "live"
        )
    )
    return 1


def reference() -> str:
    """Return the whole reference as Markdown."""
    parts = [HEAD, section([])]
    for command in commands([]):
        subcommands = commands([command])
        parts.append(section([command]))
        parts.extend(section([command, sub]) for sub in subcommands)
    return "\n".join(parts)


def section(path: list[str]) -> str:
    """Return one command's heading and help."""
    return f"## legaat {' '.join(path)}".rstrip() + f"\n\n```text\n{show(path)}\n```\n"


def commands(path: list[str]) -> list[str]:
    """Return the names of the commands below a path, as the help lists them."""
    text = show(path)
    if "─ Commands" not in text:
        return []
    box = text.split("─ Commands", 1)[1]
    return re.findall(r"^│ ([a-z][a-z-]*) ", box, re.MULTILINE)


def show(path: list[str]) -> str:
    """Return ``legaat … --help`` at 80 columns, plain."""
    environment = os.environ | {
        "LEGAAT_LANG": "en",
        "COLUMNS": "80",
        "TERMINAL_WIDTH": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    environment.pop("FORCE_COLOR", None)
    environment.pop("GITHUB_ACTIONS", None)
    done = subprocess.run(
        [sys.executable, "-m", "legaat", *path, "--help"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines()).strip("\n")


if __name__ == "__main__":
    raise SystemExit(main())
