"""Know: what postbiotics are and do, and every claim, study, strain, food, rule and source."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from legaat.errors import UsageError
from legaat.knowledge import KINDS, claims, look_up
from legaat.web._know_view import (
    ENTRANCE,
    VERDICTS,
    entry_of,
    kind_counts,
    line,
    listed,
    seen_counts,
)
from legaat.web._search import find_cards, search
from legaat.web._visit import Visit, Visiting

__all__ = ["router", "search"]

router = APIRouter(include_in_schema=False)
_HITS: Final = 20
_ROWS: Final = 60
_MOST_PAGES: Final = 200
"""Hits and rows on a page, and the last page that is looked for: our own choice."""


@router.get("/know")
def know(
    visit: Visiting,
    q: str = "",
    kind: str = "",
    verdict: str = "",
    page: str = "1",
) -> Response:
    """Show the entrance, what a search finds, or all of a kind."""
    kind = kind if kind in KINDS else ""
    verdict = verdict if verdict in VERDICTS else ""
    number = min(int(page[:6]), _MOST_PAGES) if page.isascii() and page.isdecimal() else 1
    if q.strip():
        return _results(visit, q[:200], kind, max(number, 1))
    if verdict or kind:
        return _list(visit, kind or "claim", verdict, max(number, 1))
    return visit.page("know.html.j2", entrance=ENTRANCE, counts=kind_counts(), tally=_tally(), q="")


@router.get("/know/list/{kind}")
def whole(visit: Visiting, kind: str) -> Response:
    """Show all of a kind in full, to be printed or read through."""
    if kind not in KINDS:
        raise HTTPException(404)
    entries = [entry_of(card, visit.lang) for card in listed(kind, visit.lang)]
    return visit.page("know_whole.html.j2", kind=kind, entries=entries)


@router.get("/know/{name}")
def entry(visit: Visiting, name: str) -> Response:
    """Show one entry; a name, an old spelling or small letters lead to its own address."""
    try:
        card = look_up(name)
    except UsageError:
        return _results(visit, name[:200], "", 1, unknown=True)
    if card.id != name:
        return visit.go(f"/know/{quote(card.id, safe='')}")
    claim = claims().get(card.id)
    key = claim.verdict.replace(" ", "-") if claim else ""
    return visit.page("entry.html.j2", card=card, entry=entry_of(card, visit.lang), verdict_key=key)


def _results(visit: Visit, q: str, kind: str, page: int, *, unknown: bool = False) -> Response:
    found = find_cards(q, kind, visit.lang, (page - 1) * _HITS, _HITS)
    values = {
        "q": q, "kind": kind, "found": found, "unknown": unknown,
        "all": sum(found.counts.values()),
        "hits": [(line(hit.card, visit.lang), hit.piece) for hit in found.hits],
        "here": lambda **more: _address(visit, **{"q": q, "kind": kind, **more}),
        **_pages(page, found.total, _HITS),
    }  # fmt: skip
    return visit.page("know_results.html.j2", 404 if unknown else 200, **values)


def _list(visit: Visit, kind: str, verdict: str, page: int) -> Response:
    cards = listed(kind, visit.lang, verdict if kind == "claim" else "")
    start = (page - 1) * _ROWS
    values = {
        "q": "", "kind": kind, "verdict": verdict, "total": len(cards), "tally": _tally(),
        "seen": seen_counts(),
        "rows": [line(card, visit.lang) for card in cards[start : start + _ROWS]],
        "here": lambda **more: _address(visit, **{"kind": kind, "verdict": verdict, **more}),
        **_pages(page, len(cards), _ROWS),
    }  # fmt: skip
    return visit.page("know_list.html.j2", **values)


def _address(visit: Visit, **parts: str | int) -> str:
    """Return the address of a list or search; what is empty is left out."""
    asked = {name: value for name, value in parts.items() if value not in ("", 1)}
    return f"{visit.base}/know?{urlencode(asked)}" if asked else f"{visit.base}/know"


def _pages(page: int, total: int, each: int) -> dict[str, Any]:
    last = max(1, -(-total // each))
    return {"page": page, "last": last, "first_row": (page - 1) * each + 1}


def _tally() -> list[tuple[str, str, int]]:
    """Return each verdict with its sign and how many claims have it."""
    given = [claim.verdict for claim in claims().values()]
    return [(name, sign, given.count(name)) for name, sign in VERDICTS.items()]  # type: ignore[arg-type]
