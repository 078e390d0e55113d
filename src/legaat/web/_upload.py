"""From an upload to a profile, through the worker process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from legaat.messages import Message, Speakable, Text
from legaat.profiles import Peek, Profile
from legaat.web._config import WebConfig
from legaat.web._handed import handed
from legaat.web._process import ask
from legaat.web._profile_json import decode_profile

__all__ = [
    "Problem",
    "ReadFile",
    "ReadPicture",
    "inside_name",
    "known_options",
    "look_at_picture",
    "peek_upload",
    "problem_of",
    "read_upload",
    "safe_name",
]

_MOST_SAMPLES: Final = 500
_PICTURES: Final = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_OPTIONS: Final = frozenset({"sample", "format", "rank", "lab", "date", "mapping"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an upload could not be read: what, where in it, and what to do."""

    id: str
    what: Speakable
    do: Speakable
    where: Speakable | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What came of an upload: one of a profile, the samples to choose from, or a problem."""

    profile: Profile | None = None
    samples: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """What was read on a photo of a pack: its text, its barcode, and the words in doubt."""

    text: str
    barcode: str | None = None
    unsure: tuple[str, ...] = ()


def safe_name(name: str | None) -> str:
    """Return a file's own name without folders, control characters or more than 100 characters."""
    bare = re.split(r"[/\\]", name or "")[-1]
    kept = "".join(c for c in bare if c.isprintable() and c not in '<>:"|?*')
    return kept.strip(" .")[-100:] or "profile"


def read_upload(data: bytes, name: str, options: Mapping[str, Any], config: WebConfig) -> ReadFile:
    """Read an upload in a worker process.

    Parameters
    ----------
    data : bytes
    name : str
        Its name; only the ending counts.
    options : mapping
        As for `legaat.read_profile`: sample, format, rank, lab, date, mapping.
    config : WebConfig

    Returns
    -------
    ReadFile
        Never an exception for something that the file did.
    """
    with handed(data, config) as file:
        request = {
            "path": file.path,
            "called": inside_name(name),
            "options": known_options(options),
            "most_samples": _MOST_SAMPLES,
        }
        return _answer(ask(request, config, handles=file.handles))


def inside_name(name: str) -> str:
    """Return a name for the file as the worker knows it, in letters that are safe.

    The sample may be called after the file, so its name goes along.
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "_", safe_name(name)).lstrip("._-") or "profile"


def known_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that the reader knows."""
    return {k: v for k, v in options.items() if k in _OPTIONS}


def peek_upload(data: bytes, name: str, config: WebConfig) -> Peek | None:
    """Look at the first lines of an upload in a worker process; None where that can't be done."""
    with handed(data, config) as file:
        request = {"path": file.path, "called": inside_name(name), "job": "peek"}
        seen = ask(request, config, handles=file.handles).get("peek")
    if seen is None:
        return None
    return Peek(seen["kind"], tuple(seen["header"]), tuple(tuple(row) for row in seen["rows"]))


def look_at_picture(
    data: bytes, kind: str, config: WebConfig, *, bars: bool = False
) -> ReadPicture | Problem:
    """Read text and barcode on a photo of a pack in a worker process.

    Parameters
    ----------
    data : bytes
    kind : str
        Media type, such as ``image/png``.
    config : WebConfig
    bars : bool
        Look for the barcode only, which takes a moment instead of some seconds.
    """
    ending = _PICTURES.get(kind, ".jpg")
    # Tesseract is a program of its own: it gets the picture in a file of the scratch folder.
    with config.scratch.folder(config.folder) as folder, handed(data, config, ending) as file:
        request = {"path": file.path, "job": "photo", "bars": bars}
        answer = ask(request, config, folder, file.handles)
    text = answer.get("text")
    if isinstance(text, str):
        return ReadPicture(text, answer["barcode"], tuple(answer["unsure"]))
    problem = _answer(answer).problem
    return problem if problem is not None else _too_heavy()


def _answer(answer: Mapping[str, Any]) -> ReadFile:
    if "profile" in answer:
        return ReadFile(profile=decode_profile(answer["profile"]))
    if "samples" in answer:
        return ReadFile(samples=tuple(answer["samples"]))
    if "error" in answer:
        return ReadFile(problem=problem_of(answer["error"]))
    return ReadFile(problem=_busy() if answer.get("refused") == "busy" else _too_heavy())


def problem_of(error: Mapping[str, Any]) -> Problem:
    """Return the problem that a worker told of."""
    where = error["where"]
    return Problem(
        error["id"],
        Text(**error["what"]),
        Text(**error["do"]),
        Text(**where) if where["en"] else None,
    )


def _too_heavy() -> Problem:
    return Problem(
        "too-heavy", Message.of("web.upload.too-heavy"), Message.of("web.upload.too-heavy-do")
    )


def _busy() -> Problem:
    return Problem("busy", Message.of("web.upload.busy"), Message.of("web.upload.busy-do"))
