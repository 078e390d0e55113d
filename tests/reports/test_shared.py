"""A caution of several suggestions is said once, and none is lost."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from legaat.messages import LANGUAGES, Lang, Text, say
from legaat.reports import Report, render_advice_text
from legaat.reports._shared import shared_cautions
from report_factory import make_report

ALL = Text(nl="Drink genoeg.", en="Drink enough.")
TWO = Text(nl="Niet voor kinderen.", en="Not for children.")
ONE = Text(nl="Alleen overdag.", en="By day only.")


def report() -> Report:
    made = make_report(n_suggestions=3)
    cautions = ((ALL, TWO), (ALL, ONE), (TWO, ALL))
    rows = [
        replace(row, cautions=said)
        for row, said in zip(made.advice.suggestions, cautions, strict=True)
    ]
    return replace(made, advice=replace(made.advice, suggestions=tuple(rows)))


def shown(made: Report, lang: Lang, width: int = 80) -> str:
    sheet = StringIO()
    Console(file=sheet, width=width, highlight=False).print(render_advice_text(made, lang))
    return sheet.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_shared_names_who_shares_it(lang: Lang) -> None:
    found = shared_cautions(report().advice.suggestions, lang)
    assert list(found.items()) == [(ALL.text(lang), (1, 2, 3)), (TWO.text(lang), (1, 3))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80])
def test_each_caution_is_said_once(lang: Lang, width: int) -> None:
    text = " ".join(shown(report(), lang, width).split())
    assert [text.count(t.text(lang)) for t in (ALL, TWO, ONE)] == [1, 1, 1]
    assert say("terminal.shared.every", lang) in text
    assert say("terminal.shared.some", lang, numbers="1, 3") in text


def test_every_suggestion_points_to_what_it_shares() -> None:
    text = " ".join(shown(report(), "en").split())
    assert text.count(say("terminal.shared.above", "en")) == 3


def test_a_single_suggestion_keeps_its_cautions() -> None:
    made = report()
    alone = replace(made.advice, suggestions=made.advice.suggestions[:1])
    text = shown(replace(made, advice=alone), "en")
    assert say("terminal.shared.title", "en") not in text
    assert ALL.en in text
