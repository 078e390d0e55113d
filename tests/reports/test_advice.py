"""Advice, strains and a blend on every face: the same facts, with sources, escaped."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import StringIO

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from html_check import read_page
from legaat.messages import LANGUAGES, Lang, Text
from legaat.reports import (
    Report,
    render_advice_json,
    render_advice_text,
    render_html,
    render_json,
    schema,
)
from report_factory import make_blend, make_report, make_strains


def full(**changes: object) -> Report:
    report = replace(make_report(), strains=make_strains(), blend=make_blend())
    return replace(report, **changes)  # type: ignore[arg-type]


def terminal(report: Report, lang: Lang, width: int = 80) -> str:
    sheet = StringIO()
    Console(file=sheet, width=width, highlight=False).print(render_advice_text(report, lang))
    return sheet.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("parts", [0, 1, 3])
def test_the_json_fits_its_schema(lang: Lang, parts: int) -> None:
    report = full(blend=make_blend(parts=parts))
    for data, name in (
        (render_advice_json(report, lang), "advice"),
        (render_json(report, lang), "report"),
    ):
        json.dumps(data, allow_nan=False)
        Draft202012Validator(schema(name)).validate(data)


def test_what_was_not_asked_is_null() -> None:
    data = render_advice_json(make_report(), "en")
    assert data["strains"] is None
    assert data["blend"] is None
    Draft202012Validator(schema("advice")).validate(data)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_citation_in_the_json_resolves(lang: Lang) -> None:
    data = render_advice_json(full(), lang)
    told = [
        *data["advice"],
        *data["withheld"],
        *data["strains"]["fits"],
        *data["strains"]["withheld"],
        *data["blend"]["parts"],
    ]
    for row in told:
        assert row["citations"], row["id"]
        assert set(row["citations"]) <= set(data["citations"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_says_the_referral_first(lang: Lang) -> None:
    words = terminal(replace(make_report(referrals=("same_day",)), strains=make_strains()), lang)
    first = "Today" if lang == "en" else "Vandaag"
    assert words.index(first) < words.index("1  ")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_terminal_keeps_to_its_width(width: int) -> None:
    assert all(
        len(line.rstrip()) <= min(width, 80) for line in terminal(full(), "nl", width).splitlines()
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_a_source_in_the_terminal_stands_in_its_list(lang: Lang) -> None:
    words = terminal(full(), lang)
    used = {int(n) for n in re.findall(r"\[(\d+)\]", words)}
    assert used == set(range(1, max(used) + 1))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_advice_holds_what_the_terminal_says(lang: Lang) -> None:
    report = full()
    page = " ".join(read_page(render_html(report, lang, advice_only=True)).text.split())
    words = " ".join(terminal(report, lang).split())
    assert report.strains is not None
    assert report.blend is not None
    for said in (
        *(fit.title for fit in report.strains.fits),
        *(part.title for part in report.blend.parts),
        *report.blend.notes,
    ):
        assert said.text(lang) in page
        assert said.text(lang) in words
    assert ('id="stand"' in page) is False


def test_the_week_plan_is_a_table_of_amounts() -> None:
    page = read_page(render_html(full(), "nl", advice_only=True)).text
    for words in ("Week 1", "500 mg", "12 g", "Vanaf week 4", "1 miljard cellen"):
        assert words in page, words


def test_a_blocked_blend_says_why_and_gives_nothing() -> None:
    report = full(blend=make_blend(parts=0))
    for words in (terminal(report, "en"), read_page(render_html(report, "en")).text):
        assert "Your limit is in the way." in words
        assert "Week 1" not in words or "Week 1:" in words


def test_names_from_files_are_escaped_in_strains_and_blend() -> None:
    evil = Text(nl="<script>x</script>[bold]", en="<script>x</script>[bold]")
    strains = make_strains()
    fits = (replace(strains.fits[0], title=evil), replace(strains.fits[2], title=evil))
    blend = make_blend()
    parts = (replace(blend.parts[0], title=evil), *blend.parts[1:])
    report = full(strains=replace(strains, fits=fits), blend=replace(blend, parts=parts))
    html = render_html(report, "en")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "[bold]" in terminal(report, "en")


def test_the_same_report_gives_the_same_advice() -> None:
    for lang in LANGUAGES:
        assert terminal(full(), lang) == terminal(full(), lang)
        assert render_html(full(), lang, advice_only=True) == render_html(
            full(), lang, advice_only=True
        )
