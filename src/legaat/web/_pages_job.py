"""How far long work is, and where it leads."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from legaat.web._visit import Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)


@router.get("/job/{job_id}")
def job(visit: Visiting, job_id: str) -> Response:
    """Show how far a job is; when it is done, go where it leads."""
    task = visit.face.jobs.get(visit.owner, job_id)
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
    if not visit.face.jobs.cancel(visit.owner, job_id):
        raise HTTPException(404)
    return visit.go(f"/job/{job_id}")
