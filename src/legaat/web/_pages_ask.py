"""One question at a time; each answer is kept as it comes, and a sign for a doctor comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from legaat.advice import QUESTIONS, Person, Question, denied, likely_medicines, referrals
from legaat.errors import PersonError, Where
from legaat.knowledge import Word, plain
from legaat.web._answers import (
    BY_KEY,
    NEVER,
    NONE,
    UNITS,
    answered,
    asked,
    keep,
    number_of,
    parts_of,
    person_told,
    reason_of,
    signs,
    text_of,
    told_of,
    understood,
)
from legaat.web._asking import (
    MOST_CHARS,
    explained,
    following,
    local,
    names_of,
    profile_in,
    with_next,
)
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_SAFETY: Final = QUESTIONS.index(BY_KEY["allergies"])
_FEW: Final = 12
"""So many words stand open in a list; the others fold out."""

_FEW_GRAVE: Final = 12
"""So many signs for a doctor stand open, the most urgent first."""

_URGENCIES: Final = ("emergency", "same_day", "soon")
"""How soon, as the rules sort it: the most urgent first."""

_MOST_OPEN: Final = 200
"""Characters of a word that isn't understood yet which go along with the form."""

_GROWN: Final = 40
"""An age at which no sign of a child counts, nor one that is new after 50."""


@router.get("/you/ask/{key}")
def ask(visit: Visiting, key: str, next: str = "") -> Response:  # noqa: A002
    """Ask one question."""
    with visit.store() as (store, _):
        told = told_of(store)
    return _ask(visit, _question(key), told, next)


def _question(key: str) -> Question:
    if key not in BY_KEY:
        raise HTTPException(404)
    return BY_KEY[key]


def _ask(
    visit: Visit, question: Question, told: Mapping[str, Any], then: str, **more: Any
) -> Response:
    ours = asked(told)
    place = ours.index(question) if question in ours else 0
    error = more.get("error")
    value = told.get(question.key)
    ticked = value if isinstance(value, list) else []
    near = [w for i, w in enumerate(question.words) if i < _FEW or w.id in ticked]
    grave = _open_grave(question.key, told.get("age_years"), near)
    named = {word.id for _, words in grave for word in words}
    return visit.page(
        "ask.html.j2", 200 if error is None else 422, q=question, place=place + 1, n=len(ours),
        text=text_of(question, visit.lang), reason=reason_of(question, visit.lang),
        value=value, units=_units(question, value), ticked=ticked, near=near,
        grave=grave,
        more_words=[w for w in question.words if w not in near and w.id not in named],
        before=ours[place - 1].key if place else None, then=local(then), id=profile_in(then),
        nothing=NONE, known=names_of(question, visit.lang),
        safe_done=place > _SAFETY,
        **{"error": None, "typed": "", "meant": (), "referrals": (), "open": "", "lost": False,
           "meant_ticked": False, **more},
    )  # fmt: skip


def _open_grave(key: str, age: float | None, near: Sequence[Word]) -> list[tuple[str, list[Word]]]:
    """Return the signs for a doctor that stand open, by how soon a doctor should see them."""
    if key != "complaints":
        return []
    # The first of the list come up most; blood in the stool may never be folded away. Where no age
    # is told, what is a sign in a child only (joint pain) comes after what is one in anybody.
    left = [(urgency, word) for urgency, word in _grave(age) if word not in near]
    if age is None:
        grown = {word.id for _, word in _grave(_GROWN)}
        left.sort(key=lambda one: one[1].id not in grown)
    left = sorted(left[:_FEW_GRAVE], key=lambda one: _URGENCIES.index(one[0]))
    found: dict[str, list[Word]] = {}
    for urgency, word in left:
        found.setdefault(urgency, []).append(word)
    return list(found.items())


@lru_cache(maxsize=256)
def _grave(age: float | None) -> tuple[tuple[str, Word], ...]:
    """Return the complaints that are a sign for a doctor all by themselves, at this age."""
    # With no age every rule about an age counts, so no other age has more signs.
    words = BY_KEY["complaints"].words if age is None else [word for _, word in _grave(None)]
    return tuple((how_soon, word) for word in words if (how_soon := _urgency(word, age)))


def _urgency(word: Word, age: float | None) -> str:
    try:
        found = {one.urgency for one in referrals(Person(complaints=[word.id], age_years=age))}
    except PersonError:
        return ""  # it can't be, at this age
    return next((one for one in _URGENCIES if one in found), "")


def _units(question: Question, value: Any) -> list[tuple[str, bool, str]]:
    """Return the units to choose from: name, whether chosen, and the number in it."""
    if question.kind != "number":
        return []
    key = question.key
    found = list(UNITS.get(key, {"": (1, 1)}).items())
    chosen = "months" if key == "age_years" and value is not None and value < 2 else found[0][0]
    blank = value is None or (key == "antibiotics_days_ago" and value >= NEVER)
    return [
        (name, name == chosen, "" if blank else f"{value * over / times:.6g}")
        for name, (times, over) in found
    ]


@router.post("/you/ask/{key}", dependencies=[_FORM])
async def take(visit: Visiting, key: str) -> Response:
    """Take one answer, keep it, and ask the next; a sign for a doctor comes first."""
    form = await visit.request.form()
    return await run_in_threadpool(_take, visit, _question(key), form)


def _take(visit: Visit, question: Question, form: FormData) -> Response:
    then = str(form.get("next", ""))
    action = str(form.get("action", ""))
    with visit.store() as (store, _):
        before = told_of(store)
        typed = str(form.get("other", ""))[:MOST_CHARS]
        try:
            told = answered(before, question.key, _value(question, form, action))
        except PersonError as error:
            kept = understood(before, question, _words(question, form), before.get(question.key))
            lost = kept[question.key] is None and before.get(question.key) is not None
            if lost:
                kept.pop(question.key)
            if lost or kept[question.key]:
                keep(store, kept)
            return _wrong(visit, question, before, form, error, kept, lost=lost)
        if action != "skip" and told[question.key] is None and form.get("open"):
            # What was typed isn't understood and was taken away: that is not passing it over.
            return _wrong(visit, question, before, form, _no_such_word(question, form), before)
        unsure = _unsure(question, before, told)
        keep(store, told)
    fresh = signs(told) - signs(before)
    if fresh:
        return visit.go(with_next("/you/doctor", then))
    if unsure:
        return visit.go(with_next(f"/you/unsure/{question.key}", then))
    if action == "add" and typed:
        return visit.go(with_next(f"/you/ask/{question.key}", then))
    return visit.go(following(told, then))


def _no_such_word(question: Question, form: FormData) -> PersonError:
    word = str(form.get("open"))[:_MOST_OPEN]
    return PersonError(
        "person-no-such-word", where=Where(entry=question.key), word=word, examples=""
    )


def _value(question: Question, form: FormData, action: str) -> object:
    """Return what the form of one question says."""
    if action == "skip":
        return None
    if action == "never" and question.key == "antibiotics_days_ago":
        return NEVER
    if question.kind == "number":
        return number_of(question.key, str(form.get("number", "")), str(form.get("unit", "")))
    if question.kind in {"yes-no", "choice"}:
        return str(form.get("answer", "")) or None
    if words := _words(question, form):
        return words
    return [] if NONE in form.getlist("answer") else None


def _words(question: Question, form: FormData) -> list[str]:
    """Return the words that were ticked and typed."""
    if question.kind not in {"words", "texts"}:
        return []
    ticked = [str(one)[:MOST_CHARS] for one in form.getlist("answer")]
    return [*(one for one in ticked if one != NONE),
            *parts_of(question.key, str(form.get("other", ""))[:MOST_CHARS])]  # fmt: skip


def _wrong(
    visit: Visit, question: Question, told: Mapping[str, Any], form: FormData, error: PersonError,
    kept: Mapping[str, Any], *, lost: bool = False,
) -> Response:  # fmt: skip
    """Show the question again with what was filled in, and what was probably meant.

    A sign for a doctor among the words that are understood is said there and then.
    """
    typed = str(form.get("number" if question.kind == "number" else "other", ""))[:MOST_CHARS]
    near = str(error.params.get("nearest", ""))
    word = str(error.params.get("word", ""))[:_MOST_OPEN]
    if near:
        # The word itself goes: what was probably meant is offered in its place.
        typed = ", ".join(p for p in parts_of(question.key, typed) if p != error.params["word"])
    ticked = [str(one) for one in form.getlist("answer")] or None
    lists = question.kind in {"words", "texts"}
    return _ask(
        visit, question, {**told, question.key: ticked} if lists else told,
        str(form.get("next", "")), error=explained(error, visit.lang), typed=typed,
        meant=(near,) if near else (), open=word if lists else "", lost=lost,
        meant_ticked=not denied(plain(word)),
        referrals=referrals(person_told(kept)) if signs(kept) - signs(told) else (),
    )  # fmt: skip


def _unsure(question: Question, before: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether a medicine was written that no table knows."""
    if question.key != "medicines" or before.get("medicines") == told.get("medicines"):
        return False
    return bool(Person(medicines=told["medicines"]).unchecked_medicines)


@router.get("/you/unsure/medicines")
def unsure(visit: Visiting, next: str = "") -> Response:  # noqa: A002
    """Say which medicines aren't known, and offer the nearest names that are."""
    with visit.store() as (store, _):
        told = told_of(store)
    names = Person(medicines=told.get("medicines")).unchecked_medicines
    return visit.page(
        "unsure.html.j2", names=[(name, likely_medicines(name)) for name in names],
        then=local(next), onward=following(told, next),
        id=profile_in(next),
    )  # fmt: skip


@router.post("/you/unsure/medicines", dependencies=[_FORM])
async def sure(visit: Visiting) -> Response:
    """Put the known name of a medicine in the place of what was written."""
    form = await visit.request.form()
    return await run_in_threadpool(_sure, visit, form)


def _sure(visit: Visit, form: FormData) -> Response:
    then = str(form.get("next", ""))
    with visit.store() as (store, _):
        before = told_of(store)
        names = [
            str(form.get(f"instead-{name}", "")) or name for name in before.get("medicines") or ()
        ]
        told = answered(before, "medicines", names)
        keep(store, told)
    if signs(told) - signs(before):
        return visit.go(with_next("/you/doctor", then))
    return visit.go(following(told, then))
