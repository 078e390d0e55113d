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
FACES = {"cli", "web"}
STARTS = {"cli/_serve.py": {"web"}}
"""The one module of a face that starts another."""
UNSEEN = {"advice": {"labels"}, "labels": {"twin", "reference", "substances", "profiles"}}


def rooms() -> list[str]:
    return [room for room in [*STREET, "web", "taxonomy", "knowledge"] if (PACKAGE / room).is_dir()]


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
    left = STREET[: STREET.index(room)] if room in STREET else STREET
    left = [name for name in left if name not in FACES]
    allowed = (SERVICES | set(left) | {room}) - UNSEEN.get(room, set())
    if room in {"taxonomy", "knowledge"}:
        allowed = {"messages", "errors", "settings", "_files", "_version", room}
    for path in sorted((PACKAGE / room).rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        unknown = imported_rooms(path) - allowed - STARTS.get(name, set())
        assert not unknown, f"{path.relative_to(PACKAGE)} imports {sorted(unknown)}"


INSIDE = {"cli/_serve.py", "reports/_schema.py"}
"""Modules that reach into another room: one starts the web face and keeps its accounts, the other
writes the schemas and is the only one that may load pydantic for them."""


def private_imports(path: Path) -> set[str]:
    room = path.relative_to(PACKAGE).parts[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.count(".") >= 2:
            _, other, inner = node.module.split(".")[:3]
            if node.module.startswith("legaat.") and other != room and inner.startswith("_"):
                found.add(node.module)
    return found


@pytest.mark.parametrize("room", [*rooms(), "."])
def test_a_room_uses_only_what_another_makes_public(room: str) -> None:
    paths = (PACKAGE / room).glob("*.py") if room == "." else (PACKAGE / room).rglob("*.py")
    for path in sorted(paths):
        if path.relative_to(PACKAGE).as_posix() not in INSIDE:
            assert not private_imports(path), path
