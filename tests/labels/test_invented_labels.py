"""Labels written for the tests, in four languages, are read as a careful person would read them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from legaat.labels import check_label

CASES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("invented.toml").read_text("utf-8")
)


@pytest.mark.parametrize("name", CASES)
def test_a_label_is_read_right(name: str) -> None:
    case = CASES[name]
    result = check_label(case["text"])
    found = {
        "organisms": sorted([o.name, o.strain or "", o.state] for o in result.organisms),
        "postbiotic": result.finding("postbiotic"),
        "live": result.finding("live"),
        "prebiotic": result.finding("prebiotic"),
        "dose": result.finding("dose_stated"),
        "sugar": result.finding("added_sugar"),
    }
    assert found == {key: sorted(v) if key == "organisms" else v for key, v in _wanted(case)}


def _wanted(case: dict[str, Any]) -> list[tuple[str, Any]]:
    keys = ("organisms", "postbiotic", "live", "prebiotic", "dose", "sugar")
    return [(key, case[key]) for key in keys]


@pytest.mark.parametrize("name", CASES)
def test_the_language_is_found(name: str) -> None:
    wanted = name.split("-", maxsplit=1)[0]
    if wanted in {"nl", "en", "de", "fr"} and check_label(CASES[name]["text"]).regime != "cosmetic":
        assert check_label(CASES[name]["text"]).lang == wanted
