"""What a simulation answers, as frozen values; and the JSON that machines read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from legaat.messages import Lang, Message

if TYPE_CHECKING:
    from legaat.twin._community import Community
    from legaat.twin._diet import Basis
    from legaat.twin._match import By
    from legaat.twin._model import Floats

SCHEMA: Final = "legaat.simulation/1"
GROWTH_UNIT: Final = "1/h"
FLUX_UNIT: Final = "mmol/gDW/h"

Method: TypeAlias = "Literal['model', 'calibrated']"

NAMED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ac_m": "acetate", "ppa_m": "propionate", "but_m": "butyrate", "isobut_m": "isobutyrate",
        "isoval_m": "isovalerate", "M03134_m": "valerate", "isocapr_m": "isocaproate",
        "2mbut_m": "2-methylbutyrate", "lac_L_m": "L-lactate", "lac_D_m": "D-lactate",
        "succ_m": "succinate", "for_m": "formate", "etoh_m": "ethanol", "h2_m": "hydrogen",
        "ch4_m": "methane", "h2s_m": "hydrogen sulfide", "co2_m": "carbon dioxide",
        "nh4_m": "ammonium", "4abut_m": "GABA", "indole_m": "indole",
        "indprp_m": "indole-3-propionate", "ind3ac_m": "indole-3-acetate",
        "pcresol_m": "p-cresol", "pac_m": "phenylacetate", "tma_m": "trimethylamine",
        "trypta_m": "tryptamine", "hista_m": "histamine", "ptrc_m": "putrescine",
        "spmd_m": "spermidine", "ribflv_m": "riboflavin", "fol_m": "folate",
        "dchac_m": "deoxycholate",
    }
)  # fmt: skip
"""Everyday names of what a gut community gives off, by lumen metabolite."""

SUMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"lactate": ("lac_D_m", "lac_L_m")})
"""Substances that are measured together: name to their parts in the lumen."""

RANGED: Final = ("acetate", "propionate", "butyrate", "L-lactate", "D-lactate", "succinate",
                 "formate", "hydrogen", "methane", "hydrogen sulfide", "indole")  # fmt: skip
"""The exports whose ranges are asked for by default."""


@dataclass(frozen=True, slots=True)
class MemberGrowth:
    """One taxon in a solved community.

    Attributes
    ----------
    taxon, model : str
        Name in the profile, and the pack's model that stands for it.
    by : {"id", "species", "genus"}
        How the model was found.
    abundance : float
        Share of the community, 0 to 1.
    growth : float
        1/h.
    """

    taxon: str
    model: str
    by: By
    abundance: float
    growth: float


Span: TypeAlias = "tuple[float, float]"


class Reach:
    """The least and most of an export: known, or found when it is first asked for.

    Parameters
    ----------
    ask : callable
        Finds them, in mmol/gDW/h.
    """

    __slots__ = ("_ask", "_found")

    def __init__(self, ask: Callable[[], Span | None] | None, found: Span | None = None) -> None:
        self._ask = ask
        self._found = found

    def __reduce__(self) -> tuple[object, ...]:
        return Reach, (None, self._found)  # the engine stays behind: what wasn't asked is None

    @property
    def known(self) -> Span | None:
        """What was found so far, mmol/gDW/h."""
        return self._found

    def __call__(self) -> Span | None:
        """Return the least and most, mmol/gDW/h, solving for them where that wasn't done."""
        if self._found is None and self._ask is not None:
            self._found, self._ask = self._ask(), None
        return self._found


@dataclass(frozen=True, slots=True)
class Export:
    """What happens to one substance in the lumen.

    Attributes
    ----------
    metabolite : str
        Its id in the lumen; ids with a plus for what is measured together.
    value : float
        Net export in `unit`; negative where more goes in than comes out. With the colon pack on a
        diet in grams: as the calibration has it, where that proved better than the model alone.
    by : mapping of str to float
        What each taxon makes (positive) or eats (negative) in the model, in the same unit.
    limits : tuple of Limit
        What would raise the most, where the range was asked.
    unit : {"mmol/day", "mmol/L", "mmol/gDW/h"}
        For a person's day, for an incubation, or for a medium.
    interval : (float, float) or None
        Where four out of five measurements are expected; None where nothing was measured. For a
        person's day it rests on cultures of stool: real ones are at least as wide.
    mechanism : float
        What the model alone says, in the same unit.
    method : {"model", "calibrated"}
        Where `value` comes from.
    """

    metabolite: str
    value: float
    by: Mapping[str, float]
    limits: tuple[Limit, ...] = ()
    unit: str = FLUX_UNIT
    interval: Span | None = None
    mechanism: float = 0.0
    method: Method = "model"
    _reach: Reach = field(default_factory=lambda: Reach(None), repr=False, compare=False)
    _factor: float = field(default=1.0, repr=False, compare=False)

    @property
    def range(self) -> Span | None:
        """Least and most that the same growth rates allow, in `unit`; solved when first asked.

        It belongs to the model; where `value` is calibrated, it moves along in proportion, so
        that the two can be compared.

        Raises
        ------
        SolverError
        """
        return self._told(self._reach())

    @property
    def known_range(self) -> Span | None:
        """The range where it was found already, else None."""
        return self._told(self._reach.known)

    def _told(self, span: Span | None) -> Span | None:
        return None if span is None else (span[0] * self._factor, span[1] * self._factor)


@dataclass(frozen=True, slots=True)
class Limit:
    """A nutrient that holds something back.

    Attributes
    ----------
    nutrient : str
        Lumen metabolite.
    name : str
        The same in words, as the models call it.
    shadow_price : float
        Rise per mmol/gDW/h more of it: of growth, 1/h; or of an export, mmol/gDW/h.
    """

    nutrient: str
    name: str
    shadow_price: float


@dataclass(frozen=True, slots=True)
class SolverReport:
    """How well a scenario was solved.

    Attributes
    ----------
    status : str
        "optimal": nothing else is ever handed out.
    residual : float
        Largest scaled violation of a balance.
    gap : float
        Largest relative gap that is not proven closed.
    rounds : int
        Times the growth rates were corrected by a proof that they were impossible.
    seconds : float
        CPU seconds of this process.
    """

    status: str
    residual: float
    gap: float
    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """One solved community.

    Attributes
    ----------
    name : str
    changes : mapping of str to object
        What differs from the baseline: "medium" (nutrient to its inflow), "added" (nutrient to
        grams), "without", "with".
    fraction : float
        Part of the greatest growth that was kept.
    greatest_growth, community_growth : float
        1/h.
    total_flux : float
        Sum of all absolute fluxes, mmol/gDW/h: the least possible.
    members : tuple of MemberGrowth
    exports : mapping of str to Export
        By name ("butyrate"), or lumen id where there is no everyday name.
    limiting : tuple of Limit
        What limits growth, highest price first.
    solver : SolverReport
    """

    name: str
    changes: Mapping[str, object]
    fraction: float
    greatest_growth: float
    community_growth: float
    total_flux: float
    members: tuple[MemberGrowth, ...]
    exports: Mapping[str, Export]
    limiting: tuple[Limit, ...]
    solver: SolverReport
    _community: Community = field(repr=False, compare=False)
    _x: Floats = field(repr=False, compare=False)

    def __repr__(self) -> str:
        grown = f"growth {self.community_growth:.4f} {GROWTH_UNIT}"
        return f"Scenario({self.name!r}: {len(self.members)} taxa, {grown})"

    def fluxes(self, taxon: str) -> dict[str, float]:
        """Return every reaction's flux in one taxon, mmol/h per gram of that taxon.

        Raises
        ------
        KeyError
            The taxon is not in this community.
        """
        for i, member in enumerate(self._community.members):
            if member.taxon == taxon:
                values = self._community.member_fluxes(self._x, i).tolist()
                return dict(zip(self._community.models[i].reactions, values, strict=True))
        raise KeyError(taxon)

    def growth(self, taxon: str) -> float:
        """Return the growth rate of a taxon, 1/h.

        Raises
        ------
        KeyError
            The taxon is not in this community.
        """
        for member in self.members:
            if member.taxon == taxon:
                return member.growth
        raise KeyError(taxon)

    def to_dict(self) -> dict[str, Any]:
        """Return one entry of ``scenarios`` in ``legaat.simulation/1``."""
        return {
            "name": self.name,
            "changes": _plain(self.changes),
            "fraction": self.fraction,
            "greatest_growth": self.greatest_growth,
            "community_growth": self.community_growth,
            "unit": GROWTH_UNIT,
            "members": [
                {"taxon": m.taxon, "model": m.model, "matched_by": m.by,
                 "abundance": m.abundance, "growth": m.growth, "unit": GROWTH_UNIT}
                for m in self.members
            ],
            "exports": {
                name: {
                    "metabolite": e.metabolite,
                    "value": e.value,
                    "interval": None if e.interval is None else list(e.interval),
                    "range": None if e.known_range is None else list(e.known_range),
                    "unit": e.unit,
                    "method": e.method,
                    "mechanism": e.mechanism,
                    "by": dict(e.by),
                    "limiting": [_limit(limit) for limit in e.limits],
                }
                for name, e in self.exports.items()
            },
            "limiting": [_limit(limit) for limit in self.limiting],
            "solver": {
                "status": self.solver.status, "residual": self.solver.residual,
                "gap": self.solver.gap, "rounds": self.solver.rounds,
                "seconds": round(self.solver.seconds, 3),
            },
        }  # fmt: skip


def _limit(limit: Limit) -> dict[str, object]:
    return {
        "nutrient": limit.nutrient, "name": limit.name, "shadow_price": limit.shadow_price
    }  # fmt: skip


def _plain(changes: Mapping[str, object]) -> dict[str, object]:
    return {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in changes.items()
    }


@dataclass(frozen=True, slots=True)
class Simulation:
    """The baseline and what became of it.

    Attributes
    ----------
    scenarios : tuple of Scenario
        The baseline first.
    pack, diet : str
    basis : {"person", "incubation", "medium"}
        Of the diet: grams a day, grams per litre, or no grams.
    matched_share : float
        Share of the profile that has a model, 0 to 1.
    cut_share : float
        Share that has one but lay below the cutoff.
    unmatched : tuple of str
    warnings : tuple of Message
    """

    scenarios: tuple[Scenario, ...]
    pack: str
    diet: str
    basis: Basis
    matched_share: float
    cut_share: float
    unmatched: tuple[str, ...]
    warnings: tuple[Message, ...]

    def __repr__(self) -> str:
        names = ", ".join(repr(s.name) for s in self.scenarios)
        return f"Simulation({names}; pack {self.pack!r}, diet {self.diet!r})"

    @property
    def exports(self) -> Mapping[str, Export]:
        """The exports of the last scenario: after the change, if there is one."""
        return self.scenarios[-1].exports

    def __getitem__(self, name: str) -> Scenario:
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        raise KeyError(name)

    def to_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """Return the simulation as the JSON contract ``legaat.simulation/1``.

        Parameters
        ----------
        lang : {"nl", "en"}
            Language of the warnings.
        """
        return {
            "schema": SCHEMA,
            "pack": self.pack,
            "diet": self.diet,
            "basis": self.basis,
            "matched_share": self.matched_share,
            "cut_share": self.cut_share,
            "unmatched": list(self.unmatched),
            "warnings": [warning.text(lang) for warning in self.warnings],
            "scenarios": [scenario.to_dict() for scenario in self.scenarios],
        }
