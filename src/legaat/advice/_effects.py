"""What the twin expects of a suggestion, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from legaat.advice._forecast import ACIDS, Forecast
from legaat.advice._labels import Joined, Several
from legaat.advice._ranking import Match
from legaat.advice._safety import Screened
from legaat.advice._types import Effect
from legaat.messages import Message, Speakable

__all__ = ["added_words", "effect_sentence", "effects_of", "expected", "substance_of"]

_USUAL: Final = "butyrate"


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

    Empty where the effect doesn't say what it comes from, as one made by hand.
    """
    if effect.before is None or not effect.added:
        return ()
    low, high = effect.interval
    said: list[Speakable] = [
        Message.of(
            "advice.effect.change",
            added=added_words(effect.added),
            substance=Message.of(f"advice.substance.{effect.substance}"),
            before=effect.before,
            after=effect.before + effect.change,
            low=low,
            high=high,
        )
    ]
    if effect.makers:
        said.append(Message.of("advice.effect.makers", makers=", ".join(effect.makers)))
    if low <= 0 <= high:
        said.append(Message.of("advice.effect.perhaps-none"))
    return (Joined(tuple(said)),)


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
