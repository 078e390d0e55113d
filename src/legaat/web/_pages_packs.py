"""Packs of models: which there are, add one, delete one."""

from __future__ import annotations

from fastapi import APIRouter, Depends, File, Form, HTTPException, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.errors import LegaatError, UsageError
from legaat.web._packs import check_name, packs_of, plain_name, remove
from legaat.web._upload import inside_name
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["add_pack", "may_change", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)


def may_change(visit: Visit) -> None:
    """Let the person of this computer, or an administrator of a server, and nobody else.

    Raises
    ------
    HTTPException
        404: for others these pages aren't there.
    """
    server = visit.face.config.mode == "server"
    if visit.owner != visit.who.account or (server and visit.who.role != "admin"):
        raise HTTPException(404)


@router.get("/packs")
def packs(visit: Visiting) -> Response:
    """Show the packs."""
    may_change(visit)
    return _page(visit)


def _page(visit: Visit, problem: LegaatError | None = None, name: str = "") -> Response:
    tasks = [task for task in visit.face.jobs.all_of(visit.owner) if task.kind == "pack"]
    said = None
    if problem is not None:
        said = {"what": problem.what(visit.lang), "do": problem.do(visit.lang)}
    return visit.page(
        "packs.html.j2", 400 if problem else 200, packs=packs_of(visit.face.config),
        tasks=[task for task in tasks if task.active], problem=said, called=name,
        most=visit.face.config.max_upload // 2**20,
    )  # fmt: skip


@router.post("/packs", dependencies=[_FORM])
async def add(
    visit: Visiting,
    file: UploadFile = File(),  # noqa: B008 - FastAPI
    name: str = Form("", max_length=200),
) -> Response:
    """Keep a collection of models, and compile it in the queue."""
    may_change(visit)
    data = await file.read()
    return await run_in_threadpool(_add, visit, data, file.filename or "", name.strip())


def _add(visit: Visit, data: bytes, file: str, name: str) -> Response:
    try:
        job_id = add_pack(visit, data, file, name)
    except LegaatError as error:
        return _page(visit, error, name)
    return visit.go(f"/job/{job_id}")


def add_pack(visit: Visit, data: bytes, file: str, name: str) -> str:
    """Queue the compiling of a collection, and return the job's id.

    Raises
    ------
    PackError, UsageError, RefusedError
        The name can't be used or is taken; the file is empty; too much is kept already.
    """
    if not data:
        raise UsageError("web-file-empty")
    name = name or plain_name(file)
    check_name(visit.face.config, name)
    with visit.store() as (store, _):
        models = store.add("models", data)
    payload = {"models": models, "file": inside_name(file), "pack": name, "name": name}
    return visit.face.jobs.add(visit.owner, "pack", payload)


@router.post("/packs/delete", dependencies=[_FORM])
def delete(visit: Visiting, name: str = Form(max_length=200)) -> Response:
    """Delete a pack that was added here."""
    may_change(visit)
    try:
        remove(visit.face.config, name)
    except LegaatError:
        raise HTTPException(404) from None
    return visit.go("/packs")
