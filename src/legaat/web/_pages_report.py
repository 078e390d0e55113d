"""The report as a living page."""

from __future__ import annotations

import json
import re
from typing import Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from legaat.reports import Report, build_report, render_html, render_json
from legaat.web._pages_you import person_of
from legaat.web._visit import Visit, Visiting

__all__ = ["body_of", "report_of", "router"]

router = APIRouter(include_in_schema=False)
_MAIN: Final = re.compile(r"</?main\b[^>]*>")
_LANDMARK: Final = re.compile(r"<(/?)(?:header|footer)\b")
_BODY: Final = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


def report_of(visit: Visit, profile_id: str, most: int = 5) -> Report:
    """Return the report of a kept profile, for the person that was told of.

    Raises
    ------
    HTTPException
        404: there is no such profile.
    """
    with visit.store() as (store, _):
        profile = visit.face.profile(store, profile_id)
        person = person_of(store)
    if profile is None:
        raise HTTPException(404)
    return build_report(profile, person, most=most)


def body_of(html: str) -> str:
    """Return what a page of ours says, to stand in the main part of another."""
    found = _BODY.search(html)
    if found is None:  # pragma: no cover - our own template has a body
        raise HTTPException(500)
    # The page around it has the banner, the main part and the footer.
    return _LANDMARK.sub(r"<\1div", _MAIN.sub("", found[1]))


@router.get("/report/{profile_id}")
def report(visit: Visiting, profile_id: str) -> Response:
    """Show the report."""
    made = report_of(visit, profile_id)
    return visit.page(
        "report.html.j2", id=profile_id, body=body_of(render_html(made, visit.lang)),
        person_given=made.person_given,
    )  # fmt: skip


@router.get("/report/{profile_id}/download.html")
def download(visit: Visiting, profile_id: str) -> Response:
    """Give the report as one file that works without Legaat."""
    html = render_html(report_of(visit, profile_id), visit.lang)
    return Response(
        html, media_type="text/html",
        headers={"content-disposition": 'attachment; filename="legaat.html"'},
    )  # fmt: skip


@router.get("/report/{profile_id}/download.json")
def download_json(visit: Visiting, profile_id: str) -> Response:
    """Give the report as JSON."""
    made = render_json(report_of(visit, profile_id), visit.lang)
    return Response(
        json.dumps(made, ensure_ascii=False, indent=1), media_type="application/json",
        headers={"content-disposition": 'attachment; filename="legaat.json"'},
    )  # fmt: skip
