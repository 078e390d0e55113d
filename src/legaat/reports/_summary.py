"""The report in three sentences: what stands out, what it may mean, what to do first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from legaat.advice import Referral, Suggestion
from legaat.messages import Lang, say
from legaat.profiles import Rank
from legaat.reports._cautions import gated
from legaat.reports._findings import TELLING, Findings, find, standing_out
from legaat.reports._missing import unsure
from legaat.reports._report import Report
from legaat.reports._words import clean, part_words, sentence

__all__ = ["FEW", "ONE_SIDED", "one_sided", "summary", "summary_sources"]

FEW: Final[Mapping[Rank, int]] = {"species": 20, "genus": 10}
"""Below this number of taxa a list is probably cut short; our own judgement, on the safe side."""

ONE_SIDED: Final[Mapping[str, float]] = {
    "shotgun-species": 0.75,
    "shotgun-genus": 0.89,
    "16s-genus": 0.6,
}
"""Share of the two largest taxa together that fewer than 3 in 100 of the people of a reference
reach: quantile 0.975, rounded, of the 2,636 healthy people of the shotgun references and the
1,106 of the 16S reference."""

_MANY: Final = 3
"""Unseen taxa of nearly everybody from which the summary speaks of them."""


def one_sided(report: Report) -> bool:
    """Whether two bacteria make up most of a sample, which is so in few healthy people."""
    return sum(_two(report).values()) >= ONE_SIDED.get(report.standing.reference.name, 1.0)


def _two(report: Report) -> dict[str, float]:
    rows = sorted(report.standing.taxa, key=lambda row: (-row.share, row.taxon))[:2]
    return {row.taxon: row.share for row in rows}


def _one_sided(report: Report, lang: Lang, name: Callable[[str], str]) -> str:
    first, second, *_ = (*_two(report), "", "")
    share = part_words(min(sum(_two(report).values()), 1.0), lang)
    words = {"first": name(first), "second": name(second), "share": share}
    return say(f"report.summary.one-sided-{report.profile.rank}", lang, **words)


def summary(report: Report, lang: Lang, name: Callable[[str], str] = clean) -> tuple[str, str, str]:
    """Return three sentences, the same for the same report.

    With a referral the doctor comes first and the rest waits; without, they say what stands out,
    what it may mean, and the first thing worth doing.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    name : callable
        How the name of a bacterium is written.
    """
    found = find(report)
    stands_out = _stands_out(found, lang, name)
    if report.young:
        stands_out = say("report.summary.young", lang)
    elif found.largest and len(report.profile) < FEW[report.profile.rank]:
        stands_out = say("report.summary.few", lang, n=len(report.profile))
    elif one_sided(report):
        stands_out = _one_sided(report, lang, name)
    elif not found.missing and len(unsure(report)) >= _MANY:
        stands_out = say("report.summary.unsure", lang, n=len(unsure(report)))
    referrals = report.advice.referrals
    if referrals:
        care = _care(referrals[0], lang)
        last = _beside_care(report, lang)
        return (care, stands_out, last)
    return (stands_out, _meaning(report, lang), _first(report, lang))


def summary_sources(report: Report) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return for each of the three sentences its citation ids and its method (`Said.how`).

    Parameters
    ----------
    report : Report
    """
    found = find(report)
    stands_out = (report.standing.reference.source, "missing" if found.missing else "standing")
    offers = report.advice.suggestions
    offer = (offers[0].citations if offers else (), "")
    referrals = report.advice.referrals
    if referrals:
        wait = referrals[0].urgency != "soon"
        return ((referrals[0].citations, ""), stands_out, ((), "") if wait else offer)
    return (stands_out, ((), "" if report.young else "estimate"), offer)


def _stands_out(found: Findings, lang: Lang, name: Callable[[str], str]) -> str:
    missing = [name(row.taxon) for row in found.missing]
    high = name(found.high[0].taxon) if found.high else ""
    low = name(found.low[0].taxon) if found.low else ""
    if len(missing) > 1:
        key = "missing-more-high" if high else "missing-two"
    elif missing:
        key = "missing-high" if high else "missing-one"
    elif high or low:
        key = "-".join(part for part in (low and "low", high and "high") if part)
    else:
        key = "nothing" if found.largest else "empty"
    first, second = (*missing, "", "")[:2]
    words = {"taxon": first, "first": first, "second": second, "high": high, "low": low}
    return say(f"report.summary.{key}", lang, n=len(missing), **words)


def _meaning(report: Report, lang: Lang) -> str:
    if report.young:
        return say("report.summary.means-unknown-young", lang)
    odd = standing_out(report.panel)
    if odd is not None:
        return say(f"report.summary.means-{odd.status}", lang, substance=odd.name(lang))
    usual = [s for s in report.panel if s.status == "usual"]
    if any(s.status in {"low", "high"} for s in report.panel):
        telling = next((s for s in usual if s.id in TELLING), None)
        if telling is not None:
            return say("report.summary.means-mixed", lang, substance=telling.name(lang))
        return say("report.summary.means-unknown", lang)
    return say(f"report.summary.means-{'usual' if usual else 'unknown'}", lang)


def _first(report: Report, lang: Lang) -> str:
    if not report.advice.suggestions:
        return say(f"report.summary.first-none{'-young' if report.young else ''}", lang)
    return _offer("first", report.advice.suggestions[0], lang)


def _offer(key: str, best: Suggestion, lang: Lang) -> str:
    grade = say(f"report.grade.{best.grade}", lang)
    return say(f"report.summary.{key}", lang, title=_inside(best.title.text(lang)), grade=grade)


def _care(referral: Referral, lang: Lang) -> str:
    key = f"report.summary.care-{referral.urgency.replace('_', '-')}"
    return say(key, lang, why=sentence(referral.why.text(lang)))


def _beside_care(report: Report, lang: Lang) -> str:
    """Say what may go on beside the doctor: the same as in a plan."""
    referral, offers = report.advice.referrals[0], report.advice.suggestions
    if referral.urgency == "soon" and offers:
        return _offer("care-meanwhile" if gated(report.advice) else "care-beside", offers[0], lang)
    return say("report.summary.care-wait", lang)


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence: without a full stop at its end."""
    return title.strip().rstrip(".")
