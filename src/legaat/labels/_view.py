"""What the two faces of a result share: names in words, and the words that were used."""

from __future__ import annotations

from legaat.labels._types import Dose, LabelResult, Listed, Organism, Span
from legaat.messages import Lang, Message, number, say

__all__ = ["allergen_words", "amount", "dose_words", "marks", "slug", "studies"]


def slug(word: str) -> str:
    """Return a word as it stands in the catalogue's ids."""
    return word.replace(" ", "-")


def amount(value: float, lang: Lang) -> str:
    """Write a number as a person reads it: "10 billion" stays countable, "2.5" stays short.

    >>> amount(1e10, "en"), amount(250, "nl")
    ('10 × 10⁹', '250')
    """
    if value >= 1e6:
        return f"{number(value / 1e9, lang, '.3g')} × 10⁹"
    return number(value, lang, ".4g")


def allergen_words(allergens: tuple[str, ...]) -> Listed:
    """Return allergens as things that can be said in a language."""
    parts: list[Message] = []
    for name in allergens:
        plain = name.removesuffix(" (traces)")
        word = Message.of(f"labels.allergen.{plain}")
        traced = Message.of("labels.traces", what=word)
        parts.append(word if plain == name else traced)
    return Listed(tuple(parts))


def dose_words(dose: Dose | None, lang: Lang) -> str:
    """Return an amount in words; empty where there is none."""
    if dose is None:
        return ""
    high = f"–{amount(dose.high, lang)}" if dose.high is not None else ""
    per = ""
    if dose.per is not None:
        name = say(f"labels.per.{dose.per}", lang)
        per = f" {say('labels.view.per', lang, per=name)}"
    return f"{amount(dose.value, lang)}{high} {dose.unit}{per}"


def studies(organism: Organism, lang: Lang) -> list[str]:
    """Return a line for each study, at most three."""
    lines = []
    for row in organism.evidence[:3]:
        which = say("labels.view.exact" if row.exact_strain else "labels.view.species", lang)
        state = "" if row.same_state else f"; {say('labels.view.other-state', lang)}"
        lines.append(f"{row.intervention} ({row.grade}): {row.outcome.text(lang)} ({which}{state})")
    return lines or [say("labels.view.no-study", lang)]


def marks(result: LabelResult) -> list[Span]:
    """Return the words that the result rests on, in order, without overlaps."""
    spans = [organism.span for organism in result.organisms]
    spans += [dose.span for dose in result.doses]
    for items in (result.prebiotics, result.sugars, result.sweeteners, result.metabolites):
        spans += [item.span for item in items]
    spans += [span for check in result.checks for span in check.spans]
    spans += [claim.span for claim in result.claims]
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.start, -s.end)):
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        elif span.end > span.start:
            kept.append(span)
    return kept
