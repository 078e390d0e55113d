"""Everything kept for one owner; the only door to the records.

A `Store` belongs to one owner and asks for that owner in every query, so that no page can reach
another person's data by an id that it was given.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from legaat.errors import RefusedError
from legaat.web._models import Account, Audit, Consent, Job, Record
from legaat.web._vault import Vault

__all__ = ["MOST_KEPT", "MOST_RECORDS", "Kept", "Kind", "Store", "lock_owner", "now"]

Kind: TypeAlias = Literal["upload", "profile", "person", "plan", "table", "sample", "models"]

MOST_KEPT: Final = 1024 * 1024 * 1024
"""Bytes that are kept for one owner: pages and the export hold all of it in memory at once."""
MOST_RECORDS: Final = 300
"""Records of a kind that are kept for one owner: pages list all of them. Samples of a table, which
have pages of their own, aren't counted."""


_MOST_HEAD: Final = 2 * 1024 * 1024
"""Bytes that stand before those of an upload: its name, its samples, and how it was read."""
_MOST_COMPARED: Final = 256 * 1024 * 1024


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record, opened.

    Attributes
    ----------
    id : str
    kind : str
        One of `Kind`.
    parent : str or None
        The upload that a profile was read from; the profile that a plan is for.
    body : bytes
    created : datetime
    """

    id: str
    kind: str
    parent: str | None
    body: bytes
    created: datetime

    @property
    def data(self) -> dict[str, Any]:
        """The body as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def lock_owner(session: Session, owner: str) -> None:
    """Let what one owner keeps at the same moment follow each other, to the end of a transaction.

    It writes what stands there already: that holds the row on PostgreSQL, and on SQLite, which
    knows no lock of a row, the one writer; a reading alone would hold neither.
    """
    session.execute(
        update(Account)
        .where(Account.id == owner)
        .values(disabled=Account.disabled)
        .execution_options(synchronize_session=False)
    )


class Store:
    """The records of one owner, in one session of the database.

    Parameters
    ----------
    session : Session
    vault : Vault
    owner : str
        Whose records.
    actor : str
        Who asks: the owner, or a dietitian with consent. Goes into the audit log.
    """

    __slots__ = ("_actor", "_owner", "_session", "_vault")

    def __init__(self, session: Session, vault: Vault, owner: str, actor: str) -> None:
        self._session = session
        self._vault = vault
        self._owner = owner
        self._actor = actor

    def _place(self, record_id: str, kind: str) -> str:
        return f"{self._owner}/{kind}/{record_id}"

    def add(self, kind: Kind, body: bytes, parent: str | None = None) -> str:
        """Keep something, and return its id.

        Raises
        ------
        RefusedError
            This owner's uploads would take more than `MOST_KEPT` bytes, or there are
            `MOST_RECORDS` of this kind already.
        """
        mine = select(func.count()).where(Record.owner == self._owner, Record.kind == kind)
        if kind != "sample" and (self._session.scalar(mine) or 0) >= MOST_RECORDS:
            raise RefusedError("web-full-count", most=MOST_RECORDS)
        if kind in {"upload", "models"}:
            size = func.coalesce(func.sum(func.length(Record.body)), 0)
            held = self._session.scalar(select(size).where(Record.owner == self._owner)) or 0
            if held + len(body) > MOST_KEPT:
                raise RefusedError("web-full", most=MOST_KEPT // 2**20)
        record_id = str(uuid.uuid4())
        self._session.add(
            Record(
                id=record_id,
                owner=self._owner,
                kind=kind,
                parent=parent,
                body=self._vault.seal(body, self._place(record_id, kind)),
                created=now(),
            )
        )
        self.log(f"add {kind}", record_id)
        # What belongs to this record may be added in the same session.
        self._session.flush()
        return record_id

    def add_parts(self, kind: Kind, parent: str, parts: Mapping[str, bytes]) -> None:
        """Keep pieces of a record, by ids that the caller chose; those that are there stay."""
        there = set(
            self._session.scalars(
                select(Record.id).where(Record.owner == self._owner, Record.id.in_(list(parts)))
            )
        )
        for record_id, body in parts.items():
            if record_id not in there:
                sealed = self._vault.seal(body, self._place(record_id, kind))
                self._session.add(
                    Record(
                        id=record_id, owner=self._owner, kind=kind, parent=parent, body=sealed,
                        created=now(),
                    )
                )  # fmt: skip
        self.log(f"add {kind}", parent)
        self._session.flush()

    def parts(self, kind: Kind, parent: str) -> Iterator[Kept]:
        """Give the pieces of a record, opened one after the other."""
        rows = self._session.scalars(
            select(Record)
            .where(Record.owner == self._owner, Record.kind == kind, Record.parent == parent)
            .execution_options(yield_per=50)
        )
        yield from (self._open(row) for row in rows)

    def part_ids(self, kind: Kind, parent: str) -> frozenset[str]:
        """Return the ids of the pieces of a record that are kept."""
        return frozenset(
            self._session.scalars(
                select(Record.id).where(
                    Record.owner == self._owner, Record.kind == kind, Record.parent == parent
                )
            )
        )

    def get(self, record_id: str, kind: Kind) -> Kept | None:
        """Return one record of this owner, or None."""
        row = self._session.scalar(
            select(Record).where(
                Record.id == record_id, Record.owner == self._owner, Record.kind == kind
            )
        )
        if row is None:
            return None
        self.log(f"read {kind}", record_id)
        return self._open(row)

    def all(self, kind: Kind) -> Iterator[Kept]:
        """Give this owner's records of a kind, newest first."""
        rows = self._session.scalars(
            select(Record)
            .where(Record.owner == self._owner, Record.kind == kind)
            .order_by(Record.created.desc(), Record.id)
        )
        yield from (self._open(row) for row in rows)

    def newest(self, kind: Kind, parent: str | None = None) -> Kept | None:
        """Return the newest record of a kind, or None."""
        query = select(Record).where(Record.owner == self._owner, Record.kind == kind)
        if parent is not None:
            query = query.where(Record.parent == parent)
        row = self._session.scalar(query.order_by(Record.created.desc(), Record.id).limit(1))
        return None if row is None else self._open(row)

    def same_upload(self, data: bytes) -> Kept | None:
        """Return the oldest upload that holds these bytes, or None; its body is not given.

        What is kept is opened and compared: a hash of a file would say something about somebody to
        whoever has the file too, and so may not lie beside the sealed record. Only what is as long
        is opened, and at most `_MOST_COMPARED` bytes of that.
        """
        size = func.length(Record.body)
        rows = self._session.execute(
            select(Record.id, size)
            .where(Record.owner == self._owner, Record.kind == "upload")
            .where(size > len(data), size <= len(data) + _MOST_HEAD)
            .order_by(Record.created, Record.id)
        ).all()
        left = _MOST_COMPARED
        for record_id, length in rows:
            left -= length
            if left < 0:
                break
            kept = self._open(self._session.get_one(Record, record_id))
            if kept.body.endswith(data) and kept.body.partition(b"\n")[2] == data:
                return replace(kept, body=b"")
        return None

    def replace(self, record_id: str, kind: Kind, body: bytes) -> bool:
        """Put another body in a record; False where there is none."""
        row = self._session.scalar(
            select(Record).where(
                Record.id == record_id, Record.owner == self._owner, Record.kind == kind
            )
        )
        if row is None:
            return False
        row.body = self._vault.seal(body, self._place(record_id, kind))
        self.log(f"change {kind}", record_id)
        return True

    def put(self, kind: Kind, body: bytes) -> None:
        """Put a body in the place of the one record of its kind; two at once make one."""
        lock_owner(self._session, self._owner)
        before = self.newest(kind)
        if before is None:
            self.add(kind, body)
        else:
            self.replace(before.id, kind, body)

    def remove(self, record_id: str) -> bool:
        """Delete a record for good, and what belongs to it."""
        rows = list(
            self._session.scalars(
                select(Record)
                .where(Record.owner == self._owner)
                .where((Record.id == record_id) | (Record.parent == record_id))
            )
        )
        for row in rows:
            self._session.execute(
                delete(Record).where(Record.owner == self._owner, Record.parent == row.id)
            )
            self._session.execute(
                delete(Record).where(Record.owner == self._owner, Record.id == row.id)
            )
        if rows:
            self.log("delete", record_id)
        return bool(rows)

    def remove_all(self) -> None:
        """Delete everything of this owner for good, jobs too."""
        self._session.execute(delete(Job).where(Job.owner == self._owner))
        self._session.execute(
            delete(Record).where(Record.owner == self._owner, Record.kind == "plan")
        )
        self._session.execute(
            delete(Record).where(Record.owner == self._owner, Record.kind == "profile")
        )
        self._session.execute(delete(Record).where(Record.owner == self._owner))
        # Whoever starts anew decides anew who may look on.
        self._session.execute(delete(Consent).where(Consent.person == self._owner))
        self.log("delete all", None)

    def log(self, action: str, target: str | None) -> None:
        """Write who did what into the audit log."""
        self._session.add(
            Audit(at=now(), account=self._actor, owner=self._owner, action=action, target=target)
        )

    def _open(self, row: Record) -> Kept:
        body = self._vault.open(row.body, self._place(row.id, row.kind))
        return Kept(row.id, row.kind, row.parent, body, row.created)
