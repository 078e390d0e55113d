"""Substances: what this community can make, with an interval and the makers."""

from legaat.substances._types import Check, Maker, Panel, Skill, Substance, SubstanceStatus

__all__ = ["Check", "Maker", "Panel", "Skill", "Substance", "SubstanceStatus"]
