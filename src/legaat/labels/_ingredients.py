"""What else is in it: prebiotics, sugars, sweeteners, allergens; and what kind of text this is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from legaat.labels._allergens import Allergens, allergens
from legaat.labels._noted import noted
from legaat.labels._terms import Hit
from legaat.labels._text import CLAUSE, COMMA, SENTENCE, Words
from legaat.labels._types import Ingredient, Span
from legaat.labels._wordlists import wordset

__all__ = ["Contents", "contents", "regime", "sections"]

_INCI_ENOUGH: Final = 3
_FREE_SCOPE: Final = 14
_STRONG_FREE: Final = frozenset({"frei", "free", "vrij", "exempt", "exempte"})


@dataclass(frozen=True, slots=True)
class Contents:
    """The ingredients that matter, by kind."""

    prebiotics: tuple[Ingredient, ...]
    fibres: tuple[Ingredient, ...]
    metabolites: tuple[Ingredient, ...]
    sugars: tuple[Ingredient, ...]
    sweeteners: tuple[Ingredient, ...]
    allergens: tuple[str, ...]
    besides: tuple[str, ...]
    unsure: tuple[str, ...]
    noted: tuple[Ingredient, ...]
    sugar_free: tuple[Span, ...]
    listed: bool
    headed: bool = False
    """Whether the list has its heading; many short parts alone may be a list of microbes."""


def sections(words: Words, hits: dict[str, list[Hit]]) -> list[tuple[int, str]]:
    """Return where each section begins: "ingredients", "nutrition" or "use"."""
    found: list[tuple[int, str]] = []
    for hit in hits.get("section", ()):
        colon = ":" in words.between(hit.last - 1)[:3]
        starts = (
            hit.first == 0
            or words.gap[hit.first - 1] >= CLAUSE
            or "\n" in words.between(hit.first - 1)
        )
        weak = words.word[hit.first] in {
            "contains",
            "enthalt",
            "enthaelt",
            "contient",
            "composition",
        }
        if colon or (starts and not weak and hit.value != "use"):
            found.append((hit.first, hit.value))
    return found


def _section_of(found: list[tuple[int, str]], index: int) -> str:
    at = bisect_right(found, (index, "￿")) - 1
    return found[at][1] if at >= 0 else ""


def regime(words: Words, hits: dict[str, list[Hit]], *, inci_ferments: int) -> str:
    """Return which law the product seems to fall under; "food" where nothing says otherwise."""
    markers = {words.word[hit.first] for hit in hits.get("inci", ())}
    values = {hit.value for hit in hits.get("regime", ())}
    strong = "cosmetic" in values or inci_ferments > 0 or "aqua" in markers
    eaten = any(hit.value != "gram" for hit in hits.get("per", ())) or "supplement" in values
    eaten = eaten or any(hit.value == "nutrition" for hit in hits.get("section", ()))
    enough = _INCI_ENOUGH if strong else _INCI_ENOUGH + 2
    if len(markers) >= enough and (strong or not eaten):
        return "cosmetic"
    for name in ("infant formula", "medical device", "medicine", "supplement"):
        if name in values:
            return name
    if "cosmetic" in values and not values & {"supplement"} and markers:
        return "cosmetic"
    forms = {hit.value for hit in hits.get("form", ())}
    if forms & {"capsule", "tablet", "gummy", "ampoule"}:
        return "supplement"
    eaten = any(hit.value in {"food", "dairy"} for hit in hits.get("ferment", ()))
    parts = sections(words, hits)
    dosed = any(
        hit.value == "sachet" or _section_of(parts, hit.first) != "ingredients"
        for hit in hits.get("form", ())
        if hit.value in {"sachet", "drops"}  # "chocolate drops" stand in a list
    )
    return "supplement" if dosed and not eaten else "food"  # "carrot sticks in brine"


def contents(words: Words, hits: dict[str, list[Hit]], *, law: str) -> Contents:
    """Read the ingredients.

    Parameters
    ----------
    law : str
        From :func:`regime`; a cosmetic has neither added sugar nor food allergens.
    """
    parts = sections(words, hits)
    absent = _absent(words, hits, parts)
    cosmetic = law == "cosmetic"
    sugars = [] if cosmetic else list(_sugars(words, hits, parts, absent))
    named = Allergens() if cosmetic else allergens(words, hits)
    return Contents(
        prebiotics=_unique(words, _present(hits, "prebiotic", absent)),
        fibres=_unique(words, _present(hits, "fibre", absent)),
        metabolites=_unique(words, _present(hits, "metabolite", absent)),
        sugars=tuple(sugars),
        sweeteners=()
        if cosmetic
        else _unique(words, _present(hits, "sweetener", absent), by_text=True),
        allergens=named.listed,
        besides=named.besides,
        unsure=named.unsure,
        noted=noted(
            words, hits, _absent(words, hits, parts, narrow=True) | _apart(words, parts), law
        ),
        sugar_free=tuple(
            Span(words.start[h.first], words.end[h.last - 1])
            for h in hits.get("nosugar", ())
            if h.value == "claim"
        )
        + tuple(
            Span(words.start[h.first], words.end[h.last - 1])
            for h in hits.get("sugar", ())
            if h.first in absent
        ),
        listed=_is_list(words, parts),
        headed=any(name == "ingredients" for _, name in parts),
    )


def _is_list(words: Words, parts: list[tuple[int, str]]) -> bool:
    """Whether a list of ingredients is there: its heading, or many short parts."""
    if any(name == "ingredients" for _, name in parts):
        return True
    commas = sum(1 for i in range(len(words.word) - 1) if "," in words.between(i))
    return commas >= 3 and commas * 6 >= len(words.word)


def _absent(
    words: Words, hits: dict[str, list[Hit]], parts: list[tuple[int, str]], *, narrow: bool = False
) -> set[int]:
    """Return the words that stand in the scope of "free from", "zonder", "ohne", "sans".

    Parameters
    ----------
    narrow : bool
        End a "zonder" at the next comma: behind "no added sugar, raw milk" stands what is in it.
    """
    stops = {hit.first for hit in hits.get("stop", ())}
    absent: set[int] = set()
    for hit in hits.get("free", ()):
        strong = bool(set(words.word[hit.first : hit.last]) & _STRONG_FREE)
        begins = hit.first == 0 or words.gap[hit.first - 1] >= SENTENCE
        wide = strong or (not narrow and (begins or _is_past_the_list(words, parts, hit.first)))
        for k in range(hit.last, min(hit.last + _FREE_SCOPE, len(words.word))):
            if k in stops or words.gap[k - 1] >= SENTENCE:
                break
            if ":" in words.between(k - 1) and k > hit.last:  # "free from: gluten, sugar"
                break
            if words.gap[k - 1] >= (CLAUSE if wide else COMMA):
                break
            absent.add(k)
    return absent


def _is_past_the_list(words: Words, parts: list[tuple[int, str]], index: int) -> bool:
    """Whether a word is outside the list of ingredients: a sentence of its own comes after it."""
    at = bisect_right(parts, (index, "\uffff")) - 1
    if at < 0 or parts[at][1] != "ingredients":
        return True
    return words.sentence[index] > words.sentence[parts[at][0]]


def _apart(words: Words, parts: list[tuple[int, str]]) -> set[int]:
    """Return the words of the directions and the table of nutrients: they name no ingredient."""
    ends = [at for at, _ in parts[1:]] + [len(words.word)]
    return {
        i
        for (first, name), last in zip(parts, ends, strict=False)
        if name != "ingredients"
        for i in range(first, last)
    }


def _present(hits: dict[str, list[Hit]], category: str, absent: set[int]) -> list[Hit]:
    return [hit for hit in hits.get(category, ()) if hit.first not in absent]


def _unique(words: Words, found: Iterable[Hit], *, by_text: bool = False) -> tuple[Ingredient, ...]:
    kept: dict[str, Ingredient] = {}
    for hit in found:
        text = words.quote(hit.first, hit.last)
        name = text.lower() if by_text else hit.value
        kept.setdefault(
            name, Ingredient(name, text, Span(words.start[hit.first], words.end[hit.last - 1]))
        )
    return tuple(kept.values())


def _sugars(
    words: Words, hits: dict[str, list[Hit]], parts: list[tuple[int, str]], absent: set[int]
) -> Iterable[Ingredient]:
    seen: set[str] = set()
    listed = _is_list(words, parts)
    yield from _declared(words, hits)
    for hit in hits.get("sugar", ()):
        if hit.first in absent or _section_of(parts, hit.first) == "nutrition":
            continue
        row = _is_row(words, hit) and not _is_headed(words, hit, parts, hits.get("per", []))
        if row or _is_not_added(words, hit) or _is_of_the_cook(words, hit):
            continue
        plain = hit.last - hit.first == 1 and words.word[hit.first] in _PLAIN_SUGAR
        if plain and not listed and not _is_listed(words, hit):
            continue
        text = words.quote(hit.first, hit.last)
        if text.lower() not in seen:
            seen.add(text.lower())
            yield Ingredient(hit.value, text, Span(words.start[hit.first], words.end[hit.last - 1]))


def _is_of_the_cook(words: Words, hit: Hit) -> bool:
    """Whether the sentence tells what to do with the product: "Use with sugar and water"."""
    first = bisect_left(words.sentence, words.sentence[hit.first])
    return words.word[first] in _USE_VERBS and hit.first > first


_USE_VERBS: Final = wordset("use_verbs")
_ADDED: Final = frozenset({"added", "toegevoegde", "ajoutes", "zugesetzter", "zugesetzte"})


def _declared(words: Words, hits: dict[str, list[Hit]]) -> Iterable[Ingredient]:
    """Give "includes 5 g added sugars" of a nutrition table, where it isn't nought."""
    for hit in hits.get("nosugar", ()):
        if hit.value != "nutrition" or not _ADDED & set(words.word[hit.first : hit.last]):
            continue
        near = words.text[max(words.start[hit.first] - 8, 0) : words.end[hit.last - 1] + 8]
        amount = _GRAMS.search(near)
        if amount and any(digit in "123456789" for digit in amount[0]):
            span = Span(words.start[hit.first], words.end[hit.last - 1])
            yield Ingredient("sugar", words.quote(hit.first, hit.last), span)
            return


_ROW: Final = re.compile(r"[\s:]{0,3}[<≤~]?\s?\d{1,3}(?:[.,]\d{1,3})?\s?g\b(?!\s{0,2}%)")


def _is_row(words: Words, hit: Hit) -> bool:
    """Whether "sugars 4.5 g" is a row of the nutrition table."""
    if _ROW.match(words.text, words.end[hit.last - 1]):
        return True
    k = hit.last
    if k + 1 >= len(words.word) or not words.word[k][0].isdigit():
        return False
    if "," in words.between(k - 1) or "(" in words.between(k - 1):
        return False
    unit = words.word[k + 1] if not words.word[k].endswith("g") else "g"
    third = words.word[k + 2] if k + 2 < len(words.word) else ""
    return "g" in {unit, third}


def _is_headed(words: Words, hit: Hit, parts: list[tuple[int, str]], per: list[Hit]) -> bool:
    """Whether one sugar stands in the sentence that "Ingredients:" begins: "milk, sugar 12 g"."""
    at = bisect_right(parts, (hit.first, "\uffff")) - 1
    if at < 0 or parts[at][1] != "ingredients" or words.word[hit.last - 1] not in _ONE_SUGAR:
        return False
    head = parts[at][0]
    if any(head < other.first < hit.first for other in per):  # a table begins: "per 100 g:"
        return False
    return words.sentence[head] == words.sentence[hit.first]


_ONE_SUGAR: Final = frozenset({"sugar", "suiker"})
"""Tables of nutrients say "sugars" and "suikers"; German and French ones may say just "Zucker"."""
_GRAMS: Final = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\s?g\b")
_PLAIN_SUGAR: Final = wordset("plain_sugar")
_SWEETENED: Final = wordset("sweetened")
_LISTING: Final = wordset("listing")


def _is_listed(words: Words, hit: Hit) -> bool:
    """Whether a sugar stands as in a list: by a comma, bracket or number, or "with sugar"."""
    before = words.gap[hit.first - 1] if hit.first else SENTENCE
    previous = words.word[hit.first - 1] if hit.first else ""
    # One word may follow the sugar: "dextrose anhydrate,".
    behind = max(words.gap[hit.last - 1 : hit.last + 1])
    if before >= COMMA and behind >= COMMA:
        return True
    follows = words.word[hit.last] if hit.last < len(words.word) else ""
    if follows in _SWEETENED:
        return True
    if (previous in _LISTING or before >= COMMA) and (behind >= COMMA or follows[:1].isdigit()):
        return True
    return previous.isdigit() or (follows[:1].isdigit() and before >= COMMA) or previous in _LISTING


_AFTER_SUGAR: Final = wordset("after_sugar")
_BEFORE_SUGAR: Final = wordset("before_sugar")
_GROWN: Final = wordset("grown")
_GROWN_ON: Final = wordset("grown_on")


def _is_not_added(words: Words, hit: Hit) -> bool:
    """Whether the word beside makes it something else ("blood sugar", "sugar content")."""
    follows = (
        words.word[hit.last]
        if hit.last < len(words.word) and words.gap[hit.last - 1] < COMMA
        else ""
    )
    before = words.word[hit.first - 1] if hit.first and words.gap[hit.first - 1] < COMMA else ""
    if _is_elided(words, hit.last):
        return True
    if before in _GROWN_ON and hit.first > 1 and words.word[hit.first - 2] in _GROWN:
        return True  # "yeast grown on molasses": the feed of the microbe
    return follows in _AFTER_SUGAR or before in _BEFORE_SUGAR


def _is_elided(words: Words, k: int) -> bool:
    """Whether "-free" comes after a second word: "zucker- und lactosefrei"."""
    if k + 1 >= len(words.word) or not words.between(k - 1).startswith("-"):
        return False
    behind = words.word[k + 1 : k + 4]
    return words.word[k] in _JOINING and any(
        word.endswith(tuple(_ELIDED_FREE)) for word in behind[:3]
    )


_ELIDED_FREE: Final = wordset("elided_free")
_JOINING: Final = wordset("joining")
