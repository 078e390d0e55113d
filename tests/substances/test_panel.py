"""The panel: fixed lines, honest words in both languages, and a room that can be called."""

from __future__ import annotations

import subprocess
import sys

import pytest

import legaat
from legaat.messages import LANGUAGES
from legaat.profiles import Method, Profile, Provenance, Rank, ReadingReport
from legaat.reference.build import REFERENCES
from legaat.substances import Panel, facts, populations, skills, sources, substances

ORDER = [
    "butyrate",
    "propionate",
    "acetate",
    "lipoteichoic acid",
    "GABA",
    "indole-3-propionate",
    "serotonin",
]
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


def test_a_capacity_comes_with_all_it_needs() -> None:
    butyrate = substances(profile(COMMUNITY))["butyrate"]
    assert butyrate.value == pytest.approx(0.35)
    assert butyrate.unit == "share of the classified bacteria"
    assert butyrate.interval == pytest.approx((0.35, 0.35))
    assert [maker.taxon for maker in butyrate.makers] == [
        "Faecalibacterium prausnitzii",
        "Agathobacter rectalis",
    ]
    assert butyrate.percentile is not None
    assert 50 < butyrate.percentile < 95
    assert butyrate.status == "usual"
    assert len(butyrate.population) == 21
    assert "DU02" in butyrate.citations
    assert butyrate.skill is not None
    assert butyrate.skill.n_studies == 3


def test_acetate_leaves_out_those_who_take_it_up() -> None:
    acetate = substances(profile(COMMUNITY))["acetate"]
    assert acetate.value == pytest.approx(0.65)
    assert not {maker.taxon for maker in acetate.makers} & {
        "Faecalibacterium prausnitzii",
        "Agathobacter rectalis",
    }


def test_few_makers_are_called_low_and_many_high() -> None:
    few = {"Bacteroides uniformis": 0.98, "Faecalibacterium prausnitzii": 0.02}
    many = {"Faecalibacterium prausnitzii": 0.7, "Bacteroides uniformis": 0.3}
    low, high = (substances(profile(shares))["butyrate"] for shares in (few, many))
    assert (low.status, high.status) == ("low", "high")
    assert low.percentile is not None
    assert low.percentile < 10


def test_no_makers_at_all_is_low_and_not_unknown() -> None:
    butyrate = substances(profile({"Escherichia coli": 1.0}))["butyrate"]
    assert (butyrate.value, butyrate.status, butyrate.makers) == (0.0, "low", ())


def test_the_unknown_wall_shows_in_a_wide_interval() -> None:
    wall = substances(profile(COMMUNITY))["lipoteichoic acid"]
    assert wall.value == pytest.approx(0.15)
    assert wall.interval == pytest.approx((0.15, 0.65))
    assert wall.skill is None


def test_a_genus_profile_meets_the_reference_of_its_method() -> None:
    shares = {"Bacteroides": 0.5, "Faecalibacterium": 0.3, "Roseburia": 0.1, "Blautia": 0.1}
    of_16s = substances(profile(shares, "genus", "16S"))["butyrate"]
    of_shotgun = substances(profile(shares, "genus", "shotgun"))["butyrate"]
    assert of_16s.value == of_shotgun.value == pytest.approx(0.4)
    assert of_16s.population == populations()["16s-genus"]["butyrate"]
    assert of_shotgun.population == populations()["shotgun-genus"]["butyrate"]
    assert of_16s.citations


def test_little_known_means_not_predictable() -> None:
    strangers = {"Nusquama ignota": 0.6, "Faecalibacterium prausnitzii": 0.4}
    butyrate = substances(profile(strangers))["butyrate"]
    assert (butyrate.status, butyrate.value, butyrate.interval) == ("not predictable", None, None)
    assert "40%" in butyrate.method.text("en")


@pytest.mark.parametrize("substance", ORDER[4:])
def test_what_cannot_be_told_says_why_and_on_whose_word(substance: str) -> None:
    row = substances(profile(COMMUNITY))[substance]
    assert (row.status, row.value, row.percentile, row.makers) == (
        "not predictable",
        None,
        None,
        (),
    )
    assert row.citations
    assert set(row.citations) <= set(sources())
    assert row.method.text("en").startswith("Not predictable from a profile: ")
    assert row.method.text("nl").startswith("Niet te voorspellen uit een profiel: ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_capacity_says_that_it_is_no_measured_amount(lang: str) -> None:
    wanted = {"nl": "vermogen, geen gemeten hoeveelheid", "en": "capacity, not a measured amount"}
    for substance in list(substances(profile(COMMUNITY)))[:4]:
        assert wanted[lang] in substance.method.text(lang)  # type: ignore[arg-type]
        assert substance.name(lang)  # type: ignore[arg-type]


def test_the_words_follow_the_measured_skill() -> None:
    panel = substances(profile(COMMUNITY))
    says = {substance.id: substance.method.text("en") for substance in panel}
    assert "somewhat more of it" in says["butyrate"]
    assert "did not tell how much" in says["propionate"]
    assert "rather less of it" in says["acetate"]
    assert "not been able to compare" in says["lipoteichoic acid"]
    for name, skill in skills().items():
        assert skill.interval is not None, name
        assert skill.interval[0] <= skill.value <= skill.interval[1]


def test_a_large_unknown_part_is_mentioned() -> None:
    shares = {"Nusquama ignota": 0.3, "Faecalibacterium prausnitzii": 0.7}
    assert "Of 30% of your bacteria" in substances(profile(shares))["butyrate"].method.text("en")
    known = substances(profile(COMMUNITY))["butyrate"].method.text("en")
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
        assert list(table) == ORDER[:4]
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
