"""In the shop: a label by photo, barcode or text; nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.advice import Person
from legaat.errors import InputError, LegaatError
from legaat.knowledge import plain, tested_strains
from legaat.labels import LabelResult, check_label, show_label
from legaat.web._pages_you import person_of
from legaat.web._products import find_product
from legaat.web._upload import Problem, ReadPicture, look_at_picture
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["MOST_TEXT", "router"]

router = APIRouter(include_in_schema=False)
MOST_TEXT: Final = 100_000
_MOST_SIDES: Final = 3
_ABOUT: Final = {
    "postbiotic": "C01", "probiotic": "C09", "prebiotic": "C08", "synbiotic": "C20",
    "fermented food": "C39", "metabolite": "C04", "state-clear": "C51", "strain-named": "C17",
    "dose-stated": "C59", "no-proprietary-blend": "C59", "not-a-sugary-drink": "C60",
    "allergens-named": "S06", "group-warnings": "S04", "claims": "S15",
}  # fmt: skip
"""The entry that says why a kind or a tip is as it is."""
_ASK_AGAIN: Final = frozenset({
    "label-extract-slow", "label-file", "label-online", "label-online-slow",
})  # fmt: skip
"""Errors after which asking Open Food Facts (once more) may help."""
_OTHER_HELP: Final = frozenset({
    "label-empty", "label-photo", "label-photo-empty", "label-file-too-large",
    "label-no-tesseract", "missing-extra", "too-heavy", "label-language",
})  # fmt: skip
"""Errors whose help in the catalogue is about the command line or about another kind of file."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was filled in, and what came of reading it.

    Attributes
    ----------
    way : str
        "photo", "barcode" or "text".
    text, name, code : str
        Of the label, the product, and its barcode.
    first : str
        The label that this one is to stand beside.
    unsure : tuple of str
        Words of a photo in doubt.
    found : bool
        The text comes from a list of products, or from Open Food Facts.
    unknown : bool
        Nothing is known of the barcode here.
    """

    way: str = "text"
    text: str = ""
    name: str = ""
    code: str = ""
    first: str = ""
    unsure: tuple[str, ...] = ()
    found: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Picture:
    data: bytes
    kind: str


@router.get("/label")
def ask(visit: Visiting) -> Response:
    """Show the three ways."""
    return _page(visit, _Asked())


@router.post("/label", dependencies=[Depends(check_form)])
async def look(
    visit: Visiting,
    way: str = Form("text", max_length=20),
    text: str = Form("", max_length=MOST_TEXT),
    name: str = Form("", max_length=300),
    code: str = Form("", max_length=60),
    first: str = Form("", max_length=MOST_TEXT),
    online: str = Form("", max_length=5),
    photo: list[UploadFile] = File([]),  # noqa: B008 - FastAPI
    bars: UploadFile | None = File(None),  # noqa: B008 - FastAPI
) -> Response:
    """Read the label and say what it is."""
    asked = _Asked(way, text, name, code, first)
    sides = [_Picture(await one.read(), one.content_type or "") for one in photo if one.size]
    stripes = None
    if bars is not None and bars.size:
        stripes = _Picture(await bars.read(), bars.content_type or "")
    if way == "second":
        return _page(visit, replace(asked, way="text", text="", name=""))
    if way == "barcode":
        return await run_in_threadpool(_by_barcode, visit, asked, stripes, online == "yes")
    if sides:
        return await run_in_threadpool(_by_photo, visit, asked, sides)
    return await run_in_threadpool(_judge, visit, asked)


def _by_photo(visit: Visit, asked: _Asked, sides: list[_Picture]) -> Response:
    """Read up to three sides of a pack; what was read before stays in front."""
    texts = [asked.text] if asked.text.strip() else []
    unsure: list[str] = []
    code = asked.code
    for side in sides[:_MOST_SIDES]:
        read = look_at_picture(side.data, side.kind, visit.face.config)
        if isinstance(read, Problem):
            return _unread(visit, replace(asked, way="photo"), read)
        texts.append(read.text.strip())
        unsure += read.unsure
        code = read.barcode or code
    text = "\n\n".join(one for one in texts if one)[:MOST_TEXT]
    asked = replace(asked, way="photo", text=text, code=code, unsure=tuple(unsure))
    if not text and code:
        return _by_barcode(visit, replace(asked, way="barcode"), None, online=False)
    return _judge(visit, asked)


def _by_barcode(visit: Visit, asked: _Asked, bars: _Picture | None, online: bool) -> Response:  # noqa: FBT001
    """Look a barcode up, and read the label that belongs to it."""
    if bars is not None:
        read = look_at_picture(bars.data, bars.kind, visit.face.config, bars=True)
        if not isinstance(read, ReadPicture):
            return _unread(visit, asked, read)
        if read.barcode is None:
            return _wrong(visit, asked, InputError("label-no-barcode"))
        asked = replace(asked, code=read.barcode)
    try:
        found = find_product(asked.code, visit.face.config, online=online, lang=visit.lang)
    except LegaatError as error:
        if error.id == "label-barcode-unknown":
            return _page(visit, replace(asked, unknown=True))
        return _wrong(visit, replace(asked, unknown=error.id in _ASK_AGAIN), error)
    name = found.product or ""
    return _judge(visit, replace(asked, text=found.text[:MOST_TEXT], name=name, found=True))


def _unread(visit: Visit, asked: _Asked, problem: Problem) -> Response:
    what, do = problem.what.text(visit.lang), problem.do.text(visit.lang)
    return _sorry(visit, asked, problem.id, what, do)


def _judge(visit: Visit, asked: _Asked) -> Response:
    with visit.store() as (store, _):
        person = person_of(store)
    try:
        result = check_label(asked.text, person=person, product=asked.name or None)
        first = check_label(asked.first, person=person) if asked.first.strip() else None
    except LegaatError as error:
        return _wrong(visit, asked, error)
    return _page(visit, asked, result, first, person)


def _entry_of_strain(species: str, strain: str | None) -> str | None:
    """Return the entry of exactly this strain, where there is one."""
    code = plain(strain or "").replace(" ", "")
    for entry in tested_strains().values():
        codes = {plain(one).replace(" ", "") for one in entry.codes}
        if code and entry.species == species and code in codes:
            return entry.id
    return None


def _wrong(visit: Visit, asked: _Asked, error: LegaatError) -> Response:
    return _sorry(visit, asked, error.id, error.what(visit.lang), error.do(visit.lang))


def _sorry(visit: Visit, asked: _Asked, name: str, what: str, do: str) -> Response:
    # What to do in the terminal is no help here.
    do = visit.say(f"label-do.{name}") if name in _OTHER_HELP else do
    return _page(visit, asked, problem={"what": what, "do": do})


def _page(
    visit: Visit,
    asked: _Asked,
    result: LabelResult | None = None,
    first: LabelResult | None = None,
    person: Person | None = None,
    problem: dict[str, str] | None = None,
) -> Response:
    allergies = frozenset(person.allergies or ()) if person is not None else frozenset[str]()
    labels = [
        show_label(one, visit.lang, allergies) if one is not None else None
        for one in (result, first)
    ]
    return visit.page(
        "label.html.j2", 400 if problem else 200, asked=asked, problem=problem, label=labels[0],
        first=labels[1], about=_ABOUT, may_ask=visit.face.config.ask_online,
        listed=visit.face.config.products is not None, entry_of_strain=_entry_of_strain,
    )  # fmt: skip
