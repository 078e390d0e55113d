"""``--help`` in the language of the person: typer's own words stand in English only.

Typer (0.29) keeps the titles of its panels and its short notes in constants of ``rich_utils`` and
has no setting for them. They are set just before a help page is drawn; ``tests/cli/test_help.py``
fails where a later version keeps them elsewhere.
"""

from __future__ import annotations

from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

from legaat.cli._words import words

__all__ = ["Command", "Group"]

_CONSTANTS: Final = {
    "ARGUMENTS_PANEL_TITLE": "arguments",
    "OPTIONS_PANEL_TITLE": "options",
    "COMMANDS_PANEL_TITLE": "commands",
    "DEFAULT_STRING": "default",
    "REQUIRED_LONG_STRING": "required",
}
_COMPLETION: Final = {"install_completion": "install", "show_completion": "show"}


def _word(key: str) -> str:
    return words(f"help.frame.{key}")


def _translate() -> None:
    """Put typer's own words in the person's language."""
    from typer import rich_utils

    for constant, key in _CONSTANTS.items():
        setattr(rich_utils, constant, _word(key))


class _Spoken:
    """What commands and groups share: a help page in one language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Draw the page."""
        _translate()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that shows how the command is put together."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_word('usage')} ")

    def get_help_option(self, ctx: Any) -> Any:
        """Return ``--help``, explained."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _word("help")
        return option


class Command(_Spoken, TyperCommand):
    """A command whose help is in the person's language."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{**settings, "options_metavar": _word("options-metavar")})


class Group(_Spoken, TyperGroup):
    """A group of commands whose help is in the person's language."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        metavars = {
            "options_metavar": _word("options-metavar"),
            "subcommand_metavar": _word("command-metavar"),
        }
        super().__init__(*args, **{**settings, **metavars})

    def get_params(self, ctx: Any) -> Any:
        """Return the options; those that typer adds for the shell are explained."""
        found = super().get_params(ctx)
        for param in found:
            key = _COMPLETION.get(param.name or "")
            if key is not None:
                param.help = _word(key)  # type: ignore[attr-defined]
        return found
