"""Compile the name tables of the taxonomy room.

    python scripts/build_taxonomy.py --shared ../shared

Reads the tables of facts in the shared folder and ``src/legaat/taxonomy/data/curated.tsv``, and
writes the tables and their ``provenance.json`` beside it. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from legaat.taxonomy._build import DATA, build


def main() -> None:
    """Read the options, build, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--date", help="ISO date for the provenance (default: none)")
    options = parser.parse_args()
    record = build(options.shared, options.out, date=options.date)
    print(json.dumps(record["counts"], indent=1))


if __name__ == "__main__":
    main()
