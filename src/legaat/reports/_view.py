"""What the page shows, in its order: one value, from which the HTML and the PDF are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from legaat.knowledge import OWN_RULE, Citation
from legaat.messages import Lang, say
from legaat.reports._citations import sources
from legaat.reports._glossary import Entry, entries, term_sources
from legaat.reports._html_about import ABOUT_SOURCES, About, about
from legaat.reports._html_biotics import Mix, StrainsView, mix, strain_view
from legaat.reports._html_do import Do, cited_by, do
from legaat.reports._html_make import MAKE_SOURCES, Make, SubstanceRow, make, table
from legaat.reports._html_model import Inner, inner
from legaat.reports._html_stand import DIFFER, Stand, stand
from legaat.reports._markup import mark
from legaat.reports._report import Report
from legaat.reports._said import Said, said_on
from legaat.reports._summary import summary, summary_sources
from legaat.reports._words import clean, told

__all__ = ["PageView", "Source", "page_view"]


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it is shown: its number, its id, a line, and where it can be read."""

    number: int
    id: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything the page shows; parts that aren't asked for are None or empty."""

    title: str
    heading: str
    sample: str
    meta: tuple[str, ...]
    sentences: tuple[Said, ...]
    stand: Stand | None
    make: tuple[Make, ...]
    make_intro: Said
    substances: tuple[SubstanceRow, ...]
    model: Inner | None
    do: Do
    strains: StrainsView | None
    blend: Mix | None
    advice_only: bool
    person_given: bool
    about: About
    young: bool
    words: tuple[Entry, ...]
    sources: tuple[Source, ...]


def page_view(report: Report, lang: Lang, *, advice_only: bool = False) -> PageView:
    """Return what the page shows.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    advice_only : bool
        Leave out where somebody stands and what the bacteria make.
    """
    beside = () if advice_only else (*DIFFER, *MAKE_SOURCES)
    more = (*beside, *ABOUT_SOURCES, *term_sources())
    known = sources(report, lang, advice_only=advice_only, more=more)
    numbers = {key: i for i, key in enumerate((k for k in known if k != OWN_RULE), start=1)}
    said, cited = said_on(numbers), cited_by(known, numbers)
    names = {row.id: row.name(lang) for row in report.panel}
    sample, which = clean(report.profile.sample), "-advice" if advice_only else ""
    three = zip(summary(report, lang, mark), summary_sources(report), strict=True)
    return PageView(
        title=say(f"report.page.title{which}", lang, sample=sample),
        heading=say(f"report.page.heading{which}", lang),
        sample=sample,
        meta=_meta(report, lang),
        sentences=tuple(said(words, ids, how) for words, (ids, how) in three),
        stand=None if advice_only else stand(report, said, lang),
        make=() if advice_only or report.young else make(report, said, lang),
        make_intro=said(say("report.make.intro", lang), how="estimate"),
        substances=() if advice_only or report.young else table(report, lang),
        model=None if advice_only or report.young else inner(report, said, lang),
        do=do(report, known, numbers, lang),
        strains=strain_view(report.strains, cited, lang),
        blend=mix(report.blend, names, cited, lang),
        advice_only=advice_only,
        person_given=report.person_given,
        about=about(report, said, lang),
        young=report.young,
        words=entries(numbers, lang),
        sources=tuple(_source(n, known[key]) for key, n in numbers.items()),
    )


def _meta(report: Report, lang: Lang) -> tuple[str, ...]:
    """Return which sample this is, in a few words each."""
    origin = report.profile.provenance
    lab, date = told(origin.lab), told(origin.date)
    rows = (
        say("report.page.lab", lang, lab=lab) if lab else "",
        say("report.page.date", lang, date=date) if date else "",
        say(f"report.page.read-{report.profile.rank}", lang, n=len(report.profile)),
    )
    return tuple(row for row in rows if row)


def _source(number: int, source: Citation) -> Source:
    return Source(number, source.id, source.text(), source.link or "")
