"""No sentence of the catalogue is left over: each is asked for somewhere in the code.

An id stands in the code as it is, or is put together there (``f"know.kind.{card.kind}"``). A piece
that is filled in must itself stand somewhere, in the code or in the data that comes with it.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

from conftest import ROOT
from legaat.messages import catalogue

PACKAGE = ROOT / "src" / "legaat"
LARGEST = 1_000_000
"""Bytes of a file of data that is read for words; larger ones hold numbers."""
MADE = {
    "report.summary.low-high": "joined from a list of two",
    "report.do.intro-none-young": "joined to the id for everybody",
    "report.do.intro-held-young": "joined to the id for everybody",
}
ELSEWHERE = ("twin.substance.",)
"""Ids that end in a name from a pack of models, which may be somebody's own."""
SHORTENED = "person-"
"""What the web face leaves off the id of an error to find its own sentence."""

Pattern = tuple[str | None, ...]


def pieces(node: ast.expr) -> Iterator[Pattern]:
    """Yield what an expression can become: its texts, with None where something is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield (node.value,)
    elif isinstance(node, ast.JoinedStr):
        for parts in itertools.product(*(list(pieces(part)) for part in node.values)):
            yield tuple(itertools.chain(*parts))
    elif isinstance(node, ast.FormattedValue):
        yield from pieces(node.value)
    elif isinstance(node, ast.IfExp):
        yield from pieces(node.body)
        yield from pieces(node.orelse)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for left, right in itertools.product(pieces(node.left), pieces(node.right)):
            yield (*left, *right)
    else:
        yield (None,)


def of_python(path: Path) -> Iterator[Pattern]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield (str(node.value),)
        elif isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and id(node) not in told:
            yield from pieces(node)


def of_template(path: Path) -> Iterator[Pattern]:
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str):
            yield (const.value,)
    for joined in tree.find_all(nodes.Concat):
        yield tuple(part.value if isinstance(part, nodes.Const) else None for part in joined.nodes)


def of_data(path: Path) -> Iterator[Pattern]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tsv":
        yield from ((cell,) for cell in re.split(r"[\t\n]", text))
    else:
        yield from texts(json.loads(text) if path.suffix == ".json" else tomllib.loads(text))


def texts(value: Any) -> Iterator[Pattern]:
    if isinstance(value, str):
        yield (value,)
    elif isinstance(value, dict):
        yield from ((key,) for key in value)
        yield from itertools.chain.from_iterable(texts(one) for one in value.values())
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(texts(one) for one in value)


def everything() -> Iterator[Pattern]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py":
            yield from of_python(path)
        elif path.suffix == ".j2":
            yield from of_template(path)
        elif path.suffix in {".json", ".toml", ".tsv"} and "locale" not in path.parts:
            yield from of_data(path) if path.stat().st_size <= LARGEST else ()


def slug(text: str) -> str:
    """Return a word as it stands in an id."""
    return re.sub("[ /_]", "-", text)


def joined(pattern: Pattern) -> Pattern:
    """Return a pattern with texts that stand side by side taken together."""
    parts: list[str | None] = []
    for filled, run in itertools.groupby(pattern, lambda part: part is None):
        parts.extend([None] if filled else ["".join(part or "" for part in run)])
    return tuple(parts)


def leftover(ids: Iterable[str]) -> list[str]:
    """Return the ids that nothing in the code can ask for."""
    found = {joined(pattern) for pattern in everything()}
    words = {pattern[0] for pattern in found if len(pattern) == 1 and pattern[0]}
    words |= {piece for word in words for piece in re.split(r"[\s|,;]+", word)}
    words |= {form for word in words if len(word) < 60 for form in (slug(word), slug(word.lower()))}
    words |= {word.removeprefix(SHORTENED) for word in words}
    ways = [
        re.compile("".join("(.+)" if part is None else re.escape(slug(part)) for part in pattern))
        for pattern in found
        # A pattern of an id begins with a word of its own.
        if len(pattern) > 1 and pattern[0] and re.fullmatch(r"[a-z][\w-]*[. -][\w.-]*", pattern[0])
    ]
    # Helpers such as say(f"{topic}.{key}"): the topic is then a word of the code as well.
    ways.append(re.compile(rf"({'|'.join(sorted({key.split('.')[0] for key in ids}))})\.(.+)"))

    @cache
    def used(text: str) -> bool:
        if text in words:
            return True
        matches = (way.fullmatch(text) for way in ways)
        return any(match and all(map(used, match.groups())) for match in matches)

    return sorted(key for key in ids if not used(key))


def test_every_sentence_is_asked_for_somewhere() -> None:
    ids = [key for key in catalogue("en") if not key.startswith(ELSEWHERE)]
    assert [key for key in leftover(ids) if key not in MADE] == []


def test_a_sentence_that_nothing_asks_for_is_found() -> None:
    made_up = ["web.start.never-asked-for-anywhere", "know.kind.no-such-kind-of-card"]
    assert leftover([*made_up, "web.start.busy"]) == sorted(made_up)
