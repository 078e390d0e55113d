from __future__ import annotations

from dataclasses import replace

import pytest

from legaat.messages import LANGUAGES, Lang, Message
from legaat.reports import Report, render_html, render_part, render_plain, summary
from legaat.reports._findings import find, known_to_make, standing_out
from report_factory import make_report


def with_statuses(report: Report, status: str) -> Report:
    rows = tuple(replace(s, status=status) for s in report.panel)  # type: ignore[arg-type]
    return replace(report, panel=replace(report.panel, substances=rows))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_are_three_sentences_and_no_exclamation_mark(lang: Lang) -> None:
    for referrals in ((), ("soon",), ("same_day",), ("emergency", "soon")):
        said = summary(make_report(referrals=referrals), lang)
        assert len(said) == 3
        assert all(sentence.endswith(".") and "!" not in sentence for sentence in said)


def test_it_names_what_is_most_probably_missing_and_what_is_most_plenty() -> None:
    report = make_report()
    found = find(report)
    first = summary(report, "en")[0]
    assert str(len(found.missing)) in first
    assert found.missing[0].taxon in first
    assert found.high[0].taxon in first


@pytest.mark.parametrize(
    ("statuses", "n_missing", "words"),
    [
        (("usual",), 0, "Nothing stands out"),
        (("low",), 0, "You have little"),
        (("high",), 0, "You have much"),
        (("low", "high"), 0, "You have little"),
        (("usual",), 1, "but you seem to miss"),
        (("high",), 1, "and you have much"),
        (("usual",), 3, "3 bacteria"),
    ],
)
def test_it_says_what_there_is(statuses: tuple[str, ...], n_missing: int, words: str) -> None:
    report = make_report(statuses=statuses, n_missing=n_missing)
    assert words in summary(report, "en")[0]


def test_an_empty_profile_has_a_summary() -> None:
    assert "too little" in summary(make_report(n_taxa=0, n_missing=0), "en")[0]


def test_the_second_sentence_is_about_what_the_bacteria_can_make() -> None:
    report = make_report()
    assert "expect less butyrate" in summary(with_statuses(report, "low"), "en")[1]
    assert "expect more butyrate" in summary(with_statuses(report, "high"), "en")[1]
    assert "as usual" in summary(with_statuses(report, "usual"), "en")[1]
    assert "can't tell" in summary(with_statuses(report, "not predictable"), "en")[1]


def test_it_does_not_call_all_usual_what_the_table_calls_high() -> None:
    report = make_report()
    rows = tuple(replace(s, status="usual" if s.id == "butyrate" else "high") for s in report.panel)
    said = summary(replace(report, panel=replace(report.panel, substances=rows)), "en")[1]
    assert "For butyrate" in said
    assert "some other substances differ" in said


def test_the_last_sentence_is_the_first_thing_worth_doing_with_its_grade() -> None:
    assert summary(make_report(), "en")[2] == (
        "The first thing worth trying: Eat more fibre (strong evidence)."
    )
    assert "nothing that we suggest" in summary(make_report(n_suggestions=0), "en")[2]


@pytest.mark.parametrize(
    ("urgency", "first"),
    [("emergency", "Call for help now"), ("same_day", "Call your doctor today"), ("soon", "See")],
)
def test_a_referral_comes_first(urgency: str, first: str) -> None:
    said = summary(make_report(referrals=(urgency,)), "en")
    assert said[0].startswith(first)
    assert ("Eat more fibre" in said[2]) == (urgency == "soon")


def test_only_what_was_seen_to_follow_measured_amounts_makes_the_headline() -> None:
    """Of propionate, acetate and the wall part the page itself says that they tell little."""
    report = with_statuses(make_report(), "high")
    rest = tuple(row for row in report.panel if row.id != "butyrate")
    assert standing_out(report.panel) is report.panel["butyrate"]
    assert standing_out(replace(report.panel, substances=rest)) is None
    assert standing_out(with_statuses(report, "usual").panel) is None


def test_a_sample_of_two_is_not_called_usual_in_the_rest() -> None:
    report = make_report(n_missing=0, statuses=("high",))
    two = tuple(replace(row, share=0.41) for row in report.standing.taxa[:2])
    report = replace(report, standing=replace(report.standing, taxa=two))
    first = summary(report, "nl")[0]
    assert first.startswith("Twee soorten, ")
    assert "82%" in first
    assert "gewoon" not in first


def test_what_most_people_have_and_was_not_seen_is_named_without_calling_it_missing() -> None:
    report = make_report(n_missing=0, statuses=("usual",))
    row = report.standing.taxa[0]
    gone = tuple(
        replace(row, taxon=name, share=0.0, status="usual", population=(0.1,) * 13)
        for name in ("Gone a", "Gone b", "Gone c")
    )
    taxa = (*(replace(one, share=0.01) for one in report.standing.taxa), *gone)
    report = replace(report, standing=replace(report.standing, taxa=taxa))
    assert "3 bacteria that were seen in most people" in summary(report, "en")[0]
    page, lines = render_html(report, "en"), render_plain(report, "en")
    assert "nothing missing that most healthy people" not in page
    assert "Gone a" in page
    assert "can't say whether they are truly absent" in " ".join(lines.split())


def test_a_baby_is_not_compared_with_adults_in_what_is_shown() -> None:
    ask = tuple(Message.of(f"person.ask.{key}") for key in ("complaints", "sex", "diet"))
    report = make_report(n_suggestions=0)
    advice = replace(report.advice, questions=ask)
    report = replace(report, young=True, advice=advice)
    page = render_part(report, "nl", later="/later", ask="/you?next=/")
    assert "Reken het uit" not in page
    assert 'class="chip high"' not in page
    assert "schatten we uit metingen bij volwassenen" in page
    assert "substance-0" not in page
    assert "Welke klachten heeft je kind?" in page
    assert "Ben je vrouw" not in page
    assert "Hoe eet je" not in page
    assert "voorstel voor je." not in page
    assert "consultatiebureau" in page
    assert "butyraat" not in render_plain(report, "nl")


def test_a_list_cut_short_is_called_so() -> None:
    report = make_report(n_taxa=3)
    assert "names only 3 bacteria" in summary(report, "en")[0]
    assert "names only" not in summary(make_report(n_taxa=60), "en")[0]


def test_what_is_only_inferred_is_not_said_of_a_bacterium() -> None:
    report = make_report()
    inferred = {m.taxon for m in report.panel["butyrate"].makers if m.check == "inferred"}
    made = known_to_make(report)
    assert inferred
    assert all("butyrate" not in made.get(name, ()) for name in inferred)
    assert any("butyrate" in keys for keys in made.values())
