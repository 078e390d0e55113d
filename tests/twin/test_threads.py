"""A twin made in one thread answers in another, and answers many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import highspy
import pytest

from legaat.twin import Pack, Twin

SHARES = {"Fermentia alba": 0.6, "Crossia rubra": 0.3, "Crossia nigra": 0.1}
MEDIUM = {"glc": 1.0, "pi": 10.0}
COLON = {"Faecalibacterium prausnitzii": 0.5, "Bacteroides uniformis": 0.3,
         "Bifidobacterium adolescentis": 0.2}  # fmt: skip


def _elsewhere(work: Callable[[], object]) -> object:
    """Run in a new thread, whose HiGHS has never run."""
    box: list[object] = []
    thread = threading.Thread(target=lambda: box.append(work()))
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    return box[0]


def _butyrate(twin: Twin, name: str, amount: float) -> float:
    found = twin.with_medium({name: amount}).solve()
    return found.exports["butyrate"].value


def test_what_one_thread_made_another_asks(pack: Pack) -> None:
    twin = Twin(SHARES, pack=pack, diet=MEDIUM)
    first = _elsewhere(lambda: _butyrate(twin, "glc", 1.0))
    second = _elsewhere(lambda: _butyrate(twin, "glc", 2.0))
    assert first == pytest.approx(_butyrate(Twin(SHARES, pack=pack, diet=MEDIUM), "glc", 1.0))
    assert second == pytest.approx(_butyrate(Twin(SHARES, pack=pack, diet=MEDIUM), "glc", 2.0))


def test_the_shipped_pack_crosses_threads_too() -> None:
    twin = Twin(COLON, pack="colon")
    before = twin.solve().exports["butyrate"].value
    more = _elsewhere(lambda: twin.with_added("inulin=10g").solve().exports["butyrate"].value)
    again = _elsewhere(lambda: twin.solve(ranges=["butyrate"]).exports["butyrate"].value)
    fresh = Twin(COLON, pack="colon").with_added("inulin=10g").solve()
    assert more == pytest.approx(fresh.exports["butyrate"].value, rel=1e-4)
    assert again == pytest.approx(before, rel=1e-4)


def test_four_threads_share_one_twin(pack: Pack) -> None:
    twin = Twin(SHARES, pack=pack, diet=MEDIUM)
    asked = [0.5 + 0.25 * i for i in range(12)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda amount: _butyrate(twin, "glc", amount), asked))
    alone = [_butyrate(Twin(SHARES, pack=pack, diet=MEDIUM), "glc", x) for x in asked]
    assert together == pytest.approx(alone, rel=1e-5)


def test_a_wider_scheduler_of_somebody_else_is_no_obstacle(pack: Pack) -> None:
    def work() -> float:
        other = highspy.Highs()
        other.setOptionValue("output_flag", False)
        other.setOptionValue("threads", 3)
        other.run()
        return Twin(SHARES, pack=pack, diet=MEDIUM).solve().greatest_growth

    expected = Twin(SHARES, pack=pack, diet=MEDIUM).solve().greatest_growth
    assert _elsewhere(work) == pytest.approx(expected)
