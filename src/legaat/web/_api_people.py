"""The person, the questions and the plan, for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse
from pydantic import Field, WithJsonSchema

from legaat.advice import QUESTIONS, Person, referrals
from legaat.web._api_common import ERRORS, Answer, Ask, Id, LangQuery, contract, profile_for
from legaat.web._busy import takes_long
from legaat.web._pages_you import person_of
from legaat.web._plan import (
    Plan,
    Refusal,
    kept_plan,
    near_day,
    one_at_a_time,
    read_plan,
    save_plan,
    stamped,
    write_plan,
)
from legaat.web._told import problem_error
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

    plan: Annotated[
        dict[str, Any],
        WithJsonSchema(
            {
                "anyOf": [
                    {"$ref": "#/components/schemas/plan"},
                    {"type": "object", "maxProperties": 0},
                ]
            }
        ),
    ]


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
        raise problem_error(404, "person")
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
        store.put("person", body)
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
        raise problem_error(404, "person")
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
@takes_long
def get_plan(visit: Visiting, profile_id: Id) -> OnePlan:
    """Give the plan that is kept for a profile."""
    profile_for(visit, profile_id)
    with visit.store() as (store, _):
        kept = store.newest("plan", profile_id)
        return OnePlan(plan={} if kept is None else _plan(read_plan(kept.data)))


def _plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain data: as it is kept, and in the words of a request."""
    kept: dict[str, Any] = json.loads(write_plan(plan))
    return {**kept, "order": list(plan.chosen or ())}


@router.put("/profiles/{profile_id}/plan", responses=ERRORS, summary="Change the plan")
@takes_long
def put_plan(visit: Visiting, profile_id: Id, told: PlanRequest) -> OnePlan:
    """Keep an order, what is refused, and the first day; what is left out stays as it was.

    What a safety rule withholds doesn't come in this way: the page and its calendar show only
    suggestions that the report makes. The first day lies within three years.
    """
    profile_for(visit, profile_id)
    with visit.store() as (store, session):
        one_at_a_time(session, visit.owner, profile_id)
        plan = stamped(_changed(kept_plan(store, profile_id), told), datetime.now(UTC))
        save_plan(store, profile_id, plan)
    return OnePlan(plan=_plan(plan))


def _changed(plan: Plan, told: PlanRequest) -> Plan:
    if "refused" in told.model_fields_set:
        plan = replace(
            plan, refused={name: _refusal(plan, name, note) for name, note in told.refused.items()}
        )
    if "order" in told.model_fields_set:
        plan = replace(plan, chosen=tuple(dict.fromkeys(told.order)))
    if "start" in told.model_fields_set:
        plan = replace(plan, start=_near(told.start))
    chosen = plan.chosen
    if chosen is not None:
        chosen = tuple(name for name in chosen if name and name not in plan.refused)
    return replace(plan, chosen=chosen)


def _refusal(plan: Plan, name: str, note: str) -> Refusal:
    """Keep the reason that the page was told, where a program gives the same words back."""
    before = plan.refused.get(name)
    return before if before is not None and before.note == note else Refusal("other", note)


def _near(day: date | None) -> date | None:
    """Return a first day.

    Raises
    ------
    ApiError
        422: it isn't within three years.
    """
    if day is None or near_day(day.isoformat(), datetime.now().astimezone().date()) is not None:
        return day
    raise problem_error(422, "far-day")
