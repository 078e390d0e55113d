"""A home of its own for every test of the twin, and a compiled pack in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from legaat.settings import Settings
from legaat.twin import Pack, Twin, add_models, open_pack
from twin_factory import MEDIUM, write_folder

SHARES: Mapping[str, float] = {"Fermentia alba": 0.6, "Crossia rubra": 0.3, "Crossia nigra": 0.1}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def pack(tmp_path: Path, settings: Settings) -> Pack:
    add_models(write_folder(tmp_path / "models"), "small", settings=settings)
    return open_pack("small", settings)


@pytest.fixture
def twin(pack: Pack) -> Twin:
    return Twin(SHARES, pack=pack, diet=MEDIUM)
