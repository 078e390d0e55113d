"""The person, the questions and the plan, for programs."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException
from fastapi.responses import JSONResponse
from pydantic import Field

from legaat.advice import QUESTIONS, Person, referrals
from legaat.web._api_common import ERRORS, Answer, Ask, Id, LangQuery, contract, profile_for
from legaat.web._pages_you import person_of
from legaat.web._store import Store
from legaat.web._visit import Visiting

__all__ = ["router"]

router = APIRouter(tags=["person and plan"])


class OneReferral(Answer):
    """Something that needs a doctor."""

    rule: str
    urgency: str
    why: str
    what_to_do: str


class Told(Answer):
    """What was kept, and what in it needs a doctor first."""

    referrals: list[OneReferral]


class OneQuestion(Answer):
    """A question about a person, and why it is asked."""

    key: str
    kind: str
    question: str
    reason: str
    words: list[str]


class Questions(Answer):
    """The questions in their order; all may be passed over."""

    questions: list[OneQuestion]


class PlanRequest(Ask):
    """Suggestions in the order in which to do them, those refused with a reason, the first day."""

    order: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=50)] = Field(
        default_factory=list
    )
    refused: Annotated[
        dict[Annotated[str, Field(max_length=80)], Annotated[str, Field(max_length=300)]],
        Field(max_length=50),
    ] = Field(default_factory=dict)
    start: date | None = None


class OnePlan(Answer):
    """The plan that is kept for a profile; nothing in it where none was made."""

    plan: dict[str, Any]


def _dict(person: Person) -> dict[str, Any]:
    """Return a person as the plain data that it is made from."""
    from dataclasses import fields

    found = {field.name: getattr(person, field.name) for field in fields(person)}
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in found.items()
        if value is not None
    }


@router.get("/person", responses=contract("person", "the person"), summary="The person")
def get_person(visit: Visiting) -> JSONResponse:
    """Give what was told about the person; 404 where nothing was."""
    with visit.store() as (store, _):
        person = person_of(store)
    if person is None:
        raise HTTPException(404, "nothing was told")
    return JSONResponse(_dict(person))


@router.put(
    "/person", responses=ERRORS, summary="Tell about the person",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/person"}}},
        }
    },
)  # fmt: skip
def put_person(
    visit: Visiting, told: Annotated[dict[str, Any], Body()], lang: LangQuery = "en"
) -> Told:
    """Keep what is told, in place of what was told before; say what needs a doctor."""
    person = Person.from_dict(told)
    body = json.dumps(_dict(person)).encode()
    with visit.store() as (store, _):
        before = store.newest("person")
        if before is None:
            store.add("person", body)
        else:
            store.replace(before.id, "person", body)
    return Told(
        referrals=[
            OneReferral(
                rule=one.rule, urgency=one.urgency, why=one.why.text(lang),
                what_to_do=one.what_to_do.text(lang),
            )
            for one in referrals(person)
        ]
    )  # fmt: skip


@router.delete("/person", responses=ERRORS, status_code=204, summary="Forget the person")
def delete_person(visit: Visiting) -> None:
    """Delete what was told about the person, for good."""
    with visit.store() as (store, _):
        kept = list(store.all("person"))
        for one in kept:
            store.remove(one.id)
    if not kept:
        raise HTTPException(404, "nothing was told")
    visit.face.deleted(visit.owner)


@router.get("/questions", responses=ERRORS, summary="The questions about a person")
def questions(visit: Visiting, lang: LangQuery = "en") -> Questions:  # noqa: ARG001 - a login
    """Give the questions, each with its reason and the words that are known."""
    return Questions(
        questions=[
            OneQuestion(
                key=one.key, kind=one.kind, question=one.text.text(lang),
                reason=one.reason.text(lang), words=[word.label.text(lang) for word in one.words],
            )
            for one in QUESTIONS
        ]
    )  # fmt: skip


@router.get("/profiles/{profile_id}/plan", responses=ERRORS, summary="The plan")
def get_plan(visit: Visiting, profile_id: Id) -> OnePlan:
    """Give the plan that is kept for a profile."""
    profile_for(visit, profile_id)
    with visit.store() as (store, _):
        return OnePlan(plan=_plan(store, profile_id))


def _plan(store: Store, profile_id: str) -> dict[str, Any]:
    kept = store.newest("plan", profile_id)
    return {} if kept is None else kept.data


@router.put("/profiles/{profile_id}/plan", responses=ERRORS, summary="Change the plan")
def put_plan(visit: Visiting, profile_id: Id, told: PlanRequest) -> OnePlan:
    """Keep an order, what is refused, and the first day.

    What a safety rule withholds doesn't come in this way: the page shows only suggestions that the
    report makes.
    """
    profile_for(visit, profile_id)
    with visit.store() as (store, _):
        body = {
            **_plan(store, profile_id),
            "order": told.order,
            "refused": told.refused,
            "start": None if told.start is None else told.start.isoformat(),
        }
        kept = store.newest("plan", profile_id)
        if kept is None:
            store.add("plan", json.dumps(body).encode(), profile_id)
        else:
            store.replace(kept.id, "plan", json.dumps(body).encode())
    return OnePlan(plan=body)
