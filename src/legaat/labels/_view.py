"""What the two faces of a result share: names in words, and the words that were used."""

from __future__ import annotations

from typing import Final

from legaat.labels._numbers import Figure, Listed
from legaat.labels._types import Dose, Evidence, LabelCheck, LabelResult, Organism, Span
from legaat.messages import Lang, Message, say

__all__ = [
    "allergen_words",
    "dose_words",
    "effect_words",
    "in_order",
    "is_unlisted",
    "marks",
    "remark_words",
    "slug",
    "studied",
    "studies",
    "verdict_words",
    "written",
]

_UNLISTED: Final = frozenset({
    "labels.check.allergen-unsaid", "labels.check.allergen-cosmetic",
})  # fmt: skip
_MOST_STUDIES: Final = 3
_MOST_NAMES: Final = 6
"""Names before one line; a pack may hold twenty strains of which the same is said."""
_ORDER: Final = ("fail", "warn", "unknown", "pass")
_EFFECTS: Final = (
    ("uncontrolled", ("benefit, uncontrolled",)),
    ("surrogate", ("benefit (surrogate)",)),
    ("benefit", ("benefit",)),
    ("mixed", ("mixed",)),
    ("null", ("null",)),
    ("harm", ("harm",)),
    ("animals", ("preclinical",)),
)
"""What the first words of a row's direction in the evidence mean; the first that fits."""


def slug(word: str) -> str:
    """Return a word as it stands in the catalogue's ids."""
    return word.replace(" ", "-")


def allergen_words(allergens: tuple[str, ...]) -> Listed:
    """Return allergens as things that can be said in a language."""
    parts: list[Message] = []
    for name in allergens:
        plain = name.removesuffix(" (traces)")
        word = Message.of(f"labels.allergen.{plain}")
        traced = Message.of("labels.traces", what=word)
        parts.append(word if plain == name else traced)
    return Listed(tuple(parts))


def verdict_words(check: LabelCheck, lang: Lang) -> str:
    """Return a verdict in words; of allergens never that all is well, only what was found."""
    topic = "verdict"
    if check.id == "allergens-named" and check.why.id not in _UNLISTED:
        topic = "allergenverdict"
    return say(f"labels.{topic}.{check.verdict}", lang)


def is_unlisted(result: LabelResult) -> bool:
    """Whether no list of ingredients was found."""
    return result.check("allergens-named").why.id in _UNLISTED


def dose_words(dose: Dose | None, lang: Lang) -> str:
    """Return an amount in words; empty where there is none."""
    if dose is None:
        return ""
    high = f" – {Figure(dose.high).text(lang)}" if dose.high is not None else ""
    unit = say(f"labels.unit.{dose.unit}", lang)
    per = ""
    if dose.per is not None:
        name = say(f"labels.per.{dose.per}", lang)
        per = f" {say('labels.view.per', lang, per=name)}"
    return f"{Figure(dose.value).text(lang)}{high} {unit}{per}"


def studies(organism: Organism, lang: Lang) -> list[str]:
    """Return what studies of this very strain found, at most three; else why there is none.

    What another strain of the species did says nothing of this one, and isn't listed.
    """
    exact = [row for row in organism.evidence if row.exact_strain]
    if exact:
        unsaid = organism.state == "unknown"
        return [_study(row, lang, unsaid=unsaid) for row in exact[:_MOST_STUDIES]]
    if organism.evidence:
        key = "other-strains" if organism.strain else "strain-unsaid"
        return [say(f"labels.view.{key}", lang)]
    return [say("labels.view.no-study", lang)]


def studied(result: LabelResult, lang: Lang) -> dict[str, str]:
    """Return the strains that each line about studies is true of, by that line."""
    said: dict[str, dict[str, None]] = {}
    for organism in result.organisms:
        for line in studies(organism, lang):
            said.setdefault(line, {})[organism.strain or organism.name] = None
    return {
        line: ", ".join(list(names)[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        for line, names in said.items()
    }


def _study(row: Evidence, lang: Lang, *, unsaid: bool) -> str:
    outcome = row.outcome.text(lang)
    effect = effect_words(row, lang)
    grade = say(f"report.grade.{row.grade}", lang)
    said = f"{outcome[:1].upper()}{outcome[1:]}. {effect} ({grade}, {row.intervention})."
    if row.population is not None:
        said += " " + say("labels.view.studied-in", lang, whom=row.population.text(lang))
    return f"{said} {remark_words(row, lang, unsaid=unsaid)}".rstrip()


def effect_words(row: Evidence, lang: Lang) -> str:
    """Return what a study found, in a few words."""
    return say(f"labels.effect.{_effect(row.direction)}", lang)


def remark_words(row: Evidence, lang: Lang, *, unsaid: bool) -> str:
    """Return how the product differs from what a study tested; empty where nothing is known of it.

    `unsaid`: the label doesn't say in which state the microbe is.
    """
    if not row.same_state:
        return say(f"labels.view.{'unsaid-state' if unsaid else 'other-state'}", lang)
    return row.dose.text(lang) if row.dose is not None else ""


def _effect(direction: str) -> str:
    """Return in which of a few words the direction of a study is said."""
    for key, starts in _EFFECTS:
        if direction.startswith(starts):
            return key
    return "unclear"


def written(organism: Organism, lang: Lang) -> str | None:
    """Return the name on the pack where that isn't the name of today."""
    words = organism.text.replace("(", " ").replace(",", " ").split()[:2]
    now = organism.name.split()
    if len(words) < 2 or len(now) < 2 or not words[1].isalpha():
        return None
    genus, epithet = (word.lower() for word in words)
    short = len(genus.rstrip(".")) <= 5 and now[0].lower().startswith(genus[0])
    if epithet == now[1].lower() and (short or genus == now[0].lower()):
        return None
    return say("labels.view.written", lang, name=" ".join(words)[:60])


def in_order(checks: tuple[LabelCheck, ...]) -> list[LabelCheck]:
    """Return the checks with what asks for attention first; the contract keeps its own order."""
    return sorted(checks, key=lambda check: _ORDER.index(check.verdict))


def marks(result: LabelResult) -> list[Span]:
    """Return the words that the result rests on, in order, without overlaps."""
    spans = [organism.span for organism in result.organisms]
    spans += [dose.span for dose in result.doses]
    for items in (result.prebiotics, result.sugars, result.sweeteners, result.metabolites):
        spans += [item.span for item in items]
    spans += [span for check in result.checks for span in check.spans]
    spans += [claim.span for claim in result.claims]
    spans += [word.span for warned in result.person for word in warned.words]
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.start, -s.end)):
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        elif span.end > span.start:
            kept.append(span)
    return kept
