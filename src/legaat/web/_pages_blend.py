"""The blend and the strain that fits: worked out with the twin, when the page asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from legaat.advice import (
    Blend,
    BlendPart,
    Effect,
    Forecast,
    StrainFit,
    Strains,
    blend,
    diet_of,
    difference,
    effect_sentence,
    in_grams,
    strains,
)
from legaat.errors import NoModelsError
from legaat.knowledge import Ingredient, ingredients, interventions
from legaat.messages import Message, Speakable
from legaat.web._busy import takes_long
from legaat.web._plan import Plan
from legaat.web._plan_options import Choice, Options, baby_words, board, options_of
from legaat.web._plan_view import spoken
from legaat.web._visit import Visit, Visiting

if TYPE_CHECKING:
    from legaat.twin import Twin

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
"""The pages of a plan share it."""

_MG: Final = 1000.0
_BILLION: Final = 1e9
_WIDTH: Final = 100.0
_BETA_GLUCAN: Final = "beta-glucan"
_CLI_NOTES: Final = {"advice.blend.no-prices": "web.plan.blend-no-prices"}
"""What the advice room says of a file of prices, and how it is said where there is a form."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the blend in words."""

    part: BlendPart
    amount: Message
    have: bool
    can: bool


@dataclass(frozen=True, slots=True)
class _Strain:
    """A strain in a table; `swap` says that it would take the place of another."""

    id: str
    title: Speakable
    tested: Speakable
    grade: str
    dose: Speakable | None
    model: Message | None
    have: bool
    can: bool
    swap: bool
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the twin expects, as places on a line of 100."""

    effect: Effect
    """In grams a day."""
    before: float
    after: float
    low: float
    high: float

    @property
    def then(self) -> float:
        """What is made with it."""
        return (self.effect.before or 0.0) + self.effect.change

    @property
    def difference(self) -> Message:
        """By how much it differs, in words."""
        return difference(self.effect)


@router.get("/plan/{profile_id}/blend")
@takes_long
def blend_page(visit: Visiting, profile_id: str, now: str = "") -> Response:
    """Show the blend; without ``now`` the page stands at once and asks for the rest."""
    options, plan = options_of(visit, profile_id)
    return _shown(visit, "plan_blend.html.j2", profile_id, options, plan, now=bool(now))


@router.get("/plan/{profile_id}/blend/answer")
@takes_long
def blend_answer(visit: Visiting, profile_id: str) -> Response:
    """Give the part of the page that is worked out."""
    options, plan = options_of(visit, profile_id)
    return _shown(visit, "plan_blend_answer.html.j2", profile_id, options, plan, now=True)


def _shown(
    visit: Visit, name: str, profile_id: str, options: Options, plan: Plan, *, now: bool
) -> Response:
    shown = board(options, plan)
    said = visit.request.query_params.get("said", "")
    values = _answer(visit, profile_id, options, plan) if now else {}
    return visit.page(
        name, id=profile_id, board=shown, plan=plan, now=now,
        said={"1": visit.say("plan.kept"), "0": visit.say("plan.done-not")}.get(said, ""),
        baby=baby_words(), **spoken(visit.lang), **values,
    )  # fmt: skip


def _answer(visit: Visit, profile_id: str, options: Options, plan: Plan) -> dict[str, Any]:
    made, fits = _ask(visit, profile_id, options, plan)
    have = {one.id for one in board(options, plan).chosen}
    in_blend = {part.id for part in made.parts}
    contents = {name: key for name, item in ingredients().items() if (key := _content(item))}
    budget = options.person.budget_eur_month if options.person is not None else None
    return {
        "blend": made,
        "parts": [
            _Part(part, _a_day(part), part.id in have, part.id in options.choices)
            for part in made.parts
        ],
        "notes": [_note(note) for note in made.notes if not _unpriced(note)],
        "unpriced": [
            title for note in made.notes if _unpriced(note) for title in _unpriced(note)
        ],
        "pictures": [_picture(effect) for effect in made.effects if effect.before is not None],
        "expects": [said for effect in made.effects for said in effect_sentence(effect)],
        "priced": [
            one
            for name, one in options.choices.items()
            if name in contents and (name in have or name in in_blend)
        ],
        "costs": _costs(plan),
        "contents": contents,
        "budget": budget,
        "dead": _dead(options, have, plan),
        "live": [_live(f, options, have) for f in fits.fits if f.for_you and f.id not in
                 plan.refused],
        "others": [_live(f, options, have) for f in fits.fits if not f.for_you],
        "stopped": fits.withheld,
        "strain_notes": fits.notes,
    }  # fmt: skip


def _ask(visit: Visit, profile_id: str, options: Options, plan: Plan) -> tuple[Blend, Strains]:
    """Ask the twin that is kept in memory; without one, say what can be said without it."""
    work = _work(options, plan)
    diet = diet_of(options.person)
    try:
        return visit.ask(profile_id, diet, options.profile, work)
    except NoModelsError:
        return work(None)


def _work(options: Options, plan: Plan) -> Callable[[Twin | None], tuple[Blend, Strains]]:
    profile, person = options.profile, options.person

    def work(twin: Twin | None) -> tuple[Blend, Strains]:
        cast = Forecast(profile, person, twin=twin)
        made = blend(
            profile, person, without=tuple(plan.refused), prices=plan.packs or None,
            standing=options.standing, panel=options.panel, forecast=cast,
        )  # fmt: skip
        return made, strains(profile, person, forecast=cast)

    return work


def _costs(plan: Plan) -> dict[str, float]:
    """Return what the full dose of a thing costs a month, by what was told of its pack."""
    known = ingredients()
    found = {
        name: pack.month(known[name], known[name].high)
        for name, pack in plan.packs.items()
        if name in known
    }
    return {name: cost for name, cost in found.items() if cost is not None}


def _content(item: Ingredient) -> tuple[str, ...]:
    """Return what has to be told of a pack to know what it costs a month."""
    if item.unit == "g":
        return ("grams",)
    return () if item.pieces == 0 else ("pieces",)


def _note(note: Speakable) -> Speakable:
    if not isinstance(note, Message) or note.id not in _CLI_NOTES:
        return note
    return Message(_CLI_NOTES[note.id], note.params)


def _unpriced(note: Speakable) -> tuple[Speakable, ...]:
    """Return what was left out for want of a price, where a note says that."""
    if not isinstance(note, Message) or note.id != "advice.blend.unpriced":
        return ()
    return tuple(value for _, value in note.params if isinstance(value, Speakable))


def _a_day(part: BlendPart) -> Message:
    if part.unit == "cells":
        amount = Message.of("report.blend.cells", n=part.amount / _BILLION)
    elif part.amount >= _MG:
        amount = Message.of("report.blend.grams", n=part.amount / _MG)
    else:
        amount = Message.of("report.blend.milligrams", n=part.amount)
    if _BETA_GLUCAN in ingredients()[part.id].one_of:
        # "3 g" beside oats would be read as three grams of oats.
        amount = Message.of("web.plan.of-beta-glucan", amount=amount)
    if part.pieces:
        return Message.of("report.blend.a-day-pieces", amount=amount, n=part.pieces)
    return Message.of("report.blend.a-day", amount=amount)


def _picture(effect: Effect) -> Picture:
    effect = in_grams(effect) or effect
    before = effect.before or 0.0
    low, high = before + effect.interval[0], before + effect.interval[1]
    most = max(before, before + effect.change, high, 1e-9)
    places = (max(value, 0.0) / most * _WIDTH for value in (before, before + effect.change, low,
                                                            high))  # fmt: skip
    return Picture(effect, *places)


def _dead(options: Options, have: set[str], plan: Plan) -> list[_Strain]:
    """Return the dead strains that fit, with which of them would replace another."""
    dead = {item.id for item in interventions() if "dead" in item.tags}
    return [
        _Strain(
            one.id, one.title, one.why[2] if len(one.why) > 2 else one.title, one.grade, one.dose,
            None, one.id in have, can=True, swap=_replaces(one, have), citations=one.citations,
        )
        for name, one in options.choices.items()
        if name in dead and name not in plan.refused
    ]  # fmt: skip


def _replaces(one: Choice, have: set[str]) -> bool:
    return any(name in have for name, _ in one.instead)


def _live(fit: StrainFit, options: Options, have: set[str]) -> _Strain:
    return _Strain(
        fit.id, fit.title, fit.why[0], fit.grade, fit.dose, _model(fit), fit.id in have,
        can=fit.id in options.choices, swap=False, citations=fit.citations,
    )  # fmt: skip


def _model(fit: StrainFit) -> Message:
    if fit.grows is None:
        return Message.of("report.strains.model-none")
    if fit.share is not None:
        return Message.of("report.strains.model-there")
    return Message.of(f"report.strains.model-{'grows' if fit.grows else 'fades'}")
