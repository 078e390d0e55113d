"""Missing, matters, can be helped: the order in which missing taxa are told, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from legaat.advice import Suggestion
from legaat.messages import Lang, Speakable, say
from legaat.reference import Contrast, Feed, TaxonStanding, contrasts, feeds, shown_part
from legaat.reports._report import Report
from legaat.reports._words import clean, finite, joined, per_hundred

__all__ = [
    "Missed",
    "contrast_words",
    "expected_words",
    "feeds_words",
    "missed",
    "reasons",
    "rested",
    "unsure",
    "unsure_words",
]

_FEEDS: Final = 2

_NEARLY_ALL: Final = 0.8
"""Part of the healthy people in whom it was seen, from which one that wasn't seen here is named
though it isn't called missing. Our own judgement."""

_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Missed:
    """A taxon that is probably missing, and what is known about that.

    Attributes
    ----------
    row : TaxonStanding
    contrast : Contrast or None
        How it differs inside studies between healthy and other people, where that repeats.
    feeds : tuple of Feed
        Fibres that it lives on, as far as a source was seen and no safety rule withholds their
        foods from this person.
    answers : tuple of Suggestion
        Suggestions of this report that are meant for its genus.
    effects : tuple of Speakable
        What would change if it came back, as a twin has it; empty without one.
    """

    row: TaxonStanding
    contrast: Contrast | None = None
    feeds: tuple[Feed, ...] = ()
    answers: tuple[Suggestion, ...] = ()
    effects: tuple[Speakable, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether it is lower in people who are not healthy, in most studies."""
        return self.contrast is not None and self.contrast.direction == "lower"

    @property
    def helped(self) -> bool:
        """Whether something is known that it lives on, or a suggestion is meant for it."""
        return bool(self.feeds or self.answers)


def missed(report: Report) -> tuple[Missed, ...]:
    """Return what is missing: what matters first, then what can be helped, then the surest.

    Of a young child nothing: comparing with adults says little.

    Parameters
    ----------
    report : Report
    """
    if report.young:
        return ()
    differs = contrasts(report.standing.reference.name)
    found = [
        Missed(
            row,
            differs.get(row.taxon),
            tuple(feed for feed in feeds(row.taxon) if feed.fibre not in report.unsuited),
            tuple(_answers(report, row.taxon)),
            report.returning.get(row.taxon, ()),
        )
        for row in report.standing.with_status("missing")
    ]
    return tuple(sorted(found, key=_order))


def unsure(report: Report) -> tuple[TaxonStanding, ...]:
    """Return what nearly all healthy people have and was not seen, though not surely missing.

    Parameters
    ----------
    report : Report
    """
    if report.young:
        return ()
    rows = [
        row
        for row in report.standing.taxa
        if row.share <= 0
        and row.status != "missing"
        and row.population
        and shown_part(row.population) >= _NEARLY_ALL
    ]
    return tuple(sorted(rows, key=lambda row: (-shown_part(row.population), row.taxon)))


def unsure_words(report: Report, lang: Lang, name: Callable[[str], str] = clean) -> str:
    """Return those in a sentence; empty where there are none.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    name : callable
        How the name of a bacterium is written.
    """
    rows = unsure(report)
    if not rows:
        return ""
    names = joined(name(row.taxon) for row in rows[:_NAMED])
    rest = len(rows) - _NAMED
    more = say("report.stand.unsure-more", lang, n=rest) if rest > 0 else ""
    return say("report.stand.unsure", lang, n=len(rows), names=names + more)


def _order(one: Missed) -> tuple[bool, bool, float, str]:
    return (not one.matters, not one.helped, -(finite(one.row.p_missing) or 0.0), one.row.taxon)


def _answers(report: Report, taxon: str) -> Iterator[Suggestion]:
    genus = taxon.split(" ", 1)[0]
    for suggestion in report.advice.suggestions:
        if genus in _genera_helped().get(suggestion.id, frozenset()):
            yield suggestion


@cache
def _genera_helped() -> dict[str, frozenset[str]]:
    """Return for each intervention the genera whose lack it answers."""
    from legaat.knowledge import interventions

    return {
        item.id: frozenset(
            atom.value
            for answer in item.answers
            for line in answer.to
            for atom in line
            if atom.key == "low" and atom.value[:1].isupper()
        )
        for item in interventions()
    }


def reasons(one: Missed, lang: Lang) -> tuple[str, ...]:
    """Return why a missing taxon stands where it stands, in sentences."""
    return tuple(text for text, _, _ in rested(one, lang))


def rested(one: Missed, lang: Lang) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Return the same, each with its citation ids and the method behind it (`Said.how`)."""
    rows: list[tuple[str, tuple[str, ...], str]] = [(expected_words(one.row, lang), (), "missing")]
    if one.contrast is not None:
        words = contrast_words(one.contrast, lang)
        rows.append((words, one.contrast.citations, "differs"))
    rows.append(feeds_words(one, lang))
    if one.answers:
        title = one.answers[0].title.text(lang).strip().rstrip(".")
        words = say("missing.answers", lang, title=title)
        rows.append((words, one.answers[0].citations, ""))
    rows += [(effect.text(lang), (), "model") for effect in one.effects]
    return tuple(row for row in rows if row[0])


def feeds_words(one: Missed, lang: Lang) -> tuple[str, tuple[str, ...], str]:
    """Return what a missing taxon lives on, with citation ids; empty where that isn't known."""
    if not one.feeds:
        return "", (), ""
    names = [say(f"missing.fibre.{feed.fibre.replace(' ', '-')}", lang) for feed in one.feeds]
    ids = tuple(dict.fromkeys(key for feed in one.feeds[:_FEEDS] for key in feed.citations))
    return say("missing.feeds", lang, fibres=joined(names[:_FEEDS])), ids, ""


def expected_words(row: TaxonStanding, lang: Lang) -> str:
    """Return in how many people like this one a taxon lives; empty where that isn't known."""
    value = finite(row.expected)
    return "" if value is None else say("missing.expected", lang, n=per_hundred(100 * value))


def contrast_words(contrast: Contrast, lang: Lang) -> str:
    """Return in how many studies a taxon is lower or higher in people who aren't healthy."""
    part = contrast.more_in if contrast.direction == "lower" else 1 - contrast.more_in
    return say(
        f"missing.{contrast.direction}", lang,
        k=contrast.k, n=contrast.n, pairs=round(100 * part),
    )  # fmt: skip
