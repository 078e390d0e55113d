"""Searching the knowledge: SQLite's full-text index in memory, in both languages at once.

Words count from their beginning ("boter" finds "boterzuur"), other names of the same thing count
too, and a word that nothing holds is held against the words there are. The index is made at the
first search and takes about 0.15 s and 4 MB.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from threading import Lock
from typing import Final

from legaat.knowledge import KINDS, Card, cards, plain
from legaat.messages import LANGUAGES, Lang
from legaat.taxonomy import resolver
from legaat.web._search_words import singular, synonyms, telling

__all__ = ["Found", "Hit", "find_cards", "in_short", "search"]

_MOST_WORDS: Final = 12
_MOST_TYPED: Final = 200
"""So many words and characters of a question are looked at: our own choice."""
_LEAST_LETTERS: Final = 4
"""Shorter words have too many neighbours to guess what was meant."""
_NEAR: Final = 0.74
"""How alike a word must be to be what was meant, as `difflib` counts it: our own choice."""
_SHORT: Final = 3
_OPEN, _CLOSE = "\x02", "\x03"
_COLUMNS: Final = {lang: 3 + 3 * n for n, lang in enumerate(LANGUAGES)}
"""Where the sentences of a language stand in the index: after its title, before its facts."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, and a piece of what it says, with the words that were looked for.

    Attributes
    ----------
    card : Card
    piece : tuple of (str, bool)
        Parts of a line, and whether each is what was looked for.
    """

    card: Card
    piece: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes
    ----------
    hits : tuple of Hit
        Of one page, best first.
    total : int
        In the kind that was asked.
    counts : mapping of str to int
        By kind, whatever kind was asked.
    meant : str or None
        What the results are of, where the words themselves find nothing.
    """

    hits: tuple[Hit, ...]
    total: int
    counts: Mapping[str, int]
    meant: str | None = None


@dataclass(frozen=True, slots=True)
class _Index:
    connection: sqlite3.Connection
    vocabulary: tuple[str, ...]
    lock: Lock


@cache
def _made() -> list[_Index]:
    return []


_making = Lock()


def _index() -> _Index:
    """Return the index; made once, by whoever comes first."""
    with _making:
        kept = _made()
        if not kept:
            kept.append(_build())
        return kept[0]


def _build() -> _Index:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute(
        "CREATE VIRTUAL TABLE cards USING fts5(id UNINDEXED, kind UNINDEXED, title_nl, body_nl,"
        " facts_nl, title_en, body_en, facts_en,"
        " prefix='2 3', tokenize='unicode61 remove_diacritics 2')"
    )
    connection.executemany(
        "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(card.id, card.kind, *_said(card)) for card in cards().values()],
    )
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(cards, 'row')")
    rows = connection.execute("SELECT term FROM terms WHERE length(term) >= ?", (_LEAST_LETTERS,))
    vocabulary = tuple(sorted(row[0] for row in rows))
    connection.execute("DROP TABLE terms")
    return _Index(connection, vocabulary, Lock())


def _said(card: Card) -> Iterator[str]:
    for lang in LANGUAGES:
        yield f"{card.id} {card.title.text(lang)}"
        yield " ".join(part.text(lang) for part in card.body) or in_short(card, lang)
        yield " ".join(fact.value.text(lang) for fact in card.facts)


def in_short(card: Card, lang: Lang) -> str:
    """Return a line about an entry that has no sentences, made of its facts.

    Parameters
    ----------
    card : Card
    lang : {"nl", "en"}
    """
    # Of a study: the outcome, what was found, and in whom.
    most, between = (3, "; ") if card.kind == "evidence" else (2, ", ")
    return between.join(fact.value.text(lang) for fact in card.facts[:most])


def _phrases(asked: list[str]) -> Iterator[str]:
    """Give the query of each group of words that mean the same, the longest known phrase first."""
    known = synonyms()
    at = 0
    while at < len(asked):
        for length in range(min(4, len(asked) - at), 0, -1):
            phrase = " ".join(asked[at : at + length])
            others = known.get(phrase) or (_renamed(phrase) if length == 2 else None)
            whole = "".join(asked[at : at + length])
            if others:
                yield _any(others)
            elif length == 2 and _begins(whole):
                # "boter zuur": one word in the entries. Apart they may stand there, too.
                apart = " AND ".join(f'"{one}"*' for one in asked[at : at + length])
                yield f"({apart}) OR {_any(known.get(whole, (whole,)))}"
            elif length == 1:
                # What somebody types may be the beginning of a word, however short it is.
                yield " OR ".join(f'"{o}"*' for o in (phrase, *filter(_begins, singular(phrase))))
            else:
                continue
            at += length
            break


def _any(phrases: Iterable[str]) -> str:
    # A short name is a word of its own: "ui" is not the beginning of "uit".
    return " OR ".join(f'"{one}"' + "*" * (len(one) > _SHORT) for one in phrases)


def _begins(word: str) -> bool:
    """Whether a word of the entries begins so."""
    vocabulary = _index().vocabulary
    at = bisect_left(vocabulary, word)
    return at < len(vocabulary) and vocabulary[at].startswith(word)


def _renamed(phrase: str) -> tuple[str, ...] | None:
    """Return a species by its name as typed and its name of today, where that is another."""
    answer = resolver().resolve(phrase)
    now = plain(answer.name)
    return (phrase, now) if answer.placed and now != phrase else None


def _query(asked: list[str]) -> str:
    """Return the query: nothing that was typed is anything but a word in it."""
    return " AND ".join(f"({group})" for group in _phrases(asked))


def find_cards(
    typed: str, kind: str = "", lang: Lang = "en", start: int = 0, most: int = 20
) -> Found:
    """Return the entries that hold all the words, best first.

    Parameters
    ----------
    typed : str
        What FTS5 would take for an operator is only a word here.
    kind : str
        One of `KINDS`, or empty for all.
    lang : {"nl", "en"}
        Of the piece that is shown; both languages are searched.
    start, most : int
        Which part of the results.
    """
    asked = telling(plain(typed[:_MOST_TYPED]).split()[:_MOST_WORDS])
    if not asked:
        return Found((), 0, {})
    counts = _counts(asked)
    meant = None
    if not counts:
        near = [_near(word) for word in asked]
        if near != asked and (counts := _counts(near)):
            asked, meant = near, " ".join(near)
        elif fewer := _without_one(near):
            asked, meant, counts = fewer, " ".join(fewer), _counts(fewer)
    total = counts.get(kind, 0) if kind else sum(counts.values())
    hits = tuple(_hits(asked, kind, lang, start, most)) if total else ()
    ordered: dict[str, int] = {one: counts[one] for one in KINDS if one in counts}
    return Found(hits, total, ordered, meant)


def _counts(asked: list[str]) -> dict[str, int]:
    index = _index()
    with index.lock:
        return dict(
            index.connection.execute(
                "SELECT kind, count(*) FROM cards WHERE cards MATCH ? GROUP BY kind",
                (_query(asked),),
            ).fetchall()
        )


def _hits(asked: list[str], kind: str, lang: Lang, start: int, most: int) -> Iterator[Hit]:
    index = _index()
    column = _COLUMNS[lang]
    with index.lock:
        rows = index.connection.execute(
            f"SELECT id, snippet(cards, {column}, '{_OPEN}', '{_CLOSE}', '…', 18)"  # noqa: S608 - ours
            " FROM cards WHERE cards MATCH ? AND (? = '' OR kind = ?)"
            " ORDER BY lower(id) = ? DESC, kind = 'source',"
            " bm25(cards, 0, 0, 8, 2, 1, 8, 2, 1), rowid LIMIT ? OFFSET ?",
            (_query(asked), kind, kind, " ".join(asked), most, start),
        ).fetchall()
    for name, piece in rows:
        yield Hit(cards()[name], tuple(_parts(piece)))


def _parts(piece: str) -> Iterator[tuple[str, bool]]:
    for part in piece.split(_OPEN):
        hit, closed, rest = part.partition(_CLOSE)
        if not closed:
            hit, rest = "", part
        if hit:
            yield hit, True
        if rest:
            yield rest, False


def _near(word: str) -> str:
    """Return the word of the entries that is most like this one; itself where none is."""
    if len(word) < _LEAST_LETTERS or _counts([word]):
        return word
    # Most slips leave the first or the second letter as it was.
    likely = [
        one for one in _index().vocabulary
        if abs(len(one) - len(word)) <= 2 and (one[0] == word[0] or one[1] == word[1])
    ]  # fmt: skip
    return (get_close_matches(word, likely, 1, _NEAR) or [word])[0]


def _without_one(asked: list[str]) -> list[str]:
    """Return the words without the one that keeps them from finding anything.

    Where there is a choice, what is left is what finds the least: it says the most.
    """
    found = []
    for at in range(len(asked) if len(asked) > 1 else 0):
        left = [*asked[:at], *asked[at + 1 :]]
        if counts := _counts(left):
            found.append((sum(counts.values()), left))
    return min(found)[1] if found else []


def search(typed: str, kind: str = "", most: int = 50) -> list[Card]:
    """Return the entries that hold all the words, best first (see `find_cards`)."""
    return [hit.card for hit in find_cards(typed, kind, most=most).hits]
