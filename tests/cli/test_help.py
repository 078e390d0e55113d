"""Every ``--help`` is in one language, and shows how the command is used."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache

import pytest

from legaat.cli._app import app

ENGLISH = (
    "Options", "Arguments", "Commands", "Show this message", "Install completion",
    "Show completion", "[default:", "[required]", "Usage:", "[OPTIONS]", "COMMAND", "Examples:",
)  # fmt: skip
"""Typer's words, and ours, that a Dutch page may not hold."""

SCRIPT = """
import sys
from legaat.cli._main import run
for path in sys.argv[1:]:
    run([*path.split(), "--help"])
    print("\\f")
"""


def paths() -> list[str]:
    """Return every command, groups among them."""
    from typer.main import get_command

    top = get_command(app)
    found = [""]
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        found.append(name)
        found += [f"{name} {sub}" for sub in getattr(command, "commands", {})]
    return found


PATHS = paths()


@cache
def pages(lang: str) -> dict[str, str]:
    """Return the help of every command, in a process of its own: the words are chosen once."""
    environment = {
        **{k: v for k, v in os.environ.items() if k not in {"FORCE_COLOR", "GITHUB_ACTIONS"}},
        "LEGAAT_LANG": lang,
        "TERMINAL_WIDTH": "80",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *PATHS],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return dict(zip(PATHS, done.stdout.split("\f"), strict=False))


@pytest.mark.parametrize("path", PATHS)
def test_the_help_is_dutch_where_the_language_is(path: str) -> None:
    page = pages("nl")[path]
    assert not [word for word in ENGLISH if word in page]
    assert "Gebruik: legaat" in page
    assert "Opties" in page
    assert "Toon deze hulp" in page


@pytest.mark.parametrize("path", PATHS)
def test_the_help_is_english_elsewhere(path: str) -> None:
    page = pages("en")[path]
    assert "Usage: legaat" in page
    assert "Options" in page
    assert "Show this message" in page


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", [path for path in PATHS if path])
def test_the_help_shows_an_example(path: str, lang: str) -> None:
    page = pages(lang)[path]
    assert f"\n legaat {path}" in page


def test_what_must_be_given_and_what_is_taken_otherwise_is_said() -> None:
    assert "[verplicht]" in pages("nl")["report"]
    assert "[standaard: 5]" in pages("nl")["report"]
    assert "[required]" in pages("en")["report"]
    assert "[default: 5]" in pages("en")["report"]


def test_a_name_between_brackets_stays_there() -> None:
    for lang in ("nl", "en"):
        words = " ".join(re.sub(r"[│\n]", " ", pages(lang)["advise"]).split())
        assert "[chicory-inulin]" in words
