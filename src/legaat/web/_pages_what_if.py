"""What if: sliders, and what the twin answers."""

from __future__ import annotations

import time
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from legaat.advice import referrals
from legaat.web._pages_you import person_of
from legaat.web._visit import Visit, Visiting
from legaat.web._what_if import FIBRES, FOODS, WhatIf, what_if

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


def _asked(values: Mapping[str, str]) -> dict[str, float]:
    """Return the grams and portions that were asked, within the sliders' limits."""
    found: dict[str, float] = {}
    for item in (*FIBRES, *FOODS):
        try:
            amount = float(values.get(item.key, "0").replace(",", ".") or 0)
        except ValueError:
            continue
        if 0 < amount <= item.most:
            found[item.key] = amount
    return found


def _solve(visit: Visit, profile_id: str, asked: dict[str, float]) -> WhatIf:
    with visit.store() as (store, _):
        profile = visit.face.profile(store, profile_id)
    if profile is None:
        raise HTTPException(404)
    return visit.face.twins.ask(
        visit.owner, profile_id, "dutch", profile, lambda twin: what_if(twin, asked)
    )


@router.get("/what-if/{profile_id}")
def what_if_page(visit: Visiting, profile_id: str, request: Request) -> Response:
    """Show the sliders and the answer; only the answer where htmx asks."""
    start = time.perf_counter()
    asked = _asked(request.query_params)
    answer = _solve(visit, profile_id, asked)
    name = "what_if_answer.html.j2" if "hx-request" in request.headers else "what_if.html.j2"
    with visit.store() as (store, _):
        person = person_of(store)
    page = visit.page(
        name, id=profile_id, fibres=FIBRES, foods=FOODS, asked=asked, answer=answer,
        doctor=person is not None and bool(referrals(person)),
    )  # fmt: skip
    page.headers["server-timing"] = f"solve;dur={(time.perf_counter() - start) * 1000:.0f}"
    return page
