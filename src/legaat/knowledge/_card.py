"""An entry of the tables as a card: a title, what is said of it, and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from legaat.knowledge._citation import OWN_RULE
from legaat.knowledge._load import citation, citations
from legaat.messages import Lang, Message, Speakable, Text

__all__ = ["KINDS", "Card", "Fact", "Kind", "Plain", "fact", "joined", "shown"]

Kind: TypeAlias = Literal[
    "claim", "intervention", "evidence", "strain", "substance", "area", "food", "rule", "sign",
    "interaction", "source",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = (
    "claim", "intervention", "evidence", "strain", "substance", "area", "food", "rule", "sign",
    "interaction", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled line of a card."""

    label: Speakable
    value: Speakable


@dataclass(frozen=True, slots=True)
class Plain:
    """Words that are the same in every language, such as a name or a number of a law."""

    words: str

    def text(self, lang: Lang) -> str:  # noqa: ARG002
        """Return the words."""
        return self.words


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one thing.

    Attributes
    ----------
    id : str
        "C01", "I098", "S02", "RF05", "X12", "R001", or the name of an intervention, a strain, a
        food, a substance or a part of the body.
    kind : str
        One of `KINDS`.
    title : Speakable
    verdict : Speakable or None
        In a word: the verdict of a claim, the grade of a row, the urgency of a sign.
    body : tuple of Speakable
        What is said, paragraph by paragraph.
    facts : tuple of Fact
    also : tuple of str
        Ids of entries that it rests on or belongs to.
    citations : tuple of str
        Ids of sources; those that were never looked up are left out.
    own : bool
        A part of it is Legaat's own precaution, without a source.
    """

    id: str
    kind: Kind
    title: Speakable
    verdict: Speakable | None
    body: tuple[Speakable, ...] = ()
    facts: tuple[Fact, ...] = ()
    also: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    own: bool = False

    def words(self, lang: Lang) -> str:
        """Return everything that is said, for a search."""
        said = [self.title, *self.body, *(fact.value for fact in self.facts)]
        return " ".join(part.text(lang) for part in said)

    def to_dict(self) -> dict[str, object]:
        """Return the card for a machine, with both languages."""

        def both(part: Speakable) -> dict[str, str]:
            return {"nl": part.text("nl"), "en": part.text("en")}

        return {
            "id": self.id,
            "kind": self.kind,
            "title": both(self.title),
            "verdict": both(self.verdict) if self.verdict else None,
            "body": [both(part) for part in self.body],
            "facts": [{"label": both(f.label), "value": both(f.value)} for f in self.facts],
            "also": list(self.also),
            "own_rule": self.own,
            "citations": citations(self.citations),
        }


def fact(key: str, value: Speakable | str | None) -> Iterator[Fact]:
    """Give the line of a card with this label, if there is something to say."""
    if isinstance(value, str):
        value = Plain(value) if value else None
    if value is not None:
        yield Fact(Message.of(f"know.label.{key}"), value)


def shown(ids: Iterable[str]) -> tuple[str, ...]:
    """Return which sources may be shown, each once."""
    return tuple(c for c in dict.fromkeys(ids) if c != OWN_RULE and citation(c).shown)


def joined(parts: Iterable[Text]) -> Text | None:
    """Return several words in a row, or None where there are none."""
    found = tuple(parts)
    if not found:
        return None
    return Text(nl=", ".join(p.nl for p in found), en=", ".join(p.en for p in found))
