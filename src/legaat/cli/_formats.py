"""``legaat formats``: which files can be read, with an example of each."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from legaat.cli import _complete
from legaat.cli._words import words
from legaat.messages import default_lang

__all__ = ["formats"]


def formats(
    name: Annotated[
        str | None,
        typer.Argument(
            help=words("help.formats-name"), show_default=False, autocompletion=_complete.formats
        ),
    ] = None,
) -> None:
    """List the formats, or show one with its example header."""
    from rich.console import Console

    from legaat.profiles import format_info, formats

    console = Console(highlight=False)
    lang = default_lang()
    if name is not None:
        info = format_info(name)
        console.print(f"[bold]{info.id}[/bold]  {info.title.text(lang)}\n")
        console.print(info.example, markup=False, soft_wrap=True)
        return
    console.print(_table([(info.id, info.title.text(lang)) for info in formats()]))
    console.print(words("formats-more"), style="dim")


def _table(rows: list[tuple[str, str]]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for row in rows:
        table.add_row(*row)
    return table
