"""What a twin is made of, and the engine behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import numpy as np

from legaat.errors import LegaatError, NoGrowthError
from legaat.messages import Message
from legaat.twin._beyond import beyond
from legaat.twin._community import Member, assemble
from legaat.twin._diet import COLON, Diet
from legaat.twin._engine import Engine, Setting
from legaat.twin._match import Matched
from legaat.twin._nutrients import in_words
from legaat.twin._packfile import Pack
from legaat.twin._ranges import missing

_HALF: Final = 0.5

_FOODS: Final = frozenset(
    f"{food}_m"
    for food in (
        "2fuclac", "arab_L", "arabinogalactan", "arabinoxylan", "bglc", "cellulose", "dextrin",
        "fos", "fru", "galactomannan", "glc_D", "glucomannan", "gos", "inulin", "lac_L", "lactul",
        "lcts", "levan", "mucin", "pectin", "protein", "raffin", "rstarch", "starch", "stys",
        "sucr", "xos", "xyl_D",
    )
)  # fmt: skip


def addable(pack: Pack) -> frozenset[str]:
    """Return what a what-if on the colon pack usually adds, so that it needs no other community.

    In a pack of genome-scale models each nutrient more makes every solution dearer, and there are
    too many; there it is nothing.
    """
    return _FOODS & pack.metabolites.keys() if pack.kind == COLON else frozenset()


@dataclass(slots=True)
class Shelf:
    """A community's engine, made when first needed and shared by what-ifs.

    Attributes
    ----------
    support : frozenset of str
        Nutrients that may be imported; a what-if beyond them needs another shelf.
    parent : Shelf or None
        Where to start from.
    """

    support: frozenset[str]
    parent: Shelf | None = None
    engine: Engine | None = None
    lock: Lock = field(default_factory=Lock, repr=False)


@dataclass(frozen=True, slots=True)
class State:
    """A twin's value; see :class:`Twin`."""

    pack: Pack
    diet: Diet
    matched: Matched
    members: tuple[Member, ...]
    absent: frozenset[str]
    imports: Mapping[str, float]
    changes: Mapping[str, object]
    unknown: tuple[str, ...]
    shelf: Shelf
    shares: Mapping[str, float]
    added: Mapping[str, float]
    asked: Mapping[str, float]

    @property
    def calibrated(self) -> bool:
        """Whether measurements say something about this: the colon pack on a diet in grams."""
        return self.pack.kind == COLON and self.diet.basis != "medium"

    @property
    def here(self) -> tuple[Member, ...]:
        """The members that were not taken away."""
        return tuple(m for m in self.members if m.taxon not in self.absent)

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What a reader must know about the match, the diet and what was added to it."""
        found = []
        share = self.matched.matched_share
        if share < _HALF:
            found.append(Message.of("twin.few-matched", share=share, pack=self.pack.name))
        if self.unknown:
            found.append(Message.of("twin.diet-unknown", n=len(self.unknown), diet=self.diet.name,
                                    some=in_words(self.unknown[:3])))  # fmt: skip
        return (*found, *beyond(self.asked, self.diet.basis))

    def engine(self) -> Engine:
        """Return the engine, assembling the community where that hasn't been done."""
        shelf = self.shelf
        with shelf.lock:
            if shelf.engine is None:
                before = None if shelf.parent is None else shelf.parent.engine
                known = {}
                if before is not None:  # the very same arrays, so that a basis carries over
                    c = before.community
                    known = {
                        m.model_id: model for m, model in zip(c.members, c.models, strict=True)
                    }
                models = tuple(
                    known[m.model_id] if m.model_id in known else self.pack.model(m.model_id)
                    for m in self.members
                )
                community = assemble(self.members, models, shelf.support)
                shelf.engine = Engine(community, before, even=self.pack.kind == COLON)
            return shelf.engine

    def setting(self, engine: Engine) -> Setting:
        """Return what this twin asks of the engine."""
        return Setting(
            imports=np.array([self.imports.get(n, 0.0) for n in engine.community.nutrients]),
            present=np.array([m.taxon not in self.absent for m in self.members]),
        )

    def words(self, lumen: str) -> str:
        """Return a lumen metabolite's name as the models have it."""
        return self.pack.metabolites.get(lumen, ("", ""))[0] or lumen.removesuffix("_m")

    def why_not(self, error: NoGrowthError | None) -> LegaatError:
        """Say which nutrient or taxon keeps everything from growing."""
        models = tuple(self.pack.model(m.model_id) for m in self.here)
        lacking, stuck = missing(self.here, models, dict(self.imports))
        if len(stuck) == len(self.here):
            return NoGrowthError("growth-taxa", taxa=", ".join(stuck[:5]))
        if lacking:
            words = ", ".join(self.words(n) for n in lacking[:5])
            return NoGrowthError("growth-nutrients", nutrients=words)
        return error or NoGrowthError("growth-infeasible")
