"""A pack's text, cleaned and cut into words that remember where they stood.

Nothing here knows what the words mean. Cleaning is done once; every later step works on the
same words, so that each finding can point at what it rests on.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from legaat.errors import InputError, RefusedError
from legaat.labels._wordlists import wordset

__all__ = ["MAX_CHARS", "Words", "clean", "cut", "fold"]

MAX_CHARS: Final = 2_000_000
"""Longest text that is read, in characters; a pack holds a few thousand."""

SPACE, COMMA, CLAUSE, SENTENCE = range(4)
"""How strongly two neighbouring words are parted, by what stands between them."""

_TAG: Final = re.compile(r"<[/!?a-zA-Z][^<>]{0,300}>")
_SUP: Final = re.compile(r"(?<=\d)\s?<sup>\s?(?=\d{1,2}\s?</sup>)", re.IGNORECASE)
_SUPERSCRIPT: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER: Final = re.compile(r"(?<=\d)\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}")
_BROKEN: Final = re.compile(r"(?<=[a-zà-ÿ])-[ \t]{0,3}\r?\n[ \t]{0,3}(?=[a-zà-ÿ])")
_ZERO: Final = re.compile(r"(?<![\w])\d[\do]{0,8}o[\do]{0,8}(?!\w)", re.IGNORECASE)
"""A number in which a camera took a nought for the letter ("1OO")."""
_BAR: Final = re.compile(r"(?<=[A-Za-zÀ-ÿ])\|{1,2}(?=[a-zà-ÿ])")
"""A letter l that a camera took for a bar ("mi|jard"); in tables, spaces stand around it."""
_WORD: Final = re.compile(r"[a-z0-9]+")
_DROP: Final = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)


def _fold_table() -> dict[int, str]:
    """Map each accented Latin letter to its base letter, one to one."""
    table = {ord("ß"): "s", ord("æ"): "a", ord("œ"): "o", ord("ø"): "o", ord("ł"): "l"}
    table.update({ord("µ"): "u", ord("μ"): "u", ord("α"): "a", ord("β"): "b", ord("γ"): "g"})
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table.setdefault(code, base.lower())
    return table


_FOLD: Final = _fold_table()


def fold(text: str) -> str:
    """Return `text` in lower case without accents, at the same length.

    >>> fold("Zichorienwurzel-Präbiotikum")
    'zichorienwurzel-prabiotikum'
    """
    low = text.lower()
    if len(low) != len(text):  # a few letters ("İ") grow; they stay as they are
        low = "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in text)
    return low if low.isascii() else low.translate(_FOLD)


def clean(text: str) -> str:
    """Return the text of a pack without markup, hidden characters and broken lines.

    Parameters
    ----------
    text : str
        As typed, read from a file, or recognised from a photo.

    Raises
    ------
    InputError
        Nothing to read.
    RefusedError
        More than :data:`MAX_CHARS` characters.
    """
    if len(text) > MAX_CHARS:
        raise RefusedError("label-too-long", chars=len(text), most=MAX_CHARS)
    if "<" in text:
        text = _SUP.sub("^", text)
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_DROP))
        text = text.replace("®-", "-").replace("™-", "-")
        text = _POWER.sub(lambda m: "^" + m[0].strip().translate(_SUPERSCRIPT), text)
        text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
        for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ᵀ", "T")):
            text = text.replace(ligature, letters)
    if "|" in text:
        text = _BAR.sub(lambda m: "l" * len(m[0]), text)
    if "\n" in text:
        text = _BROKEN.sub("", text)
    if not text.isprintable():
        text = "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)
    text = _ZERO.sub(lambda m: m[0].replace("O", "0").replace("o", "0"), text).strip()
    if not text:
        raise InputError("label-empty")
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text; entry `i` of each list belongs to word `i`.

    Attributes
    ----------
    text, folded : str
        The cleaned text, and the same in lower case without accents (equal length).
    word : list of str
        Folded words, letters and digits only.
    start, end : list of int
        Character positions in `text`.
    gap : list of int
        How the word is parted from the next: SPACE, COMMA, CLAUSE or SENTENCE.
    sentence : list of int
        Number of the sentence the word is in.
    """

    text: str
    folded: str
    word: list[str]
    start: list[int]
    end: list[int]
    gap: list[int]
    sentence: list[int]

    def between(self, index: int) -> str:
        """Return what stands between a word and the next."""
        if index + 1 < len(self.word):
            return self.text[self.end[index] : self.start[index + 1]]
        return self.text[self.end[index] :]

    def quote(self, first: int, last: int) -> str:
        """Return the text of the words from `first` up to (without) `last`."""
        return self.text[self.start[first] : self.end[last - 1]]


def cut(text: str) -> Words:
    """Cut a cleaned text into words and sentences."""
    folded = fold(text)
    word: list[str] = []
    start: list[int] = []
    end: list[int] = []
    for match in _WORD.finditer(folded):
        word.append(match[0])
        first, last = match.span()
        start.append(first)
        end.append(last)
    gap: list[int] = []
    sentence: list[int] = []
    number = 0
    for i in range(len(word)):
        sentence.append(number)
        if i + 1 == len(word):
            gap.append(SENTENCE)
            break
        if end[i] + 1 == start[i + 1] and text[end[i]] in " -'’":
            gap.append(SPACE)
            continue
        kind = _gap(text[end[i] : start[i + 1]], word[i], text[start[i + 1]])
        if len(word[i]) == 1 and kind == SPACE and _ends_a_sentence(text, i, word, start, end):
            kind = SENTENCE
        gap.append(kind)
        if kind == SENTENCE:
            number += 1
    return Words(text, folded, word, start, end, gap, sentence)


def _ends_a_sentence(text: str, i: int, word: list[str], start: list[int], end: list[int]) -> bool:
    """Whether a single letter with a full stop is a unit or vitamin, not a genus: "25 °C. Then"."""
    stopped = text.startswith(". ", end[i]) and text[start[i + 1]].isupper()
    named = text[start[i] - 1 : start[i]] == "°" or (i and word[i - 1].startswith("vitamin"))
    return bool(stopped and named)


_ABBREVIATED: Final = wordset("abbreviated")


def _gap(between: str, word: str, following: str) -> int:
    """Judge what stands between two words."""
    kind = SPACE
    for mark in between:
        if mark in ",()[]/&+:=·":
            kind = max(kind, COMMA)
        elif mark == ";":
            kind = max(kind, CLAUSE)
        elif mark in "!?•|\u2022*":
            # A bar parts the cells of a row: "L. casei | 5 billion".
            kind = max(kind, CLAUSE if mark in "*|" else SENTENCE)
    if "\n\n" in between:
        return SENTENCE
    if "\n" in between:
        kind = max(kind, SPACE if following.islower() else COMMA)
    if ".." in between:
        return max(kind, COMMA)  # the leader of a table: "La-14 ..... 4 billion"
    if "." in between and kind < SENTENCE:
        kind = max(kind, _full_stop(between, word, following))
    return kind


def _full_stop(between: str, word: str, following: str) -> int:
    """Tell the end of a sentence from an abbreviation and from a point within a number."""
    if len(word) == 1 or word in _ABBREVIATED:
        return SPACE
    if between == ".":
        return SENTENCE if following.isupper() and not word.isdigit() else SPACE
    return CLAUSE if following.islower() else SENTENCE
