"""The worked-out tables of a reference, as they are shipped."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from legaat.messages import Message
from legaat.reference._names import REFERENCES
from legaat.reference._quantiles import Floats
from legaat.reference._types import ReferenceInfo

DATA: Final = Path(__file__).parent / "data"
_ARRAYS: Final = ("population", "usual", "high", "mu", "sigma", "centre", "spread")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A reference, worked out.

    Attributes
    ----------
    info : ReferenceInfo
    taxa : tuple of str, length t
        Most abundant first.
    place : mapping of str to int
        Taxon to its column.
    population : array, shape (21, t)
        Shares at the percentiles 1, 5, 10, …, 95, 99 of all healthy people.
    usual : array, shape (3, t)
        Shares at the 10th, 50th and 90th percentile of those who show the taxon.
    high : array, shape (t,)
        Share at their 95th percentile.
    mu, sigma, centre, spread : array, shape (t,)
        See :mod:`legaat.reference._model`.
    limit_scale : float
        Detection limit of a sample, in units of the least share that it shows.
    counted : mapping of str to str
        Other name to the taxon that it is counted under, because this method does not part them.
    unlike : frozenset of str
        Names that mean something else in this method than today.
    chance : mapping of str to float
        How many taxa of a healthy person are called low, high and missing, on average.
    """

    info: ReferenceInfo
    taxa: tuple[str, ...]
    place: Mapping[str, int]
    population: Floats
    usual: Floats
    high: Floats
    mu: Floats
    sigma: Floats
    centre: Floats
    spread: Floats
    limit_scale: float
    counted: Mapping[str, str]
    unlike: frozenset[str]
    chance: Mapping[str, float]


@cache
def load(name: str) -> Table:
    """Read a table from the package (a few milliseconds, once)."""
    file = resources.files("legaat").joinpath("reference", "data", f"{name}.npz")
    return from_bytes(file.read_bytes())


def from_bytes(raw: bytes) -> Table:
    """Rebuild a table from the bytes of its file."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        header = json.loads(bytes(arrays["header"]))
        columns = {key: arrays[key].astype(float) for key in _ARRAYS}
    taxa = tuple(header["taxa"])
    return Table(
        info=_info(header),
        taxa=taxa,
        place={taxon: at for at, taxon in enumerate(taxa)},
        limit_scale=header["limit_scale"],
        counted=header["counted"],
        unlike=frozenset(header["unlike"]),
        chance=header["chance"],
        **columns,
    )


def to_bytes(arrays: Mapping[str, Floats], header: Mapping[str, object]) -> bytes:
    """Return a table as the bytes of an ``.npz`` file, the same for the same content."""
    out = io.BytesIO()
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    parts = {key: arrays[key].astype(np.float32) for key in _ARRAYS}
    members: dict[str, NDArray[Any]] = {
        "header": np.frombuffer(text, dtype=np.uint8),
        **parts,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, values in members.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, values, allow_pickle=False)
            about = zipfile.ZipInfo(f"{key}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, member.getvalue())
    return out.getvalue()


def _info(header: Mapping[str, object]) -> ReferenceInfo:
    about = dict(header["info"])  # type: ignore[call-overload]
    return ReferenceInfo(
        name=about["name"],
        n=about["n"],
        n_studies=about["n_studies"],
        rank=about["rank"],
        method=Message.of(f"reference.method.{about['name']}"),
        source=tuple(about["source"]),
    )


def references() -> tuple[ReferenceInfo, ...]:
    """Return the references there are."""
    return tuple(load(name).info for name in REFERENCES)
