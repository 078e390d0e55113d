"""In the shop: a label by text, barcode or photo."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.errors import LegaatError
from legaat.labels import LabelResult, check_label, read_photo, render_html
from legaat.web._pages_report import body_of
from legaat.web._pages_start import person_of
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_MOST_TEXT = 100_000
_PICTURES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@router.get("/label")
def ask(visit: Visiting) -> Response:
    """Show the form."""
    return visit.page("label.html.j2", problem=None, body=None, text="")


@router.post("/label", dependencies=[Depends(check_form)])
async def look(
    visit: Visiting,
    text: str = Form("", max_length=_MOST_TEXT),
    photo: UploadFile | None = File(None),  # noqa: B008 - FastAPI
) -> Response:
    """Read the label and say what it is."""
    picture = await photo.read() if photo is not None and photo.size else b""
    kind = (photo.content_type or "") if photo is not None else ""
    return await run_in_threadpool(_look, visit, text, picture, kind)


def _look(visit: Visit, text: str, picture: bytes, kind: str) -> Response:
    with visit.face.store(visit.who) as (store, _):
        person = person_of(store)
    try:
        if picture:
            text = _read_photo(picture, kind)
        result: LabelResult = check_label(text, person=person)
    except LegaatError as error:
        problem: dict[str, Any] = {"what": error.what(visit.lang), "do": error.do(visit.lang)}
        return visit.page("label.html.j2", 400, problem=problem, body=None, text=text[:_MOST_TEXT])
    body = body_of(render_html(result, visit.lang))
    return visit.page("label.html.j2", problem=None, body=body, text=text)


def _read_photo(picture: bytes, kind: str) -> str:
    with tempfile.TemporaryDirectory(prefix="legaat-") as folder:
        path = Path(folder) / f"photo{_PICTURES.get(kind, '.jpg')}"
        path.write_bytes(picture)
        return read_photo(path).text
