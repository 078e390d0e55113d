"""A validation as a page of text, and its figures as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from typing import Final

from legaat.validation._types import Part, Row

_MARKS: Final = ("left out", "share of makers", "the model alone", "random forest", "ridge")
_COLOURS: Final = ("#1f6f5c", "#c07a1e", "#7a7a7a", "#8a4f9e", "#b0b0b0")
_LEFT, _RIGHT, _LINE = 330, 700, 22


def page(parts: Sequence[Part]) -> str:
    """Return the page, Markdown.

    Parameters
    ----------
    parts : sequence of Part
    """
    words = (resources.files("legaat.validation") / "page.md").read_text(encoding="utf-8")
    for part in parts:
        words = words.replace("{" + part.id + "}", _chapter(part))
    return words


def figures(parts: Sequence[Part]) -> dict[str, str]:
    """Return each part's figure: file name to SVG. Only figures of skill, no measurements."""
    return {
        f"validation-{part.id}.svg": _figure(part)
        for part in parts
        if any(row.how == "left out" and row.value is not None for row in part.rows)
    }


def _chapter(part: Part) -> str:
    blocks = [f"![{part.title}: skill on data left out](img/validation-{part.id}.svg)"]
    blocks += [
        f"**{title}**\n\n{_table([r for r in part.rows if r.how == how])}"
        for how, title in (
            ("left out", "Left out of fitting: what to expect on new data"),
            ("not fitted", "Never fitted on: predicted by what ships"),
            ("fitted", "The shipped numbers on data that they were fitted on"),
        )
        if any(r.how == how for r in part.rows)
    ]
    return "\n\n".join(blocks)


def _table(rows: Sequence[Row]) -> str:
    beside = list(dict.fromkeys(name for row in rows for name in row.beside))
    head = ["", "substance", "n", rows[0].measure, "95 % interval", "slope", "in 80 % interval"]
    head += beside
    lines = [head, ["---"] * len(head)]
    lines += [
        [row.group, row.substance, str(row.n), _two(row.value), _span(row.interval),
         _two(row.slope), "" if row.coverage is None else f"{row.coverage:.0%}",
         *(_two(row.beside.get(name)) for name in beside)]
        for row in rows
    ]  # fmt: skip
    kept = [i for i, _ in enumerate(head) if any(line[i] for line in lines[2:])]
    return "\n".join("| " + " | ".join(line[i] for i in kept) + " |" for line in lines)


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _span(span: tuple[float, float] | None) -> str:
    return "" if span is None else f"{span[0]:.2f} to {span[1]:.2f}"


def _x(value: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * (max(-0.6, min(1.0, value)) + 0.6) / 1.6


def _figure(part: Part) -> str:
    rows = [r for r in part.rows if r.how == "left out" and r.value is not None]
    high = 60 + _LINE * len(rows) + 20
    body = [f'<rect width="760" height="{high}" fill="#ffffff"/>', *_legend(rows)]
    for tick in (-0.5, 0.0, 0.5, 1.0):
        x = _x(tick)
        body.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="44" y2="{high - 24}" stroke="#e2e2e2"/>')
        body.append(_words(x, high - 8, f"{tick:g}", "middle"))
    for i, row in enumerate(rows):
        body += _line(row, 60 + _LINE * i)
    title = escape(f"{part.title}: skill on data left out")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {high}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="#333333"><title>{title}</title>'
        + "".join(body)
        + "</svg>\n"
    )


def _line(row: Row, y: float) -> Iterable[str]:
    yield _words(_LEFT - 12, y + 4, f"{row.substance}, {row.group}", "end")
    if row.interval is not None:
        low, high = _x(row.interval[0]), _x(row.interval[1])
        yield f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" stroke="#9fc5ba"/>'
    marks = {**row.beside, "left out": row.value}
    for name, value in marks.items():
        if value is not None and name in _MARKS:
            colour = _COLOURS[_MARKS.index(name)]
            size = 5 if name == "left out" else 3
            yield f'<circle cx="{_x(value):.1f}" cy="{y}" r="{size}" fill="{colour}"/>'


def _legend(rows: Sequence[Row]) -> Iterable[str]:
    names = [n for n in _MARKS if n == "left out" or any(n in r.beside for r in rows)]
    for i, name in enumerate(names):
        x = 20 + 145 * i
        yield f'<circle cx="{x}" cy="22" r="5" fill="{_COLOURS[_MARKS.index(name)]}"/>'
        yield _words(x + 10, 26, "prediction" if name == "left out" else name, "start")


def _words(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
