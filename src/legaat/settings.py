"""The one settings object: every limit and default, with its environment override.

Settings are read once, when asked for, from ``LEGAAT_<NAME>``; nothing writes to them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

from legaat.errors import UsageError, Where

__all__ = ["Settings"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits on what is read, and where things lie.

    Attributes
    ----------
    max_file_bytes : int
        Largest input file that is opened, in bytes (default 1 GiB).
    max_expanded_bytes : int
        Most bytes a compressed file or archive may expand to (default 2 GiB).
    max_expansion : int
        Most a compressed file may grow, as a ratio (default 200); guards against bombs. Small
        files, below 16 MiB expanded, are exempt: a sparse table compresses very well.
    max_rows, max_columns : int
        Most rows and columns of a table (defaults 2,000,000 and 100,000).
    max_cells : int
        Most numbers of a table, samples times taxa (default 100,000,000: 800 MB of memory).
    max_name_chars : int
        Longest taxon or sample name, in characters (default 2,000).
    max_line_chars : int
        Longest line of a text file, in characters (default 64 Mi).
    max_json_bytes : int
        Largest JSON file, in bytes (default 256 MiB): JSON takes many times its size in memory.
    shared : Path or None
        Folder with the development data; only tests, scripts and benchmarks look for it.
    home : Path or None
        Folder for what Legaat keeps: model packs and diets. None is the platform's own place
        for a user's data.
    """

    max_file_bytes: int = 1024 * _MIB
    max_expanded_bytes: int = 2048 * _MIB
    max_expansion: int = 200
    max_rows: int = 2_000_000
    max_columns: int = 100_000
    max_cells: int = 100_000_000
    max_name_chars: int = 2_000
    max_line_chars: int = 64 * _MIB
    max_json_bytes: int = 256 * _MIB
    shared: Path | None = None
    home: Path | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the settings, taking ``LEGAAT_<NAME>`` where it is set.

        Raises
        ------
        UsageError
            A variable holds something that isn't a whole positive number.
        """
        values: dict[str, int | Path] = {}
        for field in fields(cls):
            name = f"LEGAAT_{field.name.upper()}"
            raw = os.environ.get(name)
            if raw is None:
                continue
            if field.name in {"shared", "home"}:
                values[field.name] = Path(raw)
            elif raw.isdecimal() and int(raw) > 0:
                values[field.name] = int(raw)
            else:
                raise UsageError("bad-setting", where=Where(entry=name), value=raw)
        return cls(**values)  # type: ignore[arg-type]
