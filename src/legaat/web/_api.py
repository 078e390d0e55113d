"""The verbs for programs: the same as the command line, as REST with JSON."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, File, HTTPException, Query, Request, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from legaat.advice import Person
from legaat.errors import LegaatError
from legaat.knowledge import KINDS, cards
from legaat.labels import check_label
from legaat.messages import Lang
from legaat.reports import build_report, render_json
from legaat.web._pages_know import search
from legaat.web._pages_you import person_of
from legaat.web._profile_json import encode_profile
from legaat.web._upload import read_upload, safe_name
from legaat.web._visit import Visit, Visiting
from legaat.web._what_if import FIBRES, FOODS, what_if

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["legaat"])
_LANG = Annotated[Lang, Query(description="language of sentences")]
_ID = r"^[0-9a-f-]{36}$"


class Problem(BaseModel):
    """What is wrong, and what to do."""

    what: str
    do: str = ""


class LabelRequest(BaseModel):
    """The words on a pack."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=100_000)]
    lang: Annotated[str | None, Field(pattern="^(nl|en|de|fr)$")] = None


class WhatIfRequest(BaseModel):
    """Grams of fibre and portions of food, added to an average Dutch diet."""

    model_config = ConfigDict(extra="forbid")

    add: dict[
        Annotated[str, Field(pattern="^(" + "|".join(s.key for s in (*FIBRES, *FOODS)) + ")$")],
        Annotated[float, Field(gt=0, le=30)],
    ] = {}


async def same_site(request: Request) -> None:
    """Refuse a request that another site makes with this browser's cookies.

    A program sends no ``Origin``; a page of another site always does with these methods.
    """
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host", ""):
        raise HTTPException(403, "other origin")


_RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem}, 401: {"model": Problem}, 403: {"model": Problem},
    404: {"model": Problem}, 413: {"description": "too large"},
}  # fmt: skip


@router.post("/profiles", dependencies=[Depends(same_site)], responses=_RESPONSES, status_code=201)
async def add_profile(
    visit: Visiting,
    file: Annotated[UploadFile, File(description="a file of any format that Legaat reads")],
    sample: Annotated[str | None, Query(max_length=2000)] = None,
) -> dict[str, Any]:
    """Read a profile and keep it."""
    data = await file.read()
    name = safe_name(file.filename)
    options = {"sample": sample} if sample else {}
    found = await run_in_threadpool(read_upload, data, name, options, visit.face.config)
    if found.problem is not None:
        raise HTTPException(400, found.problem.what.text(visit.lang))
    if found.profile is None:
        return {"id": None, "samples": list(found.samples)}
    encoded = encode_profile(found.profile)
    about = {"name": name, "sample": found.profile.sample, "lab": None, "date": None,
             "n_taxa": len(found.profile)}  # fmt: skip

    def keep() -> str:
        with visit.store() as (store, _):
            head = json.dumps({"name": name}).encode()
            upload = store.add("upload", head + b"\n" + data)
            body = json.dumps({"profile": encoded, "about": about, "options": options}).encode()
            return store.add("profile", body, upload)

    return {"id": await run_in_threadpool(keep), "profile": found.profile.to_dict(visit.lang)}


@router.get("/profiles", responses=_RESPONSES)
def list_profiles(visit: Visiting) -> dict[str, Any]:
    """List the profiles that are kept."""
    with visit.store() as (store, _):
        return {"profiles": [{"id": p.id, **p.data["about"]} for p in store.all("profile")]}


def _profile(visit: Visit, profile_id: str) -> Any:
    with visit.store() as (store, _):
        profile = visit.face.profile(store, profile_id)
    if profile is None:
        raise HTTPException(404, "no such profile")
    return profile


@router.delete(
    "/profiles/{profile_id}", dependencies=[Depends(same_site)], responses=_RESPONSES,
    status_code=204,
)  # fmt: skip
def delete_profile(visit: Visiting, profile_id: str) -> None:
    """Delete a profile for good."""
    with visit.store() as (store, _):
        if not store.remove(profile_id):
            raise HTTPException(404, "no such profile")
    visit.face.twins.forget(visit.owner)


@router.post(
    "/profiles/{profile_id}/report", dependencies=[Depends(same_site)], responses=_RESPONSES
)
def report(
    visit: Visiting,
    profile_id: str,
    person: Annotated[dict[str, Any] | None, Body()] = None,
    lang: _LANG = "en",
) -> JSONResponse:
    """Make the report, ``legaat.report/1``, for a person of the same shape as a person file.

    Without one, for the person that was told of under *About you*, if any.
    """
    profile = _profile(visit, profile_id)
    if person is not None:
        somebody: Person | None = Person.from_dict(person)
    else:
        # What was told before counts: it must not fall away because a program doesn't repeat it.
        with visit.store() as (store, _):
            somebody = person_of(store)
    return JSONResponse(render_json(build_report(profile, somebody), lang))


@router.post(
    "/profiles/{profile_id}/what-if", dependencies=[Depends(same_site)], responses=_RESPONSES
)
def simulate(visit: Visiting, profile_id: str, request: WhatIfRequest) -> dict[str, Any]:
    """Ask what more fibre or food would change."""
    profile = _profile(visit, profile_id)
    answer = visit.face.twins.ask(
        visit.owner, profile_id, "dutch", profile,
        lambda twin: what_if(twin, dict(request.add)),
    )  # fmt: skip
    return {
        "unit": answer.unit,
        "matched_share": answer.matched_share,
        "changes": [
            {"substance": c.name, "before": c.before, "after": c.after,
             "interval": None if c.low is None else [c.low, c.high], "unit": c.unit}
            for c in answer.changes
        ],
    }  # fmt: skip


@router.post("/labels", dependencies=[Depends(same_site)], responses=_RESPONSES)
def label(visit: Visiting, request: LabelRequest, lang: _LANG = "en") -> dict[str, Any]:  # noqa: ARG001
    """Say what a product is, ``legaat.label/1``."""
    try:
        return check_label(request.text, request.lang).to_dict(lang)
    except LegaatError as error:
        raise HTTPException(400, error.what(lang)) from None


@router.get("/knowledge", responses=_RESPONSES)
def knowledge(
    visit: Visiting,  # noqa: ARG001 - asks for a login in server mode
    q: Annotated[str, Query(max_length=200)],
    kind: Annotated[str, Query(pattern="^(" + "|".join(KINDS) + ")?$")] = "",
) -> dict[str, Any]:
    """Search the knowledge."""
    return {"found": [card.to_dict() for card in search(q, kind)]}


@router.get("/knowledge/{name}", responses=_RESPONSES)
def knowledge_entry(visit: Visiting, name: str) -> dict[str, Any]:  # noqa: ARG001 - as above
    """Show one entry."""
    card = cards().get(name)
    if card is None:
        raise HTTPException(404, "no such entry")
    return card.to_dict()
