"""No verb replaces what it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT
from legaat.cli._main import run

COMMANDS = {
    "label": ["label", "mine", "--html", "mine"],
    "label json": ["label", "mine", "--json", "./mine"],
    "label one file twice": ["label", "mine", "--html", "a", "--json", "a"],
    "simulate": ["simulate", "mine", "--json", "mine"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_an_output_never_replaces_an_input(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = (ROOT / "examples" / "profile.tsv").read_bytes()
    (tmp_path / "mine").write_bytes(before)
    assert run(COMMANDS[name]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (tmp_path / "mine").read_bytes() == before
