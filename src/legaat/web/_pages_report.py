"""The report as a living page, and as files to keep."""

from __future__ import annotations

import json

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from legaat.advice import Forecast, diet_of
from legaat.errors import NoModelsError
from legaat.reports import (
    Report,
    build_report,
    render_html,
    render_json,
    render_part,
    render_pdf,
)
from legaat.web._busy import takes_long
from legaat.web._pages_you import person_of
from legaat.web._plan import kept_plan
from legaat.web._visit import Visit, Visiting

__all__ = ["report_of", "router"]

router = APIRouter(include_in_schema=False)


def report_of(visit: Visit, profile_id: str, most: int = 5, *, effects: bool = False) -> Report:
    """Return the report of a kept profile, for the person that was told of.

    Parameters
    ----------
    visit : Visit
    profile_id : str
    most : int
        At most so many suggestions.
    effects : bool
        Also ask the twin, which this person's other pages ask too.

    Raises
    ------
    HTTPException
        404: there is no such profile.
    """
    with visit.store() as (store, _):
        profile = visit.face.profile(store, profile_id)
        person = person_of(store)
        # What was refused in the plan isn't suggested again.
        without = tuple(kept_plan(store, profile_id).refused)
    if profile is None:
        raise HTTPException(404)
    if not effects:
        return build_report(profile, person, most=most, without=without)
    try:
        return visit.ask(
            profile_id, diet_of(person), profile,
            lambda twin: build_report(
                profile, person, most=most, effects=True, without=without,
                forecast=Forecast(profile, person, twin=twin),
            ),
        )  # fmt: skip
    except NoModelsError:
        return build_report(profile, person, most=most, without=without)


@router.get("/report/{profile_id}")
@takes_long
def report(visit: Visiting, profile_id: str, effects: bool = False) -> Response:  # noqa: FBT001, FBT002 - FastAPI
    """Show the report; with what the model says of it at once, or to be loaded after it."""
    made = report_of(visit, profile_id, effects=effects)
    body = render_part(
        made,
        visit.lang,
        know=f"{visit.base}/know/",
        ask=f"{visit.base}/you?next=/report/{profile_id}",
        later="" if effects else f"{visit.base}/report/{profile_id}/model",
    )
    return visit.page(
        "report.html.j2", id=profile_id, body=body, effects=effects,
        person_given=made.person_given,
    )  # fmt: skip


@router.get("/report/{profile_id}/model")
@takes_long
def model(visit: Visiting, profile_id: str) -> Response:
    """Give what the model says, as the piece of the page that is loaded last."""
    made = report_of(visit, profile_id, effects=True)
    know = f"{visit.base}/know/"
    return HTMLResponse(render_part(made, visit.lang, part="model", know=know))


@router.get("/report/{profile_id}/download.html")
@takes_long
def download(visit: Visiting, profile_id: str, effects: bool = False) -> Response:  # noqa: FBT001, FBT002 - FastAPI
    """Give the report as one file that works without Legaat."""
    html = render_html(report_of(visit, profile_id, effects=effects), visit.lang)
    return _file(html, "text/html", "html")


@router.get("/report/{profile_id}/download.json")
@takes_long
def download_json(visit: Visiting, profile_id: str, effects: bool = False) -> Response:  # noqa: FBT001, FBT002 - FastAPI
    """Give the report as JSON."""
    made = render_json(report_of(visit, profile_id, effects=effects), visit.lang)
    text = json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False)
    return _file(text, "application/json", "json")


@router.get("/report/{profile_id}/download.pdf")
@takes_long
def download_pdf(visit: Visiting, profile_id: str, effects: bool = False) -> Response:  # noqa: FBT001, FBT002 - FastAPI
    """Give the report as a PDF, for paper."""
    made = render_pdf(report_of(visit, profile_id, effects=effects), visit.lang)
    return _file(made, "application/pdf", "pdf")


def _file(content: str | bytes, kind: str, ending: str) -> Response:
    return Response(
        content, media_type=kind,
        headers={"content-disposition": f'attachment; filename="legaat.{ending}"'},
    )  # fmt: skip
