"""Reading a table of samples by taxa, against ``pandas.read_csv`` on the same file.

The two take turns in one process, after one unmeasured turn each, and what is counted is CPU
time (user and system, all threads). Prints the medians and their ratio.

Usage: ``python bench/read_table.py [--file TABLE.csv] [--turns 9]``

Without ``--file`` it takes the development data where they are, else a table of the same size
(4,347 samples x 464 species, about 17 % of the cells above zero) made from a fixed seed.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from legaat.profiles import read_profiles
from legaat.taxonomy import resolver

SAMPLES, SPECIES, FILLED = 4_347, 464, 0.17
SEED = 20_260_101


def cpu() -> float:
    """Return the CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def shared_table() -> Path | None:
    """Return the development table, where it is."""
    root = Path(__file__).resolve().parents[1]
    shared = Path(os.environ.get("LEGAAT_SHARED", root.parent / "shared"))
    table = shared / "data" / "reference" / "species_percent.csv.gz"
    return table if table.exists() else None


def made_table(path: Path) -> None:
    """Write a table of the same size and sparsity."""
    rng = np.random.default_rng(SEED)
    names = [f"s__{name.replace(' ', '_')}" for name in resolver().species()[:SPECIES]]
    names += [f"s__Unknown_species_{i}" for i in range(SPECIES - len(names))]
    with path.open("w", encoding="utf-8") as file:
        file.write("sample," + ",".join(names) + "\n")
        for sample in range(SAMPLES):
            values = rng.lognormal(0.0, 2.0, SPECIES) * (rng.random(SPECIES) < FILLED)
            values = np.round(100 * values / values.sum(), 5)
            file.write(f"R{sample:04d}," + ",".join(map(repr, values.tolist())) + "\n")


def turn(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one go."""
    start = cpu()
    work()
    return cpu() - start


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, help="a CSV table, samples down and taxa across")
    parser.add_argument("--turns", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, what = options.file, "given"
        found = shared_table()
        if table is None:
            table = Path(folder) / "table.csv"
            what = "development table" if found else "made table"
            if found:
                table.write_bytes(gzip.decompress(found.read_bytes()))
            else:
                made_table(table)
        ours = [turn(lambda: read_profiles(table))]
        theirs = [turn(lambda: pd.read_csv(table))]
        for _ in range(options.turns):
            ours.append(turn(lambda: read_profiles(table)))
            theirs.append(turn(lambda: pd.read_csv(table)))
    mine, pandas = statistics.median(ours[1:]), statistics.median(theirs[1:])
    print(f"{what}: {options.turns} turns each, CPU seconds (median, lowest)")
    print(f"  legaat.read_profiles  {mine:.3f}  {min(ours[1:]):.3f}   first turn {ours[0]:.3f}")
    print(
        f"  pandas.read_csv       {pandas:.3f}  {min(theirs[1:]):.3f}   first turn {theirs[0]:.3f}"
    )
    print(f"  ratio of the medians  {mine / pandas:.2f}  (target: at most 3)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
