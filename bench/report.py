"""What a whole report costs, beside the imports every analysis pays.

Runs, in turn, `legaat report` on a profile of 500 taxa (HTML and JSON) and
``python -c "import numpy, scipy.sparse, pandas"`` in the same environment, and prints the ratio of
their CPU times (user + system, median over the rounds; the first round warms the disk and is left
out). Run: python bench/report.py [--rounds 11] [--taxa 500]
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from legaat.taxonomy import resolver

IMPORTS = [sys.executable, "-c", "import numpy, scipy.sparse, pandas"]


def main() -> int:
    """Run both sides in turn and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--taxa", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        profile = place / "profile.tsv"
        profile.write_text(metaphlan(options.taxa), encoding="utf-8")
        report = [sys.executable, "-m", "legaat", "report", str(profile), "--quiet"]
        report += ["--html", str(place / "r.html"), "--json", str(place / "r.json")]
        pairs = [(cpu_seconds(report), cpu_seconds(IMPORTS)) for _ in range(options.rounds + 1)][1:]
        size = (place / "r.html").stat().st_size
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"report, {options.taxa} taxa (HTML {size / 1024:.0f} kB + JSON): {ours:.3f} CPU s")
    print(f"import numpy, scipy.sparse, pandas:        {theirs:.3f} CPU s")
    print(f"ratio {ratio:.2f} (aim: at most 3)")
    return 0


def metaphlan(n: int) -> str:
    """Return a MetaPhlAn 4 profile of `n` species, log-normal shares, seeded."""
    draw = random.Random(20261124)
    known = resolver().species()
    names = [name.replace(" ", "_") for name in known[:n]]
    names += [f"GGB{i}_SGB{i}" for i in range(n - len(names))]
    weights = [draw.lognormvariate(0, 2) for _ in names]
    total = sum(weights)
    head = ["#mpa_vJan25_CHOCOPhlAnSGB_202503", "#SampleID\tMetaphlan_Analysis"]
    head += ["#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species"]
    lineage = "k__Bacteria|p__P|c__C|o__O|f__F"
    rows = [
        f"{lineage}|g__{name.split('_')[0]}|s__{name}\t\t{100 * w / total:.6f}\t"
        for name, w in zip(names, weights, strict=True)
    ]
    return "\n".join([*head, *rows]) + "\n"


def cpu_seconds(command: list[str]) -> float:
    """Run a command and return the CPU seconds that it and its children used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    raise SystemExit(main())
