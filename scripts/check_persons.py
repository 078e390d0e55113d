"""Hold every face of the advice against the rules, for many persons drawn at random.

Each person gets the advice, the strains, a blend and the menu of a what-if, of the shipped example.
What the rules forbid is worked out once more by hand, in ``tests/person_oracle.py``, without the
tags and facts of the program. Run::

    python scripts/check_persons.py                    # 10,000 persons, about five minutes
    python scripts/check_persons.py --persons 500 --seed 7
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from advice_fakes import panel, standing  # type: ignore[import-not-found]  # noqa: E402
from legaat.advice import Forecast, Person, advise, blend, strains  # noqa: E402
from legaat.advice._forecast import diet_of  # noqa: E402
from legaat.profiles import Profile, read_profile  # noqa: E402
from person_oracle import random_person, told, wrong  # type: ignore[import-not-found]  # noqa: E402

SEED = 20261124


def main() -> int:
    """Draw persons, and count what any of them is offered against the rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    check = Checker(read_profile(ROOT / "examples" / "profile.tsv"))
    start = time.process_time()
    for _ in range(options.persons):
        check.one(random_person(draw))
    seconds = time.process_time() - start
    print(f"{options.persons} persons, seed {options.seed}, {seconds:.0f} CPU s")
    print(", ".join(f"{name} {n}" for name, n in sorted(check.given.items())))
    print(f"offered against the rules: {len(check.found)}")
    for line in check.found[:20]:
        print(line)
    return 1 if check.found else 0


class Checker:
    """Advises one person after another on one profile; a twin's answers are kept by diet."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.casts: dict[str, Forecast] = {}
        self.panel = panel(butyrate="low")
        self.standing = standing(Akkermansia_muciniphila="missing", Bifidobacterium_longum="low")
        self.found: list[str] = []
        self.given: Counter[str] = Counter()

    def one(self, person: Person) -> None:
        """Advise one person, and keep what goes against the rules."""
        diet = diet_of(person)
        cast = self.casts.setdefault(diet, Forecast(self.profile, diet=diet))
        known = {"standing": self.standing, "panel": self.panel, "forecast": cast}
        given = advise(self.profile, person, most=99, **known)
        fits = strains(self.profile, person, forecast=cast)
        mixed = blend(self.profile, person, **known)
        self.found += [f"{line} {person}" for line in wrong(person, given, fits, mixed)]
        self.given["suggestions and options"] += len(told(given))
        self.given["persons with a blend"] += bool(mixed.parts)
        self.given["parts of blends"] += len(mixed.parts)
        self.given["strains shown"] += len(fits.fits)
        self.given["strains that could be tried"] += sum(fit.could_try for fit in fits.fits)
        self.given["persons sent to a doctor"] += bool(given.referrals)


if __name__ == "__main__":
    sys.exit(main())
