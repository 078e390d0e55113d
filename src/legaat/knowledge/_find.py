"""Finding an entry: by id, by name, or by words."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from legaat.errors import UsageError, Where
from legaat.knowledge._card import Card, Kind
from legaat.knowledge._cards import cards
from legaat.knowledge._plain import plain
from legaat.messages import LANGUAGES

__all__ = ["find", "look_up"]

_MOST_WORDS = 12


@cache
def _texts() -> dict[str, tuple[str, str]]:
    """Return the folded title and all words of each card, in both languages together."""
    return {
        card.id: (
            " ".join(plain(card.title.text(lang)) for lang in LANGUAGES),
            " ".join(plain(card.words(lang)) for lang in LANGUAGES),
        )
        for card in cards().values()
    }


def look_up(name: str) -> Card:
    """Return the entry with this id or name, whatever its capitals and accents.

    Parameters
    ----------
    name : str
        "C01", "i098", "kimchi", "Boterzuur" …

    Raises
    ------
    UsageError
        There is none; the nearest are named.
    """
    wanted = plain(name[:200])
    names = {plain(card.id): card.id for card in cards().values()}
    for card in cards().values():
        for lang in LANGUAGES:
            names.setdefault(plain(card.title.text(lang)), card.id)
    if wanted in names:
        return cards()[names[wanted]]
    first = find(name)
    near = get_close_matches(wanted, names, 3, 0.6)
    some = [names[key] for key in near] or [card.id for card in first[:3]]
    where = Where(entry=name[:80])
    if not some:
        raise UsageError("know-unknown", where=where)
    raise UsageError("know-nothing", where=where, near=", ".join(some))


def find(words: str, kinds: Iterable[Kind] | None = None) -> list[Card]:
    """Return the entries that hold all the words, those with the words in their title first.

    Parameters
    ----------
    words : str
        In Dutch or English; beginnings of words count ("boter" finds "boterzuur").
    kinds : iterable of str, optional
        Only these kinds.
    """
    asked = plain(words[:200]).split()[:_MOST_WORDS]
    wanted = set(kinds) if kinds is not None else None
    if not asked:
        return []
    ranked: list[tuple[int, int, Card]] = []
    for place, card in enumerate(cards().values()):
        if wanted is not None and card.kind not in wanted:
            continue
        title, everything = (f" {part}" for part in _texts()[card.id])
        if plain(card.id) == " ".join(asked):
            ranked.append((0, place, card))
        elif all(f" {word}" in everything for word in asked):
            missing = sum(f" {word}" not in title for word in asked)
            ranked.append((1 + missing, place, card))
    return [card for _, _, card in sorted(ranked, key=lambda entry: entry[:2])]
