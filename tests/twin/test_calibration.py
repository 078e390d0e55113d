"""What measurements add: the arithmetic, and what a person may expect of it."""

from __future__ import annotations

import math

import pytest

import legaat
from legaat.twin import _calibration as calibration

GUT = {
    "Faecalibacterium prausnitzii": 0.2,
    "Agathobacter rectalis": 0.1,
    "Bacteroides uniformis": 0.3,
    "Bifidobacterium adolescentis": 0.1,
    "Blautia obeum": 0.1,
    "Ruminococcus bromii": 0.1,
    "Phocaeicola vulgatus": 0.1,
}


def test_a_species_that_does_not_make_an_acid_overrules_its_genus() -> None:
    makers = {"Roseburia": 1.0, "Roseburia hominis": 0.0}
    assert calibration.capacity(makers, {"Roseburia hominis": 1.0}) == 0.0
    assert calibration.capacity(makers, {"Roseburia faecis": 1.0}) == 1.0


def test_makers_are_found_under_former_names() -> None:
    makers = {"Agathobacter rectalis": 1.0}
    assert calibration.capacity(makers, {"Eubacterium rectale": 3.0, "Escherichia coli": 1.0}) == (
        pytest.approx(0.75)
    )


def test_cellulose_and_minerals_hardly_count_as_food() -> None:
    assert calibration.supply({}, {"cellulose": 10.0}) < calibration.supply({}, {"inulin": 2.0})
    assert calibration.supply({"sulphate": 5.0}, {}) == 0.0


@pytest.mark.parametrize("diet", ["exvivo", "dutch"])
@pytest.mark.parametrize("fibre", ["inulin", "fos", "pectin"])
def test_fibre_raises_the_acids_and_intervals_hold_the_value(diet: str, fibre: str) -> None:
    twin = legaat.Twin(GUT, pack="colon", diet=getattr(legaat.diets, diet)())
    before, after = twin.simulate(add={fibre: 10.0}).scenarios
    for acid in ("butyrate", "propionate", "acetate"):
        assert after.exports[acid].value > before.exports[acid].value
        interval = after.exports[acid].interval
        assert interval is not None
        assert interval[0] < after.exports[acid].value < interval[1]


def test_without_its_makers_butyrate_falls() -> None:
    twin = legaat.Twin(GUT, pack="colon", diet=legaat.diets.exvivo())
    less = twin.without("Faecalibacterium prausnitzii", "Agathobacter rectalis")
    assert less.solve().exports["butyrate"].value < 0.7 * twin.solve().exports["butyrate"].value


def test_a_synthetic_community_makes_what_its_members_make() -> None:
    def made(*names: str) -> dict[str, float]:
        shares = {name: 1.0 / len(names) for name in names}
        twin = legaat.Twin(shares, pack="colon", diet=legaat.diets.invitro(od=2.0))
        exports = twin.solve().exports
        return {acid: exports[acid].value for acid in ("butyrate", "succinate")}

    butyrate = made("Anaerostipes caccae", "Coprococcus comes")
    succinate = made("Bacteroides thetaiotaomicron", "Bacteroides ovatus")
    assert butyrate["butyrate"] > succinate["butyrate"] + 10.0
    assert succinate["succinate"] > butyrate["succinate"] + 10.0


def test_the_fitted_numbers_are_finite_and_trees_are_whole() -> None:
    c = calibration.coefficients()
    for basis in ("incubation", "person"):
        for row in c[basis].values():
            assert all(math.isfinite(v) for v in row.values())
            assert row["low"] < 0 < row["high"]
    for forest in calibration.trees().values():
        for columns, cuts, left, right, leaves in forest["trees"]:
            assert len(columns) == len(cuts) == len(left) == len(right) == len(leaves) - 1
            assert sorted([*left, *right]) == [*range(-len(leaves), 0), *range(1, len(columns))]
