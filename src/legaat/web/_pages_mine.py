"""Mine: everything kept about somebody; see it, take it along, delete it."""

from __future__ import annotations

import io
import json
import zipfile

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import Response

from legaat.web._pages_clients import helpers_of
from legaat.web._upload import safe_name
from legaat.web._visit import Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_KINDS = ("upload", "profile", "person", "plan")


@router.get("/mine")
def mine(visit: Visiting) -> Response:
    """Show everything that is kept."""
    with visit.store() as (store, session):
        rows = []
        for kind in _KINDS:
            for one in store.all(kind):  # type: ignore[arg-type]
                name = (
                    json.loads(one.body.partition(b"\n")[0])["name"]
                    if kind == "upload"
                    else (one.data["about"]["sample"] if kind == "profile" else "")
                )
                rows.append(
                    {"id": one.id, "kind": kind, "name": name, "created": one.created,
                     "size": len(one.body)}
                )  # fmt: skip
        helpers = helpers_of(visit, session)
    return visit.page("mine.html.j2", rows=rows, helpers=helpers)


@router.get("/mine/export")
def export(visit: Visiting) -> Response:
    """Give everything as a zip: the original files, and JSON of the rest."""
    buffer = io.BytesIO()
    with (
        visit.store() as (store, _),
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for kind in _KINDS:
            for one in store.all(kind):  # type: ignore[arg-type]
                if kind == "upload":
                    head, _, data = one.body.partition(b"\n")
                    name = safe_name(json.loads(head)["name"])
                    archive.writestr(f"originals/{one.id}/{name}", data)
                else:
                    archive.writestr(
                        f"{kind}/{one.id}.json",
                        json.dumps(one.data, ensure_ascii=False, indent=1),
                    )
        store.log("export", None)
    return Response(
        buffer.getvalue(), media_type="application/zip",
        headers={"content-disposition": 'attachment; filename="legaat-export.zip"'},
    )  # fmt: skip


@router.post("/mine/delete", dependencies=[_FORM])
def delete(visit: Visiting, id: str = Form("")) -> Response:  # noqa: A002 - the word of the form
    """Delete one thing, or everything, for good."""
    with visit.store() as (store, _):
        if id:
            if not store.remove(id):
                raise HTTPException(404)
        else:
            store.remove_all()
    visit.face.twins.forget(visit.owner)
    return visit.go("/mine")
