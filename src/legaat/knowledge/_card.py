"""One entry of the tables as a card: a title, what is said of it, and its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from legaat.knowledge._citation import OWN_RULE, Citation
from legaat.knowledge._claims import Claim, claims
from legaat.knowledge._foods import FIBRES, Amount, Food, foods
from legaat.knowledge._load import citation as source_of
from legaat.knowledge._load import (
    citations,
    evidence,
    interactions,
    interventions,
    red_flags,
    rules,
)
from legaat.knowledge._substances import Area, KnownSubstance, areas, known_substances
from legaat.knowledge._trials import TestedStrain, tested_strains
from legaat.knowledge._types import EvidenceRow, Interaction, Intervention, RedFlag, Rule
from legaat.messages import Lang, Message, Speakable, Text

__all__ = ["KINDS", "Card", "Fact", "Kind", "cards"]

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
    body: tuple[Speakable, ...]
    facts: tuple[Fact, ...]
    also: tuple[str, ...]
    citations: tuple[str, ...]
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


def _label(key: str) -> Message:
    return Message.of(f"know.label.{key}")


def _fact(key: str, value: Speakable | str | None) -> Iterator[Fact]:
    if isinstance(value, str):
        value = Plain(value) if value else None
    if value is not None:
        yield Fact(_label(key), value)


def _shown(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(c for c in dict.fromkeys(ids) if c != OWN_RULE and source_of(c).shown)


def _grade(grade: str | None) -> Message | None:
    return Message.of(f"know.grade.{grade}") if grade else None


def _claim(claim: Claim) -> Card:
    return Card(
        id=claim.id,
        kind="claim",
        title=claim.claim,
        verdict=Message.of(f"know.verdict.{claim.verdict.replace(' ', '-')}"),
        body=(claim.reason, claim.correction),
        facts=(
            *_fact("topic", claim.topic),
            *_fact("confidence", Message.of(f"know.confidence.{claim.confidence}")),
        ),
        also=claim.rows,
        citations=_shown(claim.citations),
    )


def _intervention(entry: Intervention) -> Card:
    best = min(entry.answers, key=lambda answer: answer.grade)
    answers = tuple(
        Text(
            nl=f"{a.study.nl} {a.direction.nl} ({a.grade})",
            en=f"{a.study.en} {a.direction.en} ({a.grade})",
        )
        for a in entry.answers
    )
    return Card(
        id=entry.id,
        kind="intervention",
        title=entry.title,
        verdict=_grade(best.grade),
        body=(*answers, *entry.cautions),
        facts=(
            *_fact("kind", Message.of(f"know.biotic.{entry.kind}")),
            *_fact("form", entry.form),
            *_fact("dose", entry.dose.say if entry.dose else None),
            *(fact for step in entry.start_low for fact in _fact("start", step.say)),
        ),
        also=entry.rows,
        citations=_shown(c for a in entry.answers for c in a.citations),
        own=entry.own_start,
    )


def _found(row: EvidenceRow) -> Text:
    """Return what was found, in words that everybody knows."""
    return Text(nl=row.direction.nl, en=row.direction.en.replace("null", "no effect", 1))


def _evidence(row: EvidenceRow) -> Card:
    isapp = Message.of("know.isapp") if row.isapp else None
    return Card(
        id=row.id,
        kind="evidence",
        title=row.title,
        verdict=_grade(row.grade),
        body=(),
        facts=(
            *_fact("outcome", row.outcome),
            *_fact("direction", _found(row)),
            *_fact("population", row.population),
            *_fact("form", row.form),
            *_fact("dose", row.dose),
            *_fact("kind", row.kind),
            *_fact("isapp", isapp),
        ),
        also=(),
        citations=_shown(row.citations),
    )


def _strain(entry: TestedStrain) -> Card:
    rows = [evidence()[trial.row] for trial in entry.trials]
    states = dict.fromkeys(trial.state for trial in entry.trials)
    tested = [Message.of(f"know.tested.{state}") for state in states]
    spoken = [Text(nl=one.text("nl"), en=one.text("en")) for one in tested]
    return Card(
        id=entry.id,
        kind="strain",
        title=Plain(entry.name),
        verdict=None,
        body=(Message.of("know.exact-strain" if entry.codes else "know.no-strain"),),
        facts=(
            *_fact("species", entry.species),
            *_fact("codes", ", ".join(entry.codes)),
            *_fact("tested", _joined(spoken)),
        ),
        also=tuple(dict.fromkeys(row.id for row in rows)),
        citations=_shown(c for row in rows for c in row.citations),
    )


def _substance(entry: KnownSubstance) -> Card:
    effects = tuple(Fact(areas()[effect.area].name, effect.say) for effect in entry.effects)
    rows = (row for effect in entry.effects for row in effect.rows)
    return Card(
        id=entry.id,
        kind="substance",
        title=entry.name,
        verdict=None,
        body=(entry.what,),
        facts=(*_fact("kind", entry.kind), *effects),
        also=(*dict.fromkeys(rows), *entry.claims),
        citations=_shown(entry.citations),
    )


def _area(entry: Area) -> Card:
    return Card(
        id=entry.id,
        kind="area",
        title=entry.name,
        verdict=None,
        body=(entry.say,),
        facts=(),
        also=(*entry.rows, *entry.claims),
        citations=_shown(entry.citations),
    )


def _amount(amount: Amount | None) -> Speakable | None:
    if amount is None:
        return None
    if amount.high is None:
        return Message.of("know.grams-floor", low=amount.low)
    if amount.low == amount.high:
        return Message.of("know.grams", low=amount.low)
    return Message.of("know.grams-range", low=amount.low, high=amount.high)


def _joined(parts: Iterable[Text]) -> Text | None:
    found = tuple(parts)
    if not found:
        return None
    return Text(nl=", ".join(p.nl for p in found), en=", ".join(p.en for p in found))


def _fodmap(food: Food) -> Text:
    level = Message.of(f"know.level.{food.fodmap.level}")
    sugars = _joined(food.fodmap.sugars)

    def worded(lang: Lang) -> str:
        extra = [part.text(lang) for part in (sugars, food.fodmap.note) if part]
        return level.text(lang) + (f": {', '.join(extra)}" if extra else "")

    return Text(nl=worded("nl"), en=worded("en"))


def _flag(known: object) -> Message | None:
    return None if known is None else Message.of("know.yes" if known else "know.no")


def _food(food: Food) -> Card:
    fibres = (
        Fact(Message.of(f"know.fibre.{name.replace(' ', '-')}"), said)
        for name in FIBRES
        if (said := _amount(food.fibre.get(name))) is not None
    )
    live = food.live_note or Message.of(f"know.live.{food.live}")
    return Card(
        id=food.id,
        kind="food",
        title=food.name,
        verdict=None,
        body=(food.caution,) if food.caution else (),
        facts=(
            *_fact("group", food.group),
            *_fact("portion", Message.of("know.portion", words=food.portion, g=food.portion_g)),
            *fibres,
            *_fact("protein", _amount(food.protein_g)),
            *_fact("sugar", _amount(food.sugar_g)),
            *_fact("salt", _amount(food.salt_g)),
            *_fact("fermented", Message.of(f"know.fermented.{food.fermented}")),
            *(_fact("live", live) if food.fermented != "no" else ()),
            *_fact("organisms", ", ".join(food.organisms)),
            *_fact("fodmap", _fodmap(food)),
            *_fact("histamine", Message.of(f"know.level.{food.histamine}")),
            *_fact("tyramine", Message.of(f"know.level.{food.tyramine}")),
            *_fact("allergens", _joined(_allergen(name) for name in food.allergens)),
            *_fact("vegan", _flag(food.vegan)),
            *_fact("vitamin-k", _flag(food.vitamin_k_high)),
            *_fact("oxalate", _flag(food.oxalate_high)),
            *_fact("confidence", Message.of(f"know.confidence.{food.confidence}")),
        ),
        also=food.sources,
        citations=(),
    )


@cache
def _allergens() -> Mapping[str, Text]:
    from legaat.knowledge._load import words

    return {word.id: word.label for word in words()["allergies"]}


def _allergen(name: str) -> Text:
    return _allergens()[name]


def _rule(rule: Rule) -> Card:
    kind = Message.of(f"know.rule.{rule.kind.replace(' ', '-')}")
    refers = tuple(refer.do for refer in rule.refers)
    return Card(
        id=rule.id,
        kind="rule",
        title=rule.title,
        verdict=kind,
        body=(rule.why, *refers),
        facts=(),
        also=rule.through,
        citations=_shown(rule.citations),
        own=OWN_RULE in rule.citations,
    )


def _sign(flag: RedFlag) -> Card:
    return Card(
        id=flag.id,
        kind="sign",
        title=flag.sign,
        verdict=Message.of(f"know.urgency.{flag.urgency}"),
        body=(flag.do,),
        facts=(),
        also=(),
        citations=_shown(flag.citations),
        own=OWN_RULE in flag.citations,
    )


def _interaction(entry: Interaction) -> Card:
    return Card(
        id=entry.id,
        kind="interaction",
        title=entry.say,
        verdict=Message.of(f"know.severity.{entry.severity}"),
        body=(),
        facts=(*_fact("groups", entry.groups if entry.groups[:1].isupper() else None),),
        also=(),
        citations=_shown(entry.citations),
        own=OWN_RULE in entry.citations,
    )


def _source(source: Citation) -> Card:
    return Card(
        id=source.id,
        kind="source",
        title=Plain(source.title or source.text()),
        verdict=Message.of(f"know.verified.{source.verified}"),
        body=(),
        facts=(
            *_fact("authors", source.authors),
            *_fact("journal", " ".join(str(p) for p in (source.journal, source.year) if p)),
            *_fact("link", source.link),
            *(_fact("unconfirmed", Message.of("know.unconfirmed")) if source.unconfirmed else ()),
        ),
        also=(),
        citations=(),
    )


@cache
def cards() -> Mapping[str, Card]:
    """Return every entry that can be looked up, by id: claims first, sources last."""
    from legaat.knowledge._load import _citations

    makers: tuple[tuple[Callable[..., Card], Iterable[object]], ...] = (
        (_claim, claims().values()),
        (_intervention, interventions()),
        (_evidence, evidence().values()),
        (_strain, tested_strains().values()),
        (_substance, known_substances().values()),
        (_area, areas().values()),
        (_food, foods().values()),
        (_rule, rules()),
        (_sign, red_flags()),
        (_interaction, interactions()),
        (_source, (s for s in _citations().values() if s.shown)),
    )
    found: dict[str, Card] = {}
    for make, entries in makers:
        for entry in entries:
            card = make(entry)
            # A safety row of the evidence table and the rule made of it share an id: the rule is
            # what a person needs, and it holds the row's grade and sources.
            found[card.id] = card
    return MappingProxyType(found)
