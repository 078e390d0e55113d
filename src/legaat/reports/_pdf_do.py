"""The parts of the PDF that say what to do: the doctor, suggestions, a blend and live strains."""

from __future__ import annotations

from collections.abc import Iterator

from legaat.reports._html_biotics import Mix, StrainsView
from legaat.reports._html_do import Card, Do, Held
from legaat.reports._pdf_sheet import Block, Sheet
from legaat.reports._svg_paper import on_paper

__all__ = ["Doing"]


class Doing(Sheet):
    """What somebody can do, as blocks."""

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

    def do(self, do: Do) -> Iterator[Block]:
        """Yield what somebody can do, and what not."""
        yield self.h(2, self.t("section.do"))
        yield self.p(do.intro, "lead")
        if not self.view.person_given:
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
            yield from self.held([Held("", row.words, row.cited) for row in do.leave])
        yield self.h(3, self.t("do.withheld"))
        if do.withheld:
            yield from self.held(do.withheld)
        else:
            key = "withheld-unknown" if do.questions else "withheld-none"
            yield self.p(self.t(f"do.{key}"))
        if do.questions:
            yield self.h(3, self.t("do.questions"))
            yield self.items(row.bare for row in do.questions)

    def _card(self, card: Card) -> Iterator[Block]:
        yield {"k": "top", "left": card.kind, "right": card.grade,
               "svg": on_paper(str(card.ladder), self.css)}  # fmt: skip
        yield self.h(3, card.title)
        if card.dose:
            yield from self.named("do.dose", self.p(card.dose, "bold"))
        if card.start:
            yield from self.named("do.start", self.items(card.start, "ordered"))
        if card.why:
            yield from self.named("do.why", self.items(card.why))
        yield from self.named("do.found", self.p(f"{card.found} {card.effect}".strip()))
        if card.cautions:
            yield from self.named("do.careful", self.items(card.cautions), "warn")
        yield from self.cited(card.cited)

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
                 "svg": on_paper(str(part.ladder), self.css)},
                self.h(3, part.title),
                *self.named("blend.for", self.p(part.covers)),
                *(self.named("blend.how", self.p(part.dose)) if part.dose else ()),
                *self.named("do.why", self.items(part.why)),
                *self.named("blend.form", self.p(part.form)),
                *(self.named("do.careful", self.items(part.cautions), "warn")
                  if part.cautions else ()),
                *(self.named("do.open", self.items(part.untold)) if part.untold else ()),
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
            yield from self.held(blend.withheld)

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
                 "svg": on_paper(str(card.ladder), self.css)},
                self.h(4, card.title),
                *(self.named("do.dose", self.p(card.dose, "bold")) if card.dose else ()),
                *self.named("do.why", self.items(card.why)),
                *(self.named("do.careful", self.items(card.cautions), "warn")
                  if card.cautions else ()),
                *(self.named("do.open", self.items(card.untold)) if card.untold else ()),
                *self.cited(card.cited),
            ]  # fmt: skip
            yield {"k": "box", "style": "card", "blocks": inside}
        if strains.rows:
            yield self.p(self.t("strains.others", n=len(strains.rows)), "bold")
            yield from self.held(
                Held(row.title, f"{row.tested} {row.model}", row.cited) for row in strains.rows
            )
        if strains.withheld:
            yield self.p(self.t("strains.withheld", n=len(strains.withheld)), "bold")
            yield from self.held(strains.withheld)
