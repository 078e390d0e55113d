"""Every table becomes frozen values: nothing of the raw rows is left in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType
from typing import Any

import pytest

from legaat import knowledge
from legaat.knowledge._build import build
from legaat.knowledge._load import _citations
from legaat.messages import Text

TABLES: list[Callable[[], Any]] = [
    _citations,
    *(
        getattr(knowledge, name)
        for name in (
            "areas", "claims", "evidence", "food_sources", "foods", "ingredients", "interactions",
            "interventions", "known_substances", "medicines", "red_flags", "remarks", "rules",
            "strains", "words",
        )
    ),
]  # fmt: skip


def raw(value: object, at: str) -> Iterator[str]:
    """Yield where something changeable or unread is left."""
    if isinstance(value, (list, dict, set)):
        yield at
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from raw(inner, f"{at}.{key}")
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from raw(inner, f"{at}[{i}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from raw(getattr(value, field.name), f"{at}.{field.name}")


@pytest.mark.parametrize("table", TABLES, ids=lambda f: f.__name__)
def test_nothing_raw_is_left(table: Callable[[], Any]) -> None:
    found = table()
    assert found
    assert not list(raw(found, table.__name__))


@dataclass(frozen=True)
class Thing:
    id: str
    said: Text
    maybe: Text | None
    many: tuple[str, ...]
    parts: Mapping[str, float]
    rest: int = 3


def test_a_row_is_read_by_its_annotations() -> None:
    row = {
        "id": "a",
        "said": {"nl": "ja", "en": "yes"},
        "maybe": None,
        "many": ["x"],
        "parts": {"y": 1.0},
        "unknown": 1,
    }
    made = build(Thing, row, many=("z",))
    assert made == Thing("a", Text("ja", "yes"), None, ("z",), MappingProxyType({"y": 1.0}))


def test_a_field_without_a_key_is_an_error() -> None:
    with pytest.raises(TypeError, match="said"):
        build(Thing, {"id": "a"})
