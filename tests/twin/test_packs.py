"""Packs: what is read, what is refused, and what a damaged one says."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import threading
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from legaat.errors import FileError, LegaatError, ModelFileError, PackError, RefusedError
from legaat.settings import Settings
from legaat.twin import (
    Pack,
    PackTaxon,
    add_models,
    check_pack,
    list_packs,
    open_pack,
    remove_pack,
)
from legaat.twin._compile import compile_model
from legaat.twin._model import model_from_json
from twin_factory import fermenter, trees, write_folder, write_zip

METADATA = "uuid: 0a\ntype: MetabolicModels[JSON]\nformat: JSONDirectory\n"


def read_all(settings: Settings) -> None:
    pack = open_pack("p", settings)
    for taxon in pack.taxa:
        pack.model(taxon.id)


def ids(pack: Pack) -> list[str]:
    return [taxon.id for taxon in pack.taxa]


def test_a_record_gives_back_the_compiled_model(pack: Pack) -> None:
    for name, tree in trees().items():
        made, read = compile_model(model_from_json(tree, name)), pack.model(name)
        assert (made.matrix.toarray() == read.matrix.toarray()).all()
        for field in (
            "lower",
            "upper",
            "objective",
            "weights",
            "column",
            "ratio",
            "exchange_column",
            "exchange_ratio",
            "exchange_lower",
            "exchange_upper",
        ):
            assert np.array_equal(getattr(made, field), getattr(read, field)), field
        assert (made.reactions, made.rows) == (read.reactions, read.rows)
        assert made.exchange_names == read.exchange_names


def test_a_micom_zip_and_an_artifact_give_the_same_models(
    tmp_path: Path, settings: Settings
) -> None:
    add_models(write_zip(tmp_path / "db.zip"), settings=settings)
    add_models(
        write_zip(tmp_path / "db.qza", "0a/data/", {"0a/metadata.yaml": METADATA}), "artifact",
        settings=settings,
    )  # fmt: skip
    one, two = open_pack("db", settings), open_pack("artifact", settings)
    assert ids(one) == ids(two) == ["Crossia_nigra", "Crossia_rubra", "Fermentia_alba"]
    assert one.taxa[1] == PackTaxon(
        "Crossia_rubra",
        "Crossia rubra",
        "Crossia",
        one.taxa[1].growth,
        8,
        one.taxa[1].columns,
        0,
        0.0,
    )


def test_sbml_gives_the_model_that_cobra_reads(tmp_path: Path, settings: Settings) -> None:
    pytest.importorskip("libsbml", exc_type=ImportError)
    pytest.importorskip("cobra", exc_type=ImportError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import cobra.io

        model = cobra.io.load_model("textbook")
        cobra.io.write_sbml_model(model, str(tmp_path / "e_coli.xml.gz"))
        add_models(tmp_path, "core", settings=settings)
        cobra.io.save_json_model(model, str(tmp_path / "twice.json"))
    pack = open_pack("core", settings)
    assert pack.taxa[0].growth == pytest.approx(0.8739215069684303, rel=1e-7)
    (tmp_path / "e_coli.xml.gz").unlink()
    add_models(tmp_path, "json", settings=settings)
    other = open_pack("json", settings)
    assert other.taxa[0].columns == pack.taxa[0].columns
    assert other.model("twice").exchange_names == pack.model("e_coli").exchange_names


def test_adding_the_same_again_does_nothing(tmp_path: Path, settings: Settings) -> None:
    folder = write_folder(tmp_path / "m")
    assert add_models(folder, "p", settings=settings).fresh
    assert not add_models(folder, "p", settings=settings).fresh


def test_changed_content_is_compiled_anew(tmp_path: Path, settings: Settings) -> None:
    folder = write_folder(tmp_path / "m")
    add_models(folder, "p", settings=settings)
    (folder / "Crossia_nigra.json").unlink()
    assert add_models(folder, "p", settings=settings).fresh
    assert len(open_pack("p", settings)) == 2


def test_the_same_collection_gives_the_same_bytes(tmp_path: Path, settings: Settings) -> None:
    folder = write_folder(tmp_path / "m")
    one = add_models(folder, "p", settings=settings).path.read_bytes()
    remove_pack("p", settings)
    assert add_models(folder, "p", settings=settings).path.read_bytes() == one


def test_one_broken_model_is_left_out_and_named(tmp_path: Path, settings: Settings) -> None:
    folder = write_folder(tmp_path / "m")
    (folder / "Broken_thing.json").write_text("{")
    added = add_models(folder, "p", settings=settings)
    assert (added.taxa, [name for name, _ in added.left_out]) == (3, ["Broken_thing"])


@pytest.mark.parametrize("where", ["magic", "header", "record", "end"])
def test_damage_is_named_and_repaired_by_adding_again(
    tmp_path: Path, settings: Settings, where: str
) -> None:
    folder = write_folder(tmp_path / "m")
    path = add_models(folder, "p", settings=settings).path
    good = path.read_bytes()
    data = bytearray(good)
    at = {"magic": 0, "header": 60, "record": len(data) - 200, "end": None}[where]
    if at is None:
        del data[-50:]
    else:
        data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(PackError) as caught:
        read_all(settings)
    assert "p" in caught.value.what("en")
    if where in {"record", "end"}:
        assert any(row.damaged for row in check_pack(open_pack("p", settings)))
    else:
        assert isinstance(list_packs(settings)[-1], PackError)
    assert add_models(folder, "p", settings=settings).fresh
    assert path.read_bytes() == good


def test_check_finds_energy_from_nothing_and_lost_atoms(tmp_path: Path, settings: Settings) -> None:
    tree = fermenter()
    for name in ("h2o", "adp", "h"):
        tree["metabolites"].append({"id": f"{name}[c]", "compartment": "c"})
    tree["reactions"].append(
        {"id": "wonder", "lower_bound": 0, "upper_bound": 1000,
         "metabolites": {"adp[c]": -1, "pi[c]": -1, "h[c]": -1, "atp[c]": 1, "h2o[c]": 1}}
    )  # fmt: skip
    tree["reactions"].append(
        {"id": "loss", "lower_bound": 0, "upper_bound": 1,
         "metabolites": {"glc[c]": -1, "lac[c]": 1}}
    )  # fmt: skip
    (tmp_path / "Fermentia_mala.json").write_text(json.dumps(tree))
    add_models(tmp_path, "p", settings=settings)
    row = check_pack(open_pack("p", settings))[0]
    assert row.energy > 100
    assert row.unbalanced >= 1
    assert row.growth > 0


def test_remove_removes_and_says_what_else_there_is(pack: Pack, settings: Settings) -> None:
    remove_pack("small", settings)
    with pytest.raises(PackError):
        open_pack("small", settings)
    with pytest.raises(PackError):
        remove_pack("small", settings)


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden", "x" * 80])
def test_a_name_that_is_no_file_name_is_refused(settings: Settings, name: str) -> None:
    with pytest.raises(PackError):
        remove_pack(name, settings)


def test_what_is_no_collection_is_refused(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "x.zip").write_bytes(b"not a zip")
    (tmp_path / "empty").mkdir()
    wrong = METADATA.replace("MetabolicModels[JSON]", "CommunityModels[Pickle]")
    write_zip(tmp_path / "y.qza", "0a/data/", {"0a/metadata.yaml": wrong})
    for name, error in (
        ("x.zip", ModelFileError),
        ("empty", ModelFileError),
        ("y.qza", ModelFileError),
        ("nowhere.zip", FileError),
    ):
        with pytest.raises(error):
            add_models(tmp_path / name, settings=settings)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b" " * 2_000_000)
    small = Settings(home=tmp_path, max_expanded_bytes=1_000_000)
    with pytest.raises(RefusedError):
        add_models(tmp_path / "b.zip", settings=small)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, knows ranges, and breaks off the first answer halfway."""

    broken = False
    ranges: tuple[str, ...] = ()

    def do_GET(self) -> None:
        data = (Path(self.directory) / self.path.lstrip("/")).read_bytes()
        asked = self.headers.get("Range")
        type(self).ranges = (*self.ranges, asked or "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        end = len(data)
        if not type(self).broken:
            type(self).broken = True
            end = len(data) // 2
        self.wfile.write(data[start:end])

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "site").mkdir()
    _Handler.broken, _Handler.ranges = False, ()
    handler = functools.partial(_Handler, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_a_download_goes_on_where_it_stopped(
    tmp_path: Path, settings: Settings, server: str
) -> None:
    file = write_zip(tmp_path / "site" / "db.zip")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    url = f"{server}/db.zip"
    with pytest.raises((FileError, PackError)):
        add_models(url, sha256=digest, settings=settings)
    added = add_models(url, sha256=digest, settings=settings)
    assert (added.name, added.taxa) == ("db", 3)
    assert _Handler.ranges[1].startswith("bytes=")


def test_a_download_without_its_checksum_is_refused(settings: Settings, server: str) -> None:
    for url, sha in ((f"{server}/db.zip", None), ("http://example.org/x.zip", "0" * 64)):
        with pytest.raises(PackError):
            add_models(url, sha256=sha, settings=settings)


def test_another_file_than_expected_is_refused(
    tmp_path: Path, settings: Settings, server: str
) -> None:
    write_zip(tmp_path / "site" / "db.zip")
    _Handler.broken = True
    with pytest.raises(LegaatError):
        add_models(f"{server}/db.zip", sha256="0" * 64, settings=settings)
    assert not list((settings.home or tmp_path).rglob("*.part"))
