"""Two samples of one person, in words for a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from legaat._version import __version__
from legaat.messages import Lang, number, say
from legaat.reference import Change, Comparison, sources
from legaat.reports._words import clean, share_words

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["COMPARISON_SCHEMA", "render_comparison_json", "render_comparison_text"]

COMPARISON_SCHEMA: Final = "legaat.comparison/1"

_ROWS: Final = 12


def render_comparison_json(comparison: Comparison, lang: Lang) -> dict[str, Any]:
    """Return a comparison as plain data, to the contract ``legaat.comparison/1``.

    Parameters
    ----------
    comparison : Comparison
    lang : {"nl", "en"}
        Language of the sentences in it.
    """
    return {
        "schema": COMPARISON_SCHEMA,
        "lang": lang,
        "before": comparison.before,
        "after": comparison.after,
        "comparable": comparison.comparable,
        "why_not": [text.text(lang) for text in comparison.why_not],
        "reference": comparison.reference,
        "changes": [
            {
                "taxon": row.taxon,
                "before": row.before,
                "after": row.after,
                "fold": row.fold,
                "noise": row.noise,
                "unit": "standard deviations of the noise",
                "usual_fold": row.usual_fold,
                "status": row.status,
            }
            for row in comparison.changes
        ],
        "distance": comparison.distance,
        "distance_percentile": comparison.distance_percentile,
        "false_changes": comparison.false_changes,
        "people": comparison.people,
        "citations": {
            key: {
                "authors": row.authors,
                "title": row.title,
                "journal": row.journal,
                "year": row.year,
                "doi": row.doi,
                "pmid": row.pmid,
            }
            for key, row in ((key, sources()[key]) for key in comparison.citations)
        },
        "notes": [text.text(lang) for text in comparison.notes],
        "made_by": {"legaat": __version__},
    }


def render_comparison_text(comparison: Comparison, lang: Lang) -> RenderableType:
    """Return a comparison for the terminal; quiet, and the same words as in the data.

    Parameters
    ----------
    comparison : Comparison
    lang : {"nl", "en"}
    """
    from rich.console import Group
    from rich.text import Text

    heading = say(
        "compare.heading", lang, before=clean(comparison.before), after=clean(comparison.after)
    )
    lines = _why_not(comparison, lang) if comparison.why_not else _changes(comparison, lang)
    return Group(Text(heading, style="bold"), *(_hanging(text, style) for text, style in lines))


def _hanging(text: str, style: str) -> RenderableType:
    """Keep the second line of a row under its first."""
    from rich.padding import Padding
    from rich.text import Text

    bare = text.lstrip(" ")
    return Padding(Text(bare, style=style), (0, 0, 0, len(text) - len(bare)))


def _why_not(comparison: Comparison, lang: Lang) -> Iterator[tuple[str, str]]:
    yield say("compare.cannot", lang), ""
    for text in comparison.why_not:
        yield f"  {text.text(lang)}", ""
    only = [getattr(text, "id", "") for text in comparison.why_not]
    if only == ["compare.why-not.lab-unknown"]:
        yield say("compare.ask", lang), ""


def _changes(comparison: Comparison, lang: Lang) -> Iterator[tuple[str, str]]:
    beyond = comparison.with_status("more", "less")
    if not beyond:
        yield say("compare.none", lang, n=len(comparison.changes)), ""
    for status in ("more", "less"):
        rows = [row for row in beyond if row.status == status]
        if rows:
            yield say(f"compare.{status}", lang), "bold"
        for row in rows[:_ROWS]:
            yield f"  {_row(row, lang)}", ""
    within = len(comparison.changes) - len(beyond)
    if within and beyond:
        yield say("compare.within", lang, n=within), ""
    if comparison.distance_percentile is not None:
        yield say("compare.distance", lang, n=round(comparison.distance_percentile)), ""
    for text in comparison.notes:
        yield text.text(lang), "dim"
    yield say("compare.not-why", lang), "dim"


def _row(row: Change, lang: Lang) -> str:
    return say(
        "compare.row", lang,
        taxon=clean(row.taxon),
        before=share_words(row.before, lang),
        after=share_words(row.after, lang),
        usual=number(row.usual_fold, lang, ".2g"),
    )  # fmt: skip
