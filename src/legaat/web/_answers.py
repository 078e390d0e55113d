"""The answers about a person: how they are kept, read from a form, and shown.

What was passed over is kept as well (as null), so that a question isn't asked twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from legaat.advice import QUESTIONS, Person, Question, next_question, referrals
from legaat.errors import PersonError, Where
from legaat.knowledge import plain
from legaat.messages import LANGUAGES, Lang, say
from legaat.web._store import Store

__all__ = [
    "BY_KEY",
    "NEVER",
    "NONE",
    "UNITS",
    "answered",
    "asked",
    "keep",
    "number_of",
    "parts_of",
    "person_of",
    "person_told",
    "reason_of",
    "shown",
    "signs",
    "text_of",
    "told_of",
    "understood",
]

BY_KEY: Final = {question.key: question for question in QUESTIONS}
NONE: Final = "none"
"""Stands for "there is nothing" in a form."""

NEVER: Final = 36_500
"""Days since antibiotics that stand for long ago or never: the most that a person file takes."""

UNITS: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = {
    "age_years": {"years": (1, 1), "months": (1, 12)},
    "antibiotics_days_ago": {"days": (1, 1), "weeks": (7, 1), "months": (30, 1)},
}
"""Units that a number may be given in: times what, divided by what, makes that of its key."""

_TIMES: Final[Mapping[str, Mapping[str, float]]] = {
    "age_years": {"years": 1, "months": 1 / 12, "weeks": 7 / 365.25, "days": 1 / 365.25},
    "antibiotics_days_ago": {"days": 1, "weeks": 7, "months": 30, "years": 365},
    "gestation_weeks": {"weeks": 1},
}
_UNIT_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "years": frozenset({"jaar", "jaren", "jr", "year", "years", "yr", "yrs"}),
    "months": frozenset({"maand", "maanden", "mnd", "month", "months", "mo", "mths"}),
    "weeks": frozenset({"week", "weken", "wk", "weeks", "wks"}),
    "days": frozenset({"dag", "dagen", "day", "days"}),
}
_PART: Final = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s*([a-z]+)\.?(?:\s+(?:oud|old|geleden|ago))?")
_AND: Final = re.compile(r"\s+(?:en|and)\s+")

# These read differently on a page than in a terminal.
_OWN: Final = frozenset(
    {"age_years", "pregnant", "breastfeeding", "antibiotics_days_ago", "medicines"}
)
_BREAK: Final = re.compile(r"[,;\n]")
_MOST_PARTS: Final = 4
"""So many pieces of a list may be one name with commas in it."""

Told = dict[str, Any]


def told_of(store: Store) -> Told:
    """Return what an owner told; what was passed over stands there as None."""
    kept = store.newest("person")
    return {} if kept is None else kept.data


def person_of(store: Store) -> Person | None:
    """Return the person that an owner told of, or None."""
    kept = store.newest("person")
    return None if kept is None else person_told(kept.data)


def person_told(told: Mapping[str, Any]) -> Person:
    """Return the person that these answers tell of."""
    return Person.from_dict({key: value for key, value in told.items() if value is not None})


def keep(store: Store, told: Mapping[str, Any]) -> None:
    """Keep the answers in the place of those before."""
    store.put("person", json.dumps(told).encode())


def answered(told: Mapping[str, Any], key: str, value: object) -> Told:
    """Return the answers with this one added; None passes it over.

    Raises
    ------
    PersonError
        It can't be understood, or contradicts another answer.
    """
    person = person_told({**told, key: value})
    kept = getattr(person, key)
    return {**told, key: list(kept) if isinstance(kept, tuple) else kept}


def understood(
    told: Mapping[str, Any], question: Question, words: Sequence[str], before: object
) -> Told:
    """Return the answers with what can be kept of one that isn't understood as a whole.

    What was answered before stays until the new answer is clear, and the words of a list that are
    known come with it: what somebody doesn't tolerate must not be lost over another word. A number
    doesn't stay: it may be the age of somebody else, and where none is known every rule counts.
    """
    kept = {**told, question.key: None}
    tries = [] if before is None or question.kind == "number" else [before]
    if question.kind in {"words", "texts"}:
        tries += [[word] for word in words]
    for one in tries:
        there = kept[question.key]
        both = [*there, *one] if isinstance(there, list) and isinstance(one, list) else one
        try:
            kept = answered(kept, question.key, both)
        except PersonError:
            continue
    return kept


def asked(told: Mapping[str, Any]) -> list[Question]:
    """Return the questions that apply to what was told so far, in their order."""
    found = []
    so_far: Told = {}
    while (question := next_question(so_far)) is not None:
        found.append(question)
        so_far[question.key] = told.get(question.key)
    return found


def signs(told: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the reasons to see a doctor that these answers give: rule and urgency."""
    return {(one.rule, one.urgency) for one in referrals(person_told(told))}


def number_of(key: str, text: str, unit: str = "") -> float | None:
    """Return a number as it is kept, from a number in some unit; None where nothing was typed.

    Raises
    ------
    PersonError
        It isn't a number.
    """
    bare = text.strip()
    if not bare:
        return None
    never = (say("web.you.never-word", lang) for lang in LANGUAGES)
    if key == "antibiotics_days_ago" and bare.casefold() in never:
        return NEVER
    worded = _in_words(key, bare.casefold())
    if worded is not None:
        return worded
    try:
        number = float(bare.replace(",", "."))
    except ValueError:
        raise PersonError("person-not-a-number", where=Where(entry=key), key=key) from None
    times, over = UNITS.get(key, {}).get(unit, (1, 1))
    number = number * times / over
    return int(number) if number.is_integer() else number


def _in_words(key: str, text: str) -> float | None:
    """Return a number that was typed with its unit, as in "5 maanden" or "1 year and 3 months"."""
    total = 0.0
    for part in _AND.split(text):
        found = _PART.fullmatch(part)
        units = _TIMES.get(key, {})
        unit = next((one for one in units if found and found[2] in _UNIT_WORDS[one]), None)
        if found is None or unit is None:
            return None
        total += float(found[1].replace(",", ".")) * units[unit]
    return int(total) if total.is_integer() else total


@cache
def _known(key: str) -> frozenset[str]:
    return frozenset(
        plain(text)
        for word in BY_KEY[key].words
        for text in (word.id, *word.also, word.label.nl, word.label.en)
    )


def parts_of(key: str, text: str) -> list[str]:
    """Cut a text into words at its commas, but keep known words with a comma in them whole."""
    pieces = [piece.strip() for piece in _BREAK.split(text) if piece.strip()]
    known = _known(key) if BY_KEY[key].words else frozenset()
    found: list[str] = []
    at = 0
    while at < len(pieces):
        sizes = range(min(_MOST_PARTS, len(pieces) - at), 1, -1)
        joined = (n for n in sizes if plain(", ".join(pieces[at : at + n])) in known)
        size = next(joined, 1)
        found.append(", ".join(pieces[at : at + size]))
        at += size
    return found


def text_of(question: Question, lang: Lang) -> str:
    """Return the question as a page asks it."""
    return (
        say(f"web.ask.{question.key}", lang) if question.key in _OWN else question.text.text(lang)
    )


def reason_of(question: Question, lang: Lang) -> str:
    """Return why it is asked, as a page says it."""
    return (
        say(f"web.ask-why.{question.key}", lang)
        if question.key in _OWN
        else question.reason.text(lang)
    )


def shown(question: Question, value: object, lang: Lang) -> str:
    """Return an answer in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("web.you.yes" if value else "web.you.no", lang)
    if isinstance(value, (list, tuple)):
        return ", ".join(_label(question, str(one), lang) for one in value) or say(
            "web.you.nothing", lang
        )
    if question.kind == "number":
        return _amount(question.key, value, lang)
    return _label(question, str(value), lang)


def _amount(key: str, value: Any, lang: Lang) -> str:
    if key == "antibiotics_days_ago" and value >= NEVER:
        return say("web.you.never", lang)
    if key == "age_years" and value < 2:
        return say("web.you.amount.months", lang, n=round(value * 12))
    return say(f"web.you.amount.{key}", lang, n=value)


def _label(question: Question, word: str, lang: Lang) -> str:
    if word == "unknown":
        return say("web.you.and-unknown", lang)
    labels: Sequence[str] = [one.label.text(lang) for one in question.words if one.id == word]
    return labels[0] if labels else word
