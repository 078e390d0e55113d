"""The third part of the page: what the bacteria can make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from legaat.messages import Lang, say
from legaat.reports._markup import safe
from legaat.reports._report import Report
from legaat.reports._said import Said, SayOn, runs
from legaat.reports._svg import Figure
from legaat.reports._svg_bars import Segment, stacked_bar
from legaat.reports._svg_strip import (
    Mark,
    StripWords,
    nice_end,
    range_strip,
    slim_strip,
    unknown_strip,
)
from legaat.reports._words import (
    clean,
    estimate_words,
    finite,
    heading,
    joined,
    per_hundred,
    share_words,
    skill_words,
    status_words,
    summed,
    value_words,
)
from legaat.substances import Maker, Substance

__all__ = ["MAKE_SOURCES", "Make", "MakerRow", "SubstanceRow", "make", "table"]

_NAMED: Final = 5
_ALWAYS: Final = frozenset({"butyrate", "propionate", "acetate"})
"""Acids that have a card of their own, also where they don't stand out."""
_BESIDE: Final = 2
"""So many sources stand beside what a substance is; all of them stand with how we know it."""

_DESCRIBED_IN: Final = dict.fromkeys(
    ("deoxycholate", "lithocholate", "ursodeoxycholate", "cholate"), ("NRG24",)
)
"""Which bile acids bacteria make of those of the liver, where no maker has a source of its own."""

MAKE_SOURCES: Final = ("NRG24",)
"""Sources that stand with no maker: see `_DESCRIBED_IN`."""
_DESCRIBED: Final = frozenset(
    {
        "GABA",
        "acetate",
        "butyrate",
        "cholate",
        "deoxycholate",
        "hexa-acylated LPS",
        "indole-3-lactate",
        "indole-3-propionate",
        "isovalerate",
        "lactate",
        "lipoteichoic acid",
        "lithocholate",
        "nicotinate",
        "p-cresol",
        "penta-acylated LPS",
        "peptidoglycan",
        "propionate",
        "serotonin",
        "spermidine",
        "succinate",
        "tryptamine",
        "ursodeoxycholate",
        "valerate",
    }
)


@dataclass(frozen=True, slots=True)
class MakerRow:
    """One maker in words; `tint` is the class of its colour in the bar."""

    name: str
    share: str
    check: str
    tint: str


@dataclass(frozen=True, slots=True)
class Make:
    """One substance, drawn and in words.

    `place` is "card" for what stands out and the three acids that the gut makes most of, "row"
    for the others, "untold" for what a profile can't tell. A card has `picture`, the others the
    lower `slim`; what else is known of them is folded away.
    """

    id: str
    place: str
    name: str
    title: str
    status: str
    word: str
    about: Said
    value: str
    words: tuple[Said, ...]
    method: Said
    skill: str
    picture: Markup
    slim: Markup
    makers: tuple[MakerRow, ...]
    makers_picture: Markup
    every_maker: tuple[MakerRow, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SubstanceRow:
    """One substance in the table behind the pictures."""

    name: str
    value: str
    interval: str
    percentile: str
    middle: str
    status: str


def make(report: Report, said: SayOn, lang: Lang) -> tuple[Make, ...]:
    """Return every substance, drawn and in words.

    Parameters
    ----------
    report : Report
    said : callable
        From a sentence, citation ids and a method to what is shown.
    lang : {"nl", "en"}
    """
    return tuple(_one(i, s, said, lang) for i, s in enumerate(report.panel))


def _one(i: int, substance: Substance, said: SayOn, lang: Lang) -> Make:
    known = finite(substance.value) is not None
    shown, rest = substance.makers[:_NAMED], substance.makers[_NAMED:]
    rows = [_maker(m, f"tint{j}", lang) for j, m in enumerate(shown)]
    if rest:
        words = say("report.map.rest", lang, n=len(rest))
        rows.append(MakerRow(words, share_words(sum(m.share for m in rest), lang), "", "rest"))
    place = _place(substance)
    return Make(
        id=f"substance-{i}",
        place=place,
        name=substance.name(lang),
        title=heading(substance.name(lang)),
        status=substance.status.replace(" ", "-"),
        word=status_words(substance.status, lang),
        about=_what(substance, said, lang),
        value=_value(substance, lang),
        words=runs(
            said(words, how="makers" if summed(substance) else "estimate")
            for words in (
                _interval(substance, lang),
                estimate_words(substance, lang) if known else "",
            )
        ),
        method=said(
            substance.method.text(lang),
            () if known else substance.citations,
            "estimate" if known and not summed(substance) else "makers",
        ),
        skill=skill_words(substance, lang) if known else "",
        picture=_picture(i, substance, lang) if place == "card" else Markup(),
        slim=Markup() if place == "card" else _slim(i, substance, lang),
        makers=tuple(rows),
        makers_picture=(
            _makers_picture(i, substance, shown, rest, lang) if place == "card" else Markup()
        ),
        every_maker=tuple(_maker(m, "", lang) for m in substance.makers),
        numbers=said("", substance.citations).numbers,
    )


def table(report: Report, lang: Lang) -> tuple[SubstanceRow, ...]:
    """Return the substances as rows of words."""
    return tuple(_table_row(substance, lang) for substance in report.panel)


def _table_row(substance: Substance, lang: Lang) -> SubstanceRow:
    value, percentile = finite(substance.value), finite(substance.percentile)
    people = substance.population
    return SubstanceRow(
        name=substance.name(lang),
        value="–" if value is None else value_words(value, substance.unit, lang),
        interval=_interval(substance, lang) or "–",
        percentile="–" if percentile is None else str(per_hundred(percentile)),
        middle=value_words(people[len(people) // 2], substance.unit, lang) if people else "–",
        status=status_words(substance.status, lang),
    )


def _about(substance: Substance, lang: Lang) -> str:
    """Return what a substance is; empty for one the catalogue doesn't describe."""
    key = f"report.substance.{substance.id.lower().replace(' ', '-')}"
    return say(key, lang) if substance.id in _DESCRIBED else ""


def _what(substance: Substance, said: SayOn, lang: Lang) -> Said:
    words = _about(substance, lang)
    ids = _DESCRIBED_IN.get(substance.id, substance.citations[:_BESIDE])
    found = said(words, ids)
    return found if found.numbers or not words else said(words, how="known")


def _value(substance: Substance, lang: Lang) -> str:
    value = finite(substance.value)
    if value is None:
        return ""
    if value <= 0:
        return say("report.make.nothing", lang)
    key = "report.make.value" if summed(substance) else "report.make.place"
    return say(key, lang, share=value_words(value, substance.unit, lang))


def _interval(substance: Substance, lang: Lang) -> str:
    if finite(substance.value) is None or substance.interval is None:
        return ""
    low, high = (value_words(v, substance.unit, lang) for v in substance.interval)
    key = "report.make.interval" if summed(substance) else "report.make.place-interval"
    return say(key, lang, low=low, high=high)


def _place(substance: Substance) -> str:
    if finite(substance.value) is None:
        return "untold"
    out = substance.status in {"low", "high"} or substance.id in _ALWAYS
    return "card" if out else "row"


def _picture(i: int, substance: Substance, lang: Lang) -> Markup:
    what, me, end, words = _drawn(f"range-{i}", substance, lang)
    ticks = [(end * part, value_words(end * part, substance.unit, lang)) for part in (0, 0.5, 1)]
    return safe(range_strip(what, substance.population, me, ticks, words))


def _slim(i: int, substance: Substance, lang: Lang) -> Markup:
    if finite(substance.value) is None:
        title = say("report.make.not-predictable-title", lang, substance=substance.name(lang))
        description = say("report.make.not-predictable-description", lang)
        words = StripWords(say("report.make.not-predictable", lang), "", "")
        return safe(unknown_strip(Figure(f"slim-{i}", title, description), words))
    what, me, end, words = _drawn(f"slim-{i}", substance, lang)
    first, last = (value_words(v, substance.unit, lang) for v in (0.0, end))
    return safe(slim_strip(what, substance.population, me, ((0.0, first), (end, last)), words))


def _drawn(key: str, substance: Substance, lang: Lang) -> tuple[Figure, Mark, float, StripWords]:
    """Return what a strip shows: its words, the mark, and the end of its axis."""
    value = finite(substance.value) or 0.0
    mine = value_words(value, substance.unit, lang)
    description = say(
        "report.strip.description-value", lang,
        value=f"{mine} ({_interval(substance, lang)})",
        percentile=estimate_words(substance, lang),
    )  # fmt: skip
    title = say("report.strip.title", lang, name=substance.name(lang))
    ends = substance.interval or (value, value)
    people = substance.population
    end = nice_end(max(value, ends[1], people[-2] if len(people) > 1 else 0.0))
    less, more = say("report.strip.less", lang), say("report.strip.more", lang)
    words = StripWords(say("report.strip.me", lang, share=mine), less, more)
    return Figure(key, title, description), Mark(value, substance.interval), end, words


def _maker(maker: Maker, tint: str, lang: Lang) -> MakerRow:
    check = say(f"report.make.check-{maker.check}", lang)
    return MakerRow(clean(maker.taxon), share_words(maker.share, lang), check, tint)


def _makers_picture(
    i: int, substance: Substance, shown: Sequence[Maker], rest: Sequence[Maker], lang: Lang
) -> Markup:
    if not shown:
        return Markup()
    parts = [Segment(m.share, _maker_words(m.taxon, m.share, lang)) for m in shown]
    if rest:
        share = sum(m.share for m in rest)
        words = say("report.make.maker-rest", lang, n=len(rest), share=share_words(share, lang))
        parts.append(Segment(share, words, rest=True))
    title = say("report.make.makers-title", lang, substance=substance.name(lang))
    listed = joined(part.words for part in parts)
    what = Figure(f"makers-{i}", title, say("report.make.makers-description", lang, list=listed))
    return safe(stacked_bar(what, parts))


def _maker_words(name: str, share: float, lang: Lang) -> str:
    return say("report.make.maker", lang, taxon=clean(name), share=share_words(share, lang))
