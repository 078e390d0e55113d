"""Profiles, standings and panels for the tests of the advice room, built from the contracts."""

from __future__ import annotations

from typing import Any, Final

from legaat.advice import Advice, Person, advise
from legaat.messages import Text
from legaat.profiles import Profile, Provenance, ReadingReport
from legaat.reference import ReferenceInfo, Standing, Status, TaxonStanding
from legaat.substances import Panel, Substance, SubstanceStatus

PROFILE: Final = Profile(
    "sample",
    "species",
    {"Bacteroides uniformis": 1.0},
    None,
    Provenance("wide"),
    ReadingReport("wide", 1.0, "species", "unknown", 1.0, "1", None, 1.0, 1),
)
_WORD: Final = Text(nl="woord", en="word")
_HEALTHY_ADULT: Final[dict[str, Any]] = {
    "age_years": 40,
    "sex": "male",
    "immune": "normal",
    "in_hospital": "no",
    **{
        key: []
        for key in (
            *("conditions", "medicines", "allergies", "intolerances", "complaints"),
            *("diet", "restrictions", "goals", "takes"),
        )
    },
}


def adult(**changes: Any) -> Person:
    """Return a healthy man of 40 about whom everything is known, with changes."""
    return Person(**{**_HEALTHY_ADULT, **changes})


def panel(**statuses: SubstanceStatus) -> Panel:
    """Return a panel in which everything is usual but what is named."""
    return Panel(
        tuple(
            Substance(
                name,
                Text(nl=f"{name}-nl", en=name),
                0.1,
                "1",
                (0.05, 0.2),
                12.0,
                statuses.get(name, "usual"),
                _WORD,
                (),
                None,
                (),
                (),
            )
            for name in ("butyrate", "propionate", "acetate")
        )
    )


def standing(**statuses: Status) -> Standing:
    """Return a standing of single taxa, by genus and species with an underscore."""
    rows = tuple(
        TaxonStanding(name.replace("_", " "), 0.0 if s == "missing" else 0.01, None, 0.5, s)
        for name, s in statuses.items()
    )
    info = ReferenceInfo("test", 100, 2, "species", _WORD, ())
    return Standing(info, rows, 1e-4, 1.0, {}, ())


def advice(
    person: Person | None = None,
    *,
    low: Panel | None = None,
    taxa: Standing | None = None,
    most: int = 5,
) -> Advice:
    """Return the advice for a person whose profile lacks nothing, unless told otherwise."""
    return advise(PROFILE, person, standing=taxa or standing(), panel=low or panel(), most=most)


def suggested(given: Advice) -> list[str]:
    """Return the ids of the suggestions, in order."""
    return [row.id for row in given.suggestions]


def stopped(given: Advice) -> dict[str, str]:
    """Return what was withheld, with the rule that did."""
    return {row.id: row.rule for row in given.withheld}
