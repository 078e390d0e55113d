"""What the resolver answers."""

from __future__ import annotations

from dataclasses import dataclass

from legaat.messages import Speakable


@dataclass(frozen=True, slots=True)
class Resolution:
    """The current name for a name found in a file.

    Attributes
    ----------
    query : str
        The name as it was asked.
    name : str
        The current name, without rank prefix and with spaces ("Agathobacter rectalis");
        the cleaned query where it isn't known.
    placed : bool
        Whether the taxonomy knows this name.
    kind : str
        "current", "homotypic", "heterotypic", "orthographic_or_rank", "NCBI_label", "GTDB",
        "MetaPhlAn", "common" (an everyday name or an abbreviation), "genus", "cluster" (kept
        apart on purpose), or "unknown".
    taxid : int or None
        NCBI taxid of the current name.
    relative : str or None
        For a cluster that is kept apart, the species it is related to.
    why : Speakable or None
        The reason, when the name changed or was kept apart; None when nothing happened.
    """

    query: str
    name: str
    placed: bool
    kind: str
    taxid: int | None = None
    relative: str | None = None
    why: Speakable | None = None
