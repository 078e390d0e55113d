"""The panel: fixed lines, honest words in both languages, and a room that can be called."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import legaat
from legaat.messages import LANGUAGES, Lang
from legaat.profiles import Method, Profile, Provenance, Rank, ReadingReport
from legaat.reference.build import REFERENCES
from legaat.substances import Panel, facts, populations, sources, substances
from legaat.substances import _learned as learned
from legaat.substances._facts import entries

LEARNED = [
    "butyrate",
    "propionate",
    "acetate",
    "lactate",
    "succinate",
    "isovalerate",
    "indole-3-propionate",
    "indole-3-lactate",
    "tryptamine",
    "deoxycholate",
    "ursodeoxycholate",
    "cholate",
    "nicotinate",
]
UNTOLD = ["valerate", "p-cresol", "lithocholate", "GABA", "spermidine", "serotonin"]
WALLS = ["lipoteichoic acid", "peptidoglycan", "hexa-acylated LPS", "penta-acylated LPS"]
ORDER = [entry.id for entry in entries()]
COMMUNITY = {
    "Bacteroides uniformis": 0.25,
    "Faecalibacterium prausnitzii": 0.2,
    "Agathobacter rectalis": 0.15,
    "Bifidobacterium longum": 0.15,
    "Ruminococcus bromii": 0.15,
    "Akkermansia muciniphila": 0.1,
}


def profile(
    shares: dict[str, float], rank: Rank = "species", method: Method = "shotgun"
) -> Profile:
    report = ReadingReport("test", 1.0, rank, "cell fraction", 1.0, "1", None, 1.0, len(shares))
    return Profile("person", rank, shares, None, Provenance("test", method=method), report)


def test_the_panel_keeps_its_order() -> None:
    for shares in (COMMUNITY, {"Escherichia coli": 1.0}, {"Nusquama ignota": 1.0}):
        assert [substance.id for substance in substances(profile(shares))] == ORDER


def test_the_panel_holds_what_was_learned_what_is_worn_and_what_cannot_be_told() -> None:
    panel = substances(profile(COMMUNITY))
    told = [s.id for s in panel if s.value is not None]
    assert told == [*LEARNED, *WALLS]
    assert sorted(s.id for s in panel if s.value is None) == sorted(UNTOLD)


def test_a_learned_value_comes_with_all_it_needs() -> None:
    butyrate = substances(profile(COMMUNITY))["butyrate"]
    assert butyrate.value is not None
    assert butyrate.interval is not None
    assert 0 < butyrate.interval[0] < butyrate.value < butyrate.interval[1] < 1
    assert butyrate.unit == "share of healthy people with less of it in their stool"
    assert {maker.taxon for maker in butyrate.makers} == {
        "Faecalibacterium prausnitzii",
        "Agathobacter rectalis",
    }
    assert butyrate.percentile is not None
    assert len(butyrate.population) == 21
    assert list(butyrate.population) == sorted(butyrate.population)
    assert "DU02" in butyrate.citations
    assert butyrate.skill is not None
    assert butyrate.skill.interval is not None
    assert butyrate.skill.interval[0] > 0
    assert butyrate.skill.n_studies >= 2


def test_no_butyrate_makers_at_all_is_low_and_many_is_not() -> None:
    none = {"Escherichia coli": 0.6, "Bacteroides fragilis": 0.3, "Enterococcus faecalis": 0.1}
    many = {"Faecalibacterium prausnitzii": 0.4, "Agathobacter rectalis": 0.3,
            "Roseburia intestinalis": 0.2, "Prevotella copri": 0.1}  # fmt: skip
    low, high = (substances(profile(shares))["butyrate"] for shares in (none, many))
    assert low.status == "low"
    assert low.value is not None
    assert high.value is not None
    assert low.value < high.value
    assert high.status != "low"


def test_the_unknown_wall_shows_in_a_wide_interval() -> None:
    wall = substances(profile(COMMUNITY))["lipoteichoic acid"]
    assert wall.value == pytest.approx(0.15)
    assert wall.interval == pytest.approx((0.15, 0.65))
    assert wall.skill is None
    assert wall.unit == "share of the classified bacteria"


def test_the_kinds_of_lps_follow_the_wall() -> None:
    panel = substances(profile(COMMUNITY | {"Escherichia coli": 0.0}))
    assert panel["penta-acylated LPS"].value == pytest.approx(0.25)
    assert panel["hexa-acylated LPS"].value == pytest.approx(0.0)
    assert panel["peptidoglycan"].value == pytest.approx(1.0)
    assert {m.check for m in panel["penta-acylated LPS"].makers} == {"inferred"}


def test_species_and_their_genera_give_the_same_estimate() -> None:
    genera: dict[str, float] = {}
    for name, share in COMMUNITY.items():
        genus = name.split()[0]
        genera[genus] = genera.get(genus, 0.0) + share
    by_species = substances(profile(COMMUNITY))
    by_genus = substances(profile(genera, "genus", "shotgun"))
    model = learned.model()
    for name in LEARNED:
        features = [
            learned.describe(p).features
            for p in (profile(COMMUNITY), profile(genera, "genus", "shotgun"))
        ]
        scores = [float(f @ model.coefficients[name]) for f in features]
        assert scores[0] == pytest.approx(scores[1])
        assert by_species[name].value is not None
        assert by_genus[name].value is not None


def test_a_profile_with_gtdb_names_is_compared_with_people_named_so() -> None:
    shares = {"Bacteroides": 0.5, "Faecalibacterium": 0.3, "CAG-83": 0.1, "Blautia": 0.1}
    coded = learned.describe(profile(shares, "genus", "shotgun"))
    plain = learned.describe(profile({"Bacteroides": 1.0}, "genus", "shotgun"))
    assert (coded.coded, plain.coded) == (True, False)
    assert coded.placed == pytest.approx(1.0)
    here = learned.estimate("butyrate", coded, "16s-genus")
    assert here == learned.estimate("butyrate", coded, "shotgun-genus")
    there = learned.estimate("butyrate", plain, "16s-genus")
    assert there != learned.estimate("butyrate", plain, "shotgun-genus")


def test_little_known_means_not_predictable() -> None:
    strangers = {"Nusquama ignota": 0.6, "Faecalibacterium prausnitzii": 0.4}
    panel = substances(profile(strangers))
    for name in ("butyrate", "lipoteichoic acid"):
        row = panel[name]
        assert (row.status, row.value, row.interval) == ("not predictable", None, None)
        assert "40%" in row.method.text("en")


def test_a_value_never_ties_where_the_profile_differs() -> None:
    values = set()
    for share in (0.001, 0.01, 0.1, 0.5, 0.9, 0.99):
        shares = {"Faecalibacterium prausnitzii": share, "Escherichia coli": 1 - share}
        values.add(substances(profile(shares))["butyrate"].value)
    assert len(values) == 6


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    parts=st.dictionaries(
        st.sampled_from(sorted(COMMUNITY)), st.floats(1e-6, 1), min_size=1, max_size=6
    )
)
def test_every_learned_value_lies_in_its_interval(parts: dict[str, float]) -> None:
    total = sum(parts.values())
    for row in substances(profile({name: part / total for name, part in parts.items()})):
        if row.value is not None and row.skill is not None:
            assert row.interval is not None
            assert 0 <= row.interval[0] <= row.value <= row.interval[1] <= 1


@pytest.mark.parametrize("substance", UNTOLD)
def test_what_cannot_be_told_says_why_and_on_whose_word(substance: str) -> None:
    row = substances(profile(COMMUNITY))[substance]
    assert (row.status, row.value, row.percentile, row.makers) == (
        "not predictable",
        None,
        None,
        (),
    )
    assert set(row.citations) <= set(sources())
    assert row.method.text("en").startswith("Not predictable from a profile: ")
    assert row.method.text("nl").startswith("Niet te voorspellen uit een profiel: ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_value_says_that_it_is_no_measured_amount(lang: Lang) -> None:
    wanted = {
        "nl": ("vermogen, geen gemeten hoeveelheid", "Het is geen meting"),
        "en": ("capacity, not a measured amount", "It is not a measurement"),
    }
    for substance in substances(profile(COMMUNITY)):
        if substance.value is not None:
            said = substance.method.text(lang)
            assert any(words in said for words in wanted[lang]), substance.id
        assert substance.name(lang)


def test_the_words_follow_the_measured_skill() -> None:
    panel = substances(profile(COMMUNITY))
    for name in LEARNED:
        skill = panel[name].skill
        assert skill is not None
        assert skill.interval is not None
        assert skill.interval[0] > 0, name
        assert f"{skill.value:.2f}" in panel[name].method.text("en")
    for name in ("lithocholate", "spermidine"):
        assert "no better than chance" in panel[name].method.text("en")
    assert "not been able to compare" in panel["lipoteichoic acid"].method.text("en")


def test_a_large_unknown_part_is_mentioned() -> None:
    shares = {"Nusquama ignota": 0.3, "Faecalibacterium prausnitzii": 0.7}
    wall = substances(profile(shares))["lipoteichoic acid"].method.text("en")
    assert "Of 30% of your bacteria" in wall
    known = substances(profile(COMMUNITY))["lipoteichoic acid"].method.text("en")
    assert "we don't know what they make" not in known


def test_every_citation_resolves_and_belongs_to_the_makers_here() -> None:
    panel = substances(profile(COMMUNITY))
    for substance in panel:
        assert set(substance.citations) <= set(sources())
        assert len(set(substance.citations)) == len(substance.citations)
    of_faecalibacterium = facts()["Faecalibacterium prausnitzii", "butyrate"].sources
    assert set(of_faecalibacterium) <= set(panel["butyrate"].citations)


def test_every_reference_has_a_population_that_does_not_decrease() -> None:
    assert set(populations()) == set(REFERENCES)
    for table in populations().values():
        assert list(table) == ["butyrate", "propionate", "acetate", *WALLS]
        for grid in table.values():
            assert len(grid) == 21
            assert list(grid) == sorted(grid)
            assert grid[0] >= 0
            assert grid[-1] <= 1


def test_the_room_is_also_the_verb() -> None:
    person = profile(COMMUNITY)
    assert legaat.substances.Panel is Panel  # type: ignore[attr-defined]
    called = legaat.substances(person)
    assert called == substances(person)
    assert isinstance(called, Panel)


@pytest.mark.parametrize(
    "first", ["import legaat.substances", "from legaat.substances import Panel", "import legaat"]
)
def test_the_room_can_be_called_whatever_was_imported_first(first: str) -> None:
    code = f"{first}\nimport legaat\nprint(callable(legaat.substances), legaat.substances.Panel)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("True <class 'legaat.substances._types.Panel'>")


def test_a_panel_needs_no_scipy_or_pandas() -> None:
    code = (
        "import sys, legaat.substances as room; room.populations(); room.skills(); room.facts();"
        "print([m for m in ('scipy', 'pandas', 'pydantic', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
