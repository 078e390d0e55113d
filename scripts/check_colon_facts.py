"""Check the tables of facts behind the colon pack, and how much of a healthy person they cover.

Run it as::

    python scripts/check_colon_facts.py                     # the tables alone
    python scripts/check_colon_facts.py --shared ../shared  # and the cover of the reference
    python scripts/check_colon_facts.py --write             # and the counts in docs/colon.md

It prints what is wrong (nothing, if all is well), how many facts stand at each level of trust,
and the part of the median healthy sample that the species, and species and genera together, hold.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from legaat.reference._people import load_healthy
from legaat.taxonomy import resolver

TABLES: Final = Path(__file__).parent / "colon"
DOCS: Final = Path(__file__).parents[1] / "docs" / "colon.md"
COUNTS: Final = re.compile(
    r"(<!-- counts of facts: [^>]*-->\n).*?(?=<!-- end of counts of facts -->)", re.DOTALL
)
COLUMNS: Final = {
    "species.tsv": (
        *("current_name", "reference_names", "genus", "family", "phylum"),
        *("mean_share_healthy", "prevalence_healthy", "gram", "oxygen", "notes"),
    ),
    "substrates.tsv": (
        *("current_name", "substrate", "id", "role", "strength"),
        *("source_ids", "confidence", "check", "detail"),
    ),
    "products.tsv": (
        *("current_name", "product", "id", "route", "strength", "yield_mol_per_mol"),
        *("source_ids", "confidence", "check", "note"),
    ),
    "needs.tsv": (
        *("current_name", "need", "id", "strength"),
        *("source_ids", "confidence", "check", "note"),
    ),
    "genus_facts.tsv": (
        *("genus", "kind", "name", "id", "how", "strength", "weight", "species", "check"),
    ),
    "kin.tsv": ("genus", "kin", "note"),
    "sources.tsv": (
        *("id", "authors", "title", "journal", "year"),
        *("doi", "pmid", "verified", "where"),
    ),
}
STRENGTHS: Final = {
    "substrates.tsv": {"strong", "moderate", "weak", "condition", "no", "unknown"},
    "products.tsv": {"major", "minor", "condition", "no", "unknown"},
    "needs.tsv": {"required", "stimulates", "condition", "no", "unknown"},
}
ROLES: Final = {
    "primary degrader",
    "uses oligomers",
    "uses monomers",
    "cross-feeder / uses metabolite",
}
CHECKS: Final = {"read", "recalled", "inferred"}
CONFIDENCE: Final = {"literature", "memory", "genome", "genus"}
#: Metabolites by their BiGG-like id; a fact about something else has an empty id.
IDS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    12ppd_S 13ppd 15dap 2fuclac 2mbut 4abut 5aptn M03134 aa ac acgam acnam arab_L arabinogalactan
    arabinoxylan galactomannan glucomannan levan
    arg_L asp_L bglc btd_RR btn but caproic cbl1 cellb cellulose ch4 chol cit co co2 crn cys_L dca
    etha etoh fol for fos fru fuc_L gal galur glc_D glcn glcur glu_L glyc gos h2 h2s his_L ile_L
    ind3ac indlac indole indprp inost inulin isobut isocapr isoval lac_D lac_L lca lcts leu_L lys_L
    malt man meoh met_L mn2 mnl mqn8 mucin nac nh4 no3 oxa pac pcresol pectin pheme pnto_R ppa ppoh
    pppn pro_L protein ptrc pydx pyr raffin rib_D ribflv rmn rstarch sbt_D so3 so4 starch succ sucr
    taur thm thr_L tma trp_L tyr_L urea val_L xos xyl_D
    """,
    )
)
LEAST_SPECIES: Final = 180
DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
PMID: Final = re.compile(r"\d{1,8}")

Row = dict[str, str]
Tables = Mapping[str, list[Row]]


def load(folder: Path = TABLES) -> dict[str, list[Row]]:
    """Read all tables; a row with too many cells keeps the rest under the key ``None``."""
    found: dict[str, list[Row]] = {}
    for name in COLUMNS:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return found


def problems(tables: Tables) -> list[str]:
    """Return everything that is wrong with the tables, a sentence each."""
    return [
        *wrong_columns(tables),
        *wrong_names(tables),
        *wrong_words(tables),
        *wrong_sources(tables),
        *contradictions(tables),
    ]


def wrong_columns(tables: Tables) -> Iterator[str]:
    """Yield tables whose columns, or number of cells, are not as agreed."""
    for name, columns in COLUMNS.items():
        for at, row in enumerate(tables[name], start=2):
            if tuple(row) != columns or None in row.values():
                yield f"{name}:{at}: columns are not {columns}"


def wrong_names(tables: Tables) -> Iterator[str]:
    """Yield names that are not current, stand twice, or are unknown to species.tsv."""
    names = [row["current_name"] for row in tables["species.tsv"]]
    known = set(names)
    yield from (f"species.tsv: {name} stands twice" for name, n in Counter(names).items() if n > 1)
    if len(known) < LEAST_SPECIES:
        yield f"species.tsv: {len(known)} species, fewer than {LEAST_SPECIES}"
    for name in names:
        now = resolver().resolve(name).name
        if now != name:
            yield f"species.tsv: {name} is now {now}"
    for table in STRENGTHS:
        lost = {row["current_name"] for row in tables[table]} - known
        yield from (f"{table}: {name} is not in species.tsv" for name in sorted(lost))


def wrong_words(tables: Tables) -> Iterator[str]:
    """Yield words, ids and numbers that are not among the agreed ones."""
    for table, strengths in STRENGTHS.items():
        for row in tables[table]:
            where = f"{table}: {row['current_name']}"
            if row["strength"] not in strengths:
                yield f"{where}: strength {row['strength']!r}"
            if row["check"] not in CHECKS or row["confidence"] not in CONFIDENCE:
                yield f"{where}: {row['check']!r}, {row['confidence']!r}"
            if row["id"] and row["id"] not in IDS:
                yield f"{where}: id {row['id']!r} is not agreed"
            if row.get("role", "uses monomers") not in ROLES:
                yield f"{where}: role {row['role']!r}"
            amount = row.get("yield_mol_per_mol", "")
            if amount and not 0 < float(amount) <= 6:
                yield f"{where}: yield {amount}"
    for row in tables["genus_facts.tsv"]:
        if not 0 <= float(row["weight"]) <= 1 or row["check"] != "inferred":
            yield f"genus_facts.tsv: {row['genus']}: {row['weight']}, {row['check']}"


def wrong_sources(tables: Tables) -> Iterator[str]:
    """Yield sources that were not seen, are unused, and facts that show one where none may be."""
    sources = {row["id"]: row for row in tables["sources.tsv"]}
    used: set[str] = set()
    for table in STRENGTHS:
        for row in tables[table]:
            cited = [one for one in row["source_ids"].split(";") if one]
            used.update(cited)
            where = f"{table}: {row['current_name']}"
            yield from (f"{where}: no source {one}" for one in cited if one not in sources)
            if bool(cited) != (row["check"] != "inferred"):
                yield f"{where}: {row['check']} with sources {row['source_ids']!r}"
            if (row["check"] == "inferred") == (row["confidence"] == "literature"):
                yield f"{where}: {row['check']} and {row['confidence']}"
    for name, row in sources.items():
        if row["verified"] not in {"yes", "partial"}:
            yield f"sources.tsv: {name} was not seen"
        if not row["title"] or not row["where"]:
            yield f"sources.tsv: {name} has no title, or not where it was seen"
        if row["doi"] and not DOI.fullmatch(row["doi"]):
            yield f"sources.tsv: {name}: DOI {row['doi']!r}"
        if row["pmid"] and not PMID.fullmatch(row["pmid"]):
            yield f"sources.tsv: {name}: PMID {row['pmid']!r}"
    yield from (f"sources.tsv: {name} is not used" for name in sorted(set(sources) - used))


def contradictions(tables: Tables) -> Iterator[str]:
    """Yield facts that stand twice, and metabolites that a species both has and has not."""
    for table, column in (
        ("substrates.tsv", "substrate"),
        ("products.tsv", "product"),
        ("needs.tsv", "need"),
    ):
        seen: Counter[tuple[str, str]] = Counter()
        said: dict[tuple[str, str], set[bool]] = defaultdict(set)
        for row in tables[table]:
            seen[row["current_name"], row[column]] += 1
            if row["strength"] != "unknown":
                key = row["id"] or row[column]
                said[row["current_name"], key].add(row["strength"] == "no")
        yield from (
            f"{table}: {who} {what} stands twice" for (who, what), n in seen.items() if n > 1
        )
        yield from (
            f"{table}: {who} {what}: yes and no" for (who, what), s in said.items() if len(s) > 1
        )


def trust(tables: Tables) -> dict[str, Counter[str]]:
    """Count the facts of each table by how they were checked."""
    return {table: Counter(row["check"] for row in tables[table]) for table in STRENGTHS}


def of_a_group(row: Row) -> bool:
    """Return whether the source says it of the genus or phylum and not of this species."""
    return "level statement" in (row.get("note") or row.get("detail") or "")


def counted(tables: Tables) -> str:
    """Return the counts of facts by trust as Markdown."""
    lines = [
        "| table | read | of these, said of the group | recalled | inferred | all, negative |",
        "|---|---|---|---|---|---|",
    ]
    for table, by_check in trust(tables).items():
        rows = tables[table]
        numbers = [
            by_check["read"],
            sum(of_a_group(row) for row in rows if row["check"] == "read"),
            by_check["recalled"],
            by_check["inferred"],
            sum(row["strength"] == "no" for row in rows),
        ]
        lines.append(f"| `{table}` | " + " | ".join(f"{n:,}" for n in numbers) + " |")
    n, share = read_share(tables)
    lines.append("")
    lines.append(
        f"{len(tables['species.tsv'])} species. For {n} of them at least one fact was read"
    )
    lines.append(f"of the species itself; they hold {share:.0f} % of the mean healthy person.")
    return "\n".join(lines) + "\n"


def with_counts(text: str, tables: Tables) -> str:
    """Return the text of docs/colon.md with the counts of today."""
    return COUNTS.sub(lambda found: found[1] + counted(tables), text)


def read_share(tables: Tables) -> tuple[int, float]:
    """Return how many species have a fact read of themselves, and their mean share in percent."""
    sure = {
        row["current_name"]
        for table in STRENGTHS
        for row in tables[table]
        if row["check"] == "read" and not of_a_group(row)
    }
    shares = (
        float(row["mean_share_healthy"])
        for row in tables["species.tsv"]
        if row["current_name"] in sure
    )
    return len(sure), sum(shares)


def coverage(shared: Path, tables: Tables) -> dict[str, float]:
    """Return the covered part of the median healthy sample.

    Parameters
    ----------
    shared : Path
        The shared data folder.
    tables : mapping of str to rows

    Returns
    -------
    dict
        ``species``: the modelled species alone; ``genera``: with the genera that stand in for
        species without facts; ``5th percentile``: of the sum of both; ``16s-genus``: genera, in
        the 16S reference.
    """
    species = {row["current_name"] for row in tables["species.tsv"]}
    genera = {row["genus"] for row in tables["genus_facts.tsv"]}
    people = load_healthy(shared, "shotgun-species")
    own = np.array([name in species for name in people.taxa])
    both = np.array([name in species or genus_of(name) in genera for name in people.taxa])
    amplicon = load_healthy(shared, "16s-genus")
    known = np.array([name in genera for name in amplicon.taxa])
    total = people.shares[:, both].sum(axis=1)
    return {
        "species": float(np.median(people.shares[:, own].sum(axis=1))),
        "genera": float(np.median(total)),
        "5th percentile": float(np.percentile(total, 5)),
        "16s-genus": float(np.median(amplicon.shares[:, known].sum(axis=1))),
    }


def missing_genera(shared: Path, tables: Tables) -> list[str]:
    """Return genera of the healthy references that neither genus_facts.tsv nor kin.tsv names."""
    named = {row["genus"] for row in tables["genus_facts.tsv"]} | {
        row["genus"] for row in tables["kin.tsv"]
    }
    found: set[str] = set()
    for reference in ("shotgun-genus", "16s-genus"):
        found.update(load_healthy(shared, reference).taxa)
    return sorted(found - named)


def genus_of(name: str) -> str:
    """Return the genus of a species by the taxonomy, or its first word."""
    return resolver().genus_of(name) or name.split(maxsplit=1)[0]


def say(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        print(line)


def main() -> None:
    """Print problems, trust and cover."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, help="the shared data folder")
    parser.add_argument("--write", action="store_true", help="bring docs/colon.md up to date")
    chosen = parser.parse_args()
    tables = load()
    wrong = problems(tables)
    if chosen.write:
        fresh = DOCS.with_suffix(".tmp")
        fresh.write_text(with_counts(DOCS.read_text(encoding="utf-8"), tables), encoding="utf-8")
        fresh.replace(DOCS)
    say(wrong)
    say(f"{table}: {dict(counts)}" for table, counts in trust(tables).items())
    n, share = read_share(tables)
    print(
        f"{len(tables['species.tsv'])} species; {n} with a fact read of themselves, {share:.1f} %"
    )
    print(f"{len({row['genus'] for row in tables['genus_facts.tsv']})} genera with traits")
    if chosen.shared:
        say(
            f"cover, {what}: {value:.1%}" for what, value in coverage(chosen.shared, tables).items()
        )
        print("genera without a line:", ", ".join(missing_genera(chosen.shared, tables)) or "none")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
