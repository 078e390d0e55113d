"""Diets in grams: what the small intestine leaves, what the body adds, and a pack's own ids."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import legaat
from conftest import ROOT
from legaat import diets, knowledge
from legaat.errors import DietError, FileError
from legaat.reports import schema
from legaat.settings import Settings
from legaat.twin import (
    Diet,
    Export,
    Pack,
    Twin,
    add_models,
    addition,
    constants,
    intakes,
    media_rows,
    nutrients,
    open_diet,
    open_pack,
    sources,
)
from legaat.twin._diet import COMMUNITY_DRY_MASS
from legaat.twin._foods import composition, find_food
from legaat.twin._formula import molar_mass
from legaat.twin._grams import arriving, entering, find_nutrient, parts
from legaat.twin._nutrients import find

PROFILE = {
    "Bacteroides ovatus": 0.3, "Bifidobacterium adolescentis": 0.2, "Agathobacter rectalis": 0.2,
    "Faecalibacterium prausnitzii": 0.2, "Anaerostipes hadrus": 0.1,
}  # fmt: skip


@pytest.fixture(scope="module")
def colon() -> Pack:
    return open_pack("colon")


# -- the tables ----------------------------------------------------------------------------


def test_every_number_says_where_it_comes_from() -> None:
    known = sources()
    for constant in constants().values():
        assert constant.sources, constant.id
        assert constant.verified in {"yes", "partial", "assumption"}, constant.id
        assert (constant.sources == ("own",)) == (constant.verified == "assumption"), constant.id
        assert set(constant.sources) - {"own"} <= set(known), constant.id
        if constant.low is not None and constant.high is not None:
            assert constant.low <= constant.value <= constant.high, constant.id
    for row in (*intakes(), *media_rows()):
        assert row.nutrient in nutrients()
        assert (row.grams is None) == (row.state == "not found"), row
        assert row.state == "not found" or row.sources, row
        assert set(row.sources) - {"own"} <= set(known), row
        if row.grams is not None and row.low is not None and row.high is not None:
            assert row.low <= row.grams <= row.high, row


def test_worked_out_constants_follow_from_what_they_name() -> None:
    c = {name: constant.value for name, constant in constants().items()}
    part = c["ileal_nitrogen_as_protein_and_peptides"]
    slope = (c["nitrogen_leaving_ileum_high_protein"] - c["nitrogen_leaving_ileum_obligatory"]) / (
        10.6 - 0.17
    )
    assert c["protein_fraction_reaching_colon"] == pytest.approx(part * slope, abs=0.005)
    own = part * c["nitrogen_leaving_ileum_obligatory"] * 6.25
    assert c["protein_from_the_body"] == pytest.approx(own, abs=0.05)
    shares = [c[name] for name in c if name.startswith("nsp_share_")]
    assert sum(shares) == pytest.approx(1.0)
    assert c["colonic_bacteria_dry"] == COMMUNITY_DRY_MASS
    assert c["urea_reaching_colon"] == pytest.approx(0.15 * 2.17 / 2 * 60.06 / 28.01, abs=0.01)


def test_what_protein_reaches_the_colon_agrees_with_what_was_measured() -> None:
    """12 g a day in Western countries (Cummings & Englyst 1987), counted in another way."""
    assert diets.western().grams["protein"] == pytest.approx(12.0, rel=0.1)
    assert diets.dutch().grams["protein"] == 12.0  # nothing known of what is eaten


def test_every_reaches_names_a_constant_and_no_two_nutrients_share_a_name() -> None:
    seen: dict[str, str] = {}
    for nutrient in nutrients().values():
        assert nutrient.reaches in {"", *constants()}
        assert len(nutrient.foreign) == len(nutrient.formulas), nutrient.id
        assert all(molar_mass(f) for f in nutrient.formulas), nutrient.id
        for word in {nutrient.id, nutrient.name.nl, nutrient.name.en, *nutrient.also}:
            assert seen.setdefault(word.casefold(), nutrient.id) == nutrient.id, word


def test_the_colon_pack_knows_every_nutrient_that_ferments(colon: Pack) -> None:
    missing = {n.id for n in nutrients().values() if not parts(n, colon)}
    assert missing <= {"fibre", "bile acids"}


def test_the_document_shows_these_tables() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build_diets.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


# -- a person ------------------------------------------------------------------------------


def test_what_the_small_intestine_leaves() -> None:
    left = arriving(
        {"inulin": 10, "starch": 100, "resistant starch": 5, "fibre": 20, "sucrose": 40}
    )
    assert left["inulin"] == 9.0
    assert left["starch"] == pytest.approx(9.0)
    assert left["resistant starch"] == 5.0
    assert left["sucrose"] == pytest.approx(2.0)
    assert left["cellulose"] + left["pectin"] + left["arabinoxylan"] + left[
        "beta-glucan"
    ] == pytest.approx(20.0)


@pytest.mark.parametrize("make", [diets.dutch, diets.western, diets.high_fibre, diets.low_fodmap])
def test_a_day_of_a_person(make: object, colon: Pack) -> None:
    diet = make()  # type: ignore[operator]
    assert diet.basis == "person"
    assert diet.unit == "mmol/day"
    assert diet.factor == 60.0 * 24.0
    carbohydrate = sum(
        diet.grams[n] for n in diet.grams if n in nutrients() and nutrients()[n].kind == "fibre"
    )
    assert 20 < carbohydrate < 70  # "at least 30 g" in the West, with starch that escapes
    inflow = entering(diet, colon)
    assert not inflow.unknown
    assert inflow.imports["inulin_m"] > 0


def test_high_fibre_is_more_and_low_fodmap_less() -> None:
    dutch, high, low = diets.dutch().grams, diets.high_fibre().grams, diets.low_fodmap().grams
    assert high["arabinoxylan"] > 2 * dutch["arabinoxylan"]
    assert low["inulin"] + low["fos"] + low["gos"] < 0.3 * (
        dutch["inulin"] + dutch["fos"] + dutch["gos"]
    )


def test_ten_grams_eaten_are_nine_in_the_colon_and_ten_in_a_bottle(colon: Pack) -> None:
    mass = molar_mass(colon.metabolites["inulin_m"][1])
    assert mass is not None
    (eaten,) = addition("inulin=10g", colon, diets.dutch()).imports.values()
    assert eaten == pytest.approx(9.0 / mass * 1000 / 24 / 60)
    bottle = diets.exvivo(stool=100, hours=24)
    (added,) = addition("inulin=10 g/L", colon, bottle).imports.values()
    assert added == pytest.approx(10.0 / mass * 1000 / 24 / bottle.biomass)
    assert addition("inulin=10g", colon, bottle) == addition("inulin=10g/l", colon, bottle)
    assert addition("inuline=10 g per dag", colon, diets.dutch()).grams == {"inulin": 10.0}


@pytest.mark.parametrize(
    ("text", "diet", "words"),
    [
        ("inulin=10g/L", diets.dutch(), "grams a day"),
        ("inulin=10g/day", diets.exvivo(), "per litre"),
        ("inulin=10", diets.dutch(), "unit"),
        ("volkorenbrood=100g", diets.exvivo(), "not been digested"),
        ("volkorenbrod=100g", diets.dutch(), "volkorenbrood"),
        ("ui=100g", diets.dutch(), "ui rauw"),
        ("inulien=10g", diets.dutch(), "inuline"),
        ("inulin=-1g", diets.dutch(), "not an amount"),
        ("inulin=1e9g", diets.dutch(), "not an amount"),
        ("=10g", diets.dutch(), "not an amount"),
    ],
)
def test_what_does_not_fit_is_explained(text: str, diet: Diet, words: str, colon: Pack) -> None:
    with pytest.raises(DietError) as caught:
        addition(text, colon, diet)
    assert words in caught.value.text("en")
    assert caught.value.text("nl")


def test_a_food_brings_what_its_table_says(colon: Pack) -> None:
    bread = find_food("volkorenbrood")
    assert bread is not None
    assert bread is find_food("wholemeal wheat bread")
    brings = composition(bread, 100)
    total = bread.fibre["total"].middle
    kinds = sum(brings.get(k, 0) for k in ("fibre", "arabinoxylan", "cellulose", "beta-glucan"))
    assert kinds == pytest.approx(max(total, kinds - brings.get("fibre", 0)))
    found = addition("volkorenbrood=100g", colon, diets.dutch())
    assert found.grams == brings
    assert found.imports["arabinoxylan_m"] > 0


def test_fibre_by_the_new_method_is_not_counted_twice() -> None:
    banana = find_food("banaan-groen")
    assert banana is not None
    brings = composition(banana, 100)
    kinds = ("fibre", "pectin", "inulin", "resistant starch")
    assert sum(brings.get(k, 0) for k in kinds) == pytest.approx(banana.fibre["total"].middle)


def test_a_day_of_foods_comes_near_the_average_of_nutrients() -> None:
    """Two ways to the same: an ordinary Dutch day by the table of foods, and the shipped diet."""
    day = diets.foods(
        {"volkorenbrood": 120, "witbrood": 30, "aardappel-warm": 100, "broccoli": 80,
         "sperziebonen": 80, "ui-gekookt": 20, "appel": 80, "banaan-rijp": 50, "melk": 200,
         "kaas-jong": 30, "ei": 30, "zalm": 20, "havermout": 20, "linzen": 10}
    )  # fmt: skip
    average = diets.dutch().grams
    for nutrient in ("arabinoxylan", "cellulose", "pectin", "resistant starch", "protein"):
        assert 0.5 < day.grams[nutrient] / average[nutrient] < 2, nutrient


def test_psyllium_is_left_alone(colon: Pack) -> None:
    found = addition("sup-psyllium=10g", colon, diets.dutch())
    assert not found.imports


def test_every_food_can_be_eaten(colon: Pack) -> None:
    for food in knowledge.foods().values():
        if find(food.name.nl) is None:
            assert find_food(food.name.nl) is food or find_food(food.id) is food
        day = diets.foods({food.id: 100})
        assert all(0 <= g < 150 for g in day.grams.values()), food.id
        assert entering(day, colon).imports


def test_nutrients_by_any_name_make_a_day() -> None:
    assert diets.of_nutrients({"Inuline": 10}) == diets.of_nutrients({"inulin": 10.0})
    day = diets.foods({"volkorenbrood": 200, "inulin": 5}, name="mine")
    assert dict(day.eaten) == {"inulin": 5.0, "volkorenbrood": 200.0}
    assert day.name == "mine"
    with pytest.raises(DietError, match="inulin"):
        diets.of_nutrients({"inuliin": 1})
    with pytest.raises(DietError):
        diets.foods({"inulin": -1})
    with pytest.raises(DietError):
        diets.foods({"inulin": float("nan")})


# -- incubations ---------------------------------------------------------------------------


def test_the_bacteria_of_an_incubation_are_those_of_the_stool() -> None:
    one, two = diets.exvivo(stool=100), diets.exvivo(stool=200, hours=6)
    assert one.biomass == pytest.approx(100 * 0.25 * 0.547)
    assert two.biomass == 2 * one.biomass
    assert two.grams["protein"] == pytest.approx(2 * one.grams["protein"])
    assert two.hours == 6.0
    assert sum(one.grams.values()) < 2.0  # a small rest
    assert one.unit == "mmol/L"
    assert dict(diets.exvivo(grams={"vezel": 1}).grams)["cellulose"] == 0.25


def test_the_medium_of_synthetic_communities_is_given_by_density() -> None:
    assert diets.invitro(od=2).biomass == pytest.approx(0.8)
    assert diets.invitro().grams["lactate"] == 2.3
    assert dict(diets.invitro(grams={"glucose": 5}).grams) == {"glucose": 5.0}
    for bad in (0.0, -1.0, float("inf")):
        with pytest.raises(DietError):
            diets.invitro(od=bad)
        with pytest.raises(DietError):
            diets.exvivo(hours=bad)


# -- other packs ---------------------------------------------------------------------------


def test_an_everyday_name_finds_the_packs_own_id(colon: Pack) -> None:
    assert find_nutrient("resistent zetmeel", colon) == "rstarch_m"
    assert find_nutrient("EX_inulin(e)", colon) == "inulin_m"
    with pytest.raises(DietError):
        find_nutrient("vezel", colon)


def test_a_medium_for_other_models_keeps_its_mass(colon: Pack) -> None:
    """One mmol of AGORA's inulin (30 sugars) is thirty of a sugar unit, and a little water."""
    medium = Diet("other", {"inulin_m": 0.0, "kestottr_m": 1.0, "cellul_m": 0.01, "odd_m": 1.0})
    inflow = entering(medium, colon)
    assert inflow.unknown == ("odd_m",)
    grams = {"fos_m": molar_mass("C24H42O21"), "cellulose_m": molar_mass("C3000H5002O2501")}
    for lumen, mmol in (("fos_m", 1.0), ("cellulose_m", 0.01)):
        there = molar_mass(colon.metabolites[lumen][1])
        assert there is not None
        assert inflow.imports[lumen] * there == pytest.approx(mmol * float(grams[lumen] or 0))


def test_the_real_media_mean_something_to_the_colon_pack(shared: Path, colon: Pack) -> None:
    for path in sorted((shared / "data" / "media").glob("*.qza")):
        inflow = entering(open_diet(path), colon)
        assert {"arabinoxylan_m", "cellulose_m", "pectin_m"} & set(inflow.imports), path.name
        assert len(inflow.imports) > 15


def test_grams_feed_models_with_other_ids(shared: Path, tmp_path: Path, settings: Settings) -> None:
    names = ("Bacteroides_thetaiotaomicron", "Faecalibacterium_prausnitzii",
             "Bifidobacterium_adolescentis", "Roseburia_intestinalis")  # fmt: skip
    with zipfile.ZipFile(shared / "data" / "models" / "agora103_species.zip") as archive:
        for name in names:
            archive.extract(f"{name}.json", tmp_path / "m")
    add_models(tmp_path / "m", "four", settings=settings)
    pack = open_pack("four", settings)
    twin = Twin(dict.fromkeys(names, 0.25), pack=pack, diet=diets.dutch())
    found = twin.simulate(add={"inulin": 10.0, "resistant starch": 5.0})
    assert found["baseline"].community_growth > 1e-4
    assert found["changed"].greatest_growth > found["baseline"].greatest_growth
    (warning,) = found.warnings
    assert "bètaglucaan" in warning.text("nl")
    assert "beta-glucan" in warning.text("en")
    assert found.exports["acetate"].unit == "mmol/day"
    assert found.exports["acetate"].interval is None
    mass = molar_mass(pack.metabolites["inulin_m"][1])
    more = twin.with_added("inulin=10g").medium["inulin_m"] - twin.medium["inulin_m"]
    assert mass is not None
    assert more == pytest.approx(9.0 / mass * 1000 / 24 / 60)


# -- the answer ----------------------------------------------------------------------------


def test_the_issue_in_one_line() -> None:
    found = legaat.Twin(PROFILE, pack="colon", diet=legaat.diets.exvivo()).simulate(
        add={"inulin": 10.0}
    )
    butyrate = found.exports["butyrate"]
    assert found.exports is found.scenarios[-1].exports
    assert butyrate.unit == "mmol/L"
    assert butyrate.known_range is None
    assert butyrate.range is not None
    least, most = butyrate.range
    assert least - 1e-6 <= butyrate.value <= most + 1e-6
    assert butyrate.known_range == butyrate.range
    assert found.scenarios[1].changes["added"] == {"inulin": 10.0}
    carbon = sum(n * found.exports[x].mechanism for x, n in
                 (("acetate", 2), ("propionate", 3), ("butyrate", 4), ("lactate", 3)))  # fmt: skip
    assert carbon < 6 * (10.0 + 2.0) / 162.14 * 1000  # no more than what was there


def test_lactate_is_both_forms_and_its_range_holds_them() -> None:
    found = Twin(PROFILE, pack="colon", diet=diets.exvivo()).with_added({"inulin": 10}).solve()
    both = found.exports["lactate"]
    left, right = found.exports["D-lactate"], found.exports["L-lactate"]
    assert both.mechanism == pytest.approx(left.mechanism + right.mechanism)
    assert both.range is not None
    assert left.range is not None
    assert right.range is not None
    assert both.range[0] >= left.range[0] + right.range[0] - 1e-6
    assert both.range[1] <= left.range[1] + right.range[1] + 1e-6


def test_what_was_not_asked_before_pickling_is_unknown_after() -> None:
    found = Twin(PROFILE, pack="colon", diet=diets.exvivo()).solve(ranges=["butyrate"])
    reach = found.exports["acetate"]._reach
    assert pickle.loads(pickle.dumps(reach))() is None
    known = found.exports["butyrate"]._reach
    assert pickle.loads(pickle.dumps(known))() == known()


def test_more_bacteria_in_the_same_broth_make_the_same_acids() -> None:
    """What is eaten up doesn't depend on how many share it; growth per gram does."""

    def acids(diet: Diet) -> float:
        exports = Twin(PROFILE, pack="colon", diet=diet).solve().exports
        return sum(exports[n].mechanism for n in ("acetate", "propionate", "butyrate"))

    food: Mapping[str, float] = {"inulin": 5.0, "protein": 1.0}
    few, many = (diets.exvivo(stool=s, grams=food) for s in (50, 100))
    assert acids(many) == pytest.approx(acids(few), rel=0.15)


def test_what_was_learned_goes_on_top_of_both_scenarios(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[object, ...]] = []

    def learned(
        exports: Mapping[str, Export], shares: Mapping[str, float],
        additions: Mapping[str, float], diet: Diet,
    ) -> dict[str, tuple[float, tuple[float, float] | None]]:  # fmt: skip
        seen.append((exports["butyrate"].mechanism, dict(shares), dict(additions), diet.name))
        value = 2 * exports["butyrate"].mechanism + 1
        return {"butyrate": (value, (value - 1, value + 1)), "acetate": (3.0, None)}

    monkeypatch.setattr("legaat.twin._calibration.calibrate", learned)
    twin = Twin(PROFILE, pack="colon", diet=diets.exvivo())
    found = twin.simulate(add={"inuline": 10.0}, without=["Anaerostipes hadrus"])
    assert [row[2] for row in seen] == [{}, {"inulin": 10.0}]
    assert seen[0][1] == PROFILE
    assert "Anaerostipes hadrus" not in seen[1][1]  # type: ignore[operator]
    for scenario, row in zip(found.scenarios, seen, strict=True):
        butyrate = scenario.exports["butyrate"]
        assert butyrate.mechanism == row[0]
        assert butyrate.value == 2 * butyrate.mechanism + 1
        assert butyrate.interval == (butyrate.value - 1, butyrate.value + 1)
        assert (butyrate.method, scenario.exports["propionate"].method) == ("calibrated", "model")
    body = found.to_dict()["scenarios"][1]["exports"]["butyrate"]
    assert body["interval"] == list(found.exports["butyrate"].interval or ())
    assert body["mechanism"] == found.exports["butyrate"].mechanism
    seen.clear()
    Twin(PROFILE, pack="colon", diet={"inulin": 0.1, "protein": 0.1}).solve()
    assert not seen  # nothing was measured on a medium


def test_amounts_can_be_given_in_several_ways(colon: Pack) -> None:
    twin = Twin(PROFILE, pack=colon, diet=diets.exvivo())
    same = [twin.with_added({"inulin": np.float64(10)}), twin.with_added({"inulin": 10})]
    same += [twin.with_added("inulin=10g"), twin.with_added({"inulin": 4}, "inulin=6 g/L")]
    assert len({round(t.medium["inulin_m"], 9) for t in same}) == 1
    assert twin.with_added({}).medium == twin.medium
    for bad in ({"inulin": "10"}, {"inulin": -1}, {"inulin": float("nan")}, {"nonsense": 1}):
        with pytest.raises(DietError):
            twin.with_added(bad)  # type: ignore[arg-type]


# -- files ---------------------------------------------------------------------------------


def test_a_file_of_grams_is_read(tmp_path: Path) -> None:
    path = tmp_path / "my day.toml"
    path.write_text('schema = "legaat.diet/1"\nname = "mijn dag"\n[eaten]\ninuline = 5\n')
    diet = open_diet(path)
    assert (diet.name, diet.basis) == ("mijn dag", "person")
    Draft202012Validator(schema("diet")).validate(tomllib.loads(path.read_text()))
    assert diet.grams["inulin"] == 4.5


@pytest.mark.parametrize(
    "text",
    [
        "", "[eaten]\ninulin = 1\n", 'schema = "legaat.diet/2"\n[eaten]\ninulin = 1\n',
        'schema = "legaat.diet/1"\n', 'schema = "legaat.diet/1"\n[eaten]\n',
        'schema = "legaat.diet/1"\n[eaten]\ninulin = "10"\n',
        'schema = "legaat.diet/1"\n[eaten]\ninulin = true\n',
        'schema = "legaat.diet/1"\n[eaten]\ninulin = nan\n',
        'schema = "legaat.diet/1"\n[eaten]\ninulin = -1\n',
        'schema = "legaat.diet/1"\n[eaten]\ninulin = 1e300\n',
        'schema = "legaat.diet/1"\n[eaten]\ninulin = [1]\n',
        'schema = "legaat.diet/1"\n[eaten]\nnonsense = 1\n',
        'schema = "legaat.diet/1"\nname = "a\\u0007"\n[eaten]\ninulin = 1\n',
        'schema = "legaat.diet/1"\nname = 3\n[eaten]\ninulin = 1\n',
        'schema = "legaat.diet/1"\nflux = 3\n[eaten]\ninulin = 1\n',
        'schema = "legaat.diet/1"\n[eaten]\ninulin = 1' + "0" * 5000 + "\n",
        'schema = "legaat.diet/1"\n[eaten]\n' + "".join(f"x{i} = 1\n" for i in range(501)),
        "x = " + "[" * 5000, "\x00", "#" * 300_000,
    ],
)  # fmt: skip
def test_a_hostile_file_of_grams_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text)
    with pytest.raises(DietError) as caught:
        open_diet(path)
    for lang in ("nl", "en"):
        assert len(re.sub(r"\S+a\.toml", "", caught.value.text(lang))) < 600


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DietError):
        open_diet(path)
    with pytest.raises(FileError):
        open_diet(tmp_path / "b.toml")


def test_a_diet_without_a_name_is_the_dutch_one_for_the_colon(
    tmp_path: Path, settings: Settings
) -> None:
    assert open_diet(None, settings, pack="colon").name == "dutch"
    assert open_diet(None, settings).name == "dutch"
    assert open_diet("high-fibre", settings) == diets.high_fibre()
