"""The choice of a blend: best by proof, the same each time, and a limit named where none fits."""

from __future__ import annotations

import itertools
import random

import pytest

from legaat.advice._choice import Choice, Limits, Option, blocks, choose

LIMITS = Limits({"grams": 20.0, "pieces": 4.0}, {})


def option(name: str, grams: float = 0.0, pieces: float = 0.0, gain: float = 0.0) -> Option:
    gains = {"butyrate": gain} if gain else {}
    return Option(name, grams or pieces, {"grams": grams, "pieces": pieces}, gains)


def held(choice: Choice | None) -> list[str]:
    assert choice is not None
    return [row.ingredient for row in choice.options]


def test_each_need_is_paid_once_by_the_ingredient_that_answers_it_best() -> None:
    worth = {("a", "x"): 5.0, ("b", "x"): 8.0, ("b", "y"): 1.0}
    choice = choose([option("a", 1), option("b", 1)], worth, {}, LIMITS)
    assert held(choice) == ["b"]
    assert choice is not None
    assert choice.answers == {"x": "b", "y": "b"}
    assert choice.value == pytest.approx(9.0)
    assert choice.bound == pytest.approx(9.0)
    assert choice.gap == 0.0


def test_what_adds_nothing_is_left_out() -> None:
    worth = {("a", "x"): 5.0, ("b", "x"): 5.0}
    assert held(choose([option("a", 1), option("b", 1)], worth, {}, LIMITS)) == ["a"]


def test_the_least_dose_of_equal_worth_is_taken() -> None:
    some = [Option("a", amount, {"grams": amount}) for amount in (2.0, 5.0, 10.0)]
    choice = choose(some, {("a", "x"): 3.0}, {}, LIMITS)
    assert choice is not None
    assert [row.amount for row in choice.options] == [2.0]


def test_a_substance_counts_up_to_its_target() -> None:
    some = [option("a", 5, gain=0.6), option("b", 5, gain=0.6), option("c", 5, gain=0.1)]
    choice = choose(some, {}, {"butyrate": 6.0}, LIMITS)
    assert held(choice) == ["a", "b"]
    assert choice is not None
    assert choice.value == pytest.approx(6.0)


def test_limits_hold() -> None:
    some = [option("a", 12), option("b", 12), option("c", 0, 3), option("d", 0, 3)]
    worth = {(name, name): 1.0 + i for i, name in enumerate("abcd")}
    assert held(choose(some, worth, {}, LIMITS)) == ["b", "d"]


def test_at_most_one_of_a_group() -> None:
    limits = Limits({"grams": 20.0}, {"swelling fibre": ("a", "b")})
    worth = {("a", "x"): 2.0, ("b", "y"): 3.0, ("c", "z"): 1.0}
    some = [option("a", 1), option("b", 1), option("c", 1)]
    assert held(choose(some, worth, {}, limits)) == ["b", "c"]


def test_nothing_to_choose_from_is_an_empty_choice() -> None:
    assert held(choose([], {}, {}, LIMITS)) == []


def test_what_must_be_in_it_is() -> None:
    limits = Limits({"grams": 20.0}, {}, frozenset({"a"}))
    worth = {("a", "x"): 0.0, ("b", "y"): 3.0}
    assert held(choose([option("a", 1), option("b", 1)], worth, {}, limits)) == ["a", "b"]


def test_two_that_must_but_do_not_go_together_leave_none() -> None:
    limits = Limits({"grams": 20.0}, {"swelling fibre": ("a", "b")}, frozenset({"a", "b"}))
    some = [option("a", 1), option("b", 1)]
    assert choose(some, {("a", "x"): 1.0}, {}, limits) is None
    assert [block.limit for block in blocks(some, limits)] == ["swelling fibre"]


def test_the_limit_in_the_way_is_named_with_what_the_least_takes() -> None:
    limits = Limits({"grams": 5.0, "pieces": 4.0}, {})
    (block,) = blocks([option("a", 12), option("b", 10)], limits)
    assert block.limit == "grams"
    assert block.needs == pytest.approx(10.0)


def test_two_limits_in_the_way_are_both_named() -> None:
    limits = Limits({"eur": 3.0, "grams": 5.0}, {}, frozenset({"a"}))
    some = [Option("a", 12.0, {"grams": 12.0, "eur": 9.0})]
    found = {block.limit: block.needs for block in blocks(some, limits)}
    assert found == {"eur": pytest.approx(9.0), "grams": pytest.approx(12.0)}


def test_the_fewest_limits_are_named() -> None:
    limits = Limits({"eur": 3.0, "grams": 5.0}, {})
    some = [
        Option("a", 12.0, {"grams": 12.0, "eur": 9.0}),
        Option("b", 4.0, {"grams": 4.0, "eur": 50.0}),
    ]
    assert [block.limit for block in blocks(some, limits)] == ["eur"]


@pytest.mark.parametrize("seed", range(25))
def test_the_choice_is_the_best_of_all_there_are(seed: int) -> None:
    """Compare with every combination of doses."""
    draw = random.Random(seed)
    names = "abcde"[: draw.randint(1, 5)]
    some = [
        Option(
            name,
            float(level),
            {"grams": float(level * draw.randint(1, 4)), "pieces": float(draw.randint(0, 2))},
            {"butyrate": draw.uniform(0, 0.6)},
        )
        for name in names
        for level in range(1, draw.randint(2, 4))
    ]
    worth = {
        (name, need): float(draw.randint(1, 9))
        for name in names
        for need in "xyz"
        if draw.random() < 0.5
    }
    limits = Limits({"grams": 14.0, "pieces": 3.0}, {"some": tuple(names[:2])})
    choice = choose(some, worth, {"butyrate": 6.0}, limits)
    assert choice is not None
    best = max(_points(mix, worth) for mix in _mixes(some, limits))
    assert choice.value == pytest.approx(best, abs=1e-5)
    assert _points(choice.options, worth) == pytest.approx(best, abs=1e-5)
    assert choice.gap <= 1e-6
    again = choose(some, worth, {"butyrate": 6.0}, limits)
    assert again == choice


def _mixes(options: list[Option], limits: Limits) -> list[tuple[Option, ...]]:
    by: dict[str, list[Option | None]] = {}
    for row in options:
        by.setdefault(row.ingredient, [None]).append(row)
    found = []
    for mix in itertools.product(*by.values()):
        rows = tuple(row for row in mix if row is not None)
        used = {k: sum(row.uses.get(k, 0.0) for row in rows) for k in limits.most}
        names = {row.ingredient for row in rows}
        if all(used[k] <= most + 1e-9 for k, most in limits.most.items()) and all(
            len(names & set(group)) <= 1 for group in limits.one_of.values()
        ):
            found.append(rows)
    return found


def _points(mix: tuple[Option, ...], worth: dict[tuple[str, str], float]) -> float:
    names = {row.ingredient for row in mix}
    best: dict[str, float] = {}
    for (name, need), points in worth.items():
        if name in names:
            best[need] = max(points, best.get(need, 0.0))
    gain = sum(row.gains.get("butyrate", 0.0) for row in mix)
    return sum(best.values()) + 6.0 * min(1.0, gain)
