"""Advice: what somebody could do, screened for safety, with a grade and a source."""

from legaat.advice._types import (
    Advice,
    Effect,
    Grade,
    Kind,
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
    "Referral",
    "Suggestion",
    "Urgency",
    "Withheld",
]
