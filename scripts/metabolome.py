"""Read the curated collection of faecal metabolites and genera (see ``fit_metabolites.py``).

Genera go through ``legaat.read_profiles``, as a user's file does. Amounts have no common unit, so
each metabolite becomes a normal score of its rank among a study's samples.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm, rankdata

from legaat.profiles import read_profiles
from legaat.substances._features import MERGED, by_genus
from legaat.taxonomy import resolver

Floats: TypeAlias = npt.NDArray[np.float64]
Lineage: TypeAlias = tuple[str, str, str, str]

OLDER: Final = (
    "JACOBS_IBD_FAMILIES_2016",
    "KANG_AUTISM_2017",
    "KIM_ADENOMAS_2020",
    "MARS_IBS_2020",
    "POYET_BIO_ML_2019",
)
"""Studies of adults and children; the rest are of infants."""

INFANTS: Final = (
    "HE_INFANTS_MFGM_2019",
    "KOSTIC_INFANTS_DIABETES_2015",
    "WANDRO_PRETERMS_2018",
)

FEWEST_SAMPLES: Final = 15
FEWEST_VALUES: Final = 8
SAME_COMPOUND: Final = {"HMDB0000717": "HMDB0000761"}
"""Lithocholate stands under two ids in the collection."""

KEPT_AMBIGUOUS: Final = {"HMDB0000717"}
"""Not marked as certain there (two methods measured it), yet it is one named compound."""

TRACE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Study:
    """People of one study.

    Attributes
    ----------
    name : str
    subjects : tuple of str
    samples : list of mapping
        Genus to share, for each sample.
    owner : array of int, shape (samples,)
        Place of each sample's person in `subjects`.
    scores : mapping of HMDB id to array, shape (samples,)
        Normal score of the rank within the study; NaN where not measured.
    healthy : array of bool, shape (subjects,)
    """

    name: str
    subjects: tuple[str, ...]
    samples: list[Mapping[str, float]]
    owner: npt.NDArray[np.intp]
    scores: Mapping[str, Floats]
    healthy: npt.NDArray[np.bool_]


HEALTHY: Final = {
    "KANG_AUTISM_2017": {"Neurotypical"},
    "KIM_ADENOMAS_2020": {"Control"},
    "MARS_IBS_2020": {"H"},
    "JACOBS_IBD_FAMILIES_2016": {"Normal"},
}
"""Groups that count as healthy; where there are no groups (a stool bank), everybody."""


def normal_scores(values: Floats) -> Floats:
    """Return normal scores of ranks, ties at their mean: ``Phi^-1((rank - 0.5) / n)``."""
    return np.asarray(norm.ppf((rankdata(values) - 0.5) / len(values)), dtype=float)


def read_study(folder: Path) -> Study:
    """Read one study."""
    profiles = {p.sample: p for p in read_profiles(str(folder / "genera.counts.tsv"))}
    about = pd.read_csv(folder / "metadata.tsv", sep="\t", dtype=str, low_memory=False)
    about = about.set_index("Sample")
    amounts = pd.read_csv(folder / "mtb.tsv", sep="\t", low_memory=False)
    amounts = amounts.assign(Sample=amounts["Sample"].astype(str)).set_index("Sample")
    amounts = amounts[[name in profiles for name in amounts.index]]
    person = about["Subject"].reindex(amounts.index)
    person = person.fillna(pd.Series(amounts.index, index=amounts.index))
    subjects = tuple(sorted(set(person)))
    samples = [by_genus(profiles[str(name)].shares, "genus") for name in person.index]
    owner = np.array([subjects.index(name) for name in person])
    wanted = HEALTHY.get(folder.name)
    group = about["Study.Group"].to_dict() if "Study.Group" in about else {}
    well = {
        owner
        for sample, owner in person.items()
        if wanted is None or str(group[sample]).strip() in wanted
    }
    healthy = np.array([name in well for name in subjects])
    return Study(folder.name, subjects, samples, owner, _scores(folder, amounts), healthy)


def _scores(folder: Path, amounts: pd.DataFrame) -> dict[str, Floats]:
    about = pd.read_csv(folder / "mtb.map.tsv", sep="\t", dtype=str)
    sure = about["High.Confidence.Annotation"].str.upper() == "TRUE"
    about = about[about["HMDB"].notna() & (sure | about["HMDB"].isin(KEPT_AMBIGUOUS))]
    found: dict[str, Floats] = {}
    for compound, lines in about.groupby("HMDB"):
        columns = [name for name in lines["Compound"] if name in amounts]
        if not columns:
            continue
        table = amounts[columns].apply(pd.to_numeric, errors="coerce")
        values = table.rank(pct=True).mean(axis=1) if len(columns) > 1 else table.iloc[:, 0]
        values = values.dropna()
        if len(values) < FEWEST_SAMPLES or values.nunique() < FEWEST_VALUES:
            continue
        score = np.full(len(amounts), np.nan)
        there = amounts.index.isin(values.index)
        score[there] = normal_scores(values.to_numpy(dtype=np.float64))
        found[SAME_COMPOUND.get(str(compound), str(compound))] = score
    return found


def compound_names(shared: Path) -> dict[str, str]:
    """Return a name for each HMDB id."""
    found: dict[str, str] = {}
    for name in (*OLDER, *INFANTS):
        about = pd.read_csv(shared / "data/metabolome" / name / "mtb.map.tsv", sep="\t", dtype=str)
        label = "Compound.Name" if "Compound.Name" in about else "Compound"
        for compound, text in zip(about["HMDB"], about[label], strict=True):
            if isinstance(compound, str) and isinstance(text, str):
                found.setdefault(SAME_COMPOUND.get(compound, compound), text)
    return found


def read_lineages(shared: Path, studies: Mapping[str, Study]) -> dict[str, Lineage]:
    """Return the GTDB lineage under which each current genus mostly appears.

    Only genera that hold more than a trace in one in a hundred samples of some study.
    """
    votes: dict[str, Counter[Lineage]] = defaultdict(Counter)
    for name in studies:
        path = shared / "data/metabolome" / name / "genera.counts.tsv"
        table = pd.read_csv(path, sep="\t", index_col="Sample")
        total = table.sum(axis=0)
        total /= total.sum()
        for column, mass in total.items():
            parts = {part[:3]: part[3:] for part in str(column).split(";")}
            if parts.get("g__"):
                genus = resolver().resolve(parts["g__"], "genus").name
                genus = MERGED.get(genus, genus)
                line = (parts["f__"], parts["o__"], parts["c__"], parts["p__"])
                votes[genus][line] += mass
    seen: set[str] = set()
    for study in studies.values():
        carried = Counter(
            genus
            for sample in study.samples
            for genus in {g for g, share in sample.items() if share > TRACE}
        )
        seen |= {g for g, n in carried.items() if n >= max(2, 0.01 * len(study.samples))}
    return {g: votes[g].most_common(1)[0][0] for g in sorted(seen) if g in votes}
