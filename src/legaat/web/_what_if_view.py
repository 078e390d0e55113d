"""A what-if in words, grams and shapes that a page can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from legaat.advice import GRAMS_PER_MMOL
from legaat.messages import Lang, Message, Speakable, number
from legaat.web._what_if_run import Curve, Row

__all__ = ["Line", "Panel", "amount", "lines", "panels"]

_LITRES: Final = 0.02404
"""In a millimole of a gas at 20 degrees and one atmosphere (8.314 x 293 / 101,325 m3/mol)."""

_WIDE, _TALL = 260.0, 170.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 36.0, 6.0, 10.0, 28.0
_TICKS: Final = 4
_ROOM: Final = 1.08
_NONE: Final = 0.05
_LEAST_MMOL: Final = 0.0005
"""Millimoles a day that are none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One substance on the page; every `x` is in percent of the picture's width.

    Attributes
    ----------
    name : str
    label : Speakable
    before, after, unit : str
    percent : str
        By how much it differs; empty where it doesn't, or where there was none.
    before_x, after_x : float
    band : (float, float) or None
        Left end and width.
    said : Speakable or None
        The difference, or the range, in a sentence.
    word : Speakable or None
        The same in two words.
    range : str
        Low to high, empty where it isn't known.
    whole : bool
        Whether the ranges were looked for.
    measured : bool
        Whether the range comes from measurements.
    millimoles : tuple of str
        Before, after, low and high, for who wants them.
    """

    name: str
    label: Speakable
    before: str
    after: str
    unit: str
    percent: str
    before_x: float
    after_x: float
    band: tuple[float, float] | None
    said: Speakable | None
    word: Speakable | None
    range: str
    whole: bool
    measured: bool
    millimoles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A dose ribbon: shapes in a box of 260 by 170, and the table behind it.

    Attributes
    ----------
    label : Speakable
    ribbon, line : str
        Points of a polygon and a polyline.
    here : (float, float)
        Where the slider stands.
    doses, levels : tuple of (float, str)
        Ticks along the bottom and along the side.
    rows : tuple of (str, str, str, str)
        Dose, amount, low and high.
    unit : str
        "g" or "portions", of the dose.
    grams : str
        The largest dose in grams.
    """

    label: Speakable
    ribbon: str
    line: str
    here: tuple[float, float]
    doses: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]
    rows: tuple[tuple[str, str, str, str], ...]
    food: bool


def amount(value: float, lang: Lang) -> str:
    """Return an amount with as many digits as it deserves."""
    size = abs(value)
    if size < 0.005:
        return "0"
    return number(value, lang, ".2f" if size < 0.1 else ".1f" if size < 10 else ".0f")


def _millimoles(value: float, lang: Lang) -> str:
    """Return millimoles with three figures; what the solver leaves of nothing is nought."""
    return "0" if abs(value) < _LEAST_MMOL else number(value, lang, ".3g")


def _per_mmol(name: str) -> tuple[float, str]:
    return (GRAMS_PER_MMOL[name], "g") if name in GRAMS_PER_MMOL else (_LITRES, "l")


def lines(rows: Iterable[Row], lang: Lang) -> tuple[Line, ...]:
    """Return the substances for the page."""
    return tuple(_line(row, lang) for row in rows)


def _line(row: Row, lang: Lang) -> Line:
    change = row.change
    per, unit = _per_mmol(change.name)
    span = _span(row)
    scale = max(change.before, change.after, span[1] if span else 0.0, 1e-9) * _ROOM

    def x(value: float) -> float:
        return round(100.0 * max(value, 0.0) / scale, 2)

    band = None if span is None else (x(span[0]), max(round(x(span[1]) - x(span[0]), 2), 0.5))
    key = _key(row, span)
    mmol = [change.before, change.after, *(span or ())]
    return Line(
        name=change.name,
        label=change.label,
        before=amount(change.before * per, lang),
        after=amount(change.after * per, lang),
        unit=unit,
        percent=_percent(change.before, change.after, lang),
        before_x=x(change.before),
        after_x=x(change.after),
        band=band,
        said=_said(row, span, per, unit, lang),
        word=None if key is None else Message.of(f"web.what-if.word.{key}"),
        range=""
        if span is None or key == "nobody"
        else f"{amount(span[0] * per, lang)} – {amount(span[1] * per, lang)} {unit}",
        whole=row.whole,
        measured=change.low is not None,
        millimoles=tuple(_millimoles(value, lang) for value in mmol),
    )


def _span(row: Row) -> tuple[float, float] | None:
    low, high = row.change.low, row.change.high
    return (low, high) if low is not None and high is not None else row.reach


def _percent(before: float, after: float, lang: Lang) -> str:
    if before < _NONE or abs(after - before) < 0.005 * before:
        return ""
    return number((after - before) / before, lang, "+.0%")


def _key(row: Row, span: tuple[float, float] | None) -> str | None:
    """Return which words fit."""
    if row.more is not None:
        low, high = row.more
        return "more" if low > 0 else "less" if high < 0 else "perhaps"
    if span is None or row.change.low is not None:
        return None
    return "nobody" if max(row.change.after, row.change.before, span[1]) < _NONE else "model"


def _said(
    row: Row, span: tuple[float, float] | None, per: float, unit: str, lang: Lang
) -> Speakable | None:
    def of(value: float) -> str:
        return amount(abs(value) * per, lang)

    key = _key(row, span)
    if row.more is not None:
        low, high = row.more
        ends = (low, high) if key != "less" else (high, low)
        return Message.of(f"web.what-if.said.{key}", low=of(ends[0]), high=of(ends[1]), unit=unit)
    if span is None or key is not None:
        return None
    return Message.of("web.what-if.said.measured", low=of(span[0]), high=of(span[1]), unit=unit)


# -- dose ribbons --------------------------------------------------------------------------


def panels(curves: Sequence[Curve], substance: str, lang: Lang) -> tuple[Panel, ...]:
    """Return the ribbons, all on one scale."""
    per, _ = _per_mmol(substance)
    if not curves:
        return ()
    top = max(max(curve.high) for curve in curves) * per
    step = _step(top)
    count = int(top / step) + 1
    return tuple(_panel(curve, per, step, step * count, lang) for curve in curves)


def _step(top: float) -> float:
    """Return a round distance between ticks: 1, 2 or 5 times a power of ten."""
    rough = max(top, 1e-6) / _TICKS
    power = 10.0 ** floor(log10(rough))
    return next(power * k for k in (1.0, 2.0, 5.0, 10.0) if power * k >= rough)


def _panel(curve: Curve, per: float, step: float, top: float, lang: Lang) -> Panel:
    last = curve.doses[-1] or 1.0

    def x(dose: float) -> float:
        return round(_LEFT + (_WIDE - _LEFT - _RIGHT) * dose / last, 1)

    def y(value: float) -> float:
        return round(_TALL - _BOTTOM - (_TALL - _TOP - _BOTTOM) * value / top, 1)

    def path(points: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{x(dose):g},{y(value * per):g}" for dose, value in points)

    upper = list(zip(curve.doses, curve.high, strict=True))
    lower = list(zip(curve.doses, curve.low, strict=True))
    middle = dict(zip(curve.doses, curve.middle, strict=True))
    food = curve.item.is_food
    ticks = (0.0, last / 2, last)
    grams = curve.item.portion_g if food else 1.0
    return Panel(
        label=curve.item.label,
        ribbon=path([*upper, *reversed(lower)]),
        line=path(middle.items()),
        here=(x(curve.here), y(middle[curve.here] * per)),
        doses=tuple((x(dose), number(dose * grams, lang, ".3g")) for dose in ticks),
        levels=tuple(
            (y(step * i), number(step * i, lang, ".3g")) for i in range(round(top / step) + 1)
        ),
        rows=tuple(
            (number(dose * grams, lang, ".3g"), amount(mid * per, lang), amount(low * per, lang),
             amount(high * per, lang))
            for dose, low, mid, high in zip(curve.doses, curve.low, curve.middle, curve.high,
                                            strict=True)
        ),
        food=food,
    )  # fmt: skip
