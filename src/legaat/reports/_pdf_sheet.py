"""What the PDF is made of: words and pictures as blocks, which the template sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, TypeAlias

from legaat.messages import Lang, say
from legaat.reports._html import render_sheet
from legaat.reports._html_do import Cited, Held
from legaat.reports._markup import spans
from legaat.reports._said import Said
from legaat.reports._svg_paper import alternative, on_paper
from legaat.reports._view import PageView

__all__ = ["Block", "Sheet"]

Block: TypeAlias = dict[str, Any]


class Sheet:
    """Words and pictures of a page as blocks."""

    def __init__(self, view: PageView, lang: Lang) -> None:
        self.view = view
        self.css = render_sheet()
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
        shown = on_paper(str(svg), self.css)
        return {"k": "picture", "svg": shown, "alt": alternative(str(svg)), "width": width}

    def cited(self, cited: Cited) -> Iterator[Block]:
        """Yield the sources of a thing."""
        if cited.sources or cited.own:
            own = self.t("do.own-rule") if cited.own else ""
            words = self.t("page.sources") if cited.sources else ""
            numbers = tuple(n for n, _ in cited.sources)
            yield {"k": "cited", "words": words, "numbers": numbers, "own": own}

    def held(self, rows: Iterable[Held]) -> Iterator[Block]:
        for row in rows:
            inside = [self.p(row.title, "bold")] if row.title else []
            yield {"k": "whole", "blocks": [*inside, self.p(row.why), *self.cited(row.cited)]}

    def named(self, key: str, block: Block, style: str = "") -> Iterator[Block]:
        yield {"k": "name", "words": self.t(key), "style": style}
        yield block


def _run(said: Said) -> Block:
    return {"spans": spans(said.text), "numbers": said.numbers}


def _say(lang: Lang, key: str, **params: Any) -> str:
    return say(f"report.{key}", lang, **params)
