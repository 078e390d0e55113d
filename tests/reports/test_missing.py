"""Missing, matters, can be helped: in that order, with the reason in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

import legaat
from conftest import ROOT
from legaat.messages import LANGUAGES, Text
from legaat.profiles import read_profile
from legaat.reference import Contrast, TaxonStanding
from legaat.reports import Report, build_report, render_html, render_json, render_plain
from legaat.reports._missing import Missed, contrast_words, missed, reasons
from report_factory import make_report


def with_missing(report: Report, **p_missing: float) -> Report:
    rows = tuple(
        TaxonStanding(
            name.replace("_", " "), 0.0, None, 0.9, "missing", p, 0.02, (1e-4, 1e-3, 1e-2),
            expected=p + 0.05, p_absent=0.95,
        )
        for name, p in p_missing.items()
    )  # fmt: skip
    seen = tuple(row for row in report.standing.taxa if row.status != "missing")
    return replace(report, standing=replace(report.standing, taxa=(*seen, *rows)))


@pytest.fixture
def report() -> Report:
    base = make_report()
    info = replace(base.standing.reference, name="shotgun-species")
    base = replace(base, standing=replace(base.standing, reference=info))
    return with_missing(
        base,
        Blautia_invented=0.9,
        Ruminococcus_bromii=0.8,
        Alistipes_shahii=0.75,
        Lachnospira_eligens=0.7,
    )


def test_what_matters_comes_first_then_what_can_be_helped(report: Report) -> None:
    found = missed(report)
    assert [one.row.taxon for one in found] == [
        "Lachnospira eligens",
        "Alistipes shahii",
        "Ruminococcus bromii",
        "Blautia invented",
    ]
    assert [one.matters for one in found] == [True, True, False, False]
    assert [one.helped for one in found] == [True, False, True, False]


def test_page_terminal_and_data_keep_that_order(report: Report) -> None:
    names = [one.row.taxon for one in missed(report)]
    data = render_json(report, "en")
    assert [row["taxon"] for row in data["missing"]] == names
    page = render_html(report, "en")
    places = [page.index(f"{name.split()[1]}</bdi>") for name in names]
    assert places == sorted(places)
    text = render_plain(report, "en").split("What seems to be missing", 1)[1]
    lines = [text.index(name) for name in names]
    assert lines == sorted(lines)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reason_stands_in_words_in_both_languages(report: Report, lang: str) -> None:
    first = reasons(missed(report)[0], lang)  # type: ignore[arg-type]
    assert "75" in first[0]
    assert any("pectin" in text for text in first)
    assert any("13" in text for text in first)
    last = reasons(missed(report)[-1], lang)  # type: ignore[arg-type]
    assert len(last) == 1


def test_a_contrast_is_told_as_a_count_and_never_as_a_cause() -> None:
    lower = Contrast("Any", "lower", 11, 13, -0.4, (-0.6, -0.2), 0.3)
    words = contrast_words(lower, "en")
    assert "11 of 13" in words
    assert "more in 61" in words
    assert "can't tell" in words
    higher = contrast_words(replace(lower, direction="higher", effect=0.4), "en")
    assert "more in 61" in higher


def test_what_is_higher_in_the_sick_is_no_reason_to_miss_it() -> None:
    row = TaxonStanding("Any", 0.0, None, 0.9, "missing", 0.8)
    higher = Contrast("Any", "higher", 11, 13, 0.4, (0.2, 0.6), 0.3)
    assert not Missed(row, higher).matters
    assert not Missed(row).helped


def test_of_a_young_child_nothing_is_called_missing(report: Report) -> None:
    assert missed(replace(report, young=True)) == ()


def test_a_twin_can_say_what_would_change() -> None:
    profile = read_profile(ROOT / "examples" / "profile.tsv")
    asked: list[tuple[str, ...]] = []

    def effects(taxa: object) -> dict[str, tuple[Text, ...]]:
        asked.append(tuple(taxa))  # type: ignore[arg-type]
        return {asked[0][0]: (Text(nl="Meer butyraat.", en="More butyrate."),)}

    found = build_report(profile, returning=effects)
    assert asked
    rows = {row["taxon"]: row for row in render_json(found, "en")["missing"]}
    assert rows[asked[0][0]]["effects"] == ["More butyrate."]
    assert "More butyrate." in rows[asked[0][0]]["reasons"]
    assert all(not row["effects"] for name, row in rows.items() if name != asked[0][0])


def test_the_report_carries_the_expectation_of_the_verb() -> None:
    profile = read_profile(ROOT / "examples" / "profile.tsv")
    said = legaat.expected(profile)
    for row in render_json(legaat.report(profile), "en")["taxa"]:
        if row["status"] != "new":
            assert row["expected"] == pytest.approx(said[row["taxon"]])
        if row["p_missing"] is not None:
            product = row["expected"] * row["p_absent"]
            assert row["p_missing"] == pytest.approx(product, abs=1e-9)
