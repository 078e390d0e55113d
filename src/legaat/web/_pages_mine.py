"""Mine: everything kept about somebody; see it, take it along, delete it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import Response, StreamingResponse

from legaat.web._mine import (
    HIDDEN,
    Entry,
    below,
    entries,
    exported,
    file_of,
    forget_tasks,
    jobs_of,
    name_of,
    opened,
    stream_zip,
    whole,
)
from legaat.web._pages_clients import helpers_of
from legaat.web._paging import PAGE, PageNumber, page_of
from legaat.web._store import Kept
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_NAMED_KINDS: Final = frozenset({"upload", "profile", "person", "plan", "label", "table", "models"})
_MOST_SHOWN: Final = 60_000
"""Characters of a record that a page shows; a page stays light."""


@router.get("/mine")
def mine(visit: Visiting, gone: str = "", page: PageNumber = 1) -> Response:
    """Show everything that is kept."""
    with visit.store() as (store, session):
        found = [one for one in entries(session, visit.owner) if one.kind not in HIDDEN]
        shown, page, pages = page_of(found, page)
        rows = [{"of": one, "kind": _word(one), "name": name_of(store, one)} for one in shown]
        last = exported(session, visit.owner)
        helpers = helpers_of(visit, session)
        jobs = len(jobs_of(session, visit.owner))
    local = visit.face.config.mode == "local" and visit.face.config.database is None
    return visit.page(
        "mine.html.j2", rows=rows, helpers=helpers, exported=last, jobs=jobs,
        page=page, pages=pages, gone=bool(gone),
        folder=str(visit.face.config.folder) if local else "",
    )  # fmt: skip


def _word(entry: Entry) -> str:
    return entry.kind if entry.kind in _NAMED_KINDS else "other"


def _entry(visit: Visit, record_id: str) -> tuple[Entry, list[Entry]]:
    with visit.store() as (_, session):
        found = entries(session, visit.owner)
    ours = [one for one in found if one.id == record_id]
    if not ours:
        raise HTTPException(404)
    return ours[0], found


def _kept(visit: Visit, record_id: str) -> Kept:
    entry, _ = _entry(visit, record_id)
    with visit.store() as (store, _):
        kept = opened(store, entry)
    if kept is None:
        raise HTTPException(404)
    return kept


@router.get("/mine/open/{record_id}")
def open_one(visit: Visiting, record_id: str) -> Response:
    """Show one record as it is kept."""
    kept = _kept(visit, record_id)
    name, data, _ = file_of(kept)
    shown = data[: 4 * _MOST_SHOWN].decode("utf-8", "replace")
    text = "".join(c for c in shown if c.isprintable() or c in "\n\t")[:_MOST_SHOWN]
    return visit.page(
        "mine_open.html.j2", kept=kept, kind=kept.kind if kept.kind in _NAMED_KINDS else "other",
        called=name, text=text, cut=len(data) > len(text.encode()), size=len(data),
    )  # fmt: skip


@router.get("/mine/file/{record_id}")
def save_one(visit: Visiting, record_id: str) -> Response:
    """Give one record as a file: an upload as it was, anything else as JSON."""
    name, data, kind = file_of(_kept(visit, record_id))
    return Response(
        data, media_type=kind,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )  # fmt: skip


@router.get("/mine/export")
def export(visit: Visiting) -> Response:
    """Give everything as a zip: the original files, and JSON of the rest."""
    with visit.store() as (store, session):
        found = entries(session, visit.owner)
        tasks = jobs_of(session, visit.owner)
        store.log("export", None)

    def files() -> Iterator[tuple[str, bytes]]:
        # Each in a session of its own: a slow download holds nothing up.
        for entry in found:
            if entry.kind in HIDDEN:
                continue
            with visit.store() as (store, _):
                kept = opened(store, entry)
            if kept is not None:
                yield _path(kept), file_of(kept)[1]
        yield "tasks.json", json.dumps(tasks, indent=1).encode()
        yield "index.json", json.dumps([_told(one) for one in found], indent=1).encode()

    return StreamingResponse(
        stream_zip(files()), media_type="application/zip",
        headers={"content-disposition": 'attachment; filename="legaat-export.zip"'},
    )  # fmt: skip


def _path(kept: Kept) -> str:
    if kept.kind == "upload":
        return f"originals/{kept.id}/{file_of(kept)[0]}"
    return f"{kept.kind}/{kept.id}.json"


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id, "kind": entry.kind, "parent": entry.parent,
        "created": entry.created.isoformat(),
    }  # fmt: skip


@router.get("/mine/delete")
def ask_delete(visit: Visiting, id: str = "") -> Response:  # noqa: A002 - the word of the address
    """Ask whether it is meant."""
    return _sure(visit, id, missed=False)


def _sure(visit: Visit, record_id: str, *, missed: bool) -> Response:
    """Say what would go, and ask for a tick."""
    with visit.store() as (store, session):
        found = entries(session, visit.owner)
        if record_id and all(one.id != record_id for one in found):
            raise HTTPException(404)
        root = whole(found, record_id)
        gone = [one for one in found if one.id == root] + below(found, root) if root else found
        # What was asked for stands first, and then what goes with it.
        seen = [one for one in gone if one.kind not in HIDDEN]
        seen.sort(key=lambda one: one.id != record_id)
        rows = [
            {"kind": _word(one), "name": name_of(store, one), "created": one.created}
            for one in seen[:PAGE]
        ]
        asked = next((one for one in found if one.id == record_id), None)
        stays = asked is not None and asked.kind == "profile" and root == record_id
    return visit.page(
        "mine_delete.html.j2", 422 if missed else 200, rows=rows, id=record_id, missed=missed,
        more=len(seen) - len(rows), stays=stays and asked is not None and asked.parent is not None,
    )  # fmt: skip


@router.post("/mine/delete", dependencies=[_FORM])
def delete(
    visit: Visiting,
    id: Annotated[str, Form()] = "",  # noqa: A002 - the word of the form
    sure: Annotated[str, Form()] = "",
) -> Response:
    """Delete one thing, or everything, for good, once it was said that it is meant."""
    if sure != "yes":
        return _sure(visit, id, missed=True)
    with visit.store() as (store, session):
        if id:
            id = whole(entries(session, visit.owner), id)  # noqa: A001 - the word of the form
            if not store.remove(id):
                raise HTTPException(404)
        else:
            store.remove_all()
    forget_tasks(visit.face.jobs, visit.owner, id)
    visit.face.deleted(visit.owner)
    return visit.go("/mine?gone=1")
