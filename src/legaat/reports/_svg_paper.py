"""Pictures for paper: the same SVG, with its colours written in it."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import Final

__all__ = ["alternative", "on_paper"]

_FONT: Final = "Libertinus Serif"
"""The face that every renderer of the file brings along."""

_DRAWN: Final = re.compile(
    r"(?:svg|\.(?:strip|map|bar|gauge|flow|ladder|trough|fill|tint\d|rest|rung))\b"
)
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLOCK: Final = re.compile(r"@[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_LABEL: Final = re.compile(r"<(title|desc)\b[^>]*>(.*?)</\1>", re.DOTALL)
_VARIABLE: Final = re.compile(r"var\(--([\w-]+)\)")
_KEPT: Final = re.compile(r"(?:fill|stroke|opacity|font|paint)[a-z-]*")


def on_paper(svg: str, css: str) -> str:
    """Return a picture of ours as an SVG file that needs no style sheet.

    Parameters
    ----------
    svg : str
        As `legaat.reports._svg.figure` drew it.
    css : str
        The style sheet of the page, with its colours as variables.
    """
    name = re.search(r'class="([a-z]+)"', svg[: svg.index(">")])
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    head = svg[: svg.index(">")].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    style = f"<style>{escape(_style(css), quote=False)}</style>"
    whole = name[1] if name else ""
    # The class of the drawing itself stands on a group, where every renderer looks for it.
    return f'{head}>{style}<g class="{whole}">{inside}</g></svg>'


def alternative(svg: str) -> str:
    """Return what a picture says to those who don't see it: its title and description."""
    found = [unescape(text) for _, text in _LABEL.findall(svg)[:2]]
    return " ".join(f"{part.rstrip('.')}." for part in found if part)


@cache
def _style(css: str) -> str:
    """Return the rules that draw, with the colours of the light page."""
    plain = _BLOCK.sub("", _COMMENT.sub("", css))
    colours = dict(re.findall(r"--([\w-]+):\s*([^;]+);", plain))
    rules = [f"text{{font-family:'{_FONT}';fill:{colours['ink']}}}"]
    for selector, body in _RULE.findall(plain):
        if not all(_DRAWN.match(part.strip()) for part in selector.split(",")):
            continue
        kept = [
            f"{key.strip()}:{_VARIABLE.sub(lambda m: colours[m[1]], value).strip()}"
            for key, value in (line.split(":", 1) for line in body.split(";") if ":" in line)
            if _KEPT.fullmatch(key.strip()) and "sans" not in value
        ]
        if kept:
            rules.append(f"{selector.strip()}{{{';'.join(kept)}}}")
    return "".join(rules)
