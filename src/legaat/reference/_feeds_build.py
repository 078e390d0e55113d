"""Compile which fibres taxa live on from the facts with sources (build time only)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from legaat.reference._expect_build import write
from legaat.reference._feeds import FILE
from legaat.reference._tables import DATA

FIBRES: Final[dict[str, str]] = {
    "inulin": "inulin", "FOS": "inulin", "GOS": "galacto-oligosaccharides",
    "resistant starch": "resistant starch",
    "pectin": "pectin", "homogalacturonan": "pectin", "beta-glucan": "beta-glucan",
    "arabinoxylan": "arabinoxylan", "xylan": "arabinoxylan", "XOS": "arabinoxylan",
}  # fmt: skip
"""Substrate in the table of traits to the fibre of foods that brings it."""

_STRONG: Final = {"strong", "moderate"}
_CHECKS: Final = {"statement read": "read", "recalled; source seen": "recalled"}


def build(shared: Path, out: Path = DATA) -> dict[str, object]:
    """Write the table: statements whose source was seen, none that is only inferred."""
    folder = shared / "evidence/traits"
    known = {row["id"]: row for row in _read(folder / "sources.tsv") if row["verified"] == "yes"}
    rows = list(_read(folder / "substrates.tsv"))
    refused = {
        (row["current_name"], FIBRES[row["substrate"]])
        for row in rows
        if row["substrate"] in FIBRES and row["strength"] == "no"
    }
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        cited = [key for key in row["source_ids"].split(";") if key in known]
        fibre = FIBRES.get(row["substrate"])
        if not cited or fibre is None or row["check"] not in _CHECKS:
            continue
        key = (row["current_name"], fibre)
        if row["strength"] in _STRONG and key not in refused:
            one = found.setdefault(
                key, {"taxon": key[0], "fibre": fibre, "check": "recalled", "citations": []}
            )
            one["citations"] = list(dict.fromkeys([*one["citations"], *cited]))
            if _CHECKS[row["check"]] == "read":
                one["check"] = "read"
    genera = list(_genera(found, refused))
    feeds = sorted([*found.values(), *genera], key=lambda one: (one["taxon"], one["fibre"]))
    used = sorted({key for one in feeds for key in one["citations"]})
    record: dict[str, object] = {
        "made_by": "scripts/build_expected.py",
        "feeds": feeds,
        "citations": {key: _citation(known[key]) for key in used},
    }
    write(out / FILE, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())
    return record


def _genera(
    found: Mapping[tuple[str, str], dict[str, Any]], refused: set[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """Return what holds for a genus: one of its species does it, none is known not to."""
    against = {(name.split(" ")[0], fibre) for name, fibre in refused}
    genera: dict[tuple[str, str], dict[str, Any]] = {}
    for (name, fibre), row in found.items():
        key = (name.split(" ")[0], fibre)
        if " " in name and key not in against:
            one = genera.setdefault(key, {**row, "taxon": key[0], "citations": []})
            one["citations"] = list(dict.fromkeys([*one["citations"], *row["citations"]]))
    yield from genera.values()


def _citation(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "authors": row["authors"],
        "title": row["title"],
        "journal": row["journal"],
        "year": int(row["year"]) if row["year"].isdigit() else None,
        "doi": row["doi"] or None,
        "pmid": row["pmid"] or None,
    }


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")
