"""``legaat validate``: what ships, held against measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from legaat.messages import default_lang, say

__all__ = ["validate"]


def _words(key: str, **params: str | int) -> str:
    return say(f"validation.{key}", default_lang(), **params)


def validate(
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help=_words("help.data"), show_default=False)
    ],
    out: Annotated[Path, typer.Option(help=_words("help.out"))] = Path("validation.md"),
    beside: Annotated[str | None, typer.Option(metavar="PACK", help=_words("help.beside"))] = None,
    quick: Annotated[bool, typer.Option("--quick", help=_words("help.quick"))] = False,
) -> None:
    """Predict what was measured, and write how well."""
    from legaat._files import check_writable, write_atomic
    from legaat.validation import Options, figures, page
    from legaat.validation import validate as compare

    check_writable(out)
    images = out.parent / "img"
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done % 100 == 0:
            typer.echo(_words("done", n=done), err=True)

    parts = compare(Options(data=data, other=beside, step=step, fresh=not quick))
    images.mkdir(parents=True, exist_ok=True)
    for name, drawing in figures(parts).items():
        write_atomic(images / name, drawing)
    write_atomic(out, page(parts))
    typer.echo(_words("wrote", path=str(out)))
