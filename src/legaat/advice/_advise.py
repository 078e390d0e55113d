"""From a profile and a person to advice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from legaat.advice._effects import effects_of, expected
from legaat.advice._facts import Facts
from legaat.advice._forecast import Forecast
from legaat.advice._needs import Needs
from legaat.advice._person import Person
from legaat.advice._questions import questions
from legaat.advice._ranking import Match, best_match, sort_key
from legaat.advice._safety import Screened, Screening, in_use, screen, shown
from legaat.advice._suggest import suggest
from legaat.advice._types import Advice, Effect, LeftAlone, Withheld
from legaat.errors import KnowledgeError, Where
from legaat.knowledge import Intervention, interventions, parse_when, remarks
from legaat.messages import Message

if TYPE_CHECKING:
    from legaat.profiles import Profile
    from legaat.reference import Standing
    from legaat.substances import Panel

__all__ = ["advise"]

# With fewer places than this, complaints come first.
_ROOM_FROM: Final = 3

_BABY: Final = parse_when(["age<1"])

MOST: Final = 5
"""So many suggestions by default: what fits on one screen and can be tried in a season."""


def advise(
    profile: Profile,
    person: Person | None = None,
    *,
    standing: Standing | None = None,
    panel: Panel | None = None,
    most: int = MOST,
    effects: bool = False,
    forecast: Forecast | None = None,
    every: bool = False,
    without: Collection[str] = (),
) -> Advice:
    """Say what this person could do, in which order, and what not.

    The same input gives the same advice. Nothing that a safety rule withholds is suggested.

    Parameters
    ----------
    profile : Profile
    person : Person, optional
        Without it everything about the person is unknown and treated as the careful case: no
        product, and only what suits nearly every adult, with the questions that would help.
    standing : Standing, optional
        The profile against the reference; worked out where it isn't given.
    panel : Panel, optional
        What the community can make; worked out where it isn't given.
    most : int
        At most so many suggestions (none for 0).
    effects : bool
        Also ask the twin of this person's bacteria what a suggestion would change, where it can
        tell and measurements say how sure it is. Costs about half a second.
    forecast : Forecast, optional
        The twin, where one was made already; `effects` is then so.
    every : bool
        Also suggest what serves the same purpose as something before it, so that somebody can
        choose between them.
    without : collection of str
        Ids of what somebody doesn't want: it isn't suggested, and something else may take its
        place.

    Returns
    -------
    Advice

    Raises
    ------
    NothingMatchedError
        The reference knows none of the names in the profile (only where `standing` is worked out).
    """
    facts = Facts(person or Person(), Needs.of(profile, standing, panel))
    matches = _candidates(facts)
    listed = [item for item in interventions() if item.listed and item.id not in matches]
    screening = screen(facts, [*_items(matches), *listed])
    _prove(screening)
    if forecast is None and effects:
        forecast = Forecast(profile, person)
    rows = [row for row in screening.allowed if row.intervention.id in matches]
    found = effects_of(rows, matches, forecast)
    ranked = _ranked(rows, matches, found)
    wanted = [
        row
        for row in ranked
        if row.intervention.use == "suggest" and row.intervention.id not in without
    ]
    chosen, instead = (wanted, []) if every else _one_of_each(wanted)
    chosen = _room_for_the_profile(chosen, matches, most)[: max(most, 0)]
    # What somebody takes already comes last: it is said, with what to mind, but is no news.
    chosen.sort(key=lambda row: in_use(facts, row.intervention))
    mentioned = [row.intervention for row in ranked if row.intervention.use == "mention"]
    return Advice(
        suggestions=tuple(
            suggest(row, matches[row.intervention.id], facts, found.get(row.intervention.id))
            for row in chosen
        ),
        withheld=tuple(_withheld(facts, screening, matches)),
        referrals=screening.referrals,
        # What grown-ups can leave alone is not for a baby's parent to weigh.
        leave_alone=()
        if facts.state(_BABY) is True
        else (
            *_remarks(facts),
            *_mentions(mentioned, matches),
            *_alternatives(instead, chosen, matches),
        ),
        questions=questions(facts, screening.asked),
    )


def _ranked(
    rows: Iterable[Screened], matches: Mapping[str, Match], found: Mapping[str, Effect]
) -> list[Screened]:
    """Put what fits best first."""

    def place(row: Screened) -> tuple[bool, int, bool, int, int, str]:
        match = matches[row.intervention.id]
        sure = expected(match, found.get(row.intervention.id))
        return sort_key(row.intervention, match, expected=sure)

    return sorted(rows, key=place)


def _candidates(facts: Facts) -> dict[str, Match]:
    # A baby needs no advice on meals or exercise: that goes unsaid, a product is withheld.
    baby = facts.state(_BABY) is True
    found = (
        (item.id, best_match(facts, item)) for item in interventions() if item.product or not baby
    )
    return {key: match for key, match in found if match is not None}


def _one_of_each(ranked: Iterable[Screened]) -> tuple[list[Screened], list[Screened]]:
    """Keep the first of each group; the others could be taken instead of it."""
    chosen: list[Screened] = []
    instead: list[Screened] = []
    taken: set[str] = set()
    for row in ranked:
        group = row.intervention.group
        (instead if group in taken else chosen).append(row)
        taken.update({group} if group else ())
    return chosen, instead


def _room_for_the_profile(
    chosen: list[Screened], matches: dict[str, Match], most: int
) -> list[Screened]:
    """Keep the last place for what the profile lacks, where complaints would fill them all."""
    needed = [i for i, row in enumerate(chosen) if matches[row.intervention.id].from_profile]
    if (
        most < _ROOM_FROM
        or not needed
        or needed[0] < most
        or chosen[needed[0]].intervention.product
    ):
        return chosen
    row = chosen[needed[0]]
    rest = [other for other in chosen if other is not row]
    return [*rest[: most - 1], row, *rest[most - 1 :]]


def _alternatives(
    rows: Iterable[Screened], chosen: Iterable[Screened], matches: dict[str, Match]
) -> Iterator[LeftAlone]:
    first = {row.intervention.group: row.intervention for row in chosen}
    for row in rows:
        item, answer = row.intervention, matches[row.intervention.id].answer
        if item.group in first:
            say = Message.of("advice.alternative", title=item.title, chosen=first[item.group].title)
            yield LeftAlone(item.id, answer.rows, say, shown(answer.citations))


def _items(matches: dict[str, Match]) -> Iterator[Intervention]:
    return (item for item in interventions() if item.id in matches)


def _withheld(facts: Facts, screening: Screening, matches: dict[str, Match]) -> list[Withheld]:
    """Return the candidates that were stopped, and what many ask for if it is known to be."""
    order = {item.id: item for item in interventions()}
    baby = facts.state(_BABY) is True
    known = {name for name in screening.known if order[name].product or not baby}
    rows = [row for row in screening.withheld if row.id in matches or row.id in known]
    return sorted(
        rows,
        key=lambda row: (
            row.id not in matches,
            sort_key(order[row.id], matches[row.id]) if row.id in matches else (),
        ),
    )


def _remarks(facts: Facts) -> Iterator[LeftAlone]:
    for row in remarks():
        if facts.state(row.when):
            yield LeftAlone(row.id, row.rows, row.say, shown(row.citations))


def _mentions(items: Iterable[Intervention], matches: dict[str, Match]) -> Iterator[LeftAlone]:
    for item in items:
        answer = matches[item.id].answer
        yield LeftAlone(item.id, answer.rows, answer.study, shown(answer.citations))


def _prove(screening: Screening) -> None:
    """Refuse to give advice that contradicts itself; it would be a defect of ours."""
    both = {row.intervention.id for row in screening.allowed} & {r.id for r in screening.withheld}
    if both:
        raise KnowledgeError("screened-and-withheld", where=Where(entry=min(both)))
