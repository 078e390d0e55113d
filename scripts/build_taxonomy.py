"""Compile the name tables of the taxonomy room.

    python scripts/build_taxonomy.py --shared ../shared
    python scripts/build_taxonomy.py --check

Reads the tables of facts in the shared folder and ``src/legaat/taxonomy/data/curated.tsv``, and
writes the tables and their ``provenance.json`` beside it. The same input gives the same bytes.
With ``--check`` nothing is built: for each data set of the shared folder the share of its
abundance that the resolver places is printed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from legaat.taxonomy import resolver
from legaat.taxonomy._build import DATA, build
from legaat.taxonomy._clean import Rank

Row = tuple[str, float]
NO_GENUS = ("unclassified_", "uknown", "unclassified", "__", "-1", "")
"""How tables write that a read has no genus: part of no profile's classified share."""


def main() -> None:
    """Read the options, build, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--date", help="ISO date for the provenance (default: none)")
    parser.add_argument("--check", action="store_true", help="measure instead of building")
    options = parser.parse_args()
    if options.check:
        check(options.shared / "data")
        return
    record = build(options.shared, options.out, date=options.date)
    print(json.dumps(record["counts"], indent=1))


def check(data: Path) -> None:
    """Print, for each data set, the mean share of a sample that is placed."""
    print("| data set | rank | names | placed | of which kept apart |")
    print("| --- | --- | ---: | ---: | ---: |")
    for name, rank, rows in data_sets(data):
        shares: Counter[str] = Counter()
        for taxon, share in rows:
            shares[taxon] += share  # type: ignore[assignment]
        total = sum(shares.values())
        answers = {taxon: resolver().resolve(taxon, rank) for taxon in shares}
        placed = sum(shares[taxon] for taxon, answer in answers.items() if answer.placed)
        apart = sum(shares[taxon] for taxon, answer in answers.items() if answer.kind == "cluster")
        figures = f"{placed / total:.1%} | {apart / total:.1%}"
        print(f"| {name} | {rank} | {len(shares)} | {figures} |")


def data_sets(data: Path) -> Iterator[tuple[str, Rank, Iterable[Row]]]:
    """Yield name, rank and rows (taxon, share of one sample) of each data set."""
    reference = data / "reference"
    yield "reference, shotgun", "species", wide(reference / "species_percent.csv.gz")
    yield "reference, FGFP", "genus", wide(reference / "fgfp_genus/FGFP_genus_data.csv")
    yield "reference, enterotypes", "genus", wide(reference / "enterotype_genus/genera.csv")
    yield "reference, twins", "genus", tall(reference / "twins_genus/Twins.csv")
    for folder in sorted((data / "profiles").iterdir()):
        yield f"profiles, {folder.name}", "species", metaphlan(folder)
    ranks: dict[str, Rank] = {"A": "species", "B": "genus", "C": "species"}
    for study, rank in ranks.items():
        yield f"ex vivo, {study}", rank, wide(data / f"exvivo/study{study}.csv")
    for folder in sorted((data / "metabolome").iterdir()):
        relative = folder / "genera_rel_from_counts.tsv.gz"
        table = relative if relative.exists() else folder / "genera.tsv"
        yield f"metabolome, {folder.name}", "genus", wide(table, "\t")


def wide(path: Path, delimiter: str = ",") -> Iterator[Row]:
    """Yield the shares of a table with samples in rows; what has no name here is left out."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        reader = csv.reader(file, delimiter=delimiter)
        header = [last(cell) for cell in next(reader)[1:]]
        kept = [at for at, name in enumerate(header) if is_name(name)]
        for row in reader:
            values = [float(row[at + 1]) if row[at + 1] not in {"", "NA"} else 0.0 for at in kept]
            total = sum(values) or 1.0
            yield from ((header[at], v / total) for at, v in zip(kept, values, strict=True))


def tall(path: Path) -> Iterator[Row]:
    """Yield the shares of a table with samples in columns."""
    with path.open() as file:
        rows = [row for row in list(csv.reader(file))[1:] if is_name(row[0])]
    for column in range(1, len(rows[0])):
        total = sum(float(row[column]) for row in rows) or 1.0
        yield from ((row[0], float(row[column]) / total) for row in rows)


def metaphlan(folder: Path) -> Iterator[Row]:
    """Yield the shares of species in MetaPhlAn files, viruses left out."""
    for path in sorted(folder.glob("*.txt")):
        rows = [line.split("\t") for line in path.read_text().splitlines() if "|s__" in line]
        rows = [row for row in rows if "|t__" not in row[0] and not row[0].startswith("k__Vir")]
        total = sum(float(row[2]) for row in rows) or 1.0
        yield from ((row[0], float(row[2]) / total) for row in rows)


def last(name: str) -> str:
    """Return the genus of a lineage, or the name as it is."""
    return name.rpartition("g__")[2] if "g__" in name else name


def is_name(name: str) -> bool:
    """Whether a column is a bacterium with a name: not a human read, not "unclassified"."""
    low = name.lower()
    return low not in NO_GENUS and not low.startswith(NO_GENUS[0]) and low != "homo sapiens"


if __name__ == "__main__":
    main()
