"""About you: what was told, all questions on one page, and what needs a doctor at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.advice import QUESTIONS, Question, next_question, referrals
from legaat.errors import PersonError
from legaat.messages import Lang, say
from legaat.web import _pages_ask
from legaat.web._answers import (
    NEVER,
    answered,
    asked,
    keep,
    number_of,
    parts_of,
    person_of,
    person_told,
    reason_of,
    shown,
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

__all__ = ["person_of", "router"]

router = APIRouter(include_in_schema=False)
router.include_router(_pages_ask.router)
_FORM = Depends(check_form)


@router.get("/you")
def you(visit: Visiting, next: str = "") -> Response:  # noqa: A002 - the word of the address
    """Show what was told, to go on with or to change."""
    with visit.store() as (store, _):
        told = told_of(store)
    ours = asked(told)
    todo = next_question(told)
    rows = [
        {
            "key": one.key,
            "answer": shown(one, told.get(one.key), visit.lang),
            "passed": one.key in told,
        }
        for one in ours
    ]
    return visit.page(
        "you.html.j2", rows=rows, begun=bool(told), todo=todo, n=len(ours), then=local(next),
        left=sum(one.key not in told for one in ours), id=profile_in(next),
        skipped=sum(told.get(one.key, "") is None for one in ours),
        referrals=referrals(person_told(told)),
    )  # fmt: skip


@router.post("/you/again", dependencies=[_FORM])
def again(visit: Visiting, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002
    """Open the questions again that were passed over, and ask the first of them."""
    with visit.store() as (store, _):
        told = {key: value for key, value in told_of(store).items() if value is not None}
        keep(store, told)
    return visit.go(following(told, next))


@router.get("/you/doctor")
def doctor(visit: Visiting, next: str = "") -> Response:  # noqa: A002
    """Say what needs a doctor, before everything else."""
    with visit.store() as (store, _):
        told = told_of(store)
    return visit.page(
        "referrals.html.j2", referrals=referrals(person_told(told)), then=local(next),
        onward=following(told, next), done=next_question(told) is None, id=profile_in(next),
    )  # fmt: skip


@router.get("/you/all")
def everything(visit: Visiting, next: str = "") -> Response:  # noqa: A002
    """Ask everything on one page, with what was answered before."""
    with visit.store() as (store, _):
        told = told_of(store)
    return _all(visit, _typed(told, visit.lang), {}, next)


def _typed(told: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    typed = {}
    for question in QUESTIONS:
        value = told.get(question.key)
        if value is None:
            continue
        if isinstance(value, list):
            typed[question.key] = ", ".join(
                shown(question, [one], lang) if one != "unknown" else one for one in value
            ) or say("web.you.none-word", lang)
        elif question.key == "antibiotics_days_ago" and value >= NEVER:
            typed[question.key] = say("web.you.never-word", lang)
        elif isinstance(value, bool):
            typed[question.key] = "yes" if value else "no"
        else:
            typed[question.key] = f"{value:.6g}" if question.kind == "number" else str(value)
    return typed


def _all(
    visit: Visit, typed: Mapping[str, str], errors: Mapping[str, str], then: str,
    told: Mapping[str, Any] | None = None, lost: Sequence[str] = (),
) -> Response:  # fmt: skip
    rows = [
        {"q": one, "text": text_of(one, visit.lang), "reason": reason_of(one, visit.lang),
         "known": names_of(one, visit.lang) if one.kind in {"words", "texts"} else []}
        for one in QUESTIONS
    ]  # fmt: skip
    return visit.page(
        "you_all.html.j2", 422 if errors else 200, rows=rows, typed=typed, errors=errors, lost=lost,
        then=local(then), id=profile_in(then), referrals=referrals(person_told(told or {})),
    )  # fmt: skip


@router.post("/you", dependencies=[_FORM])
async def answers(visit: Visiting) -> Response:
    """Take all answers at once, keep what is clear, and say what isn't and what needs a doctor."""
    form = await visit.request.form()
    return await run_in_threadpool(_take_all, visit, dict(form))


def _take_all(visit: Visit, form: Mapping[str, Any]) -> Response:
    typed = {q.key: str(form.get(q.key, ""))[:MOST_CHARS] for q in QUESTIONS}
    with visit.store() as (store, _):
        before = told_of(store)
    told: dict[str, Any] = {}
    errors: dict[str, str] = {}
    while (question := next_question(told)) is not None:
        try:
            told = answered(told, question.key, _from_text(question, typed[question.key]))
        except PersonError as error:
            errors[question.key] = explained(error, visit.lang)
            words = parts_of(question.key, typed[question.key])
            told = understood(told, question, words, before.get(question.key))
    # What isn't understood stays open: it was not passed over.
    told = {key: value for key, value in told.items() if value is not None or key not in errors}
    lost = [key for key in errors if key not in told and before.get(key) is not None]
    then = str(form.get("next", ""))
    with visit.store() as (store, _):
        keep(store, told)
    if errors:
        return _all(visit, typed, errors, then, told, lost)
    if referrals(person_told(told)):
        return visit.go(with_next("/you/doctor", then))
    return visit.go(local(then))


def _from_text(question: Question, text: str) -> object:
    if question.kind == "number":
        return number_of(question.key, text)
    if question.kind in {"yes-no", "choice"}:
        return text.strip() or None
    return parts_of(question.key, text) or None
