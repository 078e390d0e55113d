"""Every kind of queued work, and the lane that it goes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from legaat.web._task import Work
from legaat.web._work_packs import clean_packs, pack_job
from legaat.web._work_read import read_job, table_job

__all__ = ["WORKS"]

WORKS: Final[Mapping[str, Work]] = {
    "read": Work(read_job, "read"),
    "table": Work(table_job, "table"),
    "pack": Work(pack_job, "pack", clean_packs),
}
"""A large file never waits for a table, nor a table for a pack."""
