"""What the ``colon`` pack costs: 150 taxa, a baseline and twenty what-ifs, beside MICOM.

::

    python bench/colon.py                 # against the figure for MICOM below
    python bench/colon.py --micom         # and MICOM measured now (minutes), as bench/twin.py does

One process of its own, one thread; CPU seconds of that process, user and system together, with
everything that is imported and the opening of the pack. The profile: the 150 species of the
pack's tables that a healthy person most often has, in log-normal shares (sigma 1.5, seed 1).
MICOM's side is one trade-off with fluxes on 20 AGORA species (micom 0.39.1), as bench/twin.py
measures it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

TAXA, SEED, SPREAD, AIM = 150, 1, 1.5, 100
MICOM = 150.1
"""CPU seconds of one MICOM trade-off with fluxes on twenty species, fraction 0.5 (docs/twin.md)."""

ROOT = Path(__file__).parent.parent
WHAT_IFS = (
    *({name: grams} for name in ("inulin", "fos", "gos", "pectin") for grams in (5.0, 10.0)),
    *({name: 10.0} for name in ("resistant starch", "arabinoxylan", "beta-glucan", "cellulose")),
    *({name: 5.0} for name in ("xos", "lactose", "protein", "2'-fucosyllactose")),
    *({"inulin": a, "pectin": b} for a, b in ((2.0, 8.0), (5.0, 5.0), (8.0, 2.0), (20.0, 20.0))),
)


def main() -> None:
    """Measure, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", action="store_true")
    parser.add_argument("--micom", action="store_true")
    options = parser.parse_args()
    if options.child:
        child()
        return
    done = subprocess.run(
        [sys.executable, __file__, "--child"], capture_output=True, text=True, check=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    ours = json.loads(done.stdout.splitlines()[-1])
    micom = measured() if options.micom else MICOM
    ratio = micom / ours["cpu"]
    print(
        f"{ours['taxa']} taxa, {ours['scenarios']} scenarios: {ours['cpu']:.2f} CPU s "
        f"(imports {ours['imports']:.2f}, baseline {ours['baseline']:.2f}, each what-if "
        f"{ours['each']:.3f}), {ours['mb']:.0f} MB, largest gap {ours['gap']:.0e}"
    )
    print(f"MICOM on 20 species: {micom:.0f} CPU s, {ratio:.0f} times as much (aim: {AIM})")


def child() -> None:
    """Run the whole of it once."""
    import numpy as np

    import legaat
    from legaat.twin import Twin, open_pack

    start = spent()
    with (ROOT / "scripts/colon/species.tsv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    rows.sort(key=lambda row: -float(row["prevalence_healthy"] or 0))
    known = {taxon.species for taxon in open_pack("colon").taxa}
    names = [row["current_name"] for row in rows if row["current_name"] in known][:TAXA]
    shares = np.exp(np.random.default_rng(SEED).normal(0.0, SPREAD, len(names)))
    shares /= shares.sum()
    profile = dict(zip(names, shares.tolist(), strict=True))
    twin = Twin(profile, pack="colon", diet=legaat.diets.dutch(), cutoff=1e-6)
    gaps = [twin.solve().solver.gap]
    first = spent()
    gaps.extend(twin.with_added(foods).solve().solver.gap for foods in WHAT_IFS)
    end = spent()
    print(
        json.dumps(
            {
                "cpu": end, "imports": start, "baseline": first - start, "gap": max(gaps),
                "each": (end - first) / len(WHAT_IFS), "taxa": len(twin.members),
                "scenarios": len(gaps),
                "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )  # fmt: skip


def spent() -> float:
    """Return the CPU seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measured() -> float:
    """Measure MICOM by way of bench/twin.py."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench/twin.py"), "20", "--micom"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    line = next(x for x in done.stdout.splitlines() if " micom " in x)
    return float(line.split()[3])


if __name__ == "__main__":
    main()
