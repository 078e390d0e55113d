"""Start: drop a file, see how it was read, correct it; and the questions about you."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter, Depends, File, Form, HTTPException, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.advice import QUESTIONS, Person, answer, next_question, referrals
from legaat.errors import PersonError
from legaat.messages import LANGUAGES
from legaat.profiles import Profile, formats
from legaat.web._identity import Visitor
from legaat.web._profile_json import encode_profile
from legaat.web._state import Face
from legaat.web._store import Store
from legaat.web._upload import ReadFile, read_upload, safe_name
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["LARGE", "person_of", "read_job", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
LARGE: Final = 4 * 1024 * 1024
"""Uploads above this many bytes are read in the queue."""


@router.get("/")
def start(visit: Visiting) -> Response:
    """Show the upload form and what is kept."""
    with visit.face.store(visit.who) as (store, _):
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
    with visit.face.store(visit.who) as (store, _):
        upload_id = store.add("upload", json.dumps({"name": name}).encode() + b"\n" + data)
    job_id = visit.face.jobs.add(visit.who.account, "read", {"upload": upload_id})
    return visit.go(f"/job/{job_id}")


def read_job(
    face: Face, owner: str, payload: Mapping[str, Any], progress: Callable[[float], None]
) -> dict[str, Any]:
    """Read a kept upload: the work of a queued job."""
    who = Visitor(owner, "", "person", "")
    with face.store(who) as (store, _):
        name, data = _original(store, payload["upload"])
    progress(0.1)
    found = read_upload(data, name, {}, face.config)
    progress(0.9)
    if found.problem is not None:
        what, do = found.problem.what, found.problem.do
        return {
            "what": {lang: what.text(lang) for lang in LANGUAGES},
            "do": {lang: do.text(lang) for lang in LANGUAGES},
        }
    if found.profile is None:
        return {"upload": payload["upload"], "samples": list(found.samples)}
    body = {
        "profile": encode_profile(found.profile),
        "about": _about(found.profile, name),
        "options": {},
    }
    with face.store(who) as (store, _):
        kept = store.newest("profile", payload["upload"])
        if kept is not None:
            # Taken up again after a crash: the profile is there already.
            return {"profile": kept.id}
        return {"profile": store.add("profile", json.dumps(body).encode(), payload["upload"])}


@router.get("/job/{job_id}")
def job(visit: Visiting, job_id: str) -> Response:
    """Show how far a job is; when it is done, go where it leads."""
    task = visit.face.jobs.get(visit.who.account, job_id)
    if task is None:
        raise HTTPException(404)
    result = task.result or {}
    if task.state == "done" and "profile" in result:
        return visit.go(f"/profile/{result['profile']}")
    if task.state == "done" and "samples" in result:
        return visit.page("samples.html.j2", upload=result["upload"], samples=result["samples"])
    return visit.page("job.html.j2", task=task)


@router.post("/job/{job_id}/cancel", dependencies=[_FORM])
def cancel(visit: Visiting, job_id: str) -> Response:
    """Stop a job."""
    if not visit.face.jobs.cancel(visit.who.account, job_id):
        raise HTTPException(404)
    return visit.go(f"/job/{job_id}")


def _about(profile: Profile, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "sample": profile.sample,
        "lab": profile.provenance.lab,
        "date": profile.provenance.date,
        "n_taxa": len(profile),
    }


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
    with visit.face.store(visit.who) as (store, _):
        if upload_id is None:
            head = json.dumps({"name": name}).encode()
            upload_id = store.add("upload", head + b"\n" + data)
        if found.profile is None:
            return visit.page("samples.html.j2", upload=upload_id, samples=found.samples)
        body = json.dumps(
            {
                "profile": encode_profile(found.profile),
                "about": _about(found.profile, name),
                "options": options,
            }
        ).encode()
        if profile_id is not None and store.replace(profile_id, "profile", body):
            visit.face.twins.forget(visit.who.account)
        else:
            profile_id = store.add("profile", body, upload_id)
    return visit.go(f"/profile/{profile_id}")


def _original(store: Store, upload_id: str) -> tuple[str, bytes]:
    kept = store.get(upload_id, "upload")
    if kept is None:
        raise HTTPException(404)
    head, _, data = kept.body.partition(b"\n")
    return json.loads(head)["name"], data


@router.post("/upload/{upload_id}/sample", dependencies=[_FORM])
def choose_sample(visit: Visiting, upload_id: str, sample: str = Form(max_length=2000)) -> Response:
    """Read one sample of a file that holds several."""
    with visit.face.store(visit.who) as (store, _):
        name, data = _original(store, upload_id)
    found = read_upload(data, name, {"sample": sample}, visit.face.config)
    return _keep(visit, data, name, found, {"sample": sample}, upload_id)


@router.get("/profile/{profile_id}")
def reading(visit: Visiting, profile_id: str) -> Response:
    """Show how the file was read."""
    with visit.face.store(visit.who) as (store, _):
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
    with visit.face.store(visit.who) as (store, _):
        kept = store.get(profile_id, "profile")
        if kept is None or kept.parent is None:
            raise HTTPException(404)
        name, data = _original(store, kept.parent)
    options = _options(
        {
            "sample": kept.data["options"].get("sample"), "lab": lab, "date": date, "rank": rank,
            "format": format, "taxon": taxon, "abundance": abundance,
        }
    )  # fmt: skip
    found = read_upload(data, name, options, visit.face.config)
    return _keep(visit, data, name, found, options, kept.parent, profile_id)


# -- about you -------------------------------------------------------------------------------


def person_of(store: Store) -> Person | None:
    """Return the person that an owner told of, or None."""
    kept = store.newest("person")
    return None if kept is None else Person.from_dict(kept.data)


@router.get("/you")
def you(visit: Visiting, next: str = "") -> Response:  # noqa: A002 - the word of the address
    """Ask the questions, with what was answered before."""
    with visit.face.store(visit.who) as (store, _):
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
    with visit.face.store(visit.who) as (store, _):
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
