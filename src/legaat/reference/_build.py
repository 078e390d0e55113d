"""Work the references out from the shared data (called by ``scripts/build_reference.py``)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import scipy

from legaat.reference._compare import judge
from legaat.reference._depth import Depth, depth_from_shares
from legaat.reference._fit import Fit, choose_scale, fit_all, limits
from legaat.reference._match import counted
from legaat.reference._names import OLDER, RDP_LUMPS, RDP_UNLIKE, REFERENCES
from legaat.reference._people import Healthy, intraclass_correlation, load_healthy
from legaat.reference._quantiles import Floats, weighted_quantiles
from legaat.reference._tables import DATA, Table, from_bytes, to_bytes
from legaat.taxonomy import resolver

NAMES: Final = (*REFERENCES, OLDER)

ENOUGH_CARRIERS: Final = 20
"""Below this number the fitted curve says what is usual, not the people themselves."""

SCALES: Final = np.geomspace(0.5, 8, 9)
_Z: Final = np.array([-1.2815516, 0.0, 1.2815516, 1.6448536])  # normal 10, 50, 90, 95 %

_SOURCES: Final = {"16s-genus": ["R501"]}
_FILES: Final = {
    "16s-genus": ("data/reference/fgfp_genus/FGFP_genus_data.csv",),
    "shotgun": ("data/reference/species_percent.csv.gz", "data/reference/metadata.csv"),
}


def build(shared: Path, out: Path = DATA, *, date: str | None = None) -> dict[str, object]:
    """Work out all references and write them with their provenance.

    Parameters
    ----------
    shared : Path
        The shared data folder.
    out : Path
    date : str, optional
        ISO date for the provenance; left out by default, so that a rerun gives the same bytes.

    Returns
    -------
    dict
        The provenance as written. Nothing here is random, so it names no seed.
    """
    record: dict[str, object] = {
        "made_by": "scripts/build_reference.py",
        "date": date,
        "seed": None,
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "references": {},
    }
    spread = None
    references: dict[str, object] = {}
    for name in NAMES:
        people = load_healthy(shared, name)
        scale = limit_scale(people)
        fit = fit_all(
            people, limits(people.shares, scale), spread=spread if "16s" in name else None
        )
        if name == "shotgun-genus":
            spread = usual_spread(fit, people)
        raw = table_bytes(name, people, fit, scale)
        _write(out / f"{name}.npz", raw)
        references[name] = _about(name, people, scale, shared, raw)
    record["references"] = references
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    _write(out / "provenance.json", text.encode())
    return record


def limit_scale(people: Healthy) -> float:
    """Return the detection limit in units of the least share shown.

    One read for counts of reads (the one 16S study); else the most likely one, judged on every
    third taxon that some but not nearly all people show.
    """
    if len(set(people.studies)) == 1:
        return 1.0
    shown = (people.shares > 0).mean(axis=0)
    taxa = np.flatnonzero((shown > 0.2) & (shown < 0.98))[::3]
    return round(choose_scale(people, SCALES, taxa)[0], 3)


def usual_spread(fit: Fit, people: Healthy) -> float:
    """Return the median spread between studies, of taxa that a tenth or more of people show."""
    common = (people.shares > 0).mean(axis=0) >= 0.1
    return round(float(np.median(fit.spread[common])), 3)


def table_bytes(name: str, people: Healthy, fit: Fit, scale: float) -> bytes:
    """Return the file of a reference."""
    arrays = {
        "population": weighted_quantiles(people.shares, people.weights),
        **_carriers(people, fit),
        **fit._asdict(),
    }
    header = {
        "info": {
            "name": "shotgun-genus" if name == OLDER else name,
            "n": len(people.samples),
            "n_studies": len(set(people.studies)),
            "rank": "species" if name.endswith("species") else "genus",
            "source": _SOURCES.get(name, ["R500"]),
        },
        "taxa": people.taxa,
        "limit_scale": scale,
        "counted": _counted(name, people.taxa),
        "unlike": sorted(RDP_UNLIKE) if name == "16s-genus" else [],
        "chance": {"low": 0.0, "high": 0.0, "missing": 0.0},
    }
    table = from_bytes(to_bytes(arrays, header))
    return to_bytes(arrays, {**header, "chance": chance(table, people)})


def _carriers(people: Healthy, fit: Fit) -> dict[str, Floats]:
    """Return what is usual among those who show a taxon: the people, or the curve for few."""
    curve = np.exp(np.minimum(fit.mu + fit.sigma * _Z[:, None], 0.0))
    for t in range(len(people.taxa)):
        shows = people.shares[:, t] > 0
        if shows.sum() >= ENOUGH_CARRIERS:
            values, weights = people.shares[shows, t], people.weights[shows]
            curve[:, t] = weighted_quantiles(values, weights, [10, 50, 90, 95])
    return {"usual": curve[:3], "high": curve[3]}


def _counted(name: str, taxa: tuple[str, ...]) -> dict[str, str]:
    if name == "16s-genus":
        return counted({**RDP_LUMPS, "Escherichia": ("Shigella",)}, taxa)
    if name == "shotgun-species":
        return counted({taxon: resolver().lumped_in(taxon) for taxon in taxa}, taxa)
    return {}


def chance(table: Table, people: Healthy) -> dict[str, float]:
    """Return how many taxa of a healthy person are called low, high and missing, on average."""
    total = {"low": 0.0, "high": 0.0, "missing": 0.0}
    for row, weight in zip(people.shares, people.weights, strict=True):
        found = Counter(judge(table, row, depth_of_row(row, table), 0.0).status)
        for status in total:
            total[status] += weight * found[status]  # type: ignore[index]
    return {status: round(value, 2) for status, value in total.items()}


def depth_of_row(shares: Floats, table: Table) -> Depth:
    """Return what a sample of the reference tells about its limit; counts have a known one."""
    least = float(shares[shares > 0].min())
    if table.limit_scale == 1.0:
        return Depth(np.array([least]), np.ones(1))
    return depth_from_shares(shares, least, table)


def _about(
    name: str, people: Healthy, scale: float, shared: Path, raw: bytes
) -> Mapping[str, object]:
    files = _FILES.get(name, _FILES["shotgun"])
    return {
        "inputs": {
            file: hashlib.sha256((shared / file).read_bytes()).hexdigest() for file in files
        },
        "output_sha256": hashlib.sha256(raw).hexdigest(),
        "people": len(people.samples),
        "people_by_study": dict(sorted(Counter(people.studies).items())),
        "taxa": len(people.taxa),
        "intraclass_correlation": round(intraclass_correlation(people.studies, people.shares), 4),
        "effective_people": round(float(1 / (people.weights**2).sum()), 1),
        "limit_scale": scale,
    }


def _write(path: Path, raw: bytes) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(raw)
    partial.replace(path)


def without_study(people: Healthy, study: str) -> tuple[Healthy, np.ndarray]:
    """Return the people of the other studies, weights renormalised, and who was left out."""
    out = np.array([name == study for name in people.studies])
    weights = people.weights[~out]
    kept = Healthy(
        tuple(name for name, gone in zip(people.samples, out, strict=True) if not gone),
        tuple(name for name in people.studies if name != study),
        people.taxa,
        people.shares[~out],
        weights / weights.sum(),
    )
    return kept, out


def refit(name: str, people: Healthy, scale: float) -> Table:
    """Return the table of a reference as these people alone would give it."""
    fit = fit_all(people, limits(people.shares, scale))
    return replace(from_bytes(table_bytes(name, people, fit, scale)), limit_scale=scale)
