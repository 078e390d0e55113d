"""What advice costs: effects, ranking, strains and a blend for one person, 200 things simulated.

::

    python bench/advise.py                     # this machine, this package
    python bench/advise.py --micom --python /path/to/python-with-micom --models agora103_species.zip

Measured in a process of its own with one thread: reading the shipped example, comparing it, the
twin, advice with effects, strains, a blend, and as many foods and doses as make 200 simulated
changes together. Its imports count. CPU seconds are user and system together. MICOM, where asked,
is run by ``bench/twin.py`` on 20 of its own models: one trade-off with fluxes, with its defaults.
The aim is at most one fiftieth of that: without MICOM it is held against the 180 CPU seconds that
were measured before (``docs/twin.md``).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SIMULATED = 200
MICOM_CPU = 180.0
AIM = 50


def main() -> int:
    """Run our side a few times, and MICOM's where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", type=Path, default=ROOT / "examples" / "profile.tsv")
    parser.add_argument("--micom", action="store_true", help="also run bench/twin.py 20 --micom")
    options, more = parser.parse_known_args()
    if options.child:
        print(json.dumps(_ours(options.profile)))
        return 0
    rounds = [_child(options.profile) for _ in range(options.rounds)]
    found = rounds[0]
    cpu = statistics.median(row["cpu"] for row in rounds)
    same = len({json.dumps(row["answer"]) for row in rounds}) == 1
    peer = _micom(more) if options.micom else MICOM_CPU
    print(f"{found['members']} members, {found['simulated']} changes simulated, {found['what']}")
    print(
        f"legaat, imports and all: {cpu:.2f} CPU s (median of {options.rounds}), {found['mb']} MB"
    )
    print(f"the same answer in each round: {same}")
    label = "measured now" if options.micom else "measured before"
    print(f"MICOM, one trade-off with fluxes on 20 models: {peer:.0f} CPU s ({label})")
    print(f"ratio 1/{peer / cpu:.0f} (aim: at most 1/{AIM})")
    return 0 if same and cpu * AIM <= peer else 1


def _child(profile: Path) -> dict[str, Any]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, __file__, "--child", "--profile", str(profile)],
        env={**os.environ, **threads},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _ours(path: Path) -> dict[str, Any]:
    from legaat.advice import Forecast, Person, advise, blend, strains
    from legaat.knowledge import foods
    from legaat.profiles import read_profile
    from legaat.reference import compare
    from legaat.substances import substances

    none = ("conditions", "medicines", "allergies", "intolerances", "complaints", "diet")
    person = Person.from_dict(
        {
            **{key: [] for key in (*none, "restrictions", "takes")},
            "age_years": 40,
            "sex": "male",
            "immune": "normal",
            "in_hospital": "no",
            "goals": ["more butyrate", "cholesterol", "fewer colds", "regular bowels"],
        }
    )
    profile = read_profile(path)
    standing = compare(profile)
    panel = substances(profile, standing)
    cast = Forecast(profile, person)
    known = {"standing": standing, "panel": panel, "forecast": cast}
    given = advise(profile, person, **known)  # type: ignore[arg-type]
    fits = strains(profile, person, forecast=cast)
    mixed = blend(profile, person, **known)  # type: ignore[arg-type]
    # Foods by the hundred grams and doses of inulin, until 200 changes were simulated.
    left = SIMULATED - cast.simulated
    rich: list[dict[str, float]] = [{food.id: 100.0} for food in foods().values() if food.fibre]
    rich += [{"inulin": 1.0 + step / 2} for step in range(SIMULATED)]
    gains = cast.screen(rich[:left])
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "cpu": usage.ru_utime + usage.ru_stime,
        "mb": usage.ru_maxrss // 1024,
        "members": len(cast.twin.members) if cast.twin else 0,
        "simulated": cast.simulated,
        "what": f"{len(given.suggestions)} suggestions, {len(fits.fits)} strains, "
        f"{len(mixed.parts)} parts of a blend, {len(gains)} foods and doses screened",
        "answer": [
            [row.id for row in given.suggestions],
            [[fit.id, fit.growth] for fit in fits.fits],
            [[part.id, part.amount] for part in mixed.parts],
            gains,
        ],
    }


def _micom(more: list[str]) -> float:
    """Return the CPU seconds of MICOM's trade-off, as ``bench/twin.py`` prints them."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "twin.py"), "20", "--micom", *more],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    for line in done.stdout.splitlines():
        parts = line.split()
        if parts[:3] == ["20", "0.5", "micom"]:
            return float(parts[3])
    sys.exit(done.stderr[-2000:] or "no line of MICOM in the output of bench/twin.py")


if __name__ == "__main__":
    sys.exit(main())
