"""Words are explained where they stand, and every sentence's source is one tap away."""

from __future__ import annotations

import re
from html import escape

import pytest

from html_check import read_page
from legaat.messages import LANGUAGES, Lang, say
from legaat.reports import render_html, render_part
from legaat.reports._glossary import HOWS, SOURCES, TERMS, Explainer, entries, term_sources
from legaat.reports._markup import mark
from report_factory import make_blend, make_inside, make_report, make_strains

REPORT = make_report(referrals=("soon",))
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def full() -> str:
    from dataclasses import replace

    more = replace(REPORT, strains=make_strains(), blend=make_blend(), inside=make_inside())
    return render_html(more, "en")


@every_language
def test_each_form_of_each_word_is_found(lang: Lang) -> None:
    for key in TERMS:
        for form in say(f"terms.{key}.forms", lang).split("|"):
            found = str(Explainer(lang)(f"… {form.upper()}, …"))
            shown = escape(form.upper())
            assert f'popovertarget="word-{key}">{shown}</button>,</span>' in found, form


def test_no_two_words_share_a_form() -> None:
    for lang in LANGUAGES:
        forms = [f for key in TERMS for f in say(f"terms.{key}.forms", lang).split("|")]
        assert len(forms) == len({form.casefold() for form in forms})


def test_a_word_is_explained_once_in_each_place() -> None:
    explain = Explainer("en")
    assert str(explain("fibre and fibre")).count("<button") == 1
    assert "<button" not in explain("more fibre")
    explain.anew()
    assert "<button" in explain("fibre")
    explain.anew("fibre")
    assert "<button" not in explain("fibre")


def test_words_inside_others_and_inside_names_are_left_alone() -> None:
    explain = Explainer("en")
    assert "<button" not in explain("prefibre, fibrexyz, non-fibre")
    assert "<button" not in explain(f"{mark('Fibre fibre')} grows")


def test_what_comes_from_files_stays_words() -> None:
    shown = str(Explainer("en")(f"<b>fibre</b> {mark('<i>x</i> share')} &amp;"))
    assert shown.startswith("&lt;b&gt;fibre&lt;/b&gt;")
    assert "<b>" not in shown
    assert "&amp;amp;" in shown


def test_everything_that_opens_is_there_and_can_be_shut() -> None:
    html = full()
    page = read_page(html)
    opened = [a["popovertarget"] for t, a in page.tags if t == "button"]
    popovers = {a["id"] for _, a in page.tags if "popover" in a}
    assert set(opened) == popovers & set(opened)
    assert popovers == {f"word-{k}" for k in TERMS} | {f"word-how-{k}" for k in HOWS} | {
        p for p in popovers if p and p.startswith("source-")
    }
    shut = {a["popovertarget"] for t, a in page.tags if a.get("popovertargetaction") == "hide"}
    assert shut == popovers


def test_a_button_is_never_inside_another_thing_to_tap() -> None:
    for inside in re.findall(
        r"<(?:summary|a|button)\b[^>]*>(.*?)</(?:summary|a|button)>", full(), re.DOTALL
    ):
        assert "<button" not in inside


@every_language
def test_facts_of_the_glossary_have_a_source(lang: Lang) -> None:
    numbers = {key: i for i, key in enumerate(term_sources(), start=1)}
    rested = {row.key for row in entries(numbers, lang) if row.numbers}
    assert {"postbiotic", "prebiotic", "probiotic", "synbiotic"} <= rested
    assert all(source.link and source.shown for source in SOURCES.values())


def test_every_sentence_about_health_has_its_source_at_hand() -> None:
    html = render_html(REPORT, "en")
    rows = re.findall(r'<div class="sure">.*?</li>', html, re.DOTALL)
    assert rows
    for row in rows:
        for sentence in re.findall(r"<p>(.*?)</p>", row, re.DOTALL):
            assert sentence.rstrip().endswith("</span>"), sentence
    for row in re.findall(r'<article class="finding">.*?</article>', html, re.DOTALL):
        assert row.count("<p>") == row.count('class="refs"')
    for what in re.findall(r'<p class="what">(.*?)</p>', html, re.DOTALL):
        assert what.endswith("</span>"), what
    for card in re.findall(r'<article class="card".*?</article>', html, re.DOTALL):
        assert 'class="cited"' in card
    for row in re.findall(r'<div class="refer .*?</div>', html, re.DOTALL):
        assert 'class="cited"' in row


def test_sources_lead_on_to_what_is_known_of_them_only_in_the_face() -> None:
    assert "/know/" not in render_html(REPORT, "en")
    body = render_part(REPORT, "en", know="/client/a/know/")
    assert re.search(r'<a class="on-screen" href="/client/a/know/R\d+">', body)
    assert not re.search(r'/know/(?:GIB17|HIL14)"', body)


def test_the_part_for_another_page_has_no_landmarks_of_its_own() -> None:
    body = render_part(REPORT, "nl", later="/report/x/model")
    assert not re.search(r"<(?:html|body|main|header|footer|style|script)\b", body)
    assert 'data-later="/report/x/model"' in body
    read_page(body)
