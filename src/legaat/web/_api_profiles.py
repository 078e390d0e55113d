"""Profiles and tables, for programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Query, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from legaat.messages import Lang, say
from legaat.web._api_common import (
    ERRORS,
    UPLOADS,
    Answer,
    Ask,
    Id,
    LangQuery,
    profile_for,
    unread,
)
from legaat.web._api_jobs import JobStarted
from legaat.web._identity import aware
from legaat.web._mine import entries, forget_tasks, name_of, whole
from legaat.web._pages_table import find_rows, rows_of
from legaat.web._profile_json import encode_profile
from legaat.web._store import Kept, Store
from legaat.web._told import problem_error
from legaat.web._upload import ReadFile, read_upload, safe_name
from legaat.web._visit import Visit, Visiting
from legaat.web._work_read import about, head_of, keep_upload, original, start_table

__all__ = ["router"]

router = APIRouter(tags=["profiles"])

_Rank = Literal["species", "genus"]


class Row(Answer):
    """A profile in a list."""

    id: str
    name: str
    sample: str
    lab: str | None
    date: str | None
    n_taxa: int


class Profiles(Answer):
    """The profiles that are kept, newest first."""

    profiles: list[Row]


class OneProfile(Answer):
    """A profile, whole: taxa and shares, where it comes from, and how it was read."""

    id: str
    options: dict[str, Any]
    profile: dict[str, Any]


class Already(Answer):
    """That the same file was given before: it is kept once, also where it is read again."""

    created: datetime
    profiles: list[str]


class Added(Answer):
    """A profile that was kept; or, for a file of several, the samples to choose from."""

    id: str | None
    upload: str
    profile: dict[str, Any] | None = None
    samples: list[str] = Field(default_factory=list)
    already: Already | None = None


class Correction(Ask):
    """How the file should be read instead; what isn't told is guessed as before."""

    format: Annotated[str | None, Field(max_length=60)] = None
    rank: _Rank | None = None
    lab: Annotated[str | None, Field(max_length=200)] = None
    date: Annotated[str | None, Field(max_length=40)] = None
    sample: Annotated[str | None, Field(max_length=2000)] = None
    mapping: Annotated[dict[str, str] | None, Field(max_length=4)] = None


class Samples(Answer):
    """All samples of a table; a column that isn't known of a sample is left out."""

    name: str
    samples: list[dict[str, Any]]


class Stays(Answer):
    """What stays after a profile was deleted: its file, because more was read from that."""

    upload: str
    profiles: list[str]
    what: str
    do: str


class OneUpload(Answer):
    """A file that was given."""

    id: str
    name: str
    created: datetime
    kilobytes: int
    profiles: list[str]


class Uploads(Answer):
    """The files that are kept, newest first."""

    uploads: list[OneUpload]


def _refuse(found: ReadFile) -> None:
    if found.problem is not None:
        raise unread(found.problem)


@router.post("/profiles", responses=UPLOADS, status_code=201, summary="Read a file and keep it")
async def add_profile(
    visit: Visiting,
    file: Annotated[UploadFile, File(description="a file of any format that Legaat reads")],
    sample: Annotated[str | None, Query(max_length=2000)] = None,
    format: Annotated[str | None, Query(max_length=60)] = None,  # noqa: A002 - the verb's word
    rank: _Rank | None = None,
    lab: Annotated[str | None, Query(max_length=200)] = None,
    date: Annotated[str | None, Query(max_length=40)] = None,
    taxon: Annotated[str | None, Query(max_length=200, description="column of names")] = None,
    abundance: Annotated[str | None, Query(max_length=200, description="column of amounts")] = None,
    lang: LangQuery = "en",
) -> Added:
    """Read a profile and keep it, with the file. Of a file with several samples, name one.

    Of a table that isn't known, name the columns: `taxon` and `abundance`. A file that can't be
    read is not kept. One that was given before is kept once; `already` says since when, and which
    profiles were read from it.
    """
    data = await file.read()
    told = {"sample": sample, "format": format, "rank": rank, "lab": lab, "date": date}
    options: dict[str, Any] = {key: value for key, value in told.items() if value}
    if taxon or abundance:
        columns = {"taxon": taxon, "abundance": abundance}
        options["mapping"] = {key: value for key, value in columns.items() if value}
    name = safe_name(file.filename)
    return await run_in_threadpool(_add, visit, data, name, options, lang)


def _add(visit: Visit, data: bytes, name: str, options: dict[str, Any], lang: Lang) -> Added:
    found = read_upload(data, name, options, visit.face.config)
    _refuse(found)
    with visit.store() as (store, _):
        there = store.same_upload(data)
        already = None if there is None else _already(store, there)
        upload = keep_upload(store, name, data) if there is None else there.id
        if found.profile is None:
            return Added(id=None, upload=upload, samples=list(found.samples), already=already)
        body = {
            "profile": encode_profile(found.profile), "about": about(found.profile, name),
            "options": options,
        }  # fmt: skip
        kept = store.add("profile", json.dumps(body).encode(), upload)
    return Added(
        id=kept, upload=upload, profile=found.profile.to_dict(lang), already=already
    )  # fmt: skip


def _already(store: Store, there: Kept) -> Already:
    profiles = sorted(store.part_ids("profile", there.id))
    return Already(created=aware(there.created), profiles=profiles)


@router.get("/profiles", responses=ERRORS, summary="List the profiles")
def list_profiles(visit: Visiting) -> Profiles:
    """List the profiles that are kept, newest first."""
    with visit.store() as (store, _):
        rows = [Row(id=one.id, **_row(one.data["about"])) for one in store.all("profile")]
    return Profiles(profiles=rows)


def _row(told: dict[str, Any]) -> dict[str, Any]:
    return {key: told.get(key) for key in ("name", "sample", "lab", "date", "n_taxa")}


@router.get("/profiles/{profile_id}", responses=ERRORS, summary="One profile")
def get_profile(visit: Visiting, profile_id: Id, lang: LangQuery = "en") -> OneProfile:
    """Give one profile, and how it was read."""
    with visit.store() as (store, _):
        kept = store.get(profile_id, "profile") or store.get(profile_id, "sample")
        options = {} if kept is None else kept.data.get("options", {})
    profile = profile_for(visit, profile_id)
    return OneProfile(id=profile_id, options=options, profile=profile.to_dict(lang))


@router.patch("/profiles/{profile_id}", responses=ERRORS, summary="Read it in another way")
def correct_profile(
    visit: Visiting, profile_id: Id, told: Correction, lang: LangQuery = "en"
) -> OneProfile:
    """Read the file again, the way that is told; it stays as it was when that fails."""
    with visit.store() as (store, _):
        kept = store.get(profile_id, "profile")
        if kept is None or kept.parent is None:
            raise problem_error(404, "profile")
        name, data = original(store, kept.parent)
        before = kept.data["options"]
    options = {**before, **told.model_dump(exclude_none=True)}
    found = read_upload(data, name, options, visit.face.config)
    _refuse(found)
    if found.profile is None:
        raise problem_error(400, "several")
    body = {
        "profile": encode_profile(found.profile), "about": about(found.profile, name),
        "options": options,
    }  # fmt: skip
    with visit.store() as (store, _):
        if not store.replace(profile_id, "profile", json.dumps(body).encode()):
            raise problem_error(404, "profile")
    visit.face.twins.forget(visit.owner)
    return OneProfile(id=profile_id, options=options, profile=found.profile.to_dict(lang))


@router.delete(
    "/profiles/{profile_id}", summary="Delete a profile", status_code=204,
    responses={**ERRORS, 200: {"model": Stays, "description": "deleted, but the file stays"}},
)  # fmt: skip
def delete_profile(visit: Visiting, profile_id: Id, lang: LangQuery = "en") -> Response:
    """Delete a profile for good, the plan made from it, and the file it was read from.

    Where more was read from that file, it stays, and the answer says so.
    """
    with visit.store() as (store, session):
        kept = store.get(profile_id, "profile")
        if kept is None:
            raise problem_error(404, "profile")
        gone = whole(entries(session, visit.owner), profile_id)
        if gone != profile_id and len(head_of(store, gone)[0]["samples"]) > 1:
            # The other samples are in the file only: somebody may still choose one.
            gone = profile_id
        store.remove(gone)
        others = sorted(store.part_ids("profile", kept.parent)) if kept.parent else []
        stays = kept.parent if gone == profile_id else None
    _forget(visit, gone)
    if stays is None:
        return Response(status_code=204)
    words = {
        "what": say("web.api-problem.stays", lang),
        "do": say("web.api-problem.stays-do", lang, id=stays),
    }
    return JSONResponse({"upload": stays, "profiles": others, **words})


def _forget(visit: Visit, gone: str) -> None:
    """Forget the tasks of what was deleted, and what is remembered of it."""
    forget_tasks(visit.face.jobs, visit.owner, gone)
    visit.face.deleted(visit.owner)


@router.get("/uploads", responses=ERRORS, summary="List the files")
def list_uploads(visit: Visiting) -> Uploads:
    """List the files as they were given, and which profiles were read from them."""
    with visit.store() as (store, session):
        found = entries(session, visit.owner)
        rows = [
            OneUpload(
                id=one.id, name=name_of(store, one), created=aware(one.created),
                kilobytes=-(-one.size // 1024),
                profiles=[e.id for e in found if e.kind == "profile" and e.parent == one.id],
            )
            for one in found
            if one.kind == "upload"
        ]  # fmt: skip
    return Uploads(uploads=rows)


@router.delete("/uploads/{upload_id}", responses=ERRORS, status_code=204, summary="Delete a file")
def delete_upload(visit: Visiting, upload_id: Id) -> None:
    """Delete a file for good, and all that was read from it: profiles, plans, tables."""
    with visit.store() as (store, session):
        found = entries(session, visit.owner)
        if not any(one.id == upload_id and one.kind == "upload" for one in found):
            raise problem_error(404, "upload")
        store.remove(upload_id)
    _forget(visit, upload_id)


@router.post("/tables", responses=UPLOADS, status_code=202, summary="Read a file of many samples")
async def add_table(
    visit: Visiting,
    file: Annotated[UploadFile, File(description="a table with a column or row for each sample")],
) -> JobStarted:
    """Keep a file and read all its samples in the queue; see the job for how far it is.

    The same file twice is one upload with one table.
    """
    data = await file.read()
    if not data:
        raise problem_error(400, "empty")
    return await run_in_threadpool(_add_table, visit, data, safe_name(file.filename))


def _add_table(visit: Visit, data: bytes, name: str) -> JobStarted:
    with visit.store() as (store, _):
        there = store.same_upload(data)
        upload = keep_upload(store, name, data) if there is None else there.id
    return JobStarted(job=start_table(visit.face, visit.owner, upload, name), upload=upload)


@router.get("/tables/{upload_id}", responses=ERRORS, summary="All samples of a table")
def get_table(
    visit: Visiting,
    upload_id: Id,
    q: Annotated[str, Query(max_length=200, description="part of a sample's name")] = "",
    sort: Literal["number", "sample", "n_taxa", "missing", "butyrate"] = "number",
) -> Samples:
    """List the samples of a table: how many bacteria are missing, where butyrate stands.

    The `id` of a sample is that of its profile in the other addresses.
    """
    with visit.store() as (store, _):
        name, rows = rows_of(store, upload_id)
    return Samples(name=name, samples=[dict(row) for row in find_rows(rows, q, sort)])
