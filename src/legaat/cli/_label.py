"""``legaat label``: what a product really is, from the words on its pack."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from legaat._files import STDIO, check_outputs, write_atomic
from legaat.cli._words import words
from legaat.errors import InputError, UsageError
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.labels import LabelResult, LabelText

__all__ = ["label"]

_MOST_STDIN = 8_000_000


def _help(key: str) -> str:
    return words(f"help.{key}", "labels")


def label(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE|-]", help=_help("source"), show_default=False),
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help=_help("text"))] = None,
    off: Annotated[Path | None, typer.Option("--off", metavar="JSON", help=_help("off"))] = None,
    photo: Annotated[
        Path | None, typer.Option("--photo", metavar="PICTURE", help=_help("photo"))
    ] = None,
    barcode: Annotated[
        str | None, typer.Option("--barcode", metavar="DIGITS", help=_help("barcode"))
    ] = None,
    extract: Annotated[
        Path | None, typer.Option("--extract", metavar="JSONL", help=_help("extract"))
    ] = None,
    online: Annotated[bool, typer.Option("--online", help=_help("online"))] = False,
    label_lang: Annotated[
        Literal["nl", "en", "de", "fr"] | None,
        typer.Option("--label-lang", help=_help("label-lang")),
    ] = None,
    person: Annotated[
        Path | None, typer.Option("--person", metavar="ME.toml", help=_help("person"))
    ] = None,
    lang: Annotated[Literal["nl", "en"] | None, typer.Option(help=_help("lang"))] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help=_help("html"))] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE|-", help=_help("json"))
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_help("quiet"))] = False,
) -> None:
    """Read a label and say what the product is."""
    from legaat.labels import check_label, render_html

    chosen = lang or default_lang()
    check_outputs((source, off, photo, extract, person), (html, json_file))
    somebody = None
    if person is not None:
        from legaat.advice import Person

        somebody = Person.read(person)
    given = [thing for thing in (source, text, off, photo, barcode) if thing is not None]
    if len(given) != 1:
        raise UsageError("label-one-input")
    read = _read(source, text, off, photo, barcode, extract, online=online, lang=label_lang)
    result = check_label(read.text, label_lang or read.lang, person=somebody, product=read.product)
    outputs = [(html, render_html(result, chosen))] if html is not None else []
    if json_file is not None:
        data = json.dumps(result.to_dict(chosen), ensure_ascii=False, indent=1, allow_nan=False)
        outputs.append((json_file, data + "\n"))
    for target, content in outputs:
        if target == STDIO:
            sys.stdout.write(content)
        else:
            write_atomic(target, content)
    if not quiet and STDIO not in [target for target, _ in outputs]:
        _show(result, chosen, [target for target, _ in outputs])


def _read(
    source: Path | None,
    text: str | None,
    off: Path | None,
    photo: Path | None,
    barcode: str | None,
    extract: Path | None,
    *,
    online: bool,
    lang: str | None,
) -> LabelText:
    """Take the label from the one place that was named."""
    from legaat.labels import LabelText, read_off, read_text

    if text is not None:
        return LabelText(text)
    if off is not None:
        return read_off(off, lang)
    if barcode is not None:
        return _by_barcode(barcode, extract, online=online, lang=lang)
    if photo is not None:
        return _from_photo(photo, extract, online=online, lang=lang)
    if source is None or source == STDIO:
        return LabelText(sys.stdin.read(_MOST_STDIN))
    return read_text(source)


def _by_barcode(code: str, extract: Path | None, *, online: bool, lang: str | None) -> LabelText:
    """Look a barcode up: in the local extract first, on the network only where asked."""
    from legaat.labels import ask_online, find_barcode

    if extract is not None:
        try:
            return find_barcode(code, extract, lang)
        except InputError as error:
            if error.id != "label-barcode-unknown" or not online:
                raise
    if online:
        return ask_online(code, lang)
    raise UsageError("label-no-extract")


def _from_photo(photo: Path, extract: Path | None, *, online: bool, lang: str | None) -> LabelText:
    """Read a picture; a barcode on it that is known gives the better text."""
    from legaat.labels import read_photo

    read = read_photo(photo, lang)
    if read.barcode is not None and (extract is not None or online):
        try:
            return _by_barcode(read.barcode, extract, online=online, lang=lang)
        except InputError:
            return read
    return read


def _show(result: LabelResult, lang: Lang, written: list[Path | None]) -> None:
    from rich.console import Console

    from legaat.labels import render_text

    console = Console(highlight=False)
    console.print(render_text(result, lang))
    for path in written:
        console.print(say("labels.wrote", lang, path=str(path)), style="bold", markup=False)
