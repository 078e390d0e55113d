"""What if: sliders and switches, and what the twin answers, piece by piece."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from legaat.advice import Menu, menu
from legaat.profiles import Profile
from legaat.web import _what_if_run as run
from legaat.web._busy import takes_long
from legaat.web._pages_you import person_of
from legaat.web._plan_options import baby_words
from legaat.web._state import Turn
from legaat.web._visit import Visit, Visiting
from legaat.web._what_if_ask import Ask, read_ask
from legaat.web._what_if_page import asked, careful, form
from legaat.web._what_if_stream import OverError, event, piece, until_over
from legaat.web._what_if_view import lines, panels

if TYPE_CHECKING:
    from legaat.twin import Twin
    from legaat.web._state import Notes

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
T = TypeVar("T")

_OF: Final = "butyrate"
"""What is drawn dose by dose: the acid whose prediction was tested best (docs/substances.md)."""

_PAGE: Final = re.compile(r"[A-Za-z0-9]{8,40}")


@dataclass(frozen=True, slots=True)
class _Case:
    """One what-if of one profile."""

    visit: Visit
    profile_id: str
    profile: Profile
    menu: Menu
    ask: Ask
    baby: bool

    def later(
        self, question: Callable[[Twin, Notes, Profile, Ask], T], *, first: bool = False
    ) -> Future[T]:
        """Put a question to the twin."""
        return self.visit.face.twins.later(
            self.visit.owner, self.profile_id, self.ask.diet, self.profile,
            lambda twin, notes: question(twin, notes, self.profile, self.ask), first=first,
        )  # fmt: skip

    def page(self, name: str, **values: Any) -> Response:
        """Render a page or a part of it."""
        return self.visit.page(name, **self._values(), **values)

    def part(self, name: str, **values: Any) -> str:
        """Render a part of the page as text."""
        body = self.visit.page(name, **self._values(), **values).body
        return bytes(body).decode()

    def _values(self) -> dict[str, Any]:
        return {"id": self.profile_id, "ask": self.ask, "menu": self.menu,
                "query": self.ask.query(), "asked": asked(self.ask, self.visit.lang)}  # fmt: skip


def _case(visit: Visit, profile_id: str, request: Request) -> _Case:
    with visit.store() as (store, _):
        profile = visit.face.profile(store, profile_id)
        person = person_of(store)
    if profile is None:
        raise HTTPException(404)
    offered = visit.face.twins.remembered(visit.owner, person, menu)
    baby = person is not None and person.age is not None and person.age < 1
    ask = read_ask(request.query_params, offered)
    return _Case(visit, profile_id, profile, offered, ask, baby)


@router.get("/what-if/{profile_id}")
@takes_long
def what_if_page(visit: Visiting, profile_id: str, request: Request, whole: str = "") -> Response:
    """Show the sliders with the answer; the model's ranges and the dose curves come later.

    They take twenty times as long as the points: a script streams them, and without one they are a
    tap away (``whole=1``).
    """
    start = time.perf_counter()
    case = _case(visit, profile_id, request)
    if case.baby:
        # The model's bowel and its diets are an adult's, and nothing may be offered.
        return case.page("what_if_baby.html.j2", baby=baby_words())
    rows = visit.turn.wait(case.later(run.ranges if whole else run.measured))
    moved = case.ask.panels() if whole else ()
    doses = (visit.turn.wait(case.later(_dose(item))) for item in moved)
    curves = [curve for curve in doses if curve is not None]
    page = case.page(
        "what_if.html.j2", form=form(case.menu, case.ask), lines=lines(rows, visit.lang),
        panels=panels(curves, _OF, visit.lang), matched=visit.turn.wait(case.later(_matched)),
        careful=careful(case.menu, case.ask, case.profile), of=_OF, later=not whole,
    )  # fmt: skip
    page.headers["server-timing"] = f"page;dur={_ms(start)}"
    return page


@router.get("/what-if/{profile_id}/stream")
async def what_if_stream(
    visit: Visiting, profile_id: str, request: Request, page: str = "", turn: int = 0
) -> Response:
    """Answer a move piece by piece; a newer move of the same page ends this one."""
    start = time.perf_counter()
    if not _PAGE.fullmatch(page):
        page = secrets.token_hex(8)  # nobody's: it ends nothing
    case = await run_in_threadpool(_case, visit, profile_id, request)
    if case.baby:
        return Response(status_code=204)
    own = visit.face.twins.turns.begin(visit.owner, f"{profile_id} {page}", turn)
    try:
        rows = await piece(own, lambda: case.later(run.points, first=True))
    except OverError:
        return Response(status_code=204)
    except BaseException:
        own.end()
        raise
    first = case.part("what_if_summary.html.j2", lines=lines(rows, visit.lang))
    answer = StreamingResponse(
        until_over(_pieces(case, own, rows, first), own), media_type="text/event-stream"
    )
    answer.headers["server-timing"] = f"points;dur={_ms(start)}"
    return answer


async def _pieces(
    case: _Case, turn: Turn, rows: tuple[run.Row, ...], first: str
) -> AsyncIterator[bytes]:
    """Give the parts of the page in the order in which they are worth waiting for."""
    lang = case.visit.lang
    matched = 1.0

    def table(rows: tuple[run.Row, ...]) -> bytes:
        shown = lines(rows, lang)
        return event("answer", case.part("what_if_answer.html.j2", lines=shown, matched=matched))

    yield event("summary", first)
    matched = await piece(turn, lambda: case.later(_matched))
    yield table(rows)
    told = careful(case.menu, case.ask, case.profile)
    yield event("careful", case.part("what_if_careful.html.j2", careful=told))
    if case.ask.course:
        await _each(case, turn, run.spans(case.ask))
        rows = await piece(turn, lambda: case.later(run.measured))
        shown = lines(rows, lang)
        yield event("summary", case.part("what_if_summary.html.j2", lines=shown))
        yield table(rows)
    curves: list[run.Curve] = []
    for item in case.ask.panels():
        await _each(case, turn, run.dose_by_dose(case.ask, item))
        curve = await piece(turn, partial(case.later, _dose(item)))
        if curve is not None:
            curves.append(curve)
            shapes = panels(curves, _OF, lang)
            yield event("doses", case.part("what_if_doses.html.j2", panels=shapes, of=_OF))
    if not curves:
        yield event("doses", "")
    await _each(case, turn, run.reaches(case.ask))
    yield table(await piece(turn, lambda: case.later(run.ranges)))
    yield event("end", "")


async def _each(case: _Case, turn: Turn, questions: Iterable[run.Question]) -> None:
    """Ask one after the other, so that a newer move waits for one of them at most."""
    for question in questions:
        await piece(turn, partial(case.later, question))


@router.get("/what-if/{profile_id}/simulation.json")
@takes_long
def what_if_download(visit: Visiting, profile_id: str, request: Request) -> Response:
    """Give the answer as `legaat simulate` writes it."""
    case = _case(visit, profile_id, request)
    if case.baby:
        raise HTTPException(404)
    found = visit.turn.wait(case.later(run.result))
    body = json.dumps(found.to_dict(visit.lang), ensure_ascii=False, allow_nan=False)
    return Response(
        body, media_type="application/json",
        headers={"content-disposition": 'attachment; filename="simulation.json"'},
    )  # fmt: skip


def _dose(item: Any) -> Callable[[Twin, Notes, Profile, Ask], run.Curve | None]:
    return lambda twin, notes, profile, ask: run.doses(twin, notes, profile, ask, item, _OF)


def _matched(twin: Twin, _notes: Notes, _profile: Profile, _ask: Ask) -> float:
    return twin.matched.matched_share


def _ms(start: float) -> str:
    return f"{(time.perf_counter() - start) * 1000:.0f}"
