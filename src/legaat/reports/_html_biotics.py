"""Strains and a blend on the page, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from legaat.advice import Blend, BlendPart, StrainFit, Strains, Withheld
from legaat.messages import Lang, say
from legaat.reports._cautions import holding, untold
from legaat.reports._citations import citations_of
from legaat.reports._html_do import Cited, Held, effect_words, grade_picture
from legaat.reports._words import amount_words, heading, once_each

__all__ = [
    "Mix",
    "MixPart",
    "StrainCard",
    "StrainRow",
    "StrainsView",
    "a_day",
    "calendar",
    "mix",
    "model_key",
    "strain_view",
]

CitedOf = Callable[[Sequence[str]], Cited]


@dataclass(frozen=True, slots=True)
class StrainCard:
    """A strain that was tested for something this person told."""

    id: str
    title: str
    word: str
    grade: str
    ladder: Markup
    dose: str
    why: tuple[str, ...]
    cautions: tuple[str, ...]
    untold: tuple[str, ...]
    cited: Cited


@dataclass(frozen=True, slots=True)
class StrainRow:
    """A strain that was tested for something else."""

    title: str
    tested: str
    model: str
    eats: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class StrainsView:
    """Everything said of strains."""

    cards: tuple[StrainCard, ...]
    rows: tuple[StrainRow, ...]
    notes: tuple[tuple[str, Cited], ...]
    withheld: tuple[Held, ...]


def strain_view(strains: Strains | None, cited: CitedOf, lang: Lang) -> StrainsView | None:
    """Return what is said of strains; None where they weren't asked.

    Parameters
    ----------
    strains : Strains or None
    cited : callable
        From citation ids to what is shown of them.
    lang : {"nl", "en"}
    """
    if strains is None:
        return None
    near = [fit for fit in strains.fits if fit.for_you]
    return StrainsView(
        cards=tuple(_card(i, fit, cited, lang) for i, fit in enumerate(near)),
        rows=tuple(_row(fit, cited, lang) for fit in strains.fits if not fit.for_you),
        notes=tuple((n.text(lang), cited(citations_of(n))) for n in strains.notes),
        withheld=tuple(_held(row, cited, lang) for row in strains.withheld),
    )


def _card(i: int, fit: StrainFit, cited: CitedOf, lang: Lang) -> StrainCard:
    word = say(f"report.strains.{'try' if fit.could_try else 'doubt'}", lang)
    return StrainCard(
        id=f"strain-{i}",
        title=fit.title.text(lang),
        word=word,
        grade=say(f"report.grade.{fit.grade}", lang),
        ladder=grade_picture(f"strain-grade-{i}", fit.grade, lang),
        dose=fit.dose.text(lang) if fit.dose else "",
        why=tuple(step.text(lang) for step in fit.why),
        cautions=holding(fit.cautions, lang),
        untold=untold(fit.cautions, lang),
        cited=cited(fit.citations),
    )


def _row(fit: StrainFit, cited: CitedOf, lang: Lang) -> StrainRow:
    return StrainRow(
        title=fit.title.text(lang),
        tested=fit.why[0].text(lang),
        model=say(f"report.strains.model-{model_key(fit)}", lang),
        eats=", ".join(rival.taxon for rival in fit.rivals),
        cited=cited(fit.citations),
    )


def model_key(fit: StrainFit) -> str:
    """Return which short word says how a strain does in the model."""
    if fit.grows is None:
        return "none"
    if fit.share is not None:
        return "there"
    return "grows" if fit.grows else "fades"


def _held(row: Withheld, cited: CitedOf, lang: Lang) -> Held:
    return Held(row.title.text(lang), row.why.text(lang), cited(row.citations))


@dataclass(frozen=True, slots=True)
class MixPart:
    """One ingredient of a blend."""

    id: str
    title: str
    amount: str
    grade: str
    ladder: Markup
    covers: str
    dose: str
    why: tuple[str, ...]
    form: str
    cautions: tuple[str, ...]
    untold: tuple[str, ...]
    cited: Cited


@dataclass(frozen=True, slots=True)
class Mix:
    """Everything said of a blend.

    `weeks` are the weeks of the calendar, `rows` an ingredient with what to take from each.
    """

    parts: tuple[MixPart, ...]
    weeks: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    blocked: tuple[str, ...]
    effects: tuple[str, ...]
    open: str
    notes: tuple[str, ...]
    cost: str
    withheld: tuple[Held, ...]


def mix(blend: Blend | None, names: Mapping[str, str], cited: CitedOf, lang: Lang) -> Mix | None:
    """Return what is said of a blend; None where it wasn't asked."""
    if blend is None:
        return None
    weeks, rows = calendar(blend, lang)
    cost = ""
    if blend.eur_month is not None:
        cost = say("report.blend.cost", lang, eur=blend.eur_month)
    return Mix(
        parts=tuple(_part(i, part, cited, lang) for i, part in enumerate(blend.parts)),
        weeks=weeks,
        rows=rows,
        blocked=tuple(once_each(text.text(lang) for text in blend.blocked)),
        effects=tuple(effect_words(effect, names, lang) for effect in blend.effects),
        open=", ".join(heading(text.text(lang)) for text in blend.open),
        notes=tuple(text.text(lang) for text in blend.notes),
        cost=cost,
        withheld=tuple(_held(row, cited, lang) for row in blend.withheld),
    )


def calendar(
    blend: Blend, lang: Lang
) -> tuple[tuple[int, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the weeks in which something changes, and of each ingredient what to take from then.

    An amount that stays as it is isn't repeated; before its start stands a dash.
    """
    weeks = tuple(sorted({week for part in blend.parts for week, _ in part.weeks}))
    rows = []
    for part in blend.parts:
        at = dict(part.weeks)
        first = part.weeks[0][0]
        cells = tuple(
            amount_words(at[week], part.unit, lang)
            if week in at
            else ("–" if week < first else "→")
            for week in weeks
        )
        rows.append((part.title.text(lang), cells))
    return weeks, tuple(rows)


def _part(i: int, part: BlendPart, cited: CitedOf, lang: Lang) -> MixPart:
    return MixPart(
        id=f"blend-{i}",
        title=part.title.text(lang),
        amount=a_day(part, lang),
        grade=say(f"report.grade.{part.grade}", lang),
        ladder=grade_picture(f"blend-grade-{i}", part.grade, lang),
        covers=", ".join(once_each(text.text(lang) for text in part.covers)),
        dose=part.dose.text(lang) if part.dose else "",
        why=tuple(step.text(lang) for step in part.why),
        form=part.form.text(lang),
        cautions=holding(part.cautions, lang),
        untold=untold(part.cautions, lang),
        cited=cited(part.citations),
    )


def a_day(part: BlendPart, lang: Lang) -> str:
    """Return how much a day, in capsules as well where their number is known."""
    amount = amount_words(part.amount, part.unit, lang)
    if part.pieces:
        return say("report.blend.a-day-pieces", lang, amount=amount, n=part.pieces)
    return say("report.blend.a-day", lang, amount=amount)
