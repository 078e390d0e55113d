"""Who eats what, who eats the leftovers, what comes out, and what holds it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import ROOT
from html_check import read_page
from legaat.advice import Forecast, Person
from legaat.profiles import read_profile
from legaat.reports import Report, build_report, render_html, render_json, render_part
from legaat.reports._inside import LIMITED, OTHERS, Inside
from report_factory import SPECIES, make_inside, make_report


@pytest.fixture(scope="module")
def report() -> Report:
    profile = read_profile(ROOT / "examples" / "profile.tsv")
    return build_report(profile, Person(), effects=True)


@pytest.fixture(scope="module")
def inside(report: Report) -> Inside:
    assert report.inside is not None
    return report.inside


def whole(inside: Inside, place: str) -> float:
    return sum(node.share for node in inside.nodes if node.place == place)


def test_all_carbon_is_food_is_eaten_and_comes_out(inside: Inside) -> None:
    for place in ("food", "eater", "out"):
        assert whole(inside, place) == pytest.approx(1.0, abs=0.02)
    assert 0 < whole(inside, "leftover") < 1


def test_streams_join_nodes_from_left_to_right(inside: Inside) -> None:
    order = ("food", "eater", "leftover", "out")
    for link in inside.links:
        assert order.index(link.source[0]) < order.index(link.target[0])
        assert link.share > 0


def test_small_ones_stand_together_and_last(inside: Inside) -> None:
    for place, most in (("food", 7), ("eater", 6), ("leftover", 5)):
        names = [node.name for node in inside.nodes if node.place == place]
        assert len(names) <= most
        assert OTHERS not in names[:-1]


def test_what_holds_back_is_told_by_the_highest_price_first(inside: Inside) -> None:
    assert set(inside.limits) == set(LIMITED)
    for ranked in inside.limits.values():
        prices = [price for _, price in ranked]
        assert prices == sorted(prices, reverse=True)
    limited = {fibre for ranked in inside.limits.values() for fibre, _ in ranked}
    assert not limited & set(inside.plenty)


def test_a_twin_that_was_made_already_answers_the_same(report: Report) -> None:
    twin = Forecast(report.profile).twin
    forecast = Forecast(report.profile, twin=twin)
    again = build_report(report.profile, Person(), effects=True, forecast=forecast)
    assert again.inside == report.inside
    assert forecast.twin is twin


def test_what_a_rule_withholds_is_not_named_as_food() -> None:
    report = replace(make_report(), inside=make_inside())
    assert "chicory" in render_part(report, "en", part="model")
    careful = replace(report, unsuited=frozenset({"inulin", "resistant starch"}))
    page = read_page(render_part(careful, "en", part="model")).text
    assert "chicory" not in page
    assert "starch that we don't digest" not in page
    nothing = replace(report, unsuited=frozenset({"inulin", "pectin", "beta-glucan"}))
    assert "None of the fibres" in render_part(nothing, "en", part="model")


def test_the_page_draws_it_with_a_table_and_the_json_has_it(report: Report) -> None:
    html = render_html(report, "nl")
    assert 'class="flow"' in html
    assert "Stromen koolstof in het model" in html
    found = render_json(report, "nl")["inside"]
    assert {"place", "name"} == set(found["links"][0]["from"])
    assert all(row["unit"] == "mmol/g" for row in found["limiting"])
    assert render_json(make_report(), "nl")["inside"] is None


def test_without_a_model_the_part_says_so() -> None:
    assert "We have no model" in render_part(make_report(), "en", part="model")


def test_a_relative_that_stands_for_others_is_named_by_the_picture() -> None:
    inside = replace(make_inside(), stand_ins={SPECIES[0]: ("Lacticaseibacillus casei group",)})
    page = render_part(replace(make_report(), inside=inside), "nl", part="model")
    said = page.index("staat hier ook voor")
    assert "Lacticaseibacillus casei group" in page[said : said + 200]
    assert said < page.index("<svg")
    assert "staat hier ook voor" not in render_part(
        replace(make_report(), inside=make_inside()), "nl", part="model"
    )


def test_the_name_in_the_file_and_dairy_stand_with_a_bacterium_of_yoghurt() -> None:
    report = make_report()
    row = next(row for row in report.standing.taxa if row.status == "high")
    name = "Lacticaseibacillus paracasei"
    standing = replace(
        report.standing,
        taxa=(replace(row, taxon=name),),
        lumped={name: ("Lacticaseibacillus casei group",)},
    )
    page = render_html(replace(report, standing=standing), "nl")
    assert "In je bestand: " in page
    assert "Met deze bacterie wordt melk gefermenteerd" in page
    assert "10.3390/nu9070669" in page
    assert "Met deze bacterie wordt melk" not in render_html(report, "nl")
