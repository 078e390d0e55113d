"""What a plan may hold for one person now, and what is left of a kept plan by that measure.

Nothing here decides what is safe: the advice room screens, and only what it suggests can be in a
plan. A kept plan is measured against that at each view, so that a changed answer takes effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from fastapi import HTTPException

from legaat.advice import (
    Advice,
    Doing,
    Grade,
    Person,
    Referral,
    StrainFit,
    Strains,
    Suggestion,
    Week,
    blend_suggestions,
    screen,
    strains,
    weeks_of,
)
from legaat.knowledge import interventions, rules
from legaat.knowledge import strains as known_strains
from legaat.messages import Lang, Message, Speakable
from legaat.profiles import Profile
from legaat.reports import build_report, gated, is_untold
from legaat.web._pages_you import person_of
from legaat.web._plan import Plan, Refusal, kept_plan
from legaat.web._store import Store
from legaat.web._visit import Visit

if TYPE_CHECKING:
    from legaat.reference import Standing
    from legaat.substances import Panel

__all__ = [
    "Board", "Choice", "Fallen", "Options", "baby_words", "board", "options_for",
    "options_of", "own", "read_options", "told", "untold",
]  # fmt: skip

_BABY_RULES: Final = ("S40", "S14")
_IN_USE: Final = "S52"
"""The rule that says of something that it is in use already."""

_OWN_START: Final = "advice.own-start"
_WRAPPED: Final = frozenset({"advice.because", "advice.own-precaution"})

_FIRST: Final = 5
"""So many suggestions stand in a plan that nobody changed yet: those of the report."""


_STRICT: Final = "restrictive diet"
_BRINGS: Final = frozenset({"plants", "fodmap-rich"})
"""Tags of what leaves food out for some weeks, and of what brings in what it leaves out."""

_FIRST_STEP: Final = "ibs-first-steps"
"""What the guideline on IBS begins with (R301, R367)."""

State: TypeAlias = Literal["untold", "infant", "doctor", "empty", "some"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may stand in a plan, as the advice room suggests it.

    Attributes
    ----------
    id, kind : str
    title : Speakable
    dose : Speakable or None
    start_low, why, cautions : tuple of Speakable
    grade : {"A", "B", "C", "D"}
    direction : Speakable or None
    citations : tuple of str
    instead : tuple of (str, Speakable)
        Id and title of what serves the same purpose and fits as well.
    """

    id: str
    kind: str
    title: Speakable
    dose: Speakable | None
    start_low: tuple[Speakable, ...]
    grade: Grade
    direction: Speakable | None
    why: tuple[Speakable, ...]
    cautions: tuple[Speakable, ...]
    citations: tuple[str, ...]
    instead: tuple[tuple[str, Speakable], ...] = ()

    @property
    def have(self) -> bool:
        """Whether somebody takes this already, by their own words."""
        return any(text == _in_use_words() for text in self.cautions)


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that this profile and these answers allow."""

    profile: Profile
    person: Person | None
    standing: Standing
    panel: Panel
    advice: Advice
    strains: Strains
    choices: Mapping[str, Choice]

    @property
    def first(self) -> tuple[str, ...]:
        """What stands in a plan before somebody changed it: the report's own suggestions.

        What somebody takes already is no proposal, and neither is what serves the same purpose; a
        diet that leaves food out isn't one beside what brings that food in.
        """
        grouped = _groups()
        have = {grouped.get(name) for name, one in self.choices.items() if one.have}
        taken = {group for group in have if group}
        found: list[str] = []
        for row in self.advice.suggestions:
            group = grouped.get(row.id)
            if group not in taken and not self.choices[row.id].have:
                found.append(row.id)
            taken.update({group} if group else ())
        tags = _tags()
        if any(_BRINGS & tags[name] for name in found):
            found = [name for name in found if _STRICT not in tags[name]]
        found.sort(key=lambda name: name != _FIRST_STEP)
        return tuple(found[:_FIRST])


@dataclass(frozen=True, slots=True)
class Fallen:
    """Something in a kept plan that may not stand in it now, and why."""

    id: str
    title: Speakable
    why: Speakable


@dataclass(frozen=True, slots=True)
class Board:
    """A kept plan, screened: what is in it, what could be, what was refused, what fell out."""

    state: State
    chosen: tuple[Choice, ...]
    free: tuple[Choice, ...]
    refused: tuple[tuple[Choice, Refusal], ...]
    fallen: tuple[Fallen, ...]
    referrals: tuple[Referral, ...]
    gated: bool
    own: bool

    @property
    def fallen_by_reason(self) -> tuple[tuple[str, tuple[Fallen, ...]], ...]:
        """What fell out, together where the reason is the same; each with the reason's English."""
        groups: dict[str, list[Fallen]] = {}
        for one in self.fallen:
            groups.setdefault(one.why.text("en"), []).append(one)
        return tuple((why, tuple(rows)) for why, rows in groups.items())

    @property
    def conflicts(self) -> tuple[Speakable, ...]:
        """What to know where two things of the plan don't go together."""
        tags = _tags()
        brings = [one for one in self.chosen if _BRINGS & tags.get(one.id, frozenset())]
        return tuple(
            Message.of("web.plan.conflict", strict=_Listed([one]), others=_Listed(brings))
            for one in self.chosen
            if _STRICT in tags.get(one.id, frozenset()) and brings
        )

    def weeks(self, plan: Plan) -> tuple[Week, ...]:
        """Return the weeks of what is in the plan."""
        things = [
            Doing(
                one.id,
                one.title,
                one.dose,
                one.start_low,
                plan.most_steps.get(one.id),
                tuple(_bare(text) for text in told(one.cautions)),
                once=one.kind == "care",
            )
            for one in self.chosen
        ]
        return weeks_of(things, pace=plan.pace, pauses=plan.pauses)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Titles on end, with commas."""

    things: Sequence[Choice]

    def text(self, lang: Lang) -> str:
        """Return them in `lang`."""
        return ", ".join(f"“{one.title.text(lang)}”" for one in self.things)


def _tags() -> dict[str, frozenset[str]]:
    return {item.id: frozenset(item.tags) for item in interventions()}


def _in_use_words() -> Speakable:
    return next(rule.why for rule in rules() if rule.id == _IN_USE)


def untold(texts: Iterable[Speakable]) -> tuple[Speakable, ...]:
    """Return the cautions that only hold if something that wasn't told is so."""
    return tuple(text for text in texts if is_untold(text))


def own(texts: Iterable[Speakable]) -> tuple[Speakable, ...]:
    """Return what is said of how to start, where that is our own."""
    return tuple(text for text in texts if _is(text, _OWN_START))


def told(texts: Iterable[Speakable]) -> tuple[Speakable, ...]:
    """Return the cautions that hold, without how to start, which has a place of its own."""
    return tuple(text for text in texts if not is_untold(text) and not _is(text, _OWN_START))


def _bare(text: Speakable) -> Speakable:
    """Return a caution without what was told that it rests on: a calendar and a list get about."""
    if isinstance(text, Message) and text.id in _WRAPPED:
        params: dict[str, Any] = dict(text.params)
        inner = _bare(params["why"])
        own = text.id == "advice.own-precaution"
        return Message.of(text.id, why=inner) if own else inner
    return text


def _is(text: Speakable, key: str) -> bool:
    return isinstance(text, Message) and text.id == key


def options_of(visit: Visit, profile_id: str) -> tuple[Options, Plan]:
    """Return what is allowed for a kept profile, and the plan that is kept for it.

    Raises
    ------
    HTTPException
        404: there is no such profile.
    """
    with visit.store() as (store, _):
        return read_options(visit, store, profile_id)


def read_options(visit: Visit, store: Store, profile_id: str) -> tuple[Options, Plan]:
    """Return the same, in a store that is open."""
    profile = visit.face.profile(store, profile_id)
    if profile is None:
        raise HTTPException(404)
    return options_for(profile, person_of(store)), kept_plan(store, profile_id)


def options_for(profile: Profile, person: Person | None) -> Options:
    """Return everything that a profile and a person's answers allow."""
    # The report's own way, so that a plan never starts from a finding that the report doesn't tell.
    made = build_report(profile, person, most=len(interventions()), every=True)
    given, standing, panel = made.advice, made.standing, made.panel
    fits = strains(profile, person, model=False)
    named = {row.id: _suggested(row) for row in given.suggestions}
    for row in blend_suggestions(person, standing=standing, panel=panel):
        named.setdefault(row.id, _suggested(row))
    named |= {fit.id: _strain(fit) for fit in fits.fits if fit.could_try}
    choices = {name: _beside(one, named) for name, one in named.items()}
    return Options(profile, person, standing, panel, given, fits, choices)


def board(options: Options, plan: Plan) -> Board:
    """Measure a kept plan against what is allowed now."""
    listed = options.first if plan.chosen is None else plan.chosen
    there = options.choices
    chosen = tuple(there[n] for n in listed if n in there and n not in plan.refused)
    held = {one.id for one in chosen}
    return Board(
        state=_state(options, there),
        chosen=chosen,
        free=tuple(c for n, c in there.items() if n not in held and n not in plan.refused),
        refused=tuple((there[n], why) for n, why in plan.refused.items() if n in there),
        fallen=tuple(_fallen(options, [n for n in listed if n not in there])),
        referrals=options.advice.referrals,
        gated=gated(options.advice),
        own=plan.chosen is not None,
    )


def _state(options: Options, there: Mapping[str, Choice]) -> State:
    age = options.person.age if options.person is not None else None
    if age is not None and age < 1:
        return "infant"
    if options.advice.referrals:
        return "doctor"
    if options.person is None:
        return "untold"
    return "some" if there else "empty"


def baby_words() -> list[Speakable]:
    """Return what the rules say where a plan would be for a baby."""
    known = {rule.id: rule.why for rule in rules()}
    return [known[name] for name in _BABY_RULES]


def _suggested(row: Suggestion) -> Choice:
    return Choice(
        id=row.id, kind=row.kind, title=row.title, dose=row.dose, start_low=row.start_low,
        grade=row.grade, direction=row.direction, why=row.why, cautions=row.cautions,
        citations=row.citations,
    )  # fmt: skip


def _strain(fit: StrainFit) -> Choice:
    return Choice(
        id=fit.id, kind="probiotic", title=fit.title, dose=fit.dose, start_low=(),
        grade=fit.grade, direction=None, why=fit.why, cautions=fit.cautions,
        citations=fit.citations,
    )  # fmt: skip


def _groups() -> dict[str, str]:
    return {item.id: item.group for item in interventions() if item.group is not None}


def _beside(one: Choice, named: Mapping[str, Choice]) -> Choice:
    groups = _groups()
    group = groups.get(one.id)
    others = [
        other for other in named.values() if other.id != one.id and groups.get(other.id) == group
    ]
    return replace(one, instead=tuple((o.id, o.title) for o in others) if group else ())


def _fallen(options: Options, names: Iterable[str]) -> Iterable[Fallen]:
    """Say of what can't stand in the plan now why not; an id that nobody knows is passed over."""
    held = {row.id: row for row in (*options.advice.withheld, *options.strains.withheld)}
    things = {item.id: item for item in interventions()}
    for name in names:
        if name in held:
            yield Fallen(name, held[name].title, held[name].why)
        elif name in things:
            stopped = screen(options.person or Person(), [things[name]]).withheld
            why = stopped[0].why if stopped else Message.of("web.plan.fell-no-answer")
            yield Fallen(name, things[name].title, why)
        elif name in known_strains():
            yield Fallen(name, known_strains()[name].title, Message.of("web.plan.fell-no-answer"))
