"""A profile as JSON and back, whole: how it is kept, and how it leaves the worker process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from legaat.messages import LANGUAGES, Message, Param, Speakable, Text
from legaat.profiles import DroppedRows, NameChange, Profile, Provenance, ReadingReport

__all__ = ["decode_profile", "encode_profile", "encode_said", "said"]


def encode_said(part: Speakable) -> dict[str, Any]:
    """Return a sentence as data: its id and values, so that it can still be said either way."""
    if isinstance(part, Message):
        return {
            "id": part.id,
            "params": {
                k: v if _plain(v) else encode_said(cast("Speakable", v)) for k, v in part.params
            },
        }
    return {lang: part.text(lang) for lang in LANGUAGES}


def _plain(value: object) -> bool:
    return isinstance(value, (str, int, float))


def said(data: Mapping[str, Any]) -> Speakable:
    """Return the sentence that was encoded."""
    if "id" in data:
        params: dict[str, Param] = {
            k: said(v) if isinstance(v, Mapping) else v for k, v in data["params"].items()
        }
        return Message.of(data["id"], **params)
    return Text(nl=data["nl"], en=data["en"])


def encode_profile(profile: Profile) -> dict[str, Any]:
    """Return everything a profile holds."""
    report = profile.report
    return {
        "sample": profile.sample,
        "rank": profile.rank,
        "shares": list(profile.shares.items()),
        "unclassified_share": profile.unclassified_share,
        "n_reads": profile.n_reads,
        "provenance": {f.name: getattr(profile.provenance, f.name) for f in fields(Provenance)},
        "report": {
            **{
                f.name: getattr(report, f.name)
                for f in fields(ReadingReport)
                if f.name not in {"dropped", "changes", "warnings"}
            },
            "dropped": [
                [encode_said(row.reason), row.count, row.share, list(row.examples)]
                for row in report.dropped
            ],
            "changes": [[c.old, c.new, encode_said(c.why)] for c in report.changes],
            "warnings": [encode_said(warning) for warning in report.warnings],
        },
    }


def decode_profile(data: Mapping[str, Any]) -> Profile:
    """Return the profile that was encoded."""
    report = dict(data["report"])
    report["dropped"] = tuple(
        DroppedRows(said(reason), count, share, tuple(examples))
        for reason, count, share, examples in report["dropped"]
    )
    report["changes"] = tuple(
        NameChange(old, new, said(why)) for old, new, why in report["changes"]
    )
    report["warnings"] = tuple(said(warning) for warning in report["warnings"])
    return Profile(
        sample=data["sample"],
        rank=data["rank"],
        shares=dict(data["shares"]),
        unclassified_share=data["unclassified_share"],
        provenance=Provenance(**data["provenance"]),
        report=ReadingReport(**report),
        n_reads=data["n_reads"],
    )
