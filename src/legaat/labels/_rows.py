"""The microbes of a result: a row for each, with repeats joined and its studies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from legaat.labels._evidence import evidence_for
from legaat.labels._mention import Mention
from legaat.labels._names import same_strain
from legaat.labels._states import STATES
from legaat.labels._text import Words
from legaat.labels._types import Organism, Span, State

__all__ = ["merged", "organisms", "with_evidence"]


def organisms(
    words: Words, found: Sequence[Mention], how: Sequence[str | None]
) -> tuple[Organism, ...]:
    made = []
    for mention, state in zip(found, how, strict=True):
        text = words.text[mention.start : mention.end].strip(" \n(")
        made.append(
            Organism(
                text,
                mention.name,
                mention.strain,
                mention.deposit,
                _state(state),
                state if state not in get_args(State) else None,
                None,
                Span(mention.start, mention.end),
            )
        )
    return tuple(made)


def _state(how: str | None) -> State:
    return STATES[how] if how is not None else "unknown"


def merged(organisms: Sequence[Organism]) -> list[Organism]:
    """Join repeats of one organism; a mention without a strain joins the one with it."""
    by_key: dict[tuple[str, str | None], Organism] = {}
    for organism in organisms:
        key = (organism.name, same_strain(organism.strain) if organism.strain else None)
        known = by_key.get(key)
        by_key[key] = organism if known is None else _joined(known, organism)
    coded = {name for name, strain in by_key if strain is not None}
    kept = []
    for (name, strain), organism in by_key.items():
        if strain is None and name in coded:
            first = next(k for k in by_key if k[0] == name and k[1] is not None)
            by_key[first] = _joined(by_key[first], organism)
            continue
        kept.append((name, strain))
    genera = {name.split(" ")[0] for name, _ in kept if " " in name}
    return [
        by_key[key]
        for key in kept
        if " " in key[0]
        or key[1] is not None
        or key[0] not in genera
        or by_key[key].how is not None
    ]


def _joined(first: Organism, other: Organism) -> Organism:
    state, how = (first.state, first.how) if first.state != "unknown" else (other.state, other.how)
    # "LGG" alone, and later "Lactobacillus rhamnosus GG": the fuller writing is kept.
    fuller = other if first.text == first.strain and other.strain else first
    return replace(
        fuller,
        state=state,
        how=how,
        dose=first.dose or other.dose,
        deposit=first.deposit or other.deposit,
    )


def with_evidence(o: Organism) -> Organism:
    return replace(o, evidence=evidence_for(o.name, o.strain, o.deposit, o.state, o.dose))
