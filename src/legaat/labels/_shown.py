"""A result in the words of one language, part by part, for a face that lays it out itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from legaat.labels._numbers import Listed
from legaat.labels._person import ALLERGENS
from legaat.labels._types import CheckVerdict, Finding, LabelResult, Organism, ProductKind
from legaat.labels._view import (
    allergen_words,
    dose_words,
    effect_words,
    in_order,
    is_unlisted,
    marks,
    remark_words,
    slug,
    verdict_words,
    written,
)
from legaat.messages import Lang, say

__all__ = [
    "ShownAllergen",
    "ShownCheck",
    "ShownClaim",
    "ShownKind",
    "ShownLabel",
    "ShownOrganism",
    "ShownStudy",
    "ShownWarning",
    "shown",
]

_MOST_TEXT: Final = 6000
_MOST_STUDIES: Final = 3
_SIGNS: Final[dict[CheckVerdict, str]] = {"pass": "✓", "warn": "!", "fail": "✕", "unknown": "?"}
_OF_MICROBES: Final = frozenset({
    "state-clear", "strain-named", "dose-stated", "dose-per-strain", "no-proprietary-blend",
    "group-warnings", "trial-for-this-strain",
})  # fmt: skip
_GLANCE: Final = ("live", "dose_stated", "added_sugar")


@dataclass(frozen=True, slots=True)
class ShownKind:
    """What the product is: a headline, whether the definition of the word is met, and why."""

    kind: ProductKind
    headline: str
    name: str
    fits: bool
    why: str


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One tip: its verdict with a sign and words, and the reason."""

    id: str
    verdict: CheckVerdict
    sign: str
    name: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownStudy:
    """What one study of exactly this strain found, and in whom."""

    row: str
    population: str
    outcome: str
    effect: str
    grade: str
    remark: str


@dataclass(frozen=True, slots=True)
class ShownOrganism:
    """A microbe: its name of today, the name on the pack where that is another, and its studies.

    `studies` are of exactly this strain; where there are none, `none` says why.
    """

    name: str
    written: str | None
    strain: str | None
    state: str
    dose: str
    studies: tuple[ShownStudy, ...]
    none: str | None


@dataclass(frozen=True, slots=True)
class ShownAllergen:
    """An allergen on the label, and whether it is one of the person's."""

    name: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A promise, its standing in the EU, and why."""

    text: str
    verdict: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownWarning:
    """What a safety rule says for this person, the rule, and its sources."""

    why: str
    stop: bool
    rule: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A result, ready to be laid out.

    Attributes
    ----------
    product : str or None
    regime : str
    kinds : tuple of ShownKind
        The first is what the product is above all.
    glance : tuple of (str, str, str)
        Short answers: name, answer in a word, and "yes", "no" or "unclear".
    screened : bool
        The safety rules were asked for a person.
    warnings, checks, organisms, allergens, claims : tuple
    doses : tuple of str
        Every amount of something active, also those that belong to no single microbe.
    marked : tuple of (str, bool)
        The text in pieces, and whether something rests on the piece.
    """

    product: str | None
    regime: str
    kinds: tuple[ShownKind, ...]
    glance: tuple[tuple[str, str, Finding], ...]
    screened: bool
    warnings: tuple[ShownWarning, ...]
    checks: tuple[ShownCheck, ...]
    organisms: tuple[ShownOrganism, ...]
    allergens: tuple[ShownAllergen, ...]
    claims: tuple[ShownClaim, ...]
    doses: tuple[str, ...]
    marked: tuple[tuple[str, bool], ...]
    unchecked: str = ""
    """What the person told that wasn't looked for, in one line."""
    unlisted: bool = False
    """No list of ingredients was found."""

    @property
    def attention(self) -> tuple[ShownCheck, ...]:
        """The checks that ask for a look."""
        apart = {check.id for check in self.aside}
        return tuple(c for c in self.checks if c.verdict != "pass" and c.id not in apart)

    @property
    def aside(self) -> tuple[ShownCheck, ...]:
        """The open checks about microbes, where the label names none and is of no such kind."""
        if self.organisms or self.doses or self.kinds[0].kind != "none":
            return ()
        return tuple(c for c in self.checks if c.verdict == "unknown" and c.id in _OF_MICROBES)

    @property
    def in_one_order(self) -> tuple[ShownCheck, ...]:
        """The checks in an order that is the same for each product."""
        return tuple(sorted(self.checks, key=lambda check: check.id))

    def named(self, check_id: str) -> ShownCheck:
        """Return the check with this id."""
        return next(check for check in self.checks if check.id == check_id)

    @property
    def fine(self) -> tuple[ShownCheck, ...]:
        """The checks that are fine."""
        return tuple(check for check in self.checks if check.verdict == "pass")


def shown(result: LabelResult, lang: Lang, allergies: frozenset[str] = frozenset()) -> ShownLabel:
    """Return a result in the words of one language.

    Parameters
    ----------
    result : LabelResult
    lang : {"nl", "en"}
    allergies : frozenset of str
        What the person is allergic to, in the words of `legaat.advice.Person`.
    """
    mine = allergies | ({"gluten"} if "wheat" in allergies else set())
    return ShownLabel(
        product=result.product,
        regime=say(f"labels.regime.{result.regime}", lang),
        kinds=tuple(_kinds(result, lang)),
        glance=tuple(
            (say(f"labels.glance.{key}", lang), say(f"labels.glance-{key}.{found}", lang), found)
            for key in _GLANCE
            for found in (result.finding(key),)
        ),
        screened=result.screened,
        warnings=tuple(
            ShownWarning(w.why.text(lang), w.stop, w.rule, w.citations) for w in result.person
        ),
        checks=tuple(_checks(result, lang)),
        organisms=tuple(_organism(one, lang) for one in result.organisms),
        allergens=tuple(
            ShownAllergen(allergen_words((name,)).text(lang), _is_mine(name, mine))
            for name in result.allergens
        ),
        claims=tuple(
            ShownClaim(
                claim.text,
                slug(claim.verdict),
                say(f"labels.claimverdict.{slug(claim.verdict)}", lang),
                claim.why.text(lang),
            )
            for claim in result.claims
        ),
        doses=tuple(dict.fromkeys(dose_words(dose, lang) for dose in result.doses)),
        marked=tuple(_marked(result)),
        unchecked=Listed(result.unchecked).text(lang),
        unlisted=is_unlisted(result),
    )


def _is_mine(name: str, mine: frozenset[str]) -> bool:
    tags = ALLERGENS.get(name.removesuffix(" (traces)"), ())
    return any(tag.removeprefix("allergen:") in mine for tag in tags)


def _kinds(result: LabelResult, lang: Lang) -> Iterator[ShownKind]:
    for kind in result.kinds:
        name = slug(kind.kind)
        fits = kind.isapp and kind.kind != "none"
        yield ShownKind(
            kind.kind,
            say(f"labels.headline.{name}{'' if fits else '-not'}", lang),
            say(f"labels.kindname.{name}", lang),
            fits,
            kind.evidence.text(lang),
        )


def _checks(result: LabelResult, lang: Lang) -> Iterator[ShownCheck]:
    for check in in_order(result.checks):
        yield ShownCheck(
            check.id,
            check.verdict,
            _SIGNS[check.verdict],
            say(f"labels.checkname.{check.id}", lang),
            verdict_words(check, lang),
            check.why.text(lang),
        )


def _organism(organism: Organism, lang: Lang) -> ShownOrganism:
    exact = [row for row in organism.evidence if row.exact_strain][:_MOST_STUDIES]
    unsaid = organism.state == "unknown"
    none = None
    if not exact:
        key = "no-study"
        if organism.evidence:
            key = "other-strains" if organism.strain else "strain-unsaid"
        none = say(f"labels.view.{key}", lang)
    return ShownOrganism(
        name=organism.name,
        written=written(organism, lang),
        strain=organism.strain,
        state=say(f"labels.statename.{organism.state}", lang),
        dose=dose_words(organism.dose, lang),
        studies=tuple(
            ShownStudy(
                row.intervention,
                row.population.text(lang) if row.population else "",
                _capital(row.outcome.text(lang)),
                effect_words(row, lang),
                row.grade,
                remark_words(row, lang, unsaid=unsaid),
            )
            for row in exact
        ),
        none=none,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _marked(result: LabelResult) -> Iterator[tuple[str, bool]]:
    text = result.text[:_MOST_TEXT]
    at = 0
    for span in marks(result):
        if span.start >= len(text):
            break
        end = min(span.end, len(text))
        if at < span.start:
            yield _printable(text[at : span.start]), False
        yield _printable(text[span.start : end]), True
        at = end
    if at < len(text):
        yield _printable(text[at:]), False


def _printable(text: str) -> str:
    """Return text without characters that turn the reading direction or steer."""
    return "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)
