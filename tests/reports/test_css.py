"""Colours that everybody can tell apart: WCAG 2.2, 1.4.3 (text) and 1.4.11 (graphics)."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT

CSS = (ROOT / "src" / "legaat" / "reports" / "templates" / "page.css").read_text("utf-8")
TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "wash"),
    ("ink", "bubble"),
    ("ink", "warn-wash"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "warn-wash"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "wash"),
    ("on-accent", "accent"),
    ("warn", "warn-wash"),
    ("warn", "card"),
]
GRAPHICS = [("pop", "paper"), ("pop", "card"), ("accent", "bubble"), ("soft", "card")]


def palettes() -> dict[str, dict[str, str]]:
    """Return the colours of the light page, the dark page and paper."""
    found = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    ]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
def test_words_stand_out_from_what_lies_behind_them(palette: str) -> None:
    colours = palettes()[palette]
    weak = [pair for pair in TEXT if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
def test_marks_stand_out_from_what_lies_behind_them(palette: str) -> None:
    colours = palettes()[palette]
    weak = [pair for pair in GRAPHICS if contrast(colours[pair[0]], colours[pair[1]]) < 3]
    assert weak == []


def test_every_palette_has_the_same_colours() -> None:
    light, dark, paper = palettes().values()
    assert light.keys() == dark.keys() == paper.keys()


def test_nothing_blinks_or_moves() -> None:
    assert not re.search(r"animation|transition|blink|@keyframes", CSS)
