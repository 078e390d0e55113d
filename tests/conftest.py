"""Shared fixtures: where the development data lies, and when a test is skipped for want of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path | None:
    """Return the shared data folder, or None where it is missing."""
    folder = Path(os.environ.get("LEGAAT_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "README.md").exists() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the shared data folder; skip the test where it is missing."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("needs the shared data folder (../shared or $LEGAAT_SHARED)")
    return folder
