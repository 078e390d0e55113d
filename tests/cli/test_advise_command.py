"""``legaat advise`` from the command to the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT
from legaat.cli._main import run
from legaat.reports import schema

PROFILE = str(ROOT / "examples" / "profile.tsv")
ME = """
age_years = 44
sex = "male"
immune = "normal"
in_hospital = "no"
conditions = ["ibs"]
medicines = []
allergies = []
intolerances = []
complaints = []
diet = []
restrictions = []
goals = ["cholesterol"]
takes = []
budget_eur_month = 40
"""


@pytest.fixture
def me(tmp_path: Path) -> Path:
    path = tmp_path / "me.toml"
    path.write_text(ME, encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run(["advise", PROFILE, *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_terminal_shows_advice_in_both_languages(
    capsys: pytest.CaptureFixture[str], me: Path
) -> None:
    for lang, words in (("nl", "Wat je kunt doen"), ("en", "What you can do")):
        status, out, err = told(capsys, "--person", str(me), "--lang", lang, "--no-effects")
        assert (status, err) == (0, "")
        assert words in out
        assert "[1]" in out


def test_json_to_the_screen_is_nothing_but_json(
    capsys: pytest.CaptureFixture[str], me: Path
) -> None:
    status, out, _ = told(capsys, "--person", str(me), "--json", "-", "--strains", "--blend")
    assert status == 0
    data = json.loads(out)
    Draft202012Validator(schema("advice")).validate(data)
    assert data["schema"] == "legaat.advice/1"
    assert data["strains"]["fits"]
    assert data["blend"]["parts"]
    assert data["made_by"]["packs"] == ["colon"]


def test_a_page_and_json_are_written_whole(
    capsys: pytest.CaptureFixture[str], me: Path, tmp_path: Path
) -> None:
    page, data = tmp_path / "a.html", tmp_path / "a.json"
    status, out, _ = told(
        capsys, "--person", str(me), "--html", str(page), "--json", str(data), "--quiet"
    )
    assert (status, out) == (0, "")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(data.read_text(encoding="utf-8"))["strains"] is None


def test_nobody_told_gets_questions_and_no_product(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = told(capsys, "--json", "-", "--no-effects", "--lang", "en")
    data = json.loads(out)
    assert status == 0
    assert data["questions"]
    assert data["person_given"] is False


def test_most_holds(capsys: pytest.CaptureFixture[str], me: Path) -> None:
    _, out, _ = told(capsys, "--person", str(me), "--most", "2", "--json", "-", "--no-effects")
    assert len(json.loads(out)["advice"]) == 2


def test_a_limit_without_a_blend_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = told(capsys, "--most-grams", "5", "--lang", "en")
    assert status == 2
    assert "--blend" in err


def test_a_limit_that_stands_in_the_way_is_said(
    capsys: pytest.CaptureFixture[str], me: Path
) -> None:
    status, out, _ = told(
        capsys, "--person", str(me), "--blend", "--most-grams", "1", "--most-capsules", "0",
        "--lang", "en", "--no-effects",
    )  # fmt: skip
    assert status == 0
    assert "stands in the way" in " ".join(out.split())


def test_prices_are_used_and_a_wrong_file_is_named(
    capsys: pytest.CaptureFixture[str], me: Path, tmp_path: Path
) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text("[psyllium-ibs]\neur = 12\ngrams = 300\n", encoding="utf-8")
    arguments = ("--person", str(me), "--blend", "--no-effects", "--lang", "en")
    status, out, _ = told(capsys, *arguments, "--prices", str(prices))
    assert status == 0
    assert "By your own prices" in out
    prices.write_text("[gold]\neur = 12\n", encoding="utf-8")
    status, _, err = told(capsys, *arguments, "--prices", str(prices))
    assert status == 2
    assert "chicory-inulin" in err


def test_the_schema_of_advice_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "advice"]) == 0
    assert json.loads(capsys.readouterr().out) == schema("advice")


def test_a_report_holds_strains_and_a_blend_where_asked(
    capsys: pytest.CaptureFixture[str], me: Path, tmp_path: Path
) -> None:
    page = tmp_path / "r.html"
    arguments = ["report", PROFILE, "--person", str(me), "--html", str(page), "--json", "-"]
    assert run([*arguments, "--strains", "--blend", "--quiet"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["strains"]["fits"]
    assert data["blend"]["parts"]
    assert 'id="blend"' in page.read_text(encoding="utf-8")
    assert run([*arguments, "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["blend"] is None
