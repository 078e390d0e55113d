"""The chemistry of the colon pack, in exact numbers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from legaat.twin import open_pack
from legaat.twin._colon_build import GRAM, POOLS
from legaat.twin._colon_chemistry import Chemistry, parse_equation, read_chemistry
from legaat.twin._lp import Program, Solved

TABLES = Path(__file__).parents[2] / "scripts" / "colon"

# Electrons that full oxidation to CO2, water, ammonium and sulphate takes from each atom.
# (The degree of reduction, with ammonium and sulphate at nought.)
ELECTRONS = {"C": 4, "H": 1, "O": -2, "N": -3, "S": 6}


@pytest.fixture(scope="module")
def chemistry() -> Chemistry:
    return read_chemistry(TABLES)


def electrons(chemistry: Chemistry, name: str) -> Fraction:
    what = chemistry.metabolites[name]
    return Fraction(sum(ELECTRONS.get(e, 0) * n for e, n in what.atoms.items()) - what.charge)


def test_every_reaction_balances_in_atoms_and_charge(chemistry: Chemistry) -> None:
    assert len(chemistry.reactions) > 90
    off = {name: chemistry.imbalance(net) for name, net in chemistry.reactions.items()}
    assert not {name: bad for name, bad in off.items() if bad}


def test_every_route_balances_and_closes(chemistry: Chemistry) -> None:
    assert len(chemistry.routes) > 100
    for route in chemistry.routes:
        assert not chemistry.imbalance(route.net), route.id
        inside = {n for n in route.net if not chemistry.metabolites[n].lumen}
        assert inside <= {*POOLS, "atp", "adp", "prec"}, route.id


def test_every_formula_is_read(chemistry: Chemistry) -> None:
    for what in chemistry.metabolites.values():
        assert what.atoms, what.id
        assert what.en, what.id
        assert what.nl, what.id


def test_no_route_leaves_more_electrons_than_its_food_holds(chemistry: Chemistry) -> None:
    for route in chemistry.routes:
        used = sum(
            -n * electrons(chemistry, name) for name, n in route.net.items() if n < 0
        )  # ATP and ADP hold the same
        left = sum(n * electrons(chemistry, name) for name, n in route.net.items() if n > 0)
        assert used == left, route.id


def test_biomass_is_c5h7o2n(chemistry: Chemistry) -> None:
    biomass = chemistry.metabolites["bio"]
    mass = 5 * 12.011 + 7 * 1.008 + 2 * 15.999 + 14.007
    assert biomass.formula == "C5H7NO2"
    assert pytest.approx(1000 / mass, rel=1e-4) == GRAM


@pytest.mark.parametrize("text", ["a + b", "a = 2 x", "a = b = c", "", "1.5 a = b"])
def test_an_equation_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_equation(text, "abc")


def test_a_route_that_does_not_close_is_refused(tmp_path: Path) -> None:
    for name in ("metabolites.tsv", "reactions.tsv"):
        (tmp_path / name).write_bytes((TABLES / name).read_bytes())
    head = "id\tpool\tlead\tfeature\tsteps\tnote\n"
    (tmp_path / "routes.tsv").write_text(head + "X\thex\tlac_L\t\tGLY LDHL\t\n", "utf-8")
    with pytest.raises(ValueError, match="X"):
        read_chemistry(tmp_path)


def most(target: str, open_: dict[str, float]) -> float:
    """Return the most of something inside that all species together can make on what is open."""
    from scipy.sparse import block_diag, csc_array, eye_array, hstack, vstack

    pack = open_pack("colon")
    models = [pack.model(taxon.id) for taxon in pack.taxa if taxon.species]
    names = sorted({name for model in models for name in model.exchange_names})
    at = {name: i for i, name in enumerate(names)}
    inner = block_diag([model.matrix.tocsc() for model in models], format="csc")
    gives = hstack(
        [
            csc_array(
                (m.exchange_ratio, ([at[x] for x in m.exchange_names], m.exchange_column)),
                shape=(len(names), m.matrix.shape[1]),
            )
            for m in models
        ]
    )
    rows = [row for model in models for row in model.rows]
    cells = np.flatnonzero([row == target for row in rows])
    drain = csc_array(
        (-np.ones(len(cells)), (cells, np.arange(len(cells)))), shape=(len(rows), len(cells))
    )
    n = inner.shape[1]
    matrix = vstack(
        [
            hstack([inner, drain, csc_array((len(rows), len(names)))]),
            hstack([gives, csc_array((len(names), len(cells))), -eye_array(len(names))]),
        ]
    )
    low = [-open_.get(name.removesuffix("_m"), 0.0) for name in names]
    zero = np.zeros(matrix.shape[0])
    program = Program(
        csc_array(matrix),
        np.concatenate([np.zeros(n), -np.ones(len(cells)), np.zeros(len(names))]),
        np.concatenate([np.zeros(n + len(cells)), low]),
        np.full(n + len(cells) + len(names), 1e4),
        zero,
        zero,
    )
    found = program.solve()
    assert isinstance(found, Solved)
    return -found.objective


NOTHING = dict.fromkeys(("nh4", "so4", "co2", "cbl1", "thm", "ribflv", "nac", "pheme"), 1000.0)


@pytest.mark.parametrize("what", ["atp", "prec", *POOLS])
def test_nothing_comes_from_nothing(what: str) -> None:
    assert most(what, NOTHING) == pytest.approx(0.0, abs=1e-6)


def test_sugar_gives_the_energy_that_fermentation_yields() -> None:
    # methane or acetate from all the hydrogen of a glucose: no more than five ATP
    assert 3.0 < most("atp", NOTHING | {"glc_D": 1.0}) < 5.0


def test_acids_give_hardly_any_energy() -> None:
    assert most("atp", NOTHING | {"ac": 1.0}) == pytest.approx(0.0, abs=1e-6)
    assert most("atp", NOTHING | {"but": 1.0}) == pytest.approx(0.0, abs=1e-6)
    assert 0 < most("atp", NOTHING | {"lac_L": 1.0}) < 2.0
