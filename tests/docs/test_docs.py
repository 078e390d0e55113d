"""What the documents say runs, and what can be run is in the documents."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "README.nl.md", ROOT / "CONTRIBUTING.md"]) + sorted(
    (ROOT / "docs").glob("*.md")
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[tuple[str, str]]:
    """Return (document, text) of each fenced block of a kind."""
    return [
        (path.name, text)
        for path in DOCUMENTS
        for found, text in BLOCK.findall(path.read_text(encoding="utf-8"))
        if found == kind
    ]


def legaat_commands() -> list[tuple[str, str]]:
    """Return each ``$ legaat …`` line of the console blocks."""
    return [
        (name, line.removeprefix("$ "))
        for name, text in blocks("console")
        for line in text.splitlines()
        if line.startswith("$ legaat ")
    ]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """Return a folder like the repository's root to a reader: the examples lie in it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize(("document", "command"), legaat_commands())
def test_a_command_in_a_document_runs(document: str, command: str, workplace: Path) -> None:
    command = re.split(r" [|>] ", command)[0]
    words = [sys.executable, "-m", *shlex.split(command)]
    done = subprocess.run(words, cwd=workplace, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (document, command, done.stderr)


@pytest.mark.parametrize(("document", "code"), blocks("python"))
def test_a_python_example_runs(
    document: str, code: str, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace)
    exec(compile(code, document, "exec"), {})


CODE = re.compile(r"`([^`\n]+)`")
RUN = re.compile(r"legaat|(?:scripts|bench)/\w+\.py")


def named_commands() -> list[tuple[str, list[str]]]:
    """Return the words of each ``legaat …`` and each script that a document names, as code."""
    lines = [(name, line) for kind in ("sh", "console") for name, text in blocks(kind)
             for line in text.splitlines()]  # fmt: skip
    for path in DOCUMENTS:
        prose = BLOCK.sub("", path.read_text(encoding="utf-8"))
        lines.extend((path.name, code) for code in CODE.findall(prose))
    found = []
    for name, line in lines:
        for part in re.split(r"\s(?:&&|\|)\s|\s#|^\$ ", line):
            words = part.replace(".venv/bin/", "").replace("…", "").split()
            words = words[1:] if words[:1] in (["python"], ["bash"]) else words
            if words and RUN.fullmatch(words[0]):
                found.append((name, words))
    return found


def unknown_words(words: list[str]) -> list[str]:
    """Return the commands and options of a ``legaat …`` that there are none of."""
    from typer.main import get_command

    from legaat.cli._app import app

    command = get_command(app)
    rest = words[1:]
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        if rest[0] not in command.commands:
            return [rest[0]]
        command, rest = command.commands[rest[0]], rest[1:]
    known = {"--help", *(name for param in command.params for name in param.opts)}
    options = [word.partition("=")[0] for word in rest if re.match(r"--\w", word)]
    return [option for option in options if option not in known]


def test_every_command_and_option_that_a_document_names_exists() -> None:
    asked = [(name, words) for name, words in named_commands() if words[0] == "legaat"]
    assert len(asked) > 50
    wrong = [(name, words) for name, words in asked if unknown_words(words)]
    assert not wrong


def test_every_script_and_option_that_a_document_names_exists() -> None:
    asked = [(name, words) for name, words in named_commands() if words[0] != "legaat"]
    assert len(asked) > 10
    for name, (script, *words) in asked:
        text = (ROOT / script).read_text(encoding="utf-8")
        missing = [word for word in words if word.startswith("--") and f'"{word}"' not in text]
        assert not missing, (name, script)


def test_the_settings_in_the_documents_are_those_that_are_read() -> None:
    from dataclasses import fields

    from legaat.settings import Settings

    setting = re.compile(r"LEGAAT_[A-Z_]+[A-Z]")
    named = {s for path in DOCUMENTS for s in setting.findall(path.read_text(encoding="utf-8"))}
    code = (path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = {s for text in code for s in setting.findall(text)}
    limits = {f"LEGAAT_{field.name.upper()}" for field in fields(Settings)}
    assert named <= read | limits
    assert read <= named | limits


def test_the_references_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build_references.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_person_in_the_documents_is_one(tmp_path: Path) -> None:
    from legaat.advice import Person

    for _, text in blocks("toml"):
        (tmp_path / "me.toml").write_text(text, encoding="utf-8")
        assert Person.read(tmp_path / "me.toml").age_years


def test_links_inside_the_repository_lead_somewhere() -> None:
    link = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
    broken = [
        (path.name, target)
        for path in DOCUMENTS
        for target in link.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not broken


def test_both_readmes_give_the_same_two_commands() -> None:
    def commands(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return re.findall(r"<!-- command: (?:run|test) -->\n```\w*\n(.*?)\n```", text, re.DOTALL)

    english, dutch = commands("README.md"), commands("README.nl.md")
    assert len(english) == 2
    assert dutch == [f"{english[0]} --lang nl", english[1]]


def test_no_document_names_a_place_on_a_machine() -> None:
    for path in DOCUMENTS:
        assert not re.search(r"(^|[\s`(])/(home|root|work|opt)/", path.read_text(encoding="utf-8"))
