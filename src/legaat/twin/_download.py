"""Fetching a model collection: over https, to a known checksum, going on where it stopped."""

from __future__ import annotations

import hashlib
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from legaat.errors import FileError, PackError, Where

_MAX_BYTES: Final = 4 * 1024**3
_CHUNK: Final = 1024 * 1024
_TIMEOUT_S: Final = 60


def fetch(url: str, sha256: str | None, folder: Path) -> Path:
    """Download a file, resuming an earlier try, and check it.

    Nothing is fetched unless the user gave the address; this is the only place in Legaat that
    opens a connection.

    Parameters
    ----------
    url : str
        ``https://`` only; ``http://`` is refused except for this machine itself.
    sha256 : str or None
        Expected checksum, 64 hexadecimal digits.
    folder : Path
        Where the file, and what is there of it so far, is kept.

    Returns
    -------
    Path

    Raises
    ------
    PackError
        No checksum was given, the address is not https, or the checksum differs.
    FileError
        The connection failed; what came so far is kept for the next try.
    """
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise PackError("download-https", where=Where(entry=url[:200]))
    if sha256 is None or not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise PackError("download-checksum", where=Where(entry=url[:200]))
    wanted = sha256.lower()
    file = url.partition("?")[0].rsplit("/", 1)[-1]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", file)[-80:] or "models"
    done = folder / f"{wanted[:16]}-{name}"
    if done.exists() and _digest(done) == wanted:
        return done
    part = done.with_name(done.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _continue(url, part)
    except (OSError, urllib.error.URLError) as error:
        reason = str(getattr(error, "reason", error))[:200]
        raise FileError("download-failed", where=Where(entry=url[:200]), reason=reason) from error
    got = _digest(part)
    if got != wanted:
        part.unlink()
        raise PackError(
            "download-differs", where=Where(entry=url[:200]), wanted=wanted[:12], got=got[:12]
        )
    part.replace(done)
    return done


def _continue(url: str, part: Path) -> None:
    start = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={start}-"} if start else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - scheme checked by fetch
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code == 416 and start:  # nothing is left to send
            return
        raise
    with response:
        resumed = response.status == 206
        promised = int(response.headers.get("Content-Length") or -1)
        with part.open("ab" if resumed else "wb") as handle:
            begun = size = start if resumed else 0
            while chunk := response.read(_CHUNK):
                size += len(chunk)
                if size > _MAX_BYTES:
                    msg = "too large"
                    raise OSError(msg)
                handle.write(chunk)
        if promised >= 0 and size - begun < promised:
            msg = f"{size - begun} of {promised} bytes"
            raise OSError(msg)


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
