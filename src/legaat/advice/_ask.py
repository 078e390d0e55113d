"""The questions about a person, one at a time, and the file that the answers become.

The faces only show the question and hand back what was typed; which question comes next, and
whether an answer can be understood, is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from legaat.advice._facts import Facts
from legaat.advice._needs import Needs
from legaat.advice._person import KEYS, Person
from legaat.advice._safety import screen
from legaat.advice._types import Referral
from legaat.advice._words import NONE_WORDS, UNKNOWN_WORDS
from legaat.errors import PersonError, Where
from legaat.knowledge import Word, plain, words
from legaat.messages import Message

__all__ = ["QUESTIONS", "Question", "answer", "next_question", "referrals", "to_toml"]

AnswerKind: TypeAlias = Literal["number", "yes-no", "choice", "words", "texts"]
Answers: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    key : str
        Key of the person file.
    kind : {"number", "yes-no", "choice", "words", "texts"}
        "words" come from a list of known words; "texts" are kept as they are written.
    """

    key: str
    kind: AnswerKind

    @property
    def text(self) -> Message:
        """The question."""
        return Message.of(f"ask.question.{self.key}")

    @property
    def reason(self) -> Message:
        """Why it is asked."""
        return Message.of(f"ask.why.{self.key}")

    @property
    def words(self) -> tuple[Word, ...]:
        """The known words, those that are a plain choice first; none for numbers and texts."""
        if self.kind not in {"choice", "words"}:
            return ()
        # A red flag's own sentence is a word too, but nobody types it.
        return tuple(w for w in words()[self.key] if not w.id.startswith("rf"))


QUESTIONS: Final = (
    Question("age_years", "number"),
    Question("complaints", "words"),
    Question("sex", "choice"),
    Question("pregnant", "yes-no"),
    Question("breastfeeding", "yes-no"),
    Question("gestation_weeks", "number"),
    Question("in_hospital", "choice"),
    Question("immune", "choice"),
    Question("conditions", "words"),
    Question("medicines", "texts"),
    Question("antibiotics_days_ago", "number"),
    Question("allergies", "words"),
    Question("intolerances", "words"),
    Question("diet", "words"),
    Question("restrictions", "words"),
    Question("takes", "texts"),
    Question("goals", "words"),
    Question("budget_eur_month", "number"),
)
"""The age, which decides what a sign means; signs for a doctor; safety; wishes."""

_BEARING: Final = frozenset({"pregnant", "breastfeeding"})
_BEARING_AGES: Final = (9, 75)
_INFANT: Final = 2


def _applies(question: Question, answers: Answers) -> bool:
    age, sex = answers.get("age_years"), answers.get("sex")
    if question.key in _BEARING:
        possible = not isinstance(age, (int, float)) or (
            _BEARING_AGES[0] <= age <= _BEARING_AGES[1]
        )
        return sex != "male" and possible
    if question.key == "gestation_weeks":
        return isinstance(age, (int, float)) and age < _INFANT
    return True


def next_question(answers: Answers) -> Question | None:
    """Return the first question that is not yet answered or passed over, None at the end.

    Parameters
    ----------
    answers : mapping of str to object
        What `answer` returned so far; a question that was passed over stands there as None.
    """
    for question in QUESTIONS:
        if question.key not in answers and _applies(question, answers):
            return question
    return None


def answer(answers: Answers, question: Question, typed: str) -> dict[str, object]:
    """Return the answers with this one added.

    Parameters
    ----------
    answers : mapping
    question : Question
    typed : str
        As typed. Empty passes the question over: it stays unknown. Several words are separated by
        commas; "none" and "geen" mean that there is nothing.

    Raises
    ------
    PersonError
        It can't be understood, or contradicts another answer; the error says what can.
    """
    value = _value(question, typed.strip())
    told = {**answers, question.key: value}
    person = Person.from_dict({key: v for key, v in told.items() if v is not None})
    kept = getattr(person, question.key)
    return {**answers, question.key: kept}


def _value(question: Question, typed: str) -> object:
    bare = plain(typed)
    if not bare or (bare in UNKNOWN_WORDS and question.kind != "texts"):
        return None
    if question.kind == "number":
        return _number(question.key, typed)
    if question.kind in {"yes-no", "choice"}:
        return typed
    if bare in NONE_WORDS:
        return []
    return [part.strip() for part in typed.replace(";", ",").split(",") if part.strip()]


def _number(key: str, typed: str) -> float:
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        raise PersonError("person-not-a-number", where=Where(entry=key), key=key) from None
    return int(number) if number.is_integer() else number


def referrals(person: Person) -> tuple[Referral, ...]:
    """Return the reasons to see a doctor that the answers alone give, most urgent first."""
    return screen(Facts(person, Needs()), []).referrals


def to_toml(person: Person) -> str:
    """Return a person file; what isn't known is left out.

    The result reads back as the same person.
    """
    lines = [f"{key} = {_toml(value)}" for key, value in _told(person).items()]
    return "\n".join(lines) + "\n"


def _told(person: Person) -> Mapping[str, Any]:
    found = {key: getattr(person, key) for key in KEYS}
    return MappingProxyType({key: value for key, value in found.items() if value is not None})


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A TOML basic string is a JSON string, except that DEL must be escaped; none gets here,
        # because a person's texts hold printable characters only.
        return json.dumps(value, ensure_ascii=False)
    return repr(value)
