"""Choosing a blend: a small mixed-integer programme, solved by HiGHS to a proven optimum.

Every ingredient may be taken at one of its doses, or not. Points are earned for each need that is
answered, once, by the ingredient that answers it best; and for a substance in proportion to what
the twin expects, up to a target. HiGHS: Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from legaat.errors import SolverError

__all__ = ["Block", "Choice", "Limits", "Option", "blocks", "choose"]

_TIE: Final = 1e-6
"""Points that a cheaper choice may be short of the best: HiGHS's own tolerance."""

_TOLERANCE: Final = 1e-9
"""What is asked of HiGHS, as of the twin's programmes."""

_ROUNDING: Final = 1e-12
"""Relative difference of two sums that is none."""

_PART_COST: Final = 1000.0
_ORDER_COST: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Option:
    """One dose of one ingredient.

    Attributes
    ----------
    ingredient : str
    amount : float
        A day, in the ingredient's unit.
    uses : mapping of str to float
        How much it takes of each limit.
    gains : mapping of str to float
        Substance to the part of the target that the twin expects of it.
    """

    ingredient: str
    amount: float
    uses: Mapping[str, float] = field(default_factory=dict)
    gains: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a blend must keep to.

    Attributes
    ----------
    most : mapping of str to float
        Limit to the most of it.
    one_of : mapping of str to tuple of str
        Of these ingredients, at most one.
    must : frozenset of str
        Ingredients that the blend has to hold.
    """

    most: Mapping[str, float]
    one_of: Mapping[str, tuple[str, ...]]
    must: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """The best choice, with its proof.

    Attributes
    ----------
    options : tuple of Option
    answers : mapping of str to str
        Need to the ingredient that answers it.
    value, bound, gap : float
    """

    options: tuple[Option, ...]
    answers: Mapping[str, str]
    value: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class Block:
    """A limit that stands in the way, and how much of it the least blend would take."""

    limit: str
    needs: float


class _Program:
    """Rows and columns as they come; minimised by HiGHS."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def column(self, upper: float = 1.0, *, whole: bool = False, cost: float = 0.0) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        self.rows.append((dict(terms), low, high))

    def solve(self) -> tuple[list[float], float, float, float] | None:
        """Return the solution, its value, the bound and the gap; None where there is none."""
        import highspy

        model: Any = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), len(self.rows)
        model.col_cost_, model.col_lower_ = self.cost, [0.0] * len(self.cost)
        model.col_upper_ = self.upper
        model.row_lower_ = [low for _, low, _ in self.rows]
        model.row_upper_ = [high for _, _, high in self.rows]
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in self.whole]
        starts, index, value = [0], [], []
        for terms, _, _ in self.rows:
            index += list(terms)
            value += list(terms.values())
            starts.append(len(index))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = starts, index
        model.a_matrix_.value_ = value
        solver: Any = _quiet(highspy)()
        for name, setting in (
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.0),
            ("mip_feasibility_tolerance", _TOLERANCE),
            ("primal_feasibility_tolerance", _TOLERANCE),
            ("dual_feasibility_tolerance", _TOLERANCE),
        ):
            solver.setOptionValue(name, setting)
        solver.passModel(model)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        info = solver.getInfo()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError("solver-stuck", reason=solver.modelStatusToString(status))
        x = [float(v) for v in solver.getSolution().col_value]
        found = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if any(self.whole) else found
        gap = abs(found - bound) / max(1.0, abs(found))
        gap = 0.0 if gap < _ROUNDING else gap
        if gap > _TIE:
            raise SolverError("solver-gap", gap=gap)
        return x, found, bound, gap


@cache
def _quiet(highspy: Any) -> Any:
    """Return a HiGHS that does not greet: its constructor prints before it takes an option."""

    class Quiet(highspy.Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> Any:  # noqa: N802
            self.setOptionValue("output_flag", False)  # noqa: FBT003
            return super().enableCallbacks()

    return Quiet


def choose(
    options: Sequence[Option],
    worth: Mapping[tuple[str, str], float],
    substances: Mapping[str, float],
    limits: Limits,
) -> Choice | None:
    """Return the best blend; of equally good ones the one with fewest ingredients, then least.

    Parameters
    ----------
    options : sequence of Option
    worth : mapping of (str, str) to float
        Ingredient and need to points.
    substances : mapping of str to float
        Substance to the points for reaching its target.
    limits : Limits

    Returns
    -------
    Choice or None
        None where the limits leave none that holds what it must.

    Raises
    ------
    SolverError
        The optimum was not proven.
    """
    if not options:
        return Choice((), {}, 0.0, 0.0, 0.0)
    first = _Program()
    picks, answers, reached = _columns(first, options, worth, substances)
    _keep_to(first, options, picks, limits)
    found = first.solve()
    if found is None:
        return None
    x, _, bound, gap = found
    first_choice = [o for o, col in zip(options, picks, strict=True) if x[col] > 0.5]
    best = _points(first_choice, worth, substances)
    # Again, holding the points: fewest ingredients, least of each, first of those given.
    second = _Program()
    picks, answers, reached = _columns(second, options, worth, substances)
    _keep_to(second, options, picks, limits)
    earned = {col: -first.cost[col] for col in (*answers.values(), *reached.values())}
    second.row(earned, best - _TIE, float("inf"))
    names = list(dict.fromkeys(option.ingredient for option in options))
    for option, col in zip(options, picks, strict=True):
        most = max(o.amount for o in options if o.ingredient == option.ingredient)
        order = _ORDER_COST * names.index(option.ingredient)
        second.cost[col] = _PART_COST + option.amount / most + order
    for col in earned:
        second.cost[col] = 0.0
    settled = second.solve()
    if settled is None:
        raise SolverError("solver-stuck", reason="tie")
    x = settled[0]
    chosen = tuple(o for o, col in zip(options, picks, strict=True) if x[col] > 0.5)
    held = {option.ingredient for option in chosen}
    value = _points(chosen, worth, substances)
    if -bound - value > 2 * _TIE * max(1.0, value):
        raise SolverError("solver-gap", gap=-bound - value)
    return Choice(chosen, _answered(worth, held), value, -bound, max(gap, settled[3]))


def _points(
    chosen: Sequence[Option],
    worth: Mapping[tuple[str, str], float],
    substances: Mapping[str, float],
) -> float:
    """Count the points of a blend, without the solver."""
    held = {option.ingredient for option in chosen}
    answered = _answered(worth, held)
    total = sum(worth[ingredient, need] for need, ingredient in answered.items())
    for substance, points in substances.items():
        reached = sum(max(0.0, option.gains.get(substance, 0.0)) for option in chosen)
        total += points * min(1.0, reached)
    return total


def _answered(worth: Mapping[tuple[str, str], float], held: Collection[str]) -> dict[str, str]:
    """Return which ingredient answers each need best."""
    found: dict[str, str] = {}
    for (ingredient, need), points in sorted(worth.items(), key=lambda row: (-row[1], row[0])):
        if ingredient in held and points > 0:
            found.setdefault(need, ingredient)
    return found


def _columns(
    program: _Program,
    options: Sequence[Option],
    worth: Mapping[tuple[str, str], float],
    substances: Mapping[str, float],
) -> tuple[list[int], dict[tuple[str, str], int], dict[str, int]]:
    picks = [program.column(whole=True) for _ in options]
    of: dict[str, list[int]] = {}
    for option, col in zip(options, picks, strict=True):
        of.setdefault(option.ingredient, []).append(col)
    for columns in of.values():
        program.row(dict.fromkeys(columns, 1.0), 0.0, 1.0)
    answers: dict[tuple[str, str], int] = {}
    for (ingredient, need), points in sorted(worth.items()):
        col = answers[ingredient, need] = program.column(cost=-points)
        program.row({col: 1.0, **dict.fromkeys(of.get(ingredient, ()), -1.0)}, -1.0, 0.0)
    for need in sorted({need for _, need in worth}):
        program.row({col: 1.0 for (_, n), col in answers.items() if n == need}, 0.0, 1.0)
    reached: dict[str, int] = {}
    for substance, points in sorted(substances.items()):
        col = reached[substance] = program.column(cost=-points)
        gains = {
            pick: -option.gains.get(substance, 0.0)
            for option, pick in zip(options, picks, strict=True)
            if option.gains.get(substance, 0.0) > 0
        }
        program.row({col: 1.0, **gains}, -float("inf"), 0.0)
    return picks, answers, reached


def _keep_to(
    program: _Program, options: Sequence[Option], picks: Sequence[int], limits: Limits
) -> None:
    for limit, most in sorted(limits.most.items()):
        program.row(_uses(options, picks, limit), -float("inf"), most)
    for _, names in sorted(limits.one_of.items()):
        program.row(_of(options, picks, names), 0.0, 1.0)
    for name in sorted(limits.must):
        program.row(_of(options, picks, (name,)), 1.0, 1.0)


def _uses(options: Sequence[Option], picks: Sequence[int], limit: str) -> dict[int, float]:
    used = zip(options, picks, strict=True)
    return {col: o.uses[limit] for o, col in used if o.uses.get(limit, 0.0) > 0}


def _of(
    options: Sequence[Option], picks: Sequence[int], names: Collection[str]
) -> dict[int, float]:
    return {c: 1.0 for o, c in zip(options, picks, strict=True) if o.ingredient in names}


def blocks(options: Sequence[Option], limits: Limits) -> tuple[Block, ...]:
    """Return the fewest limits that keep a blend from holding anything, or what it must.

    Each limit may be overstepped at a price; the cheapest blend tells which ones have to be.

    Parameters
    ----------
    options : sequence of Option
        Only those that are of use.
    limits : Limits
    """
    program = _Program()
    picks = [program.column(whole=True, cost=_ORDER_COST) for _ in options]
    over: dict[str, tuple[int, int]] = {}
    for limit, most in sorted(limits.most.items()):
        uses = _uses(options, picks, limit)
        large = sum(uses.values())
        broken = program.column(whole=True, cost=_PART_COST)
        more = program.column(upper=large, cost=1.0 / max(large, 1.0))
        over[limit] = (broken, more)
        program.row({**uses, more: -1.0}, -float("inf"), most)
        program.row({more: 1.0, broken: -max(large, 1.0)}, -float("inf"), 0.0)
    for word, names in sorted(limits.one_of.items()):
        uses = _of(options, picks, names)
        broken = program.column(whole=True, cost=_PART_COST)
        over[word] = (broken, broken)
        program.row({**uses, broken: -float(len(uses))}, -float("inf"), 1.0)
    for name in sorted(limits.must):
        program.row(_of(options, picks, (name,)), 1.0, float("inf"))
    program.row(dict.fromkeys(picks, 1.0), 1.0, float("inf"))
    found = program.solve()
    if found is None:
        return ()
    x = found[0]
    return tuple(
        Block(limit, limits.most.get(limit, 1.0) + (x[more] if limit in limits.most else 1.0))
        for limit, (broken, more) in over.items()
        if x[broken] > 0.5
    )
