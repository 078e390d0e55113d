"""The file that holds compiled models: a JSON header, then one record of arrays per taxon.

::

    8 bytes   magic and version
    8 bytes   length of the header (little-endian)
    header    JSON: name, key, rank, source, strings, and per taxon its names, record and checks
    records   zlib streams of plain little-endian arrays

The file is memory-mapped; a record is inflated when its taxon is asked for, so that a community
of twenty reads twenty records. zlib and the length in the header prove each record whole; the
header carries its own SHA-256. There is no pickle anywhere.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from legaat._files import write_parts
from legaat.errors import PackError, Where
from legaat.twin._compile import Compiled
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from legaat.twin._model import Floats, Ints

MAGIC: Final = b"LEGPACK\x01"
SCHEMA: Final = "legaat.pack/1"
COMPILER: Final = 1
"""Raised when the compiler gives other arrays for the same models; part of every pack's key."""

_MAX_HEADER: Final = 256 * 1024 * 1024
_MAX_RECORD: Final = 64 * 1024 * 1024

# Order and type of the arrays in a record. "v" is a table of the record's distinct numbers; the
# arrays marked with * hold positions in it, which makes a record a third of its plain size.
_FIELDS: Final = (
    ("v", "<f8"), ("counts", "<u2"), ("indices", "<u2"), ("data*", "<u2"), ("lower*", "<u2"),
    ("upper*", "<u2"), ("objective*", "<u2"), ("weights*", "<u2"), ("rows", "<u4"),
    ("reactions", "<u4"), ("column", "<i2"), ("ratio*", "<u2"), ("exchange_names", "<u4"),
    ("exchange_column", "<u2"), ("exchange_ratio*", "<u2"), ("exchange_lower*", "<u2"),
    ("exchange_upper*", "<u2"),
)  # fmt: skip


class Strings:
    """A growing table of distinct strings."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}

    def codes(self, names: Iterable[str]) -> Ints:
        """Return the number of each name, giving new ones the next."""
        index = self.index
        return np.array([index.setdefault(name, len(index)) for name in names], dtype=np.int64)


def encode(model: Compiled, names: Strings, reactions: Strings) -> bytes:
    """Write a compiled model as one record.

    Raises
    ------
    OverflowError
        The model has more columns, rows or distinct numbers than a record can hold.
    """
    matrix = model.matrix
    plain: dict[str, Any] = {
        "counts": np.diff(matrix.indptr),
        "indices": matrix.indices,
        "data*": matrix.data,
        "lower*": model.lower,
        "upper*": model.upper,
        "objective*": model.objective,
        "weights*": model.weights,
        "rows": names.codes(model.rows),
        "reactions": reactions.codes(model.reactions),
        "column": model.column,
        "ratio*": model.ratio,
        "exchange_names": names.codes(model.exchange_names),
        "exchange_column": model.exchange_column,
        "exchange_ratio*": model.exchange_ratio,
        "exchange_lower*": model.exchange_lower,
        "exchange_upper*": model.exchange_upper,
    }
    starred = [key for key, _ in _FIELDS if key.endswith("*")]
    table, codes = np.unique(np.concatenate([plain[k] for k in starred]), return_inverse=True)
    if max(len(table), matrix.shape[0]) > 65_000 or matrix.shape[1] > 32_000:
        raise OverflowError
    ends = np.cumsum([len(plain[k]) for k in starred])[:-1]
    plain.update(zip(starred, np.split(codes, ends), strict=True))
    plain["v"] = table
    parts = [np.asarray(plain[key]).astype(kind) for key, kind in _FIELDS]
    sizes = np.array([len(part) for part in parts], dtype="<u4")
    return zlib.compress(sizes.tobytes() + b"".join(part.tobytes() for part in parts), 9)


def decode(data: bytes, taxon: str, names: tuple[str, ...], reactions: tuple[str, ...]) -> Compiled:
    """Read a record back.

    Raises
    ------
    ValueError, IndexError, zlib.error
        It isn't what `encode` wrote.
    """
    inflater = zlib.decompressobj()
    raw = inflater.decompress(data, _MAX_RECORD)
    if not inflater.eof:
        msg = "record"
        raise ValueError(msg)
    sizes = np.frombuffer(raw, dtype="<u4", count=len(_FIELDS))
    at, got = len(_FIELDS) * 4, {}
    for (key, kind), size in zip(_FIELDS, sizes.tolist(), strict=True):
        got[key] = np.frombuffer(raw, dtype=kind, count=size, offset=at)
        at += size * np.dtype(kind).itemsize
    table = got["v"].astype(np.float64)
    value: dict[str, Floats] = {k[:-1]: table[a] for k, a in got.items() if k.endswith("*")}
    indptr = np.concatenate([[0], np.cumsum(got["counts"], dtype=np.int64)]).astype(np.int32)
    shape = (len(got["rows"]), len(got["counts"]))
    if len(got["indices"]) != indptr[-1] or len(value["data"]) != indptr[-1]:
        msg = "entries"
        raise ValueError(msg)
    if len(got["indices"]) and int(got["indices"].max()) >= shape[0]:
        msg = "row"
        raise ValueError(msg)
    return Compiled(
        id=taxon,
        reactions=tuple([reactions[i] for i in got["reactions"].tolist()]),
        rows=tuple([names[i] for i in got["rows"].tolist()]),
        matrix=Matrix(indptr, got["indices"], value["data"], shape),
        lower=value["lower"],
        upper=value["upper"],
        objective=value["objective"],
        weights=value["weights"],
        column=got["column"].astype(np.int64),
        ratio=value["ratio"],
        exchange_names=tuple([names[i] for i in got["exchange_names"].tolist()]),
        exchange_column=got["exchange_column"].astype(np.int64),
        exchange_ratio=value["exchange_ratio"],
        exchange_lower=value["exchange_lower"],
        exchange_upper=value["exchange_upper"],
    )


@dataclass(frozen=True, slots=True)
class PackTaxon:
    """One organism in a pack.

    Attributes
    ----------
    id : str
        The model's name in its collection.
    species, genus : str
        As the collection names them; "" where it doesn't say.
    growth : float
        Largest growth rate with the model's own bounds, 1/h.
    reactions, columns : int
        Before and after compiling.
    unbalanced : int
        Inner reactions that make or lose atoms.
    energy : float
        ATP from nothing, mmol/gDW/h.
    """

    id: str
    species: str
    genus: str
    growth: float
    reactions: int
    columns: int
    unbalanced: int
    energy: float


class Pack:
    """A compiled model collection, open for reading.

    Parameters
    ----------
    path : Path
        A file that :func:`write_pack` made.

    Attributes
    ----------
    name, key, rank : str
        Name; key of the content and compiler; "species" or "genus".
    source : str
        File name of the collection it was compiled from.
    kind : str
        "colon" for the pack that comes with Legaat, else "".
    taxa : tuple of PackTaxon
        In alphabetical order of id.
    metabolites : mapping of str to (str, str)
        Lumen metabolite to its name in words and its formula.

    Raises
    ------
    PackError
        Missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as handle:
                self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError as error:
            raise PackError("pack-missing", where=Where.file(path), pack=path.stem) from error
        except (OSError, ValueError) as error:
            raise PackError("pack-damaged", where=Where.file(path), pack=path.stem) from error
        try:
            head = self._header()
            self.name, self.key, self.rank = str(head["name"]), str(head["key"]), str(head["rank"])
            self.source, self.kind = str(head["source"]), str(head.get("kind", ""))
            self.taxa = tuple(PackTaxon(**row["taxon"]) for row in head["taxa"])
            self._records = {r["taxon"]["id"]: (r["at"], r["size"]) for r in head["taxa"]}
            self._names = tuple(head["names"])
            self._reactions = tuple(head["reactions"])
            self.metabolites: Mapping[str, tuple[str, str]] = {
                key: (value[0], value[1]) for key, value in head["metabolites"].items()
            }
        except (KeyError, ValueError, TypeError, IndexError, struct.error) as error:
            raise PackError("pack-damaged", where=Where.file(path), pack=path.stem) from error

    def _header(self) -> dict[str, Any]:
        magic, size = self._map[:8], struct.unpack("<Q", self._map[8:16])[0]
        digest = self._map[16:48]
        text = self._map[48 : 48 + size] if magic == MAGIC and size < _MAX_HEADER else b""
        if hashlib.sha256(text).digest() != digest:
            msg = "header"
            raise ValueError(msg)
        self._base = 48 + size
        head: dict[str, Any] = json.loads(zlib.decompress(text))
        return head

    def model(self, taxon: str) -> Compiled:
        """Return the compiled model of a taxon, by its id.

        Raises
        ------
        PackError
            The record is damaged, or there is none of that name.
        """
        if taxon not in self._records:
            raise PackError("pack-taxon", where=Where.file(self.path), taxon=taxon, pack=self.name)
        at, size = self._records[taxon]
        record = self._map[self._base + at : self._base + at + size]
        try:
            return decode(record, taxon, self._names, self._reactions)
        except (ValueError, IndexError, zlib.error) as error:
            where = Where.file(self.path, entry=taxon)
            raise PackError("pack-damaged", where=where, pack=self.name) from error

    def __len__(self) -> int:
        return len(self.taxa)


def write_pack(
    path: Path,
    *,
    name: str,
    key: str,
    rank: str,
    source: str,
    records: list[tuple[PackTaxon, bytes]],
    names: Strings,
    reactions: Strings,
    metabolites: Mapping[str, tuple[str, str]],
    kind: str = "",
) -> None:
    """Write a pack so that it is either there whole or not at all."""
    taxa, at = [], 0
    records = sorted(records, key=lambda pair: pair[0].id)
    for taxon, data in records:
        row = {slot: getattr(taxon, slot) for slot in PackTaxon.__slots__}
        taxa.append({"taxon": row, "at": at, "size": len(data)})
        at += len(data)
    head = {
        "schema": SCHEMA, "name": name, "key": key, "rank": rank, "source": source,
        "kind": kind, "taxa": taxa,
        "names": list(names.index), "reactions": list(reactions.index),
        "metabolites": dict(sorted(metabolites.items())),
    }  # fmt: skip
    text = zlib.compress(json.dumps(head, ensure_ascii=False).encode(), 9)
    start = MAGIC + struct.pack("<Q", len(text)) + hashlib.sha256(text).digest() + text
    write_parts(path, (start, *(data for _, data in records)))
