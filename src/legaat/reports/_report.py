"""The one value that every face of a report is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from legaat.advice import Advice
from legaat.profiles import Profile
from legaat.reference import Standing
from legaat.substances import Panel

if TYPE_CHECKING:
    from legaat.advice import Person

__all__ = ["Report", "build_report"]


@dataclass(frozen=True, slots=True)
class Report:
    """One person's profile, compared, translated into substances, and advised upon.

    Attributes
    ----------
    profile : Profile
    standing : Standing
    panel : Panel
    advice : Advice
    person_given : bool
        Whether anything was known about the person; if not, the careful case was taken.
    seconds : float or None
        Wall time of the analysis, in seconds; reading the file and drawing not counted.
    packs : tuple of str
        Model packs that were used; empty where none was.
    """

    profile: Profile
    standing: Standing
    panel: Panel
    advice: Advice
    person_given: bool
    seconds: float | None = None
    packs: tuple[str, ...] = ()


def build_report(
    profile: Profile,
    person: Person | None = None,
    *,
    reference: str | None = None,
    most: int = 5,
) -> Report:
    """Compare a profile, see what it can make, and advise.

    Parameters
    ----------
    profile : Profile
    person : Person, optional
        What is known about the person; without it only what suits nearly everybody is advised.
    reference : str, optional
        Name of the healthy reference; by default the one that fits the profile's method and rank.
    most : int
        At most so many suggestions.

    Returns
    -------
    Report

    Raises
    ------
    legaat.errors.UsageError
        There is no such reference.
    legaat.errors.NothingMatchedError
        The reference knows none of the names in this profile.
    """
    from legaat.advice import advise
    from legaat.reference import compare
    from legaat.substances import substances

    start = perf_counter()
    standing = compare(profile, reference)
    panel = substances(profile, standing)
    advice = advise(profile, person, standing=standing, panel=panel, most=most)
    return Report(profile, standing, panel, advice, person is not None, perf_counter() - start)
