"""Labels: what a product really is, from the words on its pack.

>>> result = check_label("Heat-killed Lactobacillus plantarum L-137, 10 mg per tablet")
>>> result.organisms[0].name, result.organisms[0].state
('Lactiplantibacillus plantarum', 'inactivated')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legaat.labels._check import check_label
from legaat.labels._sources import (
    LabelText,
    check_digit_fits,
    find_barcode,
    read_off,
    read_text,
)
from legaat.labels._types import (
    Claim,
    Dose,
    Evidence,
    Ingredient,
    Kind,
    LabelCheck,
    LabelResult,
    Organism,
    Span,
    Warned,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from legaat.labels._shown import ShownLabel
    from legaat.messages import Lang

__all__ = [
    "Claim",
    "Dose",
    "Evidence",
    "Ingredient",
    "Kind",
    "LabelCheck",
    "LabelResult",
    "LabelText",
    "Organism",
    "Span",
    "Warned",
    "ask_online",
    "check_digit_fits",
    "check_label",
    "find_barcode",
    "read_barcode",
    "read_off",
    "read_photo",
    "read_text",
    "render_html",
    "render_text",
    "show_label",
]


def ask_online(code: str, lang: str | None = None) -> LabelText:
    """Ask Open Food Facts for a product by its barcode (see ``legaat.labels._online``)."""
    from legaat.labels._online import ask_online as ask

    return ask(code, lang)


def read_barcode(path: Path) -> str | None:
    """Read the barcode from a photo of a pack (see ``legaat.labels._photo``)."""
    from legaat.labels._photo import read_barcode as read

    return read(path)


def read_photo(path: Path, lang: str | None = None) -> LabelText:
    """Read text and barcode from a photo of a pack (see ``legaat.labels._photo``)."""
    from legaat.labels._photo import read_photo as read

    return read(path, lang)


def render_html(result: LabelResult, lang: Lang) -> str:
    """Return a result as one self-contained page (see ``legaat.labels._view_html``)."""
    from legaat.labels._view_html import render_html as render

    return render(result, lang)


def render_text(result: LabelResult, lang: Lang) -> RenderableType:
    """Return a result for the terminal (see ``legaat.labels._view_text``)."""
    from legaat.labels._view_text import render_text as render

    return render(result, lang)


def show_label(
    result: LabelResult, lang: Lang, allergies: frozenset[str] = frozenset()
) -> ShownLabel:
    """Return a result in words, part by part (see ``legaat.labels._shown``)."""
    from legaat.labels._shown import shown

    return shown(result, lang, allergies)
