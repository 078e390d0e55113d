"""What building tables needs of this room; nothing here is used at run time.

The substances room asks it for the healthy people, so that a sum over a set of taxa gets the
same weights and the same quantile grid as a single taxon.
"""

from legaat.reference._names import REFERENCES
from legaat.reference._people import (
    Healthy,
    intraclass_correlation,
    load_healthy,
    study_weights,
)
from legaat.reference._quantiles import PERCENTS, percentile, weighted_quantiles

__all__ = [
    "PERCENTS",
    "REFERENCES",
    "Healthy",
    "intraclass_correlation",
    "load_healthy",
    "percentile",
    "study_weights",
    "weighted_quantiles",
]
