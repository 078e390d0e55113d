"""``legaat schema``: the JSON Schema of what Legaat writes and reads."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from legaat.cli._words import words

__all__ = ["schema"]


def schema(
    name: Annotated[str, typer.Argument(help=words("help.schema-name"), show_default=False)],
) -> None:
    """Print a JSON Schema (Draft 2020-12)."""
    from legaat.reports import schema as find

    typer.echo(json.dumps(find(name), ensure_ascii=False, indent=2))
