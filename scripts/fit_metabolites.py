"""Learn faecal metabolites from genera, and measure how well that holds on studies left out.

Run it as::

    python scripts/fit_metabolites.py --shared ../shared            # fit and write
    python scripts/fit_metabolites.py --shared ../shared --check    # compare with the shipped
    python scripts/fit_metabolites.py --shared ../shared --choose   # the settings compared

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
the panel; that studies of infants don't train was decided on the panel itself (docs/substances.md).
``--choose`` prints that table.

*Interval.* A normal score is taken as ``r s + sqrt(1 - r^2) e``: ``s`` the standing of the
prediction among people, ``r`` the skill on left-out studies, ``e`` standard normal.

Seeded; the only chance is in the bootstrap.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt
from metabolome import (
    INFANTS,
    OLDER,
    TRACE,
    Study,
    compound_names,
    normal_scores,
    read_lineages,
    read_study,
)
from scipy.stats import norm, rankdata

from legaat.profiles import Rank
from legaat.reference.build import PERCENTS, REFERENCES, load_healthy, weighted_quantiles
from legaat.substances._features import RANKS, Layout, amounts, by_genus, lineage, transformed

Floats: TypeAlias = npt.NDArray[np.float64]
Skills: TypeAlias = dict[str, dict[str, float]]

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT / "src" / "legaat" / "substances" / "data"

PANEL: Final = {
    "butyrate": "HMDB0000039",
    "propionate": "HMDB0000237",
    "acetate": "HMDB0000042",
    "valerate": "HMDB0000892",
    "lactate": "HMDB0000190",
    "succinate": "HMDB0000254",
    "indole-3-propionate": "HMDB0002302",
    "indole-3-lactate": "HMDB0000671",
    "indole-3-acetate": "HMDB0000197",
    "tryptamine": "HMDB0000303",
    "deoxycholate": "HMDB0000626",
    "lithocholate": "HMDB0000761",
    "ursodeoxycholate": "HMDB0000946",
    "cholate": "HMDB0000619",
    "nicotinate": "HMDB0001488",
    "GABA": "HMDB0000112",
    "spermidine": "HMDB0001257",
    "putrescine": "HMDB0001414",
    "isovalerate": "HMDB0000718",
    "p-cresol": "HMDB0001858",
    "trimethylamine": "HMDB0000906",
}

ADDED: Final = frozenset({"cholate", "nicotinate"})
"""Taken into the panel after the settings were chosen, because they held so well."""

SEED: Final = 20_261_124
DRAWS: Final = 2_000
FEWEST_PEOPLE: Final = 25
"""A left-out study with fewer measured people says too little."""

FEWEST_INFANTS: Final = 15
FEWEST_STUDIES: Final = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen on metabolites outside the panel.

    Attributes
    ----------
    penalty : float
        Ridge penalty, against a kernel whose mean diagonal is one.
    borrow : float
        Weight of what the metabolites that go together say, against a metabolite's own.
    scaling : float
        Columns are divided by their spread to this power.
    infants : bool
        Whether studies of infants train too.
    """

    penalty: float = 5.0
    borrow: float = 1.0
    scaling: float = 0.5
    infants: bool = False


CHOSEN: Final = Settings()
COMPARED: Final = (
    CHOSEN,
    Settings(penalty=3.0),
    Settings(penalty=10.0),
    Settings(penalty=20.0),
    Settings(borrow=0.0),
    Settings(borrow=2.0),
    Settings(scaling=1.0),
    Settings(scaling=0.0),
    Settings(infants=True),
)

STUDY_POWER: Final = 0.5
"""A study of n people weighs as n to this power: between equal studies and equal people."""

SHRINKAGE: Final = 20.0
"""People added, as if uncorrelated, to a correlation between two metabolites."""

COMMON: Final = 0.03
"""Part of the people in whom a genus or group must be more than a trace to be a column."""

REACH: Final = float(norm.ppf(0.9))
"""Half the width of an 80 % interval, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Table:
    """A study as arrays.

    Attributes
    ----------
    features : array, shape (samples, columns)
    scores : array, shape (samples, metabolites)
        NaN where not measured.
    owner : array of int, shape (samples,)
        Whose sample it is.
    """

    features: Floats
    scores: Floats
    owner: npt.NDArray[np.intp]

    def weights(self, there: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Return the weight of each sample (of those there): a person's samples share theirs."""
        owner = self.owner if there is None else self.owner[there]
        counts = np.bincount(owner)
        people = float((counts > 0).sum())
        return np.asarray(people ** (STUDY_POWER - 1) / counts[owner])

    def by_person(self, values: Floats, there: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Return the mean of `values` (of the samples there) of each person who has some."""
        owner = self.owner if there is None else self.owner[there]
        people, place = np.unique(owner, return_inverse=True)
        mean = np.zeros((len(people), *values.shape[1:]))
        np.add.at(mean, place, values)
        counts = np.bincount(place).astype(float)
        return np.asarray((mean.T / counts).T)


# --- fitting -----------------------------------------------------------------------------------


def layout_of(studies: Sequence[Study]) -> Layout:
    """Return the columns that these studies' people give."""
    counts: dict[tuple[str, str], float] = defaultdict(float)
    found_in: dict[tuple[str, str], set[str]] = defaultdict(set)
    for study in studies:
        sizes = np.bincount(study.owner, minlength=len(study.subjects))
        for sample, owner in zip(study.samples, study.owner.tolist(), strict=True):
            sums: dict[tuple[str, str], float] = defaultdict(float)
            for genus, share in sample.items():
                for key in zip(("genus", *RANKS), (genus, *lineage(genus)), strict=True):
                    sums[key] += share
            for key, share in sums.items():
                if share > TRACE and key[1]:
                    counts[key] += 1 / sizes[owner]
                    found_in[key].add(study.name)
    total = sum(len(study.subjects) for study in studies)
    kept = sorted(k for k, n in counts.items() if n >= COMMON * total and len(found_in[k]) > 1)
    genera = tuple(name for rank, name in kept if rank == "genus")
    return Layout(genera, tuple(key for key in kept if key[0] != "genus"))


def tables(studies: Sequence[Study], layout: Layout, wanted: Sequence[str]) -> list[Table]:
    """Return each study's features and scores."""
    found = []
    for study in studies:
        features = transformed(np.array([amounts(sample, layout) for sample in study.samples]))
        nothing = np.full(len(study.samples), np.nan)
        scores = np.array([study.scores.get(name, nothing) for name in wanted]).T
        found.append(Table(features, scores, study.owner))
    return found


def fit(given: Sequence[Table], settings: Settings = CHOSEN) -> Floats:
    """Return the coefficients of every metabolite.

    Parameters
    ----------
    given : sequence of Table
        The studies that teach.
    settings : Settings

    Returns
    -------
    array, shape (columns, metabolites)
        All zero where no study measured one.
    """
    scale = _scale(given, settings.scaling)
    own = np.zeros((len(scale), given[0].scores.shape[1]))
    groups: dict[bytes, list[int]] = defaultdict(list)
    for j in range(own.shape[1]):
        measured = np.concatenate([~np.isnan(t.scores[:, j]) for t in given])
        if measured.any():
            groups[measured.tobytes()].append(j)
    for members in groups.values():
        own[:, members] = _ridge(given, members, scale, settings.penalty)
    together = _together(given)
    np.fill_diagonal(together, 0.0)
    mass = np.maximum(np.abs(together).sum(axis=0), 1e-9)
    return np.asarray(scale[:, None] * (own + settings.borrow * (own @ together) / mass))


def _scale(given: Sequence[Table], power: float) -> Floats:
    """Return what to multiply each column by; each half (logs, roots) has the same weight."""
    spread = _spread(given)
    half = len(spread) // 2
    blocks = np.concatenate([np.full(half, np.linalg.norm(spread[part])) for part in
                             (slice(0, half), slice(half, None))])  # fmt: skip
    relative = spread / blocks
    safe = np.maximum(relative, 1e-9)
    scale = np.where(relative > 1e-9, safe**-power, 0.0)
    return np.asarray(scale / np.sqrt(((relative * scale) ** 2).sum()) / blocks)


def _spread(given: Sequence[Table]) -> Floats:
    weights = np.concatenate([t.weights() for t in given])
    inner = np.concatenate([_centred(t.features, t.weights()) for t in given])
    return np.asarray(np.sqrt((weights[:, None] * inner**2).sum(axis=0) / weights.sum()))


def _centred(values: Floats, weights: Floats) -> Floats:
    return np.asarray(values - weights @ values / weights.sum())


def _ridge(given: Sequence[Table], members: list[int], scale: Floats, penalty: float) -> Floats:
    """Return coefficients (of scaled columns) of metabolites measured in the same people."""
    x, y, w = [], [], []
    for table in given:
        there = ~np.isnan(table.scores[:, members[0]])
        if there.any():
            weights = table.weights(there)
            x.append(_centred(table.features[there] * scale, weights))
            y.append(_centred(table.scores[there][:, members], weights))
            w.append(weights)
    inner, target, weights = np.concatenate(x), np.concatenate(y), np.concatenate(w)
    root = np.sqrt(weights / weights.sum() * _people(given, members[0]))[:, None]
    kernel = root * (inner @ inner.T) * root.T
    kernel[np.diag_indices_from(kernel)] += penalty
    return np.asarray(inner.T @ (root * np.linalg.solve(kernel, root * target)))


def _people(given: Sequence[Table], j: int) -> int:
    return sum(len(set(t.owner[~np.isnan(t.scores[:, j])].tolist())) for t in given)


def _together(given: Sequence[Table]) -> Floats:
    """Return the correlation of each two metabolites within studies, shrunken towards none."""
    size = given[0].scores.shape[1]
    products, people = np.zeros((size, size)), np.zeros((size, size))
    for table in given:
        there = ~np.isnan(table.scores)
        part = np.sqrt(1 / np.bincount(table.owner)[table.owner])[:, None]
        filled = np.where(there, table.scores, 0.0) * part
        products += filled.T @ filled
        people += (there * part).T @ (there * part)
    return np.asarray(products / (people + SHRINKAGE))


# --- measuring ---------------------------------------------------------------------------------


def spearman(a: Floats, b: Floats) -> Floats:
    """Return Spearman's correlation along the last axis; 0 where one side is constant."""
    a, b = (rankdata(x, axis=-1) for x in (a, b))
    a, b = (x - x.mean(axis=-1, keepdims=True) for x in (a, b))
    scale = np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1))
    r: Floats = np.zeros_like(scale)
    np.divide((a * b).sum(axis=-1), scale, out=r, where=scale > 0)
    return r


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Predictions for one study by a model that never saw it.

    Attributes
    ----------
    predicted : array, shape (samples, metabolites)
    standing : array, shape (samples, metabolites)
        The same, as standard scores among the people of the other studies.
    table : Table
        The study itself.
    taught : array of bool, shape (metabolites,)
        Whether another study measured it.
    """

    predicted: Floats
    standing: Floats
    table: Table
    taught: npt.NDArray[np.bool_]

    def people(self, j: int) -> tuple[Floats, Floats, Floats] | None:
        """Return prediction, standing and measured score of each person, samples averaged.

        None where fewer people were measured than say something, or nothing taught it.
        """
        there = ~np.isnan(self.table.scores[:, j])
        columns = (self.predicted[there, j], self.standing[there, j], self.table.scores[there, j])
        found = tuple(self.table.by_person(column, there) for column in columns)
        if not self.taught[j] or len(found[0]) < FEWEST_PEOPLE:
            return None
        return found[0], found[1], normal_scores(found[2])


def leave_out(
    studies: Mapping[str, Study], wanted: Sequence[str], settings: Settings = CHOSEN
) -> dict[str, LeftOut]:
    """Predict each study of adults and children from the others; nothing of it is used before."""
    found: dict[str, LeftOut] = {}
    pool = (*OLDER, *INFANTS) if settings.infants else OLDER
    for name in OLDER:
        others = [studies[other] for other in pool if other != name]
        layout = layout_of(others)
        given = tables(others, layout, wanted)
        here = tables([studies[name]], layout, wanted)[0]
        coefficients = fit(given, settings)
        people = np.concatenate([t.by_person(t.features @ coefficients) for t in given])
        predicted = here.features @ coefficients
        spread = np.maximum(people.std(axis=0), 1e-12)
        standing = (predicted - people.mean(axis=0)) / spread
        taught = np.any([~np.isnan(t.scores).all(axis=0) for t in given], axis=0)
        found[name] = LeftOut(predicted, standing, here, taught)
    return found


def skill_of(left: Mapping[str, LeftOut], j: int, draws: int = DRAWS) -> dict[str, object] | None:
    """Return the mean Spearman over the left-out studies, with its bootstrap interval.

    Studies are drawn, and people within each, so that the interval is one for studies unseen.
    """
    random = np.random.default_rng(SEED)
    here: dict[str, float] = {}
    many = []
    people = 0
    for name, study in left.items():
        told_of = study.people(j)
        if told_of is None:
            continue
        x, _, y = told_of
        here[name] = round(float(spearman(x, y)), 3)
        if draws:
            chosen = random.integers(0, len(x), (draws, len(x)))
            many.append(spearman(x[chosen], y[chosen]))
        people += len(x)
    if not here:
        return None
    result: dict[str, object] = {
        "value": round(float(np.mean(list(here.values()))), 3),
        "n": people,
        "n_studies": len(here),
        "studies": here,
    }
    if draws:
        table = np.array(many)
        which = random.integers(0, len(table), table.shape)
        low, high = np.quantile(table[which, np.arange(draws)].mean(axis=0), (0.025, 0.975))
        result["interval"] = [round(float(low), 3), round(float(high), 3)]
    return result


def coverage_of(left: Mapping[str, LeftOut], j: int) -> tuple[int, int]:
    """Return how many people's true place lay in their 80 % interval, and how many there were.

    The interval of a study's people rests on the skill in the other left-out studies alone.
    """
    known = {name: found for name, s in left.items() if (found := s.people(j)) is not None}
    each = {name: float(spearman(x, y)) for name, (x, _, y) in known.items()}
    inside = total = 0
    for name, (_, standing, true) in known.items():
        rest = [r for other, r in each.items() if other != name]
        r = float(np.clip(np.mean(rest), 0.0, 0.9)) if rest else 0.0
        middle, width = r * standing, REACH * np.sqrt(1 - r**2)
        inside += int((np.abs(true - middle) <= width).sum())
        total += len(true)
    return inside, total


def told(skill: Mapping[str, object] | None) -> bool:
    """Whether the skill on studies left out is clearly above zero."""
    if skill is None or int(str(skill["n_studies"])) < FEWEST_STUDIES:
        return False
    interval = skill["interval"]
    return isinstance(interval, list) and interval[0] > 0


# --- the whole ---------------------------------------------------------------------------------


def infants_of(
    studies: Mapping[str, Study], layout: Layout, coefficients: Floats, wanted: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return the Spearman of the shipped model in studies of infants, which taught nothing."""
    found: dict[str, dict[str, float]] = {}
    for name in INFANTS:
        table = tables([studies[name]], layout, wanted)[0]
        for label, compound in PANEL.items():
            j = list(wanted).index(compound)
            there = ~np.isnan(table.scores[:, j])
            if len(set(table.owner[there].tolist())) >= FEWEST_INFANTS:
                predicted = table.by_person(table.features[there] @ coefficients[:, j], there)
                r = float(spearman(predicted, table.by_person(table.scores[there, j], there)))
                found.setdefault(label, {})[name] = round(r, 3)
    return found


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
    """Fit on every study of adults and children."""
    own = [studies[name] for name in OLDER]
    layout = layout_of(own)
    return layout, fit(tables(own, layout, wanted))


def read_all(shared: Path) -> dict[str, Study]:
    """Read every study."""
    return {n: read_study(shared / "data/metabolome" / n) for n in (*OLDER, *INFANTS)}


def build(shared: Path) -> tuple[dict[str, object], dict[str, object]]:
    """Fit on every study of adults and children; return the model and its skill."""
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
        "infants": infants_of(studies, layout, coefficients, wanted),
        "others": {
            names[c]: found
            for c, found in sorted(every.items(), key=lambda pair: names[pair[0]].lower())
            if found is not None and c not in PANEL.values()
        },
    }
    return model, skill


def metabolites(studies: Mapping[str, Study]) -> list[str]:
    """Return the metabolites that at least two studies measured, infants counted."""
    counts: dict[str, int] = defaultdict(int)
    for study in studies.values():
        for compound in study.scores:
            counts[compound] += 1
    return sorted(c for c, n in counts.items() if n >= FEWEST_STUDIES)


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


def skill_table(skill: Mapping[str, object]) -> list[str]:
    """Return the skill of the panel's metabolites as lines of a Markdown table."""
    panel = cast("dict[str, dict[str, object] | None]", skill["panel"])
    coverage = cast("dict[str, float]", skill["coverage"])
    lines = [
        "| metabolite | r | 95 % interval | people | each study left out | 80 % interval covers |",
        "|---|---|---|---|---|---|",
    ]
    for label, row in panel.items():
        if row is None:
            lines.append(f"| {label} | not tested | | | | |")
            continue
        low, high = cast("list[float]", row["interval"])
        each = cast("dict[str, float]", row["studies"])
        parts = ", ".join(f"{name.split('_')[0].title()} {r:.2f}" for name, r in each.items())
        inside = f"{coverage[label]:.0%}" if label in coverage else "not predictable"
        lines.append(
            f"| {label} | {row['value']:.2f} | {low:.2f} to {high:.2f} | {row['n']} | {parts} "
            f"| {inside} |"
        )
    return lines


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
    parser.add_argument("--choose", action="store_true", help="print the settings compared")
    given = parser.parse_args()
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
