"""Work the healthy references out from the shared data.

    python scripts/build_reference.py --shared ../shared
    python scripts/build_reference.py --check

Writes the tables and ``provenance.json`` into ``src/legaat/reference/data``. With ``--check``
nothing is built: what the references say is measured on studies left out and on thinned samples,
and the figures are printed as a table (and written with ``--figures FILE``).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from legaat.reference._build import build
from legaat.reference._tables import DATA


def main() -> None:
    """Read the options, then build or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--date", help="ISO date for the provenance (default: none)")
    parser.add_argument("--check", action="store_true", help="measure instead of building")
    parser.add_argument("--seed", type=int, default=1, help="for the thinning in --check")
    parser.add_argument("--figures", type=Path, help="where --check writes its table")
    options = parser.parse_args()
    if options.check:
        from legaat.reference._check import check

        text = check(options.shared, seed=options.seed)
        print(text)
        if options.figures:
            options.figures.write_text(text, encoding="utf-8")
        return
    record = build(options.shared, options.out, date=options.date)
    print(json.dumps(record["references"], indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
