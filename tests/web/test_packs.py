"""A collection of models becomes a pack, in the queue; what is hostile is refused."""

from __future__ import annotations

import io
import pickle
import re
import time
import zipfile
from typing import Any

import pytest
from fastapi.testclient import TestClient

from legaat.twin import add_models, open_pack
from legaat.web._packs import settings_of
from web_factory import Somebody, add_accounts, face_of, logged_in
from web_tables import models


def add(somebody: Somebody, content: bytes, name: str = "small", file: str = "m.zip") -> Any:
    """Send a collection, and return the page of the job once it has ended."""
    page = somebody.post("/packs", {"name": name}, files={"file": (file, content)})
    for _ in range(200):
        if "hx-get" not in page.text:
            return page
        time.sleep(0.1)
        page = somebody.get(str(page.url))
    raise AssertionError(page.text)


def test_a_collection_becomes_the_pack_that_the_command_line_makes(
    local: Somebody, tmp_path: Any
) -> None:
    page = add(local, models(), "small", "../../m.zip")
    assert "3 models are in the pack small" in page.text
    assert "small" in local.get("/packs").text
    config = face_of(local.client).config
    (tmp_path / "m.zip").write_bytes(models())
    from legaat.settings import Settings

    there = Settings(home=tmp_path)
    add_models(tmp_path / "m.zip", "small", settings=there)
    made = open_pack("small", settings_of(config))
    assert made.path.parent == config.folder / "packs"
    assert made.path.read_bytes() == open_pack("small", there).path.read_bytes()
    assert not list((config.folder / "work").iterdir())
    with face_of(local.client).store(face_of(local.client).local) as (store, _):
        assert not list(store.all("models"))

    assert "a pack of this name" in add(local, models(), "small").text
    assert local.post("/packs/delete", {"name": "colon"}).status_code == 404
    assert local.post("/packs/delete", {"name": "small"}).status_code == 200
    assert not made.path.exists()
    assert local.post("/packs/delete", {"name": "small"}).status_code == 404


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "a" * 65, "x\x00", "colon"])
def test_a_name_that_is_no_name_reaches_no_folder(local: Somebody, name: str) -> None:
    page = local.post("/packs", {"name": name}, files={"file": ("\u00e9/../..zip", models())})
    folder = face_of(local.client).config.folder
    if name:
        assert page.status_code == 400
    for _ in range(100):
        if "hx-get" not in page.text:
            break
        time.sleep(0.1)
        page = local.get(str(page.url))
    made = {path.name for path in folder.parent.rglob("*.legaatpack")}
    assert made <= {"models.legaatpack"}


def _zip(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


_ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="x">
<notes>&c;</notes></model></sbml>"""

HOSTILE = {
    "noise": lambda: bytes(range(256)) * 40,
    "nothing inside": lambda: _zip(**{"readme.txt": b"hello"}),
    "zip bomb": lambda: _zip(**{"a.json": b"0" * (80 * 1024 * 1024)}),
    "pickle": lambda: _zip(**{"a.json": pickle.dumps({"reactions": []})}),
    "entities": lambda: _zip(**{"a.xml": _ENTITIES}),
    "deep": lambda: _zip(**{"a.json": b"[" * 200_000}),
    "outside": lambda: _zip(**{"..__..__..__evil.json": b"{}"}),
    "odd": lambda: _zip(**{"a.json": b'{"metabolites": 3, "reactions": {"a": null}}'}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_collection_is_refused_and_nothing_is_kept(local: Somebody, kind: str) -> None:
    page = add(local, HOSTILE[kind](), "bad")
    assert "did not work" in page.text, page.text
    face = face_of(local.client)
    assert not list(face.config.folder.rglob("*.legaatpack"))
    with face.store(face.local) as (store, _):
        assert not list(store.all("models"))
    assert local.get("/healthz").text == "ok\n"


def test_only_an_administrator_of_a_server_sees_packs(server: TestClient) -> None:
    add_accounts(server, "anna")
    add_accounts(server, "root", role="admin")
    assert logged_in(server, "anna").get("/packs").status_code == 404
    assert logged_in(server, "root").get("/packs").status_code == 200


def test_a_waiting_job_can_be_stopped_and_leaves_nothing(local: Somebody) -> None:
    face = face_of(local.client)
    face.jobs.stop()
    page = local.post("/packs", {"name": "small"}, files={"file": ("m.zip", models())})
    job = str(page.url).rsplit("/", 1)[-1]
    assert re.search("Waiting", page.text)
    page = local.post(f"/job/{job}/cancel")
    assert "Stopped" in page.text
    with face.store(face.local) as (store, _):
        assert not list(store.all("models"))
    assert "/mine/job/" in local.get("/jobs").text
    assert local.post(f"/mine/job/{job}/delete").status_code == 200
    assert local.get(f"/job/{job}").status_code == 404
