"""The fourth part of the page: what somebody can do, and what comes first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from markupsafe import Markup

from legaat.advice import (
    QUESTIONS,
    Effect,
    Referral,
    Suggestion,
    Withheld,
    difference,
    in_grams,
)
from legaat.knowledge import OWN_RULE, Citation
from legaat.messages import Lang, Message, Speakable, say
from legaat.reports._cautions import holding, intro_key, untold
from legaat.reports._citations import citations_of
from legaat.reports._markup import safe
from legaat.reports._report import Report
from legaat.reports._svg import Figure
from legaat.reports._svg_bars import ladder
from legaat.reports._words import once, sentence, value_words

__all__ = [
    "Card",
    "Cited",
    "Do",
    "Held",
    "Open",
    "Question",
    "Refer",
    "Remark",
    "cited_by",
    "do",
    "effect_words",
    "grade_picture",
]

_STEPS: Final = {"A": 4, "B": 3, "C": 2, "D": 1}
_KEY: Final = re.compile(r"\s\([a-z_]+(?:;[^)]*)?\)$")
"""The key of a person file at the end of a question, for those who fill in that file."""

_ASKED: Final = frozenset(question.key for question in QUESTIONS)
_OF_A_CHILD: Final = frozenset(
    {
        "complaints", "age_years", "immune", "conditions", "medicines", "allergies", "in_hospital",
        "gestation_weeks", "antibiotics_days_ago", "intolerances", "restrictions", "takes",
    }
)  # fmt: skip
"""Questions that are also asked of a young child, in words for a parent."""
_AS_IS: Final = frozenset({"medicine", "medicine-near"})
"""Questions about what a parent told already."""
_TERMS: Final = frozenset({"postbiotic", "prebiotic", "probiotic", "synbiotic"})


@dataclass(frozen=True, slots=True)
class Cited:
    """The sources of one thing, and whether a precaution of our own is among them."""

    sources: tuple[tuple[int, Citation], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One suggestion in words, with the ladder of its grade."""

    id: str
    title: str
    kind: str
    term: str
    grade: str
    ladder: Markup
    dose: str
    start: tuple[str, ...]
    found: str
    why: tuple[str, ...]
    cautions: tuple[str, ...]
    untold: tuple[str, ...]
    effect: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that was not suggested, and why."""

    title: str
    why: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to leave alone."""

    words: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Refer:
    """One reason to see a doctor."""

    urgency: str
    word: str
    why: str
    todo: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Open:
    """A caution about something that wasn't told, with the suggestions it goes with."""

    words: str
    titles: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the person.

    `words` end in the key of the person file for those who fill in that file; `bare` leave it
    out; `key` is the question of the web face, empty where there is none.
    """

    words: str
    bare: str
    key: str


@dataclass(frozen=True, slots=True)
class Do:
    """Everything the fourth part shows."""

    intro: str
    cards: tuple[Card, ...]
    withheld: tuple[Held, ...]
    refers: tuple[Refer, ...]
    leave: tuple[Remark, ...]
    questions: tuple[Question, ...]
    open: tuple[Open, ...]


def do(report: Report, known: Mapping[str, Citation], numbers: Mapping[str, int], lang: Lang) -> Do:
    """Return what somebody can do, in words.

    Parameters
    ----------
    report : Report
    known : mapping of str to Citation
        What every citation id stands for.
    numbers : mapping of str to int
        Its number in the list of sources.
    lang : {"nl", "en"}
    """
    advice = report.advice
    cited = cited_by(known, numbers)
    names = {s.id: s.name(lang) for s in report.panel}
    return Do(
        intro=say(f"report.{_intro_key(report)}", lang),
        cards=tuple(
            _card(i, s, cited(s.citations), names, lang) for i, s in enumerate(advice.suggestions)
        ),
        withheld=tuple(_held(w, cited(w.citations), lang) for w in advice.withheld),
        refers=tuple(
            _refer(r, said, cited(r.citations), lang) for r, said in once(advice.referrals, lang)
        ),
        leave=tuple(Remark(row.text(lang), cited(citations_of(row))) for row in advice.leave_alone),
        questions=tuple(_questions(report, lang)),
        open=tuple(_open(advice.suggestions, lang)),
    )


def _intro_key(report: Report) -> str:
    key = intro_key(report.advice)
    return f"{key}-young" if report.young and not report.advice.suggestions else key


def _questions(report: Report, lang: Lang) -> Iterator[Question]:
    """Yield what is asked; of a young child in words for a parent, and only what is of use."""
    for text in report.advice.questions:
        last = text.id.rsplit(".", 1)[-1] if isinstance(text, Message) else ""
        if not report.young or last in _AS_IS:
            yield _question(text, text.text(lang))
        elif last in _OF_A_CHILD:
            yield _question(text, say(f"person.ask-child.{last}", lang))


def _question(text: Speakable, words: str) -> Question:
    last = text.id.rsplit(".", 1)[-1].removeprefix("other-") if isinstance(text, Message) else ""
    key = "medicines" if last in {"medicine", "medicine-near"} else last
    return Question(words, _KEY.sub("", words), key if key in _ASKED else "")


def _open(suggestions: Sequence[Suggestion], lang: Lang) -> Iterator[Open]:
    """Yield each caution about what wasn't told once, those of the most suggestions first."""
    found: dict[str, list[str]] = {}
    for row in suggestions:
        for words in dict.fromkeys(untold(row.cautions, lang)):
            found.setdefault(words, []).append(row.title.text(lang).strip().rstrip("."))
    for words, titles in sorted(found.items(), key=lambda item: -len(item[1])):
        yield Open(words, "; ".join(titles))


def cited_by(
    known: Mapping[str, Citation], numbers: Mapping[str, int]
) -> Callable[[Sequence[str]], Cited]:
    """Return a function from citation ids to what is shown of them."""

    def cited(ids: Sequence[str]) -> Cited:
        rows = tuple((numbers[key], known[key]) for key in ids if key in numbers)
        return Cited(rows, OWN_RULE in ids)

    return cited


def _card(
    i: int, suggestion: Suggestion, cited: Cited, names: Mapping[str, str], lang: Lang
) -> Card:
    return Card(
        id=f"do-{i}",
        title=suggestion.title.text(lang),
        kind=say(f"report.kind.{suggestion.kind}", lang),
        term=suggestion.kind if suggestion.kind in _TERMS else "",
        grade=say(f"report.grade.{suggestion.grade}", lang),
        ladder=grade_picture(f"grade-{i}", suggestion.grade, lang),
        dose=suggestion.dose.text(lang) if suggestion.dose else "",
        start=tuple(step.text(lang) for step in suggestion.start_low),
        found=sentence(suggestion.direction.text(lang)),
        why=tuple(step.text(lang) for step in suggestion.why),
        cautions=holding(suggestion.cautions, lang),
        untold=untold(suggestion.cautions, lang),
        effect=_beside_the_chain(suggestion.effect, names, lang),
        cited=cited,
    )


def _beside_the_chain(effect: Effect | None, names: Mapping[str, str], lang: Lang) -> str:
    """Return what a model expects, where the chain of reasons doesn't say it already."""
    return "" if effect is not None and effect.added else effect_words(effect, names, lang)


def grade_picture(name: str, grade: str, lang: Lang) -> Markup:
    """Draw a grade as a ladder of four steps."""
    steps = _STEPS[grade]
    word = say(f"report.grade.{grade}", lang)
    what = Figure(
        name,
        say("report.grade.title", lang, word=word),
        say("report.grade.description", lang, n=steps),
    )
    return safe(ladder(what, steps))


def effect_words(effect: Effect | None, names: Mapping[str, str], lang: Lang) -> str:
    """Return what a model expects, as a sentence; empty where it expects nothing."""
    if effect is None or not all(map(isfinite, effect.interval)):
        return ""
    name = names.get(effect.substance, effect.substance)
    grams = in_grams(effect)
    if grams is not None:
        words = difference(grams).text(lang)
        return say("report.do.effect-grams", lang, substance=name, difference=words)
    low, high = (value_words(v, "", lang) for v in effect.interval)
    return say("report.do.effect", lang, substance=name, low=low, high=high, unit=effect.unit)


def _held(withheld: Withheld, cited: Cited, lang: Lang) -> Held:
    return Held(withheld.title.text(lang), withheld.why.text(lang), cited)


def _refer(referral: Referral, todo: str, cited: Cited, lang: Lang) -> Refer:
    return Refer(
        referral.urgency,
        say(f"report.care.{referral.urgency}", lang),
        sentence(referral.why.text(lang)),
        todo,
        cited,
    )
