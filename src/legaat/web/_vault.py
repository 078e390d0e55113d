"""Health data at rest: sealed with a key that lies outside the database.

AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce for each record; the record's own place
(table, id, column, owner) is bound to it as associated data, so that a sealed value can't be moved
to another person's row.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from legaat.errors import FileError, Where, reason

__all__ = ["Vault"]

_NONCE: Final = 12
_KEY: Final = 32


class Vault:
    """Seals and opens records with one key."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)

    @classmethod
    def at(cls, path: Path) -> Vault:
        """Open the vault whose key lies at `path`; the first time, make one.

        Raises
        ------
        FileError
            The key can't be read or written, or is no key.
        """
        try:
            if not path.exists():
                _make_key(path)
            key = path.read_bytes()
        except OSError as error:
            raise FileError("web-key-file", where=Where.file(path), reason=reason(error)) from error
        if len(key) != _KEY:
            raise FileError("web-key-bad", where=Where.file(path))
        return cls(key)

    def seal(self, data: bytes, place: str) -> bytes:
        """Return the data sealed to its place."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed at this place.

        Raises
        ------
        cryptography.exceptions.InvalidTag
            Another key, another place, or damaged.
        """
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # O_EXCL: two processes that start at once must not each make a key.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(_KEY))
        file.flush()
        os.fsync(file.fileno())
