"""Learn faecal metabolites from genera, and measure how well that holds on studies left out.

Run it as::

    python scripts/fit_metabolites.py --shared ../shared            # fit and write
    python scripts/fit_metabolites.py --shared ../shared --check    # compare with the shipped
    python scripts/fit_metabolites.py --shared ../shared --choose   # the settings compared
    python scripts/fit_metabolites.py --shared ../shared --twin     # the twin's acids beside it

It writes, into ``src/legaat/substances/data/``:

``lineages.tsv``
    Family, order, class and phylum of each genus (GTDB names).
``metabolites.json``
    Coefficients, and where the scores of healthy people lie.
``metabolites_skill.json``
    Spearman within each study that was left out, and the coverage of the intervals.

*Model.* Features: :mod:`legaat.substances._features`. They and the normal scores of a metabolite
are centred within each study, so that only differences within a study teach; a person's samples
share one person's weight.
Ridge regression (Hoerl and Kennard, Technometrics 1970;12:55), every metabolite that at least two
studies measured at once; then each metabolite borrows from those it goes with: to its own
coefficients is added the mean of the others', weighted by their (shrunken) correlation with it
among the training studies' people. Columns are scaled by the square root of their spread
("Pareto scaling": van den Berg et al., BMC Genomics 2006;7:142).

*Settings* were chosen by the mean skill on left-out studies over the metabolites that are not in
the panel (docs/substances.md).
``--choose`` prints that table.

*Interval.* A normal score is taken as ``r s + sqrt(1 - r^2) e``: ``s`` the standing of the
prediction among people, ``r`` the skill on left-out studies, ``e`` standard normal.

Seeded; the only chance is in the bootstrap.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from metabolome import INFANTS, OLDER, Study, compound_names, read_lineages, read_study
from metabolome_model import CHOSEN, Settings, fit, layout_of, tables
from metabolome_skill import (
    DRAWS,
    FEWEST_STUDIES,
    PANEL,
    SEED,
    coverage_of,
    infants_of,
    leave_out,
    metabolites,
    skill_of,
    skill_table,
    told,
    twin_table,
)

from legaat.profiles import Rank
from legaat.reference.build import PERCENTS, REFERENCES, load_healthy, weighted_quantiles
from legaat.substances._features import RANKS, Layout, amounts, by_genus, transformed

Floats: TypeAlias = npt.NDArray[np.float64]

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT / "src" / "legaat" / "substances" / "data"

ADDED: Final = frozenset({"cholate", "nicotinate"})
"""Taken into the panel after the settings were chosen, because they held so well."""

COMPARED: Final = (
    CHOSEN,
    Settings(penalty=3.0),
    Settings(penalty=10.0),
    *(Settings(penalty=penalty, infants=False) for penalty in (5.0, 3.0, 10.0, 20.0)),
    Settings(borrow=0.0, infants=False),
    Settings(borrow=2.0, infants=False),
    Settings(scaling=1.0, infants=False),
    Settings(scaling=0.0, infants=False),
)


def populations(
    shared: Path, studies: Mapping[str, Study], layout: Layout, coefficients: Floats
) -> dict[str, Floats]:
    """Return the scores of healthy people at the percentiles 1, 5, 10, …, per reference.

    ``gtdb-genus`` are the healthy people of the collection itself, for profiles with GTDB names.
    """
    found: dict[str, Floats] = {}
    for reference in REFERENCES:
        people = load_healthy(shared, reference)
        rank: Rank = "species" if reference.endswith("species") else "genus"
        rows = [
            amounts(
                by_genus({t: s for t, s in zip(people.taxa, r, strict=True) if s > 0}, rank), layout
            )
            for r in people.shares.tolist()
        ]
        scores = transformed(np.array(rows)) @ coefficients
        found[reference] = _grids(scores, people.weights)
    own = [studies[name] for name in OLDER]
    pairs = [(s, t) for s, t in zip(own, tables(own, layout, ()), strict=True) if s.healthy.any()]
    scores = np.concatenate([(t.features @ coefficients)[s.healthy[s.owner]] for s, t in pairs])
    sizes = np.concatenate([t.weights(s.healthy[s.owner]) for s, t in pairs])
    found["gtdb-genus"] = _grids(scores, sizes / sizes.sum())
    return found


def _grids(scores: Floats, weights: Floats) -> Floats:
    return np.array([weighted_quantiles(column, weights) for column in scores.T])


def learn(studies: Mapping[str, Study], wanted: Sequence[str]) -> tuple[Layout, Floats]:
    """Fit on every study."""
    own = [studies[name] for name in ((*OLDER, *INFANTS) if CHOSEN.infants else OLDER)]
    layout = layout_of(own)
    return layout, fit(tables(own, layout, wanted))


def read_all(shared: Path) -> dict[str, Study]:
    """Read every study."""
    return {n: read_study(shared / "data/metabolome" / n) for n in (*OLDER, *INFANTS)}


def build(shared: Path) -> tuple[dict[str, object], dict[str, object]]:
    """Fit on every study; return the model and its skill."""
    studies = read_all(shared)
    wanted = metabolites(studies)
    left = leave_out(studies, wanted)
    names = compound_names(shared)
    place = {compound: j for j, compound in enumerate(wanted)}
    skills = {label: skill_of(left, place[c]) for label, c in PANEL.items()}
    every = {c: skill_of(left, j, draws=0) for c, j in place.items()}
    shown = [label for label, skill in skills.items() if told(skill)]
    counts = {label: coverage_of(left, place[PANEL[label]]) for label in shown}
    layout, coefficients = learn(studies, wanted)
    kept = coefficients[:, [place[PANEL[label]] for label in shown]]
    kept = np.array([[float(f"{value:.4g}") for value in row] for row in kept])
    grids = populations(shared, studies, layout, kept)
    model: dict[str, object] = {
        "made_by": "scripts/fit_metabolites.py",
        "genera": list(layout.genera),
        "groups": [list(group) for group in layout.groups],
        "percentiles": list(PERCENTS),
        "coefficients": {label: kept[:, k].tolist() for k, label in enumerate(shown)},
        "population": {
            reference: {
                label: [float(f"{v:.5g}") for v in grid[k]] for k, label in enumerate(shown)
            }
            for reference, grid in grids.items()
        },
    }
    skill: dict[str, object] = {
        "made_by": "scripts/fit_metabolites.py",
        "measure": "Spearman within a study left out, mean over studies",
        "interval": f"95 %, {DRAWS} bootstrap draws of studies and people, seed {SEED}",
        "panel": skills,
        "told": shown,
        "coverage": {
            **{label: round(a / n, 3) for label, (a, n) in counts.items()},
            "all": round(
                sum(a for a, _ in counts.values()) / sum(n for _, n in counts.values()), 3
            ),
        },
        "infants": infants_of(studies, wanted),
        "others": {
            names[c]: found
            for c, found in sorted(every.items(), key=lambda pair: names[pair[0]].lower())
            if found is not None and c not in PANEL.values()
        },
    }
    return model, skill


def choose(shared: Path) -> None:
    """Print the mean skill of each setting over metabolites outside the panel."""
    studies = read_all(shared)
    wanted = metabolites(studies)
    place = {compound: j for j, compound in enumerate(wanted)}
    four = ("butyrate", "propionate", "indole-3-propionate", "deoxycholate")
    settled = {c for label, c in PANEL.items() if label not in ADDED}
    outside = [j for c, j in place.items() if c not in settled]
    for settings in COMPARED:
        left = leave_out(studies, wanted, settings)
        found = (skill_of(left, j, draws=0) for j in outside)
        means = [float(str(s["value"])) for s in found
                 if s and int(str(s["n_studies"])) >= FEWEST_STUDIES]  # fmt: skip
        panel = (skill_of(left, place[PANEL[label]], draws=0) for label in four)
        goal = np.mean([float(str(s["value"])) for s in panel if s])
        print(f"{settings}: outside {np.mean(means):.4f} ({len(means)}) | the four {goal:.3f}")


def lineage_text(shared: Path) -> str:
    """Return ``lineages.tsv``."""
    studies = read_all(shared)
    lines = [("genus", *RANKS)]
    lines += [(genus, *line) for genus, line in read_lineages(shared, studies).items()]
    return "".join("\t".join(line) + "\n" for line in lines)


def write(path: Path, text: str, *, check: bool) -> bool:
    """Write a file whole or not at all, or compare it; return whether it holds that text."""
    if check:
        same = path.exists() and path.read_text(encoding="utf-8") == text
        print(f"{path.relative_to(ROOT)}: {'the same' if same else 'differs'}")
        return same
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
    print(f"{path.relative_to(ROOT)}: {len(text)} characters")
    return True


def main() -> int:
    """Fit and write, compare, or print how the settings were chosen."""
    parser = argparse.ArgumentParser(description="Learn faecal metabolites from genera.")
    parser.add_argument("--shared", type=Path, required=True, help="folder with the data")
    parser.add_argument("--check", action="store_true", help="compare with what is shipped")
    parser.add_argument("--twin", action="store_true", help="print the skill of the twin's acids")
    parser.add_argument("--choose", action="store_true", help="print the settings compared")
    given = parser.parse_args()
    if given.twin:
        studies = read_all(given.shared)
        wanted = metabolites(studies)
        print("\n".join(twin_table(studies, leave_out(studies, wanted), wanted)))
        return 0
    if given.choose:
        choose(given.shared)
        return 0
    same = write(DATA / "lineages.tsv", lineage_text(given.shared), check=given.check)
    model, skill = build(given.shared)
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n"
    same &= write(DATA / "metabolites.json", text, check=given.check)
    text = json.dumps(skill, indent=1, ensure_ascii=False) + "\n"
    same &= write(DATA / "metabolites_skill.json", text, check=given.check)
    print("\n".join(skill_table(skill)))
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
