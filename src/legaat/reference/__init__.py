"""Reference: where a person stands among healthy people, and what is probably missing."""

from legaat.reference._change import Change, ChangeStatus, Comparison, changes
from legaat.reference._compare import compare
from legaat.reference._contrast import Contrast, Direction, conditions, contrasts
from legaat.reference._expect import expected
from legaat.reference._feeds import Feed, Fibre, feeds
from legaat.reference._quantiles import PERCENTS, percentile, shown_part
from legaat.reference._sources import sources
from legaat.reference._tables import references
from legaat.reference._types import ReferenceInfo, Standing, Status, TaxonStanding

__all__ = [
    "PERCENTS",
    "Change",
    "ChangeStatus",
    "Comparison",
    "Contrast",
    "Direction",
    "Feed",
    "Fibre",
    "ReferenceInfo",
    "Standing",
    "Status",
    "TaxonStanding",
    "changes",
    "compare",
    "conditions",
    "contrasts",
    "expected",
    "feeds",
    "percentile",
    "references",
    "shown_part",
    "sources",
]
