"""Queued work on uploads: one that is large, and a table with all its samples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import HTTPException

from legaat.errors import RefusedError
from legaat.messages import LANGUAGES
from legaat.profiles import Profile
from legaat.web._handed import handed
from legaat.web._identity import Visitor, aware
from legaat.web._process import stream
from legaat.web._profile_json import encode_profile
from legaat.web._state import Face
from legaat.web._store import Store
from legaat.web._table import MOST_SAMPLES, sample_id, table_id
from legaat.web._task import Progress, ToldError
from legaat.web._upload import inside_name, known_options, read_upload

__all__ = [
    "EXAMPLE",
    "LARGE",
    "about",
    "keep_upload",
    "original",
    "read_job",
    "start_table",
    "table_job",
]

EXAMPLE: Final = "example.tsv"
"""Name under which the invented example is kept."""

LARGE: Final = 4 * 1024 * 1024
"""Uploads above this many bytes are read in the queue."""

_SECONDS: Final = 3600
"""CPU time of a whole table; a sample takes about a fiftieth of a second."""

_BATCH: Final = 20
"""Samples that are kept at once: a kill -9 costs no more than these."""


def head_of(store: Store, upload_id: str) -> tuple[dict[str, Any], bytes]:
    """Return what was told of an upload (name, samples, options), and its bytes.

    Raises
    ------
    HTTPException
        404: there is no such upload.
    """
    kept = store.get(upload_id, "upload")
    if kept is None:
        raise HTTPException(404)
    head, _, data = kept.body.partition(b"\n")
    told: dict[str, Any] = {"samples": [], "options": {}, **json.loads(head)}
    return told, data


def original(store: Store, upload_id: str) -> tuple[str, bytes]:
    """Return the name and the bytes of an upload; 404 as `head_of`."""
    head, data = head_of(store, upload_id)
    return head["name"], data


def keep_upload(
    store: Store, name: str, data: bytes, samples: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Keep the bytes of an upload, its samples and how it was read, and return its id."""
    head = {"name": name, "samples": list(samples), "options": dict(options or {})}
    return store.add("upload", json.dumps(head).encode() + b"\n" + data)


def about(profile: Profile, name: str) -> dict[str, Any]:
    """Return what a list says of a profile."""
    return {
        "name": name,
        "sample": profile.sample,
        "lab": profile.provenance.lab,
        "date": profile.provenance.date,
        "n_taxa": len(profile),
        "example": name == EXAMPLE,
    }


def _own(owner: str) -> Visitor:
    return Visitor(owner, "", "person", "")


def read_job(
    face: Face, owner: str, payload: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Read a kept upload."""
    upload = payload["upload"]
    with face.store(_own(owner)) as (store, _):
        kept = store.get(upload, "upload")
        if kept is None:
            raise RefusedError("web-upload-gone")
        name, data = original(store, upload)
    progress(0.1)
    options = dict(payload.get("options", {}))
    found = read_upload(data, name, options, face.config)
    progress(0.9)
    if found.problem is not None:
        what, do = found.problem.what, found.problem.do
        raise ToldError(
            found.problem.id,
            {lang: what.text(lang) for lang in LANGUAGES},
            {lang: do.text(lang) for lang in LANGUAGES},
        )
    if found.profile is None:
        return {"upload": upload, "samples": list(found.samples)}
    body = {
        "profile": encode_profile(found.profile),
        "about": about(found.profile, name),
        "options": options,
    }
    with face.store(_own(owner)) as (store, _):
        there = store.newest("profile", upload)
        if there is not None and aware(there.created).isoformat() >= payload.get("asked", ""):
            # Taken up again after a crash: the profile is there already.
            return {"profile": there.id}
        return {"profile": store.add("profile", json.dumps(body).encode(), upload)}


def start_table(
    face: Face, owner: str, upload: str, name: str, options: Mapping[str, Any] | None = None
) -> str:
    """Queue the reading of all samples of an upload, and return the job's id."""
    for task in face.jobs.all_of(owner):
        if task.kind == "table" and task.active and task.payload.get("upload") == upload:
            return task.id
    return face.jobs.add(
        owner, "table", {"upload": upload, "name": name, "options": dict(options or {})}
    )


def table_job(
    face: Face, owner: str, payload: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Read every sample of a kept upload, and list them; what was read before is not read again."""
    upload = payload["upload"]
    with face.store(_own(owner)) as (store, _):
        if store.get(table_id(upload), "table") is not None:
            return {"table": upload}
        if store.get(upload, "upload") is None:
            raise RefusedError("web-upload-gone")
        name, data = original(store, upload)
        there = store.part_ids("sample", upload)
    done = {n for n in range(MOST_SAMPLES) if sample_id(upload, n) in there}
    with handed(data, face.config) as file:
        request = {
            "job": "table", "path": file.path, "called": inside_name(name), "skip": sorted(done),
            "options": known_options(payload.get("options", {})), "most_samples": MOST_SAMPLES,
            "seconds": _SECONDS, "memory": face.config.parse_bytes,
        }  # fmt: skip
        _samples(face, owner, upload, name, request, progress, len(done), file.handles)
    return _list(face, owner, upload, name)


def _samples(
    face: Face, owner: str, upload: str, name: str, request: dict[str, Any], progress: Progress,
    done: int, handles: tuple[int, ...],
) -> None:  # fmt: skip
    """Keep each sample as it comes."""
    total = 1
    batch: dict[str, bytes] = {}

    def keep() -> None:
        with face.store(_own(owner)) as (store, _):
            # The upload may have been deleted meanwhile: then nothing of it is kept either.
            if batch and store.get(upload, "upload") is None:
                raise RefusedError("web-upload-gone")
            store.add_parts("sample", upload, batch)
        batch.clear()

    for line in stream(request, progress, handles=handles):
        if "samples" in line:
            total = line["samples"]
            progress.step(done, total)
        elif "number" in line:
            batch[sample_id(upload, line["number"])] = _sample(line, name, request["options"])
            if len(batch) >= _BATCH:
                keep()
                done += _BATCH
                progress.step(done, total)
        elif "error" in line:
            raise _told(line["error"])
        elif "refused" in line:
            raise RefusedError("web-table-too-heavy")
    keep()


def _told(error: Mapping[str, Any]) -> ToldError:
    return ToldError(error["id"], error["what"], error["do"])


def _sample(line: Mapping[str, Any], name: str, options: Mapping[str, Any]) -> bytes:
    """Return the record of a sample: that of a profile, and what the list says of it."""
    summary = line.get("summary") or {"sample": line["sample"]}
    body = {
        "number": line["number"],
        "summary": {**summary, **({"problem": line["error"]["what"]} if "error" in line else {})},
    }
    if "profile" in line:
        profile = line["profile"]
        told = profile["provenance"]
        body |= {
            "profile": profile,
            "about": {
                "name": name, "sample": profile["sample"], "lab": told["lab"],
                "date": told["date"], "n_taxa": len(profile["shares"]),
            },
            "options": {**options, "sample": line["sample"]},
        }  # fmt: skip
    return json.dumps(body).encode()


def _list(face: Face, owner: str, upload: str, name: str) -> dict[str, Any]:
    with face.store(_own(owner)) as (store, _):
        rows = []
        for part in store.parts("sample", upload):
            data = part.data
            row = {"id": part.id, "number": data["number"], **data["summary"]}
            rows.append(row)
        rows.sort(key=lambda row: row["number"])
        body = {"about": {"name": name, "n": len(rows)}, "rows": rows}
        store.add_parts("table", upload, {table_id(upload): json.dumps(body).encode()})
    return {"table": upload}
