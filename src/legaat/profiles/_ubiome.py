"""uBiome's JSON export."""

from __future__ import annotations

from typing import Any, Final

from legaat.errors import FormatError
from legaat.profiles._json import load_json
from legaat.profiles._linked import Node, linked_table
from legaat.profiles._raw import RawTable, Unit, amount, clean_name, taxid_of
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source

_KEY: Final = "ubiome_bacteriacounts"


def _is_ubiome(head: Head) -> float:
    return 0.98 if head.kind == "json" and _KEY in head.text else 0.0


@reader(
    "ubiome",
    example=(
        '{"site": "gut", "ubiome_bacteriacounts": [\n'
        ' {"taxon": 2, "parent": 131567, "count": 57510, "count_norm": 1000000,\n'
        '  "tax_name": "Bacteria", "tax_rank": "superkingdom"}]}'
    ),
    sniff=_is_ubiome,
    method="16S",
)
def ubiome(source: Source, request: Request) -> RawTable:  # noqa: ARG001 - one shape for all
    """Read uBiome's JSON; numbers may be text, all ranks stand together."""
    tree = load_json(source)
    entries = tree.get(_KEY) if isinstance(tree, dict) else None
    if not isinstance(entries, list):
        raise FormatError("json-part", where=source.where(entry=_KEY), part=_KEY)
    counted = any(_has_count(entry) for entry in entries)
    nodes = [_ubiome_node(entry, counted, source) for entry in entries]
    unit: Unit = "reads" if counted else "ppm"
    return linked_table(nodes, source, unit=unit, tool="uBiome")


def _has_count(entry: object) -> bool:
    return isinstance(entry, dict) and entry.get("count") not in (None, "")


def _ubiome_node(entry: Any, counted: bool, source: Source) -> Node:  # noqa: FBT001
    if not isinstance(entry, dict):
        raise FormatError("json-part", where=source.where(entry=_KEY), part=_KEY)
    name = clean_name(_text(entry.get("tax_name")), source)
    where = source.where(entry=name[:120] or _KEY)
    value = amount(_text(entry.get("count" if counted else "count_norm")), where)
    key, parent = _text(entry.get("taxon")), _text(entry.get("parent"))
    return Node(key, parent, name, _text(entry.get("tax_rank")), value, taxid_of(key), None)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value) if not isinstance(value, int) or abs(value) < 10**18 else "overflow"
