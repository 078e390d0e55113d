"""Who would be expected in somebody, given everybody else who lives there."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from math import log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from legaat.profiles import Profile
from legaat.reference._depth import depth_of
from legaat.reference._expect_model import ARRAYS, SKIPS, ExpectModel, logits
from legaat.reference._match import choose, match
from legaat.reference._names import OLDER
from legaat.reference._quantiles import Floats
from legaat.reference._tables import Table, load

LEAST: Final = 0.002
"""No expectation is nearer to 0 or 1 than this: about one person of the largest study."""

_LEAST_MISS: Final = 1e-3


def expected(profile: Profile, reference: str | None = None) -> Mapping[str, float]:
    """Return for each taxon of a reference how probable it is, given the rest of a profile.

    Parameters
    ----------
    profile : Profile
        Species or genera, under any names that :mod:`legaat.taxonomy` knows.
    reference : {"shotgun-species", "shotgun-genus", "16s-genus"}, optional
        By default the one of the profile's rank and method, as in `compare`.

    Returns
    -------
    dict of str to float
        Taxon to the probability, 0 to 1, that a sample of a healthy person with the same other
        bacteria shows it, were that sample as deep as those of the reference; highest first.
        What the profile shows of the taxon itself has no part in it: the others are closed to
        one without it. Taxa that fewer than one healthy person in a hundred shows get the part
        of people who show them.

    Raises
    ------
    UsageError
        There is no such reference, or it asks for species and the profile has genera.
    NothingMatchedError
        The reference knows none of the names in this profile.

    Notes
    -----
    A masked autoencoder learned from the people of the reference, the sick ones of the same
    studies included and told apart; recalibrated on studies that it had not seen
    (``docs/missing.md``).
    """
    table = choose(profile, reference)
    shares = np.zeros(len(table.taxa))
    for taxon, share in match(profile, table).shares.items():
        shares[table.place[taxon]] = share
    limit = depth_of(profile, shares, table).limit
    found = expectation(model_of(table), table, shares, limit)
    order = np.argsort(-found, kind="stable")
    return {table.taxa[at]: float(found[at]) for at in order}


def expectation(model: ExpectModel, table: Table, shares: Floats, limit: float) -> Floats:
    """Return the probability of each taxon given the others, shape (t,) of the table.

    Parameters
    ----------
    model : ExpectModel
    table : Table
    shares : array, shape (t,)
    limit : float
        Detection limit of the sample.
    """
    raw = logits(model, shares[columns(model, table)])
    return spread_out(model, table, calibrated(model, raw, limit))


def calibrated(model: ExpectModel, raw: NDArray[Any], limit: float) -> Floats:
    """Return probabilities, shape of `raw`, as studies that the net hadn't seen bear them out.

    A sample that is shallower than most adds a little to the log-odds of everything: what it
    shows of the rest is less than a sample of the reference would have shown.
    """
    shift, slope, shallow = model.about["calibration"]
    odds = shift + slope * raw.astype(float) + shallow * shallowness(model, limit)
    return np.asarray(np.clip(1 / (1 + np.exp(-np.clip(odds, -30, 30))), LEAST, 1 - LEAST))


def shallowness(model: ExpectModel, limit: float) -> float:
    """Return the logarithm of a limit over the reference's usual one; 0 for deeper samples."""
    return max(log(limit / model.about["limit"]), 0.0)


def spread_out(model: ExpectModel, table: Table, chance: Floats) -> Floats:
    """Return values for all taxa of a table: the model's, and prevalence for the rare."""
    out = np.asarray(model.about["shown"], dtype=float)
    out[columns(model, table)] = chance
    return np.asarray(np.clip(out, LEAST, 1 - LEAST))


def missed(model: ExpectModel, after: Floats, chance: Floats) -> Floats:
    """Return the chance that a sample misses what a sample of the reference would show.

    Parameters
    ----------
    model : ExpectModel
    after : array, shape (t,)
        Probability by the curves that the sample fails to show a taxon that is there.
    chance : array, shape (t,)
        The expectation. Where a taxon is less expected, there is less of it as well.

    Returns
    -------
    array, shape (t,)
        Calibrated on samples of studies left out, thinned to 1/2, 1/5 and 1/20.
    """
    before = np.asarray(model.about["before"], dtype=float)
    return miss_chance(model.about["miss"], before, after, chance)


def miss_chance(fitted: Sequence[float], before: Floats, after: Floats, chance: Floats) -> Floats:
    """Return the chance to miss a taxon, from the fitted coefficients."""
    shift, by_after, by_before, by_chance = fitted
    odds = shift + by_after * curve_odds(after) + by_before * curve_odds(before)
    odds = odds + by_chance * logit(chance)
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


def curve_odds(unseen: Floats) -> Floats:
    """Return log-odds of what the curves say, neither end nearer than one in a thousand."""
    return logit(np.clip(unseen, _LEAST_MISS, 1 - _LEAST_MISS))


def logit(p: Floats) -> Floats:
    """Return log-odds."""
    return np.asarray(np.log(p / (1 - p)))


def columns(model: ExpectModel, table: Table) -> NDArray[np.intp]:
    """Return the columns of a table that a model has, in the model's order."""
    return np.array([table.place[taxon] for taxon in model.taxa])


def model_of(table: Table) -> ExpectModel:
    """Return the model that belongs to a table."""
    name = table.info.name
    return load_model(OLDER if name == "shotgun-genus" and table is load(OLDER) else name)


@cache
def load_model(name: str) -> ExpectModel:
    """Read a model from the package (once)."""
    file = resources.files("legaat").joinpath("reference", "data", f"expected-{name}.npz")
    return model_from_bytes(file.read_bytes())


def model_from_bytes(raw: bytes) -> ExpectModel:
    """Rebuild a model from the bytes of its file; nothing in it is pickled."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        about = json.loads(bytes(arrays["about"]))
        columns = {key: arrays[key].astype(np.float32) for key in (*ARRAYS, *SKIPS)}
    taxa = tuple(about.pop("taxa"))
    return ExpectModel(
        taxa=taxa, place={taxon: at for at, taxon in enumerate(taxa)}, about=about, **columns
    )


def model_to_bytes(model: ExpectModel) -> bytes:
    """Return a model as the bytes of an ``.npz`` file of half-precision arrays."""
    text = json.dumps({"taxa": model.taxa, **model.about}, ensure_ascii=False, sort_keys=True)
    parts: dict[str, NDArray[Any]] = {"about": np.frombuffer(text.encode(), dtype=np.uint8)}
    for key in (*ARRAYS, *SKIPS):
        parts[key] = getattr(model, key).astype(np.float16)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for key, values in parts.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, values, allow_pickle=False)
            info = zipfile.ZipInfo(f"{key}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(info, member.getvalue())
    return out.getvalue()
