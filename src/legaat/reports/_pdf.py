"""The report as a PDF: the view of the page as blocks, set by typst."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib import resources
from typing import Any, Final, TypeAlias

from legaat.errors import MissingExtraError
from legaat.messages import Lang, say
from legaat.reports._html import render_sheet
from legaat.reports._html_biotics import Mix, StrainsView
from legaat.reports._html_do import Card, Cited, Do, Held
from legaat.reports._html_make import Make
from legaat.reports._html_model import Inner
from legaat.reports._html_stand import Stand, Strip
from legaat.reports._markup import spans
from legaat.reports._report import Report
from legaat.reports._said import Said
from legaat.reports._svg_paper import alternative, on_paper
from legaat.reports._view import PageView, page_view

__all__ = ["blocks", "render_pdf"]

Block: TypeAlias = dict[str, Any]
_LEFT_ALONE: Final = 4


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


class _Paper:
    """The parts of the page as blocks."""

    def __init__(self, view: PageView, lang: Lang) -> None:
        self._view = view
        self._css = render_sheet()
        self.t = partial(_say, lang)

    def h(self, level: int, words: str, mark: str = "") -> Block:
        """Return a heading; `mark` is a word beside it."""
        return {"k": "h", "level": level, "text": spans(words), "mark": mark}

    def p(self, said: Said | str, style: str = "") -> Block:
        """Return a paragraph with its sources."""
        row = Said(said) if isinstance(said, str) else said
        return {"k": "p", "runs": [_run(row)], "style": style}

    def ps(self, rows: Iterable[Said], style: str = "") -> Block:
        """Return several sentences as one paragraph."""
        return {"k": "p", "runs": [_run(row) for row in rows], "style": style}

    def items(self, rows: Iterable[Said | str], style: str = "") -> Block:
        """Return a list."""
        said = [Said(row) if isinstance(row, str) else row for row in rows]
        return {"k": "list", "rows": [[_run(row)] for row in said], "style": style}

    def picture(self, svg: str, width: float) -> Block:
        """Return a picture; its width is in centimetres."""
        shown = on_paper(str(svg), self._css)
        return {"k": "picture", "svg": shown, "alt": alternative(str(svg)), "width": width}

    def cited(self, cited: Cited) -> Iterator[Block]:
        """Yield the sources of a thing."""
        if cited.sources or cited.own:
            own = self.t("do.own-rule") if cited.own else ""
            words = self.t("page.sources") if cited.sources else ""
            numbers = tuple(n for n, _ in cited.sources)
            yield {"k": "cited", "words": words, "numbers": numbers, "own": own}

    def care(self, do: Do) -> Iterator[Block]:
        """Yield the reasons to see a doctor."""
        if not do.refers:
            return
        inside: list[Block] = [
            self.h(2, self.t("section.referral")), self.p(self.t("care.intro"))
        ]  # fmt: skip
        for refer in do.refers:
            inside.append(self.h(3, refer.word))
            if refer.todo:
                inside.append(self.p(refer.todo, "todo"))
            inside.append(self.p(refer.why))
            inside += self.cited(refer.cited)
        yield {"k": "box", "style": "care", "blocks": inside}

    def stand(self, stand: Stand) -> Iterator[Block]:
        """Yield where somebody stands."""
        yield self.h(2, self.t("section.stand"))
        yield self.ps(stand.intro, "lead")
        if stand.map:
            yield self.h(3, self.t("map.heading"))
            yield self.p(self.t("map.intro"))
            legend = [self.t(f"map.legend-{key}") for key in ("usual", "notable", "missing")]
            yield {"k": "legend", "rows": legend}
            yield self.picture(stand.map, 9.5)
        yield self.h(3, self.t("stand.missing"))
        if stand.missing:
            yield self.ps(stand.missing_intro)
            yield {"k": "grid", "cells": [self._missing(row) for row in stand.missing]}
            if stand.missing_more:
                yield self.p(self.t("stand.missing-more", n=len(stand.missing_more)), "bold")
                yield self.items(f"{row.name} {row.sure}" for row in stand.missing_more)
        else:
            yield self.p(self.t("stand.young" if stand.young else "stand.missing-none"))
        yield self.p(stand.limit, "quiet")
        yield from self._strips(stand)
        if stand.notes:
            yield self.h(3, self.t("about.notes"))
            yield self.items(stand.notes)

    def _missing(self, row: Strip) -> list[Block]:
        return [
            self.h(4, row.name), self.picture(row.picture, 4.5), self.p(row.word, "bold"),
            self.ps(row.words), *([self.ps(row.more, "fine")] if row.more else []),
        ]  # fmt: skip

    def _strips(self, stand: Stand) -> Iterator[Block]:
        keyed = False
        for key in ("low", "high", "largest"):
            rows: Sequence[Strip] = getattr(stand, key)
            if not rows:
                continue
            yield self.h(3, self.t(f"stand.{key}"))
            if key == "largest" and not stand.young:
                yield self.p(self.t("stand.nothing-out"))
            if not keyed:
                yield self.p(self.t("strip.key"), "quiet")
                keyed = True
            for row in rows:
                words = [self.h(4, row.name, row.word), *(self.p(said) for said in row.words)]
                if row.more:
                    words.append(self.ps(row.more, "fine"))
                drawn = [self.picture(row.picture, 8.2)] if row.picture else []
                yield {"k": "pair", "left": words, "right": drawn}

    def make(self, view: PageView) -> Iterator[Block]:
        """Yield what the bacteria can make."""
        yield self.h(2, self.t("section.make"))
        yield self.p(view.make_intro, "lead")
        yield self.p(self.t("strip.key-range"), "quiet")
        cards = [self._substance(row) for row in view.make if row.place == "card"]
        yield {"k": "grid", "style": "cards", "cells": cards}
        rows = [row for row in view.make if row.place == "row"]
        if rows:
            yield self.h(3, self.t("make.others"))
            yield from map(self._slim, rows)
        rows = [row for row in view.make if row.place == "untold"]
        if rows:
            yield self.h(3, self.t("make.untold", n=len(rows)))
            yield from map(self._slim, rows)

    def _substance(self, row: Make) -> list[Block]:
        found = [self.h(3, row.title, row.word)]
        if row.about.text:
            found.append(self.p(row.about, "quiet"))
        found.append(self.picture(row.picture, 7))
        found += [self.p(row.value, "bold"), self.ps(row.words)]
        if row.makers:
            found.append(self.h(4, self.t("make.makers")))
            found.append(self.picture(row.makers_picture, 7))
            facts = [[spans(m.name), m.share, m.tint, bool(m.check)] for m in row.makers]
            found.append({"k": "makers", "rows": facts})
        return found

    def _slim(self, row: Make) -> Block:
        """Return a substance as a row: what it is beside its strip, and in small what is known."""
        left = [self.h(4, row.title, row.word)]
        if row.about.text:
            left.append(self.p(row.about))
        right = [self.picture(row.slim, 8.2)]
        if row.value:
            left.append(self.ps([Said(row.value), *row.words], "fine"))
        else:
            left.append(self.p(row.method, "fine"))
        if row.makers:
            listed = ", ".join(f"{maker.name} {maker.share}" for maker in row.makers)
            left.append(self.p(f"{self.t('make.makers')}: {listed}.", "fine"))
        return {"k": "pair", "left": left, "right": right}

    def model(self, model: Inner) -> Iterator[Block]:
        """Yield what a model says."""
        yield self.h(2, self.t("section.model"))
        yield self.p(model.intro, "lead")
        yield self.h(3, self.t("model.heading"))
        yield self.p(self.t("model.key"), "quiet")
        yield from (self.p(said, "quiet") for said in model.stand_ins)
        yield self.picture(model.picture, 12.5)
        if model.limits:
            yield self.h(3, self.t("model.limits"))
            yield self.p(self.t("model.limits-intro"))
            yield {"k": "facts", "rows": [[name, said.text] for name, said in model.limits]}
        yield from (self.p(said, "quiet") for said in model.notes)

    def do(self, do: Do) -> Iterator[Block]:
        """Yield what somebody can do, and what not."""
        yield self.h(2, self.t("section.do"))
        yield self.p(do.intro, "lead")
        if not self._view.person_given:
            yield {"k": "box", "style": "note", "blocks": [self.p(self.t("do.unknown-person"))]}
        for card in do.cards:
            yield {"k": "box", "style": "card", "blocks": list(self._card(card))}
        if do.open:
            yield self.h(3, self.t("do.open"))
            yield self.items(
                f"{row.words} {self.t('do.open-for', titles=row.titles)}" for row in do.open
            )
        if do.cards:
            yield self.p(self.t("do.no-claim"), "quiet")
        if do.leave:
            yield self.h(3, self.t("do.leave"))
            yield from self._held([Held("", row.words, row.cited) for row in do.leave])
        yield self.h(3, self.t("do.withheld"))
        if do.withheld:
            yield from self._held(do.withheld)
        else:
            key = "withheld-unknown" if do.questions else "withheld-none"
            yield self.p(self.t(f"do.{key}"))
        if do.questions:
            yield self.h(3, self.t("do.questions"))
            yield self.items(row.bare for row in do.questions)

    def _held(self, rows: Iterable[Held]) -> Iterator[Block]:
        for row in rows:
            inside = [self.p(row.title, "bold")] if row.title else []
            yield {"k": "whole", "blocks": [*inside, self.p(row.why), *self.cited(row.cited)]}

    def _card(self, card: Card) -> Iterator[Block]:
        yield {"k": "top", "left": card.kind, "right": card.grade,
               "svg": on_paper(str(card.ladder), self._css)}  # fmt: skip
        yield self.h(3, card.title)
        if card.dose:
            yield from self._named("do.dose", self.p(card.dose, "bold"))
        if card.start:
            yield from self._named("do.start", self.items(card.start, "ordered"))
        if card.why:
            yield from self._named("do.why", self.items(card.why))
        yield from self._named("do.found", self.p(f"{card.found} {card.effect}".strip()))
        if card.cautions:
            yield from self._named("do.careful", self.items(card.cautions), "warn")
        yield from self.cited(card.cited)

    def _named(self, key: str, block: Block, style: str = "") -> Iterator[Block]:
        yield {"k": "name", "words": self.t(key), "style": style}
        yield block

    def blend(self, blend: Mix) -> Iterator[Block]:
        """Yield a blend, or what stands in its way."""
        yield self.h(2, self.t("section.blend"))
        yield self.p(self.t("blend.intro" if blend.parts else "blend.none"), "lead")
        if blend.parts:
            last = len(blend.weeks) - 1
            weeks = [
                self.t("blend.week-final" if i == last else "blend.week", n=week)
                for i, week in enumerate(blend.weeks)
            ]
            rows = [[title, *cells] for title, cells in blend.rows]
            yield {"k": "table", "head": [self.t("blend.column-what"), *weeks], "rows": rows,
                   "caption": self.t("blend.calendar")}  # fmt: skip
            yield self.p(self.t("blend.stop"), "quiet")
            yield from (
                self.p(f"{self.t('blend.together')} {words}") for words in blend.effects if words
            )
            if blend.cost:
                yield self.p(blend.cost)
        for part in blend.parts:
            inside: list[Block] = [
                {"k": "top", "left": part.amount, "right": part.grade,
                 "svg": on_paper(str(part.ladder), self._css)},
                self.h(3, part.title),
                *self._named("blend.for", self.p(part.covers)),
                *(self._named("blend.how", self.p(part.dose)) if part.dose else ()),
                *self._named("do.why", self.items(part.why)),
                *self._named("blend.form", self.p(part.form)),
                *(self._named("do.careful", self.items(part.cautions), "warn")
                  if part.cautions else ()),
                *(self._named("do.open", self.items(part.untold)) if part.untold else ()),
                *self.cited(part.cited),
            ]  # fmt: skip
            yield {"k": "box", "style": "card", "blocks": inside}
        if blend.open:
            yield self.p(self.t("blend.open", what=blend.open))
        if blend.blocked:
            yield self.items(blend.blocked)
        if blend.notes:
            yield self.items(blend.notes)
        if blend.withheld:
            yield self.p(self.t("blend.withheld", n=len(blend.withheld)), "bold")
            yield from self._held(blend.withheld)

    def strains(self, strains: StrainsView) -> Iterator[Block]:
        """Yield live strains."""
        yield self.h(2, self.t("section.strains"))
        yield self.p(self.t("strains.intro"), "lead")
        for words, cited in strains.notes:
            yield {"k": "whole", "blocks": [self.p(words), *self.cited(cited)]}
        if strains.cards:
            yield self.h(3, self.t("strains.for-you"))
        for card in strains.cards:
            inside: list[Block] = [
                {"k": "top", "left": card.word, "right": card.grade,
                 "svg": on_paper(str(card.ladder), self._css)},
                self.h(4, card.title),
                *(self._named("do.dose", self.p(card.dose, "bold")) if card.dose else ()),
                *self._named("do.why", self.items(card.why)),
                *(self._named("do.careful", self.items(card.cautions), "warn")
                  if card.cautions else ()),
                *(self._named("do.open", self.items(card.untold)) if card.untold else ()),
                *self.cited(card.cited),
            ]  # fmt: skip
            yield {"k": "box", "style": "card", "blocks": inside}
        if strains.rows:
            yield self.p(self.t("strains.others", n=len(strains.rows)), "bold")
            yield from self._held(
                Held(row.title, f"{row.tested} {row.model}", row.cited) for row in strains.rows
            )
        if strains.withheld:
            yield self.p(self.t("strains.withheld", n=len(strains.withheld)), "bold")
            yield from self._held(strains.withheld)

    def about(self) -> Iterator[Block]:
        """Yield how the report came about, the words and the sources."""
        view, about = self._view, self._view.about
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


def _run(said: Said) -> Block:
    return {"spans": spans(said.text), "numbers": said.numbers}


def _say(lang: Lang, key: str, **params: Any) -> str:
    return say(f"report.{key}", lang, **params)
