"""Every entry of the tables as a card: claims first, sources last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType

from legaat.knowledge._card import Card, Fact, Plain, fact, joined, shown
from legaat.knowledge._citation import OWN_RULE, Citation
from legaat.knowledge._claims import Claim, claims
from legaat.knowledge._foods import FIBRES, Amount, Food, foods
from legaat.knowledge._load import (
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

__all__ = ["cards"]


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
            *fact("topic", claim.topic),
            *fact("confidence", Message.of(f"know.confidence.{claim.confidence}")),
        ),
        also=claim.rows,
        citations=shown(claim.citations),
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
            *fact("kind", Message.of(f"know.biotic.{entry.kind}")),
            *fact("form", entry.form),
            *fact("dose", entry.dose.say if entry.dose else None),
            *(one for step in entry.start_low for one in fact("start", step.say)),
        ),
        also=entry.rows,
        citations=shown(c for a in entry.answers for c in a.citations),
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
        facts=(
            *fact("outcome", row.outcome),
            *fact("direction", _found(row)),
            *fact("population", row.population),
            *fact("form", row.form),
            *fact("dose", row.dose),
            *fact("kind", row.kind),
            *fact("isapp", isapp),
        ),
        citations=shown(row.citations),
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
            *fact("species", entry.species),
            *fact("codes", ", ".join(entry.codes)),
            *fact("tested", joined(spoken)),
        ),
        also=tuple(dict.fromkeys(row.id for row in rows)),
        citations=shown(c for row in rows for c in row.citations),
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
        facts=(*fact("kind", entry.kind), *effects),
        also=(*dict.fromkeys(rows), *entry.claims),
        citations=shown(entry.citations),
    )


def _area(entry: Area) -> Card:
    return Card(
        id=entry.id,
        kind="area",
        title=entry.name,
        verdict=None,
        body=(entry.say,),
        also=(*entry.rows, *entry.claims),
        citations=shown(entry.citations),
    )


def _amount(amount: Amount | None) -> Speakable | None:
    if amount is None:
        return None
    if amount.high is None:
        return Message.of("know.grams-floor", low=amount.low)
    if amount.low == amount.high:
        return Message.of("know.grams", low=amount.low)
    return Message.of("know.grams-range", low=amount.low, high=amount.high)


def _fodmap(food: Food) -> Text:
    level = Message.of(f"know.level.{food.fodmap.level}")
    sugars = joined(food.fodmap.sugars)

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
            *fact("group", food.group),
            *fact("portion", Message.of("know.portion", words=food.portion, g=food.portion_g)),
            *fibres,
            *fact("protein", _amount(food.protein_g)),
            *fact("sugar", _amount(food.sugar_g)),
            *fact("salt", _amount(food.salt_g)),
            *fact("fermented", Message.of(f"know.fermented.{food.fermented}")),
            *(fact("live", live) if food.fermented != "no" else ()),
            *fact("organisms", ", ".join(food.organisms)),
            *fact("fodmap", _fodmap(food)),
            *fact("histamine", Message.of(f"know.level.{food.histamine}")),
            *fact("tyramine", Message.of(f"know.level.{food.tyramine}")),
            *fact("allergens", joined(_allergen(name) for name in food.allergens)),
            *fact("vegan", _flag(food.vegan)),
            *fact("vitamin-k", _flag(food.vitamin_k_high)),
            *fact("oxalate", _flag(food.oxalate_high)),
            *fact("confidence", Message.of(f"know.confidence.{food.confidence}")),
        ),
        also=food.sources,
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
        also=rule.through,
        citations=shown(rule.citations),
        own=OWN_RULE in rule.citations,
    )


def _sign(flag: RedFlag) -> Card:
    return Card(
        id=flag.id,
        kind="sign",
        title=flag.sign,
        verdict=Message.of(f"know.urgency.{flag.urgency}"),
        body=(flag.do,),
        citations=shown(flag.citations),
        own=OWN_RULE in flag.citations,
    )


def _interaction(entry: Interaction) -> Card:
    return Card(
        id=entry.id,
        kind="interaction",
        title=Message.of(f"know.pair.{entry.id}"),
        verdict=Message.of(f"know.severity.{entry.severity}"),
        body=(entry.say,),
        facts=(*fact("groups", entry.groups if entry.groups[:1].isupper() else None),),
        citations=shown(entry.citations),
        own=OWN_RULE in entry.citations,
    )


def _source(source: Citation) -> Card:
    return Card(
        id=source.id,
        kind="source",
        title=Plain(source.title or source.text()),
        verdict=Message.of(f"know.verified.{source.verified}"),
        facts=(
            *fact("authors", source.authors),
            *fact("journal", " ".join(str(p) for p in (source.journal, source.year) if p)),
            *fact("link", source.link),
            *(fact("unconfirmed", Message.of("know.unconfirmed")) if source.unconfirmed else ()),
        ),
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
