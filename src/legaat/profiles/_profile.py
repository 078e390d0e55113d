"""The one `Profile` type: who lives in a sample, and what the reader had to do to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from legaat.errors import MissingExtraError
from legaat.messages import Lang, Speakable

if TYPE_CHECKING:
    import pandas as pd

Rank: TypeAlias = Literal["species", "genus"]
Quantity: TypeAlias = Literal["cell fraction", "read fraction", "counts", "ppm", "unknown"]
Method: TypeAlias = Literal["shotgun", "16S", "unknown"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a profile comes from; what the file doesn't say and nobody told stays None.

    Attributes
    ----------
    format : str
        Id of the reader that read it (``legaat formats`` lists them).
    tool, database : str or None
        The profiler and its reference database, as the file names them.
    method : {"shotgun", "16S", "unknown"}
    lab, date : str or None
        As the user gave them; the date as ISO 8601.
    path : str or None
        The file, as the user gave it.
    """

    format: str
    tool: str | None = None
    database: str | None = None
    method: Method = "unknown"
    lab: str | None = None
    date: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class NameChange:
    """A name that was changed while reading, or kept apart on purpose, and why."""

    old: str
    new: str
    why: Speakable


@dataclass(frozen=True, slots=True)
class DroppedRows:
    """Rows that were left out.

    Attributes
    ----------
    reason : Speakable
        Why, as a sentence.
    count : int
        Number of rows.
    share : float or None
        Part of the file's total that they held, 0 to 1; None where they repeat other rows
        (parent ranks, strains), so that nothing was lost.
    examples : tuple of str
        Up to three names.
    """

    reason: Speakable
    count: int
    share: float | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """What the reader found and did, before any analysis.

    Attributes
    ----------
    format : str
        Id of the format; `confidence` is the sniffer's, 0 to 1 (1 when the user chose it).
    rank : {"species", "genus"}
        The rank that was used.
    quantity : str
        What the numbers are: cell fraction, read fraction, counts, ppm, or unknown.
    total : float
        Sum of the numbers as found at this rank, unclassified included, in the file's own unit
        (`total_unit`: "%", "1", "reads", "ppm").
    unclassified_share : float or None
        Part that the lab's method could not name, 0 to 1; None where the file doesn't say.
    mapped_share : float
        Part of the classified total whose name the taxonomy knows, 0 to 1.
    n_rows : int
        Data rows in the file (or non-zero cells of this sample in a table).
    dropped, changes, warnings
        What was left out, renamed, and worth saying.
    """

    format: str
    confidence: float
    rank: Rank
    quantity: Quantity
    total: float
    total_unit: str
    unclassified_share: float | None
    mapped_share: float
    n_rows: int
    dropped: tuple[DroppedRows, ...] = ()
    changes: tuple[NameChange, ...] = ()
    warnings: tuple[Speakable, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The taxa of one sample and their shares.

    Attributes
    ----------
    sample : str
        Name of the sample.
    rank : {"species", "genus"}
    shares : mapping of str to float
        Current taxon name to share of the classified part, largest first; sums to 1, zeros
        are left out.
    unclassified_share : float or None
        Part of the sample that was not classified, 0 to 1; None where the file doesn't say.
    n_reads : int or None
        Depth in reads that could show bacteria, where the file tells it: reads of the person, of
        food, viruses and yeasts are taken off where it counts them.
    provenance : Provenance
    report : ReadingReport

    Examples
    --------
    >>> import legaat
    >>> profile = legaat.read_profile("examples/profile.tsv")
    >>> profile
    Profile('profile': 69 taxa, species, 17% unclassified)
    >>> round(profile["Lachnospira eligens"], 3), "Roseburia hominis" in profile
    (0.135, False)
    """

    sample: str
    rank: Rank
    shares: Mapping[str, float]
    unclassified_share: float | None
    provenance: Provenance
    report: ReadingReport
    n_reads: int | None = field(default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shares", MappingProxyType(dict(self.shares)))

    def __reduce__(self) -> tuple[object, ...]:
        """Copy between processes: the view on the shares can't go along, its content can."""
        values = (getattr(self, one.name) for one in fields(self))
        return type(self), tuple(dict(v) if isinstance(v, Mapping) else v for v in values)

    def __len__(self) -> int:
        return len(self.shares)

    def __iter__(self) -> Iterator[str]:
        return iter(self.shares)

    def __contains__(self, taxon: object) -> bool:
        return taxon in self.shares

    def __getitem__(self, taxon: str) -> float:
        return self.shares[taxon]

    def __repr__(self) -> str:
        part = self.unclassified_share
        said = "" if part is None else f", {part:.0%} unclassified"
        return f"Profile({self.sample!r}: {len(self)} taxa, {self.rank}{said})"

    def to_pandas(self) -> pd.Series[float]:
        """Return the shares as a series with the sample's name, largest first.

        Raises
        ------
        MissingExtraError
            pandas isn't installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("missing-extra", extra="pandas") from error
        return pd.Series(dict(self.shares), name=self.sample, dtype=float)

    def to_dict(self, lang: Lang = "en") -> dict[str, object]:
        """Return the profile as plain data, ready for JSON.

        Parameters
        ----------
        lang : {"nl", "en"}
            Language of the reasons and warnings.
        """
        report = self.report
        return {
            "sample": self.sample,
            "rank": self.rank,
            "shares": dict(self.shares),
            "unclassified_share": self.unclassified_share,
            "n_reads": self.n_reads,
            "provenance": {
                "format": self.provenance.format,
                "tool": self.provenance.tool,
                "database": self.provenance.database,
                "method": self.provenance.method,
                "lab": self.provenance.lab,
                "date": self.provenance.date,
                "path": self.provenance.path,
            },
            "report": {
                "format": report.format,
                "confidence": report.confidence,
                "rank": report.rank,
                "quantity": report.quantity,
                "total": report.total,
                "total_unit": report.total_unit,
                "unclassified_share": report.unclassified_share,
                "mapped_share": report.mapped_share,
                "n_rows": report.n_rows,
                "dropped": [
                    {
                        "reason": row.reason.text(lang),
                        "count": row.count,
                        "share": row.share,
                        "examples": list(row.examples),
                    }
                    for row in report.dropped
                ],
                "changes": [
                    {"from": change.old, "to": change.new, "why": change.why.text(lang)}
                    for change in report.changes
                ],
                "warnings": [warning.text(lang) for warning in report.warnings],
            },
        }


__all__ = [
    "DroppedRows",
    "Method",
    "NameChange",
    "Profile",
    "Provenance",
    "Quantity",
    "Rank",
    "ReadingReport",
]
