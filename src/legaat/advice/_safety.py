"""Screening: what may be suggested to this person, what not and why, and when to see a doctor.

Rules are data (`legaat.knowledge`); here they are only applied. A thing becomes a `Screened` in
this module and nowhere else, and only a `Screened` can become a suggestion, so that what a rule
withholds has no other way out. docs/safety.md tells how it works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import InitVar, dataclass
from functools import cache
from typing import Final

from legaat.advice._facts import Facts
from legaat.advice._labels import fact_label, field_of, unknown_label
from legaat.advice._person import BEARING_AGE
from legaat.advice._types import Referral, Urgency, Withheld
from legaat.knowledge import (
    OWN_RULE,
    Check,
    Intervention,
    Refer,
    citation,
    interactions,
    plain,
    red_flags,
    rules,
)
from legaat.messages import Message, Speakable, Text

__all__ = ["Screened", "Screening", "in_use", "screen", "shown"]

_SEAL: Final = object()
_URGENCY: Final[tuple[Urgency, ...]] = ("emergency", "same_day", "soon")
_RED_FLAG_RULE: Final = "S35"
_IN_USE_RULE: Final = "S52"
# Dutch child health centres (consultatiebureaus) see children up to 4 years.
_CHILD_HEALTH_UNTIL: Final = 4
_KINDS: Final = ("hard stop", "refer", "warning", "fit")


@dataclass(frozen=True, slots=True)
class Screened:
    """An intervention that no rule withholds from this person.

    Made by `screen` alone; anything else that tries gets a TypeError.

    Attributes
    ----------
    intervention : Intervention
    cautions : tuple of Speakable
        What the rules say to take care of, for this person.
    sources : tuple of str
        Citation ids of those cautions.
    """

    intervention: Intervention
    cautions: tuple[Speakable, ...]
    sources: tuple[str, ...]
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            msg = "only the screening makes a Screened"
            raise TypeError(msg)


@dataclass(frozen=True, slots=True)
class Screening:
    """The result for one person.

    Attributes
    ----------
    allowed : tuple of Screened
    withheld : tuple of Withheld
    known : frozenset of str
        Ids of what is withheld by a rule about that very thing and something known, not for
        want of an answer, and not because everything is withheld.
    referrals : tuple of Referral
        Most urgent first.
    asked : frozenset of str
        Keys of the person file whose answer would change the result.
    """

    allowed: tuple[Screened, ...]
    withheld: tuple[Withheld, ...]
    known: frozenset[str]
    referrals: tuple[Referral, ...]
    asked: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A check that holds, or may hold, for this person."""

    check: Check
    known: bool
    order: tuple[int, int]


def screen(facts: Facts, candidates: Iterable[Intervention]) -> Screening:
    """Apply every rule to every candidate.

    Parameters
    ----------
    facts : Facts
    candidates : iterable of Intervention

    Returns
    -------
    Screening
    """
    referrals = tuple(_referrals(facts))
    gate = _gate(referrals)
    hits = list(_hits(facts))
    allowed: list[Screened] = []
    withheld: list[Withheld] = []
    known: set[str] = set()
    asked = set(_asked_for_signs(facts))
    for item in candidates:
        found = [hit for hit in hits if _concerns(hit.check, item)]
        asked.update(_asked(facts, found))
        stops = sorted((h for h in found if _stops(h, item)), key=lambda h: (not h.known, h.order))
        if gate is not None and not (item.gentle and gate.urgency == "soon"):
            lasting = next((hit for hit in stops if _lasts(facts, hit)), None)
            if lasting is None:
                withheld.append(_gated(facts, item, gate))
                continue
            # What holds whether there is a sign or not must not go unsaid for it.
            withheld.append(_withhold(facts, item, lasting))
            known.add(item.id)
        elif stops:
            withheld.append(_withhold(facts, item, stops[0]))
            if stops[0].known and "*" not in stops[0].check.what:
                known.add(item.id)
        else:
            allowed.append(_allow(facts, item, found))
    return Screening(
        tuple(allowed),
        tuple(withheld),
        frozenset(known),
        tuple(referral for referral, _ in referrals),
        frozenset(asked),
    )


def shown(ids: Iterable[str]) -> tuple[str, ...]:
    """Return citation ids without repeats and without sources that were never looked up."""
    return tuple(dict.fromkeys(i for i in ids if i == OWN_RULE or citation(i).shown))


@cache
def _checks() -> tuple[tuple[Check, tuple[int, int]], ...]:
    """Return every check with its place: hard stops first, then as the tables have them."""
    rows: list[tuple[Check, tuple[int, int]]] = []
    for rule in rules():
        kind = _KINDS.index(rule.kind) if rule.kind in _KINDS else len(_KINDS)
        rows += [(check, (kind, len(rows) + i)) for i, check in enumerate(rule.checks)]
    for pair in interactions():
        kind = 0 if pair.severity == "avoid" else _KINDS.index("warning")
        rows += [(check, (kind, len(rows) + i)) for i, check in enumerate(pair.checks)]
    return tuple(rows)


def _hits(facts: Facts) -> Iterator[_Hit]:
    for check, order in _checks():
        state = facts.state(check.when)
        if state is not False and (state or check.if_unknown != "ignore"):
            yield _Hit(check, state is True, order)


def _concerns(check: Check, item: Intervention) -> bool:
    return "*" in check.what or any(tag in item.tags for tag in check.what)


def _stops(hit: _Hit, item: Intervention) -> bool:
    if hit.check.then != "stop":
        return False
    if hit.known:
        return True
    return (hit.check.if_unknown or ("stop" if item.product else "caution")) == "stop"


def _lasts(facts: Facts, hit: _Hit) -> bool:
    """Whether a stop is about this very thing and something known that is no complaint."""
    return (
        hit.known
        and "*" not in hit.check.what
        and any(
            all(atom.key not in {"complaint", "always"} for atom in line)
            for line in facts.matched(hit.check.when)
        )
    )


def _asked(facts: Facts, hits: Iterable[_Hit]) -> Iterator[str]:
    for hit in hits:
        if not hit.known:
            yield from (field_of(atom) for atom in facts.unknown(hit.check.when))


def _caution(facts: Facts, hit: _Hit) -> Speakable:
    """Return the sentence of a caution; one without any source says that it is our own."""
    said = _say(facts, hit)
    own = set(shown(hit.check.citations)) <= {OWN_RULE}
    return Message.of("advice.own-precaution", why=said) if own else said


def _say(facts: Facts, hit: _Hit) -> Speakable:
    """Return the sentence of a check, with what it rests on where the sentence doesn't say so."""
    check = hit.check
    if not hit.known:
        facts_open = unknown_label(facts, check.when)
        return Message.of("advice.unknown", facts=facts_open, why=check.say)
    label = fact_label(facts, check.when) if check.rule.startswith("X") else None
    return check.say if label is None else Message.of("advice.because", fact=label, why=check.say)


def _withhold(facts: Facts, item: Intervention, hit: _Hit) -> Withheld:
    return Withheld(
        id=item.id,
        interventions=item.rows,
        title=item.title,
        rule=hit.check.rule,
        why=_say(facts, hit),
        citations=shown(hit.check.citations),
    )


def _allow(facts: Facts, item: Intervention, hits: Iterable[_Hit]) -> Screened:
    said: dict[str, Speakable] = {}
    sources: list[str] = []
    for hit in hits:
        sentence = _caution(facts, hit)
        if sentence.text("en") not in said:
            said[sentence.text("en")] = sentence
            sources += hit.check.citations
    cautions = list(said.values())
    if in_use(facts, item):
        cautions.insert(0, next(rule.why for rule in rules() if rule.id == _IN_USE_RULE))
    return Screened(item, tuple(cautions), shown(sources), _SEAL)


def in_use(facts: Facts, item: Intervention) -> bool:
    """Whether somebody takes this already, as far as their own words tell."""
    taken = [f" {plain(text)} " for text in facts.person.takes or ()]
    return any(f" {plain(name)} " in text for name in item.names for text in taken)


def _referring() -> Iterator[Refer]:
    for rule in rules():
        yield from rule.refers


def _flags() -> Iterator[Refer]:
    for flag in red_flags():
        yield Refer(
            flag.id,
            flag.when,
            flag.urgency,
            flag.sign,
            flag.do,
            flag.citations,
            covers=flag.covers,
            do_older=flag.do_older,
        )


def _referrals(facts: Facts) -> list[tuple[Referral, bool]]:
    """Return who should see a doctor and whether suggestions wait for it, most urgent first.

    A sign must not be missed for want of an age: where none was told, a red flag counts if it
    would at any age the person may have. Other rules go by an adult.
    """
    adult = facts.as_adult()
    ages = [facts.at_age(years) for years in _possible_ages(facts)]
    found = [(row, False) for row in _referring() if adult.state(row.when)]
    for row in _flags():
        if facts.state(row.when):
            found.append((row, False))
        elif any(at_age.state(row.when) for at_age in ages):
            found.append((row, not adult.state(row.when)))
    said = sorted(
        _uncovered(found), key=lambda pair: (_URGENCY.index(pair[0].urgency), not pair[0].covers)
    )
    return [(_referral(facts, row, unsure=unsure), row.gates) for row, unsure in said]


def _uncovered(found: list[tuple[Refer, bool]]) -> Iterator[tuple[Refer, bool]]:
    """Leave out the weaker of two referrals about the same sign.

    Only what is sure covers another: what rests on an age that may be so stands beside it.
    """
    sure = [row for row, unsure in found if not unsure]
    covered = {rule for row in sure for rule in row.covers}
    urgent = any(_URGENCY.index(row.urgency) < _URGENCY.index("soon") for row in sure)
    for row, unsure in found:
        if row.rule not in covered and not (row.yields and urgent):
            yield row, unsure


def _referral(facts: Facts, row: Refer, *, unsure: bool) -> Referral:
    why: Speakable = Message.of("advice.if-age", sign=row.why) if unsure else row.why
    age = facts.person.age
    older = age is None or age >= _CHILD_HEALTH_UNTIL
    do = (row.do_older if older else None) or row.do
    return Referral(row.rule, row.urgency, why, do, shown(row.citations))


def _possible_ages(facts: Facts) -> list[float]:
    """Return one age between each two at which a red flag changes, where no age was told."""
    if facts.person.age is not None:
        return []
    return [years for years in _ages_that_matter() if facts.possible_age(years)]


@cache
def _ages_that_matter() -> tuple[float, ...]:
    told = {float(a.value) for row in _flags() for line in row.when for a in line if a.key == "age"}
    # Every comparison is "below" or "from", so that the bounds themselves stand for what follows.
    # The youngest age at which a pregnancy is believed stands for those below the next bound.
    return tuple(sorted({0.0, *told, float(BEARING_AGE[0])}))


def _asked_for_signs(facts: Facts) -> Iterator[str]:
    """Give what would have to be known to tell whether something that was told is a sign."""
    for row in (*_referring(), *_flags()):
        for line in row.when:
            held = [facts.holds(atom) for atom in line]
            if False not in held and True in held:
                yield from (
                    field_of(atom) for atom, state in zip(line, held, strict=True) if state is None
                )


def _gate(referrals: Iterable[tuple[Referral, bool]]) -> Referral | None:
    """Return the most urgent referral that suggestions wait for."""
    return next((referral for referral, gates in referrals if gates), None)


def _as_part(sign: Speakable) -> Text:
    """Return a sign as part of a sentence: some are sentences of their own, with a full stop."""
    return Text(nl=sign.text("nl").removesuffix("."), en=sign.text("en").removesuffix("."))


def _gated(facts: Facts, item: Intervention, gate: Referral) -> Withheld:
    said = "advice.gated-in-use" if in_use(facts, item) else "advice.gated"
    return Withheld(
        id=item.id,
        interventions=item.rows,
        title=item.title,
        rule=_RED_FLAG_RULE,
        why=Message.of(said, sign=_as_part(gate.why)),
        citations=gate.citations,
    )
