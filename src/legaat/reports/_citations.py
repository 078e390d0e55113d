"""Sources: every citation id in a report, and what each stands for.

Each room holds the sources of its own facts. Here they come together, in the order in which a
reader meets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from legaat.advice import LeftAlone
from legaat.messages import Lang, Speakable, say
from legaat.reports._report import Report

__all__ = ["OWN_RULE", "Source", "citations_of", "cited_ids", "sources"]

OWN_RULE: Final = "own-rule"
"""Marks a precaution of Legaat's own, with no source read."""

_DOI: Final = re.compile(r"10\.\d{4,9}/[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    Attributes
    ----------
    id : str
    authors, title, journal : str
        Empty where unknown.
    year : int or None
    doi, pmid : str or None
    """

    id: str
    authors: str
    title: str
    journal: str
    year: int | None
    doi: str | None
    pmid: str | None

    @property
    def link(self) -> str | None:
        """Where it can be read: its DOI, else PubMed, else None."""
        if self.doi and _DOI.fullmatch(self.doi):
            return f"https://doi.org/{self.doi}"
        if self.pmid and self.pmid.isascii() and self.pmid.isdecimal():
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return None

    def text(self) -> str:
        """Return the source in a line, as in a list of references."""
        place = " ".join(str(part) for part in (self.journal, self.year) if part)
        parts = (self.authors, self.title, place)
        return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())


def cited_ids(report: Report) -> tuple[str, ...]:
    """Return every citation id in a report once, in reading order."""
    return tuple(dict.fromkeys(_walk(report)))


def _walk(report: Report) -> Iterator[str]:
    advice = report.advice
    for referral in advice.referrals:
        yield from referral.citations
    yield from report.standing.reference.source
    for substance in report.panel:
        yield from substance.citations
    for suggestion in advice.suggestions:
        yield from suggestion.citations
    for remark in advice.leave_alone:
        yield from citations_of(remark)
    for withheld in advice.withheld:
        yield from withheld.citations


def citations_of(remark: Speakable) -> tuple[str, ...]:
    """Return the citation ids of something to leave alone; none for a bare sentence."""
    return remark.citations if isinstance(remark, LeftAlone) else ()


def sources(report: Report, lang: Lang) -> Mapping[str, Source]:
    """Return what every citation id in a report stands for, in reading order.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
        Language of "our own precaution".

    Returns
    -------
    mapping of str to Source
        Without sources that were never looked up: those are not shown to anybody.

    Raises
    ------
    legaat.errors.KnowledgeError
        An id is unknown.
    """
    found = ((key, _find(key, lang)) for key in cited_ids(report))
    return {key: source for key, source in found if source is not None}


class _Cited(Protocol):
    """What every room's own type of source has."""

    @property
    def authors(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def journal(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def doi(self) -> str | None: ...
    @property
    def pmid(self) -> str | None: ...


def _find(key: str, lang: Lang) -> Source | None:
    """Look an id up in the three rooms that hold sources."""
    from legaat.knowledge import citation
    from legaat.reference import sources as of_references
    from legaat.substances import sources as of_substances

    if key == OWN_RULE:
        return Source(key, "", say("report.do.own-rule", lang), "", None, None, None)
    if key in of_substances():
        return _source(key, of_substances()[key])
    if key in of_references():
        return _source(key, of_references()[key])
    row = citation(key)
    return _source(key, row) if row.shown else None


def _source(key: str, row: _Cited) -> Source:
    return Source(key, row.authors, row.title, row.journal, row.year, row.doi, row.pmid)
