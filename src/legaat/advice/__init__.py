"""Advice: what somebody could do, screened for safety, with a grade and a source."""

from legaat.advice._advise import advise
from legaat.advice._ask import QUESTIONS, Question, answer, next_question, referrals, to_toml
from legaat.advice._blend import MOST_GRAMS, MOST_PIECES, blend
from legaat.advice._effects import added_words
from legaat.advice._forecast import Forecast
from legaat.advice._person import Person
from legaat.advice._prices import Price, read_prices
from legaat.advice._strains import strains
from legaat.advice._types import (
    Advice,
    Blend,
    BlendPart,
    Change,
    Effect,
    Found,
    Grade,
    Kind,
    LeftAlone,
    Proof,
    Referral,
    Rival,
    StrainFit,
    Strains,
    Suggestion,
    Urgency,
    Withheld,
)

__all__ = [
    "MOST_GRAMS",
    "MOST_PIECES",
    "QUESTIONS",
    "Advice",
    "Blend",
    "BlendPart",
    "Change",
    "Effect",
    "Forecast",
    "Found",
    "Grade",
    "Kind",
    "LeftAlone",
    "Person",
    "Price",
    "Proof",
    "Question",
    "Referral",
    "Rival",
    "StrainFit",
    "Strains",
    "Suggestion",
    "Urgency",
    "Withheld",
    "added_words",
    "advise",
    "answer",
    "blend",
    "next_question",
    "read_prices",
    "referrals",
    "strains",
    "to_toml",
]
