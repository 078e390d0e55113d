"""The questions: the right ones, in a sensible order, and answers that read back the same."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.advice import QUESTIONS, Person, answer, next_question, referrals, to_toml
from legaat.errors import PersonError
from legaat.messages import LANGUAGES


def _answers(**typed: str) -> dict[str, object]:
    answers: dict[str, object] = {}
    while (question := next_question(answers)) is not None:
        answers = answer(answers, question, typed.get(question.key, ""))
    return answers


def test_signs_for_a_doctor_come_first() -> None:
    # The age decides what a sign means, so it stands before them.
    assert [question.key for question in QUESTIONS[:2]] == ["age_years", "complaints"]


def test_everything_can_be_passed_over() -> None:
    assert all(value is None for value in _answers().values())


def test_a_man_is_not_asked_about_pregnancy_and_an_adult_not_about_birth() -> None:
    answers = _answers(sex="man", age_years="40")
    assert "pregnant" not in answers
    assert "gestation_weeks" not in answers
    assert "gestation_weeks" in _answers(age_years="0,5")


def test_words_are_understood_in_both_languages_and_kept_in_one() -> None:
    answers = _answers(conditions="PDS met diarree, hoge bloeddruk", sex="vrouw", pregnant="nee")
    assert answers["conditions"] == ("ibs-d", "hypertension")
    assert answers["sex"] == "female"
    assert answers["pregnant"] is False


def test_none_is_an_empty_list_and_unknown_is_unknown() -> None:
    assert _answers(medicines="geen")["medicines"] == ()
    assert _answers(conditions="weet niet")["conditions"] is None


def test_a_wrong_answer_is_refused_and_the_others_stay() -> None:
    question = next(q for q in QUESTIONS if q.key == "age_years")
    for typed in ("abc", "-3", "200", "nan"):
        with pytest.raises(PersonError):
            answer({}, question, typed)


def test_an_answer_that_contradicts_an_earlier_one_is_refused() -> None:
    question = next(q for q in QUESTIONS if q.key == "pregnant")
    with pytest.raises(PersonError):
        answer({"sex": "male"}, question, "yes")


def test_a_red_flag_refers_at_once() -> None:
    found = referrals(Person(complaints=["blood in stool"], age_years=60))
    assert found
    assert found[0].what_to_do.text("nl")


def test_every_question_and_reason_is_said_in_both_languages() -> None:
    for question in QUESTIONS:
        for lang in LANGUAGES:
            assert question.text.text(lang)
            assert question.reason.text(lang)


def test_the_file_reads_back_as_the_same_person(tmp_path: Path) -> None:
    answers = _answers(
        age_years="46", sex="female", medicines='moclobemide, "odd \\ name"', takes="geen",
        budget_eur_month="25,5", complaints="verstopping",
    )  # fmt: skip
    person = Person.from_dict({k: v for k, v in answers.items() if v is not None})
    path = tmp_path / "me.toml"
    path.write_text(to_toml(person), encoding="utf-8")
    assert Person.read(path) == person


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_gives_an_answer_or_a_clear_error(typed: str) -> None:
    for question in QUESTIONS:
        with suppress(PersonError):
            answers = answer({}, question, typed)
            person = Person.from_dict({k: v for k, v in answers.items() if v is not None})
            assert to_toml(person)
