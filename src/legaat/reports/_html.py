"""The report as one self-contained page: no network, no script, every picture inside."""

from __future__ import annotations

from base64 import b64encode
from functools import cache, partial
from hashlib import sha256
from importlib import resources
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from legaat.knowledge import OWN_RULE
from legaat.messages import Lang, Param, number, say
from legaat.reports._citations import sources
from legaat.reports._html_about import about
from legaat.reports._html_biotics import mix, strain_view
from legaat.reports._html_do import cited_by, do
from legaat.reports._html_make import make, table
from legaat.reports._html_stand import stand
from legaat.reports._markup import mark, marked, safe
from legaat.reports._report import Report
from legaat.reports._summary import summary
from legaat.reports._words import clean, share_words, told

__all__ = ["render_html"]

_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
)


def render_html(report: Report, lang: Lang, *, advice_only: bool = False) -> str:
    """Return the report as one HTML page.

    The page needs no network and no script, forbids both, and holds its pictures as SVG. What
    comes from files is escaped.

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
    known = sources(report, lang, advice_only=advice_only)
    numbers = {key: i for i, key in enumerate((k for k in known if k != OWN_RULE), start=1)}
    page = environment.get_template("page.html.j2")
    cited = cited_by(known, numbers)
    names = {row.id: row.name(lang) for row in report.panel}
    return page.render(
        lang=lang,
        css=safe(css),
        policy=_POLICY.format(digest=digest),
        t=partial(_say, lang),
        sample=clean(report.profile.sample),
        lab=told(report.profile.provenance.lab),
        date=told(report.profile.provenance.date),
        n_taxa=len(report.profile),
        reference=report.standing.reference,
        unnamed=_unnamed(report, lang),
        limit=share_words(report.standing.detection_limit, lang),
        sentences=[marked(sentence) for sentence in summary(report, lang, mark)],
        stand=None if advice_only else stand(report, lang),
        make=() if advice_only else make(report, numbers, lang),
        substances=() if advice_only else table(report, lang),
        do=do(report, known, numbers, lang),
        strains=strain_view(report.strains, cited, lang),
        blend=mix(report.blend, names, cited, lang),
        advice_only=advice_only,
        person_given=report.person_given,
        about=about(report, lang),
        sources=[(n, known[key]) for key, n in numbers.items()],
        reference_numbers=[numbers[k] for k in report.standing.reference.source if k in numbers],
        count=partial(_count, lang),
    )


def _say(lang: Lang, key: str, **params: Param) -> str:
    return say(f"report.{key}", lang, **params)


def _count(lang: Lang, value: int) -> str:
    return number(value, lang, ",")


def _unnamed(report: Report, lang: Lang) -> str:
    share = report.profile.unclassified_share
    return share_words(share, lang) if share else ""


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
