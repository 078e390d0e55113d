"""QIIME 2 artefacts (``.qza``) and taxonomies: opened as archives, never with pickle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from typing import Final

from legaat.errors import FormatError, RefusedError
from legaat.profiles._biom_hdf5 import hdf5_features
from legaat.profiles._biom_json import biom_json
from legaat.profiles._features import table_of
from legaat.profiles._profile import Quantity
from legaat.profiles._raw import RawTable, clean_name
from legaat.profiles._registry import Request, reader
from legaat.profiles._source import HDF5_MAGIC, Source, open_source
from legaat.profiles._text import grid_of
from legaat.profiles._unpack import member_bytes, open_zip

_TABLE: Final = re.compile(r"FeatureTable\[(\w+)")
_QUANTITIES: Final[Mapping[str, Quantity]] = {
    "Frequency": "counts",
    "RelativeFrequency": "read fraction",
}
_PICKLED: Final = (".pkl", ".pickle", ".joblib")
ID_COLUMNS: Final = frozenset(
    {"feature id", "featureid", "feature-id", "#otu id", "#otuid", "otu id", "id", "user_genome"}
)
TAXON_COLUMNS: Final = frozenset({"taxon", "taxonomy", "classification", "lineage"})


class Artefact:
    """An opened ``.qza``: its type, and the files under ``data/``."""

    def __init__(self, source: Source) -> None:
        self._source = source
        with open_zip(source.data, source.path) as archive:
            names = [member.filename for member in archive.infolist() if not member.is_dir()]
        root = next((n for n in names if n.count("/") == 1 and n.endswith("/metadata.yaml")), None)
        if root is None:
            raise FormatError("qza-no-metadata", where=source.where())
        self._prefix = root.removesuffix("metadata.yaml")
        text = member_bytes(source.data, root, source.path, source.settings).decode(
            "utf-8", "replace"
        )
        found = re.search(r"^type:\s*(.+)$", text, re.MULTILINE)
        self.type = clean_name(found.group(1).strip("\"' ")[:200], source) if found else "?"
        self._names = names
        if "Pickle" in self.type or any(n.lower().endswith(_PICKLED) for n in names):
            raise RefusedError("qza-pickle", where=source.where(), type=self.type)

    def read(self, name: str) -> bytes:
        """Return one file under ``data/``."""
        member = f"{self._prefix}data/{name}"
        if member not in self._names:
            raise FormatError("qza-part", where=self._source.where(entry=name), part=name)
        return member_bytes(self._source.data, member, self._source.path, self._source.settings)


@reader(
    "qza",
    example=(
        "zip: <uuid>/metadata.yaml (type: FeatureTable[Frequency]), <uuid>/data/feature-table.biom"
    ),
    sniff=lambda head: 0.9 if head.kind == "archive" else 0.0,
    method="16S",
)
def qza(source: Source, request: Request) -> RawTable:
    """Read a feature table; ``taxonomy=`` names the artefact with the taxa."""
    artefact = Artefact(source)
    found = _TABLE.match(artefact.type)
    if artefact.type.startswith("FeatureData[Taxonomy"):
        raise FormatError("qza-is-taxonomy", where=source.where())
    if not found:
        raise FormatError("qza-type", where=source.where(), type=artefact.type)
    if found.group(1) not in _QUANTITIES:
        raise FormatError("qza-type", where=source.where(), type=artefact.type)
    data = artefact.read("feature-table.biom")
    quantity = _QUANTITIES[found.group(1)]
    if not data.startswith(HDF5_MAGIC):
        inner = Source(source.path, source.stem, data, "json", source.settings)
        table = biom_json.read(inner, request)
    else:
        table = table_of(hdf5_features(source, data), source, request)
    return replace(table, tool="QIIME 2", method="16S", quantity=quantity)


def read_taxonomy(path: str | PathLike[str]) -> dict[str, str]:
    """Read which taxon each feature is: a ``.qza``, or a table ``Feature ID, Taxon[, …]``.

    Blank lines, ``#`` comments, extra columns and a missing header are fine; GTDB-Tk's summary
    works too.

    Raises
    ------
    FormatError
        It isn't such a table, or a feature stands there twice with different taxa.
    """
    source = open_source(path)
    data = source.data
    if source.kind == "archive":
        artefact = Artefact(source)
        if not artefact.type.startswith("FeatureData[Taxonomy"):
            raise FormatError("qza-not-taxonomy", where=source.where(), type=artefact.type)
        data = artefact.read("taxonomy.tsv")
    elif source.kind != "text":
        raise FormatError("taxonomy-table", where=source.where())
    grid = grid_of(source, data, delimiter="\t" if b"\t" in data else None)
    id_at, taxon_at = 0, 1
    known: dict[str, str] = {}
    for row in grid.rows():
        low = [cell.lower() for cell in row.cells]
        if not known and low[0] in ID_COLUMNS:
            taxon_at = next((i for i, cell in enumerate(low) if cell in TAXON_COLUMNS), 1)
            continue
        if row.cells[0].startswith("#"):
            continue
        if len(row.cells) <= taxon_at:
            raise FormatError("taxonomy-table", where=grid.where(row.line))
        feature, taxon = row.cells[id_at], clean_name(row.cells[taxon_at], source, row.line)
        if known.setdefault(feature, taxon) != taxon:
            shown = clean_name(feature, source, row.line)[:120]
            raise FormatError("taxonomy-twice", where=grid.where(row.line, shown), feature=shown)
    if not known:
        raise FormatError("taxonomy-table", where=source.where())
    return known
