"""What is kept of a plan: what was chosen and refused, in which order, and how it starts."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from legaat.advice import MOST_WEEKS, Pace, Price
from legaat.web._models import Record
from legaat.web._store import Store

__all__ = [
    "MOST_NOTE", "MOST_PAUSE", "REASONS", "SCHEMA", "Plan", "Reason", "Refusal", "Times", "clock",
    "kept_plan", "near_day", "one_at_a_time",
    "pack_of", "read_plan", "save_plan", "stamped", "write_plan",
]  # fmt: skip

SCHEMA: Final = "legaat.plan/2"

Reason: TypeAlias = Literal["taste", "price", "nothing", "complaints", "belief", "other"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)

Times: TypeAlias = Literal["step", "day"]
"""Whether a calendar gets one entry for each step, or one for each day."""

MOST_NOTE: Final = 300
MOST_PAUSE: Final = 8
"""Weeks that one pause may last."""

_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_MOST_IDS: Final = 200
_MOST_PRICE: Final = 1e6
_YEARS: Final = 3 * 366


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was refused, and in somebody's own words."""

    reason: Reason
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan, as it is kept; which of it may be shown is decided anew at each view.

    Attributes
    ----------
    chosen : tuple of str or None
        Ids, in order; None where nothing was chosen yet and the report's own list stands.
    refused : mapping of str to Refusal
    start : date or None
        First day.
    pace : {"usual", "slow"}
    pauses : mapping of int to int
        Number of a week to how many weeks of pause begin there.
    most_steps : mapping of str to int
        The step beyond which a thing isn't raised, because of complaints.
    bought : frozenset of str
        What was ticked off on the shopping list.
    packs : mapping of str to Price
        What was told of a pack.
    times : {"step", "day"}
    clock : str or None
        "08:00": when it is taken; None for the whole day.
    remind : bool
    given : mapping of str to int
        How many calendar entries a thing once had, so that a later file can take them back.
    changed : datetime or None
        When it was changed, or a calendar file of it given.
    revision : int
        Grows with each of them; the SEQUENCE of a calendar file.
    """

    chosen: tuple[str, ...] | None = None
    refused: Mapping[str, Refusal] = field(default_factory=lambda: MappingProxyType({}))
    start: date | None = None
    pace: Pace = "usual"
    pauses: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    most_steps: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    bought: frozenset[str] = frozenset()
    packs: Mapping[str, Price] = field(default_factory=lambda: MappingProxyType({}))
    times: Times = "step"
    clock: str | None = None
    remind: bool = False
    given: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    changed: datetime | None = None
    revision: int = 0


def read_plan(data: object) -> Plan:
    """Return a kept plan; what isn't understood of it is left out, and nothing of it is believed.

    Plans of the version before (``{"order", "refused", "start"}``) are read as well: all that was
    in their order and not refused is chosen.
    """
    if not isinstance(data, dict):
        return Plan()
    refused = _refusals(data.get("refused"))
    listed = data.get("chosen") if "schema" in data else data.get("order")
    chosen = None if listed is None else tuple(n for n in _names(listed) if n not in refused)
    return Plan(
        chosen=chosen,
        refused=refused,
        start=_date(data.get("start")),
        pace="slow" if data.get("pace") == "slow" else "usual",
        pauses={
            int(week): weeks
            for week, weeks in _counts(data.get("pauses"), MOST_PAUSE).items()
            if week.isdecimal() and 1 <= int(week[:4]) <= MOST_WEEKS
        },
        most_steps=_counts(data.get("most_steps"), MOST_WEEKS),
        bought=frozenset(_names(data.get("bought"))),
        packs=_packs(data.get("packs")),
        times="day" if data.get("times") == "day" else "step",
        clock=clock(data.get("clock")),
        remind=data.get("remind") is True,
        given=_counts(data.get("given"), 4 * MOST_WEEKS),
        changed=_moment(data.get("changed")),
        revision=_whole(data.get("revision"), 10**9) or 0,
    )


def write_plan(plan: Plan) -> bytes:
    """Return a plan as it is kept; `read_plan` gives the same plan back."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "chosen": None if plan.chosen is None else list(plan.chosen),
            "refused": {
                name: {"reason": one.reason, "note": one.note} for name, one in plan.refused.items()
            },
            "start": plan.start.isoformat() if plan.start else None,
            "pace": plan.pace,
            "pauses": {str(week): weeks for week, weeks in plan.pauses.items()},
            "most_steps": dict(plan.most_steps),
            "bought": sorted(plan.bought),
            "packs": {
                name: {"eur": one.eur, "grams": one.grams, "pieces": one.pieces}
                for name, one in plan.packs.items()
            },
            "times": plan.times,
            "clock": plan.clock,
            "remind": plan.remind,
            "given": dict(plan.given),
            "changed": plan.changed.isoformat() if plan.changed else None,
            "revision": plan.revision,
        },
        ensure_ascii=False,
    ).encode()


def kept_plan(store: Store, profile_id: str) -> Plan:
    """Return the plan that is kept for a profile; an empty one where none is."""
    kept = store.newest("plan", profile_id)
    return Plan() if kept is None else read_plan(kept.data)


def one_at_a_time(session: Session, owner: str, profile_id: str) -> None:
    """Let two taps at once follow each other: the second reads the plan that the first wrote.

    SQLite has one writer anyhow, and knows no lock of a row.
    """
    row = select(Record.id).where(Record.id == profile_id, Record.owner == owner)
    session.execute(row.with_for_update())


def save_plan(store: Store, profile_id: str, plan: Plan) -> None:
    """Put a plan in the place of the one that is kept, in the store's own transaction."""
    kept = store.newest("plan", profile_id)
    if kept is None:
        store.add("plan", write_plan(plan), profile_id)
    else:
        store.replace(kept.id, "plan", write_plan(plan))


def stamped(plan: Plan, now: datetime) -> Plan:
    """Return a plan as a newer version of itself.

    The number is in seconds, so that it grows as well where a plan was deleted in between.
    """
    revision = max(plan.revision + 1, int((now - _EPOCH).total_seconds()))
    return replace(plan, changed=now.replace(microsecond=0), revision=revision)


def near_day(text: str, today: date) -> date | None:
    """Return the day that was typed, if it lies within three years."""
    found = _date(text)
    return found if found is not None and abs((found - today).days) <= _YEARS else None


def clock(text: object) -> str | None:
    """Return a time of day as "08:00"; None for anything else."""
    if not isinstance(text, str) or len(text) != 5 or text[2] != ":" or not text.isascii():
        return None
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal()):
        return None
    return text if int(hours) < 24 and int(minutes) < 60 else None


def pack_of(eur: object, grams: object, pieces: object) -> Price | None:
    """Return what was told of a pack; None where that says no price or no content."""
    cost, weight, count = (_number(value) for value in (eur, grams, pieces))
    if cost is None or (not weight and not count):
        return None
    return Price(cost, weight or None, count or None)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value[:20].replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and 0 <= found <= _MOST_PRICE else None


def _names(value: object) -> list[str]:
    if not isinstance(value, list):
        return []
    found = (name for name in value if isinstance(name, str) and 0 < len(name) <= 80)
    return list(dict.fromkeys(found))[:_MOST_IDS]


def _whole(value: object, most: int) -> int | None:
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    return value if good and isinstance(value, int) else None


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    return dict([(k, v) for k, v in value.items() if len(k) <= 80][:_MOST_IDS])


def _counts(value: object, most: int) -> dict[str, int]:
    counted = ((name, _whole(number, most)) for name, number in _mapping(value).items())
    return {name: number for name, number in counted if number}


def _refusals(value: object) -> dict[str, Refusal]:
    found: dict[str, Refusal] = {}
    for name, why in _mapping(value).items():
        if isinstance(why, str):
            found[name] = Refusal("other", why[:MOST_NOTE])
        elif isinstance(why, dict):
            reason: Reason = next((one for one in REASONS if one == why.get("reason")), "other")
            found[name] = Refusal(reason, str(why.get("note", ""))[:MOST_NOTE])
    return found


def _packs(value: object) -> dict[str, Price]:
    told = {
        name: pack_of(row.get("eur"), row.get("grams"), row.get("pieces"))
        for name, row in _mapping(value).items()
        if isinstance(row, dict)
    }
    return {name: pack for name, pack in told.items() if pack is not None}


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
