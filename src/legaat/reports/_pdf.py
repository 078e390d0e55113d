"""The report as a PDF: the view of the page as blocks, set by typst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources

from legaat.errors import MissingExtraError
from legaat.messages import Lang, say
from legaat.reports._pdf_do import Doing
from legaat.reports._pdf_found import Found
from legaat.reports._pdf_sheet import Block
from legaat.reports._report import Report
from legaat.reports._said import Said
from legaat.reports._view import PageView, page_view

__all__ = ["blocks", "render_pdf"]


def render_pdf(report: Report, lang: Lang, *, advice_only: bool = False) -> bytes:
    """Return the report as a tagged PDF (PDF/UA-1) on A4.

    It says what the page says, in its order; what the page folds away (the tables behind the
    pictures) is left to the page. Everything is handed to typst as data and nothing of it as
    markup, so that a name can't be more than a name.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
    advice_only : bool
        Leave out where somebody stands and what the bacteria make.

    Returns
    -------
    bytes
        The same for the same report.

    Raises
    ------
    legaat.errors.MissingExtraError
        typst is not installed (the extra ``pdf``).
    """
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("missing-extra", extra="pdf") from error

    view = page_view(report, lang, advice_only=advice_only)
    data = {
        "lang": lang,
        "title": view.title,
        "page": say("report.page.of", lang, page="%1", pages="%2"),
        "blocks": list(blocks(view, lang)),
    }
    template = resources.files("legaat.reports").joinpath("templates", "report.typ").read_bytes()
    made = typst.compile(
        template,
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    if not isinstance(made, bytes):  # pragma: no cover - one file is asked for
        msg = "typst gave no file"
        raise TypeError(msg)
    return made


def blocks(view: PageView, lang: Lang) -> Iterator[Block]:
    """Yield what the page shows as blocks of words and pictures, in its order."""
    paper = _Paper(view, lang)
    yield {"k": "title", "text": view.heading, "meta": [view.sample, *view.meta]}
    yield from paper.care(view.do)
    yield paper.h(2, paper.t("section.three"))
    yield from (paper.p(said, "big") for said in view.sentences)
    yield paper.p(Said(paper.t("page.not-care")), "quiet")
    if view.stand is not None:
        yield from paper.stand(view.stand)
        yield from paper.make(view)
    if view.model is not None:
        yield from paper.model(view.model)
    yield from paper.do(view.do)
    if view.blend is not None:
        yield from paper.blend(view.blend)
    if view.strains is not None:
        yield from paper.strains(view.strains)
    yield from paper.about()


class _Paper(Found, Doing):
    """The parts of the page as blocks."""

    def about(self) -> Iterator[Block]:
        """Yield how the report came about, the words and the sources."""
        view, about = self.view, self.view.about
        yield self.h(2, self.t("section.about"))
        for key, facts in (("read", about.read), ("reference", about.reference)):
            yield self.h(3, self.t(f"about.{key}"))
            yield {"k": "facts", "rows": [list(row) for row in facts]}
        if about.notes:
            yield self.h(3, self.t("about.notes"))
            yield self.items(about.notes)
        yield self.h(3, self.t("about.dropped"))
        if about.dropped:
            yield self.items(f"{row.words} {row.examples}".strip() for row in about.dropped)
        else:
            yield self.p(self.t("about.dropped-none"))
        key = "changes" if about.changes else "changes-none"
        yield self.p(self.t(f"about.{key}", n=about.n_changes))
        yield self.h(3, self.t("about.limits"))
        yield self.items(about.limits)
        yield self.h(3, self.t("about.words"))
        rows = [{"name": e.name, "words": e.words, "numbers": e.numbers} for e in view.words]
        yield {"k": "words", "rows": rows}
        if view.sources:
            yield self.h(3, self.t("about.sources"))
            cited = [{"n": s.number, "text": s.text, "link": s.link} for s in view.sources]
            yield {"k": "sources", "rows": cited}
        yield {"k": "made", "rows": [*about.made, self.t("page.folded"), self.t("page.not-care")]}
