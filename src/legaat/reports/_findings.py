"""What stands out in a report: one choice, used by the page, the terminal and the summary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from legaat.messages import Lang
from legaat.reference import Standing, TaxonStanding
from legaat.reports._missing import missed
from legaat.reports._report import Report
from legaat.reports._words import finite
from legaat.substances import Panel, Substance

__all__ = [
    "DAIRY",
    "GROUPS",
    "MOST_MISSING",
    "MOST_STRIPS",
    "TELLING",
    "Findings",
    "compared_names",
    "find",
    "known_to_make",
    "makes",
    "standing_out",
]

MOST_STRIPS: Final = 4
MOST_MISSING: Final = 8
GROUPS: Final = ("butyrate", "propionate", "acetate")
"""Substances by which bacteria are grouped, the first that fits."""
TELLING: Final = ("butyrate",)
"""Substances worth a sentence of their own in the summary."""


DAIRY: Final[Mapping[str, tuple[str, ...]]] = {
    "Streptococcus thermophilus": ("R083",),
    "Lactobacillus delbrueckii": ("R083",),
    "Lacticaseibacillus paracasei": ("R039", "R040"),
}
"""Bacteria with which milk is fermented: those of yoghurt, and one of the fermented milk of two
trials. That much of it in stool comes from food is what we take from that, and no more."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The taxa that a report speaks of.

    Attributes
    ----------
    high, low : tuple of TaxonStanding
        More and less than most healthy people have; those with the largest shares first.
    missing : tuple of TaxonStanding
        Those that matter first, then those that can be helped, then the surest.
    largest : tuple of TaxonStanding
        Those somebody has most of.
    """

    high: tuple[TaxonStanding, ...]
    low: tuple[TaxonStanding, ...]
    missing: tuple[TaxonStanding, ...]
    largest: tuple[TaxonStanding, ...]


def find(report: Report) -> Findings:
    """Return what stands out, in the order of interest; of a young child only what it has most of.

    Parameters
    ----------
    report : Report
    """
    standing = report.standing
    seen = [row for row in standing.taxa if row.share > 0]
    if report.young:
        return Findings((), (), (), _sorted(tuple(seen), lambda row: row.share)[:MOST_STRIPS])
    return Findings(
        high=_sorted(standing.with_status("high"), lambda row: row.share),
        low=_sorted(standing.with_status("low"), _usual_share),
        missing=tuple(one.row for one in missed(report)),
        largest=_sorted(tuple(seen), lambda row: row.share)[:MOST_STRIPS],
    )


def _usual_share(row: TaxonStanding) -> float:
    """Return how much the healthy carriers usually have, counted for how many carry it."""
    return (row.usual[1] if row.usual else row.share) * (finite(row.prevalence) or 0.0)


def _sorted(
    rows: tuple[TaxonStanding, ...], key: Callable[[TaxonStanding], float]
) -> tuple[TaxonStanding, ...]:
    return tuple(sorted(rows, key=lambda row: (-key(row), row.taxon)))


def standing_out(panel: Panel) -> Substance | None:
    """Return the substance that is most worth a sentence, or None where all are usual.

    Only one whose capacity follows what was measured in stool: for the others the page itself says
    that a difference tells little (``docs/substances.md``).
    """
    odd = [s for s in panel if s.status in {"low", "high"} and finite(s.percentile) is not None]
    return next((s for s in odd if s.id in TELLING), None)


def compared_names(standing: Standing) -> Callable[[str], str]:
    """Return a function from a name in the profile to the name it is compared under."""
    together = {name: taxon for taxon, names in standing.lumped.items() for name in names}
    return lambda name: together.get(name, name)


def known_to_make(report: Report) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of what each bacterium is known to make, also of those not seen here.

    Facts that are only inferred from relatives are left out, and so is the cell wall: nearly
    every bacterium with a thick wall makes that.
    """
    from legaat.substances import facts

    known: dict[str, tuple[str, ...]] = {}
    here = compared_names(report.standing)
    missing = report.standing.with_status("missing")
    for key in GROUPS:
        for substance in (s for s in report.panel if s.id == key):
            names = [here(maker.taxon) for maker in substance.makers if maker.check != "inferred"]
            absent = ((row.taxon, facts().get((row.taxon, key))) for row in missing)
            names += [
                name
                for name, fact in absent
                if fact and fact.strength == "major" and fact.check != "inferred"
            ]
            for name in dict.fromkeys(names):
                known[name] = (*known.get(name, ()), key)
    return known


def makes(report: Report, lang: Lang) -> Mapping[str, tuple[str, ...]]:
    """Return what each bacterium is known to make, in words."""
    names = {substance.id: substance.name(lang) for substance in report.panel}
    found = known_to_make(report).items()
    return {taxon: tuple(names[key] for key in keys) for taxon, keys in found}
