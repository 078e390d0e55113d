"""Advice: what somebody could do, screened for safety, with a grade and a source."""

from legaat.advice._advise import advise
from legaat.advice._ask import QUESTIONS, Question, answer, next_question, referrals, to_toml
from legaat.advice._person import Person
from legaat.advice._safety import Screened, Screening
from legaat.advice._screen import screen
from legaat.advice._types import (
    Advice,
    Effect,
    Grade,
    Kind,
    LeftAlone,
    Referral,
    Suggestion,
    Urgency,
    Withheld,
)

__all__ = [
    "QUESTIONS",
    "Advice",
    "Effect",
    "Grade",
    "Kind",
    "LeftAlone",
    "Person",
    "Question",
    "Referral",
    "Screened",
    "Screening",
    "Suggestion",
    "Urgency",
    "Withheld",
    "advise",
    "answer",
    "next_question",
    "referrals",
    "screen",
    "to_toml",
]
