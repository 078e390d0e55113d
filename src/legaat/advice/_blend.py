"""A personal blend: which ingredients, how much of each a day, and in which week to start.

The points are those of the ranking (``_ranking.py``): grade, directness and fit of the answer that
an ingredient gives to a finding, complaint or goal. More of a substance counts in proportion to
what this person's twin expects, up to what seven grams more of ordinary fibre a day would give
there: the step from the average Dutch diet to the 25 to 29 grams of the evidence (I107).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legaat.advice._choice import Choice, Limits, Option, blocks, choose
from legaat.advice._facts import Facts
from legaat.advice._forecast import Forecast
from legaat.advice._needs import Needs
from legaat.advice._person import Person
from legaat.advice._prices import Price
from legaat.advice._questions import questions
from legaat.advice._ranking import Match, value_of
from legaat.advice._recipe import blocked_words, effects, need_label, part
from legaat.advice._safety import Screened, Screening, in_use, screen
from legaat.advice._types import Blend, BlendPart, Proof
from legaat.errors import UsageError, Where
from legaat.knowledge import Atom, Ingredient, Intervention, ingredients, interventions
from legaat.messages import Message, Speakable

if TYPE_CHECKING:
    from legaat.profiles import Profile
    from legaat.reference import Standing
    from legaat.substances import Panel

__all__ = ["MOST_GRAMS", "MOST_PIECES", "blend", "matches_of"]

MOST_GRAMS: Final = 20.0
"""Most grams of fibre a day together; our own limit, below the 30 g of one fibre at which
complaints nearly doubled in a trial (I093)."""

MOST_PIECES: Final = 4
"""Most capsules and tablets a day; our own limit."""

_FODMAP: Final = 12.0
"""Most grams of quickly fermenting fibre a day: what was studied of inulin (I090)."""

_FIBRE: Final = "fibre-rich-eating"
_SUBSTANCE: Final = "butyrate"
_LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An ingredient that may be taken, and what it answers."""

    item: Ingredient
    screened: Screened
    matches: Mapping[str, Match]


def blend(
    profile: Profile,
    person: Person | None = None,
    *,
    most_grams: float = MOST_GRAMS,
    most_pieces: int = MOST_PIECES,
    must: Iterable[str] = (),
    without: Collection[str] = (),
    prices: Mapping[str, Price] | None = None,
    standing: Standing | None = None,
    panel: Panel | None = None,
    forecast: Forecast | None = None,
) -> Blend:
    """Put together a blend for one person, or say what stands in the way.

    Parameters
    ----------
    profile : Profile
    person : Person, optional
        Without it everything is unknown and treated as the careful case.
    most_grams : float
        Most grams a day of fibre together.
    most_pieces : int
        Most capsules and tablets a day.
    must : iterable of str
        Ingredients that it has to hold.
    without : collection of str
        Ingredients that somebody doesn't want.
    prices : mapping of str to Price, optional
        The reader's own; without them the budget of the person file is not used.
    standing, panel : optional
        As for `advise`.
    forecast : Forecast, optional
        The twin, where one was made already.

    Returns
    -------
    Blend
        The best by proof; the same for the same input. Nothing in it is withheld by a rule.

    Raises
    ------
    UsageError
        `must` names something that no blend holds, or a limit below nothing.
    SolverError
        The best blend could not be proven.
    """
    wanted = frozenset(must)
    _check(wanted, most_grams, most_pieces)
    facts = Facts(person or Person(), Needs.of(profile, standing, panel))
    cast = forecast or Forecast(profile, person)
    by_id = {item.id: item for item in interventions() if item.id in ingredients()}
    screening = screen(facts, by_id.values())
    found = [
        _Candidate(ingredients()[row.intervention.id], row, matches_of(facts, row.intervention))
        for row in screening.allowed
        if row.intervention.id not in without
    ]
    taken = [c for c in found if in_use(facts, c.screened.intervention)]
    useful = [c for c in found if c.matches and c not in taken]
    notes = [*_taken_notes(taken), *_price_notes(facts, prices)]
    budget = facts.person.budget_eur_month if prices else None
    if budget is not None and prices is not None:
        dear = [c for c in useful if _month(c.item, c.item.low, prices) is None]
        useful = [c for c in useful if c not in dear]
        notes += _unpriced_notes(dear)
    options = _options(useful, cast, prices, budget)
    limits = _limits(useful, most_grams, most_pieces, budget, wanted)
    worth, substances = _worth(useful, cast)
    choice = None
    if wanted <= {option.ingredient for option in options}:
        choice = choose(options, worth, substances, limits)
    return _told(choice, useful, options, limits, facts, cast, screening, notes, prices, substances)


def _told(
    choice: Choice | None,
    useful: list[_Candidate],
    options: list[Option],
    limits: Limits,
    facts: Facts,
    cast: Forecast,
    screening: Screening,
    notes: list[Speakable],
    prices: Mapping[str, Price] | None,
    substances: Mapping[str, float],
) -> Blend:
    chosen = choice.options if choice is not None else ()
    of = {c.item.id: c for c in useful}
    parts = _parts(chosen, of, facts, prices)
    covered = {need for option in chosen for need in of[option.ingredient].matches}
    asked = {need: match for c in useful for need, match in c.matches.items()}
    stopped = [] if chosen else _blocked(useful, options, limits, screening, facts)
    adds = [(of[o.ingredient].screened.intervention, o.amount / of[o.ingredient].item.high)
            for o in chosen]  # fmt: skip
    months = [made.eur_month for made in parts]
    return Blend(
        parts=tuple(parts),
        blocked=tuple(stopped),
        effects=effects(cast, adds, (_SUBSTANCE,)) if chosen else (),
        covered=tuple(need_label(facts, asked[n]) for n in sorted(covered)),
        open=tuple(need_label(facts, m) for n, m in sorted(asked.items()) if n not in covered),
        notes=tuple(notes),
        withheld=screening.withheld,
        referrals=screening.referrals,
        questions=questions(facts, screening.asked),
        proof=None if choice is None else _proof(choice, options, substances),
        eur_month=sum(m for m in months if m is not None)
        if months and None not in months
        else None,
    )


def _parts(
    chosen: Iterable[Option],
    of: Mapping[str, _Candidate],
    facts: Facts,
    prices: Mapping[str, Price] | None,
) -> list[BlendPart]:
    """Return the parts in the order in which they are started, each after the one before it."""
    parts: list[BlendPart] = []
    week = 1
    for option in sorted(chosen, key=lambda o: _order(of[o.ingredient])):
        candidate = of[option.ingredient]
        cost = _month(candidate.item, option.amount, prices)
        made = part(
            candidate.item, candidate.screened, candidate.matches, option.amount, week, facts, cost
        )
        week = made.weeks[-1][0] + 1
        parts.append(made)
    return parts


def _proof(choice: Choice, options: Sequence[Option], substances: Mapping[str, float]) -> Proof:
    simulated = sum(1 for option in options if option.gains) + bool(substances)
    return Proof(choice.value, choice.bound, choice.gap, len(options), simulated)


def _check(wanted: frozenset[str], most_grams: float, most_pieces: int) -> None:
    for name in sorted(wanted - ingredients().keys()):
        known = ", ".join(ingredients())
        raise UsageError("blend-unknown", where=Where(entry=name[:80]), known=known)
    if not 0 <= most_grams < float("inf") or most_pieces < 0:
        raise UsageError("blend-limit", where=Where(entry="--most-grams"))


def _fibre_answers() -> Iterable[tuple[str, Match]]:
    """Return what any fermentable fibre answers: little butyrate, or the wish for more."""
    item = next(item for item in interventions() if item.id == _FIBRE)
    for answer in item.answers:
        for line in answer.to:
            if line[0].value in {_SUBSTANCE, f"more {_SUBSTANCE}"}:
                yield _need(line), Match(answer, line)


def matches_of(facts: Facts, item: Intervention) -> dict[str, Match]:
    """Return what an ingredient answers in this person: need to the best answer."""
    found: dict[str, Match] = {}
    for answer in item.answers:
        for line in facts.matched(answer.to):
            need = _need(line)
            known = found.get(need)
            if known is None or value_of(answer, line) > value_of(known.answer, known.line):
                found[need] = Match(answer, line)
    if item.adds:
        for need, match in _fibre_answers():
            if facts.state((match.line,)):
                found.setdefault(need, match)
    return found


def _need(line: tuple[Atom, ...]) -> str:
    """Name a need by the facts that it answers, not by those it must not meet or an age."""
    told = [atom.fact for atom in line if not atom.negated and atom.key != "age"]
    return " & ".join(told) or "always"


def _month(item: Ingredient, amount: float, prices: Mapping[str, Price] | None) -> float | None:
    price = (prices or {}).get(item.id)
    return None if price is None else price.month(item, amount)


def _amounts(item: Ingredient) -> tuple[float, ...]:
    if item.low == item.high:
        return (item.high,)
    step = (item.high - item.low) / (_LEVELS - 1)
    return tuple(item.low + step * i for i in range(_LEVELS))


def _options(
    useful: list[_Candidate],
    cast: Forecast,
    prices: Mapping[str, Price] | None,
    budget: float | None,
) -> list[Option]:
    """Return every dose of every ingredient, with what it takes and what the twin expects."""
    target = _target(cast) if any(_wants_acid(c.matches) for c in useful) else 0.0
    found = []
    for candidate in useful:
        item = candidate.item
        for amount in _amounts(item):
            grams = amount if item.unit == "g" else 0.0
            uses = {
                "grams": grams,
                "pieces": float(1 if item.pieces is None else item.pieces),
                "fodmap": grams * item.fodmap,
            }
            if budget is not None:
                uses["eur"] = _month(item, amount, prices) or 0.0
            found.append(Option(item.id, amount, uses, _gains(candidate, amount, cast, target)))
    return found


def _wants_acid(matches: Collection[str]) -> bool:
    return any(need.endswith(_SUBSTANCE) for need in matches)


def _target(cast: Forecast) -> float:
    """Return how much more the twin expects of seven grams more of ordinary fibre."""
    item = next(item for item in interventions() if item.id == _FIBRE)
    return max(cast.gain(item.adds, _SUBSTANCE) or 0.0, 0.0)


def _gains(candidate: _Candidate, amount: float, cast: Forecast, target: float) -> dict[str, float]:
    adds = candidate.screened.intervention.adds
    if not adds or target <= 0 or not _wants_acid(candidate.matches):
        return {}
    more = {name: grams * amount / candidate.item.high for name, grams in adds.items()}
    gain = cast.gain(more, _SUBSTANCE)
    return {} if gain is None or gain <= 0 else {_SUBSTANCE: gain / target}


def _worth(
    useful: list[_Candidate], cast: Forecast
) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """Return points by ingredient and need; and those of a substance that the twin reckons."""
    reckoned = any(_wants_acid(c.matches) for c in useful) and _target(cast) > 0
    worth: dict[tuple[str, str], float] = {}
    substances: dict[str, float] = {}
    for candidate in useful:
        for need, match in candidate.matches.items():
            points = float(value_of(match.answer, match.line))
            if reckoned and _wants_acid([need]):
                substances[_SUBSTANCE] = max(points, substances.get(_SUBSTANCE, 0.0))
            else:
                worth[candidate.item.id, need] = points
    return worth, substances


def _limits(
    useful: list[_Candidate],
    most_grams: float,
    most_pieces: int,
    budget: float | None,
    must: frozenset[str],
) -> Limits:
    most = {"grams": most_grams, "pieces": float(most_pieces), "fodmap": _FODMAP}
    if budget is not None:
        most["eur"] = budget
    words = sorted({word for c in useful for word in c.item.one_of})
    together = {w: tuple(c.item.id for c in useful if w in c.item.one_of) for w in words}
    groups = {w: names for w, names in together.items() if len(names) > 1}
    return Limits(most, groups, must)


def _order(candidate: _Candidate) -> tuple[bool, bool, str]:
    """Food first, then fibre, then what comes in capsules."""
    item = candidate.screened.intervention
    return item.product, candidate.item.unit != "g", item.id


def _blocked(
    useful: list[_Candidate],
    options: list[Option],
    limits: Limits,
    screening: Screening,
    facts: Facts,
) -> list[Speakable]:
    """Say what stands in the way, in the order of what to do about it."""
    gate = next(iter(screening.referrals), None)
    if gate is not None and not screening.allowed:
        return [Message.of("advice.blend.doctor", sign=gate.why)]
    stopped = {row.id: row for row in screening.withheld}
    held = [stopped[name] for name in sorted(limits.must) if name in stopped]
    if held:
        return [Message.of("advice.blend.must-withheld", title=r.title, why=r.why) for r in held]
    useless = sorted(limits.must - {c.item.id for c in useful})
    if useless:
        titles = {item.id: item.title for item in interventions()}
        return [Message.of("advice.blend.must-useless", title=titles[name]) for name in useless]
    if useful:
        return blocked_words(blocks(options, limits), limits)
    wanted = [
        row
        for row in screening.withheld
        if matches_of(facts, next(i for i in interventions() if i.id == row.id))
    ]
    if wanted:
        return [Message.of("advice.blend.withheld", title=r.title, why=r.why) for r in wanted]
    return [Message.of("advice.blend.nothing")]


def _taken_notes(taken: list[_Candidate]) -> list[Speakable]:
    return [Message.of("advice.blend.taken", title=c.screened.intervention.title) for c in taken]


def _price_notes(facts: Facts, prices: Mapping[str, Price] | None) -> list[Speakable]:
    if facts.person.budget_eur_month is not None and not prices:
        return [Message.of("advice.blend.no-prices")]
    return []


def _unpriced_notes(dear: list[_Candidate]) -> list[Speakable]:
    return [Message.of("advice.blend.unpriced", title=c.screened.intervention.title) for c in dear]
