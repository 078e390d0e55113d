"""Work out what a genus can do from its species: writes scripts/colon/genus_facts.tsv.

A profile from 16S names genera, and a lab may name species that the tables lack. A genus takes
the mean of its species, each by its mean share among healthy people; a genus without a species
in the tables takes that of its kin (scripts/colon/kin.tsv). Genera are taken in the wide sense:
a species counts for its present genus and for the one in which the healthy reference has it.
Everything here is inferred.

Run: python scripts/build_colon_genera.py
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

TABLES: Final = Path(__file__).parent / "colon"
#: What a strength counts for in the mean. A judgement: the tables hold few numbers.
WORTH: Final = {
    "strong": 1.0,
    "moderate": 0.7,
    "weak": 0.3,
    "condition": 0.35,
    "no": 0.0,
    "major": 1.0,
    "minor": 0.3,
    "required": 1.0,
    "stimulates": 0.3,
}
#: Least mean that a word stands for, strongest first.
WORDS: Final = {
    "substrate": ((0.6, "strong"), (0.35, "moderate"), (0.1, "weak")),
    "product": ((0.6, "major"), (0.1, "minor")),
    "need": ((0.6, "required"), (0.1, "stimulates")),
}
#: Below this a trait is left out, or "no" where species are known not to have it.
LEAST: Final = 0.1
#: Share given to a species that healthy people hardly carry, in percent.
FLOOR: Final = 0.001
COLUMNS: Final = ("genus", "kind", "name", "id", "how", "strength", "weight", "species", "check")
TABLE: Final = {
    "substrate": ("substrates.tsv", "substrate", "role"),
    "product": ("products.tsv", "product", "route"),
    "need": ("needs.tsv", "need", ""),
}

Row = Mapping[str, str]


def rows(name: str) -> list[dict[str, str]]:
    """Read one table of scripts/colon."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def members(species: Iterable[Row]) -> dict[str, dict[str, float]]:
    """Return genus to its species with their weights, in the wide sense."""
    found: dict[str, dict[str, float]] = {}
    for row in species:
        share = float(row["mean_share_healthy"] or 0) + FLOOR
        older = {name.split("_")[0] for name in row["reference_names"].split(";") if name}
        for genus in {row["genus"], *older}:
            found.setdefault(genus, {})[row["current_name"]] = share
    return found


def with_kin(
    own: Mapping[str, dict[str, float]], kin: Iterable[Row]
) -> dict[str, dict[str, float]]:
    """Add the genera that have no species of their own."""
    everything = dict(own)
    for row in kin:
        if row["genus"] in everything:
            continue
        borrowed: dict[str, float] = {}
        for other in row["kin"].split(";"):
            found = own.get(other) or ({other: 1.0} if " " in other else {})
            borrowed |= found
        everything[row["genus"]] = borrowed
    return everything


def traits_of(
    kind: str, who: Mapping[str, float], facts: Mapping[str, list[Row]]
) -> list[tuple[str, ...]]:
    """Return the traits of one kind of a set of species as rows without genus."""
    _, name_column, how_column = TABLE[kind]
    total = sum(who.values())
    sums: dict[tuple[str, str], float] = {}
    hows: dict[tuple[str, str], dict[str, float]] = {}
    names: dict[tuple[str, str], list[str]] = {}
    for species, share in who.items():
        for fact in facts.get(species, []):
            if fact["strength"] == "unknown":
                continue
            key = (fact[name_column], fact["id"])
            worth = WORTH[fact["strength"]] * share / total
            sums[key] = sums.get(key, 0.0) + worth
            how = fact[how_column] if how_column else ""
            ways = hows.setdefault(key, {})
            ways[how] = ways.get(how, 0.0) + worth + (1e-9 if how else 0.0)
            names.setdefault(key, []).append(species)
    out: list[tuple[str, ...]] = []
    for key, value in sums.items():
        word = next((w for least, w in WORDS[kind] if value >= least), "no")
        if word == "no" and value > 0:
            continue
        way = max(hows[key], key=lambda how: hows[key][how])
        out.append((kind, *key, way, word, f"{value:.2f}", str(len(names[key])), "inferred"))
    return out


def build() -> list[tuple[str, ...]]:
    """Return the rows of genus_facts.tsv."""
    groups = with_kin(members(rows("species.tsv")), rows("kin.tsv"))
    facts: dict[str, dict[str, list[Row]]] = {}
    for kind, (file, _, _) in TABLE.items():
        for row in rows(file):
            facts.setdefault(kind, {}).setdefault(row["current_name"], []).append(row)
    return [
        (genus, *trait)
        for genus in sorted(groups)
        if groups[genus]
        for kind in TABLE
        for trait in traits_of(kind, groups[genus], facts.get(kind, {}))
    ]


def text(table: Iterable[tuple[str, ...]]) -> str:
    """Return the table as tab-separated text."""
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *table))


def main() -> None:
    """Write genus_facts.tsv."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    target = TABLES / "genus_facts.tsv"
    fresh = target.with_suffix(".tmp")
    fresh.write_text(text(build()), encoding="utf-8")
    fresh.replace(target)


if __name__ == "__main__":
    main()
