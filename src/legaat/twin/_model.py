"""One organism's metabolic model as arrays, read from what cobra writes as JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import numpy as np

from legaat.errors import ModelFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csc_array

Floats: TypeAlias = "NDArray[np.float64]"
Ints: TypeAlias = "NDArray[np.int64]"
Bools: TypeAlias = "NDArray[np.bool_]"

MAX_REACTIONS: Final = 100_000
"""More reactions than any curated reconstruction has (Recon3D: about 13,500)."""

# Names of the outside, and the reactions that cobra does not count as exchanges although they
# cross the boundary: cobra 0.32.1, cobra/medium/annotations.py.
_OUTSIDE: Final = frozenset(
    {"e", "extracellular", "extraorganism", "out", "extracellular space", "extra organism"}
    | {"extra cellular", "extra-organism", "external", "external medium", "e0", "C_e"}
)
_NOT_EXCHANGE: Final = (
    "demand", "DM_", "biosynthesis", "transcription", "replication", "SN_", "SK_", "sink",
)  # fmt: skip
_SBO_EXCHANGE: Final = "SBO:0000627"
_SBO_OTHER: Final = frozenset({"SBO:0000628", "SBO:0000632", "SBO:0000629", "SBO:0000631"})

# MICOM 0.39.1, community.py and util.py: import bounds below this count as this; a sink or
# demand that is forced by more than this is relaxed.
_ACCURACY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Model:
    """A metabolic model: what each reaction uses and makes, and how fast it may run.

    Attributes
    ----------
    id : str
    reactions : tuple of str
        Ids; their order is the order of the columns of `stoichiometry`.
    metabolites : tuple of str
        Ids; the rows of `stoichiometry`.
    formulas : tuple of str
        Chemical formula per metabolite, "" where unknown.
    stoichiometry : csc_array, shape (metabolites, reactions)
    lower, upper : ndarray, shape (reactions,)
        Bounds in mmol/gDW/h.
    objective : ndarray, shape (reactions,)
        Growth rate (1/h) as a linear form in the fluxes.
    exchanges : ndarray of int, shape (exchanges,)
        Columns of the exchange reactions.
    exchange_metabolites : tuple of str
        The name in the shared lumen of what each of them moves ("but_m").
    exchange_signs : ndarray, shape (exchanges,)
        1 where a positive flux is secretion, -1 where it is uptake.
    lumen : mapping of str to (str, str)
        Lumen metabolite to its name in words and its formula.
    """

    id: str
    reactions: tuple[str, ...]
    metabolites: tuple[str, ...]
    formulas: tuple[str, ...]
    stoichiometry: csc_array
    lower: Floats
    upper: Floats
    objective: Floats
    exchanges: Ints
    exchange_metabolites: tuple[str, ...]
    exchange_signs: Floats
    lumen: Mapping[str, tuple[str, str]]


_JSON: TypeAlias = "Mapping[str, object]"


def model_from_json(tree: object, name: str) -> Model:
    """Build a model from a parsed cobra JSON document.

    Parameters
    ----------
    tree : object
        What ``json.loads`` gave.
    name : str
        What to call the model in errors.

    Raises
    ------
    ModelFileError
        A key is missing, a bound or coefficient is not a number, a name is not declared.
    """
    try:
        return _build(cast("_JSON", tree), name)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelFileError("model-shape", model=name, reason=str(error)[:200]) from error


def _build(tree: _JSON, name: str) -> Model:
    from scipy.sparse import csc_array

    metabolites = cast("list[dict[str, object]]", tree["metabolites"])
    reactions = cast("list[dict[str, object]]", tree["reactions"])
    if len(reactions) > MAX_REACTIONS or not reactions:
        raise ModelFileError("model-size", model=name, n=len(reactions), most=MAX_REACTIONS)
    row_of = {str(m["id"]): i for i, m in enumerate(metabolites)}
    compartment = [str(m.get("compartment", "")) for m in metabolites]
    indptr, rows, values = [0], [], []
    for reaction in reactions:
        for metabolite, coefficient in cast("dict[str, float]", reaction["metabolites"]).items():
            rows.append(row_of[metabolite])
            values.append(float(coefficient))
        indptr.append(len(rows))
    data = np.asarray(values, dtype=np.float64)
    matrix = csc_array(
        (data, np.asarray(rows, dtype=np.int32), np.asarray(indptr, dtype=np.int32)),
        shape=(len(metabolites), len(reactions)),
    )
    lower = np.array([float(cast("float", r["lower_bound"])) for r in reactions])
    upper = np.array([float(cast("float", r["upper_bound"])) for r in reactions])
    objective = np.array(
        [float(cast("float", r.get("objective_coefficient", 0))) for r in reactions]
    )
    if not (np.isfinite(data).all() and np.isfinite(objective).all()) or bool(
        np.isnan(lower).any() or np.isnan(upper).any() or (lower > upper).any()
    ):
        raise ModelFileError("model-shape", model=name, reason="bounds or coefficients")
    _relax_forced(matrix, lower, upper)
    outside = _outside(cast("dict[str, str]", tree.get("compartments") or {}), compartment, matrix)
    columns, names, signs = _exchanges(reactions, matrix, [str(m["id"]) for m in metabolites],
                                       compartment, outside)  # fmt: skip
    return Model(
        id=str(tree.get("id") or name),
        reactions=tuple(clean_id(str(r["id"])) for r in reactions),
        metabolites=tuple(clean_id(m) for m in row_of),
        formulas=tuple(str(m.get("formula") or "") for m in metabolites),
        stoichiometry=matrix,
        lower=lower,
        upper=upper,
        objective=objective,
        exchanges=columns,
        exchange_metabolites=names,
        exchange_signs=signs,
        lumen={
            lumen: (str(metabolites[i].get("name") or ""), str(metabolites[i].get("formula") or ""))
            for lumen, i in zip(names, matrix.indices[matrix.indptr[columns]].tolist(), strict=True)
        },
    )


def _relax_forced(matrix: csc_array, lower: Floats, upper: Floats) -> None:
    """Take the force off sinks and demands, as MICOM does (util.py, ``fix_demands``)."""
    sizes = np.diff(matrix.indptr)
    owner = np.repeat(np.arange(matrix.shape[1]), sizes)
    uses = np.bincount(owner[matrix.data < 0], minlength=matrix.shape[1])
    only_uses = (uses == sizes) & (sizes > 0)
    only_makes = (uses == 0) & (sizes > 0)
    lower[only_uses & (lower > _ACCURACY)] = 0.0
    upper[only_makes & (upper < -_ACCURACY)] = 0.0


def _outside(names: Mapping[str, str], compartment: list[str], matrix: csc_array) -> str:
    """Find the compartment outside the cell (cobra 0.32.1, medium/boundary_types.py)."""
    known = [key for key in (names or dict.fromkeys(compartment)) if key in _OUTSIDE]
    if len(known) == 1:
        return known[0]
    sizes = np.diff(matrix.indptr)
    boundary = [compartment[matrix.indices[matrix.indptr[j]]] for j in np.flatnonzero(sizes == 1)]
    candidates = known or sorted(set(boundary))
    if not candidates:
        msg = "no boundary reaction and no compartment outside the cell"
        raise ValueError(msg)
    return max(candidates, key=lambda key: (boundary.count(key), key))


def _exchanges(
    reactions: Iterable[Mapping[str, object]],
    matrix: csc_array,
    metabolites: list[str],
    compartment: list[str],
    outside: str,
) -> tuple[Ints, tuple[str, ...], Floats]:
    columns: list[int] = []
    names: list[str] = []
    signs: list[float] = []
    for j, reaction in enumerate(reactions):
        start, end = int(matrix.indptr[j]), int(matrix.indptr[j + 1])
        if end - start != 1 or matrix.data[start] == 0:
            continue
        row = int(matrix.indices[start])
        if not _is_exchange(reaction, compartment[row] == outside):
            continue
        columns.append(j)
        names.append(lumen_name(metabolites[row], outside))
        signs.append(-math.copysign(1.0, matrix.data[start]))
    return np.array(columns, dtype=np.int64), tuple(names), np.array(signs)


def _is_exchange(reaction: Mapping[str, object], is_outside: bool) -> bool:  # noqa: FBT001
    name = clean_id(str(reaction["id"]))
    # MICOM leaves out what is called biomass: some AGORA models label its drain as an exchange.
    if "biomass" in name.lower() or "bm" in name.lower():
        return False
    annotation = reaction.get("annotation")
    sbo: object = annotation.get("sbo", "") if isinstance(annotation, dict) else ""
    term = str(sbo[0] if isinstance(sbo, list) and sbo else sbo).upper()
    if term == _SBO_EXCHANGE:
        return True
    return is_outside and term not in _SBO_OTHER and not any(x in name for x in _NOT_EXCHANGE)


def clean_id(name: str) -> str:
    """Write out characters that old SBML ids hide as ``__91__`` (MICOM, ``clean_ids``)."""
    return re.sub(r"__(\d{1,3})__", _character, name)


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1))
    return chr(code) if 31 < code < 128 else match.group(0)


def lumen_name(metabolite: str, outside: str) -> str:
    """Name an outside metabolite in the shared lumen: ``but[e]`` is ``but_m`` (MICOM).

    Parameters
    ----------
    metabolite : str
        Its id in the model.
    outside : str
        Id of the compartment outside the cell.
    """
    name = clean_id(metabolite)
    for key in dict.fromkeys((outside, outside.removeprefix("C_"))):
        escaped = re.escape(key)
        bare = re.sub(rf"(_{escaped}$)|([^a-zA-Z0-9 :]{escaped}[^a-zA-Z0-9 :]$)", "", name)
        if bare != name:
            return f"{bare}_m"
    return f"{name}_m"
