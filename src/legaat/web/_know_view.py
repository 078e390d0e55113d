"""What the pages about knowledge show beside an entry: its sign, its grade, and who rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from legaat.knowledge import (
    FIBRES,
    KINDS,
    Amount,
    Card,
    Citation,
    Fact,
    Food,
    Trial,
    cards,
    citation,
    claims,
    evidence,
    food_sources,
    foods,
    interventions,
    red_flags,
    rules,
    tested_strains,
)
from legaat.messages import Lang, Message, Speakable
from legaat.web._search import in_short

__all__ = [
    "ENTRANCE",
    "VERDICTS",
    "Entry",
    "Line",
    "entry_of",
    "kind_counts",
    "line",
    "listed",
    "seen_counts",
]

VERDICTS: Final = {
    "supported": "✓", "emerging": "~", "preclinical": "∘", "overstated": "!",
    "contradicted": "✕", "definitional conflict": "≠",
}  # fmt: skip
"""The verdicts on claims, the best first, each with its sign."""
ENTRANCE: Final[tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]] = (
    ("what", (("are", ("R001", "C01")), ("not", ("C04", "C43")))),
    ("do", (("ibs", ("C61", "I001", "I003")), ("colds", ("C76", "I022")), ("strain", ("C17",)))),
    ("dont", (("live", ("C13", "I049")), ("barrier", ("C27", "S11")), ("ill", ("C23", "C79")))),
    ("where", (("products", ("I001", "I014")), ("eu", ("I034",)), ("food", ("C39", "I131")))),
    ("careful", (("first", ("S04", "S03", "S05")), ("allergy", ("S06", "C69")),
                 ("medicine", ("S16",)), ("doctor", ("S09",)))),
)  # fmt: skip
"""What the entrance says, part by part, and the entries that each sentence rests on."""
_BY_NAME: Final = frozenset({"food", "substance", "area", "strain", "intervention"})


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list.

    Attributes
    ----------
    card : Card
    sign : str or None
        Of a claim's verdict.
    grade : str or None
        "A" to "D".
    urgent : bool
        A sign that can't wait.
    about : str
        What it says, in a line.
    """

    card: Card
    sign: str | None
    grade: str | None
    urgent: bool
    about: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry and all that belongs to it.

    Attributes
    ----------
    line : Line
    facts : tuple of Fact
        Those of the entry, without the amounts of a food.
    amounts : tuple of (Speakable, Speakable, Speakable)
        Of a food: what, in 100 g, and in a portion.
    sources : tuple of Citation
    figures : tuple of str
        Where the numbers of a food come from.
    rests_on : tuple of Line
        Entries that it names.
    used_in : tuple of (str, tuple of Line)
        Entries that name it or cite it, by kind.
    trials : tuple of (Trial, Line)
        Of a strain.
    """

    line: Line
    facts: tuple[Fact, ...]
    amounts: tuple[tuple[Speakable, Speakable, Speakable], ...]
    sources: tuple[Citation, ...]
    figures: tuple[str, ...]
    rests_on: tuple[Line, ...]
    used_in: tuple[tuple[str, tuple[Line, ...]], ...]
    trials: tuple[tuple[Trial, Line], ...]


@cache
def _grades() -> Mapping[str, str]:
    found: dict[str, str] = {row.id: row.grade for row in evidence().values()}
    found |= {item.id: min(a.grade for a in item.answers) for item in interventions()}
    found |= {rule.id: rule.grade for rule in rules() if rule.grade is not None}
    return found


@cache
def _urgent() -> frozenset[str]:
    return frozenset(flag.id for flag in red_flags() if flag.urgency == "emergency")


@cache
def _used() -> Mapping[str, tuple[str, ...]]:
    """Return for each entry the entries that name it or cite it."""
    found: dict[str, list[str]] = {}
    for card in cards().values():
        for one in dict.fromkeys((*card.also, *card.citations)):
            found.setdefault(one, []).append(card.id)
    return {name: tuple(users) for name, users in found.items()}


def line(card: Card, lang: Lang) -> Line:
    """Return an entry as it stands in a list."""
    claim = claims().get(card.id)
    about: Speakable | None = claim.correction if claim else next(iter(card.body), None)
    return Line(
        card,
        VERDICTS[claim.verdict] if claim else None,
        _grades().get(card.id) if card.kind in {"evidence", "intervention"} else None,
        card.id in _urgent(),
        about.text(lang) if about is not None else in_short(card, lang),
    )


def _lines(names: Iterable[str], lang: Lang) -> tuple[Line, ...]:
    return tuple(line(cards()[name], lang) for name in names if name in cards())


def entry_of(card: Card, lang: Lang) -> Entry:
    """Return an entry with all that belongs to it."""
    users = _lines(_used().get(card.id, ()), lang)
    by_kind = ((kind, tuple(one for one in users if one.card.kind == kind)) for kind in KINDS)
    figures = [food_sources()[name] for name in card.also] if card.kind == "food" else []
    strain = tested_strains().get(card.id)
    amounts = tuple(_amounts(foods()[card.id])) if card.kind == "food" else ()
    counted = {name for name, _, _ in amounts}
    return Entry(
        line=line(card, lang),
        facts=tuple(fact for fact in card.facts if fact.label not in counted),
        amounts=amounts,
        sources=tuple(citation(one) for one in card.citations),
        figures=tuple(
            ". ".join(str(part) for part in (one.authors, one.title, one.year) if part) + "."
            for one in figures
        ),
        rests_on=() if strain else _lines(card.also, lang),
        used_in=tuple((kind, found) for kind, found in by_kind if found),
        trials=tuple(
            (trial, line(cards()[trial.row], lang)) for trial in (strain.trials if strain else ())
        ),
    )


def _amounts(food: Food) -> Iterator[tuple[Message, Message, Message]]:
    known = [
        (f"fibre.{name.replace(' ', '-')}", food.fibre[name])
        for name in FIBRES
        if name in food.fibre
    ]
    for name, amount in (
        *known,
        ("label.protein", food.protein_g),
        ("label.sugar", food.sugar_g),
        ("label.salt", food.salt_g),
    ):
        if amount is not None:
            portion = _grams(amount, food.portion_g / 100)
            yield Message.of(f"know.{name}"), _grams(amount, 1.0), portion


def _grams(amount: Amount, times: float) -> Message:
    """Return an amount, times something, in at most two figures."""
    low = float(f"{amount.low * times:.2g}")
    if amount.high is None:
        return Message.of("know.grams-floor", low=low)
    high = float(f"{amount.high * times:.2g}")
    if low == high:
        return Message.of("know.grams", low=low)
    return Message.of("know.grams-range", low=low, high=high)


def listed(kind: str, lang: Lang, verdict: str = "") -> list[Card]:
    """Return the entries of a kind: by name where it has one, else by number.

    Parameters
    ----------
    kind : str
    lang : {"nl", "en"}
    verdict : str
        Of claims: only those.
    """
    found = [card for card in cards().values() if card.kind == kind]
    if verdict:
        found = [card for card in found if claims()[card.id].verdict == verdict]
    if kind in _BY_NAME:
        found.sort(key=lambda card: card.title.text(lang).casefold())
    return found


@cache
def kind_counts() -> Mapping[str, int]:
    """Return how many entries there are of each kind."""
    return {kind: sum(card.kind == kind for card in cards().values()) for kind in KINDS}


@cache
def seen_counts() -> Mapping[str, int]:
    """Return how many sources were seen, and how many of them in part."""
    verified = [citation(card.id).verified for card in cards().values() if card.kind == "source"]
    return {how: verified.count(how) for how in ("yes", "partial")}
