"""What the shell offers when Tab is pressed behind an option that takes one of our own names."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["diets", "formats", "packs", "references"]


def _begins(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """Return the formats that begin like this."""
    from legaat.profiles import formats as known

    return _begins((info.id for info in known()), incomplete)


def references(incomplete: str) -> list[str]:
    """Return the healthy references that begin like this."""
    from legaat.reference import references as known

    return _begins((info.name for info in known()), incomplete)


def packs(incomplete: str) -> list[str]:
    """Return the model packs on this computer that begin like this."""
    from legaat.errors import PackError
    from legaat.twin import list_packs

    found = (pack.name for pack in list_packs() if not isinstance(pack, PackError))
    return _begins(found, incomplete)


def diets(incomplete: str) -> list[str]:
    """Return the diets that begin like this: those that were kept, and those of Legaat."""
    from legaat.twin import list_diets, shipped_diets

    return _begins(dict.fromkeys((*list_diets(), *shipped_diets())), incomplete)
