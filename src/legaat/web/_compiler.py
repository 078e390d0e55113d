"""Compiling a collection of models into a pack, inside the worker process.

Each model that is done is kept in the folder that the request names, so that the next process goes
on there.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from legaat.errors import ModelFileError, RefusedError, Where

__all__ = ["MOST_MODELS", "compile_pack"]

MOST_MODELS: Final = 5000
"""Models of one pack: our own choice; a species collection has hundreds."""

_MOST_ENTRIES: Final = 20_000
_LEFT_OUT: Final = 20
"""Models in a collection, and names told of those that were left out: our own choice."""


def compile_pack(request: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Compile a collection.

    Parameters
    ----------
    request : dict
        Where the collection lies (``path``), where packs lie (``home``), the pack's ``name``, the
        folder to ``work`` in and ``most_bytes`` to expand to.
    say : callable
        Told of every model, before it is compiled.

    Returns
    -------
    dict
        The pack's name, how many models it holds, and which were left out.
    """
    from legaat.settings import Settings
    from legaat.twin import add_models

    path = Path(request["path"])
    _few_entries(path)

    def step(at: int, of: int, _taxon: str) -> None:
        if of > MOST_MODELS:
            raise RefusedError("web-too-many-models", n=of, most=MOST_MODELS)
        say({"at": at, "of": of})

    settings = Settings(home=Path(request["home"]), max_expanded_bytes=request["most_bytes"])
    added = add_models(
        path, request["name"], settings=settings, progress=step, work=Path(request["work"])
    )
    left_out = [{"taxon": taxon, "why": why} for taxon, why in added.left_out[:_LEFT_OUT]]
    return {
        "pack": added.name, "taxa": added.taxa,
        "left_out": left_out, "left_out_n": len(added.left_out),
    }  # fmt: skip


def _few_entries(path: Path) -> None:
    """Refuse an archive with so many members that listing them is the harm."""
    try:
        with zipfile.ZipFile(path) as archive:
            n = len(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ModelFileError("collection-unknown", where=Where.file(path)) from error
    if n > _MOST_ENTRIES:
        raise RefusedError("web-too-many-models", n=n, most=MOST_MODELS)
