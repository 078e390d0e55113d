"""Reference: where a person stands among healthy people, and what is probably missing."""

from legaat.reference._compare import compare
from legaat.reference._quantiles import PERCENTS, percentile
from legaat.reference._sources import sources
from legaat.reference._tables import references
from legaat.reference._types import ReferenceInfo, Standing, Status, TaxonStanding

__all__ = [
    "PERCENTS",
    "ReferenceInfo",
    "Standing",
    "Status",
    "TaxonStanding",
    "compare",
    "percentile",
    "references",
    "sources",
]
