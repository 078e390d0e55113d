"""Mistakes in a command, said like every other error: what, where, what to do."""

from __future__ import annotations

import re
from typing import Any

from legaat.errors import UsageError, Where

__all__ = ["explain"]


def explain(error: Any) -> UsageError:
    """Return typer's complaint about a command as an error of Legaat's own.

    Typer says these in English only. Its exception classes are private, so they are told apart by
    name; a class that isn't known here gets the general sentence.

    Parameters
    ----------
    error : typer.exceptions.TyperException
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "legaat"
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return UsageError("cli-no-option", command=command, name=error.option_name)
    param = getattr(error, "param", None)
    if param is None:
        return UsageError("cli-usage", where=Where(entry=_words(error)), command=command)
    name = str(param.get_error_hint()).replace("'", "")
    if kind == "MissingParameter":
        return UsageError("cli-missing", command=command, name=name)
    _, choice, choices = str(error.message).partition("is not one of")
    if choice:
        listed = ", ".join(re.findall(r"'([^']+)'", choices))
        return UsageError("cli-choice", name=name, choices=listed)
    return UsageError("cli-bad-value", command=command, name=name)


def _words(error: Any) -> str:
    """Return the part of the command that is meant, without typer's sentence around it."""
    message = str(getattr(error, "message", ""))
    found = re.search(r"'([^']+)'|\((?!s\))([^)]+)\)", message)
    return (found[1] or found[2]) if found else message
