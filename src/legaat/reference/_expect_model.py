"""The model behind the expectation: who is there, given everybody else in a sample.

A masked autoencoder with one hidden layer. In training a part of the taxa is hidden, the shares
of the others are closed to one again, and the net says for each hidden taxon whether it is
there. At run time each taxon is hidden by itself. Hiding one takes a rank-one change of the
first layer, so that all taxa of a sample cost about as much as one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

LOG_SCALE: Final = 2.0
"""Natural logarithms of shares are divided by this before they enter the net."""

_LEAST_REST: Final = 1e-3  # share that is left at least when one taxon is hidden

ARRAYS: Final = ("centre", "prevalence", "there", "share", "extra", "bias", "out", "out_bias")
SKIPS: Final = ("skip_there", "skip_share", "skip_extra")


@dataclass(frozen=True, slots=True, eq=False)
class ExpectModel:
    """The fitted net; ``h`` hidden units, ``t`` taxa.

    Attributes
    ----------
    taxa : tuple of str, length t
    place : mapping of str to int
    centre : array, shape (t,)
        Mean natural logarithm of the share among those who show the taxon.
    prevalence : array, shape (t,)
        Part of the people who show it, weighted by study.
    there, share : array, shape (t, h)
        First layer: from "is it shown" and from the centred logarithm of the share.
    extra : array, shape (3, h)
        First layer: from how many taxa are shown, the least share, and Shannon's index.
    bias : array, shape (h,)
    out : array, shape (t, h)
    out_bias : array, shape (t,)
    skip_there, skip_share : array, shape (t, t)
        Straight from the input to the outcome (row) of each taxon; the diagonal is zero.
    skip_extra : array, shape (t, 3)
    about : mapping
        Recalibration and other numbers (see ``_expect.py``).
    """

    taxa: tuple[str, ...]
    place: Mapping[str, int]
    centre: Singles
    prevalence: Singles
    there: Singles
    share: Singles
    extra: Singles
    bias: Singles
    out: Singles
    out_bias: Singles
    skip_there: Singles
    skip_share: Singles
    skip_extra: Singles
    about: Mapping[str, Any]


def logits(model: ExpectModel, shares: Singles | NDArray[np.float64]) -> Singles:
    """Return for each taxon the log-odds that it is shown, never looking at the taxon itself.

    Parameters
    ----------
    model : ExpectModel
    shares : array, shape (t,)
        Shares of one sample in the model's columns, 0 to 1; zero where a taxon isn't shown.

    Returns
    -------
    array, shape (t,)
        Before recalibration. The value of entry `k` does not depend on ``shares[k]``: the others
        are closed to one without it.
    """
    x = np.asarray(shares, dtype=np.float32)
    seen = x > 0
    rest = np.maximum(x.sum() - x, _LEAST_REST).astype(np.float32)
    logs = np.where(seen, np.log(np.where(seen, x, 1)), 0).astype(np.float32)
    here = seen.astype(np.float32)
    close = -np.log(rest) / LOG_SCALE  # what closing without taxon k adds to each other share
    inner = here * (logs - model.centre) / LOG_SCALE
    there = here - model.prevalence
    more = extras(model, x, logs, here, rest)
    of_here, pull = here @ model.share, model.skip_share @ here
    hidden = (there @ model.there + inner @ model.share + model.bias) + more @ model.extra
    hidden -= there[:, None] * model.there
    hidden += close[:, None] * of_here
    hidden -= (inner + close * here)[:, None] * model.share
    straight = model.skip_there @ there + model.skip_share @ inner + close * pull
    straight += (more * model.skip_extra).sum(axis=1)
    return np.asarray(
        np.einsum("th,th->t", np.maximum(hidden, 0), model.out) + model.out_bias + straight
    )


def extras(model: ExpectModel, x: Singles, logs: Singles, here: Singles, rest: Singles) -> Singles:
    """Return what the sample without each taxon says of its depth and richness, shape (t, 3)."""
    # Ratios to what healthy people show, so that a model of any width reads them alike.
    shown = (here.sum() - here) / (model.prevalence.sum() - model.prevalence)
    rich = np.log(np.maximum(shown, 0.02)) * 3
    order = np.sort(np.where(here > 0, logs, 0.0))
    first, second = float(order[0]), float(order[min(1, len(order) - 1)])
    least = np.where((logs == first) & (here > 0), second, first) - np.log(rest)
    least = np.where(here.sum() - here > 0, least, 0.0)
    entropy = x * logs
    shannon = (
        np.log(rest) * (np.minimum((x.sum() - x) / rest, 1)) - (entropy.sum() - entropy) / rest
    )
    return np.stack([rich, (least + 10) / 1.5, (shannon - 2.9) / 0.6], axis=1).astype(np.float32)
