"""The worker process that reads one upload, with limits on memory and time.

Run as ``python -m legaat.web._reader`` with a request as JSON on standard input; the answer is JSON
on standard output. Nothing that the file makes it do can reach further than this process.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from legaat.errors import InputError, LegaatError, SampleError
from legaat.messages import LANGUAGES

__all__ = ["main"]

_PICTURE = 128 * 1024 * 1024
"""Largest file that the reader of a photo may write, bytes."""


def _limit(seconds: int, memory: int, writes: int) -> None:
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has no rlimit; the parent's timeout holds
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (writes, writes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(request: dict[str, Any]) -> dict[str, Any]:
    if request.get("peek"):
        return _peek(request)
    if request["photo"]:
        return _read_picture(Path(request["path"]), bars=bool(request.get("bars")))
    return _read_profile(request)


def _read_picture(path: Path, *, bars: bool) -> dict[str, Any]:
    """Read text and barcode; only the barcode where `bars`, which takes a moment."""
    from legaat.labels import read_barcode, read_photo

    if bars:
        return {"text": "", "barcode": read_barcode(path), "unsure": []}
    try:
        read = read_photo(path)
    except InputError:
        # No words, but a barcode may be there all the same.
        code = read_barcode(path)
        if code is None:
            raise
        return {"text": "", "barcode": code, "unsure": []}
    return {"text": read.text, "barcode": read.barcode, "unsure": list(read.unsure)}


def _peek(request: dict[str, Any]) -> dict[str, Any]:
    from legaat.profiles import peek

    seen = peek(request["path"])
    return {"peek": {"kind": seen.kind, "header": seen.header, "rows": seen.rows}}


def _read_profile(request: dict[str, Any]) -> dict[str, Any]:
    from legaat.profiles import read_profile, read_profiles
    from legaat.web._profile_json import encode_profile

    options = {k: v for k, v in request["options"].items() if v is not None}
    try:
        profile = read_profile(request["path"], **options)
    except SampleError:
        if "sample" in options:
            raise
        options.pop("sample", None)
        table = read_profiles(request["path"], **options)
        return {"samples": [one.sample for one in table][: request["most_samples"]]}
    return {"profile": encode_profile(profile)}


def _problem(error: LegaatError) -> dict[str, Any]:
    # The path is the temporary file's: it says nothing to a person, and is left out.
    where = replace(error.where, path=None)
    return {
        "id": error.id,
        "what": {lang: error.what(lang) for lang in LANGUAGES},
        "do": {lang: error.do(lang) for lang in LANGUAGES},
        "where": {lang: where.text(lang) for lang in LANGUAGES},
    }


def main() -> int:
    """Read one request, answer it."""
    request = json.loads(sys.stdin.buffer.read())
    # Imports come first: what they take is not the file's doing.
    import numpy as np  # noqa: F401

    # A profile's reader writes nothing but its answer, which goes through a pipe; a photo's hands
    # the picture to Tesseract in a file.
    _limit(request["seconds"], request["memory"], _PICTURE if request["photo"] else 0)
    try:
        answer = _read(request)
    except LegaatError as error:
        answer = {"error": _problem(error)}
    except MemoryError:
        answer = {"refused": "memory"}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
