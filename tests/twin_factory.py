"""Small models for the tests of the twin, made by hand: a fermenter, a cross-feeder, a sponger."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

Reaction = tuple[str, dict[str, float], float, float]


def model(name: str, reactions: list[Reaction], objective: str = "growth") -> dict[str, Any]:
    """Return a cobra JSON tree; metabolites ending in [e] lie outside."""
    ids = sorted({m for _, parts, _, _ in reactions for m in parts})
    return {
        "id": name,
        "compartments": {"c": "cytosol", "e": "extracellular"},
        "metabolites": [
            {"id": m, "name": m.partition("[")[0] + " in words", "compartment": m[-2],
             "formula": {"glc": "C6H12O6", "lac": "C3H6O3", "but": "C4H8O2"}.get(m[:3], "")}
            for m in ids
        ],
        "reactions": [
            {"id": r, "metabolites": parts, "lower_bound": low, "upper_bound": high,
             "objective_coefficient": float(r == objective)}
            for r, parts, low, high in reactions
        ],
        "genes": [],
    }  # fmt: skip


def exchange(name: str) -> Reaction:
    return f"EX_{name}(e)", {f"{name}[e]": -1.0}, -1000.0, 1000.0


def carrier(name: str) -> Reaction:
    return f"{name}t", {f"{name}[e]": -1.0, f"{name}[c]": 1.0}, -1000.0, 1000.0


def fermenter(name: str = "Fermentia alba") -> dict[str, Any]:
    """Eats glucose, makes lactate and growth; needs phosphate."""
    return model(
        name,
        [
            exchange("glc"), exchange("lac"), exchange("pi"), exchange("never"),
            carrier("glc"), carrier("lac"), carrier("pi"),
            ("split", {"glc[c]": -1, "lac[c]": 2, "atp[c]": 2}, 0, 1000),
            ("split_slow", {"glc[c]": -1, "lac[c]": 2, "atp[c]": 1}, 0, 1000),
            ("step1", {"lac[c]": -1, "mid[c]": 1}, -1000, 1000),
            ("step2", {"mid[c]": -1, "lac[c]": 1}, -1000, 1000),
            ("dead", {"mid[c]": -1, "stuck[c]": 1}, 0, 1000),
            ("growth", {"atp[c]": -10, "pi[c]": -0.5}, 0, 1000),
        ],
    )  # fmt: skip


def feeder(name: str = "Crossia rubra") -> dict[str, Any]:
    """Eats lactate, makes butyrate and growth; needs phosphate."""
    return model(
        name,
        [
            exchange("lac"), exchange("but"), exchange("pi"),
            carrier("lac"), carrier("but"), carrier("pi"),
            ("join", {"lac[c]": -2, "but[c]": 1, "atp[c]": 1.5}, 0, 1000),
            ("growth", {"atp[c]": -10, "pi[c]": -0.5}, 0, 1000),
        ],
    )  # fmt: skip


def sponger(name: str = "Crossia nigra") -> dict[str, Any]:
    """Grows on glucose, badly, up to a rate of its own."""
    return model(
        name,
        [
            exchange("glc"), exchange("pi"), carrier("glc"), carrier("pi"),
            ("burn", {"glc[c]": -1, "atp[c]": 1}, 0, 1000),
            ("growth", {"atp[c]": -10, "pi[c]": -0.5}, 0, 0.02),
        ],
    )  # fmt: skip


MEDIUM = {"EX_glc_m": 1.0, "EX_pi_m": 10.0}

MANIFEST = """id,species,genus,file,summary_rank
Fermentia_alba,Fermentia alba,Fermentia,Fermentia_alba.json,species
Crossia_rubra,Crossia rubra,Crossia,Crossia_rubra.json,species
Crossia_nigra,Crossia nigra,Crossia,Crossia_nigra.json,species
"""


def trees() -> dict[str, dict[str, Any]]:
    return {
        "Fermentia_alba": fermenter(),
        "Crossia_rubra": feeder(),
        "Crossia_nigra": sponger(),
    }


def write_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, tree in trees().items():
        (folder / f"{name}.json").write_text(json.dumps(tree), encoding="utf-8")
    return folder


def write_zip(path: Path, prefix: str = "", extra: dict[str, str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{prefix}manifest.csv", MANIFEST)
        for name, tree in trees().items():
            archive.writestr(f"{prefix}{name}.json", json.dumps(tree))
        for name, text in (extra or {}).items():
            archive.writestr(name, text)
    return path
