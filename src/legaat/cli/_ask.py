"""``legaat ask``: the questions about a person, in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from legaat._files import STDIO, check_outputs, write_atomic
from legaat.cli._words import words
from legaat.errors import PersonError, UsageError, Where
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.advice import Person, Question, Referral

__all__ = ["ask"]

_MANY = 12


def _help(key: str) -> str:
    return words(f"help.{key}", "ask")


def ask(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE|-", help=_help("out"))] = Path(
        "me.toml"
    ),
    lang: Annotated[Literal["nl", "en"] | None, typer.Option(help=_help("lang"))] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help=_help("force"))] = False,
) -> None:
    """Ask about a person, and write the answers to a file."""
    from legaat.advice import Person, next_question, to_toml

    chosen = lang or default_lang()
    check_outputs((), (out,))
    if out != STDIO and out.exists() and not force:
        raise UsageError("ask-file-exists", where=Where.file(out))
    console = _console()
    console.print(say("ask.welcome", chosen), style="dim", markup=False)
    answers: dict[str, object] = {}
    told: set[str] = set()
    while (question := next_question(answers)) is not None:
        answers = _ask_one(console, question, answers, chosen)
        person = _person(answers)
        _warn(console, person, told, chosen)
    text = to_toml(Person.from_dict({k: v for k, v in answers.items() if v is not None}))
    if out == STDIO:
        sys.stdout.write(text)
        return
    write_atomic(out, text)
    console.print("\n" + say("ask.written", chosen, path=str(out)), markup=False)
    console.print(say("ask.next", chosen, path=str(out)), style="dim", markup=False)


def _console() -> Any:
    from rich.console import Console

    # Questions go to the screen even where the answers go to a pipe.
    return Console(stderr=True, highlight=False)


def _person(answers: dict[str, object]) -> Person:
    from legaat.advice import Person

    return Person.from_dict({key: value for key, value in answers.items() if value is not None})


def _ask_one(
    console: Any, question: Question, answers: dict[str, object], lang: Lang
) -> dict[str, object]:
    from rich.text import Text

    from legaat.advice import answer

    console.print()
    console.print(Text(question.text.text(lang), style="bold"))
    console.print(Text(question.reason.text(lang), style="dim"))
    known = question.words
    if known and len(known) <= _MANY:
        console.print(Text("  " + ", ".join(word.label.text(lang) for word in known)))
    elif known:
        console.print(Text("  " + say("ask.list-hint", lang), style="dim"))
    while True:
        typed = _read(say("ask.prompt", lang))
        if typed.strip() == "?" and known:
            _show_words(console, question, lang)
            continue
        try:
            return answer(answers, question, typed)
        except PersonError as error:
            console.print(Text(error.text(lang), style="yellow"))


def _read(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        # The answers ended before the questions did: nothing is written.
        raise KeyboardInterrupt
    return line.rstrip("\r\n")


def _show_words(console: Any, question: Question, lang: Lang) -> None:
    from rich.columns import Columns

    labels = sorted(word.label.text(lang) for word in question.words)
    console.print(Columns(labels, padding=(0, 2)))


def _warn(console: Any, person: Person, told: set[str], lang: Lang) -> None:
    """Say at once when something needs a doctor; the questions go on after it."""
    from rich.text import Text

    from legaat.advice import referrals

    for found in referrals(person):
        if found.rule in told:
            continue
        told.add(found.rule)
        console.print(_referral(found, lang, Text))


def _referral(found: Referral, lang: Lang, text: Any) -> Any:
    from rich.panel import Panel

    body = f"{found.why.text(lang)}\n{found.what_to_do.text(lang)}"
    title = say(f"know.urgency.{found.urgency}", lang)
    return Panel(text(body), title=title, title_align="left", border_style="red")
