"""Mistakes in a command are said like every other error, in the language of the person."""

from __future__ import annotations

import pytest

from legaat.cli._main import run

MISTAKES = {
    "missing": (["report"], "PROFILE"),
    "command": (["reprot", "x"], "reprot"),
    "choice": (["report", "x", "--lang", "de"], "nl, en"),
    "option": (["report", "x", "--colour"], "--colour"),
    "number": (["report", "x", "--most", "99"], "--most"),
    "value": (["report", "x", "--most"], "--most"),
    "extra": (["report", "x", "y"], "y"),
}


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_mistake_in_a_command_is_explained(
    name: str, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEGAAT_LANG", lang)
    arguments, words = MISTAKES[name]
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert len(err.strip().splitlines()) in {2, 3}


def test_no_command_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "report" in capsys.readouterr().out
