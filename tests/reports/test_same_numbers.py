"""One value, several renderings: the numbers a person reads are those a machine reads."""

from __future__ import annotations

import pytest

from html_check import read_page
from legaat.messages import LANGUAGES, Lang
from legaat.reports import Report, render_html, render_json, render_plain, summary
from legaat.reports._findings import MOST_STRIPS, find
from legaat.reports._words import chance, share_words
from report_factory import make_report


@pytest.fixture(params=[1, 2, 3], ids=["seed 1", "seed 2", "seed 3"])
def report(request: pytest.FixtureRequest) -> Report:
    return make_report(seed=request.param, n_taxa=90)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_three_sentences_are_the_same_everywhere(report: Report, lang: Lang) -> None:
    page = flat(read_page(render_html(report, lang)).text).replace(" .", ".").replace(" ,", ",")
    text = flat(render_plain(report, lang))
    assert render_json(report, lang)["summary"] == list(summary(report, lang))
    for sentence in summary(report, lang):
        assert sentence in text
        assert sentence in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_taxa_have_the_same_numbers_everywhere(report: Report, lang: Lang) -> None:
    page = read_page(render_html(report, lang)).text
    text = flat(render_plain(report, lang))
    rows = {row["taxon"]: row for row in render_json(report, lang)["taxa"]}
    found = find(report)
    for shown in (*found.high[:MOST_STRIPS], *found.low[:MOST_STRIPS]):
        row = rows[shown.taxon]
        share = share_words(row["share"], lang)
        usual = [share_words(row["usual"][i], lang) for i in (0, 2)]
        assert f"{shown.taxon} " in text
        assert share in text
        assert share in page
        for number in usual:
            assert number in text
            assert number in page
    for shown in found.missing[:MOST_STRIPS]:
        sure = chance(rows[shown.taxon]["p_missing"])
        assert f"({sure})" in text
        assert f"({sure})" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_substances_have_the_same_numbers_everywhere(report: Report, lang: Lang) -> None:
    page = read_page(render_html(report, lang)).text
    text = flat(render_plain(report, lang))
    for row in render_json(report, lang)["substances"]:
        if row["value"] is None:
            continue
        numbers = [share_words(v, lang) for v in (row["value"], *row["interval"])]
        for number in numbers:
            assert number in text
            assert number in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_suggestions_come_in_the_same_order_everywhere(report: Report, lang: Lang) -> None:
    titles = [row["title"] for row in render_json(report, lang)["advice"]]
    for shown in (read_page(render_html(report, lang)).text, flat(render_plain(report, lang))):
        places = [shown.rindex(title.split()[0]) for title in titles]
        assert places == sorted(places)
