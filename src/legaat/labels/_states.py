"""Live or dead: the state of each microbe, from the words around it.

Nearest words first: those in its own part of the sentence, then the sentence, then what the
label says as a whole, then what its counts or its kind of food imply. What stays open is
"unknown"; a strain code or a brand never decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from legaat.labels._mention import Mention
from legaat.labels._terms import Hit
from legaat.labels._text import CLAUSE, COMMA, Words
from legaat.labels._types import State
from legaat.labels._wordlists import wordset

__all__ = ["STATES", "Heat", "heat", "states"]

STATES: Final[dict[str, State]] = {
    "live": "live",
    "heat-killed": "inactivated",
    "inactivated": "inactivated",
    "not-live": "inactivated",
    "pasteurised": "inactivated",
    "tyndallised": "inactivated",
    "lysate": "lysate",
    "autolysate": "lysate",
    "filtrate": "ferment",
    "ferment": "ferment",
    "metabolites": "ferment",
}
"""The state in the contract for each finer word."""

_RAW: Final = wordset("raw")
_RAW_MATERIAL: Final = wordset("raw_material")
_INACTIVE_THING: Final = wordset("inactive_thing")
_LIVE_VERB: Final = wordset("live_verb")
_NOT_A_MICROBE: Final = wordset("not_a_microbe")
_MILKS: Final = ("melk", "milch", "milk", "lait")
_REACH: Final = 6
"""Words that may stand between "pasteurised" and its milk ("grade A organic reduced fat")."""

_ACTIVE: Final = wordset("active")
_CLOSEST: Final = 6
_PLAIN: Final = frozenset({"inactivated", "not-live"})
_CELLS: Final = frozenset(
    {"live", "not-live", "heat-killed", "inactivated", "tyndallised", "pasteurised"}
)


@dataclass(frozen=True, slots=True)
class Heat:
    """What was done to the product as a whole.

    Attributes
    ----------
    heated : Hit or None
        The product itself was heated (not the milk it was made from).
    raw : Hit or None
        The label says that it was not heated.
    """

    heated: Hit | None
    raw: Hit | None


def heat(words: Words, hits: dict[str, list[Hit]], mentions: list[Mention]) -> Heat:
    """Find whether the product was heated, or is raw."""
    heated = raw = None
    objects = [hit for hit in hits.get("heat", ()) if hit.value == "object"]
    objects += _to_be_cultured(words, hits)
    after = [hit for hit in hits.get("heat", ()) if hit.value == "after"]
    early = {words.sentence[h.first] for h in hits.get("heat", ()) if h.value == "before"}
    for hit in hits.get("heat", ()):
        if hit.value == "raw" and raw is None and not _raw_material(words, hit):
            raw = hit
        cooked = hit.value == "cooked" and not mentions
        if heated is not None or not (cooked or hit.value == "pasteurised"):
            continue
        if words.sentence[hit.first] in early:
            continue
        late = any(words.sentence[a.first] == words.sentence[hit.first] for a in after)
        if late or not (_on(words, hit, objects) or _about_a_microbe(words, hit, mentions)):
            heated = hit
    return Heat(heated, raw)


def _to_be_cultured(words: Words, hits: dict[str, list[Hit]]) -> list[Hit]:
    """Return the milks that a culture follows in the list: "pasteurised buttermilk, cultures"."""
    cultures = [hit for hit in hits.get("ferment", ()) if hit.value == "culture"]
    return [
        milk
        for milk in hits.get("ferment", ())
        if milk.value == "dairy"
        and any(
            words.sentence[c.first] == words.sentence[milk.first]
            and 0 <= c.first - milk.last <= _REACH
            and "(" not in words.text[words.end[milk.last - 1] : words.start[c.first]]
            for c in cultures
        )
    ]


def _raw_material(words: Words, hit: Hit) -> bool:
    """Whether "raw" belongs to an ingredient ("raw cane sugar", "rohe Milch")."""
    if words.word[hit.first] not in _RAW:
        return False
    follows = words.word[hit.last] if hit.last < len(words.word) else ""
    before = words.word[hit.first - 1] if hit.first else ""
    is_milk = any(word.endswith(_MILKS) for word in (follows, before))  # "rauwe koemelk"
    return is_milk or follows in _RAW_MATERIAL


def _on(words: Words, hit: Hit, objects: list[Hit]) -> bool:
    """Whether the heating is said of a raw material beside it."""
    for thing in objects:
        if 0 <= thing.first - hit.last <= _REACH and not _parted(words, hit.last - 1, thing.first):
            return True
        if "homogen" in words.word[thing.first] and abs(thing.first - hit.first) <= 2:
            return True  # "pasteurised, homogenised" is said of milk
        if 0 <= hit.first - thing.last <= 2 and not _parted(words, thing.last - 1, hit.first):
            return True
    return False


def _about_a_microbe(words: Words, hit: Hit, mentions: list[Mention]) -> bool:
    here = words.sentence[hit.first]
    return any(
        words.sentence[m.first] == here
        and (0 <= m.first - hit.last <= 1 or 0 <= hit.first - m.last <= 2)
        for m in mentions
    )


def _parted(words: Words, first: int, last: int) -> bool:
    return any(gap >= COMMA for gap in words.gap[first:last])


def states(
    words: Words, hits: dict[str, list[Hit]], mentions: list[Mention]
) -> tuple[list[str | None], list[Hit]]:
    """Return for each mention the finer word for its state, or None, and the words used."""
    named = {words.sentence[m.first] for m in mentions}
    cues = [hit for hit in hits.get("state", ()) if not _is_noise(words, hit, named)]
    cues += _pasteurised_microbes(words, hits, mentions)
    cues += _active_cultures(words, hits)
    cues.sort(key=lambda hit: hit.first)
    if mentions and any(cue.value in _CELLS for cue in cues):
        cues = [cue for cue in cues if cue.value != "metabolites"] or cues
    by_sentence: dict[int, list[Hit]] = {}
    said = [cue for cue in cues if not _of_another(cue, mentions)]
    for cue in said:
        by_sentence.setdefault(words.sentence[cue.first], []).append(cue)
    overall = _overall(said)
    firsts = {m.first for m in mentions}
    result: list[str | None] = []
    for mention in mentions:
        if mention.inci is not None:
            result.append(mention.inci)
            continue
        near = by_sentence.get(words.sentence[mention.first], [])
        mine = [cue for cue in near if not _belongs_further_on(cue, mention, firsts)]
        elsewhere = overall if not near and not _all_further_on(said, mention, firsts) else None
        result.append(_nearest(words, mention, mine, mentions) or elsewhere)
    return result, cues


def _of_another(cue: Hit, mentions: list[Mention]) -> bool:
    """Whether a state word is part of the INCI name of a ferment, and so speaks of that only."""
    return any(m.inci is not None and m.first <= cue.first < m.last for m in mentions)


def _belongs_further_on(cue: Hit, mention: Mention, firsts: set[int]) -> bool:
    """Whether a state word is the adjective of a later microbe: "A; heat-killed B"."""
    return cue.first >= mention.last and cue.last in firsts


def _all_further_on(cues: list[Hit], mention: Mention, firsts: set[int]) -> bool:
    return all(_belongs_further_on(cue, mention, firsts) for cue in cues)


def _is_noise(words: Words, hit: Hit, named: set[int]) -> bool:
    """Whether a state word is about something else: "live" as a verb, "inactive ingredients"."""
    follows = words.word[hit.last] if hit.last < len(words.word) else ""
    if hit.value == "inactivated":
        yeast = follows in _NOT_A_MICROBE and words.sentence[hit.first] in named
        return follows in _INACTIVE_THING and not yeast  # "inactive yeast (S. cerevisiae)"
    if hit.value == "live":
        return follows in _LIVE_VERB
    if hit.value in {"autolysate", "ferment", "filtrate"}:
        before = words.word[hit.first - 1] if hit.first else ""
        return before in _NOT_A_MICROBE and words.sentence[hit.first] not in named
    return False


def _pasteurised_microbes(
    words: Words, hits: dict[str, list[Hit]], mentions: list[Mention]
) -> list[Hit]:
    """Give "pasteurised" as a state where it is said of a microbe itself, and not of the milk."""
    objects = [hit for hit in hits.get("heat", ()) if hit.value == "object"]
    before = {hit.first for hit in objects}
    behind = {hit.last for hit in objects if words.gap[hit.last - 1] < COMMA}
    return [
        Hit("state", "pasteurised", hit.first, hit.last)
        for hit in hits.get("heat", ())
        if hit.value == "pasteurised"
        and hit.last not in before
        and hit.first not in behind
        and _about_a_microbe(words, hit, mentions)
    ]


def _active_cultures(words: Words, hits: dict[str, list[Hit]]) -> list[Hit]:
    """Give "active" as alive where cultures follow: "active bacterial cultures"."""
    microbes = [hit for name in ("ferment", "word") for hit in hits.get(name, ())]
    found: list[Hit] = []
    for hit in microbes:
        if hit.value in {"culture", "bacteria", "probiotic"}:
            before = range(max(hit.first - 2, 0), hit.first)
            found.extend(Hit("state", "live", k, k + 1) for k in before if words.word[k] in _ACTIVE)
    return found


def _overall(cues: list[Hit]) -> str | None:
    """Return the one state the label speaks of, where it speaks of one only."""
    kinds = {STATES[cue.value] for cue in cues}
    return cues[0].value if len(kinds) == 1 else None


def _nearest(
    words: Words, mention: Mention, cues: list[Hit], mentions: list[Mention]
) -> str | None:
    """Choose among the state words of the sentence."""
    if not cues:
        return None
    if len({STATES[cue.value] for cue in cues}) == 1:
        return _finest(cues)
    close = sorted(cues, key=lambda cue: abs(cue.first - mention.first))[:_CLOSEST]
    scored = [(_distance(words, mention, cue, mentions), cue) for cue in close]
    return min(scored, key=lambda pair: pair[0])[1].value


def _finest(cues: list[Hit]) -> str:
    """Prefer "heat-killed" over the plain "inactivated"."""
    return next((cue.value for cue in cues if cue.value not in _PLAIN), cues[0].value)


def _distance(words: Words, mention: Mention, cue: Hit, mentions: list[Mention]) -> float:
    """Measure how close a state word is; commas and other microbes between count dearly."""
    if cue.last <= mention.first:
        span, extra = (cue.last - 1, mention.first), 0.0
    elif cue.first >= mention.last:
        span, extra = (mention.last - 1, cue.first), 0.5
    else:
        return 0.0
    between = sum(1 for m in mentions if span[0] < m.first and m.last <= span[1])
    commas = sum(1 for gap in words.gap[span[0] : span[1]] if gap >= COMMA)
    clauses = sum(1 for gap in words.gap[span[0] : span[1]] if gap >= CLAUSE)
    behind = 6.0 * commas if cue.first >= mention.last else 1.0 * commas
    return span[1] - span[0] + 2.0 * between * (extra > 0) * 3 + behind + 10.0 * clauses + extra
