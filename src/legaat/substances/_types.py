"""What a community can make, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from legaat.messages import Lang, Speakable

SubstanceStatus: TypeAlias = Literal["low", "usual", "high", "not predictable"]
Check: TypeAlias = Literal["read", "recalled", "inferred"]


@dataclass(frozen=True, slots=True)
class Maker:
    """A taxon that makes a substance.

    Attributes
    ----------
    taxon : str
    share : float
        The share of the classified part that is counted, 0 to 1. For a genus of which only
        some species are makers, that part of it.
    check : {"read", "recalled", "inferred"}
        How the fact was checked: read in its source, recalled, or inferred from relatives.
    """

    taxon: str
    share: float
    check: Check


@dataclass(frozen=True, slots=True)
class Skill:
    """How well the value was found to follow measured amounts.

    Attributes
    ----------
    measure : str
        For example "Spearman, within study".
    value : float
    interval : tuple of float or None
        95 % interval.
    n : int
        People it was measured in (their repeated samples averaged).
    n_studies : int
    """

    measure: str
    value: float
    interval: tuple[float, float] | None
    n: int
    n_studies: int


@dataclass(frozen=True, slots=True)
class Substance:
    """One substance in one community.

    Attributes
    ----------
    id : str
        "butyrate", "propionate", "acetate", "lipoteichoic acid" …
    label : Speakable
        Its name in the person's language.
    value : float or None
        None where it isn't predictable from a profile. For a learned metabolite the expected
        share of healthy people who have less of it in their stool, 0 to 1; for a part of the
        wall the share of the classified bacteria that carry it (a capacity).
    unit : str or None
        Unit of `value`, `interval` and `population`.
    interval : tuple of float or None
        For a learned metabolite an 80 % interval, whose coverage was checked on studies left
        out. For a capacity the bounds: from the makers that a source we saw stands
        behind, to everybody who could be one: inferred makers, those that make little or only
        on some foods, and the taxa about which nothing is known.
    percentile : float or None
        Of 100 healthy people, how many have a lower `value`.
    status : {"low", "usual", "high", "not predictable"}
    method : Speakable
        How the value was reached, in words; says "capacity" where it is one.
    makers : tuple of Maker
        Largest share first.
    skill : Skill or None
        None where it was never measured.
    population : tuple of float
        Values at the percentiles 1, 5, 10, …, 95, 99 of the healthy people.
    citations : tuple of str
        Citation ids for the makers' facts.
    """

    id: str
    label: Speakable
    value: float | None
    unit: str | None
    interval: tuple[float, float] | None
    percentile: float | None
    status: SubstanceStatus
    method: Speakable
    makers: tuple[Maker, ...]
    skill: Skill | None
    population: tuple[float, ...]
    citations: tuple[str, ...]

    def name(self, lang: Lang) -> str:
        """Return the name of the substance."""
        return self.label.text(lang)


@dataclass(frozen=True, slots=True)
class Panel:
    """All substances of one community, in a fixed order."""

    substances: tuple[Substance, ...]

    def __repr__(self) -> str:
        return f"Panel({', '.join(row.id for row in self.substances)})"

    def __iter__(self) -> Iterator[Substance]:
        return iter(self.substances)

    def __len__(self) -> int:
        return len(self.substances)

    def __getitem__(self, substance_id: str) -> Substance:
        for substance in self.substances:
            if substance.id == substance_id:
                return substance
        raise KeyError(substance_id)
