"""The report as a living page, the what-if, and the plan with its calendar."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.advice import referrals
from legaat.messages import Lang
from legaat.reports import Report, build_report, render_html, render_json
from legaat.web._calendar import calendar
from legaat.web._pages_start import person_of
from legaat.web._state import Face
from legaat.web._visit import Visit, Visiting, check_form
from legaat.web._what_if import FIBRES, FOODS, WhatIf, what_if

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_MAIN: Final = re.compile(r"</?main\b[^>]*>")
_LANDMARK: Final = re.compile(r"<(/?)(?:header|footer)\b")
_BODY: Final = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


def _report(visit: Visit, profile_id: str, most: int = 5) -> Report:
    with visit.face.store(visit.who) as (store, _):
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
    made = _report(visit, profile_id)
    return visit.page(
        "report.html.j2", id=profile_id, body=body_of(render_html(made, visit.lang)),
        person_given=made.person_given,
    )  # fmt: skip


@router.get("/report/{profile_id}/download.html")
def download(visit: Visiting, profile_id: str) -> Response:
    """Give the report as one file that works without Legaat."""
    html = render_html(_report(visit, profile_id), visit.lang)
    return Response(
        html, media_type="text/html",
        headers={"content-disposition": 'attachment; filename="legaat.html"'},
    )  # fmt: skip


@router.get("/report/{profile_id}/download.json")
def download_json(visit: Visiting, profile_id: str) -> Response:
    """Give the report as JSON."""
    made = render_json(_report(visit, profile_id), visit.lang)
    return Response(
        json.dumps(made, ensure_ascii=False, indent=1), media_type="application/json",
        headers={"content-disposition": 'attachment; filename="legaat.json"'},
    )  # fmt: skip


# -- what if ---------------------------------------------------------------------------------


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


def _solve(face: Face, visit: Visit, profile_id: str, asked: dict[str, float]) -> WhatIf:
    with face.store(visit.who) as (store, _):
        profile = face.profile(store, profile_id)
    if profile is None:
        raise HTTPException(404)
    return face.twins.ask(
        visit.who.account, profile_id, "dutch", profile, lambda twin: what_if(twin, asked)
    )


@router.get("/what-if/{profile_id}")
def what_if_page(visit: Visiting, profile_id: str, request: Request) -> Response:
    """Show the sliders and the answer; only the answer where htmx asks."""
    start = time.perf_counter()
    asked = _asked(request.query_params)
    answer = _solve(visit.face, visit, profile_id, asked)
    name = "what_if_answer.html.j2" if "hx-request" in request.headers else "what_if.html.j2"
    with visit.face.store(visit.who) as (store, _):
        person = person_of(store)
    page = visit.page(
        name, id=profile_id, fibres=FIBRES, foods=FOODS, asked=asked, answer=answer,
        doctor=person is not None and bool(referrals(person)),
    )  # fmt: skip
    page.headers["server-timing"] = f"solve;dur={(time.perf_counter() - start) * 1000:.0f}"
    return page


# -- the plan --------------------------------------------------------------------------------


@router.get("/plan/{profile_id}")
def plan(visit: Visiting, profile_id: str) -> Response:
    """Show what could be done, in the order that somebody chose."""
    made = _report(visit, profile_id)
    chosen = _choices(visit, profile_id)
    return visit.page(
        "plan.html.j2", id=profile_id, advice=made.advice, today=_today().isoformat(),
        **_sorted(made, chosen), start=chosen.get("start"),
    )  # fmt: skip


def _choices(visit: Visit, profile_id: str) -> dict[str, Any]:
    with visit.face.store(visit.who) as (store, _):
        kept = store.newest("plan", profile_id)
    return {} if kept is None else kept.data


def _sorted(made: Report, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Put the suggestions in the chosen order; nothing that is withheld can come in by a form."""
    order = {name: i for i, name in enumerate(chosen.get("order", ()))}
    refused = dict(chosen.get("refused", {}))
    rows = sorted(made.advice.suggestions, key=lambda s: order.get(s.id, len(order)))
    return {
        "doing": [s for s in rows if s.id not in refused],
        "refused": [(s, refused[s.id]) for s in rows if s.id in refused],
    }


@router.post("/plan/{profile_id}", dependencies=[_FORM])
async def choose(visit: Visiting, profile_id: str) -> Response:
    """Keep the order, what was refused and why, and when it starts."""
    form = await visit.request.form()
    return await run_in_threadpool(_choose, visit, profile_id, {k: str(v) for k, v in form.items()})


def _choose(visit: Visit, profile_id: str, form: dict[str, str]) -> Response:
    made = _report(visit, profile_id)
    known = [s.id for s in made.advice.suggestions]
    place = {name: _place(form.get(f"place-{name}"), i) for i, name in enumerate(known)}
    refused = {
        name: form.get(f"why-{name}", "")[:300] for name in known if form.get(f"refuse-{name}")
    }
    body = json.dumps(
        {
            "order": sorted(known, key=lambda name: (place[name], known.index(name))),
            "refused": refused,
            "start": _day(form.get("start", "")),
        }
    ).encode()
    with visit.face.store(visit.who) as (store, _):
        kept = store.newest("plan", profile_id)
        if kept is None:
            store.add("plan", body, profile_id)
        else:
            store.replace(kept.id, "plan", body)
    return visit.go(f"/plan/{profile_id}")


def _today() -> date:
    """Return today as the machine's own clock has it: a plan is for the person beside it."""
    return datetime.now().astimezone().date()


def _place(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else otherwise + 1


def _day(text: str) -> str | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    near = abs((day - _today()).days) <= 3 * 366
    return day.isoformat() if near else None


@router.get("/plan/{profile_id}/calendar.ics")
def ics(visit: Visiting, profile_id: str) -> Response:
    """Give the weekly steps as an iCalendar file."""
    made = _report(visit, profile_id)
    chosen = _choices(visit, profile_id)
    start = chosen.get("start")
    first = date.fromisoformat(start) if start else _today() + timedelta(days=1)
    doing = _sorted(made, chosen)["doing"]
    lang: Lang = visit.lang
    return Response(
        calendar(doing, first, lang), media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="legaat.ics"'},
    )  # fmt: skip
