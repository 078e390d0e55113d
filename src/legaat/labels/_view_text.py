"""The verdict in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from legaat.labels._numbers import Listed
from legaat.labels._types import LabelResult
from legaat.labels._view import dose_words, in_order, marks, slug, studied, verdict_words, written
from legaat.messages import Lang, say

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

__all__ = ["render_text"]

_STYLE: Final = {"pass": "green", "warn": "yellow", "fail": "red", "unknown": "dim"}
_SIGN: Final = {"pass": "+", "warn": "!", "fail": "x", "unknown": "?"}
_MOST_TEXT: Final = 1500


def render_text(result: LabelResult, lang: Lang) -> Group:
    """Return the verdict for a rich console, with the words it rests on marked."""
    from rich.console import Group
    from rich.text import Text

    title = result.product or say("labels.title", lang)
    regime = say(f"labels.regime.{result.regime}", lang)
    parts: list[Text | Table] = [Text(f"{_plain(title)} ({regime})", style="bold"), Text()]
    parts.extend(_kinds(result, lang))
    parts.append(Text())
    parts.extend(_person(result, lang))
    if result.organisms:
        parts.extend([_organisms(result, lang), Text(), *_studies(result, lang), Text()])
    parts.extend([_checks(result, lang), Text()])
    parts.extend(_claims(result, lang))
    parts.extend([Text(say("labels.view.words", lang), style="bold"), _marked(result), Text()])
    parts.append(Text(say("labels.view.disclaimer", lang), style="dim"))
    return Group(*parts)


def _plain(text: str) -> str:
    """Return text on one line, without characters that steer a terminal."""
    return "".join(ch if ch.isprintable() else " " for ch in text)[:200]


def _kinds(result: LabelResult, lang: Lang) -> list[Text]:
    from rich.text import Text

    lines = []
    for kind in result.kinds:
        name = say(f"labels.kindname.{slug(kind.kind)}", lang)
        lines.append(Text.assemble((name, "bold"), f": {kind.evidence.text(lang)}"))
    return lines


def _organisms(result: LabelResult, lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for key in ("organism", "strain", "state", "dose"):
        table.add_column(say(f"labels.view.{key}", lang))
    for organism in result.organisms:
        name = Text(organism.name, style="italic")
        old = written(organism, lang)
        if old is not None:
            name.append(f"\n{_plain(old)}", style="dim not italic")
        table.add_row(
            name,
            Text(_plain(organism.strain or "–")),
            say(f"labels.statename.{organism.state}", lang),
            dose_words(organism.dose, lang) or "–",
        )
    return table


def _studies(result: LabelResult, lang: Lang) -> list[Text]:
    """Return what is known of each strain; strains of which the same is said, in one line."""
    from rich.text import Text

    lines = [Text(say("labels.view.studies", lang), style="bold")]
    for line, names in studied(result, lang).items():
        lines.append(Text.assemble((_plain(names), "italic"), f": {line}"))
    return lines


def _checks(result: LabelResult, lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column()
    for check in in_order(result.checks):
        style = _STYLE[check.verdict]
        name = say(f"labels.checkname.{check.id}", lang)
        verdict = verdict_words(check, lang)
        table.add_row(
            Text(_SIGN[check.verdict], style=style),
            Text(f"{name}: {verdict}", style=style),
            Text(_plain(check.why.text(lang))),
        )
    return table


def _claims(result: LabelResult, lang: Lang) -> list[Text]:
    from rich.text import Text

    if not result.claims:
        return []
    lines = [Text(say("labels.view.claims", lang), style="bold")]
    for claim in result.claims:
        verdict = say(f"labels.claimverdict.{slug(claim.verdict)}", lang)
        lines.append(Text(f"“{_plain(claim.text)}”: {verdict}. {claim.why.text(lang)}"))
    return [*lines, Text()]


def _person(result: LabelResult, lang: Lang) -> list[Text]:
    from rich.text import Text

    if not result.screened:
        return []
    lines = [Text(say("labels.view.person", lang), style="bold")]
    if result.unchecked:
        what = Listed(result.unchecked)
        lines.append(Text(say("labels.view.unchecked", lang, what=what.text(lang)), style="yellow"))
    if not result.person:
        lines.append(Text(say("labels.view.person-nothing", lang)))
    for warned in result.person:
        style = "red" if warned.stop else "yellow"
        lines.append(Text(f"{'x' if warned.stop else '!'} {warned.why.text(lang)}", style=style))
    return [*lines, Text()]


def _marked(result: LabelResult) -> Text:
    """Return the label with the words that counted marked."""
    from rich.text import Text

    shown = result.text[:_MOST_TEXT]
    text = Text("".join(ch if ch.isprintable() or ch == "\n" else " " for ch in shown))
    for span in marks(result):
        if span.start < len(shown):
            text.stylize("bold underline", span.start, min(span.end, len(shown)))
    return text
