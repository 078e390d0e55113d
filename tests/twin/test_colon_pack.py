"""The colon pack: what its species make and don't make, and that it is what its tables give."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import itertools
from pathlib import Path

import numpy as np
import pytest

import legaat
from legaat.errors import NoGrowthError, PackError
from legaat.twin import Pack, Twin, check_pack, list_packs, open_pack, remove_pack
from legaat.twin._colon_build import Parameters, Tables, build_pack, changed, draft_model
from legaat.twin._colon_traits import Traits
from legaat.twin._compile import Compiled
from legaat.twin._match import match

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "scripts" / "colon"
ACIDS = ("ac", "ppa", "but", "lac_L", "lac_D", "succ", "for", "etoh", "h2", "ch4", "h2s")
PERSON = {
    "Faecalibacterium prausnitzii": 0.2,
    "Bacteroides uniformis": 0.25,
    "Agathobacter rectalis": 0.15,
    "Bifidobacterium adolescentis": 0.15,
    "Anaerobutyricum hallii": 0.1,
    "Phascolarctobacterium faecium": 0.08,
    "Methanobrevibacter smithii": 0.07,
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack("colon")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.read(TABLES)


def gives(model: Compiled, name: str) -> float:
    """Return the most that one column gives of a substance."""
    pairs = zip(model.exchange_names, model.exchange_ratio.tolist(), strict=True)
    return max(0.0, *(ratio for lumen, ratio in pairs if lumen == f"{name}_m"), 0.0)


def test_it_opens_without_being_added_and_where_none_is_named(pack: Pack) -> None:
    assert pack.kind == "colon"
    assert open_pack().key == pack.key
    first = list_packs()[0]
    assert isinstance(first, Pack)
    assert first.key == pack.key


def test_it_holds_species_and_genera_and_every_record_is_whole(pack: Pack) -> None:
    assert sum(bool(taxon.species) for taxon in pack.taxa) >= 180
    assert sum(not taxon.species for taxon in pack.taxa) >= 150
    rows = check_pack(pack)
    assert not [row.taxon for row in rows if row.damaged or row.energy or row.unbalanced]
    assert not [row.taxon for row in rows if row.growth <= 0]


def test_it_is_small(pack: Pack) -> None:
    assert pack.path.stat().st_size < 3_000_000


def test_it_cannot_be_removed() -> None:
    with pytest.raises(PackError) as caught:
        remove_pack("colon")
    assert "colon" in caught.value.what("en")
    assert "colon" in caught.value.what("nl")


def test_it_is_what_its_tables_give(tmp_path: Path, pack: Pack) -> None:
    spec = importlib.util.spec_from_file_location("build_colon", ROOT / "scripts/build_colon.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.build(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == pack.path.read_bytes()


def test_documented_products_are_made_and_documented_non_products_are_not(
    pack: Pack, tables: Tables
) -> None:
    here = {taxon.id for taxon in pack.taxa}
    made = missed = 0
    for traits in tables.traits:
        if traits.id not in here or not traits.species:
            continue
        model = pack.model(traits.id)
        for acid in ACIDS:
            if acid in traits.never_makes:
                assert gives(model, acid) == 0, (traits.id, acid)
            elif traits.makes.get(acid) == "major":
                made += 1
                missed += gives(model, acid) == 0
    assert made > 250
    assert missed == 0


@pytest.mark.parametrize(
    ("species", "makes", "not_makes"),
    [
        ("Faecalibacterium prausnitzii", ("but",), ("ppa", "ch4", "h2s", "succ")),
        ("Agathobacter rectalis", ("but", "lac_L"), ("ppa", "succ", "ch4")),
        ("Bacteroides thetaiotaomicron", ("ac", "succ", "ppa"), ("but", "ch4")),
        ("Akkermansia muciniphila", ("ppa",), ("but", "ch4")),
        ("Bifidobacterium longum", ("ac", "lac_L"), ("but", "ppa", "h2", "ch4")),
        ("Phascolarctobacterium faecium", ("ppa",), ("but", "ch4")),
        ("Anaerobutyricum hallii", ("but", "ppa"), ("succ", "ch4")),
        ("Methanobrevibacter smithii", ("ch4",), ("but", "ppa", "h2s")),
        ("Desulfovibrio piger", ("h2s",), ("but", "ch4")),
        ("Blautia hydrogenotrophica", ("ac",), ("but", "ch4")),
    ],
)
def test_well_known_species_ferment_as_they_are_known_to(
    pack: Pack, species: str, makes: tuple[str, ...], not_makes: tuple[str, ...]
) -> None:
    model = pack.model(species.replace(" ", "_"))
    assert all(gives(model, acid) > 0 for acid in makes)
    assert not any(gives(model, acid) for acid in not_makes)


def test_nothing_grows_without_food() -> None:
    ions = {"nh4": 10.0, "pi": 10.0, "so4": 10.0, "co2": 10.0, "h2o": 10.0, "cbl1": 1.0}
    with pytest.raises(NoGrowthError):
        Twin(PERSON, pack="colon", diet=ions).solve()


def test_the_food_that_is_eaten_bounds_what_is_made() -> None:
    twin = Twin(
        PERSON, pack="colon", diet={"inulin": 0.2, "starch": 0.3, "nh4": 9.0, "co2": 9.0, "ac": 0.5}
    )
    found = twin.solve(fraction=0.95).exports
    carbon = {"acetate": 2, "propionate": 3, "butyrate": 4, "L-lactate": 3, "D-lactate": 3,
              "succinate": 4, "formate": 1, "ethanol": 2}  # fmt: skip
    # electrons of full oxidation: glucose 24, acetate 8, propionate 14, butyrate 20 ... hydrogen 2
    electrons = {"acetate": 8, "propionate": 14, "butyrate": 20, "L-lactate": 12, "D-lactate": 12,
                 "succinate": 14, "formate": 2, "ethanol": 12, "hydrogen": 2,
                 "methane": 8}  # fmt: skip
    amount = {name: found[name].value if name in found else 0.0 for name in electrons}
    assert sum(amount[name] * n for name, n in carbon.items()) <= 0.5 * 6 + 0.5 * 2 + 9.0
    assert sum(amount[name] * n for name, n in electrons.items()) <= 0.5 * 24 + 0.5 * 8 + 1e-6
    assert amount["butyrate"] > 0
    assert amount["methane"] > 0


def test_the_range_of_butyrate_says_something() -> None:
    twin = Twin(PERSON, pack="colon", diet=legaat.diets.exvivo()).with_added("inulin=10g")
    export = twin.solve(ranges=["butyrate"]).exports["butyrate"]
    assert export.range is not None
    low, high = export.range
    assert 0 < low <= high
    assert high < 2 * low


def test_acetate_is_taken_up_where_there_is_some_and_done_without_where_not() -> None:
    food = {"glc_D": 1.0, "nh4": 9.0, "co2": 9.0}
    eater = {"Anaerostipes caccae": 1.0}
    with_it = Twin(eater, pack="colon", diet=food | {"ac": 5.0}).solve(fraction=1.0)
    without = Twin(eater, pack="colon", diet=food).solve(fraction=1.0)
    assert with_it.exports["acetate"].value < 0
    assert with_it.exports["butyrate"].value > without.exports["butyrate"].value > 0
    assert with_it.greatest_growth > without.greatest_growth


def test_who_grows_alike_shares_the_food() -> None:
    pair = {"Bacteroides uniformis": 0.75, "Bacteroides ovatus": 0.25}
    food = {"starch": 0.1, "nh4": 9.0, "co2": 9.0, "pheme": 1.0}
    one, two = Twin(pair, pack="colon", diet=food).solve(fraction=0.5).members
    assert one.growth == pytest.approx(two.growth, rel=1e-3)


@pytest.mark.parametrize("fraction", [0.3, 0.95, 1.0])
def test_the_even_trade_off_is_the_least_of_its_kind(fraction: float) -> None:
    twin = Twin(PERSON, pack="colon", diet=legaat.diets.dutch())
    found = twin.solve(fraction=fraction)
    assert found.solver.gap <= 1e-6
    assert found.community_growth >= fraction * found.greatest_growth * (1 - 5e-6)
    # no mixture with another possible community of as much growth is shorter
    other = twin.solve(fraction=1.0)
    mine = {m.taxon: (m.abundance, m.growth) for m in found.members}
    theirs = {m.taxon: m.growth for m in other.members}
    length = sum(a * g * g for a, g in mine.values())
    for part in (0.01, 0.1):
        mixed = sum(a * ((1 - part) * g + part * theirs[t]) ** 2 for t, (a, g) in mine.items())
        assert mixed >= length * (1 - 1e-6)


def test_it_answers_the_same_in_the_same_words_twice() -> None:
    def digest() -> list[tuple[str, float]]:
        twin = Twin(PERSON, pack="colon", diet=legaat.diets.western())
        return [(name, export.value) for name, export in twin.solve().exports.items()]

    assert digest() == digest()


def test_names_of_other_databases_find_their_model(pack: Pack) -> None:
    shares = {"Eubacterium rectale": 1.0, "Prevotella copri": 1.0, "Bacteroides vulgatus": 1.0}
    found = match(shares, pack, 0.0)
    assert {m.model_id for m in found.members} == {
        "Agathobacter_rectalis", "Segatella_copri", "Phocaeicola_vulgatus",
    }  # fmt: skip
    assert not found.unmatched


def test_a_species_without_facts_is_played_by_its_genus(pack: Pack) -> None:
    found = match({"Bacteroides inventus": 1.0, "Roseburia": 1.0}, pack, 0.0)
    assert not found.unmatched
    assert found.by["Bacteroides inventus"] == "genus"


def test_parameters_change_what_is_made(tables: Tables) -> None:
    base = Parameters.read(TABLES / "parameters.json")
    some = Tables(tables.chemistry, tuple(t for t in tables.traits if t.genus == "Bacteroides"))
    diet = {"starch": 1.0, "nh4": 9.0, "co2": 9.0, "pheme": 1.0}
    profile = {"Bacteroides uniformis": 1.0}

    def succinate(parameters: Parameters) -> float:
        twin = Twin(profile, pack=build_pack(some, parameters), diet=diet)
        return twin.solve().exports["succinate"].value

    more = changed(base, species={"Bacteroides": {"succ": 5.0}})
    assert succinate(more) > 1.2 * succinate(base)


def test_vitamins_are_asked_of_who_cannot_make_them(tables: Tables) -> None:
    base = Parameters.read(TABLES / "parameters.json")
    known = next(t for t in tables.traits if t.species == "Bacteroides uniformis")
    needy = Traits(
        known.id, known.species, known.genus, known.eats, known.makes, known.never_eats,
        known.never_makes, known.features, frozenset({"cbl1"}),
    )  # fmt: skip
    model = draft_model(needy, tables, base)
    assert model is not None
    assert "cbl1_m" in model.exchange_names


@pytest.mark.shared
def test_it_covers_the_median_healthy_sample(shared: Path, pack: Pack) -> None:
    folder = shared / "data" / "reference"
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    key = next(k for k in rows[0] if "sample" in k.lower())
    healthy = {r[key] for r in rows if any(str(v).strip().lower() == "healthy" for v in r.values())}
    with gzip.open(folder / "species_percent.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        names = [name.removeprefix("s__").replace("_", " ") for name in next(reader)[1:]]
        found = []
        for row in itertools.islice((r for r in reader if r[0] in healthy), 0, None, 9):
            shares = {n: float(v) for n, v in zip(names, row[1:], strict=True) if float(v or 0) > 0}
            found.append(match(shares, pack, 0.0).matched_share)
    assert len(found) > 200
    assert float(np.median(found)) >= 0.95


def test_a_model_that_also_stands_for_relatives_says_for_which(pack: Pack) -> None:
    shares = {
        "Lacticaseibacillus rhamnosus": 0.001,
        "Lacticaseibacillus casei group": 0.09,
        "Phocaeicola dorei": 0.9,
    }
    found = match(shares, pack, 1e-4)
    assert found.plays == {"Lacticaseibacillus rhamnosus": ("Lacticaseibacillus casei group",)}
