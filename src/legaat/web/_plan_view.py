"""A plan in words: cards, the rows of its calendar, its shopping list, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from legaat._version import __version__
from legaat.advice import FIRST_WEEKS, Buy, Entry, Week
from legaat.knowledge import citation, interventions
from legaat.messages import Lang, Message, Speakable, capital, say
from legaat.web._plan import Plan
from legaat.web._plan_options import Board, Choice, own, told, untold

__all__ = [
    "Beside", "Day", "Row", "Shelf", "Take", "as_json", "as_text", "beside", "day_words", "rows_of",
    "shelf", "spoken",
]  # fmt: skip

_SCHEMA: Final = "legaat.weeks/1"
_DAYS: Final = 7
_KILO: Final = 1000
_SHORT: Final = 60
_NOT_EATEN: Final = frozenset({"exercise", "therapy"})
_BIOTICS: Final = frozenset({"postbiotic", "prebiotic", "probiotic", "synbiotic"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a week: its name in short, its number, and whether a month begins with it."""

    name: str
    number: int
    month: str


@dataclass(frozen=True, slots=True)
class Take:
    """What to take of one thing in one week.

    `entry.fresh` says whether it is new that week; `again` that it goes on as it was, `brief`
    whether how much needs no saying then, `daily` whether it can be ticked off each day. `mind` is
    what to take care of, where it begins.
    """

    entry: Entry
    title: str
    say: str
    brief: bool
    daily: bool
    mind: tuple[str, ...]

    @property
    def again(self) -> bool:
        """Whether it goes on as it was."""
        return not self.entry.fresh


@dataclass(frozen=True, slots=True)
class Row:
    """A week of the calendar, or several on end in which nothing changes."""

    first: int
    last: int
    begins: str
    ends: str
    days: tuple[Day, ...]
    takes: tuple[Take, ...]
    pause: bool


def spoken(lang: Lang) -> dict[str, Any]:
    """Return what the templates of a plan say things with: any sentence, and several once each."""

    def words(key: str, **params: Any) -> str:
        return say(key, lang, **params)

    def once(texts: Iterable[Speakable]) -> list[str]:
        return list(dict.fromkeys(text.text(lang) for text in texts))

    return {"words": words, "once": once, "told": told, "untold": untold, "own": own,
            "source": _source}  # fmt: skip


def _source(name: str) -> str:
    """Return a source in words, as "Bijkerk CJ 2009: Soluble or insoluble fibre …"."""
    one = citation(name)
    first = " ".join(str(part) for part in (one.authors, one.year) if part)
    return ": ".join(part for part in (first, one.title) if part) or name


def day_words(day: date, lang: Lang) -> str:
    """Return a day in words: "25 nov"."""
    return f"{day.day} {say(f'web.plan.month-{day.month}', lang)}"


def rows_of(
    weeks: Sequence[Week], first: date, kinds: Mapping[str, str], lang: Lang
) -> tuple[Row, ...]:
    """Return the weeks as rows; weeks in which nothing changes are taken together.

    Care by a professional is said when it begins, and isn't repeated.
    """
    rows: list[Row] = []
    for group in _together(weeks):
        start = first + timedelta(days=_DAYS * (group[0].number - 1))
        end = first + timedelta(days=_DAYS * group[-1].number - 1)
        rows.append(
            Row(
                first=group[0].number,
                last=group[-1].number,
                begins=day_words(start, lang),
                ends=day_words(end, lang),
                days=tuple(_day(start + timedelta(days=i), i, lang) for i in range(_DAYS)),
                takes=tuple(
                    _take(entry, kinds.get(entry.id, ""), lang)
                    for entry in sorted(group[0].entries, key=lambda e: not e.fresh)
                    if entry.fresh or kinds.get(entry.id) != "care"
                ),
                pause=group[0].pause,
            )
        )
    return tuple(rows)


def _take(entry: Entry, kind: str, lang: Lang) -> Take:
    counted = entry.grams is not None or entry.pieces is not None or kind in _BIOTICS
    words = entry.say.text(lang)
    brief = not counted or len(words) > _SHORT
    mind = _mind(entry.cautions, lang) if entry.step == 1 and entry.fresh else ()
    return Take(entry, entry.title.text(lang), words, brief, daily=kind != "care", mind=mind)


def _mind(cautions: Iterable[Speakable], lang: Lang) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text(lang) for one in cautions))


def _together(weeks: Sequence[Week]) -> list[list[Week]]:
    groups = [[week] for week in weeks[:1]]
    for before, week in pairwise(weeks):
        same = week.pause == before.pause and not any(
            e.fresh or e.last for e in (*week.entries, *(b for b in before.entries if b.last))
        )
        quiet = not any(entry.fresh for entry in before.entries)
        if same and quiet:
            groups[-1].append(week)
        else:
            groups.append([week])
    return groups


def _day(day: date, place: int, lang: Lang) -> Day:
    name = say(f"web.plan.day-{day.isoweekday()}", lang)
    month = say(f"web.plan.month-{day.month}", lang) if place == 0 or day.day == 1 else ""
    return Day(name, day.day, month)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One line of a shopping list."""

    id: str
    title: str
    total: str
    weeks: tuple[str, ...]
    note: str
    mind: tuple[str, ...]
    product: bool
    bought: bool


def shelf(buys: Iterable[Buy], plan: Plan, lang: Lang) -> tuple[Shelf, ...]:
    """Return the shopping list in words."""
    return tuple(
        Shelf(
            id=buy.id,
            title=_heading(buy.what.text(lang)),
            total=_amount(buy, buy.grams, buy.pieces, lang) or say("web.plan.buy-unknown", lang),
            weeks=tuple(
                say("web.plan.buy-week", lang, n=number, amount=amount)
                for number, grams, pieces in buy.weeks
                if (amount := _amount(buy, grams, pieces, lang))
            ),
            note=_note(buy, lang),
            mind=_mind(buy.cautions, lang),
            product=buy.food is None,
            bought=buy.id in plan.bought,
        )
        for buy in buys
    )


def _rounded(grams: float | None) -> float:
    """Return grams without figures that count for nothing in a shop."""
    return 0.0 if grams is None else round(grams, -1 if grams < _KILO else -2)


def _amount(buy: Buy, grams: float | None, pieces: float | None, lang: Lang) -> str:
    if pieces is not None and buy.portion is not None:
        return say("web.plan.buy-portions", lang, count=pieces, grams=_rounded(grams))
    if pieces is not None:
        return say("web.plan.buy-pieces", lang, count=pieces)
    return "" if grams is None else say("web.plan.buy-grams", lang, grams=_rounded(grams))


def _heading(words: str) -> str:
    return capital(words)


def _note(buy: Buy, lang: Lang) -> str:
    said: list[Speakable] = []
    if buy.portion is not None and buy.portion_g is not None:
        said.append(Message.of("web.plan.buy-portion", portion=buy.portion, grams=buy.portion_g))
    if buy.days is not None:
        said.append(Message.of("web.plan.buy-days", n=buy.days))
    return " ".join(one.text(lang) for one in said)


@dataclass(frozen=True, slots=True)
class Beside:
    """A way of eating that has no amount to buy: what it asks for, and what to mind in the shop."""

    title: str
    weeks: tuple[str, ...]
    mind: tuple[str, ...]


def beside(weeks: Iterable[Week], buys: Iterable[Buy], lang: Lang) -> tuple[Beside, ...]:
    """Return the ways of eating of the first weeks: what each week asks, and what to mind."""
    listed = {buy.id for buy in buys}
    not_eaten = {item.id for item in interventions() if _NOT_EATEN & set(item.tags)}
    found: dict[str, tuple[Entry, list[str]]] = {}
    for week in weeks:
        for entry in week.entries if week.number <= FIRST_WEEKS else ():
            if entry.id in listed | not_eaten or entry.once:
                continue
            asks = found.setdefault(entry.id, (entry, []))[1]
            if entry.fresh:
                words = entry.say.text(lang)
                amount = words[:1].lower() + words[1:]
                asks.append(_heading(say("web.plan.buy-week", lang, n=week.number, amount=amount)))
    return tuple(
        Beside(entry.title.text(lang), tuple(asks), _mind(entry.cautions, lang))
        for entry, asks in found.values()
    )


def as_text(shelves: Iterable[Shelf], ways: Iterable[Beside], lang: Lang) -> str:
    """Return the shopping list as plain text."""
    lines = [say("web.plan.buy-heading", lang), ""]
    for one in shelves:
        lines.append(f"[{'x' if one.bought else ' '}] {one.title}: {one.total}")
        lines += [f"    {part}" for part in (*one.weeks, one.note) if part]
        lines += [f"    ! {part}" for part in one.mind]
    for way in ways:
        lines += ["", say("web.plan.buy-way", lang, title=way.title)]
        lines += [f"    {part}" for part in way.weeks]
        lines += [f"    ! {part}" for part in way.mind]
    return "\n".join([*lines, ""])


def as_json(
    shown: Board, plan: Plan, weeks: Sequence[Week], first: date, buys: Iterable[Buy], lang: Lang
) -> dict[str, Any]:
    """Return the plan as plain data: what is in it now, not what was kept."""
    return {
        "schema": _SCHEMA,
        "lang": lang,
        "start": first.isoformat(),
        "pace": plan.pace,
        "referrals": [
            {
                "rule": row.rule,
                "urgent": row.urgency != "soon",
                "why": row.why.text(lang),
                "what_to_do": row.what_to_do.text(lang),
                "citations": list(row.citations),
            }
            for row in shown.referrals
        ],
        "plan": [_choice(one, lang) for one in shown.chosen],
        "conflicts": [text.text(lang) for text in shown.conflicts],
        "refused": [
            {"id": one.id, "title": one.title.text(lang), "reason": why.reason, "note": why.note}
            for one, why in shown.refused
        ],
        "fell_out": [
            {"id": one.id, "title": one.title.text(lang), "why": one.why.text(lang)}
            for one in shown.fallen
        ],
        "weeks": [
            {
                "week": week.number,
                "from": (first + timedelta(days=_DAYS * (week.number - 1))).isoformat(),
                "pause": week.pause,
                "take": [
                    {
                        "id": entry.id,
                        "step": entry.step,
                        "steps": entry.steps,
                        "what": entry.say.text(lang),
                        "grams_a_day": entry.grams,
                        "pieces_a_day": entry.pieces,
                        "last": entry.last,
                        "once": entry.once,
                        "mind": list(_mind(entry.cautions, lang)),
                    }
                    for entry in week.entries
                ],
            }
            for week in weeks
        ],
        "shopping": [
            {
                "id": buy.id,
                "what": buy.what.text(lang),
                "food": buy.food,
                "grams": buy.grams,
                "pieces": buy.pieces,
                "days_a_pack": buy.days,
                "mind": list(_mind(buy.cautions, lang)),
            }
            for buy in buys
        ],
        "made_by": {"legaat": __version__},
    }


def _choice(one: Choice, lang: Lang) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title.text(lang),
        "dose": None if one.dose is None else one.dose.text(lang),
        "start_low": [step.text(lang) for step in one.start_low],
        "grade": one.grade,
        "why": [step.text(lang) for step in one.why],
        "cautions": [text.text(lang) for text in one.cautions],
        "citations": list(one.citations),
    }
