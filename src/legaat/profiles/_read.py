"""The two verbs: read one profile, or all profiles of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from os import PathLike
from typing import Final

from legaat.errors import FormatError, InputError, ProfileError, SampleError, UsageError, Where
from legaat.profiles._assemble import assemble
from legaat.profiles._memory import Given, path_of, source_of
from legaat.profiles._points import check_points
from legaat.profiles._profile import Method, Profile, Provenance, Rank
from legaat.profiles._raw import RawTable
from legaat.profiles._readers import HELPFUL, MAPPED, READERS, WITH_TAXONOMY
from legaat.profiles._registry import Reader, Request, by_id, choose, located
from legaat.profiles._report import Origin
from legaat.profiles._source import Source
from legaat.profiles._table import ProfileTable, number_of

_SHOWN: Final = 5
Progress = Callable[[float], None]


def read_profile(
    path: Given,
    *,
    sample: str | None = None,
    format: str | None = None,  # noqa: A002 - the word users know from --format
    rank: Rank | None = None,
    mapping: Mapping[str, str | int] | None = None,
    taxonomy: str | PathLike[str] | None = None,
    lab: str | None = None,
    date: str | dt.date | None = None,
    progress: Progress | None = None,
) -> Profile:
    """Read the profile of one sample.

    Parameters
    ----------
    path : path, mapping, Series or DataFrame
        The file, compressed or not. Or amounts in any unit that are in memory already: taxon to
        amount, or a pandas DataFrame with samples down and taxa across (or the other way round).
    sample : str, optional
        Which sample, where the file holds several.
    format : str, optional
        Id of the format (:func:`formats`); without it the file is recognised by its content.
    rank : {"species", "genus"}, optional
        Without it: species where the file has species, else genus; for 16S always genus, since
        one gene hardly tells species apart.
    mapping : mapping, optional
        For any delimited table: which column holds what, by name or by number from 1. Roles:
        "taxon" or "taxid", "abundance", and if need be "sample" and "rank".
    taxonomy : path, optional
        A second file that says which taxon each feature is, for BIOM and QIIME 2 tables.
    lab : str, optional
        Who measured it.
    date : str or date, optional
        When it was taken, as ISO 8601.
    progress : callable, optional
        Told the part done, 0 to 1.

    Returns
    -------
    Profile

    Raises
    ------
    InputError
        Says what is wrong, where, and what to do; nothing is half read.
    SampleError
        The file holds several samples and `sample` is missing or unknown.
    MissingExtraError
        The format needs a part of Legaat that isn't installed.
    """
    origin = Provenance(format or "", lab=lab, date=_iso(date), path=path_of(path))
    request = _request(mapping, taxonomy, progress)
    source, table, found = _load(path, format, request, origin)
    index = _chosen(table, sample, found)
    made = assemble(table, source, rank, [index])
    request.progress(1.0)
    return ProfileTable(made, found)[index]


def read_profiles(
    path: Given,
    *,
    format: str | None = None,  # noqa: A002 - the word users know from --format
    rank: Rank | None = None,
    mapping: Mapping[str, str | int] | None = None,
    taxonomy: str | PathLike[str] | None = None,
    lab: str | None = None,
    date: str | dt.date | None = None,
    progress: Progress | None = None,
) -> ProfileTable:
    """Read all profiles of a file.

    Parameters
    ----------
    path, format, rank, mapping, taxonomy, lab, date, progress
        As for :func:`read_profile`.

    Returns
    -------
    ProfileTable
        Every sample in it is sound.

    Raises
    ------
    InputError
        Says what is wrong, where, and what to do; nothing is half read.
    """
    origin = Provenance(format or "", lab=lab, date=_iso(date), path=path_of(path))
    request = _request(mapping, taxonomy, progress)
    source, table, found = _load(path, format, request, origin)
    made = assemble(table, source, rank, range(len(table.samples)))
    request.progress(1.0)
    return ProfileTable(made, found)


def _request(
    mapping: Mapping[str, str | int] | None,
    taxonomy: str | PathLike[str] | None,
    progress: Progress | None,
) -> Request:
    if progress is None:
        return Request(mapping, taxonomy)
    return Request(mapping, taxonomy, progress)


def _load(
    path: Given, format_id: str | None, request: Request, told: Provenance
) -> tuple[Source, RawTable, Origin]:
    chosen = _named_reader(format_id, request)
    source = source_of(path)
    request.progress(0.0)
    try:
        one, confidence = (chosen, 1.0) if chosen else choose((*READERS, *HELPFUL), source)
        _check_fit(one, source, request)
        table = one.read(source, request)
        table = replace(table, method=_method(table, one))
        _check_samples(table, source)
        if one.info.id in _AS_PEOPLE_WRITE:
            check_points(table, source)
    except InputError as error:
        raise located(error, source) from error
    except Exception as error:
        error.add_note(f"while reading {source.path}")
        raise
    provenance = Provenance(
        one.info.id, table.tool, table.database, table.method, told.lab, told.date, told.path
    )
    return source, table, Origin(provenance, confidence)


def _named_reader(format_id: str | None, request: Request) -> Reader | None:
    if request.mapping is not None:
        if format_id not in (None, MAPPED.info.id):
            raise UsageError("map-and-format", where=Where(entry="--map"), format=format_id)
        return MAPPED
    if format_id == MAPPED.info.id:
        raise UsageError("map-incomplete", where=Where(entry="--map"))
    return by_id(READERS, format_id) if format_id is not None else None


_AS_PEOPLE_WRITE: Final = frozenset({"wide", "long", "map", "taxid-csv", "otu-table"})
"""Tables whose numbers a spreadsheet or a person may have written."""

_KINDS: Final = {"biom-hdf5": "hdf5", "qza": "archive", "biom-json": "json", "ubiome": "json"}


def _check_fit(one: Reader, source: Source, request: Request) -> None:
    if request.taxonomy is not None and one.info.id not in WITH_TAXONOMY:
        where = Where(entry="--taxonomy")
        raise UsageError("taxonomy-not-used", where=where, format=one.info.id)
    wanted = _KINDS.get(one.info.id, "text")
    if source.kind != wanted and not (wanted == "text" and source.kind == "json"):
        raise FormatError("format-mismatch", where=source.where(), format=one.info.id)


def _method(table: RawTable, one: Reader) -> Method:
    return table.method if table.method != "unknown" else one.info.method


def _check_samples(table: RawTable, source: Source) -> None:
    seen: dict[str, int] = {}
    for position, name in enumerate(table.samples):
        if name in seen:
            first, second = seen[name], position
            lines = f"{first + 1}, {second + 1}"
            line = None
            if table.lines:
                lines, line = f"{table.lines[first]}, {table.lines[second]}", table.lines[second]
            where = source.where(line)
            raise ProfileError("duplicate-sample", where=where, name=name[:120], lines=lines)
        seen[name] = position


def _chosen(table: RawTable, sample: str | None, origin: Origin) -> int:
    if sample is not None:
        return number_of(sample, table.samples, origin)
    if len(table.samples) == 1:
        return 0
    names = ", ".join(table.samples[:_SHOWN])
    more = len(table.samples) - _SHOWN
    names = f"{names}, …" if more > 0 else names
    where = Where(path=origin.provenance.path, entry="--sample")
    raise SampleError("several-samples", where=where, n=len(table.samples), names=names)


def _iso(date: str | dt.date | None) -> str | None:
    if date is None:
        return None
    try:
        day = date if isinstance(date, dt.date) else dt.date.fromisoformat(date.strip())
    except ValueError as error:
        raise UsageError("bad-date", where=Where(entry="--date"), date=str(date)[:40]) from error
    found = day.isoformat()
    # Compared as text, because a datetime is a date too. Tomorrow is today already further east.
    if found[:10] > (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)).isoformat():
        raise UsageError("date-in-future", where=Where(entry="--date"), date=found[:10])
    return found
