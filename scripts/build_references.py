"""Write the references that the program itself knows best, or check that they are current.

docs/cli.md comes from the live command line (in English), docs/person.md from the words that a
person file may hold. Run: python scripts/build_references.py [--check]
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

from legaat.knowledge import words

ROOT = Path(__file__).resolve().parents[1]
CLI_HEAD = """# Commands

Made by `scripts/build_references.py` from the program itself; don't edit it by hand. With a
Dutch locale (or `LEGAAT_LANG=nl`) the same help is Dutch. `--debug`, anywhere, shows the traceback
of an error.

Exit status: 0 done; 1 a defect in Legaat; 2 the input can't be used; 3 an optional part is missing;
4 Legaat's own tables are wrong; 130 interrupted. `compare` also ends with 2 where it says why two
samples can't be compared (its JSON is written all the same, with `comparable` false), `models
check` with 1 where a record is damaged, and `know search` with 1 where nothing is found.
"""

PERSON_HEAD = """# A person, in `me.toml`

Made by `scripts/build_references.py` from the words that Legaat knows; don't edit it by hand.

Every key may be left out. What is left out counts as *not known* and is treated as the careful
case; an empty list means *none*. A list may name something and add "unknown": what it names counts,
and the rest stays unknown. The more you tell, the more can safely be suggested. The file is
read and nothing of it is kept anywhere. JSON of the same shape works too. An unknown key or word is
an error that names the nearest known one. Capitals, accents and hyphens don't matter, and many more
spellings are understood than stand here.

```toml
age_years = 46              # or age_months for a small child, with gestation_weeks at birth
sex = "female"
pregnant = false
breastfeeding = false
immune = "normal"
in_hospital = "no"
conditions = ["ibs-d"]
medicines = ["levothyroxine"]   # names, Dutch brands or ATC groups; unknown ones are kept
allergies = ["milk"]
intolerances = ["lactose"]
complaints = ["constipation"]
diet = ["vegan"]
restrictions = ["low salt"]
antibiotics_days_ago = 10
goals = ["fewer colds"]
takes = ["psyllium 5 g"]
budget_eur_month = 25
country = "NL"
```

```console
$ legaat report examples/profile.tsv --person examples/me.toml --html report.html
$ legaat schema person
```
"""


def main() -> int:
    """Write or check the references; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether they are current")
    only_check = parser.parse_args().check
    stale = [
        name
        for name, text in (("cli.md", cli_reference()), ("person.md", person_reference()))
        if not settle(ROOT / "docs" / name, text, only_check=only_check)
    ]
    return 1 if stale else 0


def settle(target: Path, text: str, *, only_check: bool) -> bool:
    """Write a file, or say whether it holds this text and show where it doesn't."""
    if not only_check:
        target.write_text(text, encoding="utf-8")
        return True
    current = target.read_text(encoding="utf-8") if target.exists() else ""
    before, after = current.splitlines(keepends=True), text.splitlines(keepends=True)
    sys.stdout.writelines(difflib.unified_diff(before, after, target.name, "live"))
    return current == text


def person_reference() -> str:
    """Return the words of a person file as Markdown, Dutch beside English."""
    parts = [PERSON_HEAD]
    for field, entries in words().items():
        rows = [f"| `{word.id}` | {word.label.nl} | {word.label.en} |" for word in entries]
        head = "| word | Nederlands | English |\n|---|---|---|"
        parts.append("\n".join([f"## {field}\n", head, *rows]) + "\n")
    return "\n".join(parts)


def cli_reference() -> str:
    """Return the whole command line as Markdown."""
    parts = [CLI_HEAD, section([])]
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
