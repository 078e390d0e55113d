"""Sources: every citation id in a report, and what each stands for.

Each room holds the sources of its own facts. Here they come together, in the order in which a
reader meets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from legaat.advice import LeftAlone
from legaat.knowledge import OWN_RULE, Citation, citation
from legaat.messages import Lang, Speakable, say
from legaat.reports._findings import DAIRY
from legaat.reports._glossary import SOURCES as GLOSSARY
from legaat.reports._missing import missed
from legaat.reports._report import Report

__all__ = ["citations_of", "cited_ids", "sources"]


def cited_ids(report: Report, *, advice_only: bool = False) -> tuple[str, ...]:
    """Return every citation id in a report, or in its advice, once, in reading order."""
    return tuple(dict.fromkeys(_walk(report, advice_only=advice_only)))


def _walk(report: Report, *, advice_only: bool) -> Iterator[str]:
    advice = report.advice
    for referral in advice.referrals:
        yield from referral.citations
    if not advice_only:
        yield from _of_standing(report)
        for substance in report.panel:
            yield from substance.citations
    for suggestion in advice.suggestions:
        yield from suggestion.citations
    for remark in advice.leave_alone:
        yield from citations_of(remark)
    for withheld in advice.withheld:
        yield from withheld.citations
    yield from _of_biotics(report)


def _of_standing(report: Report) -> Iterator[str]:
    yield from report.standing.reference.source
    for row in report.standing.with_status("high"):
        yield from DAIRY.get(row.taxon, ())
    for one in missed(report):
        if one.contrast is not None:
            yield from one.contrast.citations
        for feed in one.feeds:
            yield from feed.citations


def _of_biotics(report: Report) -> Iterator[str]:
    if report.strains is not None:
        for fit in report.strains.fits:
            yield from fit.citations
        for note in report.strains.notes:
            yield from note.citations
        for withheld in report.strains.withheld:
            yield from withheld.citations
    if report.blend is not None:
        for part in report.blend.parts:
            yield from part.citations
        for withheld in report.blend.withheld:
            yield from withheld.citations


def citations_of(remark: Speakable) -> tuple[str, ...]:
    """Return the citation ids of something to leave alone; none for a bare sentence."""
    return remark.citations if isinstance(remark, LeftAlone) else ()


def sources(
    report: Report, lang: Lang, *, advice_only: bool = False, more: Iterable[str] = ()
) -> Mapping[str, Citation]:
    """Return what every citation id in a report stands for, in reading order.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
        Language of "our own precaution".
    advice_only : bool
        Leave out the sources of the reference and of the substances.
    more : iterable of str
        Citation ids that a face needs beside them, as for its explanations of words.

    Returns
    -------
    mapping of str to Citation
        Without sources that were never looked up: those are not shown to anybody.

    Raises
    ------
    legaat.errors.KnowledgeError
        An id is unknown.
    """
    ids = dict.fromkeys((*cited_ids(report, advice_only=advice_only), *more))
    found = ((key, _find(key, lang)) for key in ids)
    return {key: source for key, source in found if source is not None}


def _find(key: str, lang: Lang) -> Citation | None:
    """Look an id up in the three rooms that hold sources."""
    from legaat.reference import sources as of_references
    from legaat.substances import sources as of_substances

    if key == OWN_RULE:
        own = say("report.do.own-rule", lang)
        return Citation(key, "", own, "", None, None, None, verified="yes")
    row = GLOSSARY.get(key) or of_substances().get(key) or of_references().get(key) or citation(key)
    return row if row.shown else None
