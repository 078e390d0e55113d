"""Numbers in words, the same in every rendering.

The page, the terminal and the summary take every number from here, so that they can't differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Final

from legaat.advice import Referral
from legaat.messages import Lang, capital, number, say
from legaat.profiles import DroppedRows
from legaat.reference import TaxonStanding, shown_part
from legaat.substances import Skill, Substance

__all__ = [
    "NAME_CHARS",
    "amount_words",
    "carriers",
    "chance",
    "clean",
    "dropped_words",
    "estimate_words",
    "finite",
    "heading",
    "joined",
    "likelihood",
    "missing_words",
    "once",
    "once_each",
    "part_words",
    "per_hundred",
    "percentile_words",
    "power_words",
    "sentence",
    "share_words",
    "short_name",
    "skill_words",
    "standing_words",
    "status_words",
    "summed",
    "told",
    "unseen_words",
    "usual_short",
    "usual_words",
    "value_words",
]

NAME_CHARS: Final = 80
"""Longest name that is shown; the JSON holds names whole."""

_SHARE_UNITS: Final = ("share", "fraction", "1")
_PLACED: Final = ("low", "usual", "high")
_LIKELY: Final = ((0.9, "very"), (0.7, "likely"), (0.5, "rather"), (0.0, "perhaps"))


def clean(name: str, most: int = NAME_CHARS) -> str:
    """Return a name fit to show: no control or direction characters, not too long, never empty.

    Parameters
    ----------
    name : str
        Any text from a file.
    most : int
        Longest result, in characters.
    """
    shown = "".join(c if c.isprintable() else " " for c in name[: 4 * most])
    shown = " ".join(shown.split()) or "–"
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def told(text: str | None) -> str:
    """Return what somebody told, fit to show; empty where nothing was told."""
    return clean(text) if text else ""


def sentence(words: str) -> str:
    """Return words as a sentence: with a capital at the start and a mark at the end.

    >>> sentence("stools come more often")
    'Stools come more often.'
    """
    text = words.strip()
    marked = text if not text or text.endswith((".", "?", ":", "…")) else f"{text}."
    return heading(marked)


def heading(words: str) -> str:
    """Return words with a capital at the start; the rest as it is ("GABA")."""
    return capital(words)


def short_name(name: str) -> str:
    """Return a species name with its genus as an initial, as "F. prausnitzii"."""
    genus, space, rest = clean(name).partition(" ")
    plain = genus.isalpha() and genus[:1].isupper() and len(genus) > 3
    return f"{genus[0]}. {rest}" if space and plain and rest[:1].islower() else clean(name)


def finite(value: float | None) -> float | None:
    """Return a number, or None where it is none or not finite."""
    return value if value is not None and isfinite(value) else None


def joined(items: Iterable[str]) -> str:
    """Return a list in a sentence, parted by commas."""
    return ", ".join(items)


def share_words(share: float | None, lang: Lang) -> str:
    """Return a share (0 to 1) as a percentage with about two figures that count."""
    if share is None or not isfinite(share) or share <= 0:
        return say("report.share.none", lang)
    if share < 1e-5:
        return say("report.share.tiny", lang)
    steps = ((0.0995, ".0%"), (0.00995, ".1%"), (0.000995, ".2%"))
    return number(share, lang, next((form for limit, form in steps if share >= limit), ".3%"))


def part_words(share: float, lang: Lang) -> str:
    """Return a part of the whole; none of it is a zero here, where "not found" would mislead."""
    return share_words(share, lang) if share > 0 else "0%"


def dropped_words(row: DroppedRows, lang: Lang) -> str:
    """Return what rows were left out and what was lost with them."""
    share = finite(row.share)
    lost = (
        say("report.about.dropped-nothing-lost", lang)
        if share is None
        else say("report.about.dropped-lost", lang, share=part_words(share, lang))
    )
    why = heading(row.reason.text(lang).rstrip("."))
    count = number(row.count, lang, ",")
    return say("report.about.dropped-row", lang, why=why, n=row.count, count=count, share=lost)


def power_words(power: int, lang: Lang) -> str:
    """Return a power of ten as a percentage, for an axis: -3 is "0.1%"."""
    return f"{number(10.0 ** (power + 2), lang, 'g')}%"


def per_hundred(percent: float) -> int:
    """Return a percentage as a whole number of a hundred people."""
    return min(max(round(percent), 0), 100)


def percentile_words(percentile: float | None, lang: Lang) -> str:
    """Return how many of 100 healthy people have less, as a sentence."""
    value = finite(percentile)
    if value is None:
        return say("report.percentile.unknown", lang)
    if value < 1:
        return say("report.percentile.almost-none", lang)
    if value > 99:
        return say("report.percentile.almost-all", lang)
    return say("report.percentile.less", lang, n=per_hundred(value))


def estimate_words(substance: Substance, lang: Lang) -> str:
    """Return where an estimate stands among those of healthy people, with its status.

    An estimate keeps near the middle, so that its own percentage and its place among the
    estimates of others are two numbers: a status rests on the latter.
    """
    place, status = finite(substance.percentile), substance.status
    if finite(substance.value) is None or place is None or status not in _PLACED:
        return percentile_words(substance.percentile, lang)
    if summed(substance):
        return percentile_words(place, lang)
    if status == "low" and place < 1:
        return say("report.estimate.low-none", lang)
    if status == "high" and place > 99:
        return say("report.estimate.high-all", lang)
    return say(f"report.estimate.{status}", lang, n=per_hundred(place))


def summed(substance: Substance) -> bool:
    """Whether the value is a share of the bacteria, not an expected place among people."""
    return (substance.unit or "").endswith("bacteria")


def standing_words(row: TaxonStanding, lang: Lang) -> str:
    """Return where somebody stands with a taxon, as a sentence.

    Where a taxon is common but far from everybody has it, "little" is little for those who carry
    it; the place among all people would hide that.
    """
    if row.share <= 0:
        return carriers(row, lang)
    if row.status == "low" and row.usual and row.share < row.usual[0]:
        return say("report.percentile.below-carriers", lang)
    return percentile_words(row.percentile, lang)


def carriers(row: TaxonStanding, lang: Lang) -> str:
    """Return in how many of 100 healthy people a taxon was seen; empty where unknown.

    What was seen is a fact; the prevalence, which also counts those in whom it was too rare to be
    seen, is an estimate, and stands in the table.
    """
    if not row.population:
        return ""
    return say("report.percentile.seen", lang, n=per_hundred(100 * shown_part(row.population)))


def usual_words(row: TaxonStanding, lang: Lang) -> str:
    """Return what is usual among those who carry a taxon; empty where unknown."""
    return _usual("report.strip.usual", row, lang)


def usual_short(row: TaxonStanding, lang: Lang) -> str:
    """Return the same in three words, for a table."""
    return _usual("report.strip.usual-short", row, lang)


def _usual(key: str, row: TaxonStanding, lang: Lang) -> str:
    if row.usual is None or not all(isfinite(v) and v > 0 for v in row.usual):
        return ""
    low, _, high = (share_words(v, lang) for v in row.usual)
    return say(key, lang, low=low, high=high)


def chance(probability: float) -> str:
    """Return a probability as a whole percentage."""
    return f"{per_hundred(100 * probability)}%"


def likelihood(probability: float, lang: Lang) -> str:
    """Return a probability in words."""
    key = next(key for limit, key in _LIKELY if probability >= limit or limit == 0.0)
    return say(f"report.prob.{key}", lang)


def missing_words(row: TaxonStanding, lang: Lang) -> str:
    """Return how sure it is that a taxon is missing; empty where it was seen."""
    value = finite(row.p_missing)
    if value is None:
        return ""
    return say("report.prob.missing", lang, word=likelihood(value, lang), p=chance(value))


def unseen_words(row: TaxonStanding, lang: Lang) -> str:
    """Return how often this test would overlook a taxon; empty where it was seen."""
    value = finite(row.p_unseen)
    if value is None:
        return ""
    n = per_hundred(100 * value)
    return say("report.prob.unseen", lang, n=n) if n else say("report.prob.unseen-never", lang)


def status_words(status: str, lang: Lang) -> str:
    """Return "missing", "low", "usual", "high" or "new" in words."""
    return say(f"report.status.{status.replace(' ', '-')}", lang)


def value_words(value: float, unit: str | None, lang: Lang) -> str:
    """Return a value with its unit: a share as a percentage, else with three figures."""
    if unit is not None and unit.split(" ")[0] in _SHARE_UNITS:
        return share_words(value, lang) if value > 0 else "0%"
    return f"{number(value, lang, '.3g')} {unit or ''}".strip()


def skill_words(substance: Substance, lang: Lang) -> str:
    """Return how well a value follows measured amounts, as a sentence."""
    skill = substance.skill
    if skill is None or not isfinite(skill.value):
        return say("report.make.skill-none", lang)
    word = say(f"report.make.skill-{_strength(skill)}", lang)
    known: dict[str, str | float] = {
        "word": word,
        "value": skill.value,
        "n": skill.n,
        "studies": skill.n_studies,
    }
    if skill.interval is None or not all(map(isfinite, skill.interval)):
        return say("report.make.skill", lang, **known)
    low, high = skill.interval
    return say("report.make.skill-range", lang, **known, low=low, high=high)


def _strength(skill: Skill) -> str:
    """Name a correlation after Cohen, Statistical Power Analysis (1988): 0.1, 0.3, 0.5.

    One that may as well be none, by its interval, is none.
    """
    low, high = skill.interval or (skill.value, skill.value)
    if high < 0:
        return "against"
    steps = ((0.5, "good"), (0.3, "moderate"), (0.1, "weak"))
    return next((key for limit, key in steps if skill.value >= limit and low > 0), "not")


def once(referrals: Iterable[Referral], lang: Lang) -> Iterator[tuple[Referral, str]]:
    """Yield each referral with what to do, empty where an earlier one said the same."""
    said: set[str] = set()
    for referral in referrals:
        todo = referral.what_to_do.text(lang)
        yield referral, "" if todo in said else todo
        said.add(todo)


def once_each(words: Iterable[str]) -> list[str]:
    """Return words without repeats, in order."""
    return list(dict.fromkeys(words))


_BILLION: Final = 1e9
_GRAM: Final = 1000.0


def amount_words(amount: float, unit: str, lang: Lang) -> str:
    """Return an amount of an ingredient: milligrams as grams from one gram on, cells in billions.

    Parameters
    ----------
    amount : float
    unit : {"mg", "cells"}
    """
    if unit == "cells":
        return say("report.blend.cells", lang, n=amount / _BILLION)
    if amount >= _GRAM:
        return say("report.blend.grams", lang, n=amount / _GRAM)
    return say("report.blend.milligrams", lang, n=amount)
