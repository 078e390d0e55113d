"""Reading a model collection: a MICOM database (.zip, .qza), or a folder of JSON or SBML."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from legaat.errors import FileError, ModelFileError, RefusedError, Where
from legaat.settings import Settings
from legaat.twin._model import Model, model_from_json

_JSON: Final = (".json", ".json.gz")
_SBML: Final = (".xml", ".xml.gz", ".sbml")
_MAX_MODEL: Final = 256 * 1024 * 1024
"""Largest single model file, in bytes once inflated; Recon3D as JSON is about 15 MB."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of a collection, not read yet.

    Attributes
    ----------
    id, species, genus : str
    rank : str
        The rank its collection is summarised to: "species", "genus", "strain" or "".
    load : callable
        Reads and parses it.
    """

    id: str
    species: str
    genus: str
    rank: str
    load: Callable[[], Model]


@dataclass(frozen=True, slots=True)
class Collection:
    """A model collection.

    Attributes
    ----------
    path : Path
    digest : str
        SHA-256 of its content, hexadecimal.
    entries : tuple of Entry
    """

    path: Path
    digest: str
    entries: tuple[Entry, ...]

    @property
    def rank(self) -> str:
        """Rank of the models: the one the manifest names, else species."""
        ranks = {entry.rank for entry in self.entries if entry.rank}
        return "genus" if ranks == {"genus"} else "species"


def open_collection(path: Path, settings: Settings | None = None) -> Collection:
    """Open a model collection.

    Parameters
    ----------
    path : Path
        ``.zip``, ``.qza`` or a folder.
    settings : Settings, optional

    Raises
    ------
    FileError
        There is nothing at `path`.
    RefusedError
        It expands to more than the settings allow.
    ModelFileError
        It holds no model, or is a QIIME 2 artifact of another type.
    """
    settings = settings or Settings.from_environment()
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise FileError("file-missing", where=Where.file(path))
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ModelFileError("collection-unknown", where=Where.file(path)) from error
    return _archive(path, archive, settings)


def _archive(path: Path, archive: zipfile.ZipFile, settings: Settings) -> Collection:
    infos = {i.filename: i for i in archive.infolist() if not i.is_dir()}
    if sum(i.file_size for i in infos.values()) > settings.max_expanded_bytes:
        raise RefusedError(
            "models-too-large", where=Where.file(path), limit=settings.max_expanded_bytes
        )
    if any(i.flag_bits & 1 for i in infos.values()):
        raise ModelFileError("collection-unknown", where=Where.file(path))
    if path.suffix.lower() == ".qza":
        _check_artifact(path, archive)

    def read(name: str) -> bytes:
        with archive.open(infos[name]) as handle:
            data = handle.read(_MAX_MODEL + 1)
        if len(data) > _MAX_MODEL:
            raise RefusedError(
                "models-too-large", where=Where.file(path, entry=name), limit=_MAX_MODEL
            )
        return data

    return Collection(path, _digest_file(path), _entries(path, sorted(infos), read))


def _check_artifact(path: Path, archive: zipfile.ZipFile) -> None:
    names = [n for n in archive.namelist() if PurePosixPath(n).name == "metadata.yaml"]
    top = [n for n in names if len(PurePosixPath(n).parts) == 2]
    text = archive.read(top[0])[:4096].decode("utf-8", "replace") if top else ""
    kind = next((x[5:].strip() for x in text.splitlines() if x.startswith("type:")), "?")
    if kind.strip("'\"") != "MetabolicModels[JSON]":
        raise ModelFileError("artifact-type", where=Where.file(path), type=kind[:60])


def _folder(path: Path) -> Collection:
    names = sorted(
        p.relative_to(path).as_posix()
        for p in path.rglob("*")
        if p.is_file() and (p.name.endswith((*_JSON, *_SBML)) or p.name == "manifest.csv")
    )

    def read(name: str) -> bytes:
        file = path / name
        if file.stat().st_size > _MAX_MODEL:
            raise RefusedError("models-too-large", where=Where.file(file), limit=_MAX_MODEL)
        return file.read_bytes()

    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\0{_digest_file(path / name)}\n".encode())
    return Collection(path, digest.hexdigest(), _entries(path, names, read))


def _entries(path: Path, names: list[str], read: Callable[[str], bytes]) -> tuple[Entry, ...]:
    models = [n for n in names if n.endswith((*_JSON, *_SBML)) and "/provenance/" not in n]
    manifests = [n for n in names if PurePosixPath(n).name == "manifest.csv"]
    rows = dict(_manifest(read(manifests[0]), manifests[0])) if manifests else {}
    entries = []
    for name in models:
        row = rows.get(name, {})
        if rows and not row:
            continue
        stem = PurePosixPath(name).name.split(".")[0]
        words = (row.get("species") or ("" if row else stem.replace("_", " "))).strip()
        genus = (row.get("genus") or words.partition(" ")[0]).strip()
        rank = (row.get("summary_rank") or "").strip()
        taxon = row.get("id") or stem
        entries.append(Entry(taxon, words, genus, rank, _loader(path, name, taxon, read)))
    if not entries or len({e.id for e in entries}) < len(entries):
        raise ModelFileError("collection-empty", where=Where.file(path))
    return tuple(sorted(entries, key=lambda e: e.id))


def _manifest(data: bytes, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    folder = PurePosixPath(name).parent
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"))):
        clean = {str(k).strip().lower(): (v or "").strip() for k, v in row.items() if k}
        if clean.get("file"):
            yield (folder / clean["file"]).as_posix(), clean


def _loader(path: Path, name: str, taxon: str, read: Callable[[str], bytes]) -> Callable[[], Model]:
    def load() -> Model:
        where = Where.file(path, entry=name)
        data = read(name)
        if name.endswith(".gz"):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as handle:
                data = handle.read(_MAX_MODEL + 1)
            if len(data) > _MAX_MODEL:
                raise RefusedError("models-too-large", where=where, limit=_MAX_MODEL)
        if name.endswith(_SBML):
            from legaat.twin._sbml import model_from_sbml

            return model_from_sbml(data, taxon)
        try:
            tree = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ModelFileError(
                "model-shape", where=where, model=taxon, reason=str(error)[:200]
            ) from error
        return model_from_json(tree, taxon)

    return load


def _digest_file(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
