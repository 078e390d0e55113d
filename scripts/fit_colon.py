"""Fit what the colon pack's predictions are corrected by, and measure it on what was left out.

    python scripts/fit_colon.py ../shared/data            # writes calibration.json and the results
    python scripts/fit_colon.py ../shared/data --check    # fails where the files would change

Needs scikit-learn. Seeded; two runs give the same bytes. Nothing of the data folder is written:
only weights, thresholds, quantiles and scores.

What the fit is allowed to choose is small on purpose. In stool of 20 donors three weights an acid,
pulled towards what biology expects; every figure in the results leaves out the
whole study (or community, or species) that it is about.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from colon_forest import LIQUID, MODEL, forest, liquid_scores, trimmed
from colon_stool import STOOL, Donors, coverage, donor_rows, person_rows, stool_scores

import legaat
from legaat.twin import _calibration as shipped
from legaat.validation._data import SPECIES, Culture, exvivo, synthetic

ROOT = Path(__file__).resolve().parents[1]
FACTS = ROOT / "scripts" / "colon"
OUT = ROOT / "src" / "legaat" / "twin" / "data" / "colon" / "calibration.json"
TREES_OUT = OUT.with_name("calibration_trees.json")
RESULTS = ROOT / "src" / "legaat" / "validation" / "results.json"

STRENGTH = {"major": 1.0, "minor": 0.3, "condition": 0.3, "unknown": 0.1, "no": 0.0}


# -- who makes what, from the tables of facts -----------------------------------------------


def _table(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def makers() -> dict[str, dict[str, float]]:
    """Return for each acid: species or genus to how strongly it makes it from what is eaten.

    Butyrate counts whole where the species takes up acetate (the CoA-transferase route: from
    carbohydrate), else three tenths (mostly from amino acids).
    """
    made: dict[str, dict[str, float]] = {}
    for name, part, strength in _products():
        one = made.setdefault(name, {})
        one[ACID[part]] = max(one.get(ACID[part], 0.0), strength)
    eats = _acetate_users()
    for name, one in made.items():
        if "butyrate" in one:
            one["butyrate"] *= 1.0 if eats.get(name, 0.0) > 0 else 0.3
    acids = sorted(set(ACID.values()))  # a zero is kept: a species that doesn't overrules its genus
    return {a: {n: round(made[n].get(a, 0.0), 3) for n in sorted(made)} for a in acids}


ACID = {"but": "butyrate", "ppa": "propionate", "lac_L": "lactate", "lac_D": "lactate",
        "succ": "succinate", "ac": "acetate"}  # fmt: skip


def _products() -> Iterator[tuple[str, str, float]]:
    for row in _table("products.tsv"):
        if row["id"] in ACID:
            yield row["current_name"], row["id"], STRENGTH[row["strength"]]
    for row in _table("genus_facts.tsv"):
        if row["kind"] == "product" and row["id"] in ACID:
            yield row["genus"], row["id"], float(row["weight"])


def _acetate_users() -> dict[str, float]:
    eats = {
        row["current_name"]: 1.0
        for row in _table("substrates.tsv")
        if row["id"] == "ac" and row["strength"] not in ("no", "unknown")
    }
    for row in _table("genus_facts.tsv"):
        if row["kind"] == "substrate" and row["id"] == "ac":
            eats[row["genus"]] = float(row["weight"])
    return eats


# -- what the model says ---------------------------------------------------------------------


def modelled(cultures: tuple[Culture, ...], cache: Path | None) -> list[dict[str, float]]:
    """Return the model's own exports of each culture, from a cache where there is one."""
    if cache is not None and cache.is_file():
        kept: list[dict[str, float]] = json.loads(cache.read_text(encoding="utf-8"))
        return kept
    shipped.calibrate = lambda *_: {}  # the model alone
    found = []
    seen: dict[str, dict[str, float]] = {}
    for c in cultures:
        key = repr((sorted(c.shares.items()), sorted(c.added.items()), c.od))
        if key not in seen:
            seen[key] = _ask(c)
        found.append(seen[key])
    if cache is not None:
        cache.write_text(json.dumps(found), encoding="utf-8")
    return found


def _ask(c: Culture) -> dict[str, float]:
    diet = legaat.diets.exvivo() if c.od is None else legaat.diets.invitro(od=max(c.od, 0.02))
    if c.study == "person":
        diet = legaat.diets.dutch()
    try:
        answer = legaat.Twin(c.shares, pack="colon", diet=diet).simulate(add=c.added)
    except legaat.LegaatError as error:
        print("no answer:", c.study, c.donor, c.treatment, error, file=sys.stderr)
        return {}
    return {
        name: round(answer.exports[name].mechanism, 6) for name in USED if name in answer.exports
    }


# -- all of it -----------------------------------------------------------------------------------


USED = (*MODEL, "L-lactate", "D-lactate")


def main() -> int:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="folder to keep the model's exports in")
    parser.add_argument("--quick", action="store_true", help="skip the species left out")
    parser.add_argument("--check", action="store_true")
    told = parser.parse_args()

    def kept(name: str) -> Path | None:
        return None if told.cache is None else Path(told.cache) / name

    who = makers()
    stool = exvivo(told.data / "exvivo")
    liquid = synthetic(told.data / "invitro")
    d = Donors(stool, modelled(stool, kept("stool.json")), who)
    donors = tuple({c.donor: Culture("person", c.donor, "", c.shares, {}, None, {})
                    for c in stool if c.treatment == "control"}.values())  # fmt: skip
    at_home = modelled(donors, kept("person.json"))
    rows = donor_rows(d)
    table: dict[str, Any] = {
        "schema": "legaat.calibration/1",
        "makers": who,
        "incubation": rows,
        "person": person_rows(rows, donors, who, at_home, d),
        "community": {
            "species": sorted(SPECIES.values()), "groups": ["butyrate", "succinate", "lactate"],
            "model": list(MODEL), "od": 2.0,
        },
    }  # fmt: skip
    results: dict[str, Any] = {"stool": stool_scores(d), "stool_coverage": coverage(d)}
    for acid in STOOL:
        print(acid, rows[acid], results["stool"][acid], flush=True)
    print(results["stool_coverage"], flush=True)
    said = modelled(liquid, kept("liquid.json"))
    use = [i for i, m in enumerate(said) if m]
    cultures = tuple(liquid[i] for i in use)
    x = np.array([shipped.features(table, said[i], liquid[i].shares, liquid[i].od) for i in use])
    names = sorted(SPECIES.values())
    plain = np.array([[c.shares.get(n, 0.0) * (c.od or 0.0) for n in names] + [c.od or 0.0]
                      for c in cultures])  # fmt: skip
    results["communities"], spread = liquid_scores(cultures, x, plain, full=not told.quick)
    table["community"]["spread"] = spread
    trees = {
        acid: forest(x, trimmed(np.array([c.measured[acid] for c in cultures]))) for acid in LIQUID
    }
    return _write({OUT: table, TREES_OUT: trees, RESULTS: results}, check=told.check)


def _write(files: Mapping[Path, Any], *, check: bool) -> int:
    changed = 0
    for path, value in files.items():
        text = json.dumps(value, allow_nan=False, separators=(",", ":"), sort_keys=True) + "\n"
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        changed += 1
        print("would change" if check else "written", path.name, len(text))
        if not check:
            part = path.with_suffix(".part")
            part.write_text(text, encoding="utf-8")
            part.replace(path)
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
