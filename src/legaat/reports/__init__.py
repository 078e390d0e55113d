"""Reports: one result rendered as a page, as JSON and in the terminal, in Dutch and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legaat.reports._cautions import gated, is_untold
from legaat.reports._change_view import render_comparison_json, render_comparison_text
from legaat.reports._json import render_json
from legaat.reports._report import Report, build_report
from legaat.reports._schema_files import schema
from legaat.reports._summary import summary

if TYPE_CHECKING:
    from rich.console import RenderableType

    from legaat.messages import Lang
    from legaat.profiles import Profile

__all__ = [
    "Report",
    "build_report",
    "gated",
    "is_untold",
    "render_advice_json",
    "render_advice_text",
    "render_comparison_json",
    "render_comparison_text",
    "render_html",
    "render_json",
    "render_part",
    "render_pdf",
    "render_plain",
    "render_reading",
    "render_sheet",
    "render_text",
    "schema",
    "summary",
]


def render_html(report: Report, lang: Lang, *, advice_only: bool = False) -> str:
    """Return the report as one self-contained HTML page (see ``legaat.reports._html``)."""
    from legaat.reports._html import render_html as render

    return render(report, lang, advice_only=advice_only)


def render_part(
    report: Report,
    lang: Lang,
    *,
    part: str = "body",
    know: str = "",
    later: str = "",
    ask: str = "",
) -> str:
    """Return the report, or a part of it, to stand in another page (``legaat.reports._html``)."""
    from legaat.reports._html import render_part as render

    return render(report, lang, part=part, know=know, later=later, ask=ask)


def render_pdf(report: Report, lang: Lang, *, advice_only: bool = False) -> bytes:
    """Return the report as a tagged PDF; needs the extra ``pdf`` (see ``legaat.reports._pdf``)."""
    from legaat.reports._pdf import render_pdf as render

    return render(report, lang, advice_only=advice_only)


def render_sheet() -> str:
    """Return the style sheet of the report, for a page around it."""
    from legaat.reports._html import render_sheet as render

    return render()


def render_advice_json(report: Report, lang: Lang) -> dict[str, Any]:
    """Return the advice of a report as plain data (see ``legaat.reports._json_biotics``)."""
    from legaat.reports._json_biotics import render_advice_json as render

    return render(report, lang)


def render_advice_text(report: Report, lang: Lang, width: int = 80) -> RenderableType:
    """Return the advice of a report for the terminal, as something rich can print."""
    from legaat.reports._advice_text import render_advice_text as render

    return render(report, lang, width)


def render_reading(profile: Profile, lang: Lang) -> RenderableType:
    """Return the reading report for the terminal, as something rich can print."""
    from legaat.reports._reading import render_reading as render

    return render(profile, lang)


def render_text(report: Report, lang: Lang, width: int = 80) -> RenderableType:
    """Return the report for the terminal, as something rich can print."""
    from legaat.reports._text import render_text as render

    return render(report, lang, width)


def render_plain(report: Report, lang: Lang, width: int = 80, *, color: bool = False) -> str:
    """Return the report for the terminal as text."""
    from legaat.reports._text import render_plain as render

    return render(report, lang, width, color=color)
