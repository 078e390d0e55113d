"""The plan: chosen, ordered, refused with a reason, and its calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.messages import Lang
from legaat.reports import Report
from legaat.web._calendar import calendar
from legaat.web._pages_report import report_of
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)


@router.get("/plan/{profile_id}")
def plan(visit: Visiting, profile_id: str) -> Response:
    """Show what could be done, in the order that somebody chose."""
    made = report_of(visit, profile_id)
    chosen = _choices(visit, profile_id)
    return visit.page(
        "plan.html.j2", id=profile_id, advice=made.advice, today=_today().isoformat(),
        **_sorted(made, chosen), start=chosen.get("start"),
    )  # fmt: skip


def _choices(visit: Visit, profile_id: str) -> dict[str, Any]:
    with visit.store() as (store, _):
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
    made = report_of(visit, profile_id)
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
    with visit.store() as (store, _):
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
    made = report_of(visit, profile_id)
    chosen = _choices(visit, profile_id)
    start = chosen.get("start")
    first = date.fromisoformat(start) if start else _today() + timedelta(days=1)
    doing = _sorted(made, chosen)["doing"]
    lang: Lang = visit.lang
    return Response(
        calendar(doing, first, lang), media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="legaat.ics"'},
    )  # fmt: skip
