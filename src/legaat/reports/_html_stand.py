"""The second part of the page: where somebody stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from legaat.messages import Lang, say
from legaat.reference import Contrast, TaxonStanding, contrasts
from legaat.reports._findings import (
    DAIRY,
    GROUPS,
    MOST_MISSING,
    MOST_STRIPS,
    Findings,
    compared_names,
    find,
    known_to_make,
    makes,
)
from legaat.reports._markup import mark, safe
from legaat.reports._missing import contrast_words, feeds_words, missed, rested, unsure_words
from legaat.reports._report import Report
from legaat.reports._said import Said, SayOn, runs
from legaat.reports._svg import Figure
from legaat.reports._svg_bars import probability_bar
from legaat.reports._svg_map import Group, Member, community_map
from legaat.reports._svg_strip import StripWords, share_axis, share_strip
from legaat.reports._words import (
    carriers,
    chance,
    clean,
    finite,
    joined,
    likelihood,
    missing_words,
    per_hundred,
    power_words,
    share_words,
    short_name,
    standing_words,
    status_words,
    unseen_words,
    usual_words,
)

__all__ = ["DIFFER", "Row", "Stand", "Strip", "stand"]

_IN_GROUP = 11
DIFFER = ("R501",)
"""That healthy people differ much: 3,948 people of two population cohorts."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One taxon with its picture (empty where the reference doesn't know it) and its words.

    `more` is what the page folds away: how sure it is, and what else is known.
    """

    name: str
    status: str
    word: str
    words: tuple[Said, ...]
    picture: Markup
    more: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One taxon in a table, in words."""

    name: str
    share: str
    percentile: str
    prevalence: str
    usual: str
    status: str
    sure: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Everything the second part shows."""

    intro: tuple[Said, ...]
    high: tuple[Strip, ...]
    low: tuple[Strip, ...]
    largest: tuple[Strip, ...]
    missing: tuple[Strip, ...]
    missing_more: tuple[Row, ...]
    strips: tuple[Row, ...]
    all: tuple[Row, ...]
    n_seen: int
    notes: tuple[str, ...]
    map: Markup
    young: bool
    rank: str
    missing_intro: tuple[Said, ...]
    limit: Said
    unsure: Said


def stand(report: Report, said: SayOn, lang: Lang) -> Stand:
    """Return where somebody stands, drawn and in words.

    Parameters
    ----------
    report : Report
    said : callable
        From a sentence, citation ids and a method to what is shown.
    lang : {"nl", "en"}
    """
    found = find(report)
    high, low = (
        tuple(row for row in rows if len(row.population) > 1)[:MOST_STRIPS]
        for rows in (found.high, found.low)
    )
    largest = () if high or low else found.largest
    shown = (*high, *low, *largest)
    roles = makes(report, lang)
    strips = tuple(_strips(report, shown, said, lang))
    every = [
        _bare(report, row)
        for row in report.standing.taxa
        if row.share > 0 or row.status in {"missing", "low"}
    ]
    return Stand(
        intro=_intro(report, said, lang),
        high=strips[: len(high)],
        low=strips[len(high) : len(high) + len(low)],
        largest=strips[len(high) + len(low) :],
        missing=tuple(_missing(report, roles, said, lang)),
        missing_more=tuple(_row(row, lang) for row in found.missing[MOST_MISSING:]),
        strips=tuple(_row(_bare(report, row), lang) for row in shown),
        all=tuple(_row(row, lang) for row in every),
        n_seen=sum(row.share > 0 for row in every),
        notes=() if report.young else tuple(n.text(lang) for n in report.standing.notes),
        map=_map(report, found, lang),
        young=report.young,
        rank=report.profile.rank,
        missing_intro=_missing_intro(len(found.missing), said, lang),
        limit=said(_limit(report, lang), how="missing"),
        unsure=said(unsure_words(report, lang, mark), report.standing.reference.source, "missing"),
    )


def _bare(report: Report, row: TaxonStanding) -> TaxonStanding:
    """Return a row of a young child without what compares it with adults."""
    if not report.young:
        return row
    return replace(
        row, percentile=None, prevalence=None, status="new", usual=None, population=(),
        expected=None, p_missing=None,
    )  # fmt: skip


def _intro(report: Report, said: SayOn, lang: Lang) -> tuple[Said, ...]:
    reference = report.standing.reference
    if report.young:
        return (said(say("report.stand.young", lang), reference.source),)
    words = say("report.stand.intro", lang, n=reference.n_studies, people=reference.n)
    return (
        said(words, reference.source, "standing"),
        said(say("report.page.calm", lang), DIFFER),
    )


def _missing_intro(n: int, said: SayOn, lang: Lang) -> tuple[Said, ...]:
    rows = [said(say("report.stand.missing-intro", lang), how="missing")]
    if n > 1:
        rows.append(said(say("missing.order", lang)))
    return tuple(rows)


def _limit(report: Report, lang: Lang) -> str:
    words = say(
        "report.stand.limit", lang, share=share_words(report.standing.detection_limit, lang)
    )
    unnamed = report.profile.unclassified_share
    if unnamed:
        words += " " + say("report.stand.unclassified", lang, share=share_words(unnamed, lang))
    return words


def _strips(
    report: Report, rows: Sequence[TaxonStanding], said: SayOn, lang: Lang
) -> Iterator[Strip]:
    roles = makes(report, lang)
    differs = contrasts(report.standing.reference.name)
    source = report.standing.reference.source
    shares = [value for row in rows for value in (row.share, *row.population[1:-1]) if value > 0]
    axis = share_axis(shares)
    ticks = [(10.0**p, power_words(p, lang)) for p in range(axis[0], axis[1] + 1)]
    for i, row in enumerate(rows):
        contrast = None if report.young else _differs(row, differs)
        words = (
            said(_in_file(report, row.taxon, lang), source),
            said("" if report.young else standing_words(row, lang), source),
            said(_makes(roles.get(row.taxon, ()), lang), how="makers"),
            said("" if report.young else _from_dairy(row, lang), DAIRY.get(row.taxon, ())),
        )
        more = (
            said("" if report.young else usual_words(row, lang), source),
            said("" if contrast is None else contrast_words(contrast, lang),
                 () if contrast is None else contrast.citations, "differs"),
        )  # fmt: skip
        yield Strip(
            name=mark(row.taxon),
            status="usual" if report.young else row.status,
            word=_word(report, row, lang),
            words=runs(words),
            picture=_picture(f"strip-{i}", _bare(report, row), axis, ticks, lang),
            more=runs(more),
        )


def _word(report: Report, row: TaxonStanding, lang: Lang) -> str:
    """Return the status in a word; of a young child only how much there is."""
    return share_words(row.share, lang) if report.young else status_words(row.status, lang)


def _in_file(report: Report, taxon: str, lang: Lang) -> str:
    """Say what it is called in the file, where it is compared under another name."""
    names = [name for name in report.standing.lumped.get(taxon, ()) if name != taxon]
    listed = joined(mark(name) for name in names)
    return say("report.stand.in-file", lang, names=listed) if names else ""


def _from_dairy(row: TaxonStanding, lang: Lang) -> str:
    """Say that much of a dairy bacterium can come from what somebody eats."""
    dairy = row.status == "high" and row.taxon in DAIRY
    return say("report.stand.dairy", lang) if dairy else ""


def _makes(made: tuple[str, ...], lang: Lang) -> str:
    return say("report.stand.makes", lang, substances=joined(made)) if made else ""


def _differs(row: TaxonStanding, differs: Mapping[str, Contrast]) -> Contrast | None:
    """Return how it differs between healthy and other people, where it stands out that way."""
    contrast = differs.get(row.taxon)
    if contrast is None or row.status != {"lower": "low", "higher": "high"}[contrast.direction]:
        return None
    return contrast


def _picture(
    key: str,
    row: TaxonStanding,
    axis: tuple[int, int],
    ticks: Sequence[tuple[float, str]],
    lang: Lang,
) -> Markup:
    if len(row.population) < 2:
        return Markup()
    mine = share_words(row.share, lang)
    description = say(
        "report.strip.description-share", lang,
        share=mine,
        percentile=standing_words(row, lang),
        middle=share_words(row.population[len(row.population) // 2], lang),
    )  # fmt: skip
    what = Figure(key, say("report.strip.title", lang, name=clean(row.taxon)), description)
    words = StripWords(
        say("report.strip.me", lang, share=mine),
        say("report.strip.less", lang),
        say("report.strip.more", lang),
        say("report.strip.none", lang),
    )
    return safe(share_strip(what, row.population, row.share, axis, ticks, words))


def _missing(
    report: Report, roles: Mapping[str, tuple[str, ...]], said: SayOn, lang: Lang
) -> Iterator[Strip]:
    source = report.standing.reference.source
    for i, one in enumerate(missed(report)[:MOST_MISSING]):
        row = one.row
        p = finite(row.p_missing) or 0.0
        word = likelihood(p, lang)
        what = Figure(
            f"missing-{i}",
            say("report.prob.bar-title", lang, taxon=clean(row.taxon), p=chance(p)),
            say("report.prob.bar-description", lang, p=chance(p), word=word),
        )
        eats = feeds_words(one, lang)
        seen = said(carriers(row, lang), source)
        short = runs((said(_makes(roles.get(row.taxon, ()), lang), how="makers"), said(*eats)))
        rest = (said(*why) for why in rested(one, lang) if why != eats)
        yield Strip(
            name=mark(row.taxon),
            status="missing",
            word=missing_words(row, lang),
            words=short or runs((seen,)),
            picture=safe(probability_bar(what, p)),
            more=runs(
                (*((seen,) if short else ()), said(unseen_words(row, lang), how="missing"), *rest)
            ),
        )


def _row(row: TaxonStanding, lang: Lang) -> Row:
    percentile, prevalence = finite(row.percentile), finite(row.prevalence)
    p_missing = finite(row.p_missing)
    usual = [share_words(v, lang) for v in row.usual] if row.usual else []
    return Row(
        name=clean(row.taxon),
        share=share_words(row.share, lang),
        percentile="–" if percentile is None else str(per_hundred(percentile)),
        prevalence="–" if prevalence is None else str(per_hundred(100 * prevalence)),
        usual=say("report.share.between", lang, low=usual[0], high=usual[2]) if usual else "–",
        status=status_words(row.status, lang),
        sure="" if p_missing is None else chance(p_missing),
        kind=row.status,
    )


def _map(report: Report, found: Findings, lang: Lang) -> Markup:
    """Draw the community; nothing where nothing was found."""
    groups = _groups(report, found, lang)
    if not any(group.members for group in groups):
        return Markup()
    what = Figure(
        "map",
        say("report.map.title", lang),
        say(
            "report.map.description", lang,
            n=sum(len(group.members) for group in groups),
            groups=len(groups),
            list=joined(group.title for group in groups),
        ),
    )  # fmt: skip
    return safe(community_map(what, groups))


def _groups(report: Report, found: Findings, lang: Lang) -> list[Group]:
    """Group the taxa by the first substance that each is known to make."""
    roles = known_to_make(report)
    here = compared_names(report.standing)
    left = {row.taxon: _bare(report, row) for row in report.standing.taxa if row.share > 0}
    absent = {row.taxon: row for row in found.missing[:MOST_MISSING] if row.usual}
    groups: list[Group] = []
    for substance in (s for key in GROUPS for s in report.panel if s.id == key):
        names = dict.fromkeys(here(maker.taxon) for maker in substance.makers)
        rows = [left.pop(name) for name in names if name in left]
        gone = [absent.pop(name) for name in tuple(absent) if substance.id in roles.get(name, ())]
        title = say("report.map.group-make", lang, substance=substance.name(lang))
        groups.append(_group(title, rows, gone, lang))
    other = say("report.map.group-other", lang)
    rest = _group(other, list(left.values()), list(absent.values()), lang)
    return [group for group in (*groups, rest) if group.members]


def _group(
    title: str, rows: list[TaxonStanding], missing: Sequence[TaxonStanding], lang: Lang
) -> Group:
    rows = sorted(rows, key=lambda row: (-row.share, row.taxon))
    members = [_member(row, lang) for row in rows[:_IN_GROUP]]
    members += [_absent(row, lang) for row in missing]
    small = rows[_IN_GROUP:]
    if small:
        share = sum(row.share for row in small)
        words = say("report.map.member-rest", lang, n=len(small), share=share_words(share, lang))
        name = say("report.map.rest", lang, n=len(small))
        members.append(Member(name, words, share, "rest"))
    members.sort(key=lambda member: -member.share)
    return Group(title, tuple(members))


def _member(row: TaxonStanding, lang: Lang) -> Member:
    words = say(
        "report.map.member", lang,
        taxon=clean(row.taxon),
        share=share_words(row.share, lang),
        status=status_words(row.status, lang),
    )  # fmt: skip
    kind = "notable" if row.status in {"high", "low"} else "usual"
    return Member(short_name(row.taxon), words, row.share, kind)


def _absent(row: TaxonStanding, lang: Lang) -> Member:
    usual = row.usual[1] if row.usual else 0.0
    share = share_words(usual, lang)
    words = say("report.map.member-missing", lang, taxon=clean(row.taxon), share=share)
    return Member(short_name(row.taxon), words, usual, "missing")
