"""``legaat report`` from the outside: what it writes, what it says, and how it fails."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from conftest import ROOT
from legaat.cli._main import run
from legaat.reports import schema

EXAMPLE = ROOT / "examples" / "profile.tsv"
PERSON = ROOT / "examples" / "me.toml"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, in English unless a test asks for Dutch."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEGAAT_LANG", "en")
    return tmp_path


def test_the_main_job_writes_a_page_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["report", str(EXAMPLE), "--person", str(PERSON)]
    assert run([*arguments, "--html", "r.html", "--json", "r.json"]) == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema("report"))
    out = capsys.readouterr()
    assert "r.html" in out.out
    assert out.err == ""


def test_without_a_name_the_page_lies_beside_you(tmp_path: Path) -> None:
    assert run(["report", str(EXAMPLE), "--quiet"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["profile-legaat.html"]


def test_json_to_the_screen_is_only_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(EXAMPLE), "--json", "-"]) == 0
    jsonschema.validate(json.loads(capsys.readouterr().out), schema("report"))
    assert not list(tmp_path.iterdir())


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(EXAMPLE), "--html", "r.html", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_language_is_the_one_that_was_asked(tmp_path: Path) -> None:
    assert run(["report", str(EXAMPLE), "--lang", "nl", "--html", "r.html", "--quiet"]) == 0
    assert '<html lang="nl"' in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Apart from the seconds it took, which `made_by` reports."""
    for name in ("a", "b"):
        assert run(["report", str(EXAMPLE), "--json", f"{name}.json", "--quiet"]) == 0
    first, second = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("a", "b"))
    for data in (first, second):
        data["made_by"].pop("seconds")
    assert first == second


def metaphlan(rows: str) -> str:
    return f"#mpa_v30_CHOCOPhlAn_201901\n#clade_name\tNCBI_tax_id\trelative_abundance\n{rows}"


def qza_with_pickle() -> bytes:
    buffer = io.BytesIO()
    root = "0f9cf66a-2b3c-4a83-9a15-0e3f4ea3bb11"
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            f"{root}/metadata.yaml",
            f"uuid: {root}\ntype: CommunityModels[Pickle]\nformat: CommunityModelDirectory\n",
        )
        archive.writestr(f"{root}/VERSION", "QIIME 2\narchive: 5\nframework: 2022.11.1\n")
        archive.writestr(f"{root}/data/a.pickle", pickle.dumps({"a": 1}))
    return buffer.getvalue()


GOOD = "k__Bacteria|g__Roseburia|s__Roseburia_hominis\t\t100.0\n"
BAD_FILES: dict[str, bytes] = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "prose": b"Dear doctor,\nhere are my results.\nKind regards\n",
    "truncated-gzip": gzip.compress(metaphlan(GOOD * 400).encode())[:-20],
    "pickle": pickle.dumps({"Roseburia hominis": 1.0}),
    "pickled-artefact": qza_with_pickle(),
    "negative": metaphlan(GOOD + "k__Bacteria|g__Blautia|s__Blautia_obeum\t\t-3\n").encode(),
    "not-a-number": metaphlan(GOOD + "k__Bacteria|g__Blautia|s__Blautia_obeum\t\tNaN\n").encode(),
    "total-0": metaphlan("k__Bacteria|g__Blautia|s__Blautia_obeum\t\t0\n").encode(),
    "total-180": metaphlan(
        "k__Bacteria|g__Blautia|s__Blautia_obeum\t\t90\n"
        "k__Bacteria|g__Roseburia|s__Roseburia_hominis\t\t90\n"
    ).encode(),
    "duplicate": b"sample_id,species,abundance\nA,Roseburia hominis,50\nA,Roseburia hominis,50\n",
    "several-samples": b"sample_id,Roseburia hominis,Blautia obeum\nA,50,50\nB,20,80\n",
    "nothing-matched": b"sample_id,species,abundance\nA,Xyzzyus plughii,60\nA,Foobaria bazi,40\n",
    "phyla-as-genera": b"sample_id,genus,abundance\nA,Firmicutes,60\nA,Bacteroidetes,40\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_bad_input_is_explained_and_leaves_nothing(
    name: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "input"
    bad.write_bytes(BAD_FILES[name])
    arguments = ["report", str(bad), "--lang", lang, "--html", "r.html", "--json", "r.json"]
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    what, where, *do = err.strip().splitlines()
    assert out == ""
    assert what
    assert "input" in where
    assert do
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["input"]


@pytest.mark.parametrize("path", ["missing.tsv", "."])
def test_a_path_that_cannot_be_read_is_named(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", path, "--html", "r.html"]) == 2
    assert path in capsys.readouterr().err


@pytest.mark.parametrize("target", ["nowhere/r.html", ".", "/proc/legaat.html"])
def test_an_output_that_cannot_be_written_is_named(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(EXAMPLE), "--html", target]) == 2
    assert target.split("/", maxsplit=1)[0] in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only folder")
def test_a_read_only_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    assert run(["report", str(EXAMPLE), "--html", "r.html"]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_a_failing_second_output_leaves_no_first(tmp_path: Path) -> None:
    arguments = ["report", str(EXAMPLE), "--html", "r.html", "--json", "nowhere/r.json"]
    assert run(arguments) == 2
    assert not list(tmp_path.iterdir())


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"")
    words = [sys.executable, "-m", "legaat", "report", "input", "--debug"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_an_unknown_word_about_a_person_names_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "me.toml").write_text("age_yeers = 34\n", encoding="utf-8")
    assert run(["report", str(EXAMPLE), "--person", "me.toml", "--html", "r.html"]) == 2
    assert "age_years" in capsys.readouterr().err


@pytest.mark.parametrize("mapping", ["taxon", "=x", "taxon=", "colour=1,abundance=2"])
def test_a_bad_map_is_explained(mapping: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(EXAMPLE), "--map", mapping]) == 2
    assert capsys.readouterr().err.count("\n") >= 2


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m legaat report {EXAMPLE} --json - | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_formats_and_schema_show_what_they_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["formats"]) == 0
    assert run(["schema", "report"]) == 0
    assert run(["schema", "person"]) == 0
    assert run(["schema", "nonsense"]) == 2


@pytest.mark.parametrize(
    "outputs",
    [["--html", "mine.tsv"], ["--html", "./mine.tsv"], ["--html", "a", "--json", "a"]],
)
def test_an_output_never_replaces_an_input_or_another_output(
    outputs: list[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.tsv").write_bytes(EXAMPLE.read_bytes())
    assert run(["report", "mine.tsv", *outputs]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.tsv"]
    assert (tmp_path / "mine.tsv").read_bytes() == EXAMPLE.read_bytes()


def test_only_its_owner_can_read_a_report(tmp_path: Path) -> None:
    assert run(["report", str(EXAMPLE), "--html", "r.html", "--json", "r.json", "-q"]) == 0
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
