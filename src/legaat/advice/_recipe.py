"""From a chosen blend to a recipe: amounts, weeks, and a sentence with a source for each part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from legaat.advice._choice import Block, Limits
from legaat.advice._facts import Facts
from legaat.advice._forecast import Forecast
from legaat.advice._labels import Several, atom_label
from legaat.advice._ranking import Match, value_of
from legaat.advice._safety import Screened, shown
from legaat.advice._suggest import finding, suited
from legaat.advice._types import BlendPart, Effect
from legaat.knowledge import OWN_RULE, Ingredient, Intervention, citation
from legaat.messages import Message, Speakable

__all__ = ["blocked_words", "effects", "need_label", "part"]

# Parts of the full dose, a week each. A quarter at a time is our own rule (I243); food goes by the
# portion, of which the evidence asks at least a gram of beta-glucan (I100); dead bacteria were
# taken in full from the first day in the trials.
_STEPS: Final[Mapping[str, tuple[float, ...]]] = {
    "powder": (0.25, 0.5, 0.75, 1.0),
    "food": (1 / 3, 2 / 3, 1.0),
    "dead": (1.0,),
}
_MG: Final = 1000.0
_AMOUNTS: Final = frozenset({"grams", "pieces", "fodmap", "eur"})


def part(
    item: Ingredient,
    screened: Screened,
    matches: Mapping[str, Match],
    amount: float,
    week: int,
    facts: Facts,
    eur_month: float | None,
) -> BlendPart:
    """Make one part of a recipe, of something that may be suggested to this person.

    Parameters
    ----------
    item : Ingredient
    screened : Screened
    matches : mapping of str to Match
        Need to the answer it gives.
    amount : float
        A day, in the ingredient's unit.
    week : int
        In which to start.
    facts : Facts
    eur_month : float or None
    """
    thing = screened.intervention
    best = max(matches.values(), key=lambda m: (value_of(m.answer, m.line), m.answer.grade == "A"))
    grams = item.unit == "g"
    whole = amount * _MG if grams else amount
    own = (Message.of("advice.own-start"),) if thing.own_start else ()
    cited = [c for m in matches.values() for c in m.answer.citations]
    return BlendPart(
        id=item.id,
        title=thing.title,
        form=item.form,
        amount=whole,
        unit="mg" if grams else "cells",
        pieces=item.pieces,
        weeks=_weeks(thing, whole, week),
        grade=best.answer.grade,
        covers=tuple(need_label(facts, match) for _, match in sorted(matches.items())),
        why=(
            finding(best, facts),
            suited(best.answer.mechanism, facts) or best.answer.direction,
            best.answer.study,
            Message.of(f"advice.graded.{best.answer.grade}", outcome=best.answer.direction),
        ),
        cautions=(*thing.cautions, *own, *screened.cautions),
        citations=tuple(
            c
            for c in shown([*cited, *item.citations, *screened.sources])
            if c != OWN_RULE and citation(c).shown
        ),
        interventions=tuple(
            dict.fromkeys(
                [*(r for m in matches.values() for r in m.answer.rows), *item.rows, *item.form_rows]
            )
        ),
        eur_month=eur_month,
        dose=None if thing.dose is None else suited(thing.dose, facts),
    )


def _weeks(thing: Intervention, whole: float, week: int) -> tuple[tuple[int, float], ...]:
    kind = "dead" if "dead" in thing.tags else ("powder" if thing.product else "food")
    return tuple((week + i, whole * step) for i, step in enumerate(_STEPS[kind]))


def need_label(facts: Facts, match: Match) -> Speakable:
    """Say a need in a few words."""
    told = [atom for atom in match.line if not atom.negated and atom.key != "age"]
    if told and told[0].key == "low":
        name = told[0].value
        return Message.of("advice.blend.little", substance=Message.of(f"advice.substance.{name}"))
    labels = tuple(label for atom in told if (label := atom_label(facts, atom)) is not None)
    return Several(labels) if labels else match.answer.direction


def effects(
    cast: Forecast, adds: Iterable[tuple[Intervention, float]], substances: Iterable[str]
) -> tuple[Effect, ...]:
    """Return what the twin expects of the whole blend, where measurements say how sure that is."""
    total: dict[str, float] = {}
    for thing, scale in adds:
        for name, grams in thing.adds.items():
            total[name] = total.get(name, 0.0) + grams * scale
    if not total:
        return ()
    found = (cast.effect(total, substance) for substance in substances)
    return tuple(effect for effect in found if effect is not None)


def blocked_words(found: Iterable[Block], limits: Limits) -> list[Speakable]:
    """Say which limits stand in the way, and what the least blend would take."""
    said: list[Speakable] = []
    for block in found:
        if block.limit in _AMOUNTS:
            said.append(
                Message.of(
                    f"advice.blend.limit-{block.limit}",
                    most=limits.most[block.limit],
                    needs=block.needs,
                )
            )
        else:
            names = ", ".join(limits.one_of[block.limit])
            said.append(Message.of("advice.blend.limit-one-of", names=names))
    return said or [Message.of("advice.blend.nothing")]
