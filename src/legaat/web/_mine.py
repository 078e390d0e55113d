"""What is kept for one owner, without opening more of it than is asked for."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legaat.web._models import Account, Audit, Job, Record
from legaat.web._store import Kept, Kind, Store
from legaat.web._upload import safe_name

if TYPE_CHECKING:
    from legaat.web._jobs import Queue

__all__ = [
    "HIDDEN",
    "Entry",
    "below",
    "entries",
    "exported",
    "file_of",
    "forget_tasks",
    "jobs_of",
    "looks",
    "name_of",
    "opened",
    "stream_zip",
    "whole",
]

HIDDEN: Final = frozenset({"sample", "model"})
"""Parts of something larger, which come and go with it."""

_NAMED: Final = 4 * 1024 * 1024
"""An upload larger than this is not opened to read its name, bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record from the outside: nothing in it was opened."""

    id: str
    kind: str
    parent: str | None
    created: datetime
    size: int


def entries(session: Session, owner: str) -> list[Entry]:
    """Return what an owner has, newest first."""
    rows = session.execute(
        select(Record.id, Record.kind, Record.parent, Record.created, func.length(Record.body))
        .where(Record.owner == owner)
        .order_by(Record.created.desc(), Record.id)
    )
    return [Entry(*row) for row in rows]


def below(found: list[Entry], record_id: str) -> list[Entry]:
    """Return what belongs to a record, and to that in turn."""
    ours = [one for one in found if one.parent == record_id]
    return [*ours, *(deeper for one in ours for deeper in below(found, one.id))]


def whole(found: list[Entry], record_id: str) -> str:
    """Return the id of what has to go for a record to leave nothing behind.

    For a profile that is the file it was read from, unless something else was read from it too.
    """
    one = next((entry for entry in found if entry.id == record_id), None)
    if one is None or one.kind != "profile" or one.parent is None:
        return record_id
    alone = all(entry.id == record_id for entry in found if entry.parent == one.parent)
    return one.parent if alone else record_id


def forget_tasks(jobs: Queue, owner: str, upload_id: str) -> None:
    """Delete the tasks about an upload: what they were given and gave is about it."""
    for task in jobs.all_of(owner):
        if upload_id and task.payload.get("upload") == upload_id:
            jobs.cancel(owner, task.id)
            jobs.remove(owner, task.id)


def opened(store: Store, entry: Entry) -> Kept | None:
    """Open one record."""
    return store.get(entry.id, cast("Kind", entry.kind))


def name_of(store: Store, entry: Entry) -> str:
    """Return what an owner would call a record; empty where it has no name of its own."""
    if entry.kind == "upload" and entry.size > _NAMED:
        return ""
    if entry.kind not in {"upload", "profile", "table"}:
        return ""
    kept = opened(store, entry)
    if kept is None:
        return ""
    if kept.kind == "upload":
        return str(json.loads(kept.body.partition(b"\n")[0])["name"])
    about = kept.data.get("about", {})
    return str(about.get("sample") or about.get("name") or "")


def file_of(kept: Kept) -> tuple[str, bytes, str]:
    """Return a record as a file of its own: name, content and media type."""
    if kept.kind == "upload":
        head, _, data = kept.body.partition(b"\n")
        return safe_name(json.loads(head)["name"]), data, "application/octet-stream"
    return f"{kept.kind}.json", _readable(kept).encode(), "application/json"


def _readable(kept: Kept) -> str:
    return json.dumps(kept.data, ensure_ascii=False, indent=1)


def jobs_of(session: Session, owner: str) -> list[dict[str, Any]]:
    """Return the tasks of an owner, without what they were about."""
    rows = session.execute(
        select(Job.id, Job.kind, Job.state, Job.created).where(Job.owner == owner)
    )
    return [
        {"id": row[0], "kind": row[1], "state": row[2], "created": row[3].isoformat()}
        for row in rows
    ]


def exported(session: Session, owner: str) -> datetime | None:
    """Return when an owner last took everything along."""
    return session.scalar(
        select(func.max(Audit.at)).where(Audit.owner == owner, Audit.action == "export")
    )


def looks(session: Session, owner: str, most: int = 20) -> list[tuple[str, datetime]]:
    """Return who else opened something of an owner, by name and day, newest first."""
    rows = session.execute(
        select(Account.name, func.max(Audit.at))
        .join(Account, Account.id == Audit.account)
        .where(Audit.owner == owner, Audit.account != owner)
        .group_by(Account.name, func.date(Audit.at))
        .order_by(func.max(Audit.at).desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


class _Pipe:
    """Takes what a zip writes and gives it on: nothing of it lies on disk or whole in memory."""

    __slots__ = ("_at", "_parts")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Nothing waits."""

    def drain(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def stream_zip(files: Iterator[tuple[str, bytes]]) -> Iterator[bytes]:
    """Give a zip in pieces; at any time one file is in memory.

    Parameters
    ----------
    files : iterator of (str, bytes)
        Path in the zip, and content.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(cast("Any", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files:
            archive.writestr(path, data)
            yield pipe.drain()
    yield pipe.drain()
