"""How well the model of ``fit_metabolites.py`` holds in studies that it never saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt
from metabolome import INFANTS, OLDER, Study, normal_scores
from metabolome_model import CHOSEN, Settings, Table, fit, layout_of, tables
from scipy.stats import norm, rankdata

from legaat import Twin, diets
from legaat.profiles import Profile, Provenance, ReadingReport

Floats: TypeAlias = npt.NDArray[np.float64]

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

SEED: Final = 20_261_124
DRAWS: Final = 2_000
FEWEST_PEOPLE: Final = 25
"""A left-out study with fewer measured people says too little."""

FEWEST_INFANTS: Final = 15
FEWEST_STUDIES: Final = 2

REACH: Final = float(norm.ppf(0.9))
"""Half the width of an 80 % interval, in standard deviations."""


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
        The same, as standard scores among the adults and children of the other studies.
    table : Table
        The study itself.
    taught : array of bool, shape (metabolites,)
        Whether another study measured it.
    """

    predicted: Floats
    standing: Floats
    table: Table
    taught: npt.NDArray[np.bool_]

    def people(self, j: int, fewest: int = FEWEST_PEOPLE) -> tuple[Floats, Floats, Floats] | None:
        """Return prediction, standing and measured score of each person, samples averaged.

        None where fewer people were measured than say something, or nothing taught it.
        """
        there = ~np.isnan(self.table.scores[:, j])
        columns = (self.predicted[there, j], self.standing[there, j], self.table.scores[there, j])
        found = tuple(self.table.by_person(column, there) for column in columns)
        if not self.taught[j] or len(found[0]) < fewest:
            return None
        return found[0], found[1], normal_scores(found[2])


def leave_out(
    studies: Mapping[str, Study],
    wanted: Sequence[str],
    settings: Settings = CHOSEN,
    names: Sequence[str] = OLDER,
) -> dict[str, LeftOut]:
    """Predict each named study from the others; nothing of it is used before."""
    found: dict[str, LeftOut] = {}
    pool = (*OLDER, *INFANTS) if settings.infants else OLDER
    for name in names:
        others = [studies[other] for other in pool if other != name]
        layout = layout_of(others)
        given = tables(others, layout, wanted)
        here = tables([studies[name]], layout, wanted)[0]
        coefficients = fit(given, settings)
        grown = [t for t, study in zip(given, others, strict=True) if study.name in OLDER]
        people = np.concatenate([t.by_person(t.features @ coefficients) for t in grown])
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


def infants_of(studies: Mapping[str, Study], wanted: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the Spearman in each study of infants, left out like the others."""
    left = leave_out(studies, wanted, names=INFANTS)
    found: dict[str, dict[str, float]] = {}
    for label, compound in PANEL.items():
        for name, study in left.items():
            told_of = study.people(list(wanted).index(compound), FEWEST_INFANTS)
            if told_of is not None:
                r = float(spearman(told_of[0], told_of[2]))
                found.setdefault(label, {})[name] = round(r, 3)
    return found


def metabolites(studies: Mapping[str, Study]) -> list[str]:
    """Return the metabolites that at least two studies measured, infants counted."""
    counts: dict[str, int] = defaultdict(int)
    for study in studies.values():
        for compound in study.scores:
            counts[compound] += 1
    return sorted(c for c, n in counts.items() if n >= FEWEST_STUDIES)


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


ACIDS: Final = ("butyrate", "propionate", "acetate", "lactate", "succinate", "isovalerate")


def twin_table(
    studies: Mapping[str, Study], left: Mapping[str, LeftOut], wanted: Sequence[str]
) -> list[str]:
    """Return how the twin's acids, on an average Dutch diet, follow what was measured in stool.

    Nothing of the twin was fitted on stool. Beside it the learned values, study left out.
    """
    made = {name: made_by_twin(study) for name, study in studies.items() if name in OLDER}
    lines = ["| acid | study | people | twin | learned |", "|---|---|---|---|---|"]
    for label in ACIDS:
        j = list(wanted).index(PANEL[label])
        for name, study in left.items():
            found = study.people(j)
            if found is None:
                continue
            there = ~np.isnan(study.table.scores[:, j])
            twin = study.table.by_person(made[name][label][there], there)
            ours, theirs = (float(spearman(x, found[2])) for x in (twin, found[0]))
            who = name.split("_")[0].title()
            lines.append(f"| {label} | {who} | {len(twin)} | {ours:.2f} | {theirs:.2f} |")
    return lines


def made_by_twin(study: Study) -> dict[str, Floats]:
    """Return what the twin says that each sample's community makes, by acid."""
    diet = diets.dutch()
    found: dict[str, list[float]] = {label: [] for label in ACIDS}
    for sample in study.samples:
        total = sum(sample.values())
        shares = {genus: share / total for genus, share in sample.items()}
        reading = ReadingReport("wide", 1.0, "genus", "counts", 1.0, "1", None, 1.0, len(shares))
        profile = Profile("sample", "genus", shares, None, Provenance("wide"), reading)
        exports = Twin(profile, pack="colon", diet=diet).simulate().exports
        for label in ACIDS:
            found[label].append(exports[label].value if label in exports else 0.0)
    return {label: np.array(values) for label, values in found.items()}
