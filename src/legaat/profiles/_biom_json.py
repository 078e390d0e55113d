"""BIOM version 1: a JSON table of features."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from legaat.errors import FormatError
from legaat.profiles._features import TAXON_KEYS, Features, table_of
from legaat.profiles._json import load_json
from legaat.profiles._raw import RawTable, check_cells
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source


def _is_json_biom(head: Head) -> float:
    if head.kind != "json":
        return 0.0
    start = head.text[:16384]
    named = "Biological Observation Matrix" in start
    return 0.98 if named else 0.85 * ('"matrix_type"' in start or '"matrix_element_type"' in start)


@reader(
    "biom-json",
    example=(
        '{"format": "Biological Observation Matrix 1.0.0", "type": "OTU table",\n'
        ' "matrix_type": "sparse", "shape": [1, 1], "data": [[0, 0, 12]],\n'
        ' "rows": [{"id": "OTU1", "metadata": {"taxonomy": ["k__Bacteria", "p__Firmicutes"]}}],\n'
        ' "columns": [{"id": "my_sample", "metadata": null}]}'
    ),
    sniff=_is_json_biom,
)
def biom_json(source: Source, request: Request) -> RawTable:
    """Read BIOM version 1."""
    tree = load_json(source)
    if not isinstance(tree, dict):
        raise FormatError("format-mismatch", where=source.where(), format="biom-json")
    rows, columns = _entries(tree, "rows", source), _entries(tree, "columns", source)
    ids = [_id(entry, source) for entry in rows]
    samples = [_id(entry, source) for entry in columns]
    taxa = [_json_taxon(entry) for entry in rows]
    shape = (len(ids), len(samples))
    where_from, where_to, values = _json_data(tree, shape, source)
    features = Features(ids, samples, taxa, where_from, where_to, values)
    return table_of(features, source, request)


def _entries(tree: dict[str, Any], key: str, source: Source) -> list[dict[str, Any]]:
    found = tree.get(key)
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise FormatError("json-part", where=source.where(entry=key), part=key)
    return found


def _id(entry: dict[str, Any], source: Source) -> str:
    found = entry.get("id")
    if not isinstance(found, (str, int)):
        raise FormatError("json-part", where=source.where(entry="id"), part="id")
    return str(found)


def _json_taxon(entry: dict[str, Any]) -> str:
    metadata = entry.get("metadata")
    if not isinstance(metadata, dict):
        return ""
    for key in TAXON_KEYS:
        found = metadata.get(key)
        if isinstance(found, str):
            return found
        if isinstance(found, list):
            return "; ".join(str(piece) for piece in found)
    return ""


def _json_data(
    tree: dict[str, Any], shape: tuple[int, int], source: Source
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    data = tree.get("data")
    if not isinstance(data, list) or tree.get("shape", list(shape)) != list(shape):
        raise FormatError("json-part", where=source.where(entry="data"), part="data")
    dense = tree.get("matrix_type") == "dense"
    if dense:
        check_cells(shape, source)
    width = shape[1] if dense else 3
    fine = (len(data) == shape[0] or not dense) and all(
        isinstance(row, list) and len(row) == width and all(_is_amount(v) for v in row)
        for row in data
    )
    if not fine:
        raise FormatError("json-part", where=source.where(entry="data"), part="data")
    table = np.array(data, dtype=np.float64).reshape(len(data), width)
    if dense:
        where_from, where_to = np.nonzero(table)
        return where_from, where_to, table[where_from, where_to]
    places = table[:, :2]
    limit = np.array(shape)
    if ((places != np.floor(places)) | (places < 0) | (places >= limit)).any():
        raise FormatError("json-part", where=source.where(entry="data"), part="data")
    return places[:, 0].astype(np.intp), places[:, 1].astype(np.intp), table[:, 2]


def _is_amount(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300
