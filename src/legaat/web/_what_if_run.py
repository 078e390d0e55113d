"""The questions that a what-if asks of a twin, each in the twin's own thread.

A course of antibiotics or a strain makes another community, and with it another twin; the last few
are kept, and so are the last answers, so that the second look at a move costs nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from legaat.web._what_if import SHOWN, Change, Slider, change_of

if TYPE_CHECKING:
    from legaat.profiles import Profile
    from legaat.twin import Export, Scenario, Simulation, Twin
    from legaat.web._state import Notes
    from legaat.web._what_if_ask import Ask

__all__ = [
    "DOSES",
    "INTRODUCED",
    "MEASURED",
    "Curve",
    "Question",
    "Row",
    "dose_by_dose",
    "doses",
    "measured",
    "points",
    "ranges",
    "reaches",
    "result",
    "spans",
]

T = TypeVar("T")
Question: TypeAlias = "Callable[[Twin, Notes, Profile, Ask], Any]"
"""What is asked in the thread of a twin."""

INTRODUCED: Final = 0.001
"""Share at which a strain is put in, as the advice room does (`legaat.advice.strains`): an
assumption, and a generous one. Ten billion bacteria are one in four thousand of the 38 trillion
that a person holds (Sender, Fuchs & Milo 2016, doi:10.1371/journal.pbio.1002533)."""

MEASURED: Final = ("butyrate", "propionate", "acetate")
"""What was measured in cultures of stool, so that it has an interval."""

DOSES: Final = 5
_TWINS: Final = 4
_ANSWERS: Final = 48
_MIDDLE: Final = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One substance, as far as it is known.

    Attributes
    ----------
    change : Change
        Its `low` and `high` are where four out of five measurements are expected, where that was
        measured; with a course, over all that it may leave.
    reach : (float, float) or None
        Of what wasn't measured: the least and most that the model allows.
    more : (float, float) or None
        Where the difference is in four cases out of five.
    whole : bool
        Whether the ranges were looked for.
    """

    change: Change
    reach: tuple[float, float] | None = None
    more: tuple[float, float] | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """What becomes of a substance with the dose of one thing, all else as asked.

    Attributes
    ----------
    item : Slider
    doses : tuple of float
        In grams or portions.
    low, middle, high : tuple of float
        With the 80 % interval.
    here : float
        What is asked now.
    """

    item: Slider
    doses: tuple[float, ...]
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    here: float


def points(twin: Twin, notes: Notes, profile: Profile, ask: Ask) -> tuple[Row, ...]:
    """Return what there is without and with the changes, at one solution each at most.

    What was measured has its interval at once, unless a course makes it wait for what it may leave.
    """
    return _rows(twin, notes, profile, ask, () if ask.course else MEASURED)


def measured(twin: Twin, notes: Notes, profile: Profile, ask: Ask) -> tuple[Row, ...]:
    """Return the same with the intervals of what was measured, over all that a course may leave."""
    return _rows(twin, notes, profile, ask, MEASURED)


def ranges(twin: Twin, notes: Notes, profile: Profile, ask: Ask) -> tuple[Row, ...]:
    """Return the same with every range that can be known."""
    return _rows(twin, notes, profile, ask, SHOWN)


def _rows(
    twin: Twin, notes: Notes, profile: Profile, ask: Ask, ranged: tuple[str, ...]
) -> tuple[Row, ...]:
    before = _now(twin, notes).exports
    middle = _after(twin, notes, profile, ask, _MIDDLE).exports
    others = [case for case in _cases(ask) if case != _MIDDLE and ranged]
    ends = [middle, *(_after(twin, notes, profile, ask, case).exports for case in others)]
    return tuple(
        _ranged(name, before[name], [end[name] for end in ends if name in end], ask)
        if name in ranged
        else Row(change_of(name, before[name], middle[name]))
        for name in SHOWN
        if name in before and name in middle
    )


def spans(ask: Ask) -> Iterator[Question]:
    """Give what `ranges` needs for what was measured, in pieces that are soon done."""
    for case in _cases(ask):
        yield partial(_solved, case)


def reaches(ask: Ask) -> Iterator[Question]:
    """Give what `ranges` needs for the rest, in pieces that are soon done."""
    for case in _cases(ask):
        for name in SHOWN:
            if name not in MEASURED:
                yield partial(_reached, case, name)


def _cases(ask: Ask) -> tuple[int, ...]:
    from legaat.substances import LEFT

    return tuple(range(len(LEFT))) if ask.course else (_MIDDLE,)


def _solved(case: int, twin: Twin, notes: Notes, profile: Profile, ask: Ask) -> None:
    _after(twin, notes, profile, ask, case)


def _reached(case: int, name: str, twin: Twin, notes: Notes, profile: Profile, ask: Ask) -> None:
    export = _after(twin, notes, profile, ask, case).exports.get(name)
    if export is not None:
        _ = export.range  # solved when it is first asked, and kept


def _ranged(name: str, before: Export, ends: list[Export], ask: Ask) -> Row:
    """Return a substance with its ranges; the first of its ends is the middle case."""
    change = change_of(name, before, ends[0])
    spans = [end.interval for end in ends if end.interval is not None]
    if spans:
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        wide = replace(change, low=low, high=high)
        return Row(wide, more=_difference(name, before, ends[0], (low, high), ask), whole=True)
    seen = [reach for end in ends if (reach := end.range) is not None]
    if not seen:
        return Row(change, whole=True)
    low, high = min(r[0] for r in seen), max(r[1] for r in seen)
    return Row(change, (max(low, 0.0), max(high, change.after, 0.0)), whole=True)


def _difference(
    name: str, before: Export, after: Export, span: tuple[float, float], ask: Ask
) -> tuple[float, float] | None:
    from legaat.advice import of_change
    from legaat.twin import paired_error

    if before.interval is None or ask.nothing:
        return None
    # How errors go together was measured for one community with and without a food, not for two.
    same = not (ask.course or ask.strains)
    return of_change(
        (before.interval[0], before.value, before.interval[1]),
        (span[0], after.value, span[1]),
        paired_error(name, "person") if same else 0.0,
    )


def doses(
    twin: Twin, notes: Notes, profile: Profile, ask: Ask, item: Slider, substance: str
) -> Curve | None:
    """Return how a substance goes with the dose of one thing; None where nothing is measured."""
    grid = _grid(ask, item)
    found: list[tuple[float, float, float]] = []
    for dose in grid:
        export = _at_dose(item, dose, twin, notes, profile, ask).exports.get(substance)
        if export is None or export.interval is None:
            return None
        found.append((export.interval[0], export.value, export.interval[1]))
    low, middle, high = zip(*found, strict=True)
    return Curve(item, grid, low, middle, high, ask.amounts.get(item.key, 0.0))


def dose_by_dose(ask: Ask, item: Slider) -> Iterator[Question]:
    """Give what `doses` needs, in pieces that are soon done."""
    for dose in _grid(ask, item):
        yield partial(_at_dose, item, dose)


def _grid(ask: Ask, item: Slider) -> tuple[float, ...]:
    even = {item.most * i / DOSES for i in range(DOSES + 1)}
    return tuple(sorted(even | {ask.amounts.get(item.key, 0.0)}))


def _at_dose(
    item: Slider, dose: float, twin: Twin, notes: Notes, profile: Profile, ask: Ask
) -> Scenario:
    grams = {**ask.grams, item.key: dose * item.portion_g}
    return _with(twin, notes, profile, ask, _MIDDLE, grams)


def result(twin: Twin, notes: Notes, profile: Profile, ask: Ask) -> Simulation:
    """Return the answer as `legaat simulate` gives it, with its ranges."""
    from legaat.twin import Simulation

    ranges(twin, notes, profile, ask)
    before, after = _now(twin, notes), _after(twin, notes, profile, ask, _MIDDLE)
    base = twin.simulate()
    scenarios = [before]
    if not ask.nothing:
        scenarios.append(replace(after, name="changed", changes=_told(after, ask)))
    return Simulation(
        scenarios=tuple(scenarios), pack=base.pack, diet=base.diet, basis=base.basis,
        matched_share=base.matched_share, cut_share=base.cut_share, unmatched=base.unmatched,
        warnings=base.warnings,
    )  # fmt: skip


def _told(after: Scenario, ask: Ask) -> dict[str, object]:
    from legaat.substances import LEFT

    changes: dict[str, object] = dict(after.changes)
    if ask.species:
        changes["with"] = dict.fromkeys(ask.species, INTRODUCED)
    if ask.course:
        changes["course"] = {"antibiotic": ask.course, "left_of_what_it_hits": LEFT[_MIDDLE]}
    return changes


# -- communities and solutions -------------------------------------------------------------


def _now(twin: Twin, notes: Notes) -> Scenario:
    return _kept(notes, "answers", _ANSWERS, "now", twin.solve)


def _after(twin: Twin, notes: Notes, profile: Profile, ask: Ask, case: int) -> Scenario:
    if ask.nothing:
        return _now(twin, notes)
    return _with(twin, notes, profile, ask, case, ask.grams)


def _with(
    twin: Twin, notes: Notes, profile: Profile, ask: Ask, case: int, grams: Mapping[str, float]
) -> Scenario:
    eaten = {name: amount for name, amount in grams.items() if amount > 0}
    who = (ask.species, ask.course, case if ask.course else _MIDDLE)
    if not eaten and not ask.species and not ask.course:
        return _now(twin, notes)

    def solve() -> Scenario:
        community = _community(twin, notes, profile, ask, case)
        return (community.with_added(eaten) if eaten else community).solve()

    return _kept(notes, "answers", _ANSWERS, (who, tuple(sorted(eaten.items()))), solve)


def _community(twin: Twin, notes: Notes, profile: Profile, ask: Ask, case: int) -> Twin:
    """Return the twin of a community with its strains, after its course."""
    from legaat.knowledge import antibiotics
    from legaat.substances import LEFT, after_course

    if not ask.species and not ask.course:
        return twin

    def make() -> Twin:
        from legaat.twin import Twin

        shares: Mapping[str, float] = profile.shares
        if ask.course:
            course = antibiotics()[ask.course]
            shares = after_course(shares, profile.rank, course, LEFT[case]).shares
        total = sum(shares.values())
        room = 1.0 - INTRODUCED * len(ask.species)
        mixed = {name: share * room for name, share in shares.items()}
        for species in ask.species:
            mixed[species] = mixed.get(species, 0.0) + INTRODUCED * total
        return Twin(mixed, pack="colon", diet=ask.diet)

    return _kept(notes, "twins", _TWINS, (ask.species, ask.course, case), make)


def _kept(notes: Notes, shelf: str, most: int, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made before, or make and keep it; the least recently asked goes first."""
    table: OrderedDict[Hashable, T] = notes.setdefault(shelf, OrderedDict())
    if key in table:
        table.move_to_end(key)
        return table[key]
    found = table[key] = make()
    while len(table) > most:
        table.popitem(last=False)
    return found
