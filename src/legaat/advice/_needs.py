"""What a profile lacks: the substances and bacteria that advice can start from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legaat.messages import Message, Speakable

if TYPE_CHECKING:
    from legaat.profiles import Profile
    from legaat.reference import Standing, TaxonStanding
    from legaat.substances import Panel

__all__ = ["Needs"]

_LOW: Final = frozenset({"missing", "low"})
_ENOUGH: Final = frozenset({"usual", "high"})
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Needs:
    """What is low or missing in one profile.

    Attributes
    ----------
    standing : Standing or None
    panel : Panel or None
    """

    standing: Standing | None = None
    panel: Panel | None = None

    @classmethod
    def of(cls, profile: Profile, standing: Standing | None, panel: Panel | None) -> Needs:
        """Return the needs of a profile, working out what isn't given."""
        if standing is None:
            from legaat.reference import compare

            standing = compare(profile)
        if panel is None:
            from legaat.substances import substances

            panel = substances(profile, standing)
        return cls(standing, panel)

    def low(self, name: str) -> bool | None:
        """Whether a substance (its id) or a genus (its name) is low; None where it isn't known."""
        if name[:1].islower():
            return self._low_substance(name)
        rows = self._genus(name)
        seen = [row for row in rows if row.share > 0]
        if any(row.status in _ENOUGH for row in seen):
            return False
        return True if any(row.status in _LOW for row in rows) else None

    def finding(self, name: str) -> Speakable:
        """Return the sentence that says what was found."""
        if name[:1].islower():
            return self._substance_finding(name)
        rows = [row for row in self._genus(name) if row.status in _LOW]
        unseen = [row.taxon for row in rows if row.share == 0]
        if unseen:
            return Message.of("advice.finding.missing", taxa=", ".join(unseen[:_NAMED]))
        return Message.of(
            "advice.finding.low-taxon", taxa=", ".join(row.taxon for row in rows[:_NAMED])
        )

    def _low_substance(self, name: str) -> bool | None:
        found = [row for row in self.panel or () if row.id == name]
        if not found or found[0].status == "not predictable":
            return None
        return found[0].status == "low"

    def _substance_finding(self, name: str) -> Speakable:
        row = next(row for row in self.panel or () if row.id == name)
        if row.percentile is None:
            return Message.of("advice.finding.low", substance=row.label)
        return Message.of(
            "advice.finding.low-of-100", substance=row.label, less=round(row.percentile)
        )

    def _genus(self, name: str) -> list[TaxonStanding]:
        rows = self.standing.taxa if self.standing else ()
        return [row for row in rows if row.taxon.split(" ", 1)[0] == name]
