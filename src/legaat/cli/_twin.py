"""``legaat simulate``: what the community makes, now and after a change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from legaat.cli import _complete
from legaat.cli._outputs import as_json, deliver
from legaat.cli._simulation import Change, show
from legaat.cli._words import words
from legaat.errors import UsageError, Where
from legaat.messages import default_lang

__all__ = ["simulate"]


def _help(key: str) -> str:
    return words(f"help.{key}", "twin")


def simulate(
    profile: Annotated[
        Path, typer.Argument(metavar="PROFILE", help=_help("profile"), show_default=False)
    ],
    pack: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=_help("pack-use"), autocompletion=_complete.packs),
    ] = None,
    diet: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", help=_help("diet"), autocompletion=_complete.diets),
    ] = None,
    fraction: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help=_help("fraction"), show_default=False),
    ] = None,
    add: Annotated[list[str] | None, typer.Option(metavar="inulin=10g", help=_help("add"))] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="TAXON", help=_help("without"))
    ] = None,
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="TAXON=0.01", help=_help("with"))
    ] = None,
    ranges: Annotated[bool, typer.Option("--ranges", help=_help("ranges"))] = False,
    everything: Annotated[bool, typer.Option("--all", help=_help("all"))] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE|-", help=_help("json"))
    ] = None,
    sample: Annotated[str | None, typer.Option(help=_help("sample"))] = None,
    lang: Annotated[Literal["nl", "en"] | None, typer.Option(help=_help("lang"))] = None,
) -> None:
    """Simulate a profile's community, now and after a change."""
    from legaat import profiles
    from legaat._files import STDIO, check_outputs
    from legaat.twin import Twin

    to_screen = json_file == STDIO
    check_outputs((profile, Path(diet) if diet else None), (json_file,))
    adding = dict(_share(text) for text in with_ or ())
    read = profiles.read_profile(profile, sample=sample)
    found = Twin(read, pack=pack, diet=diet).simulate(
        fraction=fraction, add=add or (), without=without or (), adding=adding, ranges=ranges
    )
    spoken = lang or default_lang()
    if json_file is not None:
        deliver([(json_file, as_json(found.to_dict(spoken)))])
        if to_screen:
            return
    change = Change(added=tuple(add or ()), without=tuple(without or ()), joined=tuple(adding))
    show(found, change, spoken, everything=everything)


def _share(text: str) -> tuple[str, float]:
    taxon, sign, share = text.rpartition("=")
    try:
        return taxon.strip(), float(share.replace(",", ".")) if sign else float("nan")
    except ValueError as error:
        raise UsageError("bad-share", where=Where(entry=f"--with {text[:80]}")) from error
