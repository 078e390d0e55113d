"""One street, one direction: a room imports only rooms to its left and the service modules."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "src" / "legaat"
SERVICES = {"messages", "errors", "settings", "taxonomy", "knowledge", "_files", "_version"}
STREET = ["profiles", "reference", "twin", "substances", "advice", "labels", "reports"]
STREET += ["validation", "cli"]
UNSEEN = {"advice": {"labels"}, "labels": {"twin", "reference", "substances", "profiles"}}


def rooms() -> list[str]:
    return [room for room in [*STREET, "taxonomy", "knowledge"] if (PACKAGE / room).is_dir()]


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "legaat":
                names = [f"legaat.{alias.name}" for alias in node.names]
        found.update(n.split(".")[1] for n in names if n.startswith("legaat."))
    return found


@pytest.mark.parametrize("room", rooms())
def test_a_room_knows_only_what_is_left_of_it(room: str) -> None:
    left = STREET[: STREET.index(room)] if room in STREET else []
    allowed = (SERVICES | set(left) | {room}) - UNSEEN.get(room, set())
    if room in {"taxonomy", "knowledge"}:
        allowed = {"messages", "errors", "settings", "_files", "_version", room}
    for path in sorted((PACKAGE / room).rglob("*.py")):
        unknown = imported_rooms(path) - allowed
        assert not unknown, f"{path.relative_to(PACKAGE)} imports {sorted(unknown)}"
