"""The plan: chosen, ordered, refused with a reason, its calendar and its shopping list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Final

from fastapi import Depends
from fastapi.responses import Response

from legaat.advice import Buy, Week, shopping, signs_after
from legaat.web._busy import changes_at_length, takes_long
from legaat.web._calendar import calendar, given
from legaat.web._pages_blend import router
from legaat.web._plan import MOST_PAUSE, REASONS, Plan, one_at_a_time, save_plan, stamped
from legaat.web._plan_change import Change, change
from legaat.web._plan_options import Board, Options, baby_words, board, options_of, read_options
from legaat.web._plan_view import as_json, as_text, beside, rows_of, shelf, spoken
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

_FORM = Depends(check_form)
_TABS: Final = ("blend", "calendar", "shopping")
_FIELD: Final = 8000


@dataclass(frozen=True, slots=True)
class _Shown:
    """A plan with everything that its pages show of it."""

    options: Options
    plan: Plan
    board: Board
    weeks: tuple[Week, ...]
    first: date

    @property
    def kinds(self) -> dict[str, str]:
        return {one.id: one.kind for one in self.board.chosen}

    @property
    def buys(self) -> tuple[Buy, ...]:
        return shopping(self.weeks, packs=self.plan.packs)


def _shown(options: Options, plan: Plan) -> _Shown:
    measured = board(options, plan)
    first = plan.start or _today() + timedelta(days=1)
    return _Shown(options, plan, measured, measured.weeks(plan), first)


def _today() -> date:
    """Return today as the machine's own clock has it: a plan is for the person beside it."""
    return datetime.now().astimezone().date()


def _page(visit: Visit, name: str, profile_id: str, shown: _Shown, **values: Any) -> Response:
    said = visit.request.query_params.get("said", "")
    return visit.page(
        name,
        id=profile_id,
        board=shown.board,
        plan=shown.plan,
        said={"1": visit.say("plan.kept"), "0": visit.say("plan.done-not")}.get(said, ""),
        reasons=REASONS,
        baby=baby_words(),
        **spoken(visit.lang),
        **values,
    )


@router.get("/plan/{profile_id}")
@takes_long
def plan(visit: Visiting, profile_id: str) -> Response:
    """Show what could be done: in the plan, available, refused, and what fell out."""
    shown = _shown(*options_of(visit, profile_id))
    return _page(visit, "plan.html.j2", profile_id, shown, signs=signs_after(shown.options.person))


@router.post("/plan/{profile_id}", dependencies=[_FORM])
async def choose(visit: Visiting, profile_id: str) -> Response:
    """Do what one form asks, and show the plan as it is then."""
    form = await visit.request.form()
    told = {key: str(value)[:_FIELD] for key, value in form.items()}
    told["bought"] = " ".join(str(value) for value in form.getlist("bought"))[:_FIELD]
    answer: Response = await changes_at_length(visit, partial(_choose, visit, profile_id, told))
    return answer


def _choose(visit: Visit, profile_id: str, form: Mapping[str, str]) -> Response:
    with visit.store() as (store, session):
        one_at_a_time(session, visit.owner, profile_id)
        options, kept = read_options(visit, store, profile_id)
        made = change(options, kept, form, _today())
        if made.ok:
            made = replace(made, plan=stamped(made.plan, datetime.now(UTC)))
            save_plan(store, profile_id, made.plan)
    if "hx-request" in visit.request.headers and form.get("page") not in _TABS:
        return _in_place(visit, profile_id, options, made)
    tab = f"/{form['page']}" if form.get("page") in _TABS else ""
    now = "&now=1" if tab == "/blend" else ""
    return visit.go(f"/plan/{profile_id}{tab}?said={int(made.ok)}{now}")


def _in_place(visit: Visit, profile_id: str, options: Options, made: Change) -> Response:
    shown = _shown(options, made.plan)
    page = visit.page(
        "plan_board.html.j2", id=profile_id, board=shown.board, plan=shown.plan,
        said=made.said.text(visit.lang), reasons=REASONS, signs=signs_after(options.person),
        **spoken(visit.lang),
    )  # fmt: skip
    page.headers["vary"] = "hx-request"
    return page


@router.get("/plan/{profile_id}/calendar")
@takes_long
def weeks(visit: Visiting, profile_id: str) -> Response:
    """Show the weeks, and what can be set of them."""
    shown = _shown(*options_of(visit, profile_id))
    return _page(
        visit, "plan_calendar.html.j2", profile_id, shown,
        rows=rows_of(shown.weeks, shown.first, shown.kinds, visit.lang),
        first=shown.first.isoformat(),
        most_pause=MOST_PAUSE, steps=_steps(shown),
    )  # fmt: skip


def _steps(shown: _Shown) -> list[tuple[str, Any, list[Any]]]:
    """Return the things that are built up, with their steps."""
    unheld = replace(shown.plan, most_steps={}, pauses={})
    found: dict[str, tuple[Any, dict[int, Any]]] = {}
    for week in shown.board.weeks(unheld):
        for entry in week.entries:
            found.setdefault(entry.id, (entry.title, {}))[1].setdefault(entry.step, entry.say)
    return [(n, title, list(says.values())) for n, (title, says) in found.items() if len(says) > 1]


@router.get("/plan/{profile_id}/calendar.ics")
@takes_long
def ics(visit: Visiting, profile_id: str) -> Response:
    """Give the weeks as an iCalendar file; looking keeps nothing."""
    options, kept = options_of(visit, profile_id)
    return _ics(visit, profile_id, _shown(options, stamped(kept, datetime.now(UTC))))


@router.post("/plan/{profile_id}/calendar.ics", dependencies=[_FORM])
async def give_ics(visit: Visiting, profile_id: str) -> Response:
    """Give the weeks as an iCalendar file, and keep what was given.

    Also of a plan that nobody saved, so that a later file can take it back. And each file is newer
    than the one before, whatever made it differ: changed answers do too, and a calendar program
    passes over what it takes for the same version.
    """
    answer: Response = await changes_at_length(visit, partial(_give_ics, visit, profile_id))
    return answer


def _give_ics(visit: Visit, profile_id: str) -> Response:
    with visit.store() as (store, session):
        one_at_a_time(session, visit.owner, profile_id)
        options, kept = read_options(visit, store, profile_id)
        shown = _shown(options, stamped(kept, datetime.now(UTC)))
        save_plan(store, profile_id, replace(shown.plan, given=given(shown.plan, shown.weeks)))
    return _ics(visit, profile_id, shown)


def _ics(visit: Visit, profile_id: str, shown: _Shown) -> Response:
    body = calendar(shown.weeks, shown.first, shown.plan, profile_id, visit.lang)
    return _file(body, "text/calendar; charset=utf-8; method=PUBLISH", "legaat.ics")


@router.get("/plan/{profile_id}/shopping")
@takes_long
def shop(visit: Visiting, profile_id: str) -> Response:
    """Show what to buy for the first weeks."""
    shown = _shown(*options_of(visit, profile_id))
    return _page(
        visit, "plan_shopping.html.j2", profile_id, shown,
        shelves=shelf(shown.buys, shown.plan, visit.lang),
        ways=beside(shown.weeks, shown.buys, visit.lang),
    )  # fmt: skip


@router.get("/plan/{profile_id}/shopping.txt")
@takes_long
def shop_text(visit: Visiting, profile_id: str) -> Response:
    """Give the shopping list as plain text."""
    shown = _shown(*options_of(visit, profile_id))
    ways = beside(shown.weeks, shown.buys, visit.lang)
    body = as_text(shelf(shown.buys, shown.plan, visit.lang), ways, visit.lang)
    return _file(body, "text/plain; charset=utf-8", "legaat.txt")


@router.get("/plan/{profile_id}/plan.json")
@takes_long
def plan_json(visit: Visiting, profile_id: str) -> Response:
    """Give the plan as JSON."""
    shown = _shown(*options_of(visit, profile_id))
    made = as_json(shown.board, shown.plan, shown.weeks, shown.first, shown.buys, visit.lang)
    body = json.dumps(made, ensure_ascii=False, indent=1)
    return _file(body, "application/json", "legaat-plan.json")


def _file(body: str, kind: str, name: str) -> Response:
    return Response(
        body, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
