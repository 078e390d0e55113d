"""What ``legaat simulate`` says on the screen: one answer, one table, the makers, the caution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import typer

from legaat.messages import Lang, number, say

if TYPE_CHECKING:
    from legaat.twin import Export, Scenario, Simulation

__all__ = ["Change", "show"]

_ASKED: Final[tuple[str, ...]] = (
    "butyrate", "propionate", "acetate", "lactate", "succinate", "valerate", "isobutyrate",
    "isovalerate", "2-methylbutyrate", "isocaproate", "formate", "ethanol", "hydrogen", "methane",
    "hydrogen sulfide", "GABA", "indole", "indole-3-propionate", "indlac", "indole-3-acetate",
    "p-cresol", "phenylacetate", "trimethylamine", "tryptamine", "histamine", "putrescine",
    "spermidine", "deoxycholate",
)  # fmt: skip
"""What people ask for, by name of the export; the rest comes with --all."""

_MAIN: Final = "butyrate"
_MEMBERS: Final = 8
_MADE: Final = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What was asked for, in the words of the one who asked.

    Attributes
    ----------
    added : tuple of str
        Such as "inulin=10g".
    without, joined : tuple of str
        Taxa that were taken away and that were added.
    """

    added: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    def text(self, lang: Lang, basis: str) -> str:
        """Return it in words, for a diet of that basis; "" for no change."""
        said = []
        if self.added:
            amounts = ", ".join(_amount(text) for text in self.added)
            said.append(say(f"twin.sum.with-{basis}", lang, what=amounts))
        if self.joined:
            said.append(say("twin.sum.with", lang, what=", ".join(self.joined)))
        if self.without:
            said.append(say("twin.sum.without", lang, what=", ".join(self.without)))
        return ", ".join(said)


def _amount(text: str) -> str:
    """Write "inulin=10g" as "10 g inulin"; how often or in what, the sentence says."""
    name, _, amount = text.rpartition("=")
    bare = re.sub(r"\s*(/|per\b).*", "", amount.strip())
    spaced = re.sub(r"(?<=[0-9])\s*(?=[a-zA-Z])", " ", bare)
    return f"{spaced} {name.strip()}"


def show(found: Simulation, change: Change, lang: Lang, *, everything: bool = False) -> None:
    """Print a simulation."""
    for warning in found.warnings:
        _line(warning.text(lang), err=True)
    _line(_answer(found, change, lang))
    typer.echo("")
    names = _exports(found, everything=everything)
    _substances(found, names, lang)
    typer.echo("")
    _members(found, names, lang, everything=everything)
    if everything:
        _growth(found, lang)
    typer.echo("")
    _line(say("twin.sum.matched", lang, share=found.matched_share))
    _line(say(f"twin.sum.caution-{_method(found)}", lang))
    ranges = [found.exports[name].interval for name in names if name in found.exports]
    if any(ranges) and not all(ranges):
        _line(say("twin.sum.bare", lang))


def _line(words: str, *, err: bool = False) -> None:
    """Print a sentence, wrapped at the words."""
    from rich.console import Console

    Console(highlight=False, markup=False, stderr=err).print(words)


def _method(found: Simulation) -> str:
    return "measured" if any(e.interval for e in found.exports.values()) else "model"


def _answer(found: Simulation, change: Change, lang: Lang) -> str:
    now, after = found.scenarios[0].exports.get(_MAIN), found.exports.get(_MAIN)
    words = change.text(lang, found.basis)
    if now is None or after is None:
        return say("twin.sum.nothing", lang, change=words or say("twin.sum.now", lang))
    parts = {
        "name": _name(after.metabolite, _MAIN, lang),
        "now": _figure(now.value, now.unit, lang),
        "after": _figure(after.value, after.unit, lang),
        "unit": say(f"twin.unit.{found.basis}", lang),
    }
    if not words:
        answer = say("twin.sum.only", lang, **parts)
    else:
        answer = say("twin.sum.answer", lang, change=words[0].upper() + words[1:], **parts)
    if after.interval is None:
        return answer + "."
    low, high = (_figure(end, after.unit, lang) for end in after.interval)
    return answer + " " + say("twin.sum.interval", lang, low=low, high=high) + "."


def _exports(found: Simulation, *, everything: bool) -> list[str]:
    known = {name for scenario in found.scenarios for name in scenario.exports}
    order = [name for name in _ASKED if name in known]
    if everything:
        order += [n for s in found.scenarios for n in s.exports if n not in _ASKED]
    return [
        name
        for name in dict.fromkeys(order)
        if any(_seen(s.exports.get(name)) for s in found.scenarios)
    ]


def _seen(export: Export | None) -> bool:
    if export is None:
        return False
    small = 1e-4 if export.unit == "mmol/gDW/h" else 0.005
    return abs(export.value) >= small or export.known_range is not None


def _substances(found: Simulation, names: Sequence[str], lang: Lang) -> None:
    changed = len(found.scenarios) > 1
    head = [f"{say('twin.say.substance', lang)}, {say(f'twin.unit.{found.basis}', lang)}"]
    head += [say("twin.sum.col-now", lang)]
    head += [say("twin.sum.col-after", lang), say("twin.sum.col-change", lang)] if changed else []
    head += [say("twin.sum.col-interval", lang), say("twin.sum.col-range", lang)]
    rows = []
    for name in names:
        exports = [s.exports.get(name) for s in found.scenarios]
        last = next(e for e in reversed(exports) if e is not None)
        values = [0.0 if e is None else e.value for e in exports]
        row = [_name(last.metabolite, name, lang)]
        row += [_figure(v, last.unit, lang) for v in values]
        row += [_signed(values[1] - values[0], last.unit, lang)] if changed else []
        row += [_span(span, last.unit, lang) for span in (last.interval, last.known_range)]
        rows.append(tuple(row))
    empty = [i for i in range(len(head)) if i >= len(head) - 2 and not any(r[i] for r in rows)]
    keep = [i for i in range(len(head)) if i not in empty]
    table(tuple(head[i] for i in keep), [tuple(row[i] for i in keep) for row in rows])


def _members(found: Simulation, names: Sequence[str], lang: Lang, *, everything: bool) -> None:
    last = found.scenarios[-1]
    members = sorted(last.members, key=lambda m: (-m.abundance, m.taxon))
    shown = members if everything else members[:_MEMBERS]
    head = [say("twin.say.taxon", lang), say("twin.say.share", lang)]
    head += [say("twin.say.per-hour", lang)] if everything else []
    head.append(say("twin.sum.makes", lang))
    rows = []
    for member in shown:
        row = [member.taxon, number(member.abundance, lang, ".1%")]
        row += [number(member.growth, lang, ".4f")] if everything else []
        row.append(", ".join(_made(last, member.taxon, names, lang)))
        rows.append(tuple(row))
    table(tuple(head), rows, words=len(head) - 1)
    if len(members) > len(shown):
        typer.echo(say("twin.sum.others", lang, n=len(members) - len(shown)))


def _made(scenario: Scenario, taxon: str, names: Sequence[str], lang: Lang) -> list[str]:
    """Return what a taxon makes most of, as its part of all that is made, largest part first."""
    parts = []
    for name in names:
        export = scenario.exports.get(name)
        if export is None:
            continue
        made = sum(v for v in export.by.values() if v > 0)
        mine = export.by.get(taxon, 0.0)
        if made > 0 and mine > 0.01 * made:
            parts.append((mine / made, _name(export.metabolite, name, lang)))
    parts.sort(key=lambda row: (-row[0], row[1]))
    return [f"{name} {number(part, lang, '.0%')}" for part, name in parts[:_MADE]]


def _growth(found: Simulation, lang: Lang) -> None:
    for scenario in found.scenarios:
        typer.echo(say("twin.say.growth", lang, value=scenario.community_growth))
        names = ", ".join(_name(x.nutrient, x.name, lang) for x in scenario.limiting[:3])
        if names:
            typer.echo(say("twin.say.limiting", lang, names=names))


def _figure(value: float, unit: str, lang: Lang) -> str:
    if unit == "mmol/gDW/h":
        return number(value, lang, ".4f")
    size = abs(value)
    text = number(value, lang, ".0f" if size >= 10 else ".1f" if size >= 1 else ".2f")
    return text.removeprefix("-") if not re.search("[1-9]", text) else text


def _signed(value: float, unit: str, lang: Lang) -> str:
    text = _figure(value, unit, lang)
    return f"+{text}" if value > 0 and re.search("[1-9]", text) else text


def _span(span: tuple[float, float] | None, unit: str, lang: Lang) -> str:
    return "" if span is None else " … ".join(_figure(end, unit, lang) for end in span)


def _name(lumen: str, words: str, lang: Lang) -> str:
    """Return what a metabolite is called, where it has a name in both languages."""
    from legaat.twin import of_lumen

    if "+" in lumen:
        return say(f"twin.substance.{words}", lang)
    nutrient = of_lumen(lumen)
    if nutrient is not None:
        return nutrient.name.text(lang)
    try:
        return say(f"twin.substance.{lumen.removesuffix('_m')}", lang)
    except KeyError:
        return words


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, words: int = 0) -> None:
    """Print a table: column `words` and the first are words, the others numbers."""
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for i, title in enumerate(head):
        left = i in {0, words}
        drawn.add_column(title, justify="left" if left else "right", overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    Console(highlight=False, markup=False).print(drawn)
