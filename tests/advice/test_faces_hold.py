"""Persons drawn at random: no face offers what the rules forbid, and every offer has a source."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from advice_fakes import adult, panel, standing
from conftest import ROOT
from legaat.advice import (
    Advice,
    Blend,
    Forecast,
    Person,
    Strains,
    advise,
    blend,
    blend_suggestions,
    strains,
)
from legaat.advice._forecast import diet_of
from legaat.knowledge import citation
from legaat.messages import LANGUAGES, Lang
from legaat.profiles import Profile, read_profile
from legaat.reports import Report, build_report, render_advice_json, render_html
from person_cases import CASES
from person_oracle import random_person, wrong

PERSONS = 400
REPORTS = 12
CURE = re.compile(
    r"\b(cures?|heals?|healed|guarantee\w*|miracle|detox\w*|boosts?|"
    r"genees(?:t|d)?|genezen|geneest|garandeer\w*|wondermiddel|ontgift\w*|boost)\b",
    re.IGNORECASE,
)


class World:
    """The shipped example, with butyrate low; a twin's answers are kept by diet."""

    def __init__(self) -> None:
        self.profile: Profile = read_profile(ROOT / "examples" / "profile.tsv")
        self.casts: dict[str, Forecast] = {}
        self.standing = standing(Akkermansia_muciniphila="missing", Bifidobacterium_longum="low")
        self.panel = panel(butyrate="low")

    def all_faces(self, person: Person | None) -> tuple[Advice, Strains, Blend]:
        diet = diet_of(person)
        cast = self.casts.setdefault(diet, Forecast(self.profile, diet=diet))
        given = advise(
            self.profile,
            person,
            standing=self.standing,
            panel=self.panel,
            forecast=cast,
            most=99,
            every=True,
        )
        also = blend_suggestions(person, standing=self.standing, panel=self.panel)
        given = replace(given, suggestions=(*given.suggestions, *also))
        fits = strains(self.profile, person, forecast=cast)
        mixed = blend(self.profile, person, standing=self.standing, panel=self.panel, forecast=cast)
        return given, fits, mixed


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.mark.parametrize("seed", range(4))
def test_no_face_offers_what_the_rules_forbid(world: World, seed: int) -> None:
    """Ten thousand are drawn by ``scripts/check_persons.py``; see docs/advice.md."""
    draw = random.Random(seed)
    for _ in range(PERSONS // 4):
        person = random_person(draw)
        assert list(wrong(person, *world.all_faces(person))) == [], person


def test_the_oracle_would_see_a_wrong_offer(world: World) -> None:
    given, fits, mixed = world.all_faces(adult(conditions=["ibs"], goals=["fewer colds"]))
    assert fits.fits
    assert mixed.parts
    frail = adult(conditions=["chemotherapy"])
    found = list(wrong(frail, given, fits, mixed))
    assert any(line.startswith("advise") for line in found)
    assert any(line.startswith("blend") for line in found)
    assert any(line.startswith("strains") for line in found)
    bare = replace(given.suggestions[0], citations=())
    alone = replace(given, suggestions=(bare,))
    assert any("unsourced" in line for line in wrong(adult(), alone, fits, mixed))


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    profile = read_profile(ROOT / "examples" / "profile.tsv")
    draw = random.Random(7)
    persons: list[Person | None] = [case.person for case in draw.sample(CASES, REPORTS)]
    return [build_report(profile, person, strains=True, blend=True) for person in (None, *persons)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_recommendation_has_a_source_that_was_seen_at_least_in_part(
    reports: list[Report], lang: Lang
) -> None:
    for report in reports:
        data = render_advice_json(report, lang)
        rows = [*data["advice"], *data["strains"]["fits"], *data["blend"]["parts"]]
        for row in rows:
            assert row["citations"], row["id"]
            assert set(row["citations"]) <= set(data["citations"])
            seen = [c for c in row["citations"] if citation(c).verified in {"yes", "partial"}]
            assert seen, row["id"]
            assert row["interventions"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_promises_a_cure(reports: list[Report], lang: Lang) -> None:
    for report in reports:
        page = re.sub(
            r'<ol class="bibliography">.*?</ol>', "", render_html(report, lang), flags=re.DOTALL
        )
        page = re.sub(r'<details class="sources">.*?</details>', "", page, flags=re.DOTALL)
        words = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
        assert not CURE.findall(words), CURE.findall(words)
