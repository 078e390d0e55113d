"""Measure how well a capacity follows what was measured, and compare it with simple baselines.

Run it as::

    python scripts/check_substances.py --shared ../shared            # compare with skill.json
    python scripts/check_substances.py --shared ../shared --write    # write it anew

Nothing is fitted: the tables of ``legaat.substances`` are used as they stand.

*Stool.* ``data/metabolome`` (the curated collection of the Borenstein lab): genera and measured
faecal acids. Units differ, so everything is ranked within a study; a person's samples are
averaged; then Spearman's rank correlation between people. Adults and children are pooled, infants
stand apart.

*Incubations.* ``data/exvivo``: fresh stool of several donors with one added fibre or none. The
correlation is taken between donors within one treatment, averaged over the treatments of a study
(the donors are the same people) and pooled over studies.

Pooling: Fisher's z, random effects after DerSimonian and Laird (Control Clin Trials 1986;7:177),
with Fieller's variance 1.06 / (n - 3) for a rank correlation (Biometrika 1957;44:470). Interval:
2.5th and 97.5th percentile of a bootstrap that draws people within studies. Seeded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, TypedDict, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from legaat.profiles import Rank
from legaat.substances._capacity import capacity
from legaat.taxonomy import resolver

Floats: TypeAlias = npt.NDArray[np.float64]
Shares: TypeAlias = Mapping[str, float]

ROOT: Final = Path(__file__).resolve().parents[1]
SKILL: Final = ROOT / "src" / "legaat" / "substances" / "data" / "skill.json"
SEED: Final = 20_240_607
DRAWS: Final = 2_000

HMDB: Final = {"butyrate": "HMDB0000039", "propionate": "HMDB0000237", "acetate": "HMDB0000042"}
GROUPS: Final = {
    "adults and children": ("MARS_IBS_2020", "POYET_BIO_ML_2019", "KANG_AUTISM_2017"),
    "infants": ("HE_INFANTS_MFGM_2019",),
}
BEST_KNOWN: Final = {
    "butyrate": ("Faecalibacterium",),
    "propionate": ("Bacteroides", "Phocaeicola"),
    "acetate": ("Bifidobacterium",),
}
"""The one genus that people name first for an acid, as a baseline."""


class Figure(TypedDict):
    """How one predictor did: pooled r, its interval, and r in each study."""

    value: float
    interval: tuple[float, float]
    n: int
    n_samples: int
    n_studies: int
    studies: dict[str, float]


Figures: TypeAlias = dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Study:
    """People (or donors), what was measured in them, and the predictors.

    Attributes
    ----------
    name : str
    measured : array, shape (treatments, people)
    predictors : mapping of str to array of the same shape
    n_samples : int
    treatments : tuple of str
    """

    name: str
    measured: Floats
    predictors: Mapping[str, Floats]
    n_samples: int
    treatments: tuple[str, ...] = ("none",)

    @property
    def n(self) -> int:
        """Number of people."""
        return int(self.measured.shape[1])


# --- reading -----------------------------------------------------------------------------------


def named(columns: Sequence[str], rank: Rank) -> list[str | None]:
    """Return the current names of a table's columns; None where a column names nobody."""
    names: list[str | None] = []
    for column in columns:
        label = column.rsplit("g__", 1)[-1] if "g__" in column else column
        blank = not label.strip("_ ") or label == "Homo sapiens"
        names.append(None if blank else resolver().resolve(label, rank).name)
    return names


def communities(table: pd.DataFrame, rank: Rank) -> dict[str, Shares]:
    """Return the shares of each sample (row), without the columns that name nobody."""
    names = named([str(column) for column in table.columns], rank)
    found: dict[str, Shares] = {}
    for sample, row in zip(table.index, table.to_numpy(dtype=float), strict=True):
        shares: dict[str, float] = {}
        for name, amount in zip(names, row, strict=True):
            if name is not None and amount > 0:
                shares[name] = shares.get(name, 0.0) + float(amount)
        total = sum(shares.values())
        found[str(sample)] = {name: amount / total for name, amount in shares.items()}
    return found


def predictors(substance: str, rank: Rank) -> dict[str, Callable[[Shares], float]]:
    """Return the capacity and the baselines, each a function of a community."""

    def capacity_value(shares: Shares) -> float:
        value = capacity(shares, rank, substance).value
        return float("nan") if value is None else value

    def best_known(shares: Shares) -> float:
        wanted = BEST_KNOWN[substance]
        return sum(share for name, share in shares.items() if name.split()[0] in wanted)

    def shannon(shares: Shares) -> float:
        part = np.fromiter(shares.values(), float)
        return float(-(part * np.log(part)).sum())

    return {
        "capacity": capacity_value,
        f"share of {' and '.join(BEST_KNOWN[substance])}": best_known,
        "Shannon diversity": shannon,
        "number of taxa": lambda shares: float(len(shares)),
    }


def stool_study(folder: Path, substance: str) -> Study | None:
    """Return one study of the metabolome collection, or None where it lacks the substance."""
    about = pd.read_csv(folder / "mtb.map.tsv", sep="\t", dtype=str)
    column = about.loc[about["HMDB"] == HMDB[substance], "Compound"]
    if column.empty:
        return None
    amounts = pd.read_csv(folder / "mtb.tsv", sep="\t", index_col="Sample")[column.iloc[0]].dropna()
    subjects = pd.read_csv(
        folder / "metadata.tsv", sep="\t", index_col="Sample", dtype=str, low_memory=False
    )["Subject"]
    counts = pd.read_csv(folder / "genera.counts.tsv", sep="\t", index_col="Sample")
    counts = counts.loc[counts.index.intersection(amounts.index)]
    people = communities(counts, "genus")
    index = pd.Index(list(people))
    frame = pd.DataFrame({"subject": subjects.reindex(index), "measured": amounts.reindex(index)})
    frame["measured"] = frame["measured"].rank()
    for label, function in predictors(substance, "genus").items():
        frame[label] = [function(people[sample]) for sample in frame.index]
    mean = frame.groupby("subject").mean()
    values = {name: mean[name].to_numpy(dtype=float)[None] for name in mean.columns}
    return Study(folder.name, values.pop("measured"), values, len(frame))


def incubation_b(folder: Path, substance: str) -> Study:
    """Return ex vivo study B: ten donors, 16S after the incubation, three treatments."""
    acids = pd.read_csv(folder / "studyB_SCFAs.csv", index_col="sample_id")
    table = pd.read_csv(folder / "studyB.csv", index_col="sample_id")
    table = table.rename(columns=lambda name: "" if str(name).startswith("Unnamed") else name)
    frame = pd.DataFrame({"measured": acids[substance.capitalize()]})
    frame[["treatment", "donor"]] = [name.split("_")[:2] for name in frame.index]
    return _incubation("exvivo B", frame, communities(table, "genus"), substance, "genus")


def incubation_c(folder: Path, substance: str) -> Study:
    """Return ex vivo study C: eight donors, shotgun before the incubation, three treatments."""
    acids = pd.read_csv(folder / "studyC_SCFAs.csv", index_col=0)
    acids = acids[acids["timepoint"] == acids["timepoint"].max()]
    stool = communities(pd.read_csv(folder / "studyC.csv", index_col="sample_id"), "species")
    acids = acids[acids["subject_id"].isin(list(stool))]
    frame = pd.DataFrame(
        {
            "measured": acids[substance],
            "treatment": acids["treatment"],
            "donor": acids["subject_id"],
        }
    )
    profiles = {str(name): stool[donor] for name, donor in frame["donor"].items()}
    return _incubation("exvivo C", frame, profiles, substance, "species")


def _incubation(
    name: str, frame: pd.DataFrame, profiles: Mapping[str, Shares], substance: str, rank: Rank
) -> Study:
    frame = frame[frame.index.isin(list(profiles))].copy()
    for label, function in predictors(substance, rank).items():
        frame[label] = [function(profiles[str(sample)]) for sample in frame.index]
    labels = [label for label in frame.columns if label not in {"treatment", "donor"}]
    means = {
        label: frame.pivot_table(index="treatment", columns="donor", values=label)
        for label in labels
    }
    treatments = tuple(str(key) for key in means["measured"].index)
    values = {label: mean.to_numpy(dtype=float) for label, mean in means.items()}
    return Study(name, values.pop("measured"), values, len(frame), treatments)


# --- statistics --------------------------------------------------------------------------------


def ranks(values: Floats) -> Floats:
    """Return ranks along the last axis, ties at their mean."""
    less = (values[..., None, :] < values[..., :, None]).sum(axis=-1)
    same = (values[..., None, :] == values[..., :, None]).sum(axis=-1)
    return np.asarray(less + (same + 1) / 2, dtype=float)


def spearman(a: Floats, b: Floats) -> Floats:
    """Return Spearman's correlation along the last axis; 0 where one side is constant."""
    a, b = ranks(a), ranks(b)
    a -= a.mean(axis=-1, keepdims=True)
    b -= b.mean(axis=-1, keepdims=True)
    scale = np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1))
    r: Floats = np.zeros_like(scale)
    np.divide((a * b).sum(axis=-1), scale, out=r, where=scale > 0)
    return r


def pooled(correlations: Floats, sizes: Floats) -> Floats:
    """Pool correlations over studies (last axis) by random effects on Fisher's z."""
    z = np.arctanh(np.clip(correlations, -0.999, 0.999))
    weight = np.broadcast_to((sizes - 3) / 1.06, z.shape)
    total = weight.sum(axis=-1, keepdims=True)
    fixed = (weight * z).sum(axis=-1, keepdims=True) / total
    spare = total - (weight**2).sum(axis=-1, keepdims=True) / total
    excess = (weight * (z - fixed) ** 2).sum(axis=-1, keepdims=True) - (z.shape[-1] - 1)
    between = np.divide(np.maximum(excess, 0), spare, out=np.zeros_like(spare), where=spare > 1e-9)
    weight = 1 / (1 / weight + between)
    r: Floats = np.tanh((weight * z).sum(axis=-1) / weight.sum(axis=-1))
    return r


def study_correlation(study: Study, predictor: str, chosen: npt.NDArray[np.intp]) -> Floats:
    """Return the correlation within treatments, averaged over them; people chosen per draw."""
    measured = study.measured[:, chosen]
    values = study.predictors[predictor][:, chosen]
    z = np.arctanh(np.clip(spearman(values, measured), -0.999, 0.999))
    r: Floats = np.tanh(z.mean(axis=0))
    return r


def measure(studies: Sequence[Study], predictor: str, draws: int) -> Figure:
    """Return the pooled correlation of a predictor with its interval and the studies'."""
    random = np.random.default_rng(SEED)
    sizes = np.array([study.n for study in studies], dtype=float)
    here = [study_correlation(s, predictor, np.arange(s.n)[None])[0] for s in studies]
    drawn = [
        study_correlation(s, predictor, random.integers(0, s.n, (draws, s.n))) for s in studies
    ]
    many = pooled(np.stack(drawn, axis=-1), sizes)
    low, high = np.quantile(many, (0.025, 0.975))
    return {
        "value": round(float(pooled(np.array(here), sizes)), 3),
        "interval": (round(float(low), 3), round(float(high), 3)),
        "n": int(sizes.sum()),
        "n_samples": sum(study.n_samples for study in studies),
        "n_studies": len(studies),
        "studies": {s.name: round(float(r), 3) for s, r in zip(studies, here, strict=True)},
    }


# --- the whole ---------------------------------------------------------------------------------


def skill(shared: Path, draws: int = DRAWS) -> dict[str, object]:
    """Return every figure of ``skill.json``."""
    metabolome, exvivo = shared / "data" / "metabolome", shared / "data" / "exvivo"
    stool: dict[str, dict[str, Figures]] = {group: {} for group in GROUPS}
    incubations: dict[str, Figures] = {}
    treatments: dict[str, dict[str, dict[str, float]]] = {}
    for substance in HMDB:
        for group, names in GROUPS.items():
            found = (stool_study(metabolome / name, substance) for name in names)
            studies = [study for study in found if study is not None]
            stool[group][substance] = compare(studies, substance, draws)
        donors = [incubation_b(exvivo, substance), incubation_c(exvivo, substance)]
        incubations[substance] = compare(donors, substance, draws)
        for study in donors:
            each = spearman(study.predictors["capacity"], study.measured)
            named_ones = zip(study.treatments, each, strict=True)
            figures = {name: round(float(r), 3) for name, r in named_ones}
            treatments.setdefault(study.name, {})[substance] = figures
    return {
        "made_by": "scripts/check_substances.py",
        "measure": "Spearman, within study",
        "pooling": "Fisher z, random effects (DerSimonian and Laird)",
        "interval": f"95 %, {draws} bootstrap draws of people within studies, seed {SEED}",
        "data": {
            "stool": "curated gut microbiome-metabolome collection, Borenstein lab (MIT)",
            "incubations": "scfa_predictions, Gibbons lab: studies B and C",
        },
        "stool": stool,
        "incubations": incubations,
        "capacity within each treatment": treatments,
    }


def compare(studies: Sequence[Study], substance: str, draws: int) -> Figures:
    """Return the figures of the capacity and of each baseline."""
    return {name: measure(studies, name, draws) for name in predictors(substance, "genus")}


def table(result: Mapping[str, object]) -> list[str]:
    """Return the figures as lines of a Markdown table."""
    lines = [
        "| where | substance | predictor | r | 95 % interval | people | studies |",
        "|---|---|---|---|---|---|---|",
    ]
    stool = cast("dict[str, dict[str, Figures]]", result["stool"])
    places = {f"stool, {group}": found for group, found in stool.items()}
    places["incubations"] = cast("dict[str, Figures]", result["incubations"])
    for where, found in places.items():
        for substance, figures in found.items():
            for name, entry in figures.items():
                low, high = entry["interval"]
                lines.append(
                    f"| {where} | {substance} | {name} | {entry['value']:.2f} | "
                    f"{low:.2f} to {high:.2f} | {entry['n']} | {entry['n_studies']} |"
                )
    return lines


def main() -> int:
    """Measure, print, and compare with or write ``skill.json``."""
    parser = argparse.ArgumentParser(description="Measure the skill of the capacities.")
    parser.add_argument("--shared", type=Path, required=True, help="folder with the data")
    parser.add_argument("--write", action="store_true", help="write skill.json anew")
    given = parser.parse_args()
    result = skill(given.shared)
    print("\n".join(table(result)))
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if given.write:
        temporary = SKILL.with_name(SKILL.name + ".new")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(SKILL)
        return 0
    same = SKILL.exists() and SKILL.read_text(encoding="utf-8") == text
    print("skill.json holds these figures" if same else "skill.json holds other figures")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
