"""The community against an independent oracle, what-ifs, and failing well."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from legaat.errors import (
    DietError,
    LegaatError,
    NoGrowthError,
    NoModelsError,
    UsageError,
)
from legaat.messages import LANGUAGES
from legaat.settings import Settings
from legaat.twin import Pack, Twin, add_models, open_pack
from legaat.twin._model import model_from_json
from twin_factory import MEDIUM, fermenter, model, trees, write_folder

pytest.importorskip("clarabel")
import twin_oracle

SHARES = {"Fermentia alba": 0.6, "Crossia rubra": 0.3, "Crossia nigra": 0.1}


def oracle(fraction: float, medium: dict[str, float] | None = None) -> twin_oracle.Oracle:
    models = [model_from_json(trees()[name.replace(" ", "_")], name) for name in SHARES]
    inflow = {k.removeprefix("EX_"): v for k, v in (medium or MEDIUM).items()}
    return twin_oracle.solve(models, list(SHARES.values()), inflow, fraction)


def rates(scenario: Any) -> np.ndarray:
    return np.array([m.growth for m in scenario.members])


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9, 0.99, 1.0])
def test_growth_rates_are_the_oracles(twin: Twin, fraction: float) -> None:
    found, sure = twin.solve(fraction=fraction), oracle(fraction)
    assert sure.gap < 1e-6
    assert found.greatest_growth == pytest.approx(sure.greatest, rel=1e-6)
    assert np.linalg.norm(rates(found) - sure.rates) <= 1e-4 * np.linalg.norm(sure.rates)
    assert found.solver.gap <= 1e-6
    assert found.community_growth >= fraction * found.greatest_growth * (1 - 1e-6)


def test_without_a_binding_bound_rates_are_proportional_to_abundance(twin: Twin) -> None:
    found = twin.solve(fraction=0.05)
    assert rates(found) == pytest.approx(np.array([6, 3, 1]) * rates(found)[2], rel=1e-6)


def test_fluxes_balance_in_the_original_models(twin: Twin) -> None:
    found = twin.solve()
    lumen: dict[str, float] = {}
    for member in found.members:
        fluxes = found.fluxes(member.taxon)
        tree = trees()[member.model]
        balance: dict[str, float] = {}
        for reaction in tree["reactions"]:
            for metabolite, n in reaction["metabolites"].items():
                balance[metabolite] = balance.get(metabolite, 0) + n * fluxes[reaction["id"]]
            if reaction["id"].startswith("EX_"):
                name = reaction["id"][3:-3]
                lumen[name] = lumen.get(name, 0) + member.abundance * fluxes[reaction["id"]]
        assert max(abs(v) for v in balance.values()) < 1e-8
        assert fluxes["growth"] == pytest.approx(member.growth, abs=1e-9)
    for export in found.exports.values():
        assert export.value == pytest.approx(lumen[export.metabolite.removesuffix("_m")], abs=1e-8)


def test_who_makes_and_who_eats_adds_up(twin: Twin) -> None:
    lactate = twin.solve(fraction=0.9).exports["lac"]
    assert lactate.by["Fermentia alba"] > 0 > lactate.by["Crossia rubra"]
    assert sum(lactate.by.values()) == pytest.approx(lactate.value, abs=1e-9)


def test_the_parsimonious_flux_runs_no_futile_cycle_and_no_wasteful_twin(twin: Twin) -> None:
    fluxes = twin.solve().fluxes("Fermentia alba")
    assert fluxes["step1"] == fluxes["step2"] == 0
    assert fluxes["split_slow"] == 0
    assert fluxes["split"] > 0


def test_ties_are_broken_by_name_and_not_by_order(tmp_path: Path, settings: Settings) -> None:
    def tree(order: list[str]) -> dict[str, Any]:
        base = fermenter()
        base["reactions"] = [r for r in base["reactions"] if r["id"] != "split_slow"]
        for name in order:
            base["reactions"].append(
                {"id": name, "metabolites": {"glc[c]": -1, "lac[c]": 2, "atp[c]": 2},
                 "lower_bound": 0, "upper_bound": 1000, "objective_coefficient": 0}
            )  # fmt: skip
        return base

    found = []
    for i, order in enumerate((["split_b", "split_a"], ["split_a", "split_b"])):
        folder = tmp_path / f"m{i}"
        folder.mkdir()
        (folder / "Fermentia_alba.json").write_text(json.dumps(tree(order)))
        add_models(folder, f"p{i}", settings=settings)
        pack = open_pack(f"p{i}", settings)
        fluxes = (
            Twin({"Fermentia alba": 1}, pack=pack, diet=MEDIUM).solve().fluxes("Fermentia alba")
        )
        found.append({k: round(v, 9) for k, v in fluxes.items()})
    assert found[0] == found[1]


def test_ranges_hold_the_value_and_are_reached(twin: Twin) -> None:
    found = twin.solve(fraction=0.9, ranges=["butyrate", "lac"])
    for name in ("butyrate", "lac"):
        export = found.exports[name]
        assert export.range is not None
        least, most = export.range
        assert least - 1e-7 <= export.value <= most + 1e-7
    assert found.exports["butyrate"].limits[0].nutrient == "glc_m"


def test_the_shadow_price_is_the_slope(twin: Twin) -> None:
    base = twin.solve()
    more = twin.with_medium({"EX_glc_m": 1.01}).solve()
    price = {limit.nutrient: limit.shadow_price for limit in base.limiting}["glc_m"]
    assert more.greatest_growth - base.greatest_growth == pytest.approx(0.01 * price, rel=1e-6)
    assert "pi_m" not in {limit.nutrient for limit in base.limiting}


@pytest.mark.parametrize("glucose", [0.0, 0.2, 0.5, 2.0, 7.0])
def test_a_changed_medium_gives_what_a_fresh_twin_gives(
    pack: Pack, twin: Twin, glucose: float
) -> None:
    twin.solve(fraction=0.9)
    medium = {**MEDIUM, "EX_glc_m": glucose, "EX_lac_m": 0.3}
    warm = twin.with_medium({"EX_glc_m": glucose, "EX_lac_m": 0.3}).solve(fraction=0.9)
    cold = Twin(SHARES, pack=pack, diet=medium).solve(fraction=0.9)
    assert rates(warm) == pytest.approx(rates(cold), rel=1e-6, abs=1e-8)
    assert warm.total_flux == pytest.approx(cold.total_flux, rel=1e-6)


def test_a_twin_never_changes(twin: Twin) -> None:
    before = twin.solve(fraction=0.9)
    twin.with_medium({"EX_glc_m": 5}).solve()
    twin.without("Crossia nigra").solve()
    after = twin.solve(fraction=0.9)
    assert rates(after) == pytest.approx(rates(before), rel=1e-9)
    assert twin.medium["glc_m"] == 1.0
    with pytest.raises(AttributeError):
        twin.medium = {}  # type: ignore[misc]


def test_switching_a_nutrient_off_first_does_not_hide_it_later(twin: Twin) -> None:
    with pytest.raises(NoGrowthError):
        twin.with_medium({"EX_glc_m": 0}).solve()
    assert twin.solve().greatest_growth > 0


def test_taking_a_taxon_away_leaves_the_others_abundance(twin: Twin) -> None:
    found = twin.without("Crossia nigra").solve()
    assert [m.abundance for m in found.members] == pytest.approx([0.6, 0.3])
    assert found.changes["without"] == ("Crossia nigra",)


def test_adding_a_taxon_scales_the_others_and_matches_a_fresh_twin(pack: Pack) -> None:
    two = Twin({"Fermentia alba": 0.6, "Crossia nigra": 0.4}, pack=pack, diet=MEDIUM)
    two.solve()
    found = two.adding("Crossia rubra", 0.1).solve(fraction=0.9)
    fresh = Twin(
        {"Fermentia alba": 0.54, "Crossia nigra": 0.36, "Crossia rubra": 0.1}, pack=pack,
        diet=MEDIUM,
    ).solve(fraction=0.9)  # fmt: skip
    assert found.growth("Crossia rubra") == pytest.approx(fresh.growth("Crossia rubra"), rel=1e-6)
    assert found.growth("Crossia rubra") > 0


def test_the_json_is_the_contract(twin: Twin) -> None:
    found = twin.simulate(add=["EX_lac_m=0.5"], ranges=["butyrate"]).to_dict("nl")
    assert found["schema"] == "legaat.simulation/1"
    assert [s["name"] for s in found["scenarios"]] == ["baseline", "changed"]
    text = json.dumps(found, allow_nan=False)
    assert json.loads(text) == found
    first = found["scenarios"][0]
    assert {"name", "changes", "community_growth", "unit", "members", "exports", "limiting",
            "solver"} <= first.keys()  # fmt: skip
    assert first["exports"]["butyrate"]["unit"] == "mmol/gDW/h"
    assert first["solver"]["status"] == "optimal"


def test_the_missing_nutrient_is_named(pack: Pack) -> None:
    twin = Twin(SHARES, pack=pack, diet={"EX_glc_m": 1.0})
    with pytest.raises(NoGrowthError) as caught:
        twin.solve()
    assert "pi in words" in caught.value.what("en")
    assert all(caught.value.text(lang) for lang in LANGUAGES)


def test_taxa_that_can_never_grow_are_named(tmp_path: Path, settings: Settings) -> None:
    tree = fermenter("Mortua alba")
    tree["reactions"][-1]["metabolites"]["magic[c]"] = -1
    tree["metabolites"].append({"id": "magic[c]", "compartment": "c"})
    (tmp_path / "Mortua_alba.json").write_text(json.dumps(tree))
    add_models(tmp_path, "dead", settings=settings)
    with pytest.raises(NoGrowthError) as caught:
        Twin({"Mortua alba": 1}, pack=open_pack("dead", settings), diet=MEDIUM).solve()
    assert "Mortua alba" in caught.value.what("en")


def test_a_forced_reaction_that_cannot_run_is_an_error(tmp_path: Path, settings: Settings) -> None:
    tree = model(
        "x",
        [("EX_glc(e)", {"glc[e]": -1}, -1000, 1000), ("glct", {"glc[e]": -1, "glc[c]": 1}, 0, 1000),
         ("growth", {"glc[c]": -1}, 0, 1000), ("upkeep", {"glc[c]": -1, "x[c]": 1}, 5, 1000),
         ("off", {"x[c]": -1, "y[c]": 1}, 0, 1000), ("away", {"y[c]": -1}, 0, 1000)],
    )  # fmt: skip
    (tmp_path / "Forma_dura.json").write_text(json.dumps(tree))
    add_models(tmp_path, "forced", settings=settings)
    pack = open_pack("forced", settings)
    with pytest.raises(LegaatError):
        Twin({"Forma dura": 1}, pack=pack, diet={"EX_glc_m": 1}).solve()
    assert Twin({"Forma dura": 1}, pack=pack, diet={"EX_glc_m": 10}).solve().greatest_growth > 4


def test_a_profile_without_models_is_refused(pack: Pack) -> None:
    with pytest.raises(NoModelsError):
        Twin({"Nemo nescius": 1.0}, pack=pack, diet=MEDIUM)


def test_little_matched_is_warned_of(pack: Pack) -> None:
    twin = Twin({"Nemo nescius": 0.7, "Fermentia alba": 0.3}, pack=pack, diet=MEDIUM)
    assert twin.matched.matched_share == pytest.approx(0.3)
    assert twin.matched.unmatched == ("Nemo nescius",)
    assert "30" in twin.warnings[0].text("en")


def test_a_genus_stands_in_for_a_species_without_a_model(pack: Pack) -> None:
    twin = Twin({"Crossia rubra": 0.5, "Crossia viridis": 0.5}, pack=pack, diet=MEDIUM)
    assert [(m.model_id, m.abundance) for m in twin.members] == [("Crossia_rubra", 1.0)]
    other = Twin({"Fermentia alba": 0.5, "Crossia viridis": 0.5}, pack=pack, diet=MEDIUM)
    assert other.matched.by["Crossia viridis"] == "genus"


def test_what_lies_below_the_cutoff_is_reported(pack: Pack) -> None:
    twin = Twin({"Fermentia alba": 0.99999, "Crossia rubra": 1e-5}, pack=pack, diet=MEDIUM)
    assert len(twin.members) == 1
    assert twin.matched.cut_share == pytest.approx(1e-5, rel=1e-3)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda t: t.with_medium({"glucoze": 1}), DietError),
        (lambda t: t.with_medium({"EX_glc_m": -1}), UsageError),
        (lambda t: t.without("Nemo"), UsageError),
        (lambda t: t.without("Fermentia alba", "Crossia rubra", "Crossia nigra"), UsageError),
        (lambda t: t.adding("Fermentia alba", 0.1), UsageError),
        (lambda t: t.adding("Crossia rubra", 1.5), UsageError),
        (lambda t: t.adding("Nemo nescius", 0.1), NoModelsError),
        (lambda t: t.solve(fraction=1.5), UsageError),
        (lambda t: t.with_added("inulin10g"), DietError),
        (lambda t: t.with_added("pi=10g"), DietError),
    ],
)
def test_what_makes_no_sense_is_refused_in_both_languages(
    twin: Twin, ask: Any, error: type[LegaatError]
) -> None:
    with pytest.raises(error) as caught:
        ask(twin)
    assert all(caught.value.text(lang) for lang in LANGUAGES)


SCRIPT = """
import sys
from legaat.settings import Settings
from legaat.twin import Twin, add_models, open_pack
from pathlib import Path
s = Settings(home=Path(sys.argv[2]))
add_models(Path(sys.argv[1]), "p", settings=s)
t = Twin({"Fermentia alba": .6, "Crossia rubra": .3, "Crossia nigra": .1},
         pack=open_pack("p", s), diet={"EX_glc_m": 1.0, "EX_pi_m": 10.0})
d = t.simulate(fraction=0.9, add=["EX_lac_m=0.5"], ranges=["butyrate"]).to_dict()
for x in d["scenarios"]:
    x["solver"].pop("seconds")
print(repr(d))
"""


def test_two_processes_give_the_same_bits_whatever_the_hash_seed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "models")
    said = []
    for seed in ("0", "12345"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder), str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        said.append(done.stdout)
    assert said[0] == said[1]
    assert said[0].startswith("{'schema'")


def western(shared: Path) -> dict[str, float]:
    path = shared / "data" / "media" / "western_diet_gut_agora.csv"
    with path.open(encoding="utf-8") as handle:
        return {row["metabolite"]: float(row["flux"]) for row in csv.DictReader(handle)}


@pytest.mark.parametrize("fraction", [0.5, 0.9])
def test_real_species_grow_as_the_oracle_says(
    shared: Path, tmp_path: Path, settings: Settings, fraction: float
) -> None:
    ids = (shared / "data" / "models" / "bench_species.txt").read_text().split()[1:4]
    archive = zipfile.ZipFile(shared / "data" / "models" / "agora103_species.zip")
    for name in ids:
        archive.extract(f"{name}.json", tmp_path / "m")
    add_models(tmp_path / "m", "three", settings=settings)
    shares = dict(zip(ids, (0.5, 0.3, 0.2), strict=True))
    medium = western(shared)
    found = Twin(shares, pack=open_pack("three", settings), diet=medium).solve(fraction=fraction)
    models = [model_from_json(json.loads(archive.read(f"{n}.json")), n) for n in ids]
    sure = twin_oracle.solve(models, list(shares.values()), medium, fraction)
    assert sure.gap < 1e-6
    assert found.greatest_growth == pytest.approx(sure.greatest, rel=1e-6)
    assert np.linalg.norm(rates(found) - sure.rates) <= 1e-4 * np.linalg.norm(sure.rates)
    proof = twin_oracle.certify(models, list(shares.values()), medium, fraction, rates(found))
    assert proof.greatest == pytest.approx(found.greatest_growth, rel=1e-6)
    assert proof.violation < 1e-6
    assert proof.gap < 1e-6
