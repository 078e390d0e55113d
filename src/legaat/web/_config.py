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
    products : Path or None
        A list of products of Open Food Facts (JSONL, or gzip of it) to look barcodes up in.
    ask_online : bool
        A barcode may be looked up at Open Food Facts, each time only after somebody ticked it.
        Off in server mode unless told otherwise.
    scratch : Scratch
        Where files lie that must be on disk for a moment.
    secure_cookies : bool
        Cookies only over HTTPS; always so in server mode unless told otherwise.
    hosts : tuple of str
        Names under which a server may be asked for; empty is any.
    metrics_token : str or None
        Who asks for ``/metrics`` of a server must know it; without one nobody may.
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
    products: Path | None = None
    ask_online: bool = False
    hosts: tuple[str, ...] = ()
    metrics_token: str | None = field(default=None, repr=False)
    turns: BoundedSemaphore = field(
        default_factory=lambda: BoundedSemaphore(_READERS), repr=False, compare=False
    )
    scratch: Scratch = field(default_factory=Scratch, repr=False, compare=False)

    @classmethod
    def from_environment(cls, mode: Mode, **told: object) -> WebConfig:
        """Read the settings: what is told, else ``LEGAAT_DATABASE`` and the like, defaults.

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
        products = os.environ.get("LEGAAT_PRODUCTS")
        online = os.environ.get("LEGAAT_ASK_ONLINE")
        hosts = os.environ.get("LEGAAT_HOSTS", "").lower().split(",")
        values: dict[str, object] = {
            "folder": home / "web",
            "database": os.environ.get("LEGAAT_DATABASE"),
            "key_file": Path(key) if key else None,
            "secure_cookies": mode == "server",
            "products": Path(products) if products else None,
            "ask_online": online == "1" if online else mode == "local",
            "hosts": tuple(name.strip() for name in hosts if name.strip()),
            "metrics_token": os.environ.get("LEGAAT_METRICS_TOKEN") or None,
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

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; with its prefix a browser takes it from this host alone."""
        return "__Host-legaat" if self.secure_cookies else "legaat"
