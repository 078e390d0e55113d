"""A table of many samples: all of them in a list, each with its report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi.responses import Response

from legaat.web._store import Store
from legaat.web._table import Rows, table_csv, table_id
from legaat.web._visit import Visiting, check_form
from legaat.web._work_read import head_of, start_table

__all__ = ["SORTS", "find_rows", "router", "rows_of"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_PAGE: Final = 50

_Key = Callable[[Mapping[str, Any]], Any]


def _most(key: str) -> _Key:
    return lambda row: (row.get(key) is None, -(row.get(key) or 0))


def _least(key: str) -> _Key:
    return lambda row: (row.get(key) is None, row.get(key) or 0)


SORTS: Final[Mapping[str, _Key]] = {
    "number": _least("number"),
    "sample": lambda row: str(row["sample"]).casefold(),
    "n_taxa": _most("n_taxa"),
    "missing": _most("missing"),
    "butyrate": _least("butyrate_percentile"),
}
"""Orders of the list; samples of which something isn't known come last."""


def rows_of(store: Store, upload_id: str) -> tuple[str, Rows]:
    """Return the name of a table's file, and its rows.

    Raises
    ------
    HTTPException
        404: there is no such table.
    """
    kept = store.get(table_id(upload_id), "table")
    if kept is None:
        raise HTTPException(404)
    data = kept.data
    return data["about"]["name"], data["rows"]


def find_rows(rows: Rows, q: str, sort: str) -> Rows:
    """Return the rows whose sample's name holds `q`, in an order of `SORTS`."""
    asked = q.strip().casefold()
    found = [row for row in rows if asked in str(row["sample"]).casefold()]
    return sorted(found, key=SORTS.get(sort, SORTS["number"]))


@router.post("/upload/{upload_id}/all", dependencies=[_FORM])
def read_all(visit: Visiting, upload_id: str) -> Response:
    """Read all samples of an upload in the queue."""
    with visit.store() as (store, _):
        head, _data = head_of(store, upload_id)
        done = store.get(table_id(upload_id), "table") is not None
    if done:
        return visit.go(f"/table/{upload_id}")
    return visit.go(
        f"/job/{start_table(visit.face, visit.owner, upload_id, head['name'], head['options'])}"
    )


@router.get("/table/{upload_id}")
def table(
    visit: Visiting,
    upload_id: str,
    q: str = Query("", max_length=200),
    sort: str = "number",
    page: int = Query(1, ge=1, le=10_000),
) -> Response:
    """Show the samples."""
    with visit.store() as (store, _):
        name, rows = rows_of(store, upload_id)
        mine = {
            one.data["options"].get("sample")
            for one in store.all("profile")
            if one.parent == upload_id
        }
    found = find_rows(rows, q, sort)
    pages = max(1, -(-len(found) // _PAGE))
    page = min(page, pages)
    return visit.page(
        "table.html.j2", upload=upload_id, file=name, n=len(rows), q=q, sort=sort, sorts=SORTS,
        rows=found[(page - 1) * _PAGE : page * _PAGE], page=page, pages=pages, mine=mine,
    )  # fmt: skip


@router.post("/table/{upload_id}/keep", dependencies=[_FORM])
def keep(
    visit: Visiting,
    upload_id: str,
    sample: Annotated[list[str], Form(default_factory=list, max_length=_PAGE)],
) -> Response:
    """Keep chosen samples as profiles; those that are kept already stay as they are."""
    with visit.store() as (store, _):
        _name, rows = rows_of(store, upload_id)
        known = {row["id"] for row in rows}
        mine = {
            one.data["options"].get("sample")
            for one in store.all("profile")
            if one.parent == upload_id
        }
        for one in sample:
            kept = store.get(one, "sample") if one in known else None
            if kept is None or "profile" not in kept.data:
                continue
            data = kept.data
            if data["options"]["sample"] in mine:
                continue
            body = {key: data[key] for key in ("profile", "about", "options")}
            store.add("profile", json.dumps(body).encode(), upload_id)
    return visit.go(f"/table/{upload_id}")


@router.get("/table/{upload_id}/download.csv")
def as_csv(visit: Visiting, upload_id: str) -> Response:
    """Give the list as CSV."""
    with visit.store() as (store, _):
        _name, rows = rows_of(store, upload_id)
    return Response(
        table_csv(rows), media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="legaat-samples.csv"'},
    )  # fmt: skip


@router.get("/table/{upload_id}/download.json")
def as_json(visit: Visiting, upload_id: str) -> Response:
    """Give the list as JSON."""
    with visit.store() as (store, _):
        name, rows = rows_of(store, upload_id)
    data = {"schema": "legaat.table/1", "name": name, "samples": list(rows)}
    return Response(
        json.dumps(data, ensure_ascii=False, indent=1), media_type="application/json",
        headers={"content-disposition": 'attachment; filename="legaat-samples.json"'},
    )  # fmt: skip
