"""A reader that stops reading (`| head`) is no error, and no reason to leave a file unwritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

EXAMPLE = str(ROOT / "examples" / "profile.tsv")
SKIPS = pytest.mark.skipif(os.name == "nt", reason="pipes break in another way on Windows")


def broken(*words: str, folder: Path, buffered: bool = True) -> tuple[int, str]:
    """Run with a standard output that nobody reads; return the exit status and the errors."""
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "LEGAAT_LANG": "en"}
    if not buffered:
        environment["PYTHONUNBUFFERED"] = "1"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "legaat", *words],
            stdout=writing,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


@SKIPS
@pytest.mark.parametrize(
    ("words", "buffered"),
    [
        (("formats",), False),
        (("know", "claims"), True),
        (("know", "claims", "--json"), True),
        (("schema", "report"), False),
        (("report", "--help"), True),
    ],
)
def test_a_broken_pipe_is_no_error(words: tuple[str, ...], tmp_path: Path, buffered: bool) -> None:
    assert broken(*words, folder=tmp_path, buffered=buffered) == (0, "")


@SKIPS
def test_the_page_is_written_though_nobody_reads_the_screen(tmp_path: Path) -> None:
    status, errors = broken(
        "report", EXAMPLE, "--html", "r.html", "--json", "r.json", folder=tmp_path
    )
    assert (status, errors) == (0, "")
    assert (tmp_path / "r.html").read_text(encoding="utf-8").endswith("</html>")
    assert (tmp_path / "r.json").exists()
