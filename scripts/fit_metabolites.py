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
are centred within each study, so that only differences between people of one study teach.
Ridge regression (Hoerl and Kennard, Technometrics 1970;12:55), every metabolite that at least two
studies measured at once; then each metabolite borrows from those it goes with: to its own
coefficients is added the mean of the others', weighted by their (shrunken) correlation with it
among the training studies' people. Columns are scaled by the square root of their spread
("Pareto scaling": van den Berg et al., BMC Genomics 2006;7:142).

*Settings* were chosen by the mean skill on left-out studies over ``OTHERS``: metabolites that are
not in the panel. ``--choose`` prints that table.

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
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from metabolome import INFANTS, OLDER, TRACE, Study, compound_names, read_lineages, read_study
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
    "GABA": "HMDB0000112",
    "spermidine": "HMDB0001257",
    "putrescine": "HMDB0001414",
    "isovalerate": "HMDB0000718",
    "p-cresol": "HMDB0001858",
    "trimethylamine": "HMDB0000906",
}

SEED: Final = 20_261_124
DRAWS: Final = 2_000
FEWEST_PEOPLE: Final = 25
"""A left-out study with fewer measured people says too little."""

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

    penalty: float = 10.0
    borrow: float = 1.0
    scaling: float = 0.5
    infants: bool = False


CHOSEN: Final = Settings()
COMPARED: Final = (
    CHOSEN,
    Settings(penalty=3.0),
    Settings(penalty=30.0),
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
    features : array, shape (people, columns)
    scores : array, shape (people, metabolites)
        NaN where not measured.
    """

    features: Floats
    scores: Floats


# --- fitting -----------------------------------------------------------------------------------


def layout_of(studies: Sequence[Study]) -> Layout:
    """Return the columns that these studies' people give."""
    counts: dict[tuple[str, str], float] = defaultdict(float)
    found_in: dict[tuple[str, str], set[str]] = defaultdict(set)
    for study in studies:
        for person in study.samples:
            mean: dict[tuple[str, str], float] = defaultdict(float)
            for sample in person:
                for genus, share in sample.items():
                    for key in zip(("genus", *RANKS), (genus, *lineage(genus)), strict=True):
                        mean[key] += share / len(person)
            for key, share in mean.items():
                if share > TRACE and key[1]:
                    counts[key] += 1
                    found_in[key].add(study.name)
    total = sum(len(study.subjects) for study in studies)
    kept = sorted(k for k, n in counts.items() if n >= COMMON * total and len(found_in[k]) > 1)
    genera = tuple(name for rank, name in kept if rank == "genus")
    return Layout(genera, tuple(key for key in kept if key[0] != "genus"))


def tables(studies: Sequence[Study], layout: Layout, wanted: Sequence[str]) -> list[Table]:
    """Return each study's features (a person's samples averaged) and scores."""
    found = []
    for study in studies:
        rows = [
            transformed(np.array([amounts(sample, layout) for sample in person])).mean(axis=0)
            for person in study.samples
        ]
        nothing = np.full(len(study.subjects), np.nan)
        scores = np.array([study.scores.get(name, nothing) for name in wanted]).T
        found.append(Table(np.array(rows), scores))
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
    weights = np.concatenate([_weights(len(t.features)) for t in given])
    inner = np.concatenate([t.features - t.features.mean(axis=0) for t in given])
    return np.asarray(np.sqrt((weights[:, None] * inner**2).sum(axis=0) / weights.sum()))


def _weights(people: int) -> Floats:
    return np.full(people, float(people) ** (STUDY_POWER - 1))


def _ridge(given: Sequence[Table], members: list[int], scale: Floats, penalty: float) -> Floats:
    """Return coefficients (of scaled columns) of metabolites measured in the same people."""
    x, y, w = [], [], []
    for table in given:
        there = ~np.isnan(table.scores[:, members[0]])
        if there.any():
            features, scores = table.features[there] * scale, table.scores[there][:, members]
            x.append(features - features.mean(axis=0))
            y.append(scores - scores.mean(axis=0))
            w.append(_weights(int(there.sum())))
    inner, target, weights = np.concatenate(x), np.concatenate(y), np.concatenate(w)
    root = np.sqrt(weights / weights.mean())[:, None]
    kernel = root * (inner @ inner.T) * root.T
    kernel[np.diag_indices_from(kernel)] += penalty
    return np.asarray(inner.T @ (root * np.linalg.solve(kernel, root * target)))


def _together(given: Sequence[Table]) -> Floats:
    """Return the correlation of each two metabolites within studies, shrunken towards none."""
    size = given[0].scores.shape[1]
    products, people = np.zeros((size, size)), np.zeros((size, size))
    for table in given:
        there = ~np.isnan(table.scores)
        filled = np.where(there, table.scores, 0.0)
        products += filled.T @ filled
        people += there.T.astype(float) @ there.astype(float)
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
    predicted : array, shape (people, metabolites)
    standing : array, shape (people, metabolites)
        The same, as standard scores among the people of the other studies.
    measured : array, shape (people, metabolites)
    taught : array of bool, shape (metabolites,)
        Whether another study measured it.
    """

    predicted: Floats
    standing: Floats
    measured: Floats
    taught: npt.NDArray[np.bool_]


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
        people = np.concatenate([t.features for t in given]) @ coefficients
        predicted = here.features @ coefficients
        spread = np.maximum(people.std(axis=0), 1e-12)
        standing = (predicted - people.mean(axis=0)) / spread
        taught = np.any([~np.isnan(t.scores).all(axis=0) for t in given], axis=0)
        found[name] = LeftOut(predicted, standing, here.scores, taught)
    return found


def usable(left: LeftOut, j: int) -> npt.NDArray[np.bool_] | None:
    """Return who was measured, or None where that is too few or nothing taught it."""
    there = ~np.isnan(left.measured[:, j])
    return there if left.taught[j] and there.sum() >= FEWEST_PEOPLE else None


def skill_of(left: Mapping[str, LeftOut], j: int, draws: int = DRAWS) -> dict[str, object] | None:
    """Return the mean Spearman over the left-out studies, with a bootstrap over people."""
    random = np.random.default_rng(SEED)
    here: dict[str, float] = {}
    many = []
    people = 0
    for name, study in left.items():
        there = usable(study, j)
        if there is None:
            continue
        x, y = study.predicted[there, j], study.measured[there, j]
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
        low, high = np.quantile(np.mean(many, axis=0), (0.025, 0.975))
        result["interval"] = [round(float(low), 3), round(float(high), 3)]
    return result


def coverage_of(left: Mapping[str, LeftOut], j: int) -> tuple[int, int]:
    """Return how many people's true place lay in their 80 % interval, and how many there were.

    The interval of a study's people rests on the skill in the other left-out studies alone.
    """
    told = {name: there for name, s in left.items() if (there := usable(s, j)) is not None}
    each = {n: float(spearman(left[n].predicted[t, j], left[n].measured[t, j]))
            for n, t in told.items()}  # fmt: skip
    inside = total = 0
    for name, there in told.items():
        rest = [r for other, r in each.items() if other != name]
        r = float(np.clip(np.mean(rest), 0.0, 0.9)) if rest else 0.0
        middle, width = r * left[name].standing[there, j], REACH * np.sqrt(1 - r**2)
        true = left[name].measured[there, j]
        inside += int((np.abs(true - middle) <= width).sum())
        total += int(there.sum())
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
            if there.sum() >= FEWEST_SAMPLES_INFANTS and coefficients[:, j].any():
                predicted = table.features[there] @ coefficients[:, j]
                r = float(spearman(predicted, table.scores[there, j]))
                found.setdefault(label, {})[name] = round(r, 3)
    return found


FEWEST_SAMPLES_INFANTS: Final = 15


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
    pairs = zip(own, tables(own, layout, ()), strict=True)
    scores = np.concatenate([t.features[s.healthy] @ coefficients for s, t in pairs])
    sizes = np.concatenate([_weights(int(s.healthy.sum())) for s in own if s.healthy.any()])
    found["gtdb-genus"] = _grids(scores, sizes / sizes.sum())
    return found


def _grids(scores: Floats, weights: Floats) -> Floats:
    return np.array([weighted_quantiles(column, weights) for column in scores.T])


def build(shared: Path) -> tuple[dict[str, object], dict[str, object]]:
    """Fit on every study of adults and children; return the model and its skill."""
    studies = {n: read_study(shared / "data/metabolome" / n) for n in (*OLDER, *INFANTS)}
    wanted = metabolites(studies)
    left = leave_out(studies, wanted)
    names = compound_names(shared)
    place = {compound: j for j, compound in enumerate(wanted)}
    skills = {label: skill_of(left, place[c]) for label, c in PANEL.items()}
    every = {c: skill_of(left, j, draws=0) for c, j in place.items()}
    shown = [label for label, skill in skills.items() if told(skill)]
    counts = {label: coverage_of(left, place[PANEL[label]]) for label in shown}
    own = [studies[name] for name in OLDER]
    layout = layout_of(own)
    coefficients = fit(tables(own, layout, wanted))
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
        "interval": f"95 %, {DRAWS} bootstrap draws of people within studies, seed {SEED}",
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
    studies = {n: read_study(shared / "data/metabolome" / n) for n in (*OLDER, *INFANTS)}
    wanted = metabolites(studies)
    place = {compound: j for j, compound in enumerate(wanted)}
    four = ("butyrate", "propionate", "indole-3-propionate", "deoxycholate")
    outside = [j for c, j in place.items() if c not in PANEL.values()]
    best: list[int] = []
    for settings in COMPARED:
        left = leave_out(studies, wanted, settings)
        found = {j: skill_of(left, j, draws=0) for j in outside}
        means = {j: float(str(s["value"])) for j, s in found.items()
                 if s and int(str(s["n_studies"])) >= FEWEST_STUDIES}  # fmt: skip
        best = best or sorted(means, key=lambda j: -means[j])[: len(means) // 2]
        panel = [skill_of(left, place[PANEL[label]], draws=0) for label in four]
        goal = np.mean([float(str(s["value"])) for s in panel if s])
        outer, upper = np.mean(list(means.values())), np.mean([means[j] for j in best])
        print(f"{settings}: outside {outer:.4f}, upper half {upper:.4f} | the four {goal:.3f}")


def lineage_text(shared: Path) -> str:
    """Return ``lineages.tsv``."""
    studies = {n: read_study(shared / "data/metabolome" / n) for n in (*OLDER, *INFANTS)}
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
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
