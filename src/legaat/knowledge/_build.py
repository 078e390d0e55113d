"""From a row of a table to a frozen value, field by field, by what each field is declared to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar

from legaat.knowledge._tables import Row, table, text, texts
from legaat.knowledge._when import parse_when
from legaat.knowledge._wording import Wording

__all__ = ["build", "by_id", "entries", "wording"]

T = TypeVar("T")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def wording(row: Row) -> Wording:
    """Return a sentence with what is said instead to whom it doesn't suit."""
    if "say" not in row:
        return Wording(text(row))
    instead = wording(row["instead"]) if row["instead"] else None
    return Wording(text(row["say"]), parse_when(row["unless"]), instead)


def _if_there(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: read(value) if value else None


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "Text": text,
    "Text | None": _if_there(text),
    "When": parse_when,
    "Wording": wording,
    "Wording | None": _if_there(wording),
    "tuple[str, ...]": tuple,
    "tuple[Text, ...]": texts,
    "tuple[Wording, ...]": lambda rows: tuple(wording(row) for row in rows),
    "Mapping[str, float]": MappingProxyType,
}
"""How a field is read, by its annotation as it is written; any other stays as it lies there."""


def build(kind: Callable[..., T], row: Row, **known: Any) -> T:
    """Make one value from a row.

    Parameters
    ----------
    kind : dataclass
        Its fields are read from the keys of the same name. A key that isn't there leaves the
        field to its default.
    row : dict
    **known
        Fields that need more than their annotation, already made.
    """
    values = {
        name: read(row[name]) if read else row[name]
        for name, read in _readers(kind)
        if name in row and name not in known
    }
    return kind(**values, **known)


@cache
def _readers(kind: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple((field.name, _READ.get(str(field.type))) for field in fields(kind))


def by_id(values: Iterable[N]) -> Mapping[str, N]:
    """Return values by their id, in their order."""
    return MappingProxyType({value.id: value for value in values})


def entries(kind: Callable[..., N], name: str) -> Mapping[str, N]:
    """Return a whole table whose rows need nothing but their annotations, by id."""
    return by_id(build(kind, row) for row in table(name))
