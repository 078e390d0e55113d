"""``legaat label``: one input, the outputs asked for, and errors that say what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from legaat.cli._label import label
from legaat.errors import LegaatError

LABEL = "Ingrediënten: melk, suiker, levende culturen (L. casei LC-01)."


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LEGAAT_LANG", "en")
    app = typer.Typer()
    app.command()(label)
    runner = CliRunner()

    def call(*arguments: str, stdin: str | None = None):
        result = runner.invoke(app, list(arguments), input=stdin)
        if isinstance(result.exception, LegaatError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return call


def test_a_file_gives_a_verdict(run, tmp_path: Path) -> None:
    path = tmp_path / "pack.txt"
    path.write_text(LABEL, "utf-8")
    out = run(str(path))
    assert "Lacticaseibacillus casei" in out
    assert "Added sugar: not fine" in out


def test_standard_input_and_json_on_the_screen(run) -> None:
    data = json.loads(run("-", "--json", "-", stdin=LABEL))
    assert data["schema"] == "legaat.label/1"
    assert data["organisms"][0]["strain"] == "LC-01"


def test_text_in_dutch_with_a_card(run, tmp_path: Path) -> None:
    page = tmp_path / "card.html"
    out = run("--text", LABEL, "--lang", "nl", "--html", str(page))
    assert "Toegevoegde suiker: niet in orde" in out
    assert '<html lang="nl">' in page.read_text("utf-8")


def test_a_person_file_adds_what_the_rules_say(run, tmp_path: Path) -> None:
    me = tmp_path / "me.toml"
    me.write_text('immune = "weakened"\n')
    assert "For you" in run("--text", LABEL, "--person", str(me))


def test_open_food_facts_and_barcodes(run, tmp_path: Path) -> None:
    product = {"code": "8710000000017", "lang": "nl", "ingredients_text_nl": "melk, L. casei"}
    path = tmp_path / "p.json"
    path.write_text(json.dumps(product))
    assert "casei" in run("--off", str(path))
    assert "casei" in run("--barcode", "8710000000017", "--extract", str(path))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "label-one-input"),
        (("--text", "a", "--barcode", "12345678"), "label-one-input"),
        (("--barcode", "12345678"), "label-no-extract"),
        (("--text", " "), "label-empty"),
        (("missing.txt",), "label-file"),
    ],
)
def test_errors_are_clear(run, arguments: tuple[str, ...], error: str) -> None:
    with pytest.raises(LegaatError) as caught:
        run(*arguments)
    assert caught.value.id == error


def test_quiet_says_nothing(run) -> None:
    assert run("--text", LABEL, "--quiet") == ""
