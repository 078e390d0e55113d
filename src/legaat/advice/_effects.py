"""What the twin expects of a suggestion, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from legaat.advice._forecast import ACIDS, Forecast
from legaat.advice._labels import Joined, Several
from legaat.advice._ranking import Match
from legaat.advice._safety import Screened
from legaat.advice._types import Effect
from legaat.messages import Message, Speakable

__all__ = [
    "GRAMS_PER_MMOL", "added_words", "difference", "effect_sentence", "effects_of", "expected",
    "in_grams", "substance_of",
]  # fmt: skip

_USUAL: Final = "butyrate"

GRAMS_PER_MMOL: Final[Mapping[str, float]] = {
    "butyrate": 0.08811, "propionate": 0.07408, "acetate": 0.06005, "lactate": 0.09008,
    "succinate": 0.11809,
}  # fmt: skip
"""Of the acids C4H8O2, C3H6O2, C2H4O2, C3H6O3 and C4H6O4: grams in a millimole."""

_NONE: Final = 0.005
"""Grams a day that are no change."""


def effects_of(
    rows: Iterable[Screened], matches: Mapping[str, Match], forecast: Forecast | None
) -> dict[str, Effect]:
    """Return what the twin expects of each thing that it can simulate, by its id."""
    if forecast is None:
        return {}
    found = {
        row.intervention.id: forecast.effect(
            row.intervention.adds, substance_of(matches[row.intervention.id])
        )
        for row in rows
        if row.intervention.adds
    }
    return {key: effect for key, effect in found.items() if effect is not None}


def substance_of(match: Match) -> str:
    """Return what to ask the twin about: the acid that is low, else butyrate."""
    low = (atom.value for atom in match.line if atom.key == "low" and not atom.negated)
    return next((name for name in low if name in ACIDS), _USUAL)


def expected(match: Match, effect: Effect | None) -> bool:
    """Whether a substance is low, and the whole of the interval says that it rises."""
    low = any(atom.key == "low" and atom.value in ACIDS for atom in match.line)
    return low and effect is not None and effect.interval[0] > 0


def effect_sentence(effect: Effect) -> tuple[Speakable, ...]:
    """Return what the twin expects, and through which bacteria of this person.

    First in words, then in grams, as the what-if has them. Empty where the effect doesn't say
    what it comes from, as one made by hand.
    """
    if effect.before is None or not effect.added:
        return ()
    said: list[Speakable] = [
        Message.of(
            f"advice.effect.{_word(effect)}",
            added=added_words(effect.added),
            substance=Message.of(f"advice.substance.{effect.substance}"),
        )
    ]
    if effect.makers:
        said.append(Message.of("advice.effect.makers", makers=", ".join(effect.makers)))
    grams = in_grams(effect)
    if grams is not None:
        said.append(
            Message.of(
                "advice.effect.figures",
                before=grams.before or 0.0,
                after=(grams.before or 0.0) + grams.change,
                difference=difference(grams),
            )
        )
    said.append(Message.of("advice.effect.not-measured"))
    return (Joined(tuple(said)),)


def _word(effect: Effect) -> str:
    """Say whether more or less comes: for sure only where the whole interval says so."""
    low, high = effect.interval
    if low > 0:
        return "more"
    if high < 0:
        return "less"
    if abs(effect.change) * GRAMS_PER_MMOL.get(effect.substance, 1.0) < _NONE:
        return "same"
    return "perhaps-more" if effect.change > 0 else "perhaps-less"


def in_grams(effect: Effect) -> Effect | None:
    """Return an effect in grams a day; None where it isn't in millimoles a day."""
    per = GRAMS_PER_MMOL.get(effect.substance)
    if per is None or effect.unit != "mmol/day":
        return None
    low, high = effect.interval
    return replace(
        effect,
        change=per * effect.change,
        interval=(per * low, per * high),
        before=None if effect.before is None else per * effect.before,
        unit="g/day",
    )


def difference(effect: Effect) -> Message:
    """Return an interval in words, without a sign: "0.2 grams less to 0.5 grams more"."""
    low, high = effect.interval
    if low > 0:
        return Message.of("advice.effect.between-more", low=low, high=high)
    if high < 0:
        return Message.of("advice.effect.between-less", low=-high, high=-low)
    return Message.of("advice.effect.between", less=abs(low), more=high)


def added_words(added: Iterable[tuple[str, float]]) -> Several:
    """Return amounts of nutrients in words: "12 grams of inulin"."""
    return Several(
        tuple(
            Message.of(
                "advice.grams-of",
                grams=grams,
                nutrient=Message.of(f"advice.nutrient.{name.replace(' ', '-')}"),
            )
            for name, grams in added
        )
    )
