"""Compile the tables in ``scripts/colon`` into the ``colon`` pack that is shipped.

    python scripts/build_colon.py            # writes src/legaat/twin/data/colon/
    python scripts/build_colon.py --check    # says whether what is there is what the tables give

The same tables give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

from legaat.twin._colon_build import Parameters, Tables, write_colon

TABLES = Path(__file__).parent / "colon"
OUT = Path(__file__).parent.parent / "src/legaat/twin/data/colon/colon.legaatpack"
READ = ("metabolites.tsv", "reactions.tsv", "routes.tsv", "parameters.json", "species.tsv",
        "substrates.tsv", "products.tsv", "needs.tsv", "genus_facts.tsv")  # fmt: skip


def main() -> None:
    """Build, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / OUT.name
            build(path)
            same = OUT.exists() and path.read_bytes() == OUT.read_bytes()
        sys.exit(None if same else "the colon pack is not what its tables give: build it anew")
    build(OUT)
    print(f"{OUT.name}: {OUT.stat().st_size / 1e6:.2f} MB")


def build(path: Path) -> None:
    """Write the pack; its key is a digest of everything that was read."""
    digest = hashlib.sha256()
    for name in READ:
        digest.update((TABLES / name).read_bytes() + b"\0")
    parameters = Parameters.read(TABLES / "parameters.json")
    write_colon(Tables.read(TABLES), parameters, path, digest.hexdigest())


if __name__ == "__main__":
    main()
