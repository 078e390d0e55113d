"""What the parts of the API share: the shape of errors, of what they need, and of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import Body, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from legaat.advice import Person
from legaat.messages import Lang, Speakable, Text
from legaat.profiles import Profile
from legaat.web._pages_you import person_of
from legaat.web._told import PROGRAM, ApiError, plain_what, problem_error, what_to_do
from legaat.web._upload import Problem as UploadProblem
from legaat.web._visit import Visit

__all__ = [
    "ERRORS",
    "UPLOADS",
    "Answer",
    "Ask",
    "BodyPerson",
    "Id",
    "LangQuery",
    "Problem",
    "contract",
    "person_for",
    "profile_for",
    "same_site",
    "unread",
]


class Ask(BaseModel):
    """A body of a request: nothing in it may be unknown."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """A body of an answer."""


class Place(Answer):
    """What is wrong with one part of a request."""

    where: list[str]
    what: str


class Problem(Answer):
    """What is wrong, and what to do."""

    what: str
    where: str = ""
    do: str
    problems: list[Place] = Field(default_factory=list)


def _words(status: int, words: str) -> tuple[int, dict[str, Any]]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return status, {"description": words, "content": {"application/json": schema}}


ERRORS: Final[dict[int | str, dict[str, Any]]] = dict(
    [
        (400, {"model": Problem, "description": "what was given can't be used"}),
        (401, {"model": Problem, "description": "nobody is logged in"}),
        (403, {"model": Problem, "description": "a page of another site asked"}),
        (404, {"model": Problem, "description": "there is no such thing, or it is another's"}),
        (422, {"model": Problem, "description": "the request is not shaped as described"}),
        _words(429, "too many requests"),
    ]
)
"""What any operation may answer; errors say what is wrong and what to do."""

UPLOADS: Final[dict[int | str, dict[str, Any]]] = {
    **ERRORS,
    **dict([_words(413, "larger than the limit"), _words(503, "others are having files read")]),
}

LangQuery = Annotated[Lang, Query(description="language of the sentences in the answer")]
Id = Annotated[
    str,
    Path(
        max_length=36,
        pattern=r"^[0-9a-f-]{36}$",
        examples=["0" * 8 + "-0000" * 3 + "-" + "0" * 12],
    ),
]
BodyPerson = Annotated[
    dict[str, Any] | None,
    Body(description="a person of the same shape as a person file; none is the one that is kept"),
]


def contract(name: str, words: str, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return the answer of an operation that gives what a JSON Schema of Legaat describes."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    content = {"application/json": {"schema": schema}}
    return {**ERRORS, status: {"description": words, "content": content}}


async def same_site(request: Request) -> None:
    """Refuse a request that another site makes with this browser's cookies.

    A program sends no ``Origin``; a page of another site always does where something changes.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host", ""):
        raise problem_error(403, "site")


def profile_for(visit: Visit, profile_id: str) -> Profile:
    """Return a kept profile, or a sample of a table.

    Raises
    ------
    ApiError
        404: there is none of this owner.
    """
    with visit.store() as (store, _):
        profile = visit.face.profile(store, profile_id)
    if profile is None:
        raise problem_error(404, "profile")
    return profile


def unread(problem: UploadProblem, *parts: str) -> ApiError:
    """Return the error for a file that could not be read, in words for a program.

    Parameters
    ----------
    problem : Problem
    *parts : str
        Parts of ``web`` to look for what to do in, before those of every program.
    """
    # Others who have files read are nothing that is wrong with this one.
    status = 503 if problem.id == "busy" else 400
    do = Text(nl=_do(problem, "nl", parts), en=_do(problem, "en", parts))
    where = None if problem.where is None else _plain(problem.where)
    return ApiError(status, _plain(problem.what), do, where)


def _do(problem: UploadProblem, lang: Lang, parts: Sequence[str]) -> str:
    return what_to_do(problem.id, problem.do.text(lang), lang, *parts, *PROGRAM)


def _plain(text: Speakable) -> Text:
    return Text(nl=plain_what(text.text("nl")), en=plain_what(text.text("en")))


def person_for(visit: Visit, told: Mapping[str, Any] | None) -> Person | None:
    """Return the person of a request, or else the one that was told of under *About you*.

    What was told before counts: it must not fall away because a program doesn't repeat it.

    Raises
    ------
    PersonError
        A key or word that isn't known.
    """
    if told is not None:
        return Person.from_dict(told)
    with visit.store() as (store, _):
        return person_of(store)
