"""The second part of the page: where somebody stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from legaat.messages import Lang, say
from legaat.reference import Contrast, TaxonStanding, contrasts
from legaat.reports._findings import (
    GROUPS,
    MOST_MISSING,
    MOST_STRIPS,
    Findings,
    compared_names,
    find,
    known_to_make,
    makes,
)
from legaat.reports._markup import mark, marked, safe
from legaat.reports._missing import Missed, contrast_words, missed, reasons
from legaat.reports._report import Report
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

__all__ = ["Row", "Stand", "Strip", "stand"]

_IN_GROUP = 11


@dataclass(frozen=True, slots=True)
class Strip:
    """One taxon with its picture (empty where the reference doesn't know it) and its words."""

    name: Markup
    status: str
    word: str
    words: tuple[str, ...]
    picture: Markup


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
    order: str


def stand(report: Report, lang: Lang) -> Stand:
    """Return where somebody stands, drawn and in words."""
    found = find(report)
    high, low = (
        tuple(row for row in rows if len(row.population) > 1)[:MOST_STRIPS]
        for rows in (found.high, found.low)
    )
    largest = () if high or low else found.largest
    shown = (*high, *low, *largest)
    roles = makes(report, lang)
    differs = contrasts(report.standing.reference.name)
    strips = tuple(_strips(shown, roles, differs, lang))
    every = [
        row for row in report.standing.taxa if row.share > 0 or row.status in {"missing", "low"}
    ]
    return Stand(
        high=strips[: len(high)],
        low=strips[len(high) : len(high) + len(low)],
        largest=strips[len(high) + len(low) :],
        missing=tuple(_missing(missed(report)[:MOST_MISSING], roles, lang)),
        missing_more=tuple(_row(row, lang) for row in found.missing[MOST_MISSING:]),
        strips=tuple(_row(row, lang) for row in shown),
        all=tuple(_row(row, lang) for row in every),
        n_seen=sum(row.share > 0 for row in every),
        notes=tuple(text.text(lang) for text in report.standing.notes),
        map=_map(report, found, lang),
        young=report.young,
        order=say("missing.order", lang) if len(found.missing) > 1 else "",
    )


def _strips(
    rows: Sequence[TaxonStanding],
    roles: Mapping[str, tuple[str, ...]],
    differs: Mapping[str, Contrast],
    lang: Lang,
) -> Iterator[Strip]:
    shares = [value for row in rows for value in (row.share, *row.population[1:-1]) if value > 0]
    axis = share_axis(shares)
    ticks = [(10.0**p, power_words(p, lang)) for p in range(axis[0], axis[1] + 1)]
    for i, row in enumerate(rows):
        made = roles.get(row.taxon, ())
        words = (
            standing_words(row, lang),
            usual_words(row, lang),
            say("report.stand.makes", lang, substances=joined(made)) if made else "",
            _differs(row, differs, lang),
        )
        yield Strip(
            name=marked(mark(row.taxon)),
            status=row.status,
            word=status_words(row.status, lang),
            words=tuple(word for word in words if word),
            picture=_picture(f"strip-{i}", row, axis, ticks, lang),
        )


def _differs(row: TaxonStanding, differs: Mapping[str, Contrast], lang: Lang) -> str:
    """Return how it differs between healthy and other people, where it stands out that way."""
    contrast = differs.get(row.taxon)
    if contrast is None or row.status != {"lower": "low", "higher": "high"}[contrast.direction]:
        return ""
    return contrast_words(contrast, lang)


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
    rows: Sequence[Missed], roles: Mapping[str, tuple[str, ...]], lang: Lang
) -> Iterator[Strip]:
    for i, one in enumerate(rows):
        row = one.row
        p = finite(row.p_missing) or 0.0
        word = likelihood(p, lang)
        what = Figure(
            f"missing-{i}",
            say("report.prob.bar-title", lang, taxon=clean(row.taxon), p=chance(p)),
            say("report.prob.bar-description", lang, p=chance(p), word=word),
        )
        made = roles.get(row.taxon, ())
        words = (
            say("report.stand.makes", lang, substances=joined(made)) if made else "",
            carriers(row, lang),
            unseen_words(row, lang),
            *reasons(one, lang),
        )
        yield Strip(
            name=marked(mark(row.taxon)),
            status="missing",
            word=missing_words(row, lang),
            words=tuple(text for text in words if text),
            picture=safe(probability_bar(what, p)),
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
    left = {row.taxon: row for row in report.standing.taxa if row.share > 0}
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
