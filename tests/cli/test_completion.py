"""Pressing Tab offers what an option takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from legaat.cli import _complete
from legaat.cli._main import run
from legaat.profiles import formats
from legaat.reference import references


def test_formats_and_references_are_offered() -> None:
    assert _complete.formats("") == [info.id for info in formats()]
    assert _complete.formats("biom") == ["biom-json", "biom-hdf5"]
    assert _complete.references("") == [info.name for info in references()]


def test_packs_and_diets_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGAAT_HOME", str(tmp_path))
    assert _complete.packs("co") == ["colon"]
    assert _complete.diets("du") == ["dutch"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("legaat report x.tsv --format mot", "motus"),
        ("legaat advise x.tsv --format mot", "motus"),
        ("legaat compare x.tsv y.tsv --format mot", "motus"),
        ("legaat report x.tsv --reference 16", "16s-genus"),
    ],
)
def test_the_shell_asks_us(
    typed: str, offered: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_LEGAAT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    run([])
    assert offered in capsys.readouterr().out.split()
