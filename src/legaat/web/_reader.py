"""The worker process that reads one upload, with limits on memory and time.

Run as ``python -m legaat.web._reader`` with a request as JSON on standard input; the answer is JSON
on standard output: one object for a profile or a photo, a line for each sample of a table. Nothing
that the file makes it do can reach further than this process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from legaat.errors import InputError, LegaatError, RefusedError, SampleError
from legaat.messages import LANGUAGES

if TYPE_CHECKING:
    from legaat.profiles import CalledFile

__all__ = ["main"]

_WRITES: Final = {"photo": 128 * 1024 * 1024, "pack": 1024 * 1024 * 1024}
"""Largest file that may be written, bytes: a photo goes to Tesseract in a file, a pack is one."""


def _limit(seconds: int, memory: int, writes: int) -> None:
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has no rlimit; the parent's timeout holds
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (writes, writes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _file(request: dict[str, Any]) -> CalledFile:
    from legaat.profiles import CalledFile

    return CalledFile(request["path"], request["called"])


def _photo(request: dict[str, Any]) -> dict[str, Any]:
    return _read_picture(Path(request["path"]), bars=bool(request.get("bars")))


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

    seen = peek(_file(request))
    return {"peek": {"kind": seen.kind, "header": seen.header, "rows": seen.rows}}


def _pack(request: dict[str, Any]) -> dict[str, Any]:
    from legaat.web._compiler import compile_pack

    return compile_pack(request, _say)


def _profile(request: dict[str, Any]) -> dict[str, Any]:
    from legaat.profiles import read_profile, read_profiles
    from legaat.web._profile_json import encode_profile

    options = {k: v for k, v in request["options"].items() if v is not None}
    try:
        profile = read_profile(_file(request), **options)
    except SampleError:
        if "sample" in options:
            raise
        options.pop("sample", None)
        table = read_profiles(_file(request), **options)
        return {"samples": [one.sample for one in table][: request["most_samples"]]}
    return {"profile": encode_profile(profile)}


def _table(request: dict[str, Any]) -> dict[str, Any]:
    """Say each sample of a table on a line of its own; those that are done already are left out."""
    from legaat.profiles import read_profiles
    from legaat.web._profile_json import encode_profile
    from legaat.web._table import summarise

    table = read_profiles(_file(request), **request["options"])
    samples, most = table.samples, request["most_samples"]
    if len(samples) > most:
        raise RefusedError("web-too-many-samples", n=len(samples), most=most)
    _say({"samples": len(samples)})
    skip = set(request["skip"])
    for number in range(len(samples)):
        if number in skip:
            continue
        line: dict[str, Any] = {"number": number, "sample": samples[number]}
        try:
            profile = table[number]
            line |= {"profile": encode_profile(profile), "summary": summarise(profile)}
        except LegaatError as error:
            line["error"] = _problem(error)
        _say(line)
    return {}


def _say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
    sys.stdout.buffer.flush()


def _problem(error: LegaatError) -> dict[str, Any]:
    # The path is the temporary file's: it says nothing to a person, and is left out.
    where = replace(error.where, path=None)
    return {
        "id": error.id,
        "what": {lang: error.what(lang) for lang in LANGUAGES},
        "do": {lang: error.do(lang) for lang in LANGUAGES},
        "where": {lang: where.text(lang) for lang in LANGUAGES},
    }


_JOBS: Final[Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "profile": _profile, "peek": _peek, "photo": _photo, "table": _table, "pack": _pack,
}  # fmt: skip


def main() -> int:
    """Read one request, answer it."""
    request = json.loads(sys.stdin.buffer.read())
    # Imports come first: what they take is not the file's doing.
    import numpy as np  # noqa: F401

    _limit(request["seconds"], request["memory"], _WRITES.get(request["job"], 0))
    try:
        answer = _JOBS[request["job"]](request)
    except LegaatError as error:
        answer = {"error": _problem(error)}
    except MemoryError:
        answer = {"refused": "memory"}
    except Exception:  # noqa: BLE001 - whatever a file is, it is told and not tried again
        answer = {"refused": "failed"}
    _say({"end": True, **answer})
    return 0


if __name__ == "__main__":
    sys.exit(main())
