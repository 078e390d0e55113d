"""In the shop: a label by text, barcode or photo."""

from __future__ import annotations

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.errors import LegaatError
from legaat.labels import LabelResult, check_label, render_html
from legaat.web._pages_report import body_of
from legaat.web._pages_you import person_of
from legaat.web._upload import Problem, read_picture
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_MOST_TEXT = 100_000


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
    with visit.store() as (store, _):
        person = person_of(store)
    if picture:
        read = read_picture(picture, kind, visit.face.config)
        if isinstance(read, Problem):
            return _sorry(visit, read.what.text(visit.lang), read.do.text(visit.lang), text)
        text = read
    try:
        result: LabelResult = check_label(text, person=person)
    except LegaatError as error:
        return _sorry(visit, error.what(visit.lang), error.do(visit.lang), text)
    body = body_of(render_html(result, visit.lang))
    return visit.page("label.html.j2", problem=None, body=body, text=text)


def _sorry(visit: Visit, what: str, do: str, text: str) -> Response:
    problem = {"what": what, "do": do}
    return visit.page("label.html.j2", 400, problem=problem, body=None, text=text[:_MOST_TEXT])
