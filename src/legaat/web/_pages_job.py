"""How far long work is, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from legaat.web._task import Task
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["leads_to", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)


def leads_to(task: Task) -> str | None:
    """Return the page of what came of a job, without the base; None where there is none."""
    result = task.result or {}
    if task.state != "done":
        return None
    if "profile" in result:
        return f"/profile/{result['profile']}"
    if "table" in result:
        return f"/table/{result['table']}"
    return None


@router.get("/jobs")
def jobs(visit: Visiting) -> Response:
    """Show everything that waits, runs, or ended this week."""
    tasks = visit.face.jobs.all_of(visit.owner)
    rows = [(task, _opens(task)) for task in tasks]
    return visit.page("jobs.html.j2", rows=rows, active=any(task.active for task in tasks))


def _opens(task: Task) -> str | None:
    """Return where a row of the list leads."""
    if task.state == "done" and "samples" in (task.result or {}):
        return f"/job/{task.id}"
    if task.state == "done" and "pack" in (task.result or {}):
        return f"/job/{task.id}"
    return leads_to(task) or (None if task.state == "cancelled" else f"/job/{task.id}")


@router.get("/job/{job_id}")
def job(visit: Visiting, job_id: str) -> Response:
    """Show how far a job is; when it is done, go where it leads."""
    task = visit.face.jobs.get(visit.owner, job_id)
    if task is None:
        raise HTTPException(404)
    result = task.result or {}
    there = leads_to(task)
    asked_by_htmx = "hx-request" in visit.request.headers
    if task.state == "done" and (there or "samples" in result) and asked_by_htmx:
        # htmx follows a redirect inside; this makes the browser go there.
        return Response(headers={"hx-redirect": visit.base + (there or f"/job/{job_id}")})
    if there:
        return visit.go(there)
    if task.state == "done" and "samples" in result:
        return _samples(visit, result)
    return visit.page("job.html.j2", task=task)


def _samples(visit: Visit, result: Mapping[str, Any]) -> Response:
    return visit.page("samples.html.j2", upload=result["upload"], samples=result["samples"])


@router.post("/job/{job_id}/cancel", dependencies=[_FORM])
def cancel(visit: Visiting, job_id: str) -> Response:
    """Stop a job."""
    if not visit.face.jobs.cancel(visit.owner, job_id):
        raise HTTPException(404)
    return visit.go(f"/job/{job_id}")


@router.post("/mine/job/{job_id}/delete", dependencies=[_FORM])
def delete(visit: Visiting, job_id: str) -> Response:
    """Take a job that has ended off the list."""
    if not visit.face.jobs.remove(visit.owner, job_id):
        raise HTTPException(404)
    return visit.go("/jobs")
