"""Fit the model of :mod:`legaat.reference._model` to the healthy people (build time only)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from legaat.reference._model import unseen_if_there
from legaat.reference._people import Healthy
from legaat.reference._quantiles import Floats

ENOUGH: Final = 50
"""Carriers from which a taxon helps to say what taxa are like in general."""

_GRID: Final = np.linspace(-9, 9, 73)  # log-odds at which a study's likelihood is taken
_CENTRE_SCALE: Final = 3.0  # normal prior of the log-odds: 3 is a prevalence of 95 %
_SPREAD_SCALE: Final = 1.5  # half-normal prior of the spread between studies, in log-odds


class Fit(NamedTuple):
    """Fitted parameters, one entry for each taxon (see :mod:`legaat.reference._model`).

    Attributes
    ----------
    mu, sigma : array, shape (t,)
        Of the natural logarithm of the share among carriers.
    centre, spread : array, shape (t,)
        Of the log-odds of carrying it, over studies.
    """

    mu: Floats
    sigma: Floats
    centre: Floats
    spread: Floats


class Prior(NamedTuple):
    """What taxa are like in general: mean and sd of ``mu`` and of ``log sigma``."""

    mu: tuple[float, float]
    log_sigma: tuple[float, float]


FLAT: Final = Prior((-7.0, 10.0), (0.3, 2.0))


def limits(shares: Floats, scale: float) -> Floats:
    """Return the detection limit of each sample: `scale` times the least share it shows."""
    least = np.where(shares > 0, shares, np.inf).min(axis=1)
    return np.asarray(scale * least)


def fit_all(people: Healthy, limit: Floats, *, spread: float | None = None) -> Fit:
    """Fit all taxa.

    Weighted maximum likelihood, with a weak prior that common taxa set and rare ones need; then
    prevalence and its spread between studies by a random-effects logistic model.

    Parameters
    ----------
    people : Healthy
    limit : array, shape (n,)
        Detection limit of each sample.
    spread : float, optional
        Spread between studies where it can't be estimated (one study).
    """
    weights = people.weights / (people.weights**2).sum()  # sums to Kish's effective size
    carriers = (people.shares > 0).sum(axis=0)
    first = {
        t: fit_shares(people.shares[:, t], limit, weights, FLAT)
        for t in np.flatnonzero(carriers >= ENOUGH).tolist()
    }
    prior = _prior(np.array(list(first.values())))
    found = np.array(
        [
            first[t] if t in first else fit_shares(people.shares[:, t], limit, weights, prior)
            for t in range(len(people.taxa))
        ]
    )
    mu, sigma = found[:, 1], found[:, 2]
    odds = np.array(
        [
            fit_prevalence(
                people.shares[:, t] > 0,
                unseen_if_there(np.full(len(limit), mu[t]), np.full(len(limit), sigma[t]), limit),
                people.studies,
                spread,
            )
            for t in range(len(people.taxa))
        ]
    )
    return Fit(mu, sigma, odds[:, 0], odds[:, 1])


def fit_shares(
    shares: Floats, limit: Floats, weights: Floats, prior: Prior
) -> tuple[float, float, float]:
    """Return prevalence, ``mu`` and ``sigma`` of one taxon.

    A person who shows the share ``y`` adds ``log(pi N(log y; mu, sigma))`` to the likelihood, one
    who doesn't ``log(1 - pi + pi u)`` with ``u`` the chance that this sample would not show it.
    """
    seen = shares > 0
    logs, log_weights = np.log(shares[seen]), weights[seen]
    at = np.geomspace(limit.min(), limit.max() * 1.0001, 48)
    rest, rest_weights = np.log(limit[~seen]), weights[~seen]

    def loss(p: Floats) -> float:
        part, mu, log_sigma = 1 / (1 + np.exp(-np.clip(p[0], -15, 15))), p[1], p[2]
        sigma = np.exp(np.clip(log_sigma, -3, 3))
        unseen = unseen_if_there(np.full(len(at), mu), np.full(len(at), sigma), at)
        u = np.interp(rest, np.log(at), unseen)
        carried = log_weights @ (np.log(part) - 0.5 * ((logs - mu) / sigma) ** 2 - np.log(sigma))
        missed = rest_weights @ np.log(1 - part + part * u)
        pull = ((mu - prior.mu[0]) / prior.mu[1]) ** 2
        pull += ((log_sigma - prior.log_sigma[0]) / prior.log_sigma[1]) ** 2
        return float(0.5 * pull - carried - missed)

    share = float(np.clip(log_weights.sum() / weights.sum(), 1e-4, 1 - 1e-4))
    spread = np.log(max(logs.std(), 0.3)) if len(logs) > 2 else prior.log_sigma[0]
    middle = logs.mean() if len(logs) else prior.mu[0]
    start = np.array([np.log(share / (1 - share)), middle, spread])
    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-3})
    odds, mu, log_sigma = found.x
    return float(1 / (1 + np.exp(-odds))), float(mu), float(np.exp(np.clip(log_sigma, -3, 3)))


def fit_prevalence(
    seen: np.ndarray, unseen: Floats, studies: tuple[str, ...], spread: float | None = None
) -> tuple[float, float]:
    """Return mean and spread of the log-odds of carrying a taxon, over studies.

    Each study has its own prevalence, drawn from a normal in log-odds; the likelihood of a study
    is integrated over it on a grid. Its people count in full inside the study, and studies as
    the spread demands: the larger it is, the more equal they are.
    """
    labels = np.unique(np.array(studies), return_inverse=True)[1]
    odds = 1 / (1 + np.exp(-_GRID))
    chance = odds[:, None] * (1 - unseen)  # of being seen: (grid, people)
    chance = np.clip(chance, 1e-12, 1 - 1e-12)
    each = np.where(seen, np.log(chance), np.log1p(-chance))
    by_study = np.zeros((labels.max() + 1, len(_GRID)))
    np.add.at(by_study, labels, each.T)
    top = by_study.max(axis=1, keepdims=True)
    likelihood = np.exp(by_study - top)

    def loss(p: Floats) -> float:
        width = max(abs(p[1]), 0.05) if spread is None else spread
        shape = np.exp(-0.5 * ((_GRID - p[0]) / width) ** 2)
        shape /= shape.sum()
        pull = 0.5 * (width / _SPREAD_SCALE) ** 2 + 0.5 * (p[0] / _CENTRE_SCALE) ** 2
        return float(pull - np.log(np.maximum(likelihood @ shape, 1e-300)).sum())

    mean = float(np.clip(seen.mean(), 1e-3, 1 - 1e-3))
    start = np.array([np.log(mean / (1 - mean)), spread or 1.0])
    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-3}).x
    return float(found[0]), (max(abs(float(found[1])), 0.05) if spread is None else spread)


def choose_scale(people: Healthy, scales: Floats, taxa: np.ndarray) -> tuple[float, Floats]:
    """Return the scale of the detection limit that makes the data most likely, and the losses.

    How much larger than the least share shown the limit is, once for all samples: a sample shows
    dozens of taxa, and the least of them had luck.
    """
    weights = people.weights / (people.weights**2).sum()
    losses = np.array(
        [
            sum(_loss_at(people.shares[:, t], limits(people.shares, s), weights) for t in taxa)
            for s in scales
        ]
    )
    best = int(losses.argmin())
    if 0 < best < len(scales) - 1:  # the top of the parabola through three points, in logs
        x = np.log(scales[best - 1 : best + 2])
        curve = np.polyfit(x, losses[best - 1 : best + 2], 2)
        return float(np.exp(-curve[1] / (2 * curve[0]))), losses
    return float(scales[best]), losses


def _loss_at(shares: Floats, limit: Floats, weights: Floats) -> float:
    part, mu, sigma = fit_shares(shares, limit, weights, FLAT)
    seen = shares > 0
    n = np.ones(len(shares))
    unseen = unseen_if_there(mu * n, sigma * n, limit)
    y = shares[seen]
    logs = np.log(part) - 0.5 * ((np.log(y) - mu) / sigma) ** 2 - np.log(sigma)
    carried = weights[seen] @ (logs + np.log(-np.expm1(-y / limit[seen])))
    return float(-carried - weights[~seen] @ np.log(1 - part + part * unseen[~seen]))


def _prior(found: Floats) -> Prior:
    mu, log_sigma = found[:, 1], np.log(found[:, 2])
    return Prior(
        (float(mu.mean()), float(mu.std())), (float(log_sigma.mean()), float(log_sigma.std()))
    )
