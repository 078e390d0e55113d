"""Train the net of :mod:`legaat.reference._expect_model` (build time only; numpy alone)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from legaat.reference._expect_model import LOG_SCALE, ExpectModel, Singles
from legaat.reference._quantiles import Floats

_TINY: Final = 1e-8


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a net is trained.

    Attributes
    ----------
    hidden : int
        Units of each net.
    nets : int
        Nets whose log-odds are averaged; they differ by their seed alone.
    epochs, batch : int
    rate : float
        Greatest learning rate; it rises for a tenth of the steps and falls along a cosine.
    decay, decay_skip : float
        Decoupled weight decay (AdamW: Loshchilov I, Hutter F, arXiv 1711.05101).
    drop : float
        Part of the hidden units left out in each step.
    mask : (float, float)
        Part of the taxa hidden in each sample, drawn between these.
    thin : float
        Part of the samples that are thinned in a step, to between all and a twentieth.
    """

    hidden: int = 256
    nets: int = 4
    epochs: int = 40
    batch: int = 128
    rate: float = 2e-3
    decay: float = 0.02
    decay_skip: float = 0.3
    drop: float = 0.3
    mask: tuple[float, float] = (0.05, 0.4)
    thin: float = 0.0


class Sample(NamedTuple):
    """What a net is trained on.

    Attributes
    ----------
    shares : array, shape (n, t)
    healthy : array of bool, shape (n,)
        The others teach how taxa go together; a net is told who is healthy, and asked about
        healthy people.
    weights : array, shape (n,)
        See ``_people.study_weights``.
    """

    shares: Floats
    healthy: np.ndarray
    weights: Floats


def train(
    sample: Sample, taxa: tuple[str, ...], recipe: Recipe, *, scale: float, seed: int
) -> ExpectModel:
    """Return the trained model, its nets averaged.

    Parameters
    ----------
    sample : Sample
    taxa : tuple of str, length t
    recipe : Recipe
    scale : float
        Detection limit in units of the least share shown, for thinning.
    seed : int
    """
    x = sample.shares.astype(np.float32)
    seen = x > 0
    logs = np.log(np.where(seen, x, 1))
    centre = ((logs * seen).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)).astype(np.float32)
    healthy = sample.weights * sample.healthy
    prevalence = np.clip(healthy @ seen / healthy.sum(), 0.003, 0.997).astype(np.float32)
    nets = [
        _Net(sample, centre, prevalence, recipe, scale, np.random.default_rng([seed, k])).fit()
        for k in range(recipe.nets)
    ]
    return _joined(nets, taxa, centre, prevalence)


class _Net:
    """One net and its optimiser."""

    def __init__(
        self, sample: Sample, centre: Singles, prevalence: Singles,
        recipe: Recipe, scale: float, rng: np.random.Generator,
    ) -> None:  # fmt: skip
        self.x = sample.shares.astype(np.float32)
        self.healthy = sample.healthy.astype(np.float32)
        self.weights = (sample.weights / sample.weights.mean()).astype(np.float32)
        self.centre, self.prevalence = centre, prevalence
        self.recipe, self.rng = recipe, rng
        shown = np.where(self.x > 0, self.x, 1.0)
        self.limit = scale * shown.min(axis=1, keepdims=True)
        t, h = self.x.shape[1], recipe.hidden
        wide = 2 * t + 4
        self.p = {
            "in": _drawn(rng, wide, h),
            "bias": np.zeros(h, np.float32),
            "out": 0.5 * _drawn(rng, h, t),
            "out_bias": np.log(prevalence / (1 - prevalence)),
            "skip": np.zeros((wide, t), np.float32),
        }
        self.decay = {"in": recipe.decay, "out": recipe.decay, "skip": recipe.decay_skip}
        self.m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}

    def fit(self) -> dict[str, Singles]:
        n, size = len(self.x), self.recipe.batch
        steps = self.recipe.epochs * -(-n // size)
        step = 0
        for _ in range(self.recipe.epochs):
            order = self.rng.permutation(n)
            for at in range(0, n, size):
                step += 1
                self._step(order[at : at + size], _rate(step / steps) * self.recipe.rate, step)
        return self.p

    def _step(self, rows: np.ndarray, rate: float, step: int) -> None:
        grads = self._gradient(rows)
        for key, g in grads.items():
            m, v = self.m[key], self.v[key]
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            if key in self.decay:
                self.p[key] *= 1 - rate * self.decay[key] * (0.3 if key == "skip" else 1.0)
            r = rate * (0.3 if key == "skip" else 1.0) / (1 - 0.9**step)
            self.p[key] -= r * m / (np.sqrt(v / (1 - 0.999**step)) + _TINY)

    def _gradient(self, rows: np.ndarray) -> dict[str, Singles]:
        x, p = self._thinned(rows), self.p
        low, high = self.recipe.mask
        part = self.rng.uniform(low, high, (len(rows), 1))
        visible = (self.rng.random(x.shape, dtype=np.float32) > part).astype(np.float32)
        f = features(x, visible, self.centre, self.prevalence, self.healthy[rows])
        raw = f @ p["in"] + p["bias"]
        keep = (self.rng.random(raw.shape, dtype=np.float32) >= self.recipe.drop) / np.float32(
            1 - self.recipe.drop
        )
        keep *= raw > 0
        h = raw * keep
        z = h @ p["out"] + p["out_bias"] + f @ p["skip"]
        off = 1 / (1 + np.exp(-np.clip(z, -30, 30))) - (self.x[rows] > 0)
        off *= (1 - visible) * self.weights[rows, None]
        off = (off * np.float32(100.0 / max((1 - visible).sum(), 1.0))).astype(np.float32)
        back = (off @ p["out"].T) * keep
        return {
            "in": f.T @ back, "bias": back.sum(axis=0), "out": h.T @ off,
            "out_bias": off.sum(axis=0), "skip": f.T @ off,
        }  # fmt: skip

    def _thinned(self, rows: np.ndarray) -> Singles:
        x: Singles = self.x[rows]
        if not self.recipe.thin:
            return x
        thin = self.rng.random(len(rows)) < self.recipe.thin
        fraction = np.where(thin, np.exp(-3.0 * self.rng.random(len(rows))), 1.0)[:, None]
        depth = x / self.limit[rows]
        stays = -np.expm1(-fraction * depth) / np.maximum(-np.expm1(-depth), 1e-9)
        return np.asarray(np.where(self.rng.random(x.shape) < stays, x, 0), dtype=np.float32)


def _drawn(rng: np.random.Generator, n: int, m: int) -> Singles:
    """Return first weights of a layer with `n` inputs."""
    return np.asarray(rng.uniform(-1, 1, (n, m)) / np.sqrt(n), dtype=np.float32)


def features(
    x: Singles, visible: Singles, centre: Singles, prevalence: Singles, healthy: Singles
) -> Singles:
    """Return what the net sees of samples of which only a part of the taxa is visible.

    The same quantities as :func:`legaat.reference._expect_model.logits` works out with one taxon
    hidden, and as a last column whether the person is healthy; shape (n, 2 t + 4).
    """
    here = (x > 0) * visible
    rest = np.maximum((x * visible).sum(axis=1, keepdims=True), 1e-3)
    logs = np.where(here > 0, np.log(np.where(x > 0, x, 1) / rest), 0)
    inner = np.where(here > 0, (logs - centre) / LOG_SCALE, 0)
    shown = here.sum(axis=1, keepdims=True) / np.maximum(visible @ prevalence, 1e-3)[:, None]
    rich = np.log(np.maximum(shown, 0.02)) * 3
    least = (logs.min(axis=1, keepdims=True) + 10) / 1.5
    shannon = -(np.where(here > 0, np.exp(logs), 0) * logs).sum(axis=1, keepdims=True)
    more = [rich, least, (shannon - 2.9) / 0.6, healthy[:, None]]
    return np.concatenate([here - prevalence * visible, inner, *more], axis=1, dtype=np.float32)


def _rate(done: float) -> float:
    """Return the part of the greatest learning rate at a part of the training (one cycle)."""
    if done < 0.1:
        return 0.04 + 0.96 * done / 0.1
    return float(0.5 * (1 + np.cos(np.pi * (done - 0.1) / 0.9)))


def _joined(
    nets: list[dict[str, Singles]], taxa: tuple[str, ...], centre: Singles, prevalence: Singles
) -> ExpectModel:
    """Put nets side by side: their mean log-odds are those of one wide net."""
    t = len(centre)
    first = np.concatenate([net["in"] for net in nets], axis=1)
    skip = np.mean([net["skip"] for net in nets], axis=0)
    bias = np.concatenate([net["bias"] for net in nets]) + first[-1]
    out_bias = np.mean([net["out_bias"] for net in nets], axis=0) + skip[-1]
    # A taxon's own columns never reach its own outcome.
    np.fill_diagonal(skip[:t], 0)
    np.fill_diagonal(skip[t : 2 * t], 0)
    return ExpectModel(
        taxa=taxa,
        place={taxon: at for at, taxon in enumerate(taxa)},
        centre=centre,
        prevalence=prevalence,
        there=first[:t],
        share=first[t : 2 * t],
        extra=first[2 * t : 2 * t + 3],
        bias=bias,
        out=np.asarray(
            np.concatenate([net["out"].T for net in nets], axis=1) / len(nets), dtype=np.float32
        ),
        out_bias=out_bias,
        skip_there=skip[:t].T,
        skip_share=skip[t : 2 * t].T,
        skip_extra=skip[2 * t : 2 * t + 3].T,
        about={},
    )
