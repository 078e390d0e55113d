"""From a profile to a report, through every room."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from html_check import read_page
from legaat.advice import Person
from legaat.errors import UsageError
from legaat.messages import LANGUAGES
from legaat.profiles import Profile, Provenance, ReadingReport, read_profile
from legaat.reports import build_report, render_html, render_json, render_plain, schema

VALIDATOR = Draft202012Validator(schema("report"))
SHARES = {
    "Phocaeicola vulgatus": 0.30,
    "Faecalibacterium prausnitzii": 0.25,
    "Bacteroides uniformis": 0.20,
    "Agathobacter rectalis": 0.15,
    "Akkermansia muciniphila": 0.07,
    "Never Seenbefore": 0.03,
}


def profile(shares: dict[str, float] = SHARES) -> Profile:
    reading = ReadingReport("wide", 1.0, "species", "cell fraction", 1.0, "1", 0.1, 0.97, 6)
    origin = Provenance("wide", method="shotgun")
    return Profile("by hand", "species", shares, 0.1, origin, reading, 1_000_000)


def test_a_profile_becomes_a_report_through_every_room() -> None:
    report = build_report(profile())
    assert report.standing["Faecalibacterium prausnitzii"].percentile is not None
    assert report.standing["Never Seenbefore"].status == "new"
    assert report.panel["butyrate"].status in {"low", "usual", "high"}
    assert not report.person_given
    assert report.seconds is not None
    assert report.seconds > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_is_sound_in_every_rendering(lang: str) -> None:
    person = Person(age_years=40, conditions=["ibs"], medicines=["moclobemide"])
    report = build_report(profile(), person, most=5)
    data = json.loads(json.dumps(render_json(report, lang), allow_nan=False))  # type: ignore[arg-type]
    VALIDATOR.validate(data)
    page = read_page(render_html(report, lang))  # type: ignore[arg-type]
    assert len(page.ids) == len(set(page.ids))
    assert render_plain(report, lang)  # type: ignore[arg-type]
    used = {key for row in (*data["advice"], *data["withheld"]) for key in row["citations"]}
    assert used <= set(data["citations"])
    assert all(row["citations"] for row in data["advice"])


def test_a_red_flag_comes_before_everything() -> None:
    report = build_report(profile(), Person(age_years=61, complaints=["blood in stool"]))
    assert report.advice.referrals
    text = read_page(render_html(report, "en")).text
    assert text.index("First: see a doctor") < text.index("In three sentences")


def test_no_more_is_suggested_than_was_asked() -> None:
    assert len(build_report(profile(), most=1).advice.suggestions) <= 1
    assert build_report(profile(), most=0).advice.suggestions == ()


def test_an_unknown_reference_is_refused() -> None:
    with pytest.raises(UsageError):
        build_report(profile(), reference="nobody")


def test_one_lonely_taxon_is_enough_for_a_report() -> None:
    report = build_report(profile({"Faecalibacterium prausnitzii": 1.0}))
    VALIDATOR.validate(json.loads(json.dumps(render_json(report, "nl"), allow_nan=False)))
    read_page(render_html(report, "nl"))


@pytest.mark.shared
def test_every_real_profile_gives_a_report_in_both_languages(shared: Path) -> None:
    files = sorted((shared / "data" / "profiles").rglob("*.txt"))
    assert files
    for file in files:
        report = build_report(read_profile(file))
        for lang in LANGUAGES:
            data = json.loads(json.dumps(render_json(report, lang), allow_nan=False))
            assert next(VALIDATOR.iter_errors(data), None) is None, file.name
            page = read_page(render_html(report, lang))
            assert len(page.ids) == len(set(page.ids)), file.name


def test_a_young_child_is_not_told_what_it_misses() -> None:
    report = build_report(profile(), Person(age_months=8))
    assert report.young
    assert "adults" in report.standing.notes[0].text("en")
    for lang in LANGUAGES:
        page = render_html(report, lang)
        assert report.standing.notes[0].text(lang).split(".", maxsplit=1)[0] in page
    assert "R504" in render_json(report, "en")["citations"]


@pytest.mark.parametrize(("years", "first"), [(12, "adults"), (40, "labs")])
def test_only_an_adult_is_compared_without_a_word_about_age(years: int, first: str) -> None:
    report = build_report(profile(), Person(age_years=years))
    assert not report.young
    assert first in report.standing.notes[0].text("en")
