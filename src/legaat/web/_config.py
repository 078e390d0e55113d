"""How the web face runs: on one's own machine, or as a server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final, Literal, TypeAlias

from legaat.errors import UsageError, Where
from legaat.web._scratch import Scratch

__all__ = ["Mode", "WebConfig"]

Mode: TypeAlias = Literal["local", "server"]
_MIB: Final = 1024 * 1024
_READERS: Final = 4


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Where the web face keeps things, and what it allows.

    Attributes
    ----------
    mode : {"local", "server"}
        "local" binds to loopback and asks no login; "server" asks one for everything.
    folder : Path
        Holds the database (where `database` is None) and the key. Private to the user.
    database : str or None
        SQLAlchemy URL, such as ``postgresql+psycopg://legaat@/legaat``; None is SQLite in `folder`.
    key_file : Path or None
        Holds the key of the health data, outside the database; None is ``folder/key``.
    host : str
    port : int
    max_upload : int
        Largest upload in bytes; a larger one is refused before it is read.
    parse_seconds, parse_bytes : int
        What reading one upload may take in the worker process: CPU seconds and memory.
    turns : threading.BoundedSemaphore
        So many uploads are read at once, so that memory holds.
    scratch : Scratch
        Where files lie that must be on disk for a moment.
    secure_cookies : bool
        Cookies only over HTTPS; always so in server mode unless told otherwise.
    """

    mode: Mode
    folder: Path
    database: str | None = None
    key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8877
    max_upload: int = 64 * _MIB
    parse_seconds: int = 60
    parse_bytes: int = 2048 * _MIB
    secure_cookies: bool = False
    turns: BoundedSemaphore = field(
        default_factory=lambda: BoundedSemaphore(_READERS), repr=False, compare=False
    )
    scratch: Scratch = field(default_factory=Scratch, repr=False, compare=False)

    @classmethod
    def from_environment(cls, mode: Mode, **told: object) -> WebConfig:
        """Read the settings: what is told, else ``LEGAAT_DATABASE``, ``LEGAAT_KEY_FILE``, defaults.

        Raises
        ------
        UsageError
            Local mode on an address that others can reach.
        """
        from legaat.settings import Settings

        home = Settings.from_environment().home
        if home is None:
            import platformdirs

            home = Path(platformdirs.user_data_dir("legaat", appauthor=False))
        key = os.environ.get("LEGAAT_KEY_FILE")
        values: dict[str, object] = {
            "folder": home / "web",
            "database": os.environ.get("LEGAAT_DATABASE"),
            "key_file": Path(key) if key else None,
            "secure_cookies": mode == "server",
        }
        values.update({name: value for name, value in told.items() if value is not None})
        config = cls(mode=mode, **values)  # type: ignore[arg-type]
        if mode == "local" and config.host not in {"127.0.0.1", "::1", "localhost"}:
            raise UsageError("web-not-loopback", where=Where(entry=config.host[:80]))
        return config

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the database."""
        return self.database or f"sqlite:///{self.folder / 'legaat.sqlite3'}"

    @property
    def key_path(self) -> Path:
        """Where the key lies."""
        return self.key_file or self.folder / "key"
