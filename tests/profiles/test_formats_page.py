"""Every example in docs/formats.md is read, and every format has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import profile_files as files
from conftest import ROOT
from legaat.profiles import formats, read_profiles
from legaat.settings import Settings

PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"<!-- (read|map|taxonomy)(?:: ([^>]*?))?(?: for the next)? -->\n```\w+\n(.*?)```", re.DOTALL
)


def examples() -> list[tuple[str, str, str, str]]:
    """Return (kind, what, text, taxonomy) of each example."""
    found, taxonomy = [], ""
    for kind, what, text in BLOCK.findall(PAGE):
        if kind == "taxonomy":
            taxonomy = text
            continue
        found.append((kind, what, text, taxonomy))
        taxonomy = ""
    return found


@pytest.mark.parametrize(("kind", "what", "text", "taxonomy"), examples())
def test_an_example_is_read(kind: str, what: str, text: str, taxonomy: str, tmp_path: Path) -> None:
    path = files.write(tmp_path, text, "my_sample.txt")
    if kind == "map":
        mapping = dict(pair.split("=", 1) for pair in what.split(","))
        table = read_profiles(path, mapping=mapping)
    else:
        second = files.write(tmp_path, taxonomy, "taxonomy.tsv") if taxonomy else None
        table = read_profiles(path, taxonomy=second)
        assert table[0].report.format == what
    for profile in table:
        assert sum(profile.shares.values()) == pytest.approx(1)
        assert profile.report.mapped_share > 0


def test_every_format_has_an_example() -> None:
    shown = {what for kind, what, _, _ in examples() if kind == "read"}
    # These two hold no text; what they look like is said.
    assert {info.id for info in formats()} - shown == {"biom-hdf5", "qza", "map"}
    assert [kind for kind, *_ in examples()].count("map") == 1


def test_every_block_is_an_example_or_a_command() -> None:
    blocks = re.findall(r"^```(\w+)$", PAGE, re.MULTILINE)
    taxonomies = PAGE.count("<!-- taxonomy")
    others = blocks.count("sh") + blocks.count("python")  # both run in tests/docs
    assert len(blocks) - others == len(examples()) + taxonomies


def test_every_limit_is_named() -> None:
    for name in Settings.__slots__:
        if name.startswith("max_"):
            assert f"`LEGAAT_{name.upper()}`" in PAGE
