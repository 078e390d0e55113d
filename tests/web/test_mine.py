"""Mine: everything that is kept can be seen, taken along, and deleted for good."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from legaat.web._mine import stream_zip
from legaat.web._models import Record
from web_factory import EXAMPLE, Somebody, config, face_of, running


def sealed(me: Somebody) -> list[bytes]:
    with face_of(me.client).database.session() as session:
        return [bytes(one) for one in session.scalars(select(Record.body))]


def ids(me: Somebody, kind: str) -> list[str]:
    with face_of(me.client).database.session() as session:
        return list(session.scalars(select(Record.id).where(Record.kind == kind)))


def test_everything_that_is_kept_can_be_opened(local: Somebody) -> None:
    local.profile()
    local.post("/you", {"age_years": "46"})
    page = local.get("/mine").text
    for kind in ("upload", "profile", "person"):
        (one,) = ids(local, kind)
        assert f"/mine/open/{one}" in page
        opened = local.get(f"/mine/open/{one}")
        assert opened.status_code == 200
        assert len(opened.content) < 200_000
    assert "&#34;age_years&#34;: 46" in local.get(f"/mine/open/{ids(local, 'person')[0]}").text
    assert local.get(f"/mine/file/{ids(local, 'upload')[0]}").content == EXAMPLE.read_bytes()


def test_what_a_file_holds_is_escaped(local: Somebody) -> None:
    local.upload(b"taxon\tA\n<b>x</b>\t60\nBacteroides uniformis\t40\n")
    page = local.get(f"/mine/open/{ids(local, 'upload')[0]}").text
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;" in page


def test_the_export_is_whole_and_says_when_it_was_made(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", {"age_years": "46", "complaints": "constipation"})
    archive = zipfile.ZipFile(io.BytesIO(local.get("/mine/export").content))
    assert archive.testzip() is None
    names = archive.namelist()
    original = next(n for n in names if n.startswith("originals/"))
    assert archive.read(original) == EXAMPLE.read_bytes()
    person = next(n for n in names if n.startswith("person/"))
    assert json.loads(archive.read(person))["age_years"] == 46
    kept = json.loads(archive.read(f"profile/{profile}.json"))
    assert kept["profile"]["shares"]
    index = {one["id"]: one for one in json.loads(archive.read("index.json"))}
    assert index[profile]["parent"] in original
    assert "Last taken along on" in local.get("/mine").text


def test_a_taken_along_file_can_be_read_again(local: Somebody) -> None:
    local.profile()
    archive = zipfile.ZipFile(io.BytesIO(local.get("/mine/export").content))
    original = next(n for n in archive.namelist() if n.startswith("originals/"))
    before = local.get(f"/profile/{ids(local, 'profile')[0]}").text
    local.post("/mine/delete", {"sure": "yes"})
    again = local.upload(archive.read(original), original.rsplit("/", 1)[-1])
    assert again.text.split("<dl")[1].split("</dl>")[0] == before.split("<dl")[1].split("</dl>")[0]


def test_a_zip_is_made_one_file_at_a_time() -> None:
    made = []

    def files():  # type: ignore[no-untyped-def]
        for number in range(3):
            made.append(number)
            yield f"{number}.bin", bytes(200_000)

    pieces = stream_zip(files())
    next(pieces)
    assert made == [0]
    rest = b"".join(pieces)
    assert made == [0, 1, 2]
    assert rest


def other(n: int) -> bytes:
    """Another file of the same sample."""
    return EXAMPLE.read_bytes().rstrip() + b"\n" * (1 + n)


def test_nothing_goes_without_a_tick(local: Somebody) -> None:
    local.profile()
    (one,) = ids(local, "upload")
    for data in ({}, {"id": one}):
        page = local.post("/mine/delete", data)
        assert page.status_code == 422
        assert "Tick the box" in page.text
    assert ids(local, "upload") == [one]


def test_one_thing_goes_with_what_belongs_to_it(local: Somebody) -> None:
    local.profile()
    local.post("/you", {"age_years": "46"})
    (one,) = ids(local, "upload")
    page = local.get("/mine/delete", params={"id": one}).text
    assert "and with it" in page
    assert "profile.tsv" in page
    gone = local.post("/mine/delete", {"id": one, "sure": "yes"})
    assert "It is deleted" in gone.text
    assert not ids(local, "upload")
    assert not ids(local, "profile")
    assert ids(local, "person")


def test_a_profile_goes_with_the_file_it_was_read_from(local: Somebody) -> None:
    profile = local.profile()
    page = local.get("/mine/delete", params={"id": profile}).text
    assert page.index("<strong>profile</strong>") < page.index("<strong>your file</strong>")
    local.post("/mine/delete", {"id": profile, "sure": "yes"})
    assert "Nothing is kept" in local.get("/mine").text
    assert local.get("/api/v1/uploads").json() == {"uploads": []}


def test_a_file_stays_as_long_as_something_else_was_read_from_it(local: Somebody) -> None:
    first, second = local.profile(), local.profile()
    (upload,) = ids(local, "upload")
    assert "more was read from it" in local.get("/mine/delete", params={"id": first}).text
    answer = local.client.delete(f"/api/v1/profiles/{first}")
    assert answer.status_code == 200
    assert (answer.json()["upload"], answer.json()["profiles"]) == (upload, [second])
    assert f"DELETE /api/v1/uploads/{upload}" in answer.json()["do"]
    assert local.client.delete(f"/api/v1/profiles/{second}").status_code == 204
    assert not ids(local, "upload")
    assert not ids(local, "profile")


def test_a_program_deletes_a_file_with_all_that_was_read_from_it(local: Somebody) -> None:
    local.profile()
    profile = local.profile()
    (row,) = local.get("/api/v1/uploads").json()["uploads"]
    assert profile in row["profiles"]
    assert len(row["profiles"]) == 2
    assert local.client.delete(f"/api/v1/uploads/{profile}").status_code == 404
    assert local.client.delete(f"/api/v1/uploads/{row['id']}").status_code == 204
    assert local.client.delete(f"/api/v1/uploads/{row['id']}").status_code == 404
    assert "Nothing is kept" in local.get("/mine").text


def test_what_was_deleted_is_gone_from_the_files_of_the_database(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    with running(config(folder)) as client:
        me = Somebody(client)
        me.profile()
        me.post("/you", {"age_years": "46"})
        me.post("/you", {"age_years": "47"})
        gone = sealed(me)
        assert all(one[:64] in _files(folder) for one in gone)
        me.post("/mine/delete", {"sure": "yes"})
        assert not sealed(me)
        left = _files(folder)
        assert not any(one[:64] in left or one[-64:] in left for one in gone)


def test_what_a_program_deletes_is_gone_from_the_files_as_well(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    with running(config(folder)) as client:
        me = Somebody(client)
        profile = me.profile()
        (gone,) = ids(me, "profile")
        with face_of(client).database.session() as session:
            body = bytes(session.scalars(select(Record.body).where(Record.id == gone)).one())
        assert client.delete(f"/api/v1/profiles/{profile}").status_code == 204
        assert body[:64] not in _files(folder)


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("legaat.sqlite3*"))


def test_what_is_not_there_is_not_there(local: Somebody) -> None:
    for path in ("/mine/open/x", "/mine/file/x", "/mine/delete?id=x"):
        assert local.get(path).status_code == 404
    assert local.post("/mine/delete", {"id": "x", "sure": "yes"}).status_code == 404
    assert "Nothing is kept" in local.get("/mine").text


def test_one_owner_keeps_only_so_many(local: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legaat.web._store.MOST_RECORDS", 2)
    first = local.profile()
    local.upload(other(1))
    page = local.upload(other(2))
    assert "which is the most" in page.text
    files = {"file": ("profile.tsv", other(3))}
    answer = local.client.post("/api/v1/profiles", files=files)
    assert answer.status_code < 500
    assert "which is the most" in answer.text
    assert len(local.get("/api/v1/profiles").json()["profiles"]) == 2
    assert local.client.delete(f"/api/v1/profiles/{first}").status_code == 204
    assert len(local.get("/api/v1/profiles").json()["profiles"]) == 1


@pytest.fixture
def many(local: Somebody) -> Somebody:
    """As much as one owner may keep: files and profiles with long names."""
    from legaat.web._store import MOST_RECORDS
    from legaat.web._work_read import keep_upload

    local.profile()
    face = face_of(local.client)
    with face.store(face.local) as (store, _):
        (one,) = store.all("profile")
        for n in range(MOST_RECORDS - 1):
            about = one.data["about"] | {
                "sample": f"Sample {n:03} " + "long name " * 8, "lab": "A laboratory of long names",
                "date": f"2025-{1 + n % 12:02}-11",
            }  # fmt: skip
            upload = keep_upload(store, f"file-{n:03}-{'long' * 10}.tsv", b"x")
            store.add("profile", json.dumps({**one.data, "about": about}).encode(), upload)
    return local


def test_lists_of_all_that_may_be_kept_come_in_light_pages(many: Somebody) -> None:
    seen: dict[str, set[str]] = {}
    for path, marks, pages in (
        ("/", r'<h3><a href="/report/([^"]+)"', 6),
        ("/mine", r"/mine/open/([^\"]+)", 12),
        ("/compare", r'<option value="([^"]+)"', 6),
    ):
        found = seen.setdefault(path, set())
        for page in range(1, pages + 1):
            text = many.get(path, params={"page": page}).text
            assert len(text.encode()) < 60_000, path
            on = set(re.findall(marks, text))
            assert len(on) <= 52
            found |= on
        assert f"Page {pages} of {pages}" in text
        assert 'rel="next"' not in text
        assert len(found) == (600 if path == "/mine" else 300), path
        assert f"Page {pages} of {pages}" in many.get(path, params={"page": 999}).text
    whole = many.get("/mine/delete")
    assert len(whole.content) < 60_000
    assert "And 550 more" in whole.text


def test_two_samples_of_different_pages_can_be_chosen(many: Somebody) -> None:
    first = re.findall(r'<option value="([^"]+)"', many.get("/compare?page=6").text)[0]
    last = re.findall(r'<option value="([^"]+)"', many.get("/compare").text)[-1]
    page = many.get("/compare", params={"a": first, "b": last, "keep": "1", "page": 3}).text
    assert page.count(f'<option value="{first}" selected') == 1
    assert page.count(f'<option value="{last}" selected') == 1
    assert "unusual" not in page
    assert '<section class="found">' not in page


def test_the_newest_is_found_without_opening_the_others(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    face = face_of(local.client)
    with face.store(face.local) as (store, _):
        one, two = (store.add("upload", b"x") for _ in range(2))
        ids = [store.add("plan", b"{}", one) for _ in range(3)]
        other = store.add("plan", b"{}", two)
    opened: list[str] = []
    monkeypatch.setattr(type(store), "_open", lambda _, row: opened.append(row.id))
    with face.store(face.local) as (store, _):
        store.newest("plan", one)
        store.newest("plan")
        assert store.newest("plan", "three") is None
    assert opened == [ids[-1], other]
