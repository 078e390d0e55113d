"""Diets: what enters the lumen, in the models' own units or in grams; their files.

A medium's file is MICOM's: ``.qza`` (``MicomMedium``) or ``.csv``/``.tsv`` with a column of
exchange ids and a column ``flux``, mmol/h per gram of community (dry). A diet in grams is a value
(``legaat.diets``) or a ``.toml`` file (``_dietfile.py``).
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from legaat._files import write_parts
from legaat.errors import DietError, FileError, Where
from legaat.settings import Settings
from legaat.twin._packfile import Pack
from legaat.twin._store import home

COMMUNITY_DRY_MASS: Final = 60.0
"""Dry mass of the gut's bacteria, g: about 0.2 kg wet (Sender, Fuchs & Milo 2016,
doi:10.1371/journal.pbio.1002533), of which 30 % is dry (70 % water: Cayley et al. 1991, by way of
BioNumbers 103905). An order of magnitude: it turns grams a day into mmol/gDW/h."""

COLON: Final = "colon"
"""The pack that comes with Legaat."""

_MAX_BYTES: Final = 16 * 1024 * 1024
_MAX_FLUX: Final = 1e6

Basis: TypeAlias = "Literal['person', 'incubation', 'medium']"

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"person": "mmol/day", "incubation": "mmol/L", "medium": "mmol/gDW/h"}
)
"""What an export is told in, by the basis of the diet."""


@dataclass(frozen=True, slots=True)
class Diet:
    """What may enter the lumen.

    Attributes
    ----------
    name : str
    imports : mapping of str to float
        Lumen metabolite to its largest inflow, mmol/h per gram of community, in some pack's ids.
    basis : {"person", "incubation", "medium"}
        Grams a day, grams per litre, or no grams at all.
    grams : mapping of str to float
        Nutrient (an id of ``data/diets/nutrients.tsv``) to the grams that the bacteria get: a
        day, behind the small intestine; or per litre.
    biomass : float
        Dry bacteria that share it: grams in all, or per litre.
    hours : float
        Time over which it comes: 24 for a day, else the incubation's.
    eaten : mapping of str to float
        Nutrient or food to grams a day before the small intestine; empty for an incubation.
    """

    name: str
    imports: Mapping[str, float] = field(default_factory=dict)
    basis: Basis = "medium"
    grams: Mapping[str, float] = field(default_factory=dict)
    biomass: float = COMMUNITY_DRY_MASS
    hours: float = 24.0
    eaten: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for slot in ("imports", "grams", "eaten"):
            ordered = MappingProxyType(dict(sorted(getattr(self, slot).items())))
            object.__setattr__(self, slot, ordered)
        object.__setattr__(self, "biomass", float(self.biomass))
        object.__setattr__(self, "hours", float(self.hours))
        if not (0 < self.biomass < math.inf and 0 < self.hours < math.inf):
            raise DietError("diet-amount", where=Where(entry=self.name[:80]))

    @property
    def unit(self) -> str:
        """The unit of an export on this diet: mmol/day, mmol/L or mmol/gDW/h."""
        return UNITS[self.basis]

    @property
    def factor(self) -> float:
        """What turns mmol/gDW/h into `unit`: dry biomass times hours; 1 for a medium."""
        return 1.0 if self.basis == "medium" else self.biomass * self.hours


def lumen_id(name: str) -> str:
    """Write an exchange id in the lumen's form.

    >>> [lumen_id(x) for x in ("EX_fru_m", "EX_fru(e)", "EX_fru_e", "fru_m", "fru")]
    ['fru_m', 'fru_m', 'fru_m', 'fru_m', 'fru_m']
    """
    bare = re.sub(r"(\(e\)|\[e\]|_e0|_e_m|_m|_e)$", "", name.strip().removeprefix("EX_"))
    return f"{bare}_m"


def read_diet(path: str | Path, name: str | None = None) -> Diet:
    """Read a medium file.

    Parameters
    ----------
    path : str or Path
        ``.qza``, ``.csv`` or ``.tsv``.
    name : str, optional

    Raises
    ------
    FileError
        It isn't there.
    DietError
        It isn't a medium: no column of ids or of fluxes, or a flux that is no number.
    """
    path = Path(path)
    if not path.is_file():
        raise FileError("file-missing", where=Where.file(path))
    if path.stat().st_size > _MAX_BYTES:
        raise DietError("diet-shape", where=Where.file(path))
    data = _artifact(path) if path.suffix.lower() == ".qza" else path.read_bytes()
    text = data.decode("utf-8-sig", "replace")
    return Diet(name or path.stem, _imports(text, path))


def _artifact(path: Path) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            top = [n for n in names if len(PurePosixPath(n).parts) == 2]
            kind = b"".join(
                archive.read(n)[:4096] for n in top if PurePosixPath(n).name == "metadata.yaml"
            )
            medium = [n for n in names if n.endswith("/data/medium.csv")]
            if b"type: MicomMedium[" not in kind.replace(b"'", b"") or len(medium) != 1:
                raise DietError("diet-shape", where=Where.file(path))
            with archive.open(medium[0]) as handle:
                data = handle.read(_MAX_BYTES + 1)
    except (zipfile.BadZipFile, OSError, KeyError) as error:
        raise DietError("diet-shape", where=Where.file(path)) from error
    if len(data) > _MAX_BYTES:
        raise DietError("diet-shape", where=Where.file(path))
    return data


def _imports(text: str, path: Path) -> dict[str, float]:
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")
    names = [str(n or "").strip() for n in rows.fieldnames or ()]
    rows.fieldnames = names
    key = next((n for n in ("reaction", "metabolite", "global_id") if n in names), None)
    if key is None or "flux" not in names:
        raise DietError("diet-shape", where=Where.file(path, line=1))
    imports: dict[str, float] = {}
    for row in rows:
        if not (row.get(key) or "").strip():
            continue
        try:
            flux = float(row["flux"] or "")
        except (TypeError, ValueError) as error:
            raise DietError("diet-flux", where=Where.file(path, line=rows.line_num)) from error
        if not 0 <= flux <= _MAX_FLUX:
            raise DietError("diet-flux", where=Where.file(path, line=rows.line_num))
        name = lumen_id(row[key])
        imports[name] = imports.get(name, 0.0) + flux
    if not imports:
        raise DietError("diet-shape", where=Where.file(path))
    return imports


def check_ids(imports: Mapping[str, float], pack: Pack) -> tuple[str, ...]:
    """Return the nutrients of a medium that no model of the pack knows.

    Raises
    ------
    DietError
        None is known: the medium is for other models.
    """
    unknown = tuple(sorted(set(imports) - pack.metabolites.keys()))
    if len(unknown) == len(imports):
        near = nearest(unknown[0], pack) if unknown else "-"
        raise DietError("diet-ids", found=", ".join(unknown[:3]) or "-", near=near, pack=pack.name)
    return unknown


def nearest(name: str, pack: Pack) -> str:
    """Return up to three ids of the pack that look like `name`, for an error."""
    bare = lumen_id(name)
    close = get_close_matches(bare, pack.metabolites, 3, 0.5)
    words = [k for k, (text, _) in pack.metabolites.items() if name.lower() in text.lower()]
    return ", ".join(f"EX_{k}" for k in dict.fromkeys([*words[:2], *close])) or "-"


# -- the diets kept on this machine --------------------------------------------------------


def diet_path(name: str, settings: Settings | None = None, suffix: str = ".csv") -> Path:
    """Return where the diet of this name lies, whether or not it exists."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise DietError("diet-name", where=Where(entry=name[:80]))
    return home(settings) / "diets" / f"{name}{suffix}"


def add_diet(path: str | Path, name: str | None = None, settings: Settings | None = None) -> Diet:
    """Keep a medium, or a day in grams, under a name; an older one of that name is replaced.

    Raises
    ------
    FileError, DietError
        It can't be read, or the name can't be one of a file.
    """
    path = Path(path)
    diet = _from_file(path)
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name or diet.name).strip("-._")[:64] or "diet"
    grams = path.suffix.lower() == ".toml"
    if grams:
        parts = [path.read_bytes()]
    else:
        rows = ["reaction,flux", *(f"EX_{k},{v!r}" for k, v in diet.imports.items())]
        parts = ["\n".join(rows).encode() + b"\n"]
    keep, other = (".toml", ".csv") if grams else (".csv", ".toml")
    write_parts(diet_path(name or stem, settings, keep), parts)
    diet_path(name or stem, settings, other).unlink(missing_ok=True)
    return replace(diet, name=name or stem)


def list_diets(settings: Settings | None = None) -> tuple[str, ...]:
    """Return the names of the diets kept here."""
    folder = home(settings) / "diets"
    return tuple(sorted(p.stem for kind in ("csv", "toml") for p in folder.glob(f"*.{kind}")))


def open_diet(
    diet: str | Path | Diet | Mapping[str, float] | None,
    settings: Settings | None = None,
    *,
    pack: str = "",
) -> Diet:
    """Open a diet by name, path or value.

    Parameters
    ----------
    diet : str, Path, Diet, mapping or None
        A name: of a diet that was kept, else of one that comes with Legaat. A path: of a medium
        or of a day in grams (``.toml``). A mapping: nutrients with mmol/gDW/h. None: the average
        Dutch diet for the colon pack; for another pack the only diet that was kept, and the
        average Dutch one where none was.
    settings : Settings, optional
    pack : str
        Name of the pack that it is for.

    Raises
    ------
    DietError
        There is none of that name, or none was named and several are kept.
    """
    if isinstance(diet, Diet):
        return diet
    if isinstance(diet, Mapping):
        return Diet("custom", {lumen_id(k): float(v) for k, v in diet.items()})
    from legaat.twin._shipped import SHIPPED

    known = list_diets(settings)
    if diet is None:
        if pack == COLON or not known:
            return SHIPPED["dutch"]()
        if len(known) != 1:
            raise DietError("diet-choose", known=", ".join((*known, *SHIPPED)))
        diet = known[0]
    if isinstance(diet, Path) or "/" in diet or diet.endswith((".csv", ".tsv", ".qza", ".toml")):
        return _from_file(Path(diet))
    if diet in known:
        kept = diet_path(diet, settings, ".toml")
        kept = kept if kept.exists() else diet_path(diet, settings)
        return replace(_from_file(kept), name=diet)
    if diet in SHIPPED:
        return SHIPPED[diet]()
    near = get_close_matches(diet, dict.fromkeys((*known, *SHIPPED)), 3, 0.0)
    raise DietError("diet-unknown", name=diet[:80], near=", ".join(near) or "-")


def _from_file(path: Path) -> Diet:
    if path.suffix.lower() == ".toml":
        from legaat.twin._dietfile import read_grams

        return read_grams(path)
    return read_diet(path)
