"""Write the tables of docs/diets.md from the data that the program uses.

``python scripts/build_diets.py`` rewrites them; ``--check`` only says whether they are current.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from legaat.knowledge import evidence
from legaat.twin import Intake, constants, intakes, media_rows, nutrients, sources
from legaat.twin._nutrients import background, studied

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "diets.md"
STATES = {"yes": "read", "partial": "read in part, or second-hand", "assumption": "our assumption"}


def main() -> int:
    """Write or check the document; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    old = DOCUMENT.read_text(encoding="utf-8")
    new = old
    for name, text in tables().items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        before, mark, rest = new.partition(begin)
        _, other, after = rest.partition(end)
        if not (mark and other):
            sys.exit(f"docs/diets.md has no place for {name}")
        new = f"{before}{begin}\n{text}\n{end}{after}"
    if options.check:
        if new != old:
            print("docs/diets.md is not current: run python scripts/build_diets.py")
        return int(new != old)
    DOCUMENT.write_text(new, encoding="utf-8")
    return 0


def tables() -> dict[str, str]:
    """Return each generated table by name."""
    return {
        "constants": _constants(),
        "diets": _intakes(intakes(), "g a day"),
        "studied": _studied(),
        "media": _intakes(media_rows(), "g/L"),
        "equivalents": _equivalents(),
        "sources": _sources(),
    }


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _span(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return ""
    return f"{value:g}" + (
        f" ({low:g} to {high:g})" if low is not None and high is not None else ""
    )


def _from(ids: Iterable[str]) -> str:
    return ", ".join(f"`{i}`" for i in ids if i != "own") or "own"


def _constants() -> str:
    return _table(
        ("constant", "value", "unit", "measured on", "source", "checked", "note"),
        (
            (f"`{c.id}`", _span(c.value, c.low, c.high), c.unit, c.basis, _from(c.sources),
             STATES[c.verified], c.note)
            for c in constants().values()
        ),
    )  # fmt: skip


def _studied() -> str:
    head = ("nutrient", "most that was studied, g a day", "study", "sources")
    return _table(
        head,
        (
            (
                name,
                f"{grams:g}",
                f"{row}: {evidence()[row].title.en}",
                ", ".join(f"`{x}`" for x in evidence()[row].citations),
            )
            for name, (grams, row) in studied().items()
        ),
    )


def _intakes(rows: Iterable[Intake], unit: str) -> str:
    return _table(
        ("diet", "nutrient", unit, "state", "source", "note"),
        (
            (r.diet, r.nutrient, _span(r.grams, r.low, r.high), r.state, _from(r.sources), r.note)
            for r in rows
        ),
    )


def _equivalents() -> str:
    def ids(mixture: Iterable[str]) -> str:
        return " + ".join(f"`{part}`" for part in mixture)

    rows = []
    for n in nutrients().values():
        own = [m for m in n.mixtures if m != n.foreign or m in n.mixtures[:1]]
        rows.append(
            (n.name.en, n.name.nl, n.kind, " or ".join(map(ids, own)), ids(n.foreign),
             f"`{n.reaches}`" if n.reaches else "", n.note)
        )  # fmt: skip
    head = (
        "English",
        "Nederlands",
        "kind",
        "colon pack",
        "AGORA, VMH",
        "reaches the colon",
        "note",
    )
    text = _table(head, rows)
    never = ", ".join(f"`{name.removesuffix('_m')}`" for name in background())
    return f"{text}\nNever short in a diet in grams (where a pack knows them): {never}.\n"


def _sources() -> str:
    used = {s for c in constants().values() for s in c.sources}
    used |= {s for r in (*intakes(), *media_rows()) for s in r.sources}
    known = sources()
    return _table(
        ("id", "authors", "title", "year", "DOI", "checked"),
        (
            (f"`{s.id}`", s.authors, s.title, s.year, s.doi or "", s.verified)
            for s in (known[i] for i in sorted(used - {"own"}))
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main())
