"""The models of a collection one by one, each kept as soon as it is compiled.

Compiling a large collection takes minutes. With a folder to work in, every model that is done lies
there as a pack of one, so that whoever was cut off goes on with the next; the pack that comes of it
is the same, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from legaat._files import write_parts
from legaat.errors import ModelFileError, PackError
from legaat.twin._collection import Entry
from legaat.twin._compile import Compiled, compile_model
from legaat.twin._model import Model
from legaat.twin._packfile import Pack, PackTaxon, Strings, encode, write_pack

__all__ = ["TOO_LARGE", "Piece", "Pieces"]

_SUFFIX: Final = ".legaatpack"
_LEFT: Final = ".left"
TOO_LARGE: Final = "too large"
"""Why a model that doesn't fit in a record is left out."""

_Describe: TypeAlias = Callable[[Entry, Model, Compiled], PackTaxon]


@dataclass(frozen=True, slots=True)
class Piece:
    """One compiled model.

    Attributes
    ----------
    taxon : PackTaxon
    compiled : Compiled
    lumen : mapping of str to (str, str)
        Lumen metabolite to its name in words and its formula.
    """

    taxon: PackTaxon
    compiled: Compiled
    lumen: Mapping[str, tuple[str, str]]


class Pieces:
    """Compiles the models of a collection, or finds them where they were kept.

    Parameters
    ----------
    describe : callable
        Says what a pack holds of a model.
    key : str
        Of the collection and the compiler: what was kept for another is not used.
    work : Path or None
        Folder to keep them in; None keeps nothing.
    """

    def __init__(self, describe: _Describe, key: str, work: Path | None) -> None:
        self._describe = describe
        self._key = key
        self._work = work

    def get(self, number: int, entry: Entry) -> Piece | str:
        """Return the model of an entry, or why it can't be used (English)."""
        found = self._kept(number)
        if found is not None:
            return found
        made = self._make(entry)
        if self._work is not None:
            self._keep(self._work / f"{number:06d}", made)
        return made

    def _make(self, entry: Entry) -> Piece | str:
        try:
            model = entry.load()
            compiled = compile_model(model)
        except ModelFileError as error:
            return error.what("en")
        return Piece(self._describe(entry, model, compiled), compiled, dict(model.lumen))

    def _keep(self, stem: Path, made: Piece | str) -> None:
        if isinstance(made, str):
            text = json.dumps({"key": self._key, "why": made})
            write_parts(stem.with_suffix(_LEFT), (text.encode(),))
            return
        names, reactions = Strings(), Strings()
        try:
            record = encode(made.compiled, names, reactions)
        except OverflowError:
            self._keep(stem, TOO_LARGE)
            return
        write_pack(
            stem.with_suffix(_SUFFIX), name=made.taxon.id, key=self._key, rank="", source="",
            records=[(made.taxon, record)], names=names, reactions=reactions,
            metabolites=made.lumen,
        )  # fmt: skip

    def _kept(self, number: int) -> Piece | str | None:
        if self._work is None:
            return None
        stem = self._work / f"{number:06d}"
        try:
            left = json.loads(stem.with_suffix(_LEFT).read_bytes())
        except FileNotFoundError:
            pass
        else:
            return str(left["why"]) if left["key"] == self._key else None
        try:
            pack = Pack(stem.with_suffix(_SUFFIX))
            if pack.key != self._key:
                return None
            taxon = pack.taxa[0]
            return Piece(taxon, pack.model(taxon.id), pack.metabolites)
        except PackError:
            return None  # not there yet, or damaged: compiled anew
