"""About you: the questions, their reasons, and what needs a doctor at once."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.advice import QUESTIONS, Person, answer, next_question, referrals
from legaat.errors import PersonError
from legaat.web._store import Store
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["person_of", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def person_of(store: Store) -> Person | None:
    """Return the person that an owner told of, or None."""
    kept = store.newest("person")
    return None if kept is None else Person.from_dict(kept.data)


@router.get("/you")
def you(visit: Visiting, next: str = "") -> Response:  # noqa: A002 - the word of the address
    """Ask the questions, with what was answered before."""
    with visit.store() as (store, _):
        person = person_of(store)
    return _you(visit, person, {}, {}, next)


def _typed(person: Person | None) -> dict[str, str]:
    if person is None:
        return {}
    typed = {}
    for question in QUESTIONS:
        value = getattr(person, question.key)
        if value is None:
            continue
        if isinstance(value, tuple):
            typed[question.key] = ", ".join(value) or "none"
        elif isinstance(value, bool):
            typed[question.key] = "yes" if value else "no"
        else:
            typed[question.key] = str(value)
    return typed


def _you(
    visit: Visit, person: Person | None, typed: dict[str, str], errors: dict[str, str], then: str
) -> Response:
    return visit.page(
        "you.html.j2", 422 if errors else 200, questions=QUESTIONS, typed=typed or _typed(person),
        errors=errors, next=_local(then),
    )  # fmt: skip


@router.post("/you", dependencies=[_FORM])
async def answers(visit: Visiting) -> Response:
    """Take the answers, say which can't be understood, and what needs a doctor."""
    form = await visit.request.form()
    return await run_in_threadpool(_take, visit, dict(form))


def _take(visit: Visit, form: dict[str, Any]) -> Response:
    told: dict[str, object] = {}
    typed = {q.key: str(form.get(q.key, ""))[:2000] for q in QUESTIONS}
    errors: dict[str, str] = {}
    while (question := next_question(told)) is not None:
        try:
            told = answer(told, question, typed[question.key])
        except PersonError as error:
            errors[question.key] = f"{error.what(visit.lang)} {error.do(visit.lang)}"
            told = {**told, question.key: None}
    person = Person.from_dict({key: value for key, value in told.items() if value is not None})
    then = str(form.get("next", ""))
    if errors:
        return _you(visit, person, typed, errors, then)
    body = json.dumps({k: v for k, v in told.items() if v is not None}).encode()
    with visit.store() as (store, _):
        before = store.newest("person")
        if before is None:
            store.add("person", body)
        else:
            store.replace(before.id, "person", body)
    urgent = referrals(person)
    if urgent:
        return visit.page("referrals.html.j2", referrals=urgent, next=_local(then))
    return visit.go(_local(then))


def _local(path: str) -> str:
    """Return a page of this site; anything else becomes the start page."""
    return path if _LOCAL.fullmatch(path) else "/"
