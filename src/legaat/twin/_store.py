"""The packs on this machine: add, list, look at, check, remove."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from legaat.errors import FileError, ModelFileError, PackError, Where
from legaat.settings import Settings
from legaat.twin._collection import Collection, Entry, open_collection
from legaat.twin._compile import Compiled
from legaat.twin._formula import unbalanced
from legaat.twin._lp import Program, Solved
from legaat.twin._model import Model
from legaat.twin._packfile import COMPILER, Pack, PackTaxon, Strings, encode, write_pack
from legaat.twin._pieces import TOO_LARGE, Pieces

SUFFIX: Final = ".legaatpack"
COLON: Final = "colon"
"""The pack that is shipped; always there, and the one meant where none is named."""

_SHIPPED: Final = Path(__file__).parent / "data" / "colon" / f"{COLON}{SUFFIX}"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a collection did.

    Attributes
    ----------
    path : Path
        The compiled pack.
    name : str
    taxa : int
        Models in it.
    fresh : bool
        False where the same collection was already compiled under this name.
    left_out : tuple of (str, str)
        Models that could not be used, and why (English).
    """

    path: Path
    name: str
    taxa: int
    fresh: bool
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check_pack` found for one taxon.

    Attributes
    ----------
    taxon : str
    damaged : bool
        Its record can't be read.
    growth : float
        Largest growth rate on everything its model allows, 1/h.
    unbalanced : int
        Inner reactions that make or lose atoms.
    energy : float
        ATP from nothing, mmol/gDW/h: with every import closed. 0 for a sound model.
    """

    taxon: str
    damaged: bool
    growth: float
    unbalanced: int
    energy: float


def home(settings: Settings | None = None) -> Path:
    """Return the folder that holds packs and diets: ``LEGAAT_HOME``, or the platform's own."""
    settings = settings or Settings.from_environment()
    if settings.home is not None:
        return settings.home
    from platformdirs import user_data_path

    return user_data_path("legaat", appauthor=False)


def pack_path(name: str, settings: Settings | None = None) -> Path:
    """Return where the pack of this name lies, whether or not it exists.

    Raises
    ------
    PackError
        The name could not be a file name.
    """
    if not _NAME.fullmatch(name):
        raise PackError("pack-name", where=Where(entry="--name"), name=name)
    return home(settings) / "packs" / f"{name}{SUFFIX}"


def add_models(
    source: str | Path,
    name: str | None = None,
    *,
    sha256: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    work: Path | None = None,
) -> Added:
    """Compile a model collection into a pack.

    Parameters
    ----------
    source : str or Path
        A MICOM database (``.zip``, ``.qza``), a folder of cobra JSON or of SBML, or an
        ``https://`` address of a database.
    name : str, optional
        What to call it; the file's name by default.
    sha256 : str, optional
        Expected checksum of a download; required with an address.
    settings : Settings, optional
    progress : callable, optional
        Called with (done, all, taxon).
    work : Path, optional
        A folder that keeps each model once it is compiled: whoever was cut off goes on there. The
        caller removes it.

    Raises
    ------
    ModelFileError
        The collection is not one, or none of its models can be used.
    FileError, RefusedError, PackError, DownloadError
    """
    if isinstance(source, str) and source.startswith(("https://", "http://")):
        from legaat.twin._download import fetch

        path = fetch(source, sha256, home(settings) / "downloads")
        name = name or _plain_name(source.rsplit("/", 1)[-1])
    else:
        path = Path(source)
    name = name or _plain_name(path.name)
    _not_shipped(name)
    target = pack_path(name, settings)
    collection = open_collection(path, settings)
    key = hashlib.sha256(f"{collection.digest}\0{COMPILER}".encode()).hexdigest()
    old = _same(target, key)
    if old is not None:
        return Added(target, name, len(old), fresh=False, left_out=())
    return _compile_all(collection, target, name, key, progress, work)


def _not_shipped(name: str) -> None:
    if name == COLON:
        raise PackError("pack-shipped", where=Where(entry=name), pack=name)


def _plain_name(file: str) -> str:
    stem = file.partition("?")[0]
    for ending in (".zip", ".qza"):
        stem = stem.removesuffix(ending)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:64] or "models"


def _same(target: Path, key: str) -> Pack | None:
    try:
        pack = Pack(target)
    except PackError:
        return None  # missing or damaged: compiled anew
    whole = pack.key == key and not any(row.damaged for row in check_pack(pack))
    return pack if whole else None


def _compile_all(
    collection: Collection,
    target: Path,
    name: str,
    key: str,
    progress: Progress | None,
    work: Path | None,
) -> Added:
    names, reactions = Strings(), Strings()
    records: list[tuple[PackTaxon, bytes]] = []
    left_out: list[tuple[str, str]] = []
    metabolites: dict[str, tuple[str, str]] = {}
    pieces = Pieces(_describe, key, work)
    for i, entry in enumerate(collection.entries):
        if progress is not None:
            progress(i, len(collection.entries), entry.id)
        piece = pieces.get(i, entry)
        if isinstance(piece, str):
            left_out.append((entry.id, piece))
            continue
        try:
            records.append((piece.taxon, encode(piece.compiled, names, reactions)))
        except OverflowError:
            left_out.append((entry.id, TOO_LARGE))
            continue
        for lumen, words in piece.lumen.items():
            metabolites.setdefault(lumen, words)
    if not records:
        raise ModelFileError("collection-empty", where=Where.file(collection.path))
    write_pack(
        target, name=name, key=key, rank=collection.rank, source=collection.path.name,
        records=records, names=names, reactions=reactions, metabolites=metabolites,
    )  # fmt: skip
    return Added(target, name, len(records), fresh=True, left_out=tuple(left_out))


def _describe(entry: Entry, model: Model, compiled: Compiled) -> PackTaxon:
    return PackTaxon(
        id=entry.id,
        species=entry.species,
        genus=entry.genus,
        growth=round(growth_alone(compiled), 9),
        reactions=len(model.reactions),
        columns=int(compiled.matrix.shape[1]),
        unbalanced=unbalanced(model),
        energy=round(_energy(model), 6),
    )


def growth_alone(model: Compiled) -> float:
    """Return the largest growth rate of one model with its own bounds, 1/h."""
    lower, upper = model.lower.copy(), model.upper.copy()
    ratio, column = model.exchange_ratio, model.exchange_column
    ends = np.array([model.exchange_lower / ratio, model.exchange_upper / ratio])
    np.maximum.at(lower, column, ends.min(axis=0))
    np.minimum.at(upper, column, ends.max(axis=0))
    if (lower > upper).any():
        return 0.0
    zero = np.zeros(model.matrix.shape[0])
    found = Program(model.matrix, -model.objective, lower, upper, zero, zero).solve()
    return max(0.0, -found.objective) if isinstance(found, Solved) else 0.0


def _energy(model: Model) -> float:
    """ATP that the model makes with every import closed, mmol/gDW/h.

    A model in which ATP can be split for ever on nothing has a cycle that makes energy (Fritzemeier
    et al. 2017, doi:10.1371/journal.pcbi.1005494).
    """
    from scipy.sparse import csc_array, hstack

    parts = {"atp": -1.0, "h2o": -1.0, "adp": 1.0, "pi": 1.0, "h": 1.0}
    rows = {re.sub(r"(\[c\]|_c|_c0)$", "", m): i for i, m in enumerate(model.metabolites)
            if re.search(r"(\[c\]|_c|_c0)$", m)}  # fmt: skip
    if not parts.keys() <= rows.keys():
        return 0.0
    m, n = model.stoichiometry.shape
    split = csc_array(
        (list(parts.values()), ([rows[p] for p in parts], [0] * len(parts))), shape=(m, 1)
    )
    lower, upper = np.minimum(model.lower, 0.0), np.maximum(model.upper, 0.0)
    s = model.stoichiometry
    single = np.flatnonzero(np.diff(s.indptr) == 1)
    sign = s.data[s.indptr[single]]
    lower[single[sign < 0]] = 0.0
    upper[single[sign > 0]] = 0.0
    cost = np.zeros(n + 1)
    cost[n] = -1.0
    zero = np.zeros(m)
    program = Program(
        csc_array(hstack([s, split])), cost, np.append(lower, 0.0), np.append(upper, 1000.0),
        zero, zero,
    )  # fmt: skip
    found = program.solve()
    return -found.objective if isinstance(found, Solved) else 0.0


def list_packs(settings: Settings | None = None) -> tuple[Pack | PackError, ...]:
    """Return the shipped pack, then every other on this machine in order of name.

    An error stands for a damaged one.
    """
    found: list[Pack | PackError] = []
    for path in (_SHIPPED, *sorted((home(settings) / "packs").glob(f"*{SUFFIX}"))):
        try:
            found.append(Pack(path))
        except PackError as error:
            found.append(error)
    return tuple(found)


def open_pack(pack: str | Path | Pack | None = None, settings: Settings | None = None) -> Pack:
    """Open a pack by name or path; without either, the one that is shipped.

    Raises
    ------
    PackError
        Missing or damaged.
    """
    if isinstance(pack, Pack):
        return pack
    if pack is None or pack == COLON:
        return Pack(_SHIPPED)
    if isinstance(pack, Path) or "/" in pack or pack.endswith(SUFFIX):
        return Pack(Path(pack))
    path = pack_path(pack, settings)
    if not path.exists():
        where = Where.file(path, entry=pack)
        raise PackError("pack-unknown", where=where, pack=pack, known=_known(path.parent))
    return Pack(path)


def _known(folder: Path) -> str:
    return ", ".join([COLON, *(p.stem for p in sorted(folder.glob(f"*{SUFFIX}")))])


def check_pack(pack: Pack, taxa: Iterable[str] | None = None) -> tuple[Checked, ...]:
    """Read every record of a pack and say what is wrong with its models.

    Parameters
    ----------
    pack : Pack
    taxa : iterable of str, optional
        Ids; all by default.
    """
    wanted = None if taxa is None else set(taxa)
    rows = []
    for taxon in pack.taxa:
        if wanted is not None and taxon.id not in wanted:
            continue
        try:
            pack.model(taxon.id)
            damaged = False
        except PackError:
            damaged = True
        rows.append(Checked(taxon.id, damaged, taxon.growth, taxon.unbalanced, taxon.energy))
    return tuple(rows)


def remove_pack(name: str, settings: Settings | None = None) -> Path:
    """Remove a pack by name; return where it was.

    Raises
    ------
    PackError
        There is no pack of that name.
    """
    _not_shipped(name)
    path = pack_path(name, settings)
    try:
        path.unlink()
    except FileNotFoundError as error:
        where = Where.file(path, entry=name)
        raise PackError(
            "pack-unknown", where=where, pack=name, known=_known(path.parent)
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError("output-failed", where=Where.file(path), reason=reason) from error
    return path
