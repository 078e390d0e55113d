"""Health data at rest: sealed with a key that lies outside the database.

AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce for each record; the record's own place
(table, id, column, owner) is bound to it as associated data, so that a sealed value can't be moved
to another person's row. A sealed value says which key sealed it, so that keys can be replaced.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from legaat.errors import FileError, Where, reason

__all__ = ["MOST_KEYS", "Vault", "read_keys", "write_keys"]

_NONCE: Final = 12
_KEY: Final = 32
_ID: Final = 4
_MARK: Final = b"LGT1"
MOST_KEYS: Final = 16
"""In use at a time: each that was replaced is tried on what has no mark of its key."""


class Vault:
    """Seals with the newest key; opens with any of them.

    Parameters
    ----------
    key : bytes
        The newest key, 32 bytes.
    *older : bytes
        Keys that sealed what is not sealed anew yet.
    """

    __slots__ = ("_ciphers", "_mac", "_newest")

    def __init__(self, key: bytes, *older: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._ciphers = {_id(one): AESGCM(one) for one in (key, *older)}
        self._newest = _id(key)
        self._mac = sha256(b"legaat names" + key).digest()

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
        except OSError as error:
            raise FileError("web-key-file", where=Where.file(path), reason=reason(error)) from error
        return cls(*read_keys(path))

    @property
    def newest(self) -> str:
        """Id of the key that seals."""
        return self._newest.hex()

    @property
    def ids(self) -> frozenset[str]:
        """Ids of all keys."""
        return frozenset(one.hex() for one in self._ciphers)

    @property
    def mark(self) -> bytes:
        """What everything that the newest key sealed begins with."""
        return _MARK + self._newest

    def seal(self, data: bytes, place: str) -> bytes:
        """Return the data sealed to its place."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._newest].encrypt(nonce, data, place.encode())
        return self.mark + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed at this place.

        Raises
        ------
        cryptography.exceptions.InvalidTag
            Another key, another place, or damaged.
        """
        from cryptography.exceptions import InvalidTag

        head = len(_MARK) + _ID
        tries = []
        if sealed.startswith(_MARK) and sealed[len(_MARK) : head] in self._ciphers:
            tries.append((self._ciphers[sealed[len(_MARK) : head]], sealed[head:]))
        # What was sealed before keys had ids begins with its nonce.
        tries += [(cipher, sealed) for cipher in self._ciphers.values()]
        for cipher, body in tries:
            try:
                return cipher.decrypt(body[:_NONCE], body[_NONCE:], place.encode())
            except InvalidTag:
                continue
            except ValueError:  # too short to be sealed
                continue
        raise InvalidTag

    def mac(self, word: str) -> str:
        """Return a keyed hash: equal for equal words, and without the key it tells nothing."""
        return hmac.new(self._mac, word.encode(), sha256).hexdigest()


def _id(key: bytes) -> bytes:
    return sha256(b"legaat key" + key).digest()[:_ID]


def read_keys(path: Path, most: int = MOST_KEYS) -> tuple[bytes, ...]:
    """Return the keys in a file, the newest first.

    Parameters
    ----------
    path : Path
    most : int
        A file of more is no file of keys.

    Raises
    ------
    FileError
        It can't be read, or holds no keys.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise FileError("web-key-file", where=Where.file(path), reason=reason(error)) from error
    if not body or len(body) % _KEY or len(body) > _KEY * most:
        raise FileError("web-key-bad", where=Where.file(path))
    return tuple(body[i : i + _KEY] for i in range(0, len(body), _KEY))


def write_keys(path: Path, keys: Sequence[bytes]) -> None:
    """Put keys in a file that only its owner can read, whole or not at all.

    Raises
    ------
    FileError
        It can't be written.
    """
    new = path.with_name(f"{path.name}.new")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(b"".join(keys))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise FileError("web-key-file", where=Where.file(path), reason=reason(error)) from error


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
