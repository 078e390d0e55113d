"""Advice: what somebody could do, screened for safety, with a grade and a source."""

from legaat.advice._advise import advise
from legaat.advice._also import blend_suggestions
from legaat.advice._ask import QUESTIONS, Question, answer, next_question, referrals, to_toml
from legaat.advice._blend import MOST_GRAMS, MOST_PIECES, blend
from legaat.advice._effects import (
    GRAMS_PER_MMOL,
    added_words,
    difference,
    effect_sentence,
    in_grams,
)
from legaat.advice._forecast import Forecast, diet_of, of_change
from legaat.advice._medicines import likely as likely_medicines
from legaat.advice._menu import Menu, Offer, menu
from legaat.advice._nearest import denied
from legaat.advice._person import Person
from legaat.advice._prices import Price, read_prices
from legaat.advice._safety import Screened, Screening
from legaat.advice._screen import screen
from legaat.advice._shopping import FIRST_WEEKS, Buy, shopping
from legaat.advice._strains import GROWS_FROM, company, strains
from legaat.advice._trouble import Signs, signs_after
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
from legaat.advice._weeks import MOST_WEEKS, Doing, Entry, Pace, Week, weeks_of

__all__ = [
    "FIRST_WEEKS",
    "GRAMS_PER_MMOL",
    "GROWS_FROM",
    "MOST_GRAMS",
    "MOST_PIECES",
    "MOST_WEEKS",
    "QUESTIONS",
    "Advice",
    "Blend",
    "BlendPart",
    "Buy",
    "Change",
    "Doing",
    "Effect",
    "Entry",
    "Forecast",
    "Found",
    "Grade",
    "Kind",
    "LeftAlone",
    "Menu",
    "Offer",
    "Pace",
    "Person",
    "Price",
    "Proof",
    "Question",
    "Referral",
    "Rival",
    "Screened",
    "Screening",
    "Signs",
    "StrainFit",
    "Strains",
    "Suggestion",
    "Urgency",
    "Week",
    "Withheld",
    "added_words",
    "advise",
    "answer",
    "blend",
    "blend_suggestions",
    "company",
    "denied",
    "diet_of",
    "difference",
    "effect_sentence",
    "in_grams",
    "likely_medicines",
    "menu",
    "next_question",
    "of_change",
    "read_prices",
    "referrals",
    "screen",
    "shopping",
    "signs_after",
    "strains",
    "to_toml",
    "weeks_of",
]
