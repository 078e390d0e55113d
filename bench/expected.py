"""What the expectation costs: all taxa of one profile against importing numpy and scipy.

    python bench/expected.py examples/profile.tsv

Prints CPU seconds (this process and what it starts), the best of several runs, and their ratio.
The expectation is measured in a fresh process, after numpy, scipy and the profile are read:
loading the model is counted, importing numpy is not.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

IMPORT = """
import time
start = time.process_time()
import numpy, scipy
print(time.process_time() - start)
"""

EXPECT = """
import sys, time
import numpy
import legaat
from legaat.reference import compare, expected
from legaat.reference._match import choose, match
profile = legaat.read_profile(sys.argv[1])
match(profile, choose(profile, None))  # names are read for the comparison anyway
start = time.process_time()
found = legaat.expected(profile)
first = time.process_time() - start
start = time.process_time()
for _ in range(10):
    legaat.expected(profile)
print(first, (time.process_time() - start) / 10, len(found))
"""


def measured(code: str, *arguments: str) -> list[float]:
    """Run code in a fresh interpreter and return the numbers it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    base = [measured(IMPORT)[0] for _ in range(options.runs)]
    ours = [measured(EXPECT, str(options.profile)) for _ in range(options.runs)]
    first = [row[0] for row in ours]
    again = [row[1] for row in ours]
    rows = (("importing numpy, scipy", base), ("expected(), first call", first))
    for label, values in (*rows, ("expected(), later calls", again)):
        print(f"{label:24} best {min(values):.4f} s, median {statistics.median(values):.4f} s")
    print(f"{ours[0][2]:.0f} taxa; ratio of the best: {min(first) / min(base):.2f}")
    print(f"ratio of the medians: {statistics.median(first) / statistics.median(base):.2f}")


if __name__ == "__main__":
    main()
