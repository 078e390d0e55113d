"""Build the tables of the substances room: facts, what a genus is worth, and healthy values.

Run it as::

    python scripts/build_substances.py --shared ../shared

It writes, into ``src/legaat/substances/data/``:

``makers.tsv``, ``sources.tsv``
    From ``evidence/traits`` (see its README) and, taking precedence, from what was read since:
    ``scripts/substances_read.tsv`` and ``scripts/substances_sources.tsv``. A source that was not
    seen is dropped, and a fact that thereby stands alone becomes "inferred".
``labels.tsv``
    Strain labels of MetaPhlAn 2 with the species they were mapped to.
``genus_makers.tsv``
    Per genus, the abundance-weighted mean of its species' weights among healthy people, and the
    range that holds nine in ten carriers.
``population.json``
    Per reference, the capacities of healthy people at the percentiles 1, 5, 10, …, 95, 99.

There is no randomness in it.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from legaat.profiles import Rank
from legaat.reference.build import (
    PERCENTS,
    REFERENCES,
    Healthy,
    load_healthy,
    weighted_quantiles,
)
from legaat.substances._capacity import capacity
from legaat.substances._facts import Fact, Strength, Weights, entries
from legaat.substances._panel import LEAST_COVERED
from legaat.substances._types import Check
from legaat.taxonomy import resolver

Floats = npt.NDArray[np.float64]

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT / "src" / "legaat" / "substances" / "data"
WALLS: Final = ("lipoteichoic acid", "peptidoglycan", "hexa-acylated LPS", "penta-acylated LPS")
SUBSTANCES: Final = ("butyrate", "propionate", "acetate", *WALLS)
"""Substances with a row for every species, and a capacity."""

NAMED_ONLY: Final = (
    "lactate",
    "succinate",
    "isovalerate",
    "indole-3-propionate",
    "indole-3-lactate",
    "deoxycholate",
    "p-cresol",
)
"""Substances of which only the known makers are listed, for their names; nothing is summed."""

CHECKS: Final[dict[str, Check]] = {
    "statement read": "read",
    "recalled; source seen": "recalled",
    "recalled; source title seen": "recalled",
    "recalled; source not checked": "inferred",
    "inferred": "inferred",
}
STRENGTHS: Final[dict[str, Strength]] = {
    "major": "major",
    "minor": "minor",
    "condition": "condition",
    "strain-dependent": "condition",
    "no": "no",
}
RANKED: Final[dict[Check, int]] = {"read": 2, "recalled": 1, "inferred": 0}

NEARLY_ALL: Final = 0.9
"""Part of a genus that must make such a substance before the genus is named for it."""

WALL_WORDS: Final[dict[str, Strength]] = {"LTA yes": "major", "LTA no": "no"}
WITHOUT_MUREIN: Final = {
    "Methanobrevibacter",
    "Methanosphaera",
    "Methanomassiliicoccus",
    "Candida",
    "Saccharomyces",
}
"""Archaea (pseudomurein or none) and yeasts; every other genus of the table is a bacterium."""

SAME_SOURCE: Final = {"CLD": "CL21"}
"""CLD are the single-species wells of the data that CL21 published."""

NET_USERS: Final = "acetate"
"""A blank here stays unknown: many butyrate makers take acetate up."""


def rows(path: Path) -> list[dict[str, str]]:
    """Read a tab-separated table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
    print(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")


def table(header: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """Return a tab-separated table as text."""
    return "".join("\t".join(line) + "\n" for line in (tuple(header), *lines))


# --- facts -------------------------------------------------------------------------------------


def seen_sources(traits: Path) -> dict[str, dict[str, str]]:
    """Return the sources that were seen, with supplied titles and unseen names marked as such."""
    found: dict[str, dict[str, str]] = {}
    for row in rows(traits / "sources.tsv"):
        if row["verified"] not in {"yes", "partial"}:
            continue
        authors, title = row["authors"], row["title"]
        supplied = re.search(
            r"\((?:title|author)?[^()]*(?:recalled|paraphrased|not shown)\)", title
        )
        if supplied or title.startswith("("):
            title = "[" + re.sub(r"[;,]? ?\(?title[^()]*\)?", "", title).strip(" ()") + "]"
        if "recalled" in authors or "not recorded" in authors:
            authors = ""
        found[row["id"]] = {**row, "authors": authors, "title": title}
    for row in rows(ROOT / "scripts" / "substances_sources.tsv"):
        found[row["id"]] = row
    return found


def compile_facts(traits: Path, seen: Mapping[str, object]) -> dict[tuple[str, str], Fact]:
    """Return the facts about the species of the traits tables, then what was read since."""
    current = {row["current_name"]: _current(row["current_name"]) for row in species_rows(traits)}
    facts: dict[tuple[str, str], Fact] = {}
    documented: set[str] = set()
    for row in rows(traits / "products.tsv"):
        taxon = current[row["current_name"]]
        if row["strength"] == "major":
            documented.add(taxon)
        if row["product"] in SUBSTANCES or (
            row["product"] in NAMED_ONLY and row["strength"] == "major"
        ):
            facts[taxon, row["product"]] = _fact(taxon, row, seen)
    for row in species_rows(traits):
        taxon = current[row["current_name"]]
        facts.update({(taxon, wall): _wall(taxon, wall, row["wall"]) for wall in WALLS})
        for substance in SUBSTANCES[:3]:
            known = taxon in documented and substance != NET_USERS
            blank = Fact(taxon, substance, "no" if known else "unknown", "inferred",
                         note="not among its known products" if known else "")  # fmt: skip
            facts.setdefault((taxon, substance), blank)
    for row in rows(ROOT / "scripts" / "substances_read.tsv"):
        taxon = _current(row["taxon"])
        facts[taxon, row["substance"]] = _read_since(taxon, row, seen)
        for substance in SUBSTANCES:
            facts.setdefault((taxon, substance), Fact(taxon, substance, "unknown", "inferred"))
    return facts


def older_labels(traits: Path) -> dict[str, str]:
    """Return labels that the taxonomy keeps apart but that were mapped to a species by recall.

    MetaPhlAn 2 names genomes by their strain ("Ruminococcus sp. 5_1_39BFAA"); the traits tables
    say which species those are now. A fact reached this way counts as inferred.
    """
    labels: dict[str, str] = {}
    for row in species_rows(traits):
        taxon = _current(row["current_name"])
        for label in filter(None, row["reference_names"].split(";")):
            name = _current(label)
            if name != taxon:
                labels[name] = taxon
    return labels


def species_rows(traits: Path) -> list[dict[str, str]]:
    """Return the species table of the traits."""
    return rows(traits / "species.tsv")


def _current(name: str) -> str:
    return resolver().resolve(name).name


def _fact(taxon: str, row: Mapping[str, str], seen: Mapping[str, object]) -> Fact:
    ids = (SAME_SOURCE.get(i, i) for i in row["source_ids"].split(";"))
    sources = tuple(dict.fromkeys(i for i in ids if i in seen))
    check = CHECKS[row["check"]] if sources else "inferred"
    if check == "inferred":
        sources = ()
    return Fact(taxon, row["product"], STRENGTHS[row["strength"]], check, row["route"], sources)


def _wall(taxon: str, substance: str, wall: str) -> Fact:
    """Return a fact about the wall: from memory and by genus, so always inferred."""
    teichoic, lipid = (part.strip() for part in wall.split(";")[:2])
    strength: Strength
    if substance == "lipoteichoic acid":
        strength = WALL_WORDS.get(teichoic, "unknown")
    elif substance == "peptidoglycan":
        strength = "no" if taxon.partition(" ")[0] in WITHOUT_MUREIN else "major"
    elif lipid == "LPS unknown":
        strength = "unknown"
    else:
        strength = "major" if lipid == f"LPS {substance.removesuffix(' LPS')}" else "no"
    return Fact(taxon, substance, strength, "inferred")


def _read_since(taxon: str, row: Mapping[str, str], seen: Mapping[str, object]) -> Fact:
    sources = tuple(row["sources"].split(";"))
    missing = [i for i in sources if i not in seen]
    if missing or row["strength"] not in STRENGTHS.values() or row["check"] not in RANKED:
        msg = f"substances_read.tsv: {taxon}, {row['substance']}: {missing or row}"
        raise SystemExit(msg)
    strength, check = row["strength"], row["check"]
    return Fact(taxon, row["substance"], strength, check, row["route"], sources, row["note"])  # type: ignore[arg-type]


# --- genera ------------------------------------------------------------------------------------


def members(traits: Path) -> dict[str, tuple[str, ...]]:
    """Return the species of each genus, in the wide sense.

    A species counts for its present genus and for the genus in which the labs' older databases
    still have it (MetaPhlAn 2 names), because a 16S file may mean either: "Eubacterium" may hold
    what is now Agathobacter, "Prevotella" what is now Segatella.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in species_rows(traits):
        taxon = _current(row["current_name"])
        labels = (name for name in row["reference_names"].split(";") if "_sp_" not in name)
        older = (name.partition("_")[0] for name in labels)
        for genus in (row["genus"], resolver().genus_of(taxon) or "", *older):
            if genus and not genus.endswith(("aceae", "ales")):
                found[genus][taxon] = None
    for row in rows(ROOT / "scripts" / "substances_read.tsv"):
        taxon = _current(row["taxon"])
        found[resolver().genus_of(taxon) or taxon.partition(" ")[0]][taxon] = None
    return {genus: tuple(species) for genus, species in sorted(found.items())}


def genus_rows(
    facts: Mapping[tuple[str, str], Fact],
    groups: Mapping[str, tuple[str, ...]],
    healthy: Mapping[str, Floats],
    weights: Floats,
) -> list[tuple[str, ...]]:
    """Return the lines: genus, substance, lower, value, upper, check, makers."""
    lines = []
    for genus, species in groups.items():
        nothing = np.zeros_like(weights)
        shares = np.array([healthy.get(name, nothing) for name in species])
        for substance in (*SUBSTANCES, *NAMED_ONLY):
            if substance in NAMED_ONLY and not any((name, substance) in facts for name in species):
                continue
            known = [facts.get((name, substance), Fact(name, substance, "unknown", "inferred"))
                     for name in species]  # fmt: skip
            low, value, high = _spread(shares, known, weights)
            mean = shares @ weights
            makers = [
                (float(m), fact) for m, fact in zip(mean, known, strict=True)
                if fact.strength == "major"
            ]  # fmt: skip
            if substance in NAMED_ONLY and value < NEARLY_ALL:
                continue
            makers.sort(key=lambda pair: (-pair[0], pair[1].taxon))
            check = makers[0][1].check if makers else "inferred"
            names = ";".join(fact.taxon for _, fact in makers)
            numbers = (f"{number:.4f}" for number in (low, value, high))
            lines.append((genus, substance, *numbers, check, names))
    return lines


def _spread(shares: Floats, known: list[Fact], weights: Floats) -> Weights:
    """Return the mean weight of a genus, and the range of nine in ten healthy carriers.

    Parameters
    ----------
    shares : array, shape (species, people)
    known : list of Fact, one per species
    weights : array, shape (people,)
        What each person counts for, so that no study decides.
    """
    table = np.array([fact.weights for fact in known], dtype=float)  # species x 3
    total = shares.sum(axis=0)
    carriers = total > 0
    if not carriers.any():  # known from culture, not from this reference: all species alike
        low, value, high = table.mean(axis=0)
        return Weights(float(low), float(value), float(high))
    part = shares[:, carriers] / total[carriers]
    mass = weights[carriers]
    value = float((shares @ weights) @ table[:, 1] / (shares @ weights).sum())
    low = weighted_quantiles(table[:, 0] @ part, mass, (5,))[0]
    high = weighted_quantiles(table[:, 2] @ part, mass, (95,))[0]
    return Weights(min(float(low), value), value, max(float(high), value))


# --- populations -------------------------------------------------------------------------------


def by_species(people: Healthy, labels: Mapping[str, str]) -> dict[str, Floats]:
    """Return each species' shares over people, with older labels counted as their species."""
    shares: dict[str, Floats] = {}
    for column, taxon in enumerate(people.taxa):
        name = labels.get(taxon, taxon)
        shares[name] = shares.get(name, np.zeros(len(people.samples))) + people.shares[:, column]
    return shares


def population(shared: Path, reference: str) -> dict[str, object]:
    """Return the capacities of a reference's people, as quantiles, and the known share."""
    people = load_healthy(shared, reference)
    rank: Rank = "species" if reference.endswith("species") else "genus"
    grids: dict[str, list[float]] = {}
    covered: dict[str, float] = {}
    for substance in SUBSTANCES:
        found = [
            capacity(
                {t: s for t, s in zip(people.taxa, row, strict=True) if s > 0}, rank, substance
            )
            for row in people.shares.tolist()
        ]
        told = np.array([c.value is not None and c.covered >= LEAST_COVERED for c in found])
        values = np.array([c.value or 0.0 for c in found])
        grid = weighted_quantiles(values[told], people.weights[told])
        grids[substance] = [round(float(value), 5) for value in grid]
        known = float(np.array([c.covered for c in found]) @ people.weights)
        covered[substance] = round(known, 4)
    return {
        "people": len(people.samples),
        "studies": len(set(people.studies)),
        "mean known share": covered,
        "capacity": grids,
    }


def main() -> int:
    """Build the tables, in the order in which one rests on the other."""
    parser = argparse.ArgumentParser(description="Build the tables of the substances room.")
    parser.add_argument("--shared", type=Path, required=True, help="folder with the data")
    shared = parser.parse_args().shared
    traits = shared / "evidence" / "traits"
    DATA.mkdir(parents=True, exist_ok=True)
    seen = seen_sources(traits)
    facts = compile_facts(traits, seen)
    labels = older_labels(traits)
    write_facts(facts, seen, labels)
    people = load_healthy(shared, "shotgun-species")
    lines = genus_rows(facts, members(traits), by_species(people, labels), people.weights)
    header = ("genus", "substance", "lower", "value", "upper", "check", "makers")
    write(DATA / "genus_makers.tsv", table(header, lines))
    result = {
        "made_by": "scripts/build_substances.py",
        "percentiles": list(PERCENTS),
        "weights": "studies by their design effect: legaat.reference.build.study_weights",
        "references": {name: population(shared, name) for name in REFERENCES},
    }
    write(DATA / "population.json", json.dumps(result, indent=1) + "\n")
    return 0


def write_facts(
    facts: Mapping[tuple[str, str], Fact],
    seen: Mapping[str, Mapping[str, str]],
    labels: Mapping[str, str],
) -> None:
    """Write makers.tsv, the sources that it (or the panel) cites, and labels.tsv."""
    header = ("taxon", "substance", "strength", "check", "route", "sources", "note")
    order = {name: place for place, name in enumerate((*SUBSTANCES, *NAMED_ONLY))}
    ordered = sorted(facts.values(), key=lambda fact: (fact.taxon, order[fact.substance]))
    write(
        DATA / "makers.tsv",
        table(
            header,
            (
                (f.taxon, f.substance, f.strength, f.check, f.route, ";".join(f.sources), f.note)
                for f in ordered
            ),
        ),
    )
    cited = {i for fact in ordered for i in fact.sources}
    cited.update(i for entry in entries() for i in entry.sources)
    columns = ("id", "authors", "title", "journal", "year", "doi", "pmid", "verified")
    write(
        DATA / "sources.tsv",
        table(columns, ([seen[i][column] for column in columns] for i in sorted(cited))),
    )
    write(DATA / "labels.tsv", table(("label", "species"), sorted(labels.items())))


if __name__ == "__main__":
    raise SystemExit(main())
