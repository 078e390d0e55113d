"""``legaat compare`` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from conftest import ROOT
from legaat.cli._main import run
from legaat.reports import schema

EXAMPLE = ROOT / "examples" / "profile.tsv"
SIXTEEN = ROOT / "examples" / "genus-16s.csv"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEGAAT_LANG", "en")


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Return the example, as if all of one family had grown a hundredfold."""
    lines = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if "g__Bifidobacterium" in line:
            cells[2] = "0.00001"
        lines.append("\t".join(cells))
    path = tmp_path / "later.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_change_is_told_and_written(
    later: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", str(EXAMPLE), str(later), "--same-lab", "--json", "c.json"]) == 0
    data = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema("comparison"))
    assert data["comparable"]
    out = capsys.readouterr().out
    assert "Bifidobacterium" in out
    assert "by chance alone" in out
    assert "c.json" in out


def test_two_labs_or_methods_say_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(EXAMPLE), str(SIXTEEN), "--json", "-"]) == 2
    data = json.loads(capsys.readouterr().out)
    jsonschema.validate(data, schema("comparison"))
    assert not data["comparable"]
    assert data["why_not"]
    assert data["changes"] == []


def test_an_unknown_lab_asks_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin = tmp_path / "copy.tsv"
    twin.write_bytes(EXAMPLE.read_bytes())
    assert run(["compare", str(EXAMPLE), str(twin)]) == 2
    assert "--same-lab" in capsys.readouterr().out
    assert run(["compare", str(EXAMPLE), str(twin), "--lab", "Mine", "--lang", "nl"]) == 0
    assert "veranderde er geen meer" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_sample_with_itself_is_refused(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(EXAMPLE), str(EXAMPLE), "--same-lab", "--lang", lang]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "--sample-before" in err


def test_two_samples_of_one_file_are_compared(tmp_path: Path) -> None:
    lines = ["sample_id,species,abundance"]
    for name, share in (("a", 0.6), ("b", 0.4)):
        lines += [f"{name},Blautia wexlerae,{share}", f"{name},Roseburia hominis,{1 - share}"]
    both = tmp_path / "both.csv"
    both.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ["compare", str(both), str(both), "--sample-before", "a", "--lab", "Mine"]
    assert run([*words, "--sample-after", "b", "--quiet"]) == 0
    assert run([*words, "--sample-after", "a", "--quiet"]) == 2


def test_quiet_says_nothing(later: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(EXAMPLE), str(later), "--same-lab", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_an_input_is_never_overwritten(later: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = later.read_bytes()
    assert run(["compare", str(EXAMPLE), str(later), "--json", str(later)]) == 2
    assert later.read_bytes() == before
    assert capsys.readouterr().err
