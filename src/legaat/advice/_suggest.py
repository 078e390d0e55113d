"""The one place where a suggestion is made, and only from what passed the screening."""

from __future__ import annotations

from legaat.advice._effects import effect_sentence
from legaat.advice._facts import Facts
from legaat.advice._labels import atom_label
from legaat.advice._ranking import Match
from legaat.advice._safety import Screened, shown
from legaat.advice._types import Effect, Suggestion
from legaat.knowledge import OWN_RULE, Intervention, Wording
from legaat.messages import Message, Speakable, Text

__all__ = ["finding", "start_of", "suggest", "suited"]


def suggest(
    screened: Screened, match: Match, facts: Facts, effect: Effect | None = None
) -> Suggestion:
    """Make a suggestion of something that may be suggested to this person.

    Parameters
    ----------
    screened : Screened
    match : Match
        Why it is a candidate; its best answer gives the grade and the reason.
    facts : Facts
    effect : Effect, optional
        What the twin of this person's bacteria expects.

    Returns
    -------
    Suggestion
        `why` is one chain: the finding in this person, the mechanism, what the twin expects, the
        study, and of what outcome the grade is.
    """
    item, answer = screened.intervention, match.answer
    answers = (answer, *match.others)
    own_start = (Message.of("advice.own-start"),) if item.own_start else ()
    cited = [
        *(source for part in answers for source in part.citations),
        *screened.sources,
    ]
    return Suggestion(
        id=item.id,
        interventions=tuple(dict.fromkeys(row for part in answers for row in part.rows)),
        kind=item.kind,
        title=item.title,
        dose=None if item.dose is None else suited(item.dose, facts),
        start_low=start_of(item, facts),
        grade=answer.grade,
        direction=answer.direction,
        why=(
            finding(match, facts),
            suited(answer.mechanism, facts) or answer.direction,
            *(() if effect is None else effect_sentence(effect)),
            answer.study,
            Message.of(f"advice.graded.{answer.grade}", outcome=answer.direction),
        ),
        cautions=(*item.cautions, *own_start, *screened.cautions),
        citations=tuple(source for source in shown(cited) if source != OWN_RULE),
        effect=effect,
    )


def start_of(item: Intervention, facts: Facts) -> tuple[Text, ...]:
    """Return how to start, first step to last, as far as it suits this person."""
    return tuple(step for part in item.start_low if (step := suited(part, facts)) is not None)


def suited(wording: Wording, facts: Facts) -> Text | None:
    """Return the sentence, or what is said instead to whom it doesn't or may not suit."""
    if facts.state(wording.unless) is False:
        return wording.say
    return None if wording.instead is None else suited(wording.instead, facts)


def finding(match: Match, facts: Facts) -> Speakable:
    """Return the first link of the chain: what was found in this person, or what they told."""
    facts_told = [atom for atom in match.line if not atom.negated]
    low = next((atom for atom in facts_told if atom.key == "low"), None)
    if low is not None:
        return facts.needs.finding(low.value)
    if all(atom.key == "goal" for atom in facts_told):
        label = atom_label(facts, facts_told[0])
        return Message.of("advice.finding.goal", goal=label or "")
    labels = [label for atom in facts_told if (label := atom_label(facts, atom)) is not None]
    if len(labels) > 1:
        return Message.of("advice.finding.told-two", first=labels[0], second=labels[1])
    if labels:
        return Message.of("advice.finding.told", fact=labels[0])
    if any(atom.key == "age" for atom in facts_told):
        return Message.of("advice.finding.age")
    return Message.of("advice.finding.everybody")
