"""One person's twin, asked what something would change; every answer is worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

from legaat.advice._types import Effect
from legaat.errors import NoGrowthError, NoModelsError, SolverError, UsageError

if TYPE_CHECKING:
    from legaat.advice._person import Person
    from legaat.profiles import Profile
    from legaat.twin import Scenario, Twin

__all__ = ["ACIDS", "INTRODUCED", "Forecast", "Introduced", "diet_of"]

ACIDS: Final = ("butyrate", "propionate", "acetate")
"""What the twin is asked about: the acids that it was measured on."""

INTRODUCED: Final = 0.001
"""Share of the community at which a strain is introduced: one in a thousand."""

PACK: Final = "colon"
"""The models that are used: those that come with Legaat."""

COARSE: Final = 0.01
"""Share from which a taxon counts where many changes are compared."""

COARSE_GAP: Final = 1e-3
_TRACE: Final = 1e-9
_TINY: Final = 1e-9
_GRID: Final = 81
_MAKERS: Final = 2
_SHARE: Final = 0.1
_UNSOLVED = (NoGrowthError, NoModelsError, SolverError)
_OWN_DIETS: Final = {"low-fodmap": "low-fodmap"}


def diet_of(person: Person | None) -> str:
    """Return the name of the diet that stands for what somebody eats.

    The average Dutch one, but for whoever says to eat low in FODMAPs. What somebody really eats
    isn't asked, so that a forecast is for an average eater with these bacteria.
    """
    told = (person.diet if person is not None else None) or ()
    return next((_OWN_DIETS[word] for word in told if word in _OWN_DIETS), "dutch")


@dataclass(frozen=True, slots=True)
class Introduced:
    """A strain's species, introduced at one in a thousand.

    Attributes
    ----------
    share : float or None
        Its share of the community before; None where it wasn't there. Nothing is introduced
        beside a species that is there already: a model can't tell two strains of it apart.
    before, after : Scenario
        The same scenario where it was there already.
    """

    share: float | None
    before: Scenario
    after: Scenario


class Forecast:
    """What a person's twin expects of changes.

    Parameters
    ----------
    profile : Profile
    person : Person, optional
        For the diet.
    diet : str, optional
        Name of a diet, instead of the one that `person` gives.
    twin : Twin, optional
        One of this profile on this diet that was made already; it must be asked in the thread in
        which it was made.

    Notes
    -----
    Nothing is solved before it is asked, and nothing twice. A community of which nothing has a
    model, or that can't be solved, gives None instead of an answer.
    """

    def __init__(
        self,
        profile: Profile,
        person: Person | None = None,
        *,
        diet: str | None = None,
        twin: Twin | None = None,
    ) -> None:
        self._profile = profile
        self._twin = twin
        self.diet = diet or diet_of(person)
        self._added: dict[tuple[tuple[str, float], ...], Scenario | None] = {}
        self._introduced: dict[tuple[str, float], Introduced | None] = {}
        self._screened = 0

    @property
    def pack(self) -> str:
        """Name of the pack of models."""
        return PACK

    @property
    def asked(self) -> bool:
        """Whether anything was solved."""
        return "base" in self.__dict__ and self.base is not None

    @property
    def simulated(self) -> int:
        """How many changes were worked out so far."""
        return len(self._added) + len(self._introduced) + self._screened

    @cached_property
    def twin(self) -> Twin | None:
        """The twin on its diet; None where no taxon has a model."""
        if self._twin is not None:
            return self._twin
        from legaat.twin import Twin

        try:
            return Twin(self._profile, pack=PACK, diet=self.diet)
        except NoModelsError:
            return None

    @cached_property
    def base(self) -> Scenario | None:
        """The community as it is; None where it can't be solved."""
        if self.twin is None:
            return None
        try:
            return self.twin.solve()
        except _UNSOLVED:
            return None

    def adding(self, grams: Mapping[str, float]) -> Scenario | None:
        """Return the community with more of these nutrients or foods, grams a day."""
        key = tuple(sorted(grams.items()))
        if key not in self._added:
            self._added[key] = self._solve_with(grams)
        return self._added[key]

    def _solve_with(self, grams: Mapping[str, float]) -> Scenario | None:
        if self.twin is None or self.base is None:
            return None
        try:
            return self.twin.with_added(dict(grams)).solve(name="changed")
        except _UNSOLVED:
            return None

    def screen(
        self, changes: Sequence[Mapping[str, float]], substance: str = "butyrate"
    ) -> tuple[float | None, ...]:
        """Rank many changes quickly: by how much each changes what is made, in the diet's unit.

        The community is that of the members above one percent, and the growth rates may be one in
        a thousand off the best. For 48 foods in the shipped example the order agrees with that of
        the exact answers (rank correlation above 0.99); for numbers to show there is `effect`.

        Parameters
        ----------
        changes : sequence of mapping of str to float
            Nutrients or foods with grams a day.
        substance : str

        Returns
        -------
        tuple of float or None
            None where it couldn't be solved.
        """
        from legaat.twin import Twin

        try:
            twin = Twin(self._profile, pack=PACK, diet=self.diet, cutoff=COARSE)
            # All that any change brings, in traces, so that one community serves them all.
            traces = [
                {name: grams * _TRACE for name, grams in change.items()} for change in changes
            ]
            twin = twin.with_added(*traces)
            base = twin.solve(gap=COARSE_GAP)
        except _UNSOLVED:
            return (None,) * len(changes)
        before = _value(base, substance)
        found: list[float | None] = []
        for change in changes:
            try:
                after = twin.with_added(dict(change)).solve(name="changed", gap=COARSE_GAP)
            except _UNSOLVED:
                found.append(None)
                continue
            found.append(_value(after, substance) - before)
        self._screened += len(changes)
        return tuple(found)

    def introducing(self, taxon: str, share: float = INTRODUCED) -> Introduced | None:
        """Return what happens to a taxon that comes in at a share; None where it has no model."""
        key = (taxon, share)
        if key not in self._introduced:
            self._introduced[key] = self._introduce(taxon, share)
        return self._introduced[key]

    def _introduce(self, species: str, share: float) -> Introduced | None:
        if self.twin is None or self.base is None:
            return None
        here = {member.taxon: member.abundance for member in self.twin.members}
        if species in here:
            return Introduced(here[species], self.base, self.base)
        try:
            after = self.twin.adding(species, share).solve(name="changed")
        except (*_UNSOLVED, UsageError):
            return None
        own = next((m for m in after.members if m.taxon == species), None)
        # A relative's model would tell of the relative.
        if own is None or (own.by == "genus" and " " in species):
            return None
        return Introduced(None, self.base, after)

    def gain(self, grams: Mapping[str, float], substance: str) -> float | None:
        """Return by how much an addition changes what is made, in the diet's unit."""
        after = self.adding(grams)
        if after is None or self.base is None:
            return None
        return _value(after, substance) - _value(self.base, substance)

    def effect(self, grams: Mapping[str, float], substance: str) -> Effect | None:
        """Return the predicted change of a substance; None without a measured interval.

        The interval of the change takes the errors before and after to go together as far as that
        was measured (`legaat.twin.paired_error`).
        """
        old = None if self.base is None else self.base.exports.get(substance)
        if old is None or old.interval is None:
            return None
        after = self.adding(grams)
        new = None if after is None else after.exports.get(substance)
        if new is None or new.interval is None:
            return None
        from legaat.twin import paired_error

        together = paired_error(substance, "person")
        return Effect(
            substance=substance,
            change=new.value - old.value,
            interval=of_change(
                (old.interval[0], old.value, old.interval[1]),
                (new.interval[0], new.value, new.interval[1]),
                together,
            ),
            unit=new.unit,
            before=old.value,
            added=tuple(sorted(grams.items())),
            makers=_makers(old.by, new.by),
            diet=self.diet,
        )


def of_change(
    before: tuple[float, float, float], after: tuple[float, float, float], together: float
) -> tuple[float, float]:
    """Return where a difference is in four cases out of five.

    Each side's error is log-normal, with a spread of its own up and down; the pair of them is
    worked out on a fixed grid of quantiles, so that the answer is the same each time.

    Parameters
    ----------
    before, after : (float, float, float)
        Low end, value and high end of an 80 % interval.
    together : float
        Correlation of the two errors, 0 to 1.
    """
    import numpy as np

    normal = NormalDist()
    z = np.array([normal.inv_cdf((i + 0.5) / _GRID) for i in range(_GRID)])
    first = z[:, None] + 0.0 * z[None, :]
    second = together * z[:, None] + sqrt(1.0 - together**2) * z[None, :]
    edge = normal.inv_cdf(0.9)

    def spread(side: tuple[float, float, float], error: Any) -> Any:
        low, middle, high = (max(value, _TINY) for value in side)
        down, up = log(middle / low) / edge, log(high / middle) / edge
        return middle * np.exp(np.where(error < 0, down, up) * error)

    change = spread(after, second) - spread(before, first)
    low, high = np.quantile(change, [0.1, 0.9])
    return float(low), float(high)


def _value(scenario: Scenario, substance: str) -> float:
    export = scenario.exports.get(substance)
    return 0.0 if export is None else export.value


def _makers(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[str, ...]:
    """Return who makes most of what comes more, largest first."""
    more = {taxon: made - before.get(taxon, 0.0) for taxon, made in after.items()}
    total = sum(amount for amount in more.values() if amount > 0)
    ranked = sorted(more, key=lambda taxon: (-more[taxon], taxon))
    return tuple(taxon for taxon in ranked[:_MAKERS] if total > 0 and more[taxon] > _SHARE * total)
