"""Feature tables (BIOM, QIIME 2, OTU tables): many features, fewer taxa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legaat.errors import FormatError, ProfileError
from legaat.messages import Message, Speakable
from legaat.profiles._numbers import MAX_VALUE, Floats
from legaat.profiles._ranks import guess_level
from legaat.profiles._raw import RawTable, RawTaxon, check_cells, clean_name, taxon
from legaat.profiles._registry import Request
from legaat.profiles._source import Source

_LOOK: Final = 50
TAXON_KEYS: Final = ("taxonomy", "Taxonomy", "taxon", "Taxon", "lineage", "consensus_lineage")
"""Names under which BIOM tables keep a feature's lineage."""


@dataclass(frozen=True, slots=True)
class Features:
    """A sparse table of features.

    Attributes
    ----------
    ids, samples : sequence of str
    taxa : sequence of str or None
        Lineage of each feature as the table itself gives it; None where it gives none.
    rows, columns : ndarray of int
        Feature and sample of each amount.
    values : ndarray of float
    lines : sequence of int or None
        Line of each feature, in text files.
    """

    ids: Sequence[str]
    samples: Sequence[str]
    taxa: Sequence[str] | None
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    values: Floats
    lines: Sequence[int] | None = None


def table_of(features: Features, source: Source, request: Request) -> RawTable:
    """Add features of one taxon up and make the common table.

    Raises
    ------
    FormatError
        The features have no taxa, and no second file tells them.
    ProfileError
        An amount is negative or missing, or a feature stands there twice.
    """
    _check(features, source)
    labels, notes = _labels(features, source, request)
    index: dict[str, int] = {}
    taxa: list[RawTaxon] = []
    where_to = np.empty(len(labels), np.intp)
    for position, label in enumerate(labels):
        found = index.get(label)
        if found is None:
            found = index[label] = len(taxa)
            line = features.lines[position] if features.lines else None
            taxa.append(taxon(label, source, line))
        where_to[position] = found
    shape = (len(features.samples), len(taxa))
    check_cells(shape, source)
    values = np.zeros(shape)
    np.add.at(values, (features.columns, where_to[features.rows]), features.values)
    return RawTable(
        samples=tuple(clean_name(name, source) for name in features.samples),
        taxa=tuple(taxa),
        values=values,
        notes=notes,
    )


def _check(features: Features, source: Source) -> None:
    if not features.ids or not features.samples:
        raise FormatError("no-rows", where=source.where())
    bad = ~np.isfinite(features.values) | (features.values < 0) | (features.values > MAX_VALUE)
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        value = float(features.values[first])
        row = int(features.rows[first])
        line = features.lines[row] if features.lines else None
        where = source.where(line, clean_name(features.ids[row], source)[:120])
        if np.isnan(value):
            raise ProfileError("value-missing", where=where)
        wrong = "value-negative" if value < 0 else "value-too-large"
        raise ProfileError(wrong, where=where, value=f"{value:g}")
    seen: dict[str, int] = {}
    for position, name in enumerate(features.ids):
        if name in seen:
            shown = clean_name(name, source)[:120]
            lines = f"{seen[name] + 1}, {position + 1}"
            raise ProfileError(
                "duplicate-taxon", where=source.where(entry=shown), taxon=shown, lines=lines
            )
        seen[name] = position


def _labels(
    features: Features, source: Source, request: Request
) -> tuple[Sequence[str], tuple[Speakable, ...]]:
    """Return a lineage for each feature."""
    if request.taxonomy is not None:
        from legaat.profiles._qiime import read_taxonomy

        return _looked_up(features, read_taxonomy(request.taxonomy), source)
    if features.taxa is not None and any(label.strip() for label in features.taxa):
        return features.taxa, ()
    if _ids_are_taxa(features.ids):
        return features.ids, ()
    example = clean_name(features.ids[0], source)[:60]
    raise FormatError("needs-taxonomy", where=source.where(), example=example)


def _looked_up(
    features: Features, known: Mapping[str, str], source: Source
) -> tuple[Sequence[str], tuple[Speakable, ...]]:
    labels = [known.get(name, "unassigned") for name in features.ids]
    missing = sum(name not in known for name in features.ids)
    if missing == len(labels):
        here = clean_name(features.ids[0], source)[:60]
        there = clean_name(next(iter(known), "-"), source)[:60]
        raise FormatError("taxonomy-no-common", where=source.where(), here=here, there=there)
    if missing:
        return labels, (Message.of("reading.warning.features-without-taxon", n=missing),)
    return labels, ()


def _ids_are_taxa(ids: Sequence[str]) -> bool:
    """Tell names (``k__…``, ``Roseburia hominis``) from hashes and numbers."""
    shown = ids[:_LOOK]
    named = sum("__" in name or guess_level(name) != "genus" for name in shown)
    return named >= 0.5 * len(shown)
