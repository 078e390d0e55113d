"""A strict reading of a page, for tests: tags that match, ids, headings, links and text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = {"meta", "link", "br", "hr", "img", "input"}
HEADINGS: Final = {f"h{i}": i for i in range(1, 7)}


@dataclass
class Page:
    """What was found in a page."""

    ids: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    svg_titles: list[bool] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []
        self.parts: list[str] = []
        self.inline: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        inline = known.get("class") in {"term", "nb"}
        self.parts.append("" if inline else " ")
        assert len(known) == len(attrs), f"<{tag}> repeats an attribute"
        self.page.tags.append((tag, known))
        if "id" in known:
            self.page.ids.append(known["id"] or "")
        if "href" in known:
            self.page.links.append(known["href"] or "")
        if tag in HEADINGS:
            self.page.headings.append(HEADINGS[tag])
        if tag == "title" and self.open and self.open[-1] == "svg":
            self.page.svg_titles.append(True)
        if tag not in VOID:
            self.open.append(tag)
            self.inline.append(inline)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()
        inline = self.inline.pop()
        self.parts.append("" if inline else " ")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in {"style", "script"}:
            self.parts.append(data)


def read_page(html: str) -> Page:
    """Read a page; fail where its tags don't match."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [], f"left open: {reader.open}"
    reader.page.text = " ".join("".join(reader.parts).split())
    return reader.page
