"""The twin: a community on a diet, as an immutable value that can be asked what-if."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.errors import NoGrowthError, UsageError, Where
from legaat.messages import Message
from legaat.settings import Settings
from legaat.twin._addition import additions
from legaat.twin._answer import asked, scenario, spans
from legaat.twin._community import Member
from legaat.twin._diet import COLON, Diet, open_diet
from legaat.twin._engine import GAP
from legaat.twin._grams import entering, find_nutrient
from legaat.twin._match import Matched, match, shares_of
from legaat.twin._packfile import Pack
from legaat.twin._result import Scenario, Simulation
from legaat.twin._state import Shelf, State, addable
from legaat.twin._store import open_pack

if TYPE_CHECKING:
    from legaat.profiles import Profile

CUTOFF: Final = 1e-4
"""Taxa at or below this share are left out: q2-micom's and micom.workflows.build's default."""

FRACTION: Final = 0.5
"""Part of the greatest growth that is kept: MICOM's advice for metagenomes (micom 0.39.1,
``workflows/grow.py``)."""

COLON_FRACTION: Final = 0.5
"""The same for the colon pack."""

_GROWS: Final = 1e-6


class Twin:
    """A person's community in models.

    Every change returns another twin; this one stays as it was. Twins that share members share a
    solved basis, so that a what-if costs a fraction of the first answer.

    Parameters
    ----------
    profile : Profile or mapping of str to float
        Taxa and their shares.
    pack : str, Path or Pack, optional
        Name of a model pack (``legaat models list``); may be left out when there is only one.
    diet : str, Path, Diet or mapping, optional
        A value of ``legaat.diets``; the name or file of a diet; or nutrients with mmol/gDW/h. The
        average Dutch diet by default, or the only one that was kept for another pack.
    cutoff : float
        Taxa at or below this share are left out.
    settings : Settings, optional

    Raises
    ------
    NoModelsError
        No taxon has a model.
    PackError, DietError

    Examples
    --------
    >>> import legaat
    >>> twin = legaat.Twin(profile, pack="agora103", diet="western")  # doctest: +SKIP
    >>> twin.simulate(add=["inulin=10g"], ranges=True)["changed"].exports["butyrate"].range
    ... # doctest: +SKIP
    """

    __slots__ = ("_s",)

    def __init__(
        self,
        profile: Profile | Mapping[str, float],
        *,
        pack: str | Path | Pack | None = None,
        diet: str | Path | Diet | Mapping[str, float] | None = None,
        cutoff: float = CUTOFF,
        settings: Settings | None = None,
    ) -> None:
        opened = open_pack(pack, settings)
        chosen = open_diet(diet, settings, pack=opened.kind)
        inflow = entering(chosen, opened)
        shares = shares_of(profile)
        matched = match(shares, opened, cutoff)
        self._s = State(
            pack=opened,
            diet=chosen,
            matched=matched,
            members=matched.members,
            absent=frozenset(),
            imports=inflow.imports,
            changes=MappingProxyType({}),
            unknown=inflow.unknown,
            shelf=Shelf(_support(inflow.imports) | addable(opened)),
            shares=MappingProxyType(dict(shares)),
            added=MappingProxyType({}),
            asked=MappingProxyType({}),
        )

    @classmethod
    def _of(cls, state: State) -> Twin:
        twin = cls.__new__(cls)
        twin._s = state
        return twin

    def __repr__(self) -> str:
        s = self._s
        return f"Twin({len(s.here)} taxa, pack {s.pack.name!r}, diet {s.diet.name!r})"

    # -- what it is ------------------------------------------------------------------------

    @property
    def members(self) -> tuple[Member, ...]:
        """The taxa that have a model, largest first; their abundances sum to 1."""
        return self._s.here

    @property
    def medium(self) -> Mapping[str, float]:
        """Nutrients and their largest inflow, mmol/gDW/h."""
        return MappingProxyType(dict(self._s.imports))

    @property
    def matched(self) -> Matched:
        """How the profile met the pack."""
        return self._s.matched

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What a reader must know about the match, the diet and what was added to it."""
        return self._s.warnings

    # -- what-ifs --------------------------------------------------------------------------

    def with_medium(self, inflow: Mapping[str, float], *, add: bool = False) -> Twin:
        """Change what enters the lumen.

        Parameters
        ----------
        inflow : mapping of str to float
            Everyday name or exchange id to mmol/gDW/h; the rest stays as it is.
        add : bool
            Add to what is there, instead of replacing it.

        Raises
        ------
        DietError
            An unknown name; the nearest ids are named.
        UsageError
            A negative amount.
        """
        s = self._s
        imports, moved = dict(s.imports), dict(_mapping(s.changes.get("medium")))
        for name, value in inflow.items():
            lumen = find_nutrient(name, s.pack)
            if not 0 <= value < np.inf:
                raise UsageError("negative-inflow", where=Where(entry=name), value=value)
            imports[lumen] = (imports.get(lumen, 0.0) if add else 0.0) + float(value)
            moved[lumen] = imports[lumen]
        changes = {**s.changes, "medium": MappingProxyType(moved)}
        shelf, needed = s.shelf, _support(imports)
        if not needed <= shelf.support:
            shelf = Shelf(needed | shelf.support, shelf)
        return Twin._of(
            replace(
                s,
                imports=MappingProxyType(imports),
                shelf=shelf,
                changes=MappingProxyType(changes),
            )
        )

    def with_added(self, *amounts: str | Mapping[str, float]) -> Twin:
        """Add to the diet by amount.

        Parameters
        ----------
        *amounts : str or mapping of str to float
            ``"inulin=10g"`` (eaten in a day; per litre on the diet of an incubation),
            ``"volkorenbrood=100g"``, ``"volkorenbrood=2 portions"``, ``"EX_inulin_m=0.002"``
            (mmol/gDW/h); or names of nutrients and foods with grams. An amount far beyond what
            was studied or eaten is worked out too, with a word in `warnings`.

        Raises
        ------
        DietError
            Not of that form, or an unknown name.
        """
        s = self._s
        total: dict[str, float] = {}
        added, told = dict(s.added), dict(s.asked)
        for more in additions(amounts, s.pack, s.diet):
            for sums, parts in ((total, more.imports), (added, more.grams), (told, more.asked)):
                for name, amount in parts.items():
                    sums[name] = sums.get(name, 0.0) + amount
        changed = self.with_medium(total, add=True)._s
        changes = dict(changed.changes)
        if added:
            changes["added"] = MappingProxyType(added)
        return Twin._of(
            replace(
                changed,
                added=MappingProxyType(added),
                asked=MappingProxyType(told),
                changes=MappingProxyType(changes),
            )
        )

    def without(self, *taxa: str) -> Twin:
        """Take taxa away; the others keep their abundance, as in MICOM's knock-outs.

        Raises
        ------
        UsageError
            A taxon that isn't there, or the last one.
        """
        s = self._s
        names = {m.taxon for m in s.members}
        for taxon in taxa:
            if taxon not in names:
                raise UsageError("taxon-not-there", where=Where(entry=taxon[:80]),
                                 known=", ".join(sorted(names)[:5]))  # fmt: skip
        absent = s.absent | set(taxa)
        if absent >= names:
            raise UsageError("nobody-left", where=Where(entry=taxa[0]))
        changes = {**s.changes, "without": tuple(sorted(absent))}
        shares = MappingProxyType({k: v for k, v in s.shares.items() if k not in absent})
        return Twin._of(replace(s, absent=absent, changes=MappingProxyType(changes), shares=shares))

    def adding(self, taxon: str, abundance: float) -> Twin:
        """Add a taxon at an abundance; the others are scaled to leave room for it.

        Parameters
        ----------
        taxon : str
            A species or genus that the pack has a model for.
        abundance : float
            Share of the new community, above 0 and below 1.

        Raises
        ------
        NoModelsError
            The pack has no model for it.
        UsageError
            The abundance is out of range, or the taxon is already there.
        """
        s = self._s
        if not 0 < abundance < 1:
            raise UsageError("abundance-range", where=Where(entry=taxon[:80]), value=abundance)
        found = match({taxon: 1.0}, s.pack, 0.0)
        new = Member(taxon, found.members[0].model_id, abundance)
        if any(m.taxon == taxon or m.model_id == new.model_id for m in s.members):
            raise UsageError("taxon-there", where=Where(entry=taxon[:80]))
        scaled = tuple(replace(m, abundance=m.abundance * (1 - abundance)) for m in s.members)
        matched = replace(s.matched, by={**s.matched.by, **found.by})
        added = {**_mapping(s.changes.get("with")), taxon: abundance}
        changes = {**s.changes, "with": MappingProxyType(added)}
        total = sum(s.shares.values())
        shares = {name: share * (1 - abundance) for name, share in s.shares.items()}
        shares[taxon] = shares.get(taxon, 0.0) + abundance * total
        return Twin._of(
            replace(
                s,
                members=(*scaled, new),
                matched=matched,
                shelf=Shelf(s.shelf.support, s.shelf),
                changes=MappingProxyType(changes),
                shares=MappingProxyType(shares),
            )
        )

    # -- answers ---------------------------------------------------------------------------

    def solve(
        self,
        *,
        fraction: float | None = None,
        ranges: bool | Iterable[str] = False,
        name: str = "baseline",
        gap: float = GAP,
    ) -> Scenario:
        """Solve this community on this diet.

        Parameters
        ----------
        fraction : float, optional
            Part of the greatest community growth to keep, 0 to 1; `FRACTION` by default, and
            `COLON_FRACTION` for the colon pack, whose numbers were fitted with it.
        ranges : bool or iterable of str
            Also find the least and most of the named exports; True for the usual ones.
        name : str
        gap : float
            Largest relative gap of the growth rates that is accepted. A larger one, as 0.001, is
            for ranking many changes of a community of the colon pack; other packs keep to the
            default. The answer tells its own (`Scenario.solver`).

        Raises
        ------
        NoGrowthError
            Nothing can grow; the error says which nutrient or taxon is the reason.
        SolverError
        """
        if fraction is None:
            fraction = COLON_FRACTION if self._s.pack.kind == COLON else FRACTION
        if not 0 <= fraction <= 1:
            raise UsageError("fraction-range", where=Where(entry="--fraction"), value=fraction)
        start = time.process_time()
        s = self._s
        wanted = asked(s, ranges)
        engine = s.engine()
        with engine.lock:
            setting = s.setting(engine)
            try:
                greatest = engine.greatest(setting)
            except NoGrowthError as error:
                raise s.why_not(error) from error
            if greatest.value < _GROWS:
                raise s.why_not(None)
            shared = engine.shared(setting, greatest.value, fraction, gap)
            found = spans(engine, setting, shared.rates, wanted)
        return scenario(
            s, engine, greatest, shared, found,
            name=name, setting=setting, fraction=fraction, seconds=time.process_time() - start,
        )  # fmt: skip

    def simulate(
        self,
        *,
        fraction: float | None = None,
        add: Iterable[str] | Mapping[str, float] = (),
        without: Iterable[str] = (),
        adding: Mapping[str, float] | None = None,
        ranges: bool | Iterable[str] = False,
    ) -> Simulation:
        """Solve the baseline, and beside it the community after the changes, if there are any.

        Parameters
        ----------
        fraction : float, optional
            Part of the greatest community growth to keep, 0 to 1; `FRACTION` by default, and
            `COLON_FRACTION` for the colon pack, whose numbers were fitted with it.
        add : mapping of str to float, or iterable of str
            Added to the diet: nutrients or foods with grams, eaten in a day, or per litre on the
            diet of an incubation; or texts as for `with_added`.
        without : iterable of str
            Taxa to take away.
        adding : mapping of str to float
            Taxa to add, with their abundance.
        ranges : bool or iterable of str
            Also find the least and most of the named exports.

        Returns
        -------
        Simulation
            Its scenarios are called "baseline" and "changed".
        """
        wanted = ranges if isinstance(ranges, bool) else tuple(ranges)
        scenarios = [self.solve(fraction=fraction, ranges=wanted)]
        changed = self
        for taxon, abundance in (adding or {}).items():
            changed = changed.adding(taxon, abundance)
        gone = tuple(without)
        more = (add,) if isinstance(add, (str, Mapping)) and add else tuple(add)
        if gone:
            changed = changed.without(*gone)
        if more:
            changed = changed.with_added(*more)
        if changed is not self:
            scenarios.append(changed.solve(fraction=fraction, ranges=wanted, name="changed"))
        s = self._s
        return Simulation(
            scenarios=tuple(scenarios),
            pack=s.pack.name,
            diet=s.diet.name,
            basis=s.diet.basis,
            matched_share=s.matched.matched_share,
            cut_share=s.matched.cut_share,
            unmatched=s.matched.unmatched,
            warnings=changed.warnings,
        )


def _mapping(value: object) -> Mapping[str, float]:
    return value if isinstance(value, Mapping) else {}


def _support(imports: Mapping[str, float]) -> frozenset[str]:
    return frozenset(name for name, value in imports.items() if value > 0)
