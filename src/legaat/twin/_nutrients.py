"""The tables behind diets in grams: nutrients, constants, shipped intakes, and their sources.

They lie in ``data/diets/`` as tab-separated text, so that anyone can read and check them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from legaat.knowledge import FoodSource, food_sources
from legaat.messages import Text

KIND_SHARES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "arabinoxylan": "nsp_share_arabinoxylan",
        "cellulose": "nsp_share_cellulose",
        "pectin": "nsp_share_pectin",
        "beta-glucan": "nsp_share_bglc",
    }
)
"""How fibre of unknown kind is split: nutrient to the constant that says how much."""


@dataclass(frozen=True, slots=True)
class Constant:
    """One number, with what it was measured on and where it was read.

    Attributes
    ----------
    id : str
    value : float
    low, high : float or None
        Range that the source gives, where it gives one.
    unit, basis : str
        English.
    sources : tuple of str
        Ids of sources; "own" for an assumption of ours.
    verified : {"yes", "partial", "assumption"}
        Read at the source; read in part or second-hand; our own.
    note : str
    """

    id: str
    value: float
    low: float | None
    high: float | None
    unit: str
    basis: str
    sources: tuple[str, ...]
    verified: str
    note: str


@dataclass(frozen=True, slots=True)
class Nutrient:
    """Something that can be eaten, or lie in a medium.

    Attributes
    ----------
    id : str
        Its everyday English name.
    name : Text
    also : tuple of str
        Other names, lower case.
    kind : str
        "fibre", "sugar", "protein" …
    reaches : str
        Id of the constant that says which part of what is eaten reaches the colon; "" for all.
    mixtures : tuple of tuple of str
        Ids in the lumen without suffix, as model packs call it: the first mixture that a pack
        knows whole stands for it, its parts in equal grams. The colon pack's own comes first.
    formulas : tuple of str
        Formulas of the AGORA mixture's parts, to turn a medium into other models' ids.
    note : str
    """

    id: str
    name: Text
    also: tuple[str, ...]
    kind: str
    reaches: str
    mixtures: tuple[tuple[str, ...], ...]
    foreign: tuple[str, ...]
    formulas: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Intake:
    """One nutrient in a shipped diet.

    Attributes
    ----------
    diet, nutrient : str
    grams : float or None
        A day; None where no figure was found.
    low, high : float or None
    sources : tuple of str
    state : {"read", "secondary", "derived", "assumption", "not found"}
    note : str
    """

    diet: str
    nutrient: str
    grams: float | None
    low: float | None
    high: float | None
    sources: tuple[str, ...]
    state: str
    note: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = resources.files("legaat.twin").joinpath("data", "diets", name)
    text = path.read_text(encoding="utf-8")
    yield from csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _words(text: str, sep: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(sep) if part.strip())


@cache
def constants() -> Mapping[str, Constant]:
    """Return every constant by id."""
    return MappingProxyType(
        {
            r["id"]: Constant(
                r["id"], float(r["value"]), _number(r["low"]), _number(r["high"]), r["unit"],
                r["basis"], _words(r["source"], ","), r["verified"], r["note"] or "",
            )
            for r in _rows("constants.tsv")
        }
    )  # fmt: skip


def constant(name: str) -> float:
    """Return the value of a constant."""
    return constants()[name].value


@cache
def sources() -> Mapping[str, FoodSource]:
    """Return every source by id: those of the foods, and a few of this room."""
    own = {
        r["id"]: FoodSource(
            r["id"], r["authors"], r["title"], r["year"], r["doi"] or None,
            "yes" if r["verified"] == "yes" else "partial",
        )
        for r in _rows("sources.tsv")
    }  # fmt: skip
    return MappingProxyType({**food_sources(), **own})


@cache
def intakes() -> tuple[Intake, ...]:
    """Return every row of the shipped diets, in their order."""
    return _intakes("shipped.tsv", "diet")


def _intakes(file: str, key: str) -> tuple[Intake, ...]:
    return tuple(
        Intake(
            r[key], r["nutrient"], _number(r["grams"]), _number(r["low"]), _number(r["high"]),
            _words(r["source"], ","), r["state"], r["note"] or "",
        )
        for r in _rows(file)
    )  # fmt: skip


@cache
def nutrients() -> Mapping[str, Nutrient]:
    """Return every nutrient by id."""
    return MappingProxyType({r["id"]: _nutrient(r) for r in _rows("nutrients.tsv")})


def _nutrient(r: dict[str, str]) -> Nutrient:
    own = [_words(m, "+") for m in _words(r["colon"], "|")]
    foreign = [_words(m, "+") for m in _words(r["agora"], "|")]
    return Nutrient(
        id=r["id"],
        name=Text(nl=r["name_nl"], en=r["name_en"]),
        also=tuple(word.casefold() for word in _words(r["also"], ";")),
        kind=r["kind"],
        reaches=r["reaches"],
        mixtures=tuple(dict.fromkeys([*own, *foreign])),
        foreign=foreign[0] if foreign else (),
        formulas=_words(r["agora_formula"], "+"),
        note=r["note"] or "",
    )


@cache
def _by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for nutrient in nutrients().values():
        for word in (nutrient.id, nutrient.name.nl, nutrient.name.en, *nutrient.also):
            found.setdefault(word.casefold(), nutrient.id)
    return MappingProxyType(found)


def find(name: str) -> Nutrient | None:
    """Return the nutrient of this name in Dutch or English, or None."""
    found = _by_name().get(" ".join(name.split()).casefold().replace("_", " "))
    return None if found is None else nutrients()[found]


def near(name: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return up to four known names that look like this one: those that begin with it first."""
    word = " ".join(name.split()).casefold()
    known = [*_by_name(), *more]
    stems = tuple(f"{stem} " for stem in (word, word.removesuffix("s")) if stem)
    begin = [other for other in known if stems and other.startswith(stems)][:4]
    close = get_close_matches(word, known, 3, 0.6)
    return tuple(dict.fromkeys([*begin, *close]))[:4]


def in_words(names: Iterable[str]) -> Text:
    """Write nutrients as a list in both languages; what is none stays as it is."""
    table = nutrients()
    words = [table[n].name if n in table else Text(nl=n, en=n) for n in names]
    return Text(nl=", ".join(w.nl for w in words), en=", ".join(w.en for w in words))


def of_lumen(lumen: str) -> Nutrient | None:
    """Return the nutrient that a lumen metabolite stands for by itself, or None."""
    return _by_lumen().get(lumen)


@cache
def _by_lumen() -> Mapping[str, Nutrient]:
    found: dict[str, Nutrient] = {}
    for nutrient in nutrients().values():
        for mixture in nutrient.mixtures:
            if len(mixture) == 1:
                found.setdefault(f"{mixture[0]}_m", nutrient)
    return MappingProxyType(found)


@cache
def background() -> Mapping[str, float]:
    """Return what is never short: lumen metabolite to mmol/h per gram of community.

    Water, salts and vitamins; an assumption, since bacteria in the colon and in a medium are
    short of carbon and energy first.
    """
    return MappingProxyType({r["lumen"]: float(r["flux"]) for r in _rows("background.tsv")})


@cache
def media_rows() -> tuple[Intake, ...]:
    """Return every row of the shipped media: grams are g/L."""
    return _intakes("media.tsv", "medium")


def media(name: str) -> dict[str, float]:
    """Return what a shipped medium of an incubation holds: nutrient to g/L."""
    return {r.nutrient: r.grams for r in media_rows() if r.diet == name and r.grams is not None}


@cache
def studied() -> Mapping[str, tuple[float, str]]:
    """Return the highest studied dose by nutrient: grams a day, and the evidence row it is from."""
    return MappingProxyType(
        {r["nutrient"]: (float(r["grams"]), r["row"]) for r in _rows("studied.tsv")}
    )
