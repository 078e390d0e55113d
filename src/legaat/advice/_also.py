"""What a blend can be made of, as suggestions: so that somebody can take a part of it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legaat.advice._blend import matches_of
from legaat.advice._facts import Facts
from legaat.advice._needs import Needs
from legaat.advice._person import Person
from legaat.advice._ranking import value_of
from legaat.advice._safety import in_use, screen
from legaat.advice._suggest import suggest
from legaat.advice._types import Suggestion
from legaat.knowledge import ingredients, interventions

if TYPE_CHECKING:
    from legaat.reference import Standing
    from legaat.substances import Panel

__all__ = ["blend_suggestions"]


def blend_suggestions(
    person: Person | None, *, standing: Standing, panel: Panel
) -> tuple[Suggestion, ...]:
    """Return each ingredient that answers something in this person, in the order of the table.

    The screening is that of a blend; the twin isn't asked. Some of these `advise` suggests as well;
    the others are fibres that answer nothing by a trial of their own, but what any fermentable
    fibre does.

    Parameters
    ----------
    person : Person or None
    standing : Standing
    panel : Panel
    """
    facts = Facts(person or Person(), Needs(standing, panel))
    things = [item for item in interventions() if item.id in ingredients()]
    found = []
    for row in screen(facts, things).allowed:
        matches = matches_of(facts, row.intervention)
        if matches and not in_use(facts, row.intervention):
            best = max(matches.values(), key=lambda m: value_of(m.answer, m.line))
            found.append(suggest(row, best, facts))
    return tuple(found)
