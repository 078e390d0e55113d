"""``legaat models info``: a summary first, each model where it is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legaat.cli._main import run
from legaat.twin import open_pack


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEGAAT_LANG", "en")
    monkeypatch.chdir(tmp_path)


def test_the_summary_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "info", "colon"]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) < 10
    assert f"{len(open_pack('colon'))} models" in out
    assert "legaat models info colon --all" in out


def test_every_model_comes_with_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "info", "colon", "--all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > len(open_pack("colon"))


def test_a_part_of_a_name_filters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "info", "colon", "--taxon", "bifidobacterium lon"]) == 0
    out = capsys.readouterr().out
    assert "Bifidobacterium_longum" in out
    assert "Akkermansia" not in out


def test_a_name_that_no_model_has_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "info", "colon", "--taxon", "zebra"]) == 2
    assert "zebra" in capsys.readouterr().err


def test_the_json_is_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = open_pack("colon")
    assert run(["models", "info", "colon", "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in data["taxa"]] == [t.id for t in pack.taxa]
    assert data["models"] == len(pack)
    assert data["metabolites"].keys() == pack.metabolites.keys()
    assert run(["models", "info", "colon", "--json", "pack.json"]) == 0
    assert json.loads((tmp_path / "pack.json").read_text(encoding="utf-8")) == data
