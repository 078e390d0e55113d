"""Two samples of one person beside each other, and what changed beyond the noise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from legaat.messages import Param, Speakable, say
from legaat.reference import Comparison, changes, sources
from legaat.reports import render_comparison_json
from legaat.web._busy import takes_long
from legaat.web._paging import PageNumber, page_of
from legaat.web._slopes import percent, slopes
from legaat.web._visit import Visit, Visiting

__all__ = ["compare_kept", "router"]

router = APIRouter(include_in_schema=False)
_Which = Annotated[str, Query(max_length=36)]
_Lab = Annotated[str, Query(max_length=4)]
_One: TypeAlias = tuple[str, dict[str, Any], datetime]


def compare_kept(visit: Visit, before: str, after: str, *, same_lab: bool) -> Comparison:
    """Compare two kept profiles.

    Raises
    ------
    HTTPException
        404: one of them isn't there.
    """
    with visit.store() as (store, _):
        pair = [visit.face.profile(store, one) for one in (before, after)]
    first, second = pair
    if first is None or second is None:
        raise HTTPException(404)
    return changes(first, second, same_lab=same_lab)


@router.get("/compare")
@takes_long
def compare(
    visit: Visiting, a: _Which = "", b: _Which = "", same_lab: _Lab = "", page: PageNumber = 1,
    keep: Annotated[str, Query(max_length=1)] = "",
) -> Response:  # fmt: skip
    """Ask which two, and show what changed.

    Of many samples the list holds a page, and the two that are chosen; `keep` is for turning the
    page before anything is asked.
    """
    with visit.store() as (store, _):
        kept = [(one.id, one.data["about"], one.created) for one in store.all("profile")]
    # Without a date of its own a sample is as old as its upload.
    kept.sort(key=lambda one: (one[1]["date"] or one[2].date().isoformat(), one[2]))
    shown = _Shown(kept, page)
    if (a or b) and not keep:
        if a == b:
            return _page(visit, shown, a, b, same_lab, same=True)
        dates: dict[str, str] = {one[0]: one[1]["date"] or "" for one in kept}
        days = (dates.get(a, ""), dates.get(b, ""))
        dated = all(days) and days[0] != days[1]
        turned = days if dated and days[0] > days[1] else None
        if turned is not None:
            a, b = b, a
        found = compare_kept(visit, a, b, same_lab=bool(same_lab))
        return _page(visit, shown, a, b, same_lab, found, dated=dated, turned=turned)
    first, second = (kept[-2][0], kept[-1][0]) if len(kept) > 1 else ("", "")
    return _page(visit, shown, a or first, b or second, same_lab)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is kept, the oldest sample first, and which page of it is asked, the newest first."""

    kept: Sequence[_One]
    page: int

    def around(self, a: str, b: str) -> tuple[list[_One], int, int]:
        """Return the samples of the page and the two that are chosen, and the pages."""
        found, page, pages = page_of(self.kept[::-1], self.page)
        there = {one[0] for one in found} | {a, b}
        return [one for one in self.kept if one[0] in there], page, pages


def _page(
    visit: Visit, shown: _Shown, a: str, b: str,
    same_lab: str, found: Comparison | None = None, *, same: bool = False, dated: bool = False,
    turned: tuple[str, str] | None = None,
) -> Response:  # fmt: skip
    """Show the page; where dates tell which came first, they decide, and it is said."""
    profiles, page, pages = shown.around(a, b)
    picture = None if found is None else slopes(found, visit.lang)
    return visit.page(
        "compare.html.j2", profiles=profiles, n=len(shown.kept), page=page, pages=pages,
        a=a, b=b, same_lab=bool(same_lab), found=found,
        picture=picture, sentence=partial(_sentence, visit), same=same,
        dated=dated, turned=turned,
        percent=lambda share: percent(share, visit.lang),
        asks=found is not None and _asks(found),
        sources=[] if found is None else [sources()[key] for key in found.citations],
    )  # fmt: skip


def _sentence(visit: Visit, key: str, **params: Param) -> str:
    """Return a sentence that the terminal says too."""
    return say(f"compare.{key}", visit.lang, **params)


def _asks(found: Comparison) -> bool:
    """Whether saying that one lab measured both would be enough."""
    only: list[Speakable] = list(found.why_not)
    return [getattr(text, "id", "") for text in only] == ["compare.why-not.lab-unknown"]


@router.get("/compare/download.json")
@takes_long
def as_json(visit: Visiting, a: _Which = "", b: _Which = "", same_lab: _Lab = "") -> Response:
    """Give the comparison as JSON, ``legaat.comparison/1``."""
    found = compare_kept(visit, a, b, same_lab=bool(same_lab))
    data = render_comparison_json(found, visit.lang)
    return Response(
        json.dumps(data, ensure_ascii=False, indent=1), media_type="application/json",
        headers={"content-disposition": 'attachment; filename="legaat-comparison.json"'},
    )  # fmt: skip
