"""What is shipped is what the script works out, and what it works out is told in the documents."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT
from legaat.reference import _change_build, _feeds_build
from legaat.reference._change import FILE as NOISE
from legaat.reference._contrast_build import effects_of, kept_rows
from legaat.reference._expect_build import NAMES, LeftOut, assign, calibrate, logistic
from legaat.reference._expect_check import auroc_grid, mean_of
from legaat.reference._feeds import FILE as FEEDS
from legaat.reference._people import Everyone, load_everyone
from legaat.reference._tables import DATA


@pytest.fixture(scope="module")
def everyone(shared: Path) -> Everyone:
    return load_everyone(shared, "shotgun-genus")


def test_the_provenance_matches_the_models() -> None:
    record = json.loads((DATA / "provenance-expected.json").read_text("utf-8"))
    for name in NAMES:
        raw = (DATA / f"expected-{name}.npz").read_bytes()
        assert hashlib.sha256(raw).hexdigest() == record[name]["sha256"]
        assert len(raw) == record[name]["bytes"]


def test_noise_feeds_and_contrasts_come_out_as_they_are_shipped(
    shared: Path, everyone: Everyone, tmp_path: Path
) -> None:
    _change_build.build(shared, tmp_path)
    _feeds_build.build(shared, tmp_path)
    for name in (NOISE, FEEDS):
        assert json.loads((tmp_path / name).read_text("utf-8")) == json.loads(
            (DATA / name).read_text("utf-8")
        )
    shipped = json.loads((DATA / "contrasts.json").read_text("utf-8"))["contrasts"]
    assert list(kept_rows(effects_of(everyone))) == shipped["shotgun-genus"]


def test_whole_studies_are_left_out(everyone: Everyone) -> None:
    folds = assign(everyone)
    by_study: dict[str, set[int]] = {}
    for study, fold in zip(everyone.people.studies, folds, strict=True):
        by_study.setdefault(study, set()).add(int(fold))
    assert all(len(found) == 1 for found in by_study.values())


def test_the_auroc_is_taken_inside_each_study() -> None:
    shown = np.array([[1], [0]] * 10 + [[1], [0]] * 10, dtype=bool)
    said = np.concatenate([np.tile([0.2, 0.1], 10), np.tile([0.9, 0.8], 10)])[:, None]
    grid = auroc_grid(shown, said, np.repeat(["low", "high"], 20))
    assert grid.tolist() == [[1.0], [1.0]]
    assert mean_of(grid) == 1.0


def test_recalibration_mends_what_is_too_sure() -> None:
    rng = np.random.default_rng(1)
    odds = rng.normal(0, 1, (400, 5))
    shown = rng.random(odds.shape) < 1 / (1 + np.exp(-odds))
    none = np.full(odds.shape, 0.01)
    found = LeftOut(
        studies=("one",) * 400, fold=np.zeros(400, int), shown=shown, raw=2 * odds,
        thin_raw=2 * odds, thin_shown=shown & (rng.random(odds.shape) < 0.9), whole_after=none,
        after=none, before=none[0], limit=np.ones(400), thin_limit=np.ones(400),
        fraction=np.full(400, 0.5), weights=np.full(400, 1 / 400), depth_known=False,
    )  # fmt: skip
    learned = calibrate(found, np.arange(400))
    assert learned.chance[1] == pytest.approx(0.5, abs=0.05)
    assert learned.chance[0] == pytest.approx(0.0, abs=0.2)


def test_a_logistic_regression_finds_its_slopes() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(0, 1, 20_000)
    y = rng.random(20_000) < 1 / (1 + np.exp(-(0.5 + 1.5 * x)))
    assert logistic([x], y, np.ones(20_000)) == pytest.approx((0.5, 1.5), abs=0.06)


def test_the_document_holds_the_figures_that_are_claimed() -> None:
    text = (ROOT / "docs" / "missing.md").read_text(encoding="utf-8")
    assert "| shotgun-species | AUROC within study, studies left out | 0.785 |" in text
    assert "health index, studies left out: AUROC within studies" in text
