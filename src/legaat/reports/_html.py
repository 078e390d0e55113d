"""The report as HTML: one page that needs nothing else, or the body of a page around it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields
from functools import cache, partial
from hashlib import sha256
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from legaat.knowledge import citations
from legaat.messages import Lang, Param, say
from legaat.reports._glossary import Explainer
from legaat.reports._marks import Marks
from legaat.reports._markup import marked, safe
from legaat.reports._report import Report
from legaat.reports._view import page_view

__all__ = ["render_html", "render_part", "render_sheet"]

_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
)

_MOST_ROWS: Final = 100
"""Rows of the table of all bacteria on a page of the web face, which is to stay light."""


def render_html(report: Report, lang: Lang, *, advice_only: bool = False) -> str:
    """Return the report as one HTML page.

    The page needs no network and no script, forbids both, and holds its pictures as SVG. Words of
    the trade, sources and methods open where they stand. What comes from files is escaped.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    advice_only : bool
        Leave out where somebody stands and what the bacteria make.

    Returns
    -------
    str
        The same for the same report.
    """
    environment, css, digest = _environment()
    page = environment.get_template("page.html.j2")
    values = _values(report, lang, advice_only=advice_only)
    policy = _POLICY.format(digest=digest)
    return page.render(css=safe(css), policy=policy, web=False, alone=False, **values)


def render_part(
    report: Report,
    lang: Lang,
    *,
    part: str = "body",
    know: str = "",
    later: str = "",
    ask: str = "",
) -> str:
    """Return the report, or a part of it, to stand in the main part of another page.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    part : {"body", "model"}
        The whole, or only what a model says goes on inside.
    know : str
        Where the page around it shows a source by its id ("/know/"); empty for nowhere.
    later : str
        Where what a model says can be had, if the report doesn't hold it; empty for nowhere.
    ask : str
        Where questions about the person are asked; empty where a file is filled in instead.
    """
    template = _environment()[0].get_template(f"{part}.html.j2")
    return template.render(
        web=True, alone=part == "model", **_values(report, lang, know=know, later=later, ask=ask)
    )


def render_sheet() -> str:
    """Return the style sheet of the report."""
    return _environment()[1]


def _values(
    report: Report,
    lang: Lang,
    *,
    advice_only: bool = False,
    know: str = "",
    later: str = "",
    ask: str = "",
) -> Mapping[str, Any]:
    view = page_view(report, lang, advice_only=advice_only)
    explain = Explainer(lang)
    marks = Marks(explain, lang)
    return {
        **{row.name: getattr(view, row.name) for row in fields(view)},
        "lang": lang,
        "t": partial(_say, lang),
        "w": explain,
        "plain": marked,
        "marks": marks.marks,
        "ref": marks.ref,
        "say": marks.say,
        "tell": marks.tell,
        "says": marks.says,
        "term": marks.term,
        "why": marks.why,
        "anew": explain.anew,
        "know": know,
        "known": citations() if know else {},
        "later": later,
        "ask": ask,
        "ask_at": ask.replace("/you?", "/you/all?", 1),
        "most": _MOST_ROWS,
    }


def _say(lang: Lang, key: str, **params: Param) -> str:
    return say(f"report.{key}", lang, **params)


@cache
def _environment() -> tuple[Environment, str, str]:
    """Return the templates, the style sheet, and its digest for the page's policy."""
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_template),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=True,
    )
    css = "".join(
        f"{line.strip()}\n" for line in _template("page.css").splitlines() if line.strip()
    )
    return environment, css, b64encode(sha256(css.encode()).digest()).decode()


def _template(name: str) -> str:
    path = resources.files("legaat.reports").joinpath("templates", name)
    return path.read_text(encoding="utf-8")
