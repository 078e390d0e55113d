"""Jobs and packs, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, UploadFile
from starlette.concurrency import run_in_threadpool

from legaat.web._api_common import ERRORS, UPLOADS, Answer, Id
from legaat.web._packs import packs_of, remove
from legaat.web._pages_packs import add_pack, may_change
from legaat.web._task import State, Task
from legaat.web._told import problem_error
from legaat.web._visit import Visiting

__all__ = ["JobStarted", "router"]

router = APIRouter(tags=["jobs and packs"])


class JobStarted(Answer):
    """Long work that was queued."""

    job: str
    upload: str | None = None


class OneJob(Answer):
    """A job: how far it is (0 to 1), and what came of it."""

    id: str
    kind: str
    name: str
    state: State
    done: float
    at: int | None
    of: int | None
    created: datetime | None
    result: dict[str, Any] | None


class Jobs(Answer):
    """The jobs of this account, newest first."""

    jobs: list[OneJob]


class OnePack(Answer):
    """A pack of models; `n` is how many, none where it is damaged."""

    name: str
    rank: str
    n: int | None
    source: str
    origin: str


class Packs(Answer):
    """The packs that this web face knows."""

    packs: list[OnePack]


def _job(task: Task) -> OneJob:
    result = None if task.result is None else dict(task.result)
    return OneJob(
        id=task.id, kind=task.kind, name=task.name, state=task.state, done=task.done, at=task.at,
        of=task.of, created=task.created, result=result,
    )  # fmt: skip


@router.get("/jobs", responses=ERRORS, summary="List the jobs")
def list_jobs(visit: Visiting) -> Jobs:
    """List what waits, runs, or ended this week."""
    return Jobs(jobs=[_job(task) for task in visit.face.jobs.all_of(visit.owner)])


@router.get("/jobs/{job_id}", responses=ERRORS, summary="How far a job is")
def get_job(visit: Visiting, job_id: Id) -> OneJob:
    """Say how far a job is, and what came of it."""
    task = visit.face.jobs.get(visit.owner, job_id)
    if task is None:
        raise problem_error(404, "job")
    return _job(task)


@router.post("/jobs/{job_id}/cancel", responses=ERRORS, status_code=204, summary="Stop a job")
def cancel_job(visit: Visiting, job_id: Id) -> None:
    """Stop a job that waits or runs."""
    if not visit.face.jobs.cancel(visit.owner, job_id):
        raise problem_error(404, "job")


@router.delete("/jobs/{job_id}", responses=ERRORS, status_code=204, summary="Forget a job")
def delete_job(visit: Visiting, job_id: Id) -> None:
    """Take a job that has ended off the list, with its result."""
    if not visit.face.jobs.remove(visit.owner, job_id):
        raise problem_error(404, "job")


@router.get("/packs", responses=ERRORS, summary="List the packs of models")
def list_packs(visit: Visiting) -> Packs:
    """List the packs; on a server only for an administrator."""
    may_change(visit)
    rows = packs_of(visit.face.config)
    return Packs(
        packs=[
            OnePack(name=r.name, rank=r.rank, n=r.n, source=r.source, origin=r.origin) for r in rows
        ]
    )


@router.post("/packs", responses=UPLOADS, status_code=202, summary="Compile models into a pack")
async def add(
    visit: Visiting,
    file: Annotated[
        UploadFile, File(description="a zip of SBML or cobra JSON, or a MICOM database")
    ],
    name: Annotated[str, Query(max_length=64)] = "",
) -> JobStarted:
    """Keep a collection of models and compile it in the queue."""
    may_change(visit)
    data = await file.read()
    job = await run_in_threadpool(add_pack, visit, data, file.filename or "", name)
    return JobStarted(job=job)


@router.delete("/packs/{name}", responses=ERRORS, status_code=204, summary="Delete a pack")
def delete_pack(
    visit: Visiting, name: Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
) -> None:
    """Delete a pack that was added here."""
    may_change(visit)
    remove(visit.face.config, name)
