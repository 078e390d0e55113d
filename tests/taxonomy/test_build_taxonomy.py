"""The compiled tables follow from their inputs, and a rebuild gives the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from legaat.taxonomy._build import DATA, build


@pytest.mark.shared
def test_a_rebuild_gives_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    shutil.copy(DATA / "curated.tsv", tmp_path)
    build(shared, tmp_path)
    for path in sorted(DATA.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_provenance_names_its_inputs() -> None:
    record = json.loads((DATA / "provenance.json").read_text("utf-8"))
    assert all(len(item["sha256"]) == 64 for item in record["inputs"].values())
    assert record["counts"]["species"] > 500
