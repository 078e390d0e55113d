"""Every class and id that a style sheet names is given by a page, a picture or a script."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from conftest import ROOT

PACKAGE = ROOT / "src" / "legaat"
STATIC = PACKAGE / "web" / "static"
STYLES = [*sorted(STATIC.glob("*.css")), PACKAGE / "reports" / "templates" / "page.css"]
DRAWING = ("reports/_svg*.py", "reports/_html*.py", "reports/_glossary.py", "reports/_view.py",
           "web/_second.py", "web/_slopes.py")  # fmt: skip
"""Modules that write classes themselves."""
FROM_RESULTS = {"pass"}
"""Classes that are a word of a result: how a check of a label ended."""
GIVEN = re.compile(r"""\b(?:class|id)=(?:"([^"]*)"?|'([^']*)'?)""")
COUNTED = re.compile(r"[a-z]+(?=\d$)")
"""What stands before a number in a class of a series: ``tint3`` is ``tint{place}``."""


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_][\w-]*", text))


def of_templates() -> Iterator[str]:
    """Yield what stands in an attribute, and each text that a template can fill in there."""
    for path in PACKAGE.rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
        yield from (found[0] or found[1] for found in GIVEN.findall(plain))
        tree = Environment(autoescape=True).parse(text)
        yield from (c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, str))


def of_code() -> Iterator[str]:
    for pattern in DRAWING:
        for path in PACKAGE.glob(pattern):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
    for path in STATIC.glob("*.js"):
        yield from re.findall(r"[\"'`]([^\"'`\n]*)[\"'`]", path.read_text(encoding="utf-8"))


def named(path: Path) -> set[str]:
    """Return the classes and ids that the selectors of a style sheet name."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    rules = [rule for rule in re.findall(r"([^{}]+)\{", text) if not rule.strip().startswith("@")]
    plain = " ".join(re.sub(r"\[[^\]]*\]", "", rule) for rule in rules)
    return set(re.findall(r"[.#]([A-Za-z_][\w-]*)", plain))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_is_for_something_that_a_page_holds(path: Path) -> None:
    given = {word for text in (*of_templates(), *of_code()) for word in words(text)}
    left = named(path) - given - FROM_RESULTS
    series = {name for name in left if (found := COUNTED.match(name)) and found[0] in given}
    assert left - series == set()
