"""Start: drop a file, see how it was read, correct it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Form, HTTPException, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from legaat.profiles import FormatInfo, Profile, format_info, formats
from legaat.web._answers import told_of
from legaat.web._claims import ACTIVE
from legaat.web._paging import PageNumber, page_of
from legaat.web._profile_json import encode_profile
from legaat.web._store import Kept, Store, lock_owner, now
from legaat.web._told import plain_what, what_to_do
from legaat.web._upload import Problem, ReadFile, peek_upload, read_upload, safe_name
from legaat.web._visit import Visit, Visiting, check_form
from legaat.web._work_read import EXAMPLE, LARGE, about, head_of, keep_upload, original

__all__ = ["LARGE", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_Told = Annotated[str | None, Form(max_length=2000)]


_TEXTS: Final = ("sample", "format", "rank", "lab", "date")
_MOST_CHARS: Final = 200
_AGAIN: Final = "30"
"""Seconds after which somebody else's file is likely to be read: our own estimate."""
_COLUMNS_HELP: Final = frozenset(
    {"column-missing", "format-unknown", "map-column", "map-incomplete", "no-rows",
     "nothing-matched", "value-not-number"}
)  # fmt: skip
"""What may be mended by saying which column holds what."""


_OWN_WHAT: Final = frozenset({"file-binary"})
"""Errors whose words in the catalogue are for somebody who knows files."""


@router.get("/")
def start(visit: Visiting, page: PageNumber = 1) -> Response:
    """Show the upload form and what is kept."""
    with visit.store() as (store, _):
        kept = [
            {"id": one.id, "created": one.created.date().isoformat(), "example": False,
             **one.data["about"]}
            for one in store.all("profile")
        ]  # fmt: skip
        tables = [
            {"upload": one.parent, "created": one.created, "name": one.data["about"]["name"]}
            for one in store.all("table")
        ]
    working = sum(one.state in ACTIVE for one in visit.face.jobs.all_of(visit.owner))
    kept.sort(key=lambda one: one["date"] or one["created"], reverse=True)
    rows = [*({"table": False, **one} for one in kept), *({"table": True, **t} for t in tables)]
    shown, page, pages = page_of(rows, page)
    return visit.page(
        "start.html.j2", rows=shown, n=len(kept), page=page, pages=pages, formats=_kinds(),
        example=any(one["example"] for one in kept), working=working,
    )  # fmt: skip


def _kinds() -> list[FormatInfo]:
    """Return the kinds of file to choose from; for any other table columns are chosen."""
    return [one for one in formats() if one.id != "map"]


def _options(form: Mapping[str, str | None]) -> dict[str, Any]:
    """Return what somebody told of a file, as the reader takes it; what is empty is left out."""
    told = {key: (value or "").strip()[:_MOST_CHARS] for key, value in form.items()}
    options: dict[str, Any] = {key: told[key] for key in _TEXTS if told.get(key)}
    if told.get("taxon") and told.get("abundance"):
        options["mapping"] = {"taxon": told["taxon"], "abundance": told["abundance"]}
    return options


@router.post("/upload", dependencies=[_FORM])
async def upload(
    visit: Visiting,
    file: Annotated[UploadFile, File()],
    format: _Told = None,  # noqa: A002 - the word of the form
    taxon: _Told = None,
    abundance: _Told = None,
) -> Response:
    """Read an upload in the worker; keep it only when it could be read."""
    data = await file.read()
    options = _options({"format": format, "taxon": taxon, "abundance": abundance})
    name = safe_name(file.filename)
    if not data:
        return visit.page(
            "unread.html.j2", 400, formats=_kinds(), peek=None, options={}, columns_help=False,
            problem={"what": visit.say("upload.empty"), "do": visit.say("upload.empty-do"),
                     "where": ""},
        )  # fmt: skip
    return await run_in_threadpool(_given, visit, data, name, options)


def _given(visit: Visit, data: bytes, name: str, options: dict[str, Any]) -> Response:
    """Read a file that was given; one that was given before isn't kept twice."""
    with visit.store() as (store, _):
        same = store.same_upload(data)
    if same is not None and not options:
        return _there(visit, same)
    upload_id = None if same is None else same.id
    if len(data) > LARGE:
        return _later(visit, data, name, options, upload_id)
    return _read_and_keep(visit, data, name, options, upload_id)


def _there(visit: Visit, same: Kept) -> Response:
    """Return where to go with a file that was given before.

    Whoever wants to may read it once more, from the file that is kept.
    """
    with visit.store() as (store, _):
        read = [
            {"id": one.id, "created": one.created, "sample": one.data["about"]["sample"]}
            for one in store.parts("profile", same.id)
        ]
        table = bool(store.part_ids("table", same.id))
        head, _data = head_of(store, same.id)
    if not read and head["samples"]:
        return visit.go(f"/upload/{same.id}/samples")
    return visit.page(
        "already.html.j2", upload=same.id, called=head["name"], since=same.created.date(),
        read=read, table=table, several=bool(head["samples"]) or table,
    )  # fmt: skip


@router.post("/upload/{upload_id}/again", dependencies=[_FORM])
def again(visit: Visiting, upload_id: str) -> Response:
    """Read a file that is kept once more, as it was read at first."""
    with visit.store() as (store, _):
        head, data = head_of(store, upload_id)
    name, options = head["name"], head["options"]
    if len(data) > LARGE:
        return _queue(visit, upload_id, name, options)
    return _read_and_keep(visit, data, name, options, upload_id)


def _read_and_keep(
    visit: Visit, data: bytes, name: str, options: dict[str, Any], upload_id: str | None = None
) -> Response:
    found = read_upload(data, name, options, visit.face.config)
    if found.problem is not None:
        # Others who have files read are nothing that is wrong with this one.
        busy = found.problem.id == "busy"
        page = visit.page(
            "unread.html.j2", 503 if busy else 400, formats=_kinds(), options=options,
            problem=_shown(visit, found.problem), peek=_peek(visit, data, name, found.problem),
            columns_help=found.problem.id in _COLUMNS_HELP,
        )  # fmt: skip
        if busy:
            page.headers["retry-after"] = _AGAIN
        return page
    return _keep(visit, data, name, found, options, upload_id)


def _shown(visit: Visit, problem: Problem) -> dict[str, str]:
    where = "" if problem.where is None else problem.where.text(visit.lang)
    do = what_to_do(problem.id, problem.do.text(visit.lang), visit.lang, "unread-do", "do")
    own = problem.id in _OWN_WHAT
    what = visit.say(f"unread-what.{problem.id}") if own else problem.what.text(visit.lang)
    return {"what": plain_what(what), "do": do, "where": plain_what(where)}


def _peek(visit: Visit, data: bytes, name: str, problem: Problem) -> Any:
    """Return the first lines, where they may help; what was refused is not opened again."""
    if problem.id in {"busy", "too-heavy"}:
        return None
    return peek_upload(data, name, visit.face.config)


@router.post("/example", dependencies=[_FORM])
def example(visit: Visiting) -> Response:
    """Keep the profile of an invented person, to look around with."""
    data = resources.files("legaat.web").joinpath("example", "profile.tsv").read_bytes()
    return _given(visit, data, EXAMPLE, {})


def _later(
    visit: Visit, data: bytes, name: str, options: dict[str, Any], upload_id: str | None
) -> Response:
    """Keep a large upload and read it in the queue."""
    with visit.store() as (store, session):
        upload_id = _kept_once(visit, store, session, data, upload_id)
        if upload_id is None:
            upload_id = keep_upload(store, name, data, options=options)
    return _queue(visit, upload_id, name, options)


def _queue(visit: Visit, upload_id: str, name: str, options: dict[str, Any]) -> Response:
    told = {"upload": upload_id, "name": name, "options": options, "asked": now().isoformat()}
    job_id = visit.face.jobs.add(visit.owner, "read", told)
    return visit.go(f"/job/{job_id}")


def _keep(
    visit: Visit, data: bytes, name: str, found: ReadFile, options: dict[str, Any],
    upload_id: str | None = None,
) -> Response:  # fmt: skip
    """Keep what was read; a file of several samples is kept until one is chosen."""
    again = upload_id is not None or bool(options)
    with visit.store() as (store, session):
        upload_id = _kept_once(visit, store, session, data, upload_id)
        if upload_id is None:
            upload_id = keep_upload(store, name, data, found.samples, options)
        elif not again and (there := store.newest("profile", upload_id)) is not None:
            # The same file came twice at once (a double tap), and the other was here first.
            return visit.go(f"/profile/{there.id}")
        if found.profile is None:
            return visit.go(f"/upload/{upload_id}/samples")
        profile_id = store.add("profile", _body(found.profile, name, options), upload_id)
    return visit.go(f"/profile/{profile_id}")


def _kept_once(
    visit: Visit, store: Store, session: Session, data: bytes, upload_id: str | None
) -> str | None:
    """Return the upload that holds these bytes, as it is now that the file was read.

    Reading takes a while: the upload may have been deleted meanwhile, or the same file given again.

    Raises
    ------
    HTTPException
        404: the upload that was read is gone.
    """
    lock_owner(session, visit.owner)
    if upload_id is None:
        same = store.same_upload(data)
        return None if same is None else same.id
    if store.get(upload_id, "upload") is None:
        raise HTTPException(404)
    return upload_id


def _body(profile: Profile, name: str, options: Mapping[str, Any]) -> bytes:
    return json.dumps(
        {
            "profile": encode_profile(profile),
            "about": about(profile, name),
            "options": options,
        }
    ).encode()


@router.get("/upload/{upload_id}/samples")
def samples(visit: Visiting, upload_id: str) -> Response:
    """Ask which sample of a file it is about."""
    with visit.store() as (store, _):
        head, data = head_of(store, upload_id)
    found = head["samples"]
    if not found:
        # Kept by the queue, which told its samples only to the job's own page.
        found = read_upload(data, head["name"], head["options"], visit.face.config).samples
    return visit.page("samples.html.j2", upload=upload_id, samples=found)


@router.post("/upload/{upload_id}/sample", dependencies=[_FORM])
def choose_sample(
    visit: Visiting, upload_id: str, sample: Annotated[str, Form(max_length=2000)]
) -> Response:
    """Read one sample of a file that holds several."""
    with visit.store() as (store, _):
        head, data = head_of(store, upload_id)
    options = {**head["options"], "sample": sample}
    found = read_upload(data, head["name"], options, visit.face.config)
    if found.problem is not None:
        return visit.page(
            "problem.html.j2", 400, **_only(_shown(visit, found.problem), "what", "do")
        )
    return _keep(visit, data, head["name"], found, options, upload_id)


def _only(found: Mapping[str, str], *keys: str) -> dict[str, str]:
    return {key: found[key] for key in keys}


@router.get("/profile/{profile_id}")
def reading(visit: Visiting, profile_id: str) -> Response:
    """Show how the file was read."""
    with visit.store() as (store, _):
        kept = store.get(profile_id, "profile")
        profile = visit.face.profile(store, profile_id)
        about_you = any(value is not None for value in told_of(store).values())
    if kept is None or profile is None:
        raise HTTPException(404)
    several = kept.parent if kept.data["options"].get("sample") else None
    return visit.page(
        "reading.html.j2", id=profile_id, profile=profile, report=profile.report,
        about_you=about_you, several=several, format_title=format_info(profile.report.format).title,
        example=kept.data["about"].get("example", False),
    )  # fmt: skip


@router.get("/profile/{profile_id}/correct")
def corrections(visit: Visiting, profile_id: str) -> Response:
    """Show what was guessed, with the first lines of the file, so that it can be corrected."""
    options, name, data, _ = _to_correct(visit, profile_id)
    return _correct_page(visit, profile_id, options, name, data, None)


def _to_correct(visit: Visit, profile_id: str) -> tuple[dict[str, Any], str, bytes, str]:
    with visit.store() as (store, _):
        kept = store.get(profile_id, "profile")
        if kept is None or kept.parent is None:
            raise HTTPException(404)
        name, data = original(store, kept.parent)
    return kept.data["options"], name, data, kept.parent


def _correct_page(
    visit: Visit, profile_id: str, options: Mapping[str, Any], name: str, data: bytes,
    problem: Problem | None,
) -> Response:  # fmt: skip
    return visit.page(
        "correct.html.j2", 200 if problem is None else 400, id=profile_id, options=options,
        formats=_kinds(), peek=peek_upload(data, name, visit.face.config),
        problem=None if problem is None else _shown(visit, problem),
    )  # fmt: skip


@router.post("/profile/{profile_id}/correct", dependencies=[_FORM])
def correct(
    visit: Visiting,
    profile_id: str,
    lab: _Told = None,
    date: _Told = None,
    rank: _Told = None,
    format: _Told = None,  # noqa: A002 - the word of the form
    taxon: _Told = None,
    abundance: _Told = None,
) -> Response:
    """Read the file again, the way somebody says it should be read."""
    before, name, data, _ = _to_correct(visit, profile_id)
    options = _options(
        {
            "sample": before.get("sample"), "lab": lab, "date": date, "rank": rank,
            "format": format, "taxon": taxon, "abundance": abundance,
        }
    )  # fmt: skip
    found = read_upload(data, name, options, visit.face.config)
    if found.problem is not None:
        return _correct_page(visit, profile_id, options, name, data, found.problem)
    if found.profile is None:
        return visit.page(
            "problem.html.j2", 400, what=visit.say("samples.heading"),
            do=visit.say("columns.several"),
        )  # fmt: skip
    with visit.store() as (store, _):
        store.replace(profile_id, "profile", _body(found.profile, name, options))
    visit.face.twins.forget(visit.owner)
    return visit.go(f"/profile/{profile_id}")
