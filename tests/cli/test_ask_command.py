"""``legaat ask`` in a real process, with typed answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from legaat.advice import Person


def _run(folder: Path, typed: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "legaat", "ask", *options],
        cwd=folder, input=typed, capture_output=True, text=True, encoding="utf-8", timeout=60,
        check=False,
    )  # fmt: skip


def test_answers_become_a_file(tmp_path: Path) -> None:
    typed = "52\nverstopping\nvrouw\nnee\nnee\n" + "\n" * 20
    done = _run(tmp_path, typed, "--lang", "nl")
    assert done.returncode == 0, done.stderr
    person = Person.read(tmp_path / "me.toml")
    assert person.age_years == 52
    assert person.pregnant is False
    assert "Welke klachten heb je?" in done.stderr


def test_a_wrong_word_is_asked_again(tmp_path: Path) -> None:
    typed = "old\n52\nnone\n" + "\n" * 20
    done = _run(tmp_path, typed, "--lang", "en", "--out", "-")
    assert done.returncode == 0, done.stderr
    assert "age_years = 52" in done.stdout
    assert not (tmp_path / "me.toml").exists()


def test_a_sign_for_a_doctor_is_said_at_once(tmp_path: Path) -> None:
    done = _run(tmp_path, "60\nblood in stool, fever\n" + "\n" * 20, "--lang", "en", "--out", "-")
    before, _, after = done.stderr.partition("Are you female")
    assert "see a doctor" in before, done.stderr
    assert after


def test_stopping_half_way_leaves_nothing(tmp_path: Path) -> None:
    done = _run(tmp_path, "40\nnone\n", "--lang", "en")
    assert done.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_not_replaced_unasked(tmp_path: Path) -> None:
    (tmp_path / "me.toml").write_text("age_years = 1\n", encoding="utf-8")
    done = _run(tmp_path, "\n" * 20, "--lang", "en")
    assert done.returncode == 2
    assert (tmp_path / "me.toml").read_text(encoding="utf-8") == "age_years = 1\n"
