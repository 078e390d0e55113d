"""In the shop, for programs: a label by its text, a photo, or the barcode.

The limits and the worker process are those of the page. Open Food Facts is never asked from here:
that takes a tick of somebody who sees what is sent.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from legaat.errors import InputError, LegaatError
from legaat.labels import check_label
from legaat.messages import Lang, Message, Text
from legaat.web._api_common import UPLOADS, Ask, LangQuery, contract, person_for, unread
from legaat.web._pages_label import MOST_TEXT
from legaat.web._products import find_product
from legaat.web._told import PROGRAM, ApiError, what_to_do
from legaat.web._upload import Problem, look_at_picture
from legaat.web._visit import Visit, Visiting

__all__ = ["router"]

router = APIRouter(tags=["look up"])
_ANSWER: Final = {**UPLOADS, **contract("label", "what the product is")}
_PARTS: Final = ("label-do", *PROGRAM)
"""Where the words are on what to do: those of a label before those of every program."""
_Picture = Annotated[UploadFile, File(description="a JPEG, PNG or WebP of a pack")]


class LabelRequest(Ask):
    """The words on a pack."""

    text: Annotated[str, Field(max_length=MOST_TEXT, examples=["Lactobacillus rhamnosus GG"])]
    lang: Annotated[str | None, Field(pattern="^(nl|en|de|fr)$")] = None


class BarcodeRequest(Ask):
    """The digits below the bars: EAN-8, UPC, EAN-13 or GTIN-14."""

    code: Annotated[str, Field(min_length=1, max_length=60, examples=["4006381333931"])]


@router.post("/labels", responses=contract("label", "what the product is"), summary="Check a label")
def label(visit: Visiting, request: LabelRequest, lang: LangQuery = "en") -> JSONResponse:
    """Say what a product is, ``legaat.label/1``, for the person that was told of."""
    found = check_label(request.text, request.lang, person=person_for(visit, None))
    return JSONResponse(found.to_dict(lang))


@router.post("/labels/photo", summary="Check the photo of a label", responses=_ANSWER)
async def label_photo(visit: Visiting, file: _Picture, lang: LangQuery = "en") -> JSONResponse:
    """Read the text on a photo in a process with limits, and say what the product is.

    Where there are no words on it but a barcode, the barcode is looked up.
    """
    data = await file.read()
    return await run_in_threadpool(_photo, visit, data, file.content_type or "", lang)


@router.post(
    "/labels/barcode", summary="Check a product by its barcode",
    responses=contract("label", "what the product is"),
)  # fmt: skip
def label_barcode(visit: Visiting, request: BarcodeRequest, lang: LangQuery = "en") -> JSONResponse:
    """Look a barcode up in the list of products on this computer, and say what the product is.

    404 where there is no such list, or the product isn't in it. Nothing is sent anywhere.
    """
    return _by_barcode(visit, request.code, lang)


@router.post(
    "/labels/barcode/photo", summary="Check a product by the photo of its barcode",
    responses=_ANSWER,
)  # fmt: skip
async def label_barcode_photo(
    visit: Visiting, file: _Picture, lang: LangQuery = "en"
) -> JSONResponse:
    """Read the barcode on a photo in a process with limits, and look it up as above."""
    data = await file.read()
    return await run_in_threadpool(_bars, visit, data, file.content_type or "", lang)


def _photo(visit: Visit, data: bytes, kind: str, lang: Lang) -> JSONResponse:
    read = look_at_picture(data, kind, visit.face.config)
    if isinstance(read, Problem):
        raise unread(read, _PARTS[0])
    if not read.text.strip() and read.barcode:
        return _by_barcode(visit, read.barcode, lang)
    return _judged(visit, read.text[:MOST_TEXT], None, lang)


def _bars(visit: Visit, data: bytes, kind: str, lang: Lang) -> JSONResponse:
    read = look_at_picture(data, kind, visit.face.config, bars=True)
    if isinstance(read, Problem):
        raise unread(read, _PARTS[0])
    if read.barcode is None:
        raise _refused(InputError("label-no-barcode"))
    return _by_barcode(visit, read.barcode, lang)


def _by_barcode(visit: Visit, code: str, lang: Lang) -> JSONResponse:
    try:
        found = find_product(code, visit.face.config, lang=lang)
    except LegaatError as error:
        if error.id == "label-barcode-unknown":
            what = Message.of("web.label.unknown", code=code.strip()[:40])
            raise ApiError(404, what, Message.of("web.label.unknown-none")) from None
        raise _refused(error) from None
    return _judged(visit, found.text[:MOST_TEXT], found.product, lang)


def _judged(visit: Visit, text: str, product: str | None, lang: Lang) -> JSONResponse:
    try:
        found = check_label(text, person=person_for(visit, None), product=product)
    except LegaatError as error:
        raise _refused(error) from None
    return JSONResponse(found.to_dict(lang))


def _refused(error: LegaatError) -> ApiError:
    do = Text(nl=_do(error, "nl"), en=_do(error, "en"))
    return ApiError(400, Text(nl=error.what("nl"), en=error.what("en")), do)


def _do(error: LegaatError, lang: Lang) -> str:
    return what_to_do(error.id, error.do(lang), lang, *_PARTS, error=error)
