"""Compiling keeps what a model can do, to 1e-6, and every original flux can be recovered."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.errors import ModelFileError
from legaat.twin._compile import Compiled, compile_model
from legaat.twin._lp import Program, Solved
from legaat.twin._model import Model, lumen_name, model_from_json
from twin_factory import carrier, exchange, feeder, fermenter, model

SPECIES = ("Faecalibacterium_prausnitzii", "Bifidobacterium_adolescentis")


def optimum(matrix: Any, cost: Any, lower: Any, upper: Any) -> float:
    zero = np.zeros(matrix.shape[0])
    found = Program(matrix, cost, lower, upper, zero, zero).solve()
    assert isinstance(found, Solved)
    return found.objective


def whole_bounds(small: Compiled) -> tuple[Any, Any]:
    """Bounds of the compiled columns with the original's own exchange bounds."""
    lower, upper = small.lower.copy(), small.upper.copy()
    ends = np.array([small.exchange_lower, small.exchange_upper]) / small.exchange_ratio
    np.maximum.at(lower, small.exchange_column, ends.min(axis=0))
    np.minimum.at(upper, small.exchange_column, ends.max(axis=0))
    return lower, upper


def assert_same(big: Model, small: Compiled, every: int = 1) -> None:
    """Compare growth, and the least and most of every exchange."""
    lower, upper = whole_bounds(small)
    growth = optimum(big.stoichiometry, -big.objective, big.lower, big.upper)
    assert optimum(small.matrix, -small.objective, lower, upper) == pytest.approx(growth, rel=1e-6)
    where = dict(zip(small.exchange_names, range(len(small.exchange_names)), strict=True))
    for j, name, side in list(
        zip(big.exchanges, big.exchange_metabolites, big.exchange_signs, strict=True)
    )[::every]:
        for sign in (1.0, -1.0):
            cost = np.zeros(len(big.reactions))
            cost[j] = sign * side
            expected = optimum(big.stoichiometry, cost, big.lower, big.upper)
            got = 0.0
            if name in where:
                e = where[name]
                cost = np.zeros(small.matrix.shape[1])
                cost[small.exchange_column[e]] = sign * small.exchange_ratio[e]
                got = optimum(small.matrix, cost, lower, upper)
            assert got == pytest.approx(expected, rel=1e-6, abs=1e-7), (name, sign)


def assert_recovers(big: Model, small: Compiled) -> None:
    """A flux of the compiled model is a flux of the original, with the same growth."""
    lower, upper = whole_bounds(small)
    zero = np.zeros(small.matrix.shape[0])
    found = Program(small.matrix, -small.objective, lower, upper, zero, zero).solve()
    assert isinstance(found, Solved)
    v = small.expand(found.x)
    assert np.abs(big.stoichiometry @ v).max() < 1e-6
    assert (v >= big.lower - 1e-6).all()
    assert (v <= big.upper + 1e-6).all()
    assert float(big.objective @ v) == pytest.approx(-found.objective, rel=1e-9)
    weight = float(small.weights @ np.abs(found.x))
    assert weight == pytest.approx(float(np.abs(v).sum()), rel=1e-9)


@pytest.mark.parametrize("tree", [fermenter(), feeder()])
def test_growth_and_every_exchange_stay_the_same(tree: dict[str, Any]) -> None:
    big = model_from_json(tree, "x")
    small = compile_model(big)
    assert small.matrix.shape[1] < len(big.reactions)
    assert_same(big, small)
    assert_recovers(big, small)


def test_blocked_reactions_go() -> None:
    small = compile_model(model_from_json(fermenter(), "x"))
    gone = {r for r, c in zip(small.reactions, small.column, strict=True) if c < 0}
    assert gone == {"dead", "EX_never(e)"}


def test_a_reaction_that_only_a_forbidden_direction_could_feed_goes() -> None:
    tree = model(
        "x",
        [exchange("a"), carrier("a"), ("back", {"a[c]": -1, "b[c]": 1}, -1000, 0),
         ("on", {"b[c]": -1, "c[c]": 1}, 0, 1000), ("drain", {"c[c]": -1}, 0, 1000),
         ("growth", {"a[c]": -1}, 0, 1000)],
    )  # fmt: skip
    small = compile_model(model_from_json(tree, "x"))
    gone = {r for r, c in zip(small.reactions, small.column, strict=True) if c < 0}
    assert gone == {"back", "on", "drain"}


def test_contradicting_ratios_block_both() -> None:
    tree = model(
        "x",
        [exchange("a"), carrier("a"), ("growth", {"a[c]": -1}, 0, 1000),
         ("p", {"u[c]": 1, "w[c]": 1}, 0, 1000), ("q", {"u[c]": -1, "w[c]": -2}, 0, 1000)],
    )  # fmt: skip
    small = compile_model(model_from_json(tree, "x"))
    assert {r for r, c in zip(small.reactions, small.column, strict=True) if c < 0} == {"p", "q"}


def test_cobras_textbook_model_stays_the_same() -> None:
    pytest.importorskip("cobra", exc_type=ImportError)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import cobra.io

        tree = json.loads(cobra.io.to_json(cobra.io.load_model("textbook")))
    big = model_from_json(tree, "textbook")
    small = compile_model(big)
    growth = optimum(big.stoichiometry, -big.objective, big.lower, big.upper)
    assert -growth == pytest.approx(0.8739215069684303, rel=1e-9)  # cobra's own
    assert small.matrix.shape[1] < 70
    assert_same(big, small)
    assert_recovers(big, small)


@pytest.mark.parametrize("species", SPECIES)
def test_real_species_stay_the_same(shared: Path, species: str) -> None:
    with zipfile.ZipFile(shared / "data" / "models" / "agora103_species.zip") as archive:
        tree = json.loads(archive.read(f"{species}.json"))
    big = model_from_json(tree, species)
    small = compile_model(big)
    assert small.matrix.shape[1] < 0.6 * len(big.reactions)
    assert_same(big, small, every=12)
    assert_recovers(big, small)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_random_networks_stay_the_same(seed: int) -> None:
    draw = np.random.default_rng(seed)
    names = [f"m{i}" for i in range(8)]
    reactions = [exchange(n) for n in ("x", "y", "z")] + [carrier(n) for n in ("x", "y", "z")]
    inner = [*names, "x", "y", "z"]
    for k in range(14):
        picked = draw.choice(len(inner), size=int(draw.integers(2, 4)), replace=False)
        parts = {f"{inner[i]}[c]": float(draw.choice([-2, -1, 1, 2])) for i in picked}
        reactions.append(
            (f"r{k}", parts, float(draw.choice([0, -10])), float(draw.choice([5, 10])))
        )
    reactions.append(("growth", {"x[c]": -1, "m0[c]": -1}, 0, 1000))
    big = model_from_json(model("random", reactions), "random")
    assert_same(big, compile_model(big))


def test_forced_sinks_are_relaxed_as_in_micom() -> None:
    tree = model("x", [exchange("a"), carrier("a"), ("growth", {"a[c]": -1}, 0, 1000),
                       ("sink_a", {"a[c]": -1}, 5, 10)])  # fmt: skip
    assert model_from_json(tree, "x").lower.tolist()[-1] == 0


@pytest.mark.parametrize(
    ("name", "outside", "expected"),
    [("but[e]", "e", "but_m"), ("but_e", "e", "but_m"), ("glc__D_e", "e", "glc__D_m"),
     ("but__91__e__93__", "e", "but_m"), ("cpd00027_e0", "e0", "cpd00027_m")],
)  # fmt: skip
def test_lumen_names_are_micoms(name: str, outside: str, expected: str) -> None:
    assert lumen_name(name, outside) == expected


@pytest.mark.parametrize(
    "tree",
    [None, [], {}, {"metabolites": [], "reactions": []},
     {"metabolites": [], "reactions": [{"id": "r", "metabolites": {"a": 1}, "lower_bound": 0,
                                        "upper_bound": 1}]},
     model("x", [("r", {"a[c]": float("nan")}, 0, 1)]),
     model("x", [("r", {"a[c]": 1.0}, 2, 1)])],
)  # fmt: skip
def test_what_is_no_model_is_refused(tree: object) -> None:
    with pytest.raises(ModelFileError):
        model_from_json(tree, "x")


def test_a_model_in_which_nothing_runs_is_refused() -> None:
    tree = model("x", [("growth", {"a[c]": -1, "b[c]": 1}, 0, 1000)])
    with pytest.raises(ModelFileError):
        compile_model(model_from_json(tree, "x"))
