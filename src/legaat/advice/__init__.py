"""Advice: what somebody could do, screened for safety, with a grade and a source."""

from legaat.advice._advise import advise
from legaat.advice._person import Person
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
    "Advice",
    "Effect",
    "Grade",
    "Kind",
    "LeftAlone",
    "Person",
    "Referral",
    "Suggestion",
    "Urgency",
    "Withheld",
    "advise",
]
