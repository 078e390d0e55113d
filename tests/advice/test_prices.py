from __future__ import annotations

from pathlib import Path

import pytest

from legaat.advice import read_prices
from legaat.errors import FileError, RefusedError, UsageError
from legaat.knowledge import ingredients


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_price_by_the_gram_and_by_the_piece(tmp_path: Path) -> None:
    found = read_prices(
        write(tmp_path, "[chicory-inulin]\neur = 10\ngrams = 500\n[mimbb75]\neur = 28\npieces = 56")
    )
    inulin, dead = ingredients()["chicory-inulin"], ingredients()["mimbb75"]
    assert found["chicory-inulin"].month(inulin, 12.0) == pytest.approx(10 / 500 * 12 * 365 / 12)
    assert found["mimbb75"].month(dead, 1e9) == pytest.approx(28 / 56 * 2 * 365 / 12)


def test_a_pack_that_does_not_tell_its_content_has_no_price_a_month(tmp_path: Path) -> None:
    found = read_prices(write(tmp_path, "[mimbb75]\neur = 28\ngrams = 30"))
    assert found["mimbb75"].month(ingredients()["mimbb75"], 1e9) is None


@pytest.mark.parametrize(
    "text",
    [
        "[gold]\neur = 1",
        "[mimbb75]\npieces = 5",
        "[mimbb75]\neur = -1\npieces = 5",
        "[mimbb75]\neur = 1\npieces = 0",
        "[mimbb75]\neur = nan\npieces = 5",
        "[mimbb75]\neur = true\npieces = 5",
        "[mimbb75]\neur = 1\npieces = 5\nmore = 1",
        "mimbb75 = 3",
        "not toml",
    ],
)
def test_what_is_no_price_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_prices(write(tmp_path, text))
    assert "prices.toml" in caught.value.text("nl")


def test_a_missing_or_large_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_prices(tmp_path / "none.toml")
    with pytest.raises(RefusedError):
        read_prices(write(tmp_path, "#" * 70_000))
