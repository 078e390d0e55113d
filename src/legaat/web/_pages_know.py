"""Know: claims, studies, foods, substances and sources; searched by SQLite's full-text index."""

from __future__ import annotations

import sqlite3
from functools import cache
from threading import Lock

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from legaat.errors import UsageError
from legaat.knowledge import KINDS, Card, cards, citation, food_sources, look_up, plain
from legaat.messages import LANGUAGES
from legaat.web._visit import Visiting

__all__ = ["router", "search"]

router = APIRouter(include_in_schema=False)
_lock = Lock()
_MOST = 50


@cache
def _index() -> sqlite3.Connection:
    """Return an index of every card in memory; titles weigh more than the rest."""
    index = sqlite3.connect(":memory:", check_same_thread=False)
    index.execute(
        "CREATE VIRTUAL TABLE cards USING fts5(id UNINDEXED, kind UNINDEXED, title, words,"
        " prefix='2 3', tokenize='unicode61 remove_diacritics 2')"
    )
    rows = [
        (
            card.id,
            card.kind,
            " ".join([card.id, *(card.title.text(lang) for lang in LANGUAGES)]),
            " ".join(card.words(lang) for lang in LANGUAGES),
        )
        for card in cards().values()
    ]
    index.executemany("INSERT INTO cards VALUES (?, ?, ?, ?)", rows)
    return index


def search(words: str, kind: str = "") -> list[Card]:
    """Return the cards that hold all words, best first.

    Parameters
    ----------
    words : str
        As typed; what FTS5 would take for an operator is only a word here.
    kind : str
        One of `KINDS`, or empty for all.
    """
    asked = plain(words[:200]).split()[:12]
    if not asked:
        return []
    query = " ".join(f'"{word}"*' for word in asked)
    with _lock:
        rows = _index().execute(
            "SELECT id FROM cards WHERE cards MATCH ? AND (? = '' OR kind = ?)"
            " ORDER BY lower(id) = ? DESC, bm25(cards, 0, 0, 8, 1) LIMIT ?",
            (query, kind, kind, words.strip().lower(), _MOST),
        )
        return [cards()[row[0]] for row in rows]


@router.get("/know")
def know(visit: Visiting, q: str = "", kind: str = "") -> Response:
    """Search, or list the claims."""
    kind = kind if kind in KINDS else ""
    if q.strip():
        found = search(q, kind)
    else:
        found = [card for card in cards().values() if card.kind == (kind or "claim")]
    return visit.page("know.html.j2", q=q[:200], kind=kind, kinds=KINDS, found=found)


@router.get("/know/{name}")
def entry(visit: Visiting, name: str) -> Response:
    """Show one entry."""
    try:
        card = look_up(name)
    except UsageError:
        raise HTTPException(404) from None
    sources = [citation(one) for one in card.citations]
    figures = [food_sources()[s] for s in card.also] if card.kind == "food" else []
    also = [cards()[one] for one in card.also if one in cards()]
    return visit.page("entry.html.j2", card=card, sources=sources, figures=figures, also=also)
