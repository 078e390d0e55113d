"""Reading SBML (level 3 with the package fbc), behind the extra ``sbml``."""

from __future__ import annotations

import math
from typing import Any

from legaat.errors import MissingExtraError, ModelFileError
from legaat.twin._model import Model, model_from_json


def model_from_sbml(data: bytes, name: str) -> Model:
    """Build a model from an SBML document.

    Parameters
    ----------
    data : bytes
        Level 3 with fbc version 1 or 2; ids lose their ``R_`` and ``M_`` as in cobra.
    name : str

    Raises
    ------
    MissingExtraError
        libsbml isn't installed.
    ModelFileError
        It is no SBML with flux bounds.
    """
    try:
        import libsbml
    except ImportError as error:
        raise MissingExtraError("missing-extra", extra="sbml") from error
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        # SBML has no use for a document type; entities in one can grow without end.
        raise ModelFileError("model-shape", model=name, reason="DOCTYPE")
    document: Any = libsbml.readSBMLFromString(data.decode("utf-8", "replace"))
    model = document.getModel()
    if document.getNumErrors(libsbml.LIBSBML_SEV_FATAL) or model is None:
        raise ModelFileError("model-shape", model=name, reason="SBML")
    fbc = model.getPlugin("fbc")
    if fbc is None:
        raise ModelFileError("model-shape", model=name, reason="fbc")
    tree = {
        "id": model.getId() or name,
        "compartments": {c.getId(): c.getName() for c in model.getListOfCompartments()},
        "metabolites": [_species(s) for s in model.getListOfSpecies()],
        "reactions": _reactions(model, fbc),
    }
    return model_from_json(tree, name)


def _species(species: Any) -> dict[str, object]:
    plugin = species.getPlugin("fbc")
    return {
        "id": species.getId().removeprefix("M_"),
        "name": species.getName(),
        "compartment": species.getCompartment(),
        "formula": plugin.getChemicalFormula() if plugin is not None else "",
    }


def _reactions(model: Any, fbc: Any) -> list[dict[str, object]]:
    bounds = {p.getId(): _finite(p.getValue()) for p in model.getListOfParameters()}
    outside = {s.getId() for s in model.getListOfSpecies() if s.getBoundaryCondition()}
    goal = fbc.getActiveObjective()
    weights = {} if goal is None else {
        f.getReaction(): f.getCoefficient() for f in goal.getListOfFluxObjectives()
    }  # fmt: skip
    rows: list[dict[str, object]] = []
    for reaction in model.getListOfReactions():
        metabolites: dict[str, float] = {}
        for sign, side in (
            (-1.0, reaction.getListOfReactants()),
            (1.0, reaction.getListOfProducts()),
        ):
            for part in side:
                if part.getSpecies() not in outside:
                    key = part.getSpecies().removeprefix("M_")
                    metabolites[key] = metabolites.get(key, 0.0) + sign * part.getStoichiometry()
        plugin = reaction.getPlugin("fbc")
        rows.append(
            {
                "id": reaction.getId().removeprefix("R_"),
                "metabolites": {k: v for k, v in metabolites.items() if v},
                "lower_bound": bounds.get(plugin.getLowerFluxBound()),
                "upper_bound": bounds.get(plugin.getUpperFluxBound()),
                "objective_coefficient": weights.get(reaction.getId(), 0.0),
                "annotation": {"sbo": reaction.getSBOTermID()} if reaction.isSetSBOTerm() else {},
            }
        )
    return rows


def _finite(value: float) -> float:
    return math.copysign(1000.0, value) if math.isinf(value) else value
