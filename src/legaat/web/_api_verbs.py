"""What can be asked of a profile, for programs: report, advice, twin, standing, comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field, WithJsonSchema

from legaat.advice import MOST_GRAMS, MOST_PIECES, Menu, Person, menu
from legaat.errors import UsageError
from legaat.messages import LANGUAGES, Lang, Message, Text
from legaat.reference import expected
from legaat.reports import build_report, render_advice_json, render_comparison_json, render_json
from legaat.twin import Simulation, Twin
from legaat.web._api_common import (
    ERRORS,
    Answer,
    Ask,
    BodyPerson,
    Id,
    LangQuery,
    contract,
    person_for,
    profile_for,
)
from legaat.web._busy import takes_long
from legaat.web._pages_compare import compare_kept
from legaat.web._plan_options import baby_words
from legaat.web._told import ApiError, problem_error
from legaat.web._visit import Visit, Visiting
from legaat.web._what_if import FIBRES, FOODS, sliders, what_if

__all__ = ["router"]

router = APIRouter(tags=["verbs"])
T = TypeVar("T")

_Most = Annotated[int, Query(ge=0, le=20, description="at most so many suggestions")]
_Taxon = Annotated[str, Field(min_length=1, max_length=300)]


class BlendLimits(Ask):
    """What a blend must keep to."""

    most_grams: Annotated[float, Field(ge=0, le=100)] = MOST_GRAMS
    most_pieces: Annotated[int, Field(ge=0, le=50)] = MOST_PIECES
    must: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=10)] = Field(
        default_factory=list
    )


class AdviceRequest(Ask):
    """Whom the advice is for, and what goes along with it."""

    person: dict[str, Any] | None = None
    most: Annotated[int, Field(ge=0, le=20)] = 5
    effects: bool = False
    strains: bool = False
    blend: BlendLimits | None = None


class SimulateRequest(Ask):
    """What changes: grams a day of nutrients or foods, taxa that go, taxa that come."""

    add: Annotated[
        dict[_Taxon, Annotated[float, Field(gt=0, le=500)]],
        Field(max_length=20, examples=[{"inulin": 10}]),
    ] = Field(default_factory=dict)
    without: Annotated[list[_Taxon], Field(max_length=20)] = Field(default_factory=list)
    adding: Annotated[dict[_Taxon, Annotated[float, Field(gt=0, lt=1)]], Field(max_length=10)] = (
        Field(default_factory=dict)
    )
    diet: Annotated[str, Field(pattern="^[a-z0-9-]{1,40}$")] = "dutch"
    fraction: Annotated[float | None, Field(gt=0, le=1)] = None
    ranges: bool = False


_KEYS: Final = frozenset(slider.key for slider in (*FIBRES, *FOODS))


def _known(key: str) -> str:
    if key not in _KEYS:
        raise ValueError("no such slider")
    return key


def _within(add: dict[str, float]) -> dict[str, float]:
    for key, amount in add.items():
        if amount > (most := sliders()[key].most):
            raise ValueError(f"{key}: at most {most:g}")
    return add


_Key = Annotated[
    str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": sorted(_KEYS)})
]


class WhatIfRequest(Ask):
    """Grams of fibre and portions of food a day, on top of what this person eats.

    Each as far as its slider on the page goes: 4 portions of a food, 4 to 30 grams of a fibre.
    """

    add: Annotated[
        dict[_Key, Annotated[float, Field(gt=0, le=30)]],
        Field(max_length=20, examples=[{"havermout": 2}]), AfterValidator(_within),
    ] = Field(default_factory=dict)  # fmt: skip


class ChangeRow(Answer):
    """One substance now and then; the interval holds 80 % of what is likely."""

    substance: str
    before: float
    after: float
    interval: tuple[float, float] | None
    unit: str


class WhatIfAnswer(Answer):
    """What would change, a day."""

    unit: str
    matched_share: float
    changes: list[ChangeRow]


class Expected(Answer):
    """Taxon to the probability that a healthy person with the same others has it."""

    expected: dict[str, float]


@router.post(
    "/profiles/{profile_id}/report", responses=contract("report", "the report"),
    summary="The report",
)  # fmt: skip
@takes_long
def report(
    visit: Visiting, profile_id: Id, person: BodyPerson = None, most: _Most = 5,
    lang: LangQuery = "en",
) -> JSONResponse:  # fmt: skip
    """Make the report, ``legaat.report/1``."""
    profile, somebody = profile_for(visit, profile_id), person_for(visit, person)
    return JSONResponse(render_json(build_report(profile, somebody, most=most), lang))


@router.post(
    "/profiles/{profile_id}/advice", responses=contract("advice", "the advice"),
    summary="Advice, strains and a blend",
)  # fmt: skip
@takes_long
def advise(
    visit: Visiting, profile_id: Id, request: AdviceRequest, lang: LangQuery = "en"
) -> JSONResponse:
    """Advise, ``legaat.advice/1``: screened for safety, graded, with sources."""
    profile, somebody = profile_for(visit, profile_id), person_for(visit, request.person)
    limits: dict[str, Any] | bool = False
    if request.blend is not None:
        told = request.blend
        limits = {"most_grams": told.most_grams, "most_pieces": told.most_pieces,
                  "must": tuple(told.must)}  # fmt: skip

    def make(_twin: Twin) -> dict[str, Any]:
        made = build_report(
            profile, somebody, most=request.most, effects=request.effects,
            strains=request.strains, blend=limits,
        )  # fmt: skip
        return render_advice_json(made, lang)

    return JSONResponse(make_in_turn(visit, profile_id, "dutch", make))


@router.post(
    "/profiles/{profile_id}/simulate", responses=contract("simulation", "the simulation"),
    summary="What the community makes now, and after a change",
)  # fmt: skip
@takes_long
def simulate(
    visit: Visiting, profile_id: Id, request: SimulateRequest, lang: LangQuery = "en"
) -> JSONResponse:
    """Ask the twin, ``legaat.simulation/1``. Without a change it says what is made now."""
    _no_baby(person_for(visit, None))

    def ask(twin: Twin) -> Simulation:
        return twin.simulate(
            fraction=request.fraction, add=request.add, without=request.without,
            adding=request.adding, ranges=request.ranges,
        )  # fmt: skip

    found = make_in_turn(visit, profile_id, request.diet, ask)
    return JSONResponse(found.to_dict(lang))


@router.post(
    "/profiles/{profile_id}/what-if", responses=ERRORS, summary="What more fibre or food would do"
)
@takes_long
def ask_what_if(visit: Visiting, profile_id: Id, request: WhatIfRequest) -> WhatIfAnswer:
    """Ask what the sliders of the page ask: within the same limits, and screened as they are."""
    person = person_for(visit, None)
    _no_baby(person)
    offered = visit.face.twins.remembered(visit.owner, person, menu)
    _refuse_withheld(offered, request.add, visit)
    asked = dict(request.add)
    answer = make_in_turn(visit, profile_id, offered.diet, lambda twin: what_if(twin, asked))
    rows = [
        ChangeRow(
            substance=c.name, before=c.before, after=c.after, unit=c.unit,
            interval=None if c.low is None or c.high is None else (c.low, c.high),
        )
        for c in answer.changes
    ]  # fmt: skip
    return WhatIfAnswer(unit=answer.unit, matched_share=answer.matched_share, changes=rows)


def _no_baby(person: Person | None) -> None:
    """Refuse to ask about a baby, in the words of the page: the model's bowel is an adult's."""
    if person is None or person.age is None or person.age >= 1:
        return
    words = [Message.of("web.what-if-baby.why"), *baby_words()]
    both = {lang: " ".join(one.text(lang) for one in words) for lang in LANGUAGES}
    raise ApiError(422, Message.of("web.what-if-baby.heading"), Text(**both))


def _refuse_withheld(offered: Menu, keys: Iterable[str], visit: Visit) -> None:
    """Refuse what a rule withholds from this person, in the words of the rule."""
    for key in keys:
        kind: Literal["fibre", "food"] = "food" if sliders()[key].is_food else "fibre"
        if not offered.may(kind, key):
            why = [
                row.why.text(visit.lang)
                for of, row in offered.withheld
                if (of, row.id) == (kind, key)
            ]
            raise problem_error(422, "withheld", key=key, why=" ".join(why))


def make_in_turn(visit: Visit, profile_id: str, diet: str, question: Callable[[Twin], T]) -> T:
    """Ask the kept twin of a profile, in the thread that belongs to it."""
    profile = profile_for(visit, profile_id)
    return visit.ask(profile_id, diet, profile, question)


@router.get(
    "/profiles/{profile_id}/standing", summary="Where each bacterium stands",
    responses=contract("standing", "taxa among healthy people"),
)  # fmt: skip
@takes_long
def standing(visit: Visiting, profile_id: Id, lang: LangQuery = "en") -> JSONResponse:
    """Say where each taxon stands among healthy people, and which are missing."""
    return JSONResponse(_parts(visit, profile_id, lang, "reference", "taxa", "citations"))


@router.get(
    "/profiles/{profile_id}/substances", summary="What the bacteria make",
    responses=contract("substances", "substances among healthy people"),
)  # fmt: skip
@takes_long
def substances(visit: Visiting, profile_id: Id, lang: LangQuery = "en") -> JSONResponse:
    """Say what this community can make, with an interval and the makers."""
    return JSONResponse(_parts(visit, profile_id, lang, "substances", "citations"))


def _parts(visit: Visit, profile_id: str, lang: Lang, *keys: str) -> dict[str, Any]:
    """Return parts of the report that are the same for everybody."""
    made = render_json(build_report(profile_for(visit, profile_id), None, most=0), lang)
    return {key: made[key] for key in keys}


@router.get(
    "/profiles/{profile_id}/expected", responses=ERRORS, summary="Which bacteria one would expect"
)
@takes_long
def expect(visit: Visiting, profile_id: Id) -> Expected:
    """Say for each taxon how probable it is in a healthy person with the same others."""
    found = expected(profile_for(visit, profile_id))
    return Expected(expected={taxon: float(p) for taxon, p in found.items()})


@router.get(
    "/compare", responses=contract("comparison", "the comparison"),
    summary="Two samples of one person",
)  # fmt: skip
@takes_long
def compare(
    visit: Visiting,
    before: Annotated[str, Query(max_length=36)],
    after: Annotated[str, Query(max_length=36)],
    *,
    same_lab: Annotated[bool, Query(description="one lab measured both in the same way")] = False,
    lang: LangQuery = "en",
) -> JSONResponse:
    """Say what changed beyond the noise, ``legaat.comparison/1``; or why it can't be said.

    The order is the one that was asked; where the dates say otherwise, a note tells.
    """
    if before == after:
        raise UsageError("compare-same")
    found = compare_kept(visit, before, after, same_lab=same_lab)
    return JSONResponse(render_comparison_json(found, lang))
