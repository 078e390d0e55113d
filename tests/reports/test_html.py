from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from html_check import Page, read_page
from legaat.advice import Effect
from legaat.messages import LANGUAGES, Lang, Text, catalogue, say
from legaat.reports import Report, render_html
from report_factory import make_report

HOSTILE = (
    "<script>alert(1)</script>",
    "\"quote\" onload='x'",
    "שלום עולם",
    "X" * 500,
    "\u202eevil\u202c",
    "{{ 7 * 7 }}",
    "&amp; &lt;",
    "]]> --> </style></title>",
    "\ue000a\ue001 b\x00c",
    "javascript:alert(1)",
)
REPORTS: dict[str, Report] = {
    "usual": make_report(),
    "large": make_report(n_taxa=500, n_missing=20),
    "empty": make_report(n_taxa=0, n_missing=0, n_suggestions=0, n_withheld=0),
    "one taxon": make_report(n_taxa=1, n_missing=1),
    "nothing stands out": make_report(statuses=("usual",), n_missing=0, notes=()),
    "care": make_report(referrals=("emergency", "same_day", "soon"), person_given=False),
    "genus": make_report(rank="genus"),
    "hostile": make_report(names=HOSTILE, sample=HOSTILE[0], statuses=("high", "low")),
    "all new": make_report(statuses=("new",), seconds=None, packs=("a pack",)),
}


def page_of(name: str, lang: Lang = "en") -> Page:
    return read_page(render_html(REPORTS[name], lang))


every_page = pytest.mark.parametrize("name", list(REPORTS))
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@every_language
@every_page
def test_the_tags_match_and_ids_are_unique(name: str, lang: Lang) -> None:
    page = page_of(name, lang)
    assert [key for key, n in Counter(page.ids).items() if n > 1] == []


@every_page
def test_headings_come_in_order(name: str) -> None:
    levels = page_of(name).headings
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_language
@every_page
def test_links_go_to_a_place_in_the_page_or_to_a_source(name: str, lang: Lang) -> None:
    page = page_of(name, lang)
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert re.match(r"https://(doi\.org/10\.|pubmed\.ncbi\.nlm\.nih\.gov/\d)", link)


@every_page
def test_nothing_is_loaded_and_nothing_runs(name: str) -> None:
    html = render_html(REPORTS[name], "en")
    page = read_page(html)
    names = {tag for tag, _ in page.tags}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base", "use"})
    keys = {key for _, attributes in page.tags for key in attributes}
    assert not {key for key in keys if key.startswith("on")}
    assert keys.isdisjoint({"src", "srcset", "style", "xlink:href", "data"})
    assert "url(" not in html
    assert "@import" not in html


def test_the_policy_allows_the_pages_own_style_and_nothing_else() -> None:
    html = render_html(REPORTS["usual"], "en")
    css = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert css is not None
    digest = b64encode(sha256(css[1].encode()).digest()).decode()
    policy = next(
        a["content"] for t, a in read_page(html).tags if "http-equiv" in a and t == "meta"
    )
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert html.index("Content-Security-Policy") < html.index("<style>")


@every_language
@every_page
def test_every_picture_speaks(name: str, lang: Lang) -> None:
    page = page_of(name, lang)
    pictures = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(page.svg_titles) == len(pictures)
    for picture in pictures:
        assert picture["role"] == "img"
        assert set((picture["aria-labelledby"] or "").split()) <= set(page.ids)


@every_language
def test_the_page_is_in_its_language(lang: Lang) -> None:
    page = page_of("usual", lang)
    assert dict(page.tags)["html"]["lang"] == lang
    other: Lang = "nl" if lang == "en" else "en"
    mine, theirs = catalogue(lang), catalogue(other)
    for key, sentence in theirs.items():
        plain = isinstance(sentence, str) and "{" not in sentence and len(sentence.split()) > 3
        if key.startswith("report.") and plain and sentence != mine[key]:
            assert str(sentence) not in page.text


@every_language
@every_page
def test_no_id_is_left_untranslated(name: str, lang: Lang) -> None:
    text = page_of(name, lang).text
    assert not re.search(r"\b(report|errors|substances|reference|advice)\.[a-z-]+", text)
    assert not re.search(r"\bI\d{3}\b|\bS\d{2}\b|\bRF\d{2}\b|own-rule", text)
    assert not re.search(r"\bNone\b(?! of)", text)
    if name != "hostile":
        assert "{" not in text


def test_hostile_names_stay_words() -> None:
    html = render_html(REPORTS["hostile"], "en")
    page = read_page(html)
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert "\u202e" not in html
    assert "\x00" not in html
    assert "\ue000" not in html
    assert "X" * 81 not in html


def test_hostile_sentences_stay_words() -> None:
    report = REPORTS["usual"]
    bad = Text(nl="<b onclick=x>\ue000<i>\ue001", en="<b onclick=x>\ue000<i>\ue001")
    card = replace(report.advice.suggestions[0], title=bad, why=(bad,), dose=bad)
    advice = replace(report.advice, suggestions=(card,), leave_alone=(bad,), questions=(bad,))
    page = read_page(render_html(replace(report, advice=advice), "en"))
    assert "b" not in {tag for tag, _ in page.tags}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(min_size=1, max_size=120), min_size=1, max_size=6, unique=True))
def test_any_name_gives_a_sound_page(names: list[str]) -> None:
    report = make_report(n_taxa=12, names=tuple(names), sample=names[0], statuses=("high", "low"))
    page = read_page(render_html(report, "nl"))
    assert len(page.ids) == len(set(page.ids))


def test_referrals_come_before_everything() -> None:
    html = render_html(REPORTS["care"], "en")
    text = read_page(html).text
    assert text.index("First: see a doctor") < text.index("In three sentences")
    assert text.index("Call 112") < text.index("Call your doctor today.")
    assert 'class="refer emergency"' in html


def test_without_a_referral_the_doctor_is_not_the_heading() -> None:
    assert "First: see a doctor" not in page_of("usual").text


def test_an_unknown_person_is_told_so_and_asked() -> None:
    text = page_of("care").text
    assert "We know nothing about you" in text
    assert "Are you pregnant?" in text
    assert "We know nothing about you" not in page_of("usual").text


def test_a_substance_that_cannot_be_told_is_a_finished_card() -> None:
    html = render_html(REPORTS["usual"], "en")
    assert html.count('class="substance ') == len(REPORTS["usual"].panel)
    assert "Can&#39;t be told from a profile" in html or "Can&#x27;t be told" in html


def test_the_numbers_behind_each_picture_stand_in_a_table() -> None:
    html = render_html(REPORTS["usual"], "en")
    tables = [tag for tag, _ in read_page(html).tags if tag == "table"]
    assert len(tables) >= 3
    assert html.count("<caption>") >= 3


def test_our_own_precaution_is_named_as_such() -> None:
    assert "our own precaution" in page_of("usual").text


def test_an_effect_is_a_range_with_its_unit() -> None:
    report = REPORTS["usual"]
    effect = Effect("butyrate", 1.0, (0.5, 1.5), "mmol/gDW/h")
    card = replace(report.advice.suggestions[0], effect=effect)
    shown = replace(report, advice=replace(report.advice, suggestions=(card,)))
    text = read_page(render_html(shown, "nl")).text
    assert "butyraat met 0,5 tot 1,5 mmol/gDW/h, in vier van de vijf gevallen, afgaand op" in text


@every_language
def test_a_page_of_five_hundred_taxa_is_light(lang: Lang) -> None:
    assert len(render_html(REPORTS["large"], lang).encode()) < 300_000


def test_the_same_report_gives_the_same_page() -> None:
    assert render_html(make_report(), "nl") == render_html(make_report(), "nl")


def test_every_sentence_in_the_template_exists() -> None:
    folder = ROOT / "src" / "legaat" / "reports" / "templates"
    used = set(
        re.findall(r"\bt\(['\"]([\w.-]+)['\"]", (folder / "page.html.j2").read_text("utf-8"))
    )
    assert used
    assert {f"report.{key}" for key in used} <= set(catalogue("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_may_go_on_beside_a_doctor_is_said_as_in_the_plan(lang: Lang) -> None:
    report = make_report(referrals=("soon",), n_suggestions=1)
    held = (replace(report.advice.withheld[0], rule="S35"),)
    page = render_html(replace(report, advice=replace(report.advice, withheld=held)), lang)
    words = {"nl": "verandert zo weinig dat het intussen door kan gaan",
             "en": "changes so little that it can go on meanwhile"}[lang]  # fmt: skip
    assert words in say("web.plan.care-some", lang)
    assert page.count(words) == 2
    assert ("Daarna kan" if lang == "nl" else "After that, this") not in page
