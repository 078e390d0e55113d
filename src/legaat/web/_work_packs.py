"""Queued work on packs: a collection of models becomes a pack, model by model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from legaat.errors import RefusedError
from legaat.web._identity import Visitor
from legaat.web._packs import work_folder
from legaat.web._process import stream
from legaat.web._state import Face
from legaat.web._store import Store
from legaat.web._task import Progress, ToldError

__all__ = ["clean_packs", "pack_job"]

_SECONDS: Final = 2 * 3600
"""CPU time of a whole collection: 687 species take about 80 seconds."""

_MOST_BYTES: Final = 2 * 1024 * 1024 * 1024


def pack_job(
    face: Face, owner: str, payload: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Compile an uploaded collection; the models that were done before are not done again."""
    with face.store(Visitor(owner, "", "person", "")) as (store, _):
        kept = store.get(payload["models"], "models")
    if kept is None:
        raise RefusedError("web-upload-gone")
    config = face.config
    work = work_folder(config, progress.job_id)
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with config.scratch.folder(config.folder) as folder:
        path = folder / payload["file"]
        path.write_bytes(kept.body)
        request = {
            "job": "pack",
            "path": os.fspath(path), "name": payload["pack"], "home": os.fspath(config.folder),
            "work": os.fspath(work), "seconds": _SECONDS, "memory": config.parse_bytes,
            "most_bytes": _MOST_BYTES,
        }  # fmt: skip
        for line in stream(request, progress, folder):
            if "at" in line:
                progress.step(line["at"], line["of"])
            elif "error" in line:
                raise ToldError(line["error"]["id"], line["error"]["what"], line["error"]["do"])
            elif "refused" in line:
                raise RefusedError("web-pack-too-heavy")
            else:
                return {key: line[key] for key in ("pack", "taxa", "left_out", "left_out_n")}
    raise RefusedError("web-pack-too-heavy")  # pragma: no cover - a stream ends with one of these


def clean_packs(
    face: Face, session: Session, owner: str, job_id: str, payload: Mapping[str, Any]
) -> None:
    """Remove the upload and the models that were kept on the way."""
    shutil.rmtree(work_folder(face.config, job_id), ignore_errors=True)
    Store(session, face.vault, owner, owner).remove(payload["models"])
