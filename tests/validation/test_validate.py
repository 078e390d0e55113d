"""Holding predictions against measurements: reading, scoring, and the page."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from legaat.errors import FileError
from legaat.validation import Options, exvivo, figures, left_out, page, synthetic, validate
from legaat.validation._score import correlation, coverage, interval, slope

HEAD = (
    "Treatment,Rep,OD,Acetate,Butyrate,Lactate,Succinate,AC,BT,AC Fraction,BT Fraction,"
    "Contamination?\n"
)
WELLS = HEAD + (
    "AC-BT,0,1.9,11.0,21.0,9.0,6.0,1,1,0.6,0.4,No\n"
    "AC-BT,1,1.8,12.0,20.0,9.5,6.5,1,1,0.5,0.5,No\n"
    "AC,0,1.2,2.0,28.0,3.0,0.0,1,0,1.0,0.0,No\n"
    "BT,0,1.5,19.0,0.0,27.0,24.0,0,1,0.0,1.0,LowReads\n"
    "BT,1,1.5,90.0,0.0,27.0,24.0,0,1,0.0,1.0,Yes\n"
)
STOOL = (
    "sample_id,Bacteroides,Faecalibacterium,Roseburia,Bifidobacterium\n"
    "Blank_1_1,40,20,5,10\nBlank_2_1,60,5,1,20\nBlank_3_1,30,30,9,4\n"
    "FOS_1_1,42,22,6,12\nFOS_2_1,58,6,1,24\nFOS_3_1,33,29,9,6\n"
)
ACIDS = (
    "sample_id,Acetate,Propionate,Butyrate,Donor,Treatment\n"
    "Blank_1_1,1.0,0.3,0.3,1,Blank\nBlank_2_1,1.1,0.4,0.1,2,Blank\nBlank_3_1,0.9,0.2,0.4,3,Blank\n"
    "FOS_1_1,21,6,6,1,FOS\nFOS_2_1,22,7,3,2,FOS\nFOS_3_1,20,5,8,3,FOS\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with invented measurements."""
    for name, text in {
        "invitro/communities.csv": WELLS,
        "exvivo/studyX.csv": STOOL,
        "exvivo/studyX_SCFAs.csv": ACIDS,
    }.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "data"


def test_contaminated_wells_are_left_out_and_replicates_share_a_community(data: Path) -> None:
    wells = synthetic(data / "invitro")
    assert len(wells) == 4
    assert wells[0].donor == wells[1].donor != wells[2].donor
    assert wells[0].shares == {"Anaerostipes caccae": 0.6, "Bacteroides thetaiotaomicron": 0.4}
    assert wells[2].measured["butyrate"] == 28.0


def test_stool_cultures_meet_their_profiles(data: Path) -> None:
    cultures = exvivo(data / "exvivo")
    assert [c.treatment for c in cultures] == ["control"] * 3 + ["fos"] * 3
    assert cultures[0].donor == cultures[3].donor == "X1"
    assert cultures[0].added == {}
    assert cultures[3].added == {"fos": 10.0}


def test_a_folder_without_studies_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        exvivo(tmp_path)
    with pytest.raises(FileError):
        validate(Options(tmp_path / "nothing"))


def test_scores_know_when_nothing_can_be_said() -> None:
    assert correlation([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) is None
    assert correlation([1.0, 2.0], [1.0, 2.0]) is None
    assert slope([1.0, 1.0], [1.0, 2.0]) is None
    assert interval([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], ["a", "b", "c"]) is None
    assert coverage([None], [1.0]) is None


def test_scores_are_right_where_it_is_known() -> None:
    assert correlation([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]) == pytest.approx(1.0)
    assert slope([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]) == pytest.approx(2.0)
    assert coverage([(0.0, 1.0), (0.0, 1.0), None], [0.5, 2.0, 9.0]) == 0.5


def test_a_new_study_is_told_apart_from_those_fitted_on(data: Path) -> None:
    parts = {part.id: part for part in validate(Options(data))}
    fresh = [row for row in parts["stool"].rows if row.group == "study X, pooled"]
    assert {row.how for row in fresh} == {"not fitted"}
    assert {row.substance for row in fresh} == {"butyrate", "propionate", "acetate"}
    butyrate = next(row for row in fresh if row.substance == "butyrate")
    assert butyrate.n == 6
    assert butyrate.value is not None
    assert butyrate.value > 0.7
    assert any(row.how == "fitted" for row in parts["communities"].rows)


def test_the_page_has_every_part_and_the_figures_are_sound(data: Path) -> None:
    parts = validate(Options(data, fresh=False))
    text = page(parts)
    assert "{" not in text
    for part in parts:
        assert f"img/validation-{part.id}.svg" in text
    for drawing in figures(parts).values():
        assert ET.fromstring(drawing).tag.endswith("svg")


def test_what_was_left_out_is_told_for_every_acid() -> None:
    kept = left_out()
    assert set(kept["stool"]) == {"butyrate", "propionate", "acetate"}
    for one in kept["communities"].values():
        assert 0.0 < one["r"] < 1.0
        assert one["species_left_out"]["species"] == 25


def test_the_verb_writes_a_page_and_its_figures(data: Path, tmp_path: Path) -> None:
    from legaat.cli._app import app

    out = tmp_path / "out" / "validation.md"
    out.parent.mkdir()
    done = CliRunner().invoke(app, ["validate", str(data), "--out", str(out), "--quick"])
    assert done.exit_code == 0, done.output
    assert out.read_text(encoding="utf-8").startswith("# Validation")
    assert (out.parent / "img" / "validation-stool.svg").is_file()
