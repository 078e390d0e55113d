"""A table of many samples: what is said of each in a list, and the list as a file."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from legaat.profiles import Profile

__all__ = ["MOST_SAMPLES", "Rows", "sample_id", "summarise", "table_csv", "table_id"]

MOST_SAMPLES: Final = 2000
"""Samples of one table; a cohort of more belongs on the command line."""

_COLUMNS: Final = (
    "sample", "rank", "n_taxa", "unclassified_share", "mapped_share", "reference", "missing", "low",
    "butyrate", "butyrate_percentile", "propionate", "propionate_percentile",
)  # fmt: skip
_SPACE: Final = uuid.UUID("9a7f0c1e-6d0b-5f0a-9c52-3f3cf1c6a3de")
"""Our own, so that the same piece of the same upload has the same id at every try."""

Rows = Sequence[Mapping[str, Any]]


def sample_id(upload: str, number: int) -> str:
    """Return the id of one sample of an upload, the same at every try."""
    return str(uuid.uuid5(_SPACE, f"{upload}/{number}"))


def table_id(upload: str) -> str:
    """Return the id of the list of an upload's samples."""
    return str(uuid.uuid5(_SPACE, upload))


def summarise(profile: Profile) -> dict[str, Any]:
    """Return what a list says of one sample.

    Parameters
    ----------
    profile : Profile

    Returns
    -------
    dict
        Counts of taxa by their standing, and where butyrate and propionate stand (percentile 0 to
        100 among healthy people); None where it isn't known.
    """
    from legaat.reference import compare
    from legaat.substances import substances

    standing = compare(profile)
    panel = substances(profile, standing)
    row: dict[str, Any] = {
        "sample": profile.sample,
        "rank": profile.rank,
        "n_taxa": len(profile),
        "unclassified_share": profile.unclassified_share,
        "mapped_share": profile.report.mapped_share,
        "reference": standing.reference.name,
        "missing": len(standing.with_status("missing")),
        "low": len(standing.with_status("low")),
    }
    for name in ("butyrate", "propionate"):
        found = panel[name]
        row[name] = found.status
        row[f"{name}_percentile"] = found.percentile
    return row


def table_csv(rows: Rows) -> str:
    """Return the list as CSV; what isn't known stays empty.

    A cell that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*_COLUMNS, "problem"])
    for row in rows:
        problem = (row.get("problem") or {}).get("en", "")
        writer.writerow([_cell(row.get(key)) for key in _COLUMNS] + [_cell(problem)])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return "" if value is None else value
