"""The one value that every face of a report is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from legaat.advice import Advice
from legaat.messages import Lang, Message, Speakable
from legaat.profiles import Profile
from legaat.reference import Standing
from legaat.reports._feeding import unsuited
from legaat.reports._returning import by_twin
from legaat.substances import Panel

if TYPE_CHECKING:
    from legaat.advice import Blend, Forecast, Person, Strains
    from legaat.reports._inside import Inside

__all__ = ["Report", "Returning", "build_report"]

Returning: TypeAlias = Callable[[Sequence[str]], Mapping[str, tuple[Speakable, ...]]]
"""From names of missing taxa to what would change if each came back."""

ADULT: Final = 18.0
"""Age from which the references, which hold adults, suit a person, in years."""

MATURE: Final = 3.0
"""Age before which the gut community still grows towards an adult's, in years (R504)."""


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
    young : bool
        Whether the person is a child so young that comparing with adults says little.
    returning : mapping of str to tuple of Speakable
        What would change if a missing taxon came back, by taxon; empty where no twin was asked.
    strains : Strains or None
        Live strains beside this community, where that was asked.
    blend : Blend or None
        A personal blend, where that was asked.
    unsuited : frozenset of str
        Fibres that aren't named as food of a missing bacterium: a safety rule withholds them.
    inside : Inside or None
        What a model says of who eats what and what comes out; None where no twin was asked.
    """

    profile: Profile
    standing: Standing
    panel: Panel
    advice: Advice
    person_given: bool
    seconds: float | None = None
    packs: tuple[str, ...] = ()
    young: bool = False
    returning: Mapping[str, tuple[Speakable, ...]] = field(default_factory=dict)
    strains: Strains | None = None
    blend: Blend | None = None
    unsuited: frozenset[str] = frozenset()
    inside: Inside | None = None

    def __repr__(self) -> str:
        advised = f"{len(self.advice.suggestions)} suggestions"
        return f"Report({self.profile.sample!r}: {self.standing!r}, {advised})"

    def to_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """Return the report as the JSON contract ``legaat.report/1``.

        Parameters
        ----------
        lang : {"nl", "en"}
            Language of the sentences.
        """
        from legaat.reports._json import render_json

        return render_json(self, lang)


def build_report(
    profile: Profile,
    person: Person | None = None,
    *,
    reference: str | None = None,
    most: int = 5,
    effects: bool = False,
    strains: bool = False,
    blend: Mapping[str, Any] | bool = False,
    returning: Returning | None = None,
    forecast: Forecast | None = None,
    every: bool = False,
    without: Collection[str] = (),
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
    effects : bool
        Also ask the twin who eats what and what holds it back, what suggestions would change,
        and what the return of a missing bacterium would.
    strains : bool
        Also ask the twin about live strains.
    blend : bool or mapping
        Also put a blend together; a mapping holds keyword arguments of `legaat.blend`.
    returning : callable, optional
        Asked with the names of the missing taxa, the surest first, it says for each that it
        knows what would change if that came back; instead of the twin.
    forecast : Forecast, optional
        What asks the twin, where it was made already; it is only asked for `effects`, `strains`
        or `blend`.
    every : bool
        Also suggest what serves the same purpose as something before it.
    without : collection of str
        Ids of suggestions that somebody doesn't want.

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
    from legaat import advice as room
    from legaat.reference import compare
    from legaat.substances import substances

    start = perf_counter()
    age = person.age if person is not None else None
    standing = _for_age(compare(profile, reference), age)
    panel = substances(profile, standing)
    wanted = effects or strains or blend is not False
    forecast = (forecast or room.Forecast(profile, person)) if wanted else None
    own = by_twin(standing, forecast) if effects and forecast is not None else None
    told = room.advise(
        profile,
        person,
        standing=standing,
        panel=panel,
        most=most,
        forecast=forecast if effects else None,
        every=every,
        without=without,
    )
    fits = room.strains(profile, person, forecast=forecast) if strains else None
    limits = blend if isinstance(blend, Mapping) else {}
    mixed = (
        room.blend(profile, person, standing=standing, panel=panel, forecast=forecast, **limits)
        if blend is not False
        else None
    )
    return Report(
        profile,
        standing,
        panel,
        told,
        person_given=person is not None,
        seconds=perf_counter() - start,
        packs=(forecast.pack,) if forecast is not None and forecast.asked else (),
        young=age is not None and age < MATURE,
        returning=_returning(standing, returning or own),
        strains=fits,
        blend=mixed,
        unsuited=unsuited(person),
        inside=_inside(forecast) if effects and forecast is not None else None,
    )


def _inside(forecast: Forecast) -> Inside | None:
    from legaat.reports._inside import inside

    return inside(forecast)


def _returning(standing: Standing, ask: Returning | None) -> Mapping[str, tuple[Speakable, ...]]:
    missing = tuple(row.taxon for row in standing.with_status("missing"))
    return dict(ask(missing)) if ask is not None and missing else {}


def _for_age(standing: Standing, age: float | None) -> Standing:
    """Say first of all that the reference holds adults, where the person is none."""
    if age is None or age >= ADULT:
        return standing
    note = Message.of(f"report.stand.{'young' if age < MATURE else 'minor'}")
    source = (*standing.reference.source, "R504") if age < MATURE else standing.reference.source
    info = replace(standing.reference, source=source)
    return replace(standing, reference=info, notes=(note, *standing.notes))
