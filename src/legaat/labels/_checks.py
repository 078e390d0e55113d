"""The tips, held against the label: each passes, warns, fails, or can't be known.

"unknown" is said wherever the label doesn't say; nothing is guessed in its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from math import isclose
from typing import Final

from legaat.labels._kinds import Facts, dead, live
from legaat.labels._numbers import Figure
from legaat.labels._terms import Hit
from legaat.labels._types import CheckVerdict, Claim, LabelCheck, Organism, Span
from legaat.labels._view import allergen_words
from legaat.labels._wordlists import wordset
from legaat.messages import Message

__all__ = ["checks"]

_SAID_NEAR: Final = 30
"""How far from a group its warning may stand, in words: packs seldom end their sentences."""
_CAUTION: Final = wordset("caution")
_REACH: Final = wordset("reach")
_ASK: Final = ("raadple", "overleg", "consult", "rucksprache", "contraind", "gegenanzeig")
_SUM_TOLERANCE: Final = 0.1
"""Rounded amounts on packs may miss their total by this share before it is called out (ours)."""


def checks(facts: Facts, claims: tuple[Claim, ...]) -> tuple[LabelCheck, ...]:
    """Return every check, in the order in which a buyer would ask."""
    judges: tuple[Callable[[Facts], LabelCheck], ...] = (
        _state_clear,
        _strain_named,
        _dose_stated,
        _dose_per_strain,
        _blend,
        _added_sugar,
        _sugary_drink,
        _allergens,
        _warnings,
    )
    return (*(judge(facts) for judge in judges), _claims(claims), _trial(facts))


def _check(
    check_id: str, verdict: CheckVerdict, why: str, spans: tuple[Span, ...] = (), **params: str
) -> LabelCheck:
    return LabelCheck(check_id, verdict, Message.of(f"labels.check.{why}", **params), spans)


def _spans(facts: Facts, found: list[Hit]) -> tuple[Span, ...]:
    words = facts.words
    return tuple(Span(words.start[hit.first], words.end[hit.last - 1]) for hit in found)


def _names(organisms: list[Organism]) -> str:
    listed = [organism.text for organism in organisms[:3]]
    return ", ".join(listed) + (" …" if len(organisms) > 3 else "")


def _about_microbes(facts: Facts) -> bool:
    return bool(
        facts.organisms
        or facts.said("word", "probiotic", "postbiotic", "synbiotic")
        or facts.said("ferment", "culture")
    )


def _state_clear(facts: Facts) -> LabelCheck:
    if not facts.organisms:
        if live(facts) == "yes" or dead(facts) == "yes":
            return _check("state-clear", "pass", "state-clear", _spans(facts, list(facts.cues)))
        if _about_microbes(facts):
            return _check("state-clear", "fail", "state-unsaid")
        return _check("state-clear", "unknown", "no-microbes")
    open_ones = [o for o in facts.organisms if o.state == "unknown"]
    if not open_ones:
        return _check("state-clear", "pass", "state-clear", _spans(facts, list(facts.cues)))
    if len(open_ones) < len(facts.organisms):
        return _check("state-clear", "warn", "state-some", what=_names(open_ones))
    return _check("state-clear", "fail", "state-unsaid")


def _strain_named(facts: Facts) -> LabelCheck:
    if not facts.organisms:
        if facts.said("word", "probiotic", "postbiotic", "synbiotic"):
            return _check("strain-named", "fail", "no-organism")
        return _check("strain-named", "unknown", "no-microbes")
    bare = [o for o in facts.organisms if o.strain is None]
    spans = tuple(o.span for o in facts.organisms if o.strain)
    if not bare:
        return _check("strain-named", "pass", "strain-all", spans)
    if spans:
        return _check("strain-named", "warn", "strain-some", spans, what=_names(bare))
    return _check("strain-named", "fail", "strain-none", what=_names(bare))


def _dose_stated(facts: Facts) -> LabelCheck:
    spans = tuple(dose.span for dose in facts.doses)
    if spans:
        key = "dose-count" if any(d.is_count for d in facts.doses) else "dose-mass"
        return _check("dose-stated", "pass", key, spans)
    if facts.lost:
        return _check("dose-stated", "unknown", "dose-lost", facts.lost)
    if (
        facts.organisms
        or facts.contents.prebiotics
        or facts.contents.metabolites
        or _about_microbes(facts)
    ):
        return _check("dose-stated", "fail", "dose-none")
    return _check("dose-stated", "unknown", "dose-nothing")


def _dose_per_strain(facts: Facts) -> LabelCheck:
    if facts.organisms and facts.lost and not facts.doses:
        return _check("dose-per-strain", "unknown", "dose-lost", facts.lost)
    if not facts.organisms or not facts.doses:
        return _check("dose-per-strain", "unknown", "dose-per-strain-none")
    dosed = [o for o in facts.organisms if o.dose is not None]
    if len(facts.organisms) == 1:
        if dosed:
            return _check("dose-per-strain", "pass", "dose-one", (dosed[0].span,))
        return _check("dose-per-strain", "unknown", "dose-per-strain-none")
    mismatch = _mismatch(facts, dosed)
    if mismatch is not None:
        return mismatch
    if len(dosed) == len(facts.organisms):
        return _check("dose-per-strain", "pass", "dose-each", tuple(o.span for o in dosed))
    spans = tuple(dose.span for dose in facts.doses)
    key = "dose-total" if not dosed else "dose-some"
    return _check("dose-per-strain", "warn" if dosed else "fail", key, spans)


def _mismatch(facts: Facts, dosed: list[Organism]) -> LabelCheck | None:
    """Find a stated total that the strains don't add up to."""
    parts = [o.dose for o in dosed if o.dose is not None and o.dose.is_count]
    if len(parts) < 2 or len(parts) != len(facts.organisms):
        return None
    mine = {dose.span for dose in parts}
    totals = [
        d for d in facts.doses if d.is_count and d.span not in mine and d.unit == parts[0].unit
    ]
    if not totals or any(t.per != parts[0].per for t in totals) or any(t.when for t in totals):
        return None
    total = max(totals, key=lambda dose: dose.value)
    added = sum(dose.value for dose in parts)
    if total.value < max(dose.value for dose in parts) or isclose(
        added, total.value, rel_tol=_SUM_TOLERANCE
    ):
        return None
    why = Message.of("labels.check.dose-sum", added=Figure(added), total=Figure(total.value))
    return LabelCheck("dose-per-strain", "warn", why, (total.span,))


def _blend(facts: Facts) -> LabelCheck:
    found = facts.said("blend")
    if found:
        return _check("no-proprietary-blend", "fail", "blend", _spans(facts, found))
    if not _about_microbes(facts):
        return _check("no-proprietary-blend", "unknown", "no-microbes")
    if facts.organisms:
        return _check("no-proprietary-blend", "pass", "no-blend")
    # A kefir that doesn't list its cultures is no secret mix; a supplement that doesn't may be.
    verdict: CheckVerdict = "unknown" if facts.fermented else "warn"
    return _check("no-proprietary-blend", verdict, "no-organism")


def _added_sugar(facts: Facts) -> LabelCheck:
    sugars = facts.contents.sugars
    if facts.law == "cosmetic":
        return _check("no-added-sugar", "pass", "sugar-cosmetic")
    if sugars:
        spans = tuple(item.span for item in sugars)
        named = ", ".join(item.text for item in sugars[:4])
        return _check("no-added-sugar", "fail", "sugar", spans, what=named)
    if facts.contents.sugar_free and not facts.contents.headed:
        return _check("no-added-sugar", "pass", "sugar-denied", facts.contents.sugar_free)
    if facts.contents.listed:
        return _check("no-added-sugar", "pass", "no-sugar", facts.contents.sugar_free)
    return _check("no-added-sugar", "unknown", "sugar-unsaid")


def _sugary_drink(facts: Facts) -> LabelCheck:
    drinks = facts.said("form", "drink", "ampoule")
    solid = facts.said("form", "capsule", "tablet", "powder", "sachet", "drops", "gummy", "cream")
    drink = bool(drinks) and not solid and facts.law != "cosmetic"
    if not drink:
        if solid or facts.law == "cosmetic":
            return _check("not-a-sugary-drink", "pass", "no-drink")
        if not facts.contents.sugars and (facts.contents.listed or facts.contents.sugar_free):
            return _check("not-a-sugary-drink", "pass", "drink-or-not")
        return _check("not-a-sugary-drink", "unknown", "form-unsaid")
    spans = _spans(facts, drinks[:1])
    if facts.contents.sugars:
        return _check("not-a-sugary-drink", "fail", "sugary-drink", spans)
    if facts.contents.listed or facts.contents.sugar_free:
        return _check("not-a-sugary-drink", "pass", "plain-drink", spans)
    return _check("not-a-sugary-drink", "unknown", "sugar-unsaid", spans)


def _allergens(facts: Facts) -> LabelCheck:
    if facts.law == "cosmetic":
        return _check("allergens-named", "unknown", "allergen-cosmetic")
    if facts.contents.allergens:
        spans = _spans(facts, facts.said("allergen")[:6])
        named = Message.of("labels.allergens", what=allergen_words(facts.contents.allergens))
        return LabelCheck("allergens-named", "pass", named, spans)
    if facts.contents.headed:
        return _check("allergens-named", "unknown", "allergen-none")
    return _check("allergens-named", "unknown", "allergen-unsaid")


def _warnings(facts: Facts) -> LabelCheck:
    found = [hit for hit in facts.said("group") if _warns(facts, hit)]
    if found:
        return _check("group-warnings", "pass", "groups", _spans(facts, found))
    risky = [
        o for o in facts.organisms if "boulardii" in o.name or o.name == "Akkermansia muciniphila"
    ]
    if risky:
        return _check(
            "group-warnings", "warn", "groups-missing", (risky[0].span,), what=risky[0].text
        )
    return _check("group-warnings", "unknown", "groups-unsaid")


def _warns(facts: Facts, hit: Hit) -> bool:
    """Whether a group is warned, and not what the product is for, or kept out of its reach."""
    if hit.value == "doctor":
        return True
    words, here = facts.words, facts.words.sentence[hit.first]
    first, last = bisect_left(words.sentence, here), bisect_right(words.sentence, here)
    sentence = words.word[max(first, hit.first - _SAID_NEAR) : min(last, hit.last + _SAID_NEAR)]
    if hit.value == "children" and any(word in _REACH for word in sentence):
        return False
    return any(word in _CAUTION or word.startswith(_ASK) for word in sentence)


def _claims(claims: tuple[Claim, ...]) -> LabelCheck:
    diseases = [claim for claim in claims if claim.kind == "disease"]
    if diseases:
        return _check("claims", "fail", "claim-disease", tuple(c.span for c in diseases))
    bad = [claim for claim in claims if claim.verdict == "not authorised"]
    if bad:
        return _check("claims", "warn", "claim-bad", tuple(c.span for c in bad))
    open_ones = [claim for claim in claims if claim.verdict == "unknown"]
    if open_ones:
        return _check("claims", "unknown", "claim-open", tuple(c.span for c in open_ones))
    spans = tuple(claim.span for claim in claims)
    if any(claim.verdict == "authorised" for claim in claims):
        return _check("claims", "pass", "claim-good", spans)
    return _check("claims", "pass", "claim-other" if claims else "claim-none", spans)


def _trial(facts: Facts) -> LabelCheck:
    if not facts.organisms:
        return _check("trial-for-this-strain", "unknown", "no-microbes")
    exact = [o for o in facts.organisms if o.exact_strain_match]
    good = [
        o
        for o in exact
        if any(
            row.exact_strain
            and row.same_state
            and row.grade in "ABC"
            and "benefit" in row.direction
            for row in o.evidence
        )
    ]
    if good:
        key = "trial-exact" if len(good) == len(facts.organisms) else "trial-some"
        verdict: CheckVerdict = "pass" if key == "trial-exact" else "warn"
        return _check("trial-for-this-strain", verdict, key, (good[0].span,), what=_names(good))
    if exact:
        unsaid = all(o.state == "unknown" for o in exact)
        key = "trial-unsaid" if unsaid else "trial-other"
        return _check("trial-for-this-strain", "warn", key, (exact[0].span,), what=_names(exact))
    if any(o.evidence for o in facts.organisms):
        return _check("trial-for-this-strain", "warn", "trial-species")
    if all(o.strain is None for o in facts.organisms):
        return _check("trial-for-this-strain", "unknown", "trial-no-strain")
    return _check("trial-for-this-strain", "unknown", "trial-none")
