"""The report as a PDF: the page's words in the page's order, tagged, and data never as markup."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from legaat.errors import MissingExtraError
from legaat.messages import LANGUAGES, Lang, Text
from legaat.reports import render_pdf, render_sheet
from legaat.reports._pdf import blocks
from legaat.reports._svg_paper import alternative, on_paper
from legaat.reports._view import page_view
from report_factory import make_blend, make_inside, make_report, make_strains

pytest.importorskip("typst", reason="needs the extra pdf")

CODE = (
    '#panic("x")',
    '#read("/etc/passwd")',
    "]#text[x",
    '"); panic("',
    "$x^2$ *bold* _it_ @source-1 <label>",
    "\\u{41} // gone",
    "#{ while true {} }",
    "<svg onload=x>",
    "שלום",
    "%1 %2",
)
TEXT = shutil.which("pdftotext")


def everything() -> Any:
    report = make_report(referrals=("soon", "emergency"), n_missing=9, person_given=False)
    return replace(report, strains=make_strains(), blend=make_blend(), inside=make_inside())


def leaves(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, (list, tuple)) else ()
    ):
        yield from leaves(child)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pdf_is_tagged_and_the_same_each_time(lang: Lang) -> None:
    made = render_pdf(everything(), lang)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in made
    assert made == render_pdf(everything(), lang)


@pytest.mark.parametrize(
    "report",
    [
        make_report(n_taxa=0, n_missing=0, n_suggestions=0, n_withheld=0),
        make_report(n_taxa=1, n_missing=1),
        make_report(statuses=("usual",), n_missing=0, notes=()),
        replace(make_report(), blend=make_blend(parts=0)),
    ],
    ids=["empty", "one taxon", "nothing stands out", "no blend"],
)
def test_any_report_can_be_set(report: Any) -> None:
    assert render_pdf(report, "nl").startswith(b"%PDF")


def test_advice_alone_can_be_set() -> None:
    assert render_pdf(everything(), "en", advice_only=True).startswith(b"%PDF")


def test_names_and_sentences_are_never_markup(tmp_path: Path) -> None:
    bad = Text(nl=CODE[0], en=CODE[0])
    report = make_report(names=CODE, sample=CODE[0], n_taxa=14, statuses=("high", "low"))
    card = replace(report.advice.suggestions[0], title=bad, why=(bad,), dose=bad, cautions=(bad,))
    advice = replace(report.advice, suggestions=(card,), questions=(bad,))
    made = render_pdf(replace(report, advice=advice), "en")
    if TEXT is None:
        return
    (tmp_path / "x.pdf").write_bytes(made)
    done = subprocess.run(
        [TEXT, "-layout", tmp_path / "x.pdf", "-"], capture_output=True, check=True
    )
    words = done.stdout.decode()
    assert words.count('#panic("x")') >= 4
    assert '#read("/etc/passwd")' in words
    assert "root:" not in words


def test_the_pdf_says_what_the_page_says() -> None:
    view = page_view(everything(), "en")
    said = " ".join(leaves(list(blocks(view, "en"))))
    assert view.stand is not None
    assert view.model is not None
    for words in (
        *(s.text for s in view.stand.intro), *(card.title for card in view.do.cards),
        *(refer.why for refer in view.do.refers), *(row.why for row in view.do.withheld),
        *(source.text for source in view.sources), *(entry.words for entry in view.words),
        *(row.title for row in view.make), *(said.text for _, said in view.model.limits),
        *(said.text for said in view.about.limits),
    ):  # fmt: skip
        assert words in said


def test_the_order_is_that_of_the_page() -> None:
    heads = [
        "".join(text for text, _ in block["text"])
        for block in blocks(page_view(everything(), "en"), "en")
        if block["k"] == "h" and block["level"] == 2
    ]
    assert heads == [
        "In three sentences", "Where you stand", "What your bacteria can make", "Who eats what",
        "What you can do", "A blend for you", "Live strains", "About this report",
    ]  # fmt: skip


def test_every_picture_has_its_colours_and_its_words() -> None:
    pictures = [b for b in blocks(page_view(everything(), "nl"), "nl") if b["k"] == "picture"]
    assert len(pictures) >= 2
    for block in pictures:
        assert "var(" not in block["svg"]
        assert block["alt"].endswith(".")
        assert re.search(r"fill:#[0-9a-f]{6}", block["svg"])


def test_a_picture_on_paper_keeps_names_as_words() -> None:
    svg = '<svg viewBox="0 0 1 1" class="map"><title id="t">A &lt;b&gt;</title><desc>B</desc></svg>'
    assert alternative(svg) == "A <b>. B."
    shown = on_paper(svg, render_sheet())
    assert shown.startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" class="map"><style>'
    )
    assert "&lt;b&gt;" in shown


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError) as caught:
        render_pdf(make_report(), "en")
    assert "legaat[pdf]" in caught.value.do("en")
