"""Start: drop a file, see how it was read, correct it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, File, Form, HTTPException, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.profiles import formats
from legaat.web._pages_you import person_of
from legaat.web._profile_json import encode_profile
from legaat.web._upload import ReadFile, read_upload, safe_name
from legaat.web._visit import Visit, Visiting, check_form
from legaat.web._work_read import LARGE, about, keep_upload, original

__all__ = ["LARGE", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)


@router.get("/")
def start(visit: Visiting) -> Response:
    """Show the upload form and what is kept."""
    with visit.store() as (store, _):
        kept = [
            {"id": one.id, "created": one.created, **one.data["about"]}
            for one in store.all("profile")
        ]
    return visit.page("start.html.j2", profiles=kept, formats=formats(), problem=None)


def _options(form: Mapping[str, str | None]) -> dict[str, Any]:
    told = {key: (value or "").strip()[:200] for key, value in form.items()}
    options: dict[str, Any] = {
        key: told[key] for key in ("sample", "format", "rank", "lab", "date") if told.get(key)
    }
    if told.get("taxon") and told.get("abundance"):
        options["mapping"] = {"taxon": told["taxon"], "abundance": told["abundance"]}
    return options


@router.post("/upload", dependencies=[_FORM])
async def upload(visit: Visiting, file: UploadFile = File()) -> Response:  # noqa: B008 - FastAPI
    """Read an upload in the worker; keep it only when it could be read."""
    data = await file.read()
    if not data:
        return visit.page(
            "start.html.j2", 400, profiles=[], formats=formats(),
            problem={"what": visit.say("upload.empty"), "do": "", "where": ""},
        )  # fmt: skip
    name = safe_name(file.filename)
    if len(data) > LARGE:
        return await run_in_threadpool(_later, visit, data, name)
    found = await run_in_threadpool(read_upload, data, name, {}, visit.face.config)
    return await run_in_threadpool(_keep, visit, data, name, found, {})


def _later(visit: Visit, data: bytes, name: str) -> Response:
    """Keep a large upload and read it in the queue."""
    with visit.store() as (store, _):
        upload_id = keep_upload(store, name, data)
    job_id = visit.face.jobs.add(visit.owner, "read", {"upload": upload_id, "name": name})
    return visit.go(f"/job/{job_id}")


def _keep(
    visit: Visit, data: bytes, name: str, found: ReadFile, options: dict[str, Any],
    upload_id: str | None = None, profile_id: str | None = None,
) -> Response:  # fmt: skip
    if found.problem is not None:
        problem = {
            "what": found.problem.what.text(visit.lang),
            "do": found.problem.do.text(visit.lang),
            "where": found.problem.where.text(visit.lang) if found.problem.where else "",
        }
        return visit.page("start.html.j2", 400, profiles=[], formats=formats(), problem=problem)
    with visit.store() as (store, _):
        if upload_id is None:
            upload_id = keep_upload(store, name, data)
        if found.profile is None:
            return visit.page("samples.html.j2", upload=upload_id, samples=found.samples)
        body = json.dumps(
            {
                "profile": encode_profile(found.profile),
                "about": about(found.profile, name),
                "options": options,
            }
        ).encode()
        if profile_id is not None and store.replace(profile_id, "profile", body):
            visit.face.twins.forget(visit.owner)
        else:
            profile_id = store.add("profile", body, upload_id)
    return visit.go(f"/profile/{profile_id}")


@router.post("/upload/{upload_id}/sample", dependencies=[_FORM])
def choose_sample(visit: Visiting, upload_id: str, sample: str = Form(max_length=2000)) -> Response:
    """Read one sample of a file that holds several."""
    with visit.store() as (store, _):
        name, data = original(store, upload_id)
    found = read_upload(data, name, {"sample": sample}, visit.face.config)
    return _keep(visit, data, name, found, {"sample": sample}, upload_id)


@router.get("/profile/{profile_id}")
def reading(visit: Visiting, profile_id: str) -> Response:
    """Show how the file was read."""
    with visit.store() as (store, _):
        kept = store.get(profile_id, "profile")
        profile = visit.face.profile(store, profile_id)
        about_you = person_of(store) is not None
    if kept is None or profile is None:
        raise HTTPException(404)
    return visit.page(
        "reading.html.j2", id=profile_id, profile=profile, report=profile.report,
        options=kept.data["options"], formats=formats(), about_you=about_you,
    )  # fmt: skip


@router.post("/profile/{profile_id}/correct", dependencies=[_FORM])
def correct(
    visit: Visiting,
    profile_id: str,
    lab: str | None = Form(None),
    date: str | None = Form(None),
    rank: str | None = Form(None),
    format: str | None = Form(None),  # noqa: A002 - the word of the form
    taxon: str | None = Form(None),
    abundance: str | None = Form(None),
) -> Response:
    """Read the file again, the way somebody says it should be read."""
    with visit.store() as (store, _):
        kept = store.get(profile_id, "profile")
        if kept is None or kept.parent is None:
            raise HTTPException(404)
        name, data = original(store, kept.parent)
    options = _options(
        {
            "sample": kept.data["options"].get("sample"), "lab": lab, "date": date, "rank": rank,
            "format": format, "taxon": taxon, "abundance": abundance,
        }
    )  # fmt: skip
    found = read_upload(data, name, options, visit.face.config)
    return _keep(visit, data, name, found, options, kept.parent, profile_id)
