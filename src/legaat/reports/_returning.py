"""What a model says would change if a missing bacterium came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from legaat.messages import Message, Speakable

if TYPE_CHECKING:
    from legaat.advice import Forecast
    from legaat.reference import Standing

__all__ = ["by_twin"]

MOST: Final = 6
"""So many of the missing are asked about, the surest first: each costs a solution of its own."""

_SAID_FROM: Final = 0.01
"""A change of a substance below this part of it goes unsaid: a model is not that exact."""

_SUBSTANCES: Final = ("butyrate", "propionate", "acetate")


class _Asked:
    """A question to the twin about each of the missing."""

    def __init__(self, standing: Standing, forecast: Forecast) -> None:
        self._usual = {row.taxon: row.usual[1] for row in standing.taxa if row.usual is not None}
        self._forecast = forecast

    def __call__(self, taxa: Sequence[str]) -> Mapping[str, tuple[Speakable, ...]]:
        found = {}
        for taxon in taxa[:MOST]:
            said = tuple(self._sentences(taxon))
            if said:
                found[taxon] = said
        return found

    def _sentences(self, taxon: str) -> Iterator[Speakable]:
        from legaat.advice import GROWS_FROM, company

        share = self._usual.get(taxon)
        put = None if share is None else self._forecast.introducing(taxon, share)
        if put is None or put.share is not None or share is None:
            return
        grows = put.after.growth(taxon) >= GROWS_FROM * put.after.community_growth
        yield Message.of(f"missing.back.{'grows' if grows else 'fades'}", taxon=taxon, share=share)
        for name in _SUBSTANCES:
            old, new = put.before.exports.get(name), put.after.exports.get(name)
            if old is None or new is None or old.mechanism <= 0:
                continue
            part = new.mechanism / old.mechanism - 1
            if abs(part) >= _SAID_FROM:
                way = "more" if part > 0 else "less"
                word = Message.of(f"missing.back.{name}")
                yield Message.of(f"missing.back.{way}", substance=word, part=abs(part))
        foods, feeders = company(put.after, taxon)
        if foods is not None:
            yield Message.of("missing.back.eats", foods=foods)
        if feeders:
            yield Message.of("missing.back.fed", taxa=", ".join(feeders))


def by_twin(standing: Standing, forecast: Forecast) -> _Asked:
    """Return what asks the twin about the missing, each at its usual share among carriers.

    Parameters
    ----------
    standing : Standing
    forecast : Forecast
    """
    return _Asked(standing, forecast)
