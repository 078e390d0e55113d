"""A model answers any amount; one far beyond what is known comes with a warning."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conftest import ROOT
from legaat import diets, knowledge
from legaat.cli._main import run
from legaat.errors import DietError
from legaat.messages import LANGUAGES
from legaat.twin import Twin, intakes, nutrients
from legaat.twin._beyond import FAR, PORTIONS, beyond
from legaat.twin._nutrients import studied

EXAMPLE = ROOT / "examples" / "profile.tsv"
PROFILE = {"Bacteroides ovatus": 0.6, "Agathobacter rectalis": 0.4}


@pytest.fixture(scope="module")
def twin() -> Twin:
    return Twin(PROFILE, pack="colon")


def ids(twin: Twin) -> list[str]:
    for warning in twin.warnings:
        assert all(warning.text(lang) for lang in LANGUAGES)
    return [w.id.removeprefix("twin.beyond.") for w in twin.warnings if "beyond" in w.id]


def test_every_studied_dose_is_that_of_its_evidence() -> None:
    for name, (grams, row) in studied().items():
        assert name in nutrients()
        assert f"{grams:g}" in re.findall(r"[0-9.]+", knowledge.evidence()[row].dose.en)


@pytest.mark.parametrize(
    ("amount", "warned"),
    [
        ("inulin=12g", []),
        ("inulin=900g", ["alone"]),
        ("protein=500g", ["alone"]),
        ("lactulose=10g", []),
        ("lactulose=500g", ["fibre"]),
        ("tryptophan=2g", []),
        ("tryptophan=900g", ["any"]),
        ("EX_inulin_m=900g", ["alone"]),
        ("volkorenbrood=200g", []),
        ("volkorenbrood=700g", ["food"]),
        ("volkorenbrood=4 portions", []),
        ("wholemeal wheat bread=20 portions", ["food"]),
        ("volkorenbrood=20 porties", ["food"]),
    ],
)
def test_an_amount_far_beyond_what_is_known_is_said(
    twin: Twin, amount: str, warned: list[str]
) -> None:
    assert ids(twin.with_added(amount)) == warned


def test_the_edge_is_where_the_document_puts_it() -> None:
    most = max(studied()["inulin"][0], *(r.high or 0 for r in intakes() if r.nutrient == "inulin"))
    assert not list(beyond({"inulin": FAR * most}, "person"))
    assert list(beyond({"inulin": FAR * most + 0.1}, "person"))
    food = next(iter(knowledge.foods().values()))
    assert not list(beyond({food.id: PORTIONS * food.portion_g}, "person"))
    assert list(beyond({food.id: PORTIONS * food.portion_g + 1}, "person"))


def test_amounts_add_up(twin: Twin) -> None:
    assert ids(twin.with_added("inulin=20g", "inulin=20g")) == ["alone"]
    assert ids(twin.with_added({"inulin": 20.0}).with_added("inuline=20 g")) == ["alone"]


def test_grams_per_litre_are_held_against_media() -> None:
    bottle = Twin(PROFILE, pack="colon", diet=diets.exvivo())
    assert ids(bottle.with_added("inulin=10g")) == []
    assert ids(bottle.with_added("inulin=100 g/L")) == ["litre"]


def test_portions_are_those_of_the_table_of_foods(twin: Twin) -> None:
    portion = knowledge.foods()["havermout"].portion_g
    two = twin.with_added("havermout=2 portions")
    assert two.medium == twin.with_added(f"havermout={2 * portion}g").medium
    with pytest.raises(DietError, match="portion"):
        twin.with_added("inulin=2 portions")
    with pytest.raises(DietError, match="amount"):
        twin.with_added("havermout=two portions")


def test_the_warning_reaches_the_screen_and_the_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["simulate", str(EXAMPLE), "--add", "inulin=900g", "--lang", "en"]
    assert run([*words, "--json", "out.json"]) == 0
    assert "75 times the most" in " ".join(capsys.readouterr().err.split())
    assert "I090" in json.loads(Path("out.json").read_text(encoding="utf-8"))["warnings"][0]
