"""The last part of the page: what was read, compared, left out and made, and by what means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from legaat._version import __version__
from legaat.messages import Lang, number, say
from legaat.profiles import DroppedRows, formats
from legaat.reports._report import Report
from legaat.reports._said import Said, SayOn
from legaat.reports._words import clean, dropped_words, finite, joined, part_words, sentence, told

__all__ = ["ABOUT_SOURCES", "About", "Dropped", "about"]

_MOST_CHANGES: Final = 60
LIMITS: Final = ("limit-labs", "limit-day", "limit-ill", "limit-make", "limit-test")
_RESTS_ON: Final = {"limit-day": ("POY19", "MAR20")}
"""That a person's bacteria shift from day to day: people who gave stool over and over."""

_BY: Final = {"limit-labs": "standing", "limit-make": "makers"}

ABOUT_SOURCES: Final = tuple(key for ids in _RESTS_ON.values() for key in ids)

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that were left out, in words."""

    words: str
    examples: str


@dataclass(frozen=True, slots=True)
class About:
    """Everything the last part shows; facts are pairs of a name and a value."""

    read: tuple[Fact, ...]
    reference: tuple[Fact, ...]
    dropped: tuple[Dropped, ...]
    changes: tuple[tuple[str, str, str], ...]
    n_changes: int
    more_changes: int
    notes: tuple[str, ...]
    lumped: tuple[str, ...]
    limits: tuple[Said, ...]
    made: tuple[str, ...]


def about(report: Report, said: SayOn, lang: Lang) -> About:
    """Return how the report came about, in words."""
    reading = report.profile.report
    standing = report.standing
    shown = reading.changes[:_MOST_CHANGES]
    return About(
        read=tuple((name, value) for name, value in _read(report, lang) if value),
        reference=tuple(_reference(report, lang)),
        dropped=tuple(_dropped(row, lang) for row in reading.dropped),
        changes=tuple((clean(c.old), clean(c.new), c.why.text(lang)) for c in shown),
        n_changes=len(reading.changes),
        more_changes=len(reading.changes) - len(shown),
        notes=tuple(text.text(lang) for text in reading.warnings),
        lumped=tuple(_lumped(name, names, lang) for name, names in standing.lumped.items()),
        limits=tuple(
            said(say(f"report.about.{key}", lang), _RESTS_ON.get(key, ()), _BY.get(key, ""))
            for key in LIMITS
        ),
        made=tuple(_made(report, lang)),
    )


def _read(report: Report, lang: Lang) -> Iterator[Fact]:
    profile, reading = report.profile, report.profile.report
    origin = profile.provenance

    def name(key: str) -> str:
        return say(f"report.about.{key}", lang)

    unknown = name("unclassified-unknown")
    unnamed = finite(profile.unclassified_share)
    yield name("file"), clean(PurePath(origin.path).name) if origin.path else ""
    yield name("format"), _format(reading.format, lang)
    yield name("method"), name(f"method-{origin.method}")
    yield name("tool"), told(origin.tool)
    yield name("database"), told(origin.database)
    yield name("rank"), name(f"rank-{profile.rank}")
    yield name(f"n-{profile.rank}"), number(len(profile), lang, ",")
    yield name("reads"), number(profile.n_reads, lang, ",") if profile.n_reads else ""
    yield (
        name("total"),
        f"{number(reading.total, lang, ',.6g')}{_unit(reading.total_unit)}",
    )
    yield name("unclassified"), unknown if unnamed is None else part_words(unnamed, lang)
    yield name("mapped"), part_words(reading.mapped_share, lang)


def _format(key: str, lang: Lang) -> str:
    """Return what a format is called; its id where no reader has it."""
    title = next((row.title for row in formats() if row.id == key), None)
    return key if title is None else title.text(lang)


def _unit(unit: str) -> str:
    return {"1": "", "%": "%"}.get(unit, f" {unit}")


def _reference(report: Report, lang: Lang) -> Iterator[Fact]:
    standing = report.standing
    info = standing.reference

    def name(key: str) -> str:
        return say(f"report.about.{key}", lang)

    yield name("people"), number(info.n, lang, ",")
    yield name("studies"), number(info.n_studies, lang, ",")
    yield name("measured"), info.method.text(lang)
    yield name("rank"), name(f"rank-{info.rank}")
    yield name("compared"), part_words(standing.compared_share, lang)
    yield name("limit"), part_words(standing.detection_limit, lang)
    yield name("name"), info.name


def _dropped(row: DroppedRows, lang: Lang) -> Dropped:
    names = joined(dict.fromkeys(clean(name, 40) for name in row.examples))
    return Dropped(
        sentence(dropped_words(row, lang)),
        say("report.about.dropped-examples", lang, names=names) if names else "",
    )


def _lumped(name: str, names: tuple[str, ...], lang: Lang) -> str:
    together = joined(clean(n) for n in names)
    return say("report.about.lumped-row", lang, taxon=clean(name), names=together)


def _made(report: Report, lang: Lang) -> Iterator[str]:
    yield say("report.about.made", lang, version=__version__)
    if report.packs:
        yield say("report.about.packs", lang, packs=joined(report.packs))
    seconds = finite(report.seconds)
    if seconds is None:
        yield say("report.about.local", lang)
    else:
        yield say("report.about.seconds", lang, seconds=seconds)
