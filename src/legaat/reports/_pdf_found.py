"""The parts of the PDF that say what was found: where somebody stands, what is made, a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legaat.reports._html_make import Make
from legaat.reports._html_model import Inner
from legaat.reports._html_stand import Stand, Strip
from legaat.reports._markup import spans
from legaat.reports._pdf_sheet import Block, Sheet
from legaat.reports._said import Said
from legaat.reports._view import PageView

__all__ = ["Found"]


class Found(Sheet):
    """What was found, as blocks."""

    def stand(self, stand: Stand) -> Iterator[Block]:
        """Yield where somebody stands."""
        yield self.h(2, self.t("section.stand"))
        yield self.ps(stand.intro, "lead")
        if stand.map:
            yield self.h(3, self.t("map.heading"))
            yield self.p(self.t(f"map.intro-{stand.rank}"))
            if not stand.young:
                legend = [self.t(f"map.legend-{key}") for key in ("usual", "notable", "missing")]
                yield {"k": "legend", "rows": legend}
            yield self.picture(stand.map, 9.5)
        yield from self._gone(stand)
        yield self.p(stand.limit, "quiet")
        yield from self._strips(stand)
        if stand.notes:
            yield self.h(3, self.t("about.notes"))
            yield self.items(stand.notes)

    def _gone(self, stand: Stand) -> Iterator[Block]:
        """Yield what seems to be missing, and what can't be said of that."""
        if stand.young:
            return
        yield self.h(3, self.t("stand.missing"))
        if stand.missing:
            yield self.ps(stand.missing_intro)
            yield {"k": "grid", "cells": [self._missing(row) for row in stand.missing]}
            if stand.missing_more:
                yield self.p(self.t("stand.missing-more", n=len(stand.missing_more)), "bold")
                yield self.items(f"{row.name} {row.sure}" for row in stand.missing_more)
        else:
            key = "missing-unsure" if stand.unsure.text else "missing-none"
            yield self.p(self.t(f"stand.{key}"))
        if stand.unsure.text:
            yield self.p(stand.unsure)

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
            if not keyed and not stand.young:
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
        if view.young:
            yield self.p(self.t("make.young"), "lead")
            return
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
        found.append(self.picture(row.picture, 7.6))
        found += [self.p(row.value, "bold"), self.ps(row.words)]
        if row.makers:
            found.append(self.h(4, self.t("make.makers")))
            found.append(self.picture(row.makers_picture, 7.6))
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
        yield self.picture(model.picture, 15)
        if model.limits:
            yield self.h(3, self.t("model.limits"))
            yield self.p(self.t("model.limits-intro"))
            yield {"k": "facts", "rows": [[name, said.text] for name, said in model.limits]}
        yield from (self.p(said, "quiet") for said in model.notes)
