"""Advice: what somebody could do, screened for safety, with a grade and a source."""

from legaat.advice._advise import advise
from legaat.advice._ask import QUESTIONS, Question, answer, next_question, referrals, to_toml
from legaat.advice._blend import MOST_GRAMS, MOST_PIECES, blend
from legaat.advice._effects import added_words, effect_sentence
from legaat.advice._forecast import Forecast, diet_of
from legaat.advice._person import Person
from legaat.advice._prices import Price, read_prices
from legaat.advice._safety import Screened, Screening
from legaat.advice._screen import screen
from legaat.advice._strains import GROWS_FROM, company, strains
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
    "GROWS_FROM",
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
    "Screened",
    "Screening",
    "StrainFit",
    "Strains",
    "Suggestion",
    "Urgency",
    "Withheld",
    "added_words",
    "advise",
    "answer",
    "blend",
    "company",
    "diet_of",
    "effect_sentence",
    "next_question",
    "read_prices",
    "referrals",
    "screen",
    "strains",
    "to_toml",
]
