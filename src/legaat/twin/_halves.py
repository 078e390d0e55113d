"""The flux program's columns in halves, and a basis carried from one community to another."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.twin._lp import Basis, times_fine
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from legaat.twin._community import Community
    from legaat.twin._lp import Fine
    from legaat.twin._model import Floats, Ints


class Split:
    """A community's columns as forward and backward halves, both at least 0."""

    def __init__(self, community: Community) -> None:
        c = community
        lumen = c.owner < 0
        self.n_inner = c.matrix.shape[0]
        self.turned = (c.upper <= 0) & ~lumen
        # Every lumen column gets a backward half, whatever today's medium: it may change.
        both = ((c.lower < 0) & (c.upper > 0)) | lumen
        self.back = np.flatnonzero(both)
        sign = np.where(self.turned, -1.0, 1.0)
        self.sign = sign
        forth = Matrix.blocks([[c.matrix], [c.growth]]).scaled(sign)
        self.matrix = Matrix.blocks([[forth, -forth.columns(both)]])
        self.weights = np.concatenate([c.weights, c.weights[self.back]])
        ties = _ties(c)
        self.ties = np.concatenate([ties, ties[self.back]])

    def bounds(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Return the halves' bounds for bounds of the whole columns."""
        low = np.where(self.turned, -upper, lower)
        high = np.where(self.turned, -lower, upper)
        back = self.back
        return (
            np.concatenate([np.maximum(low, 0.0), np.maximum(-high[back], 0.0)]),
            np.concatenate([np.maximum(high, 0.0), np.maximum(-low[back], 0.0)]),
        )

    def join(self, halves: Floats) -> Floats:
        """Return whole columns from halves."""
        n = len(self.sign)
        x = halves[:n] * self.sign
        x[self.back] -= halves[n:]
        return x

    def proof(self, ray: Fine) -> Proof:
        """Turn row multipliers into what a half-space is made of, for any bounds."""
        prices = times_fine(self.matrix, ray).astype(np.float64)
        return Proof(ray[self.n_inner :].astype(np.float64), prices)


@dataclass(frozen=True, slots=True)
class Proof:
    """Multipliers y of the rows, as ``normal @ rates <= limit`` under any bounds.

    For any multipliers and any solution, y_rates . rates = (y^T A) x, which is at most the
    greatest value of the right-hand side over the box of bounds.

    Attributes
    ----------
    normal : ndarray, shape (members,)
        y_rates.
    prices : ndarray, shape (halves,)
        y^T A.
    """

    normal: Floats
    prices: Floats

    def limit(self, low: Floats, high: Floats) -> float:
        """Return the greatest ``normal @ rates`` that these bounds allow."""
        return float(np.maximum(self.prices * low, self.prices * high).sum())


def _ties(community: Community) -> Floats:
    """Draw a number in [0, 1) from the name of each reaction and taxon, summed over columns."""
    out = np.zeros(community.matrix.shape[1])
    for i, (member, model) in enumerate(zip(community.members, community.models, strict=True)):
        seed = zlib.crc32(member.taxon.encode())
        drawn = np.array([zlib.crc32(r.encode(), seed) for r in model.reactions]) / 2.0**32
        live = model.column >= 0
        whole = np.zeros(model.matrix.shape[1])
        np.add.at(whole, model.column[live], (drawn * np.abs(model.ratio))[live])
        mine = community.owner == i
        out[mine] = whole[community.place[mine]]
    lumen = community.owner < 0
    names = np.array([zlib.crc32(n.encode()) for n in community.nutrients]) / 2.0**32
    out[lumen] = names[community.place[lumen]]
    return out


_NONBASIC_LOWER: Final = 0
_BASIC: Final = 1


def transfer(old: Community, new: Community, basis: Basis, *, split: bool) -> Basis:
    """Carry a basis over to a community that shares most members and nutrients.

    What is new rests at its bound, and the balance of a new row is left to its own slack; HiGHS
    repairs what this leaves singular.
    """
    member = {m.taxon: i for i, m in enumerate(old.members)}
    lumen = {name: i for i, name in enumerate(old.nutrients)}

    def keys(c: Community, owner: Ints, place: Ints) -> list[tuple[int, int]]:
        who = [member.get(m.taxon, -2) for m in c.members]
        same = [w >= 0 and c.models[i] is old.models[w] for i, w in enumerate(who)]
        out = []
        for o, p in zip(owner.tolist(), place.tolist(), strict=True):
            if o < 0:
                out.append((-1, lumen.get(c.nutrients[p], -9)))
            else:
                out.append((who[o], p) if same[o] else (-3, -3))
        return out

    def carry(old_keys: list[tuple[int, int]], status: NDArray[np.int8],
              new_keys: list[tuple[int, int]], fresh: int) -> NDArray[np.int8]:  # fmt: skip
        table = dict(zip(old_keys, status.tolist(), strict=True))
        return np.array([table.get(k, fresh) for k in new_keys], dtype=np.int8)

    old_columns, new_columns = (keys(c, c.owner, c.place) for c in (old, new))
    if split:
        old_split, new_split = Split(old), Split(new)
        old_columns += [(a + 1000, b) for a, b in np.array(old_columns)[old_split.back].tolist()]
        new_columns += [(a + 1000, b) for a, b in np.array(new_columns)[new_split.back].tolist()]
    old_rows, new_rows = (keys(c, c.row_owner, c.row_place) for c in (old, new))
    if split:
        old_rows += [(2000 + i, 0) for i in range(len(old.members))]
        new_rows += [(2000 + member.get(m.taxon, 9999), 0) for m in new.members]
    return Basis(
        carry(old_columns, basis.columns, new_columns, _NONBASIC_LOWER),
        carry(old_rows, basis.rows, new_rows, _BASIC),
    )
