"""The measurements that predictions are held against, as frozen values read from a data folder.

The folder is laid out as `docs/validation.md` says; nothing of it is kept in this package.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Final

from legaat.errors import FileError, Where
from legaat.profiles import Profile, read_profiles

ACIDS: Final = ("butyrate", "propionate", "acetate", "lactate", "succinate")

SPECIES: Final[Mapping[str, str]] = {
    "ER": "Agathobacter rectalis", "FP": "Faecalibacterium prausnitzii",
    "AC": "Anaerostipes caccae", "CC": "Coprococcus comes", "RI": "Roseburia intestinalis",
    "DP": "Desulfovibrio piger", "BH": "Blautia hydrogenotrophica",
    "CA": "Collinsella aerofaciens", "PC": "Segatella copri", "DL": "Dorea longicatena",
    "CG": "Enterocloster asparagiformis", "BF": "Bacteroides fragilis",
    "EL": "Eggerthella lenta", "CH": "Peptacetobacter hiranonis", "BO": "Bacteroides ovatus",
    "BT": "Bacteroides thetaiotaomicron", "BU": "Bacteroides uniformis",
    "BV": "Phocaeicola vulgatus", "BC": "Bacteroides caccae",
    "BY": "Bacteroides cellulosilyticus", "PJ": "Parabacteroides johnsonii",
    "DF": "Dorea formicigenerans", "BL": "Bifidobacterium longum",
    "BP": "Bifidobacterium pseudocatenulatum", "BA": "Bifidobacterium adolescentis",
}  # fmt: skip
"""Codes of Clark et al. 2021 (doi:10.1038/s41467-021-22938-y), with the names of today."""

_TREATMENTS: Final[Mapping[str, str]] = {
    "blank": "control", "pbs": "control", "ctrl": "control", "control": "control",
    "inul": "inulin", "inulin": "inulin", "fos": "fos", "pect": "pectin", "pectin": "pectin",
}  # fmt: skip
FIBRE_GRAMS: Final = 10.0
"""g/L that a fibre is taken to be added by where a study's own amount isn't in its table."""

_COLUMNS: Final[Mapping[str, str]] = {
    "butyrate": "butyrate", "butyric acid": "butyrate", "propionate": "propionate",
    "propionic acid": "propionate", "acetate": "acetate", "acetic acid": "acetate",
}  # fmt: skip
_MAX_BYTES: Final = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Culture:
    """One incubation: who was in it, what was added, what was measured.

    Attributes
    ----------
    study, donor : str
        The donor of a synthetic community is its list of members.
    treatment : str
        "control", "inulin", "fos", "pectin"; "medium" for a synthetic community.
    shares : mapping of str to float
    added : mapping of str to float
        Nutrient to g/L.
    od : float or None
    measured : mapping of str to float
        Acid to what the table holds: mmol/L in B, C and in vitro; in A in the table's own scale.
    inoculum : frozenset of str
        Species that a synthetic community was made of.
    """

    study: str
    donor: str
    treatment: str
    shares: Mapping[str, float]
    added: Mapping[str, float]
    od: float | None
    measured: Mapping[str, float]
    inoculum: frozenset[str] = frozenset()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise FileError("file-missing", where=Where.file(path))
    if path.stat().st_size > _MAX_BYTES:
        raise FileError("file-missing", where=Where.file(path))
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            yield {str(k or ""): v or "" for k, v in row.items() if isinstance(v, str | None)}


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None


def synthetic(folder: Path) -> tuple[Culture, ...]:
    """Read the synthetic communities; wells marked as contaminated are left out.

    Parameters
    ----------
    folder : Path
        Holds ``communities.csv``.

    Raises
    ------
    FileError
        It isn't there.
    """
    found = []
    for row in _rows(folder / "communities.csv"):
        if row.get("Contamination?", "").strip().lower() == "yes":
            continue
        parts = {name: _number(row.get(f"{code} Fraction")) for code, name in SPECIES.items()}
        shares = {name: share for name, share in parts.items() if share and share > 0}
        od = _number(row.get("OD"))
        if not shares or od is None:
            continue
        inside = frozenset(n for c, n in SPECIES.items() if _number(row.get(c)) == 1.0)
        total = sum(shares.values())
        found.append(
            Culture(
                study="synthetic",
                donor=" + ".join(sorted(inside)),
                treatment="medium",
                shares={name: share / total for name, share in shares.items()},
                added={},
                od=od,
                measured=_measured(row),
                inoculum=inside,
            )
        )
    return tuple(found)


def _measured(row: Mapping[str, str]) -> dict[str, float]:
    found = {}
    for column, text in row.items():
        acid = _COLUMNS.get(column.strip().lower(), column.strip().lower())
        value = _number(text)
        if acid in ACIDS and value is not None:
            found[acid] = value
    return found


def exvivo(folder: Path) -> tuple[Culture, ...]:
    """Read every ex vivo study of a folder: ``studyX.csv`` beside ``studyX_SCFAs.csv``.

    Raises
    ------
    FileError
        The folder holds no such pair.
    """
    pairs = [
        (path, folder / path.name.replace("_SCFAs", ""))
        for path in sorted(folder.glob("study*_SCFAs.csv"))
    ]
    if not pairs:
        raise FileError("file-missing", where=Where.file(folder / "studyA_SCFAs.csv"))
    found: list[Culture] = []
    for table, profiles in pairs:
        study = table.name.removeprefix("study").removesuffix("_SCFAs.csv")
        read = {p.sample: p for p in read_profiles(profiles)}
        found.extend(_study(study, table, read))
    return tuple(found)


def _study(study: str, table: Path, read: Mapping[str, Profile]) -> Iterator[Culture]:
    rows = {tuple(sorted(row.items())): row for row in _rows(table)}
    last = max((_number(r.get("timepoint")) or 0.0 for r in rows.values()), default=0.0)
    for row in rows.values():
        name = row.get("sample_id") or row.get("id") or row.get("") or ""
        words = [w for w in re.split(r"[_-]", name) if w]
        treatment = next((_TREATMENTS[w.lower()] for w in words if w.lower() in _TREATMENTS), "")
        subject = row.get("subject_id") or ""
        profile = read.get(name) or read.get(subject)
        if not treatment or profile is None or (_number(row.get("timepoint")) or last) != last:
            continue
        donor = subject or row.get("Donor") or next((w for w in words if len(w) <= 3), "")
        yield Culture(
            study=study,
            donor=f"{study}{donor}",
            treatment=treatment,
            shares=profile.shares,
            added={} if treatment == "control" else {treatment: FIBRE_GRAMS},
            od=None,
            measured=_measured(row),
        )
