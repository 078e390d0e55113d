"""What can be tapped beside a sentence: its sources, how we reckon it, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from markupsafe import Markup

from legaat.messages import Lang, say
from legaat.reports._glossary import Explainer
from legaat.reports._markup import marked, safe
from legaat.reports._said import Said

__all__ = ["Marks"]

_FEW: Final = 3


class Marks:
    """Sentences of a page as markup, each with what opens where it stands.

    Parameters
    ----------
    explain : Explainer
    lang : {"nl", "en"}
    """

    def __init__(self, explain: Explainer, lang: Lang) -> None:
        self._explain = explain
        self._lang = lang
        self._how = escape(say("report.page.how", lang))
        self._refs: dict[int, str] = {}

    def ref(self, number: int) -> Markup:
        """Return what opens a source."""
        return safe(self._ref(number))

    def _ref(self, number: int) -> str:
        if number not in self._refs:
            label = escape(say("report.page.source", self._lang, n=str(number)))
            self._refs[number] = (
                f'<button class="ref" popovertarget="source-{number}" aria-label="{label}">'
                f"{number}</button>"
            )
        return self._refs[number]

    def why(self, key: str) -> Markup:
        """Return what opens how we reckon something."""
        return safe(self._why(key))

    def _why(self, key: str) -> str:
        return (
            f'<button class="ref how" popovertarget="word-how-{key}" aria-label="{self._how}">'
            "?</button>"
        )

    def term(self, key: str, words: str) -> Markup:
        """Return a word that opens its meaning."""
        return safe(f'<button class="term" popovertarget="word-{key}">{escape(words)}</button>')

    def marks(self, numbers: Iterable[int], how: str = "") -> Markup:
        """Return what opens the sources of a sentence and the method behind it."""
        inside = "".join(map(self._ref, numbers)) + (self._why(how) if how else "")
        return safe(f'<span class="refs">{inside}</span>' if inside else "")

    def say(self, said: Said) -> Markup:
        """Return a sentence with its words to tap and what it rests on."""
        return safe(self._explain(said.text), self.marks(said.numbers, said.how))

    def tell(self, said: Said) -> Markup:
        """Return a sentence without words to tap, a few marks on the line of its last word."""
        text = marked(said.text)
        refs = self.marks(said.numbers, said.how)
        head, space, last = str(text).rpartition(" ")
        few = len(said.numbers) + bool(said.how) <= _FEW
        if not refs or not few or not space or "<" in last or ">" in last:
            return safe(text, refs)
        return safe(head, space, f'<span class="nb">{last}', refs, "</span>")

    def says(self, rows: Iterable[Said]) -> Markup:
        """Return several sentences, one after the other."""
        return safe(" ".join(map(self.say, rows)))
