from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from legaat.advice import Effect
from legaat.messages import LANGUAGES, Lang, Message, say
from legaat.reports import Report, render_plain, render_text
from legaat.reports._findings import find
from legaat.reports._words import short_name, status_words
from report_factory import EFFECT, make_report


def widest(text: str) -> int:
    return max(len(line) for line in text.splitlines())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 60, 80])
def test_it_fits_the_width(width: int, lang: Lang) -> None:
    report = make_report(n_taxa=80, referrals=("emergency", "soon"), person_given=False)
    assert widest(render_plain(report, lang, width)) <= width


def test_it_is_never_wider_than_eighty_columns_in_a_wide_terminal() -> None:
    sheet = StringIO()
    console = Console(file=sheet, width=220, highlight=False)
    console.print(render_text(make_report(), "nl"))
    assert widest(sheet.getvalue()) <= 80


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_report_has_a_summary_and_no_empty_headings(lang: Lang) -> None:
    report = make_report(n_taxa=0, n_missing=0, n_suggestions=0, n_withheld=0)
    text = render_plain(report, lang)
    assert "missing" not in text
    assert "ontbreken" not in text


def test_a_pipe_gets_no_codes_and_a_terminal_does() -> None:
    assert "\x1b" not in render_plain(make_report(), "en")
    assert "\x1b[1m" in render_plain(make_report(), "en", color=True)


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    sheet = StringIO()
    Console(file=sheet, width=80, force_terminal=True).print(render_text(make_report(), "en"))
    assert "\x1b[36m" not in sheet.getvalue()


def test_hostile_names_are_neither_markup_nor_codes() -> None:
    names = ("[bold red]x[/]", "\x1b[31mred", ":smile:", "a\nb")
    report = make_report(names=names, sample="[link=x]s\x07", statuses=("high",))
    text = render_plain(report, "en", color=True)
    assert "[bold red]x[/]" in text
    assert "[31mred" in text
    assert "\x1b[31m" not in text
    assert ":smile:" in text
    assert "\x07" not in text
    assert "a b" in text


def test_the_doctor_comes_first() -> None:
    text = render_plain(make_report(referrals=("emergency",)), "en")
    assert text.index("Call 112") < text.index("Nothing" if "Nothing" in text else "You seem")


def test_every_suggestion_and_what_was_withheld_get_a_line() -> None:
    report = make_report(n_suggestions=5)
    text = render_plain(report, "en")
    for row in (*report.advice.suggestions, *report.advice.withheld):
        assert row.title.text("en").split()[0] in text


def test_the_same_report_gives_the_same_text() -> None:
    assert render_plain(make_report(), "nl") == render_plain(make_report(), "nl")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [30, 40, 49, 60, 80])
def test_no_name_and_no_figure_is_lost_in_a_narrow_terminal(width: int, lang: Lang) -> None:
    report = make_report(n_taxa=40)
    text = "".join(render_plain(report, lang, width).split())
    for row in report.panel:
        assert "".join(row.name(lang).split()) in text
        assert "".join(status_words(row.status, lang).split()) in text
    found = find(report)
    for taxon in [*found.missing[:4], *found.low[:4], *found.high[:4]]:
        assert "".join(short_name(taxon.taxon).split()).rpartition(".")[2] in text


def with_effects(effect: Effect) -> Report:
    made = make_report()
    first, *rest = made.advice.suggestions
    advice = replace(made.advice, suggestions=(replace(first, effect=effect), *rest))
    back = {"Roseburia hominis": (BACK, Message.of("missing.back.eats", foods="x"))}
    return replace(made, advice=advice, returning=back)


BACK = Message.of("missing.back.more", substance=Message.of("missing.back.butyrate"), part=0.07)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80])
def test_what_the_twin_expects_is_shown_with_interval_and_unit(lang: Lang, width: int) -> None:
    text = render_plain(with_effects(EFFECT), lang, width)
    sign = "," if lang == "nl" else "."
    assert f"+0{sign}19 g" in text
    assert f"-0{sign}04 " in text
    assert f"+0{sign}41)" in text
    assert "mmol" not in text
    assert "7% m" in text
    assert widest(text) <= width


def test_nothing_is_said_of_effects_where_none_was_asked() -> None:
    assert say("terminal.effects.title", "en") not in render_plain(make_report(), "en")


def test_a_unit_without_words_stays_as_it_is() -> None:
    assert "+2.1 mM" in render_plain(with_effects(replace(EFFECT, unit="mM")), "en")
