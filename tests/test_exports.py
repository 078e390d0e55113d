"""What the package promises is what can be imported, and importing it is cheap."""

from __future__ import annotations

import subprocess
import sys

import pytest

import legaat
from conftest import ROOT


def test_all_is_sorted_and_importable() -> None:
    assert legaat.__all__ == sorted(legaat.__all__)
    for name in legaat.__all__:
        assert getattr(legaat, name) is not None


def test_all_is_what_dir_shows_beside_modules() -> None:
    assert set(legaat.__all__) <= set(dir(legaat))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = legaat.nonsense


def test_substances_is_a_room_and_a_verb() -> None:
    assert callable(legaat.substances)
    assert legaat.substances.Panel is legaat.Panel  # type: ignore[attr-defined]


HEAVY = ("numpy", "scipy", "pandas", "pydantic", "jinja2", "rich", "typer", "h5py")


def test_importing_legaat_imports_nothing_heavy() -> None:
    code = f"import sys, legaat; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_help_imports_no_numbers() -> None:
    """Help and errors must come at once: numpy and scipy are for the work itself."""
    code = (
        "import sys; from legaat.cli._main import run; run(['--version']);"
        "print([m for m in ('numpy', 'scipy', 'pandas', 'pydantic', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_the_citation_file_names_this_version() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {legaat.__version__}\n" in text
