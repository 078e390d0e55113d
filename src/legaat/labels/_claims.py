"""What the pack promises, held against Regulation (EC) No 1924/2006 and the medicine line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from legaat.labels._terms import Hit
from legaat.labels._text import Words
from legaat.labels._types import Claim, ClaimVerdict, Ingredient, Organism, Span
from legaat.messages import Message

__all__ = ["YOGHURT_STARTERS", "claims"]

_MOST: Final = 20
_MOST_CHARS: Final = 240
_MOST_WORDS: Final = 5_000
_NEVER: Final = frozenset({"detox"})
YOGHURT_STARTERS: Final = frozenset(
    {"Lactobacillus delbrueckii subsp. bulgaricus", "Streptococcus thermophilus"}
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The dictionary words of one sentence, by category."""

    first: int
    last: int
    hits: Mapping[str, list[Hit]]

    def has(self, category: str) -> bool:
        return category in self.hits

    def values(self, category: str) -> list[str]:
        return [hit.value for hit in self.hits.get(category, ())]


@dataclass(frozen=True, slots=True)
class _Pack:
    """What the judges need of the whole label."""

    words: Words
    law: str
    organisms: tuple[Organism, ...]
    nutrients: frozenset[str]
    fibres: frozenset[str]


@cache
def _authorised() -> Mapping[str, Any]:
    text = resources.files("legaat").joinpath("labels", "data", "authorised.toml")
    return tomllib.loads(text.read_text("utf-8"))


def claims(
    words: Words,
    hits: dict[str, list[Hit]],
    *,
    law: str,
    organisms: tuple[Organism, ...],
    fibres: tuple[Ingredient, ...],
) -> tuple[Claim, ...]:
    """Return the promises on the pack, each with a verdict.

    Parameters
    ----------
    law : str
        The regime: a medicine's indication is no health claim.
    organisms : tuple of Organism
        Live yoghurt cultures may carry the lactose claim.
    fibres : tuple of Ingredient
        Prebiotics and fibres, which a claim may rest on.
    """
    nutrients = frozenset(hit.value for hit in hits.get("nutrient", ()))
    pack = _Pack(words, law, organisms, nutrients, frozenset(item.name for item in fibres))
    found: list[Claim] = []
    for sentence in _sentences(words, hits):
        claim = _judge(pack, sentence)
        if claim is not None and all(claim.text != other.text for other in found):
            found.append(claim)
        if len(found) == _MOST:
            break
    if all(claim.kind == "nutrition" for claim in found):
        found.extend(_category_word(words, hits, law))
    return tuple(found)


def _sentences(words: Words, hits: dict[str, list[Hit]]) -> Iterator[_Sentence]:
    """Give the sentences that could promise something."""
    wanted = ("topic", "disease", "nutrition", "verb", "not", "nutrient", "nosugar", "trace")
    by_sentence: dict[int, dict[str, list[Hit]]] = {}
    for category in wanted:
        for hit in hits.get(category, ()):
            here = by_sentence.setdefault(words.sentence[hit.first], {})
            here.setdefault(category, []).append(hit)
    for number in sorted(by_sentence):
        found = by_sentence[number]
        free = any(hit.value == "claim" for hit in found.get("nosugar", ()))
        if not free and not found.keys() & {"topic", "disease", "nutrition"}:
            continue
        firsts = [hit.first for group in found.values() for hit in group]
        lasts = [hit.last for group in found.values() for hit in group]
        yield _Sentence(min(firsts), max(lasts), found)


def _judge(pack: _Pack, sentence: _Sentence) -> Claim | None:
    if sentence.has("not") or sentence.has("trace"):
        return None
    if sentence.has("disease") and sentence.has("verb"):
        return _disease(pack, sentence)
    topics = sentence.values("topic")
    if topics and ("does" in sentence.values("verb") or _NEVER & set(topics)):
        return _other_law(pack, sentence) or _function(pack, sentence, topics)
    if sentence.has("nutrition") or (not topics and "claim" in sentence.values("nosugar")):
        return _claim(pack, sentence, "nutrition", "not a health claim", "nutrition")
    return None


def _disease(pack: _Pack, sentence: _Sentence) -> Claim:
    if pack.law == "medicine":
        return _claim(pack, sentence, "medicine indication", "not a health claim", "medicine")
    if pack.law == "medical device":
        return _claim(pack, sentence, "device indication", "not a health claim", "device")
    return _claim(pack, sentence, "disease", "not authorised", "disease")


def _other_law(pack: _Pack, sentence: _Sentence) -> Claim | None:
    """Judge by the law of the product where that isn't the one on foods."""
    if pack.law in {"medicine", "medical device"}:
        return _claim(pack, sentence, "medicine indication", "not a health claim", "medicine")
    if pack.law == "cosmetic":
        return _claim(pack, sentence, "function", "not a health claim", "cosmetic")
    if pack.law == "infant formula":
        return _claim(pack, sentence, "function", "not authorised", "infant")
    return None


def _function(pack: _Pack, sentence: _Sentence, topics: list[str]) -> Claim:
    """Judge a promise about the body: find whose claim it would be, and if that is authorised."""
    if _NEVER & set(topics):
        return _claim(pack, sentence, "function", "not authorised", "detox")
    here = frozenset(sentence.values("nutrient"))
    mine = _nutrient(topics, here)
    if mine is not None:
        # "Zinc supports immunity and the gut flora" promises more than zinc may.
        whole = all(topic == "general" or _nutrient([topic], here) for topic in topics)
        verdict: ClaimVerdict = "authorised" if whole else "not authorised"
        why = "nutrient" if whole else "nutrient-partly"
        return _claim(pack, sentence, "function", verdict, why, who=_named(mine))
    if "lactose" in topics and _has_starters(pack.organisms):
        return _claim(pack, sentence, "function", "authorised", "lactose")
    rest = _by_food(pack, sentence, topics)
    if rest is not None:
        return rest
    borrowed = _nutrient(topics, pack.nutrients)
    if borrowed is not None:
        who = _named(borrowed)
        return _claim(pack, sentence, "function", "not authorised", "borrowed", who=who)
    kind = "general" if set(topics) <= {"general"} else "function"
    return _claim(pack, sentence, kind, "not authorised", kind)


def _nutrient(topics: list[str], nutrients: frozenset[str]) -> str | None:
    """Return a nutrient that has an authorised claim on one of the topics."""
    allowed = _authorised()["nutrients"]
    fits = {name for topic in topics for name in allowed.get(topic, ())} & nutrients
    return min(fits) if fits else None


def _named(nutrient: str) -> Message:
    return Message.of(f"labels.nutrient-name.{nutrient}")


def _has_starters(organisms: tuple[Organism, ...]) -> bool:
    return {o.name for o in organisms if o.state == "live"} >= YOGHURT_STARTERS


def _by_food(pack: _Pack, sentence: _Sentence, topics: list[str]) -> Claim | None:
    """Find a claim that is authorised for an ingredient under a condition the label can't show."""
    text = f" {' '.join(pack.words.word[:_MOST_WORDS])} "
    for entry in _authorised()["food"]:
        named = any(word in pack.fibres or f" {word} " in text for word in entry["words"])
        if named and entry["topic"] in topics:
            return _claim(pack, sentence, "function", "unknown", entry["message"])
    return None


def _category_word(words: Words, hits: dict[str, list[Hit]], law: str) -> Iterator[Claim]:
    if law in {"medicine", "medical device", "cosmetic"}:
        return
    for hit in hits.get("word", ()):
        if hit.value in {"probiotic", "prebiotic", "synbiotic", "postbiotic"}:
            span = Span(words.start[hit.first], words.end[hit.last - 1])
            text = words.quote(hit.first, hit.last)
            why = Message.of("labels.claim.word", word=text)
            yield Claim(text, "category word", "unknown", why, span)
            return


def _claim(
    pack: _Pack, sentence: _Sentence, kind: str, verdict: ClaimVerdict, why: str, **params: Message
) -> Claim:
    words = pack.words
    start, end = words.start[sentence.first], words.end[sentence.last - 1]
    end = min(end, start + _MOST_CHARS)
    message = Message.of(f"labels.claim.{why}", **params)
    return Claim(words.text[start:end], kind, verdict, message, Span(start, end))
