"""What the product is, in the terms of ISAPP.

Definitions: postbiotics (R001, Salminen 2021), probiotics in fermented food (R003, Marco 2021),
synbiotics (R004, Swanson 2020). The label shows what is in it, never whether it works: `isapp`
says only that nothing on the label speaks against the word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from legaat.labels._ingredients import Contents
from legaat.labels._states import Heat
from legaat.labels._terms import Hit
from legaat.labels._text import Words
from legaat.labels._types import Dose, Finding, Kind, Organism, Span
from legaat.labels._wordlists import wordset
from legaat.messages import Message

__all__ = ["Facts", "dead", "findings", "kinds", "live"]

_INTO: Final = wordset("into")
_BARE: Final = wordset("bare_cultures")
_DEAD: Final = frozenset({"inactivated", "lysate", "ferment"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was read, for the judges."""

    words: Words
    hits: dict[str, list[Hit]]
    law: str
    organisms: tuple[Organism, ...]
    contents: Contents
    doses: tuple[Dose, ...]
    heat: Heat
    cues: tuple[Hit, ...]
    lost: tuple[Span, ...] = ()
    """Counts that are there but can't be read."""

    def said(self, category: str, *values: str) -> list[Hit]:
        """Return the hits of a category, of some values only where given."""
        found = self.hits.get(category, [])
        if category == "word":  # "not a probiotic"
            denied = {hit.last for hit in self.hits.get("free", ())}
            found = [hit for hit in found if hit.first not in denied]
        return [hit for hit in found if hit.value in values] if values else found

    def cue(self, *values: str) -> list[Hit]:
        """Return the state words that count, of some values."""
        return [hit for hit in self.cues if hit.value in values]

    @property
    def fermented(self) -> bool:
        """Whether it is a fermented food, and not a supplement that mentions one."""
        if self.law not in {"food", "infant formula"}:
            return False
        if self.foods:
            return True
        cultures = [hit for hit in self.said("ferment", "culture") if not self._bare(hit)]
        return bool(cultures) and not self.said("form", "capsule", "tablet")

    @property
    def foods(self) -> list[Hit]:
        """The fermented foods it is or holds; not those it is to be stirred into."""
        word = self.words.word
        return [
            hit
            for hit in self.said("ferment", "dairy", "food")
            if not (hit.first and word[hit.first - 1] in _INTO)
        ]

    def _bare(self, hit: Hit) -> bool:
        """Whether no microbe is meant to be in it: cultures of old, bifidobacteria to be fed."""
        cues = [*self.said("context"), *self.said("free")]
        fed = any(0 <= hit.first - cue.last < 3 for cue in cues)
        bare = self.words.word[hit.first] in _BARE and not (
            self.contents.listed and "milk" in self.contents.allergens
        )
        return not self.organisms and (fed or bare)


def live(facts: Facts) -> Finding:
    """Say whether there is anything alive in it."""
    states = {o.state for o in facts.organisms}
    if "live" in states:
        return "yes"
    if facts.law == "cosmetic":
        return "unclear" if "unknown" in states else "no"
    if states and states <= _DEAD:
        return "no"
    if facts.heat.heated is not None and not facts.cue("live"):
        return "no"
    if not facts.organisms:
        return _live_without_names(facts)
    return "unclear"


def _live_without_names(facts: Facts) -> Finding:
    """Judge a label that names no organism."""
    dead_words = facts.cue("inactivated", "heat-killed", "tyndallised", "lysate")
    microbes = facts.said("ferment", "culture") or facts.said("word", "bacteria", "probiotic")
    if facts.cue("live") and microbes and not dead_words:
        return "yes"
    if dead_words and microbes:
        return "no"
    if any(dose.unit in {"CFU", "AFU"} for dose in facts.doses):
        return "yes"
    if facts.fermented:
        if facts.heat.raw is not None:
            return "yes"
        cultured = (
            facts.said("ferment", "culture") and facts.foods and facts.said("ferment", "dairy")
        )
        if cultured:
            return "yes"
        # Vinegar, bread, soy sauce: fermented, and nobody says that anything lives in it.
        return (
            "unclear" if facts.said("ferment", "culture", "dairy") or _tastes_live(facts) else "no"
        )
    return "unclear" if facts.said("word", "probiotic", "synbiotic") else "no"


def _tastes_live(facts: Facts) -> bool:
    """Whether the food is one that is often, but not always, sold alive."""
    folded = " ".join(
        facts.words.quote(h.first, h.last).lower() for h in facts.said("ferment", "food")
    )
    return any(
        name in folded
        for name in ("kimchi", "kombucha", "kraut", "zuurkool", "choucroute", "kefir")
    )


def dead(facts: Facts) -> Finding:
    """Say whether it holds inactivated microbes or their parts: a postbiotic by the label."""
    if any(o.state in _DEAD and o.how != "metabolites" for o in facts.organisms):
        named = [o for o in facts.organisms if o.state in _DEAD]
        coded = any(o.strain for o in named)
        if facts.fermented and facts.heat.heated is not None and not coded and facts.law == "food":
            return "unclear"
        return "yes"
    if any(o.how == "metabolites" for o in facts.organisms):
        return "unclear"
    if any(o.state == "live" for o in facts.organisms):
        return "no"
    if not facts.organisms and facts.law != "cosmetic":
        if facts.foods and facts.law == "food" and not facts.said("word", "postbiotic"):
            return "unclear" if facts.heat.heated is not None else "no"
        if facts.cue("lysate", "heat-killed", "tyndallised", "inactivated") and (
            facts.said("word", "bacteria", "postbiotic", "probiotic")
            or facts.said("ferment", "culture")
        ):
            return "yes"
        if facts.said("word", "postbiotic") or (facts.fermented and facts.heat.heated is not None):
            return "unclear"
    if facts.said("word", "postbiotic") and all(o.state == "unknown" for o in facts.organisms):
        return "unclear"
    return "no"


def findings(facts: Facts) -> tuple[tuple[str, Finding], ...]:
    """Return the short answers."""
    return (
        ("postbiotic", dead(facts)),
        ("live", live(facts)),
        ("prebiotic", _prebiotic(facts)),
        ("dose_stated", "yes" if facts.doses or facts.lost else "no"),
        ("added_sugar", _added_sugar(facts)),
    )


def _prebiotic(facts: Facts) -> Finding:
    if facts.contents.prebiotics:
        return "yes"
    return "unclear" if facts.said("word", "prebiotic", "synbiotic") else "no"


def _added_sugar(facts: Facts) -> Finding:
    if facts.contents.sugars:
        return "yes"
    if facts.law == "cosmetic" or facts.contents.listed or facts.contents.sugar_free:
        return "no"
    return "unclear"


def kinds(facts: Facts) -> tuple[Kind, ...]:
    """Return what the product is; "none" where the label shows none of it."""
    found: list[Kind] = []
    found.extend(_postbiotic(facts))
    found.extend(_probiotic(facts))
    found.extend(_others(facts))
    if not found:
        found.append(_kind("none", "unclear" if _speaks_of_microbes(facts) else "nothing"))
    return tuple(found)


def _kind(kind: str, why: str, *, isapp: bool = False, **params: str) -> Kind:
    return Kind(kind, isapp, Message.of(f"labels.kind.{why}", **params))  # type: ignore[arg-type]


def _speaks_of_microbes(facts: Facts) -> bool:
    return bool(facts.organisms or facts.said("word", "probiotic", "postbiotic", "synbiotic"))


def _postbiotic(facts: Facts) -> list[Kind]:
    if dead(facts) != "yes":
        return []
    mine = [o for o in facts.organisms if o.state in _DEAD]
    if facts.law == "cosmetic":
        return [_kind("postbiotic", "postbiotic-cosmetic")]
    if not mine:
        return [_kind("postbiotic", "postbiotic-unnamed")]
    if any(o.strain for o in mine):
        return [_kind("postbiotic", "postbiotic", isapp=True, what=mine[0].text)]
    return [_kind("postbiotic", "postbiotic-no-strain", what=mine[0].text)]


def _probiotic(facts: Facts) -> list[Kind]:
    if live(facts) != "yes":
        return []
    mine = [o for o in facts.organisms if o.state == "live"]
    if not mine:
        return [_kind("probiotic", "live-unnamed")]
    coded = any(o.strain for o in mine)
    counted = any(dose.is_count for dose in facts.doses)
    if facts.fermented and not (coded and counted):
        return [_kind("probiotic", "live-food")]
    if coded and counted:
        named = next(o for o in mine if o.strain)
        return [_kind("probiotic", "probiotic", isapp=True, what=named.text)]
    return [_kind("probiotic", "probiotic-no-strain" if not coded else "probiotic-no-count")]


def _others(facts: Facts) -> list[Kind]:
    found: list[Kind] = []
    prebiotics = facts.contents.prebiotics
    if prebiotics:
        weighed = any(not dose.is_count for dose in facts.doses)
        why = "prebiotic" if weighed else "prebiotic-no-dose"
        found.append(
            _kind(
                "prebiotic", why, isapp=weighed and facts.law != "cosmetic", what=prebiotics[0].text
            )
        )
    if prebiotics and live(facts) == "yes":
        found.append(_kind("synbiotic", "synbiotic"))
    if facts.fermented and facts.foods:
        found.append(_kind("fermented food", "fermented", isapp=True))
    if any(o.how == "metabolites" for o in facts.organisms) and dead(facts) != "yes":
        found.append(_kind("metabolite", "metabolites"))
    elif facts.contents.metabolites:
        what = facts.contents.metabolites[0].text
        found.append(_kind("metabolite", "metabolite", what=what))
    return found
