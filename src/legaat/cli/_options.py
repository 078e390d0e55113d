"""Options that several verbs share, so that each is said and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from legaat.cli import _complete
from legaat.cli._words import words

__all__ = [
    "FormatOption",
    "JsonOption",
    "LangOption",
    "MostOption",
    "PersonOption",
    "ProfileFile",
    "QuietOption",
    "SampleOption",
]

ProfileFile: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PROFILE", help=words("help.profile"), show_default=False)
]
PersonOption: TypeAlias = Annotated[
    Path | None, typer.Option("--person", metavar="ME.toml", help=words("help.person"))
]
MostOption: TypeAlias = Annotated[
    int, typer.Option("--most", min=0, max=20, help=words("help.most"))
]
LangOption: TypeAlias = Annotated[
    Literal["nl", "en"] | None, typer.Option("--lang", help=words("help.lang"))
]
JsonOption: TypeAlias = Annotated[
    Path | None, typer.Option("--json", metavar="FILE|-", help=words("help.json"))
]
SampleOption: TypeAlias = Annotated[str | None, typer.Option("--sample", help=words("help.sample"))]
FormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help=words("help.format"), autocompletion=_complete.formats
    ),
]
QuietOption: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help=words("help.quiet"))]
