"""The verbs on the command line, from an empty home to a what-if."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

from conftest import ROOT
from legaat.cli._diets import diets_app
from legaat.cli._models import models_app
from legaat.cli._twin import simulate
from twin_factory import write_folder

run = CliRunner()


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setenv("LEGAAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LEGAAT_LANG", "en")
    app = typer.Typer()
    app.add_typer(models_app, name="models")
    app.add_typer(diets_app, name="diets")
    app.command("simulate")(simulate)
    return app


def said(app: typer.Typer, *words: str) -> str:
    result = run.invoke(app, list(words))
    assert result.exit_code == 0, (result.output, result.exception)
    return str(result.output)


def test_from_nothing_to_a_what_if(app: typer.Typer, tmp_path: Path) -> None:
    assert said(app, "models", "list").startswith("colon ")
    assert "average Dutch diet" in said(app, "diets", "list")
    folder = write_folder(tmp_path / "models")
    assert "3 models" in said(app, "models", "add", str(folder), "--name", "small")
    assert "unchanged" in said(app, "models", "add", str(folder), "--name", "small")
    assert "small" in said(app, "models", "list")
    assert "Fermentia_alba" in said(app, "models", "info", "small", "--all")
    assert "Every record is whole" in said(app, "models", "check", "small")
    medium = tmp_path / "lean.csv"
    medium.write_text("reaction,flux\nEX_glc_m,1\nEX_pi_m,10\n")
    assert "lean" in said(app, "diets", "add", str(medium))
    assert "EX_glc_m" in said(app, "diets", "show", "lean")
    assert "small" in said(app, "models", "remove", "small")


def test_simulate_writes_the_contract(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(app, "models", "add", str(write_folder(tmp_path / "models")), "--name", "small")
    medium = tmp_path / "lean.csv"
    medium.write_text("reaction,flux\nEX_glc_m,1\nEX_pi_m,10\n")
    said(app, "diets", "add", str(medium))
    from legaat import profiles

    read = SimpleNamespace(shares={"Fermentia alba": 0.7, "Crossia rubra": 0.3})
    monkeypatch.setattr(profiles, "read_profile", lambda *a, **k: read)
    text = said(
        app,
        "simulate",
        "p.tsv",
        "--pack",
        "small",
        "--add",
        "EX_lac_m=0.5",
        "--with",
        "Crossia nigra=0.01",
        "--ranges",
        "--json",
        "-",
    )
    found = json.loads(text)
    assert found["schema"] == "legaat.simulation/1"
    assert found["scenarios"][1]["changes"]["with"] == {"Crossia nigra": 0.01}
    plain = said(
        app, "simulate", "p.tsv", "--pack", "small", "--without", "Crossia rubra", "--lang", "nl"
    )
    assert plain.startswith("Zonder Crossia rubra: butyraat van ")


def test_a_person_reads_one_answer_and_one_table(app: typer.Typer) -> None:
    example = str(ROOT / "examples" / "profile.tsv")
    words = said(app, "simulate", example, "--add", "inuline=10g", "--lang", "nl")
    assert words.startswith("Met 10 g inuline per dag: butyraat van ")
    assert "mmol per dag" in words
    assert words.count("lactaat") < 6  # one row, and among what members make
    assert "en nog" in words
    bottle = said(app, "simulate", example, "--diet", "exvivo", "--add", "inulin=10 g/L")
    assert bottle.startswith("With 10 g inulin per litre: butyrate from ")
    everything = said(app, "simulate", example, "--all", "--lang", "en")
    assert "per hour" in everything
    assert "arabinoxylan" in everything


def test_a_shipped_diet_is_shown_with_its_sources(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = said(app, "diets", "show", "dutch")
    assert "second-hand (S_MLDS)" in shown
    assert "not found" in shown
    assert "Moshfegh" in shown
    monkeypatch.setenv("LEGAAT_LANG", "nl")
    assert "onze aanname" in said(app, "diets", "show", "exvivo")
    assert "gemiddelde Nederlandse voeding" in said(app, "diets", "list")


def test_a_day_in_grams_is_kept_and_used(app: typer.Typer, tmp_path: Path) -> None:
    day = tmp_path / "day.toml"
    day.write_text('schema = "legaat.diet/1"\n[eaten]\nvolkorenbrood = 200\ninulin = 5\n')
    assert "day" in said(app, "diets", "add", str(day))
    shown = said(app, "diets", "show", "day")
    assert "volkorenbrood" in shown
    example = str(ROOT / "examples" / "profile.tsv")
    text = said(app, "simulate", example, "--diet", "day", "--json", "-")
    found = json.loads(text)
    assert (found["diet"], found["basis"]) == ("day", "person")
    assert found["scenarios"][0]["exports"]["butyrate"]["unit"] == "mmol/day"
