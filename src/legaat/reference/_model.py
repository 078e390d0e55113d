"""How a taxon is spread over healthy people, and what a sample of some depth can show of it.

A zero-inflated log-normal: a part ``pi`` of the people carry the taxon, and the logarithm of
its share among them is normal with mean ``mu`` and standard deviation ``sigma``. A sample with
detection limit ``delta`` shows a share ``x`` with probability ``1 - exp(-x / delta)``: reads
fall like rain, and ``delta`` is the share that brings one read (or one marker) on average.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from legaat.reference._quantiles import Floats

_NODES: Final = 24
_STUDY_NODES: Final = 9
_SHIFTS: Final = np.linspace(-6, 3, 91)


@cache
def _rule(n: int) -> tuple[Floats, Floats]:
    """Return nodes and weights for the mean over a standard normal (Gauss-Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(n)
    weights = weights / weights.sum()
    nodes.setflags(write=False)
    weights.setflags(write=False)
    return nodes, weights


def unseen_if_there(mu: Floats, sigma: Floats, limit: float | Floats) -> Floats:
    """Return the probability that a taxon that is there isn't seen.

    ``E[exp(-x / limit)]`` over the log-normal shares of those who carry it.

    Parameters
    ----------
    mu, sigma : array, shape (t,)
        Mean and standard deviation of the natural logarithm of the share, 0 to 1.
    limit : float or array, shape (t,)
        Detection limit: the share that brings one read on average, above 0.

    Returns
    -------
    array, shape (t,)
    """
    nodes, weights = _rule(_NODES)
    shares = np.exp(np.minimum(mu[:, None] + sigma[:, None] * nodes, 0.0))
    limits = np.broadcast_to(np.asarray(limit, dtype=float), mu.shape)
    return np.asarray(np.exp(-shares / limits[:, None]) @ weights)


def unseen_at(mu: Floats, sigma: Floats, limits: Floats) -> Floats:
    """Return :func:`unseen_if_there` for several limits, as an array of shape (k, t)."""
    nodes, weights = _rule(_NODES)
    shares = np.exp(np.minimum(mu[:, None] + sigma[:, None] * nodes, 0.0))
    return np.asarray(np.exp(-shares / limits[:, None, None]) @ weights)


def mean_prevalence(centre: Floats, spread: Floats) -> Floats:
    """Return the mean prevalence over studies.

    Parameters
    ----------
    centre, spread : array, shape (t,)
        Mean and standard deviation, over studies, of the log-odds of carrying the taxon.
    """
    nodes, weights = _rule(_STUDY_NODES)
    return np.asarray(_expit(centre[:, None] + spread[:, None] * nodes) @ weights)


def richness_shift(centre: Floats, spread: Floats, unseen: Floats, seen: np.ndarray) -> float:
    """Return how much richer or poorer than healthy people a person is, in log-odds.

    One number ``s`` for all taxa, added to the log-odds of carrying each: the most probable one,
    with a standard normal before it, given which taxa were seen (probability ``p (1 - u)``) and
    which weren't (``1 - p + p u``). A person who lacks most of what is common is more likely to
    lack the next taxon too.

    Parameters
    ----------
    centre, spread, unseen : array, shape (t,)
        See :func:`expected_and_absent`.
    seen : array of bool, shape (t,)
    """
    # The spread between studies flattens the odds of one person (logistic-normal, k = 0.346:
    # Zeger SL, Liang KY, Albert PS, Biometrics 1988;44:1049-60).
    odds = centre / np.sqrt(1 + 0.346 * spread**2)
    there = _expit(odds[:, None] + _SHIFTS)
    shown = np.clip(there * (1 - unseen[:, None]), 1e-12, 1 - 1e-12)
    likelihood = np.where(seen[:, None], np.log(shown), np.log1p(-shown)).sum(axis=0)
    return float(_SHIFTS[int((likelihood - 0.5 * _SHIFTS**2).argmax())])


def expected_and_absent(
    centre: Floats, spread: Floats, unseen: Floats, shift: float, least_absent: float
) -> Floats:
    """Return the probability that a taxon is expected in a healthy person, and truly not here.

    For a prevalence ``p`` the product of ``p`` (a healthy person drawn at random carries it) and
    of ``a / (a + (1 - a) u)`` (this person doesn't, given that it wasn't seen: Bayes), averaged
    over the prevalences that studies differ in. The person's own chance ``a`` to lack it is
    ``1 - p``, shifted by how poor the person's community is, and never less than `least_absent`,
    since we don't know that the person is healthy.

    Parameters
    ----------
    centre, spread : array, shape (t,)
        Log-odds of carrying the taxon: mean and standard deviation over studies.
    unseen : array, shape (t,)
        Probability ``u`` that the sample fails to show it although it is there.
    shift : float
        See :func:`richness_shift`.
    least_absent : float
        0 to 1.
    """
    nodes, weights = _rule(_STUDY_NODES)
    odds = centre[:, None] + spread[:, None] * nodes
    absent = np.maximum(1 - _expit(odds + shift), least_absent)
    return np.asarray((_expit(odds) * absent / (absent + (1 - absent) * unseen[:, None])) @ weights)


def truly_absent(chance: Floats, unseen: Floats, least_absent: float) -> Floats:
    """Return the probability that a taxon which was not seen isn't there (Bayes).

    Parameters
    ----------
    chance : array, shape (t,)
        Probability beforehand that it is there.
    unseen : array, shape (t,)
        Probability that the sample fails to show it although it is there.
    least_absent : float
        Least chance beforehand that it isn't there.
    """
    absent = np.maximum(1 - chance, least_absent)
    return np.asarray(absent / (absent + (1 - absent) * unseen))


def _expit(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))))
