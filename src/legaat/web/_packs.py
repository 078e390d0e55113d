"""The packs of models that this web face knows, and where they lie."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from legaat.errors import PackError, UsageError, Where
from legaat.settings import Settings
from legaat.twin import Pack, home, list_packs, pack_path, remove_pack
from legaat.web._config import WebConfig

__all__ = [
    "PackRow",
    "check_name",
    "packs_of",
    "plain_name",
    "remove",
    "settings_of",
    "work_folder",
]

_SHIPPED: Final = "colon"


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack, as a list shows it.

    Attributes
    ----------
    name : str
    rank : str
        "" where it is damaged.
    n : int or None
        Models in it; None where it is damaged.
    source : str
        File that it was compiled from.
    origin : {"shipped", "here", "command line"}
        Only those that were added here can be removed here.
    """

    name: str
    rank: str
    n: int | None
    source: str
    origin: str


def settings_of(config: WebConfig) -> Settings:
    """Return settings whose packs lie in the data folder of this web face."""
    return replace(Settings.from_environment(), home=config.folder)


def packs_of(config: WebConfig) -> list[PackRow]:
    """Return the shipped pack, those that were added here, and those of the command line."""
    own = settings_of(config)
    rows = [_row(pack, "here") for pack in list_packs(own)]
    rows[0] = replace(rows[0], origin="shipped")
    if home(Settings.from_environment()) != config.folder:
        there = {row.name for row in rows}
        others = (_row(pack, "command line") for pack in list_packs())
        rows += [row for row in others if row.name not in there]
    return rows


def _row(pack: Pack | PackError, origin: str) -> PackRow:
    if isinstance(pack, PackError):
        return PackRow(Path(pack.where.path or "").stem, "", None, "", origin)
    return PackRow(pack.name, pack.rank, len(pack), pack.source, origin)


def check_name(config: WebConfig, name: str) -> None:
    """Refuse the name of a pack that is there already, or that could not be a file's.

    Raises
    ------
    PackError, UsageError
    """
    path = pack_path(name, settings_of(config))
    if name == _SHIPPED or path.exists():
        raise UsageError("web-pack-there", where=Where(entry=name), pack=name)


def plain_name(file: str) -> str:
    """Return a name for the pack of a file."""
    stem = re.split(r"[/\\]", file)[-1]
    for ending in (".zip", ".qza"):
        stem = stem.removesuffix(ending)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:64] or "models"


def remove(config: WebConfig, name: str) -> None:
    """Remove a pack that was added here.

    Raises
    ------
    PackError
        There is none of that name.
    """
    remove_pack(name, settings_of(config))


def work_folder(config: WebConfig, job_id: str) -> Path:
    """Return where a job that compiles a pack keeps the models that are done."""
    return config.folder / "work" / job_id
