"""Start: a file is read, or it is said why not; what was guessed can be corrected."""

from __future__ import annotations

import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from legaat.profiles import peek
from web_factory import EXAMPLE, Somebody, config, face_of, running

UNKNOWN = b"soort;aantal;erbij\nFaecalibacterium prausnitzii;60;x\nBacteroides uniformis;40;y\n"
LETTER = b"Dear sir,\nhere are your results.\n"
SEVERAL = b"taxon\tA\tB\nFaecalibacterium prausnitzii\t60\t10\nBacteroides uniformis\t40\t90\n"


def records(me: Somebody) -> int:
    from sqlalchemy import func, select

    from legaat.web._models import Record

    with face_of(me.client).database.session() as session:
        return session.scalar(select(func.count()).select_from(Record)) or 0


def test_the_first_screen_asks_one_thing_and_says_what_happens(local: Somebody) -> None:
    page = local.get("/").text
    assert page.count('type="file"') == 1
    assert "Nothing is sent anywhere" in page
    assert "Your profiles" not in page


def test_the_example_of_the_package_is_the_one_of_the_readme() -> None:
    inside = resources.files("legaat.web").joinpath("example", "profile.tsv")
    assert inside.read_bytes() == EXAMPLE.read_bytes()


def test_the_example_can_be_looked_at_without_a_file(local: Somebody) -> None:
    page = local.post("/example")
    assert "/profile/" in str(page.url)
    assert "invented person" in page.text
    start = local.get("/").text
    assert "invented example" in start
    assert "Open the example" not in start


def test_a_file_that_is_no_profile_is_refused_with_what_where_and_what_to_do(
    local: Somebody,
) -> None:
    page = local.upload(LETTER, "letter.txt")
    assert page.status_code == 400
    assert "doesn&#39;t recognise" in page.text
    assert "--map" not in page.text
    assert "Nothing of it was kept" in page.text
    assert records(local) == 0


def test_a_wrong_line_is_named(local: Somebody) -> None:
    table = b"taxon\tshare\nFaecalibacterium prausnitzii\t60\nBacteroides uniformis\tmany\n"
    page = local.upload(table)
    assert page.status_code == 400
    assert "line 3" in page.text


def test_an_unknown_table_can_be_read_by_choosing_its_columns(local: Somebody) -> None:
    page = local.upload(UNKNOWN, "table.csv")
    if page.status_code == 400:
        assert '<option value="soort">' in page.text
        assert "<td><bdi>Faecalibacterium prausnitzii</bdi></td>" in page.text
    again = local.post(
        "/upload",
        {"taxon": "soort", "abundance": "aantal"},
        files={"file": ("table.csv", UNKNOWN)},
    )
    assert "/profile/" in str(again.url), again.text
    assert "2 bacteria" in again.text


def test_what_a_file_holds_is_escaped_in_the_preview(local: Somebody) -> None:
    table = b"<script>a</script>;b\n<img src=x onerror=y>;many\nz;few\n"
    page = local.upload(table, "table.csv")
    assert page.status_code == 400
    assert "<script>a" not in page.text
    assert "<img src=x" not in page.text


def test_corrections_are_offered_with_the_first_lines_of_the_file(local: Somebody) -> None:
    profile = local.post(
        "/upload", {"taxon": "soort", "abundance": "aantal"}, files={"file": ("t.csv", UNKNOWN)}
    )
    name = str(profile.url).rsplit("/", 1)[-1]
    page = local.get(f"/profile/{name}/correct").text
    assert '<option value="soort" selected>' in page
    assert "Bacteroides uniformis" in page


def test_a_correction_that_does_not_fit_leaves_the_profile_as_it_was(local: Somebody) -> None:
    profile = local.profile()
    page = local.post(f"/profile/{profile}/correct", {"format": "kraken2", "lab": "X"})
    assert page.status_code == 400
    assert "What" not in local.get(f"/profile/{profile}").text.split("<h1>")[1][:20]
    assert "not told" in local.get(f"/profile/{profile}").text


def test_another_sample_of_the_file_can_be_chosen_later(local: Somebody) -> None:
    page = local.upload(SEVERAL)
    assert str(page.url).endswith("/samples")
    upload = str(page.url).split("/")[-2]
    read = local.post(f"/upload/{upload}/sample", {"sample": "B"})
    assert f"/upload/{upload}/samples" in read.text
    assert 'value="A"' in local.get(f"/upload/{upload}/samples").text


def test_profiles_stand_newest_sample_first_with_lab_and_date(local: Somebody) -> None:
    for day, lab in (("2024-03-14", "Old lab"), ("2026-01-02", "New lab")):
        profile = local.profile()
        local.post(f"/profile/{profile}/correct", {"lab": lab, "date": day})
    page = local.get("/").text
    assert "14 March 2024" in page
    assert page.index("New lab") < page.index("Old lab")


def test_the_language_is_changed_without_losing_the_page(local: Somebody) -> None:
    profile = local.profile()
    page = local.get(f"/you?next=/report/{profile}").text
    assert f'href="/you?next=%2Freport%2F{profile}&amp;lang=nl"' in page
    refused = local.upload(LETTER).text
    assert 'href="/?lang=nl"' in refused


def test_the_other_language_never_leads_off_this_site(local: Somebody) -> None:
    page = local.client.get("http://127.0.0.1:8877//example.org/")
    assert page.status_code == 404
    assert 'href="//' not in page.text


@pytest.mark.parametrize(
    ("text", "header", "first"),
    [
        (b"My title\n\nname,part\nA,1\n", ("name", "part"), ("A", "1")),
        (b"A\t1\nB\t2\n", ("1", "2"), ("A", "1")),
        (b"n,n,m\nA,1,2\n", ("1", "2", "m"), ("A", "1", "2")),
        (b"just a line\n", (), None),
    ],
)
def test_the_columns_are_found(tmp_path, text, header, first) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "table.txt"
    path.write_bytes(text)
    seen = peek(path)
    assert seen.header == header
    assert (seen.rows[0] if seen.rows else None) == first


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_problems_have_a_page_with_what_to_do(local: Somebody, lang: str) -> None:
    local.client.headers["accept-language"] = lang
    page = local.get("/nothing-here")
    assert page.status_code == 404
    assert "<h1>" in page.text
    assert ("Van mij" if lang == "nl" else "Mine") in page.text


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("status", [403, 404, 413, 421, 429, 500])
def test_a_problem_can_be_told_without_anybody_known(status: int, lang) -> None:  # type: ignore[no-untyped-def]
    from legaat.web._errors import bare_page, problem_words

    what, do = problem_words(status, lang)
    page = bare_page(status, lang)
    assert what.replace("'", "&#39;") in page
    assert do.replace("'", "&#39;") in page


def test_a_defect_of_ours_gets_a_page_that_says_nothing_of_it(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fastapi.testclient import TestClient

    def broken(*_: object) -> None:
        raise ValueError("crohn and lithium")

    monkeypatch.setattr("legaat.web._pages_you.told_of", broken)
    quiet = TestClient(local.client.app, "http://127.0.0.1:8877", raise_server_exceptions=False)
    page = quiet.get("/you", headers={"accept-language": "en"})
    assert page.status_code == 500
    assert "went wrong on our side" in page.text
    assert "crohn" not in page.text


def test_a_sample_of_a_day_that_has_yet_to_come_is_refused(local: Somebody) -> None:
    profile = local.profile()
    far = {"lab": "A", "date": "2999-01-01"}
    page = local.post(f"/profile/{profile}/correct", far)
    assert page.status_code == 400
    assert "has yet to come" in page.text
    address = f"/api/v1/profiles/{profile}"
    assert local.get(address).json()["profile"]["provenance"]["date"] is None
    answer = local.client.patch(address, json=far)
    assert (answer.status_code, "has yet to come" in answer.text) == (400, True)
    files = {"file": ("profile.tsv", EXAMPLE.read_bytes())}
    answer = local.client.post("/api/v1/profiles?date=2999-01-01&lang=nl", files=files)
    assert (answer.status_code, "moet nog komen" in answer.text) == (400, True)


def test_a_file_that_was_given_before_is_not_kept_twice(local: Somebody) -> None:
    profile = local.profile()
    before = records(local)
    page = local.upload(name="copy.tsv")
    assert "You gave this file before" in page.text
    assert f'href="/report/{profile}"' in page.text
    assert records(local) == before
    (again,) = re.findall(r'action="(/upload/[^"]+/again)"', page.text)
    other = local.post(again)
    assert "/profile/" in str(other.url)
    assert profile not in str(other.url)
    assert records(local) == before + 1
    assert len(local.get("/api/v1/uploads").json()["uploads"]) == 1


def test_the_example_is_not_kept_twice(local: Somebody) -> None:
    local.post("/example")
    before = records(local)
    assert "You gave this file before" in local.post("/example").text
    assert records(local) == before


def test_a_large_file_is_read_once_more_where_that_is_asked(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legaat.web._pages_start.LARGE", 10)
    queue = face_of(local.client).jobs

    def done() -> list[str]:
        for _ in range(200):
            if not any(task.active for task in queue.all_of("local")):
                return [task.result["profile"] for task in queue.all_of("local")]
            time.sleep(0.05)
        raise AssertionError

    local.upload()
    (first,) = done()
    page = local.upload()
    (again,) = re.findall(r'action="(/upload/[^"]+/again)"', page.text)
    local.post(again)
    assert len(set(done())) == 2
    assert first in done()


def test_nothing_about_a_file_lies_beside_the_sealed_record(tmp_path: Path) -> None:
    data = EXAMPLE.read_bytes()
    folder = tmp_path / "web"
    with running(config(folder)) as client:
        Somebody(client).profile()
        Somebody(client).upload()
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for name in ("sha256", "sha1", "md5", "blake2b"):
        digest = hashlib.new(name, data, usedforsecurity=False)
        assert digest.digest() not in left
        assert digest.hexdigest().encode() not in left


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_letter_or_photo_is_refused_in_words_for_a_person(local: Somebody, lang: str) -> None:
    local.get("/", params={"lang": lang})
    page = local.upload(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "brief.pdf")
    assert page.status_code == 400
    assert ("pdf" if lang == "nl" else "PDF") in page.text
    assert "binair" not in page.text
    assert "binary" not in page.text
    assert "JSON" not in page.text.split("<details")[0]


def test_a_file_lies_nowhere_in_plain_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess
    import tempfile

    folder, spool = tmp_path / "web", tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    seen: list[str] = []
    spilt: list[object] = []
    run = subprocess.run

    def looking(*words: object, **options: object) -> object:
        there = [p for place in (folder, spool) for p in place.rglob("*") if p.is_file()]
        seen.append("looked")
        secret = (p for p in there if b"Faecalibacterium" in p.read_bytes())
        seen.extend(str(p) for p in [*secret, *(p for p in there if "Secret" in p.name)])
        return run(*words, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", looking)
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", spilt.append)
    # More than the form parser keeps in memory by itself.
    large = EXAMPLE.read_bytes() + b"\n" * 1_500_000
    with running(config(folder)) as client:
        page = Somebody(client).upload(large, "SecretSample.tsv")
        assert "/profile/" in str(page.url)
        # The sample is called after the file all the same.
        assert "SecretSample" in page.text
    assert set(seen) == {"looked"}
    assert spilt == []


def test_without_files_in_memory_it_lies_under_a_name_that_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legaat.web import _handed

    monkeypatch.setattr(_handed, "_in_memory", lambda: None)
    settings = config(tmp_path / "web")
    with _handed.handed(b"taxon\n", settings) as file:
        path = Path(file.path)
        assert (path.name, path.stat().st_mode & 0o777) == ("upload", 0o600)
        assert path.read_bytes() == b"taxon\n"
    assert not path.exists()


def test_head_is_answered_wherever_get_is(local: Somebody) -> None:
    profile = local.profile()
    for path in ("/", "/you", f"/profile/{profile}", "/know", "/healthz", "/static/page.css"):
        whole, head = local.get(path), local.client.head(path)
        assert (head.status_code, head.content) == (200, b""), path
        assert head.headers["content-type"] == whole.headers["content-type"]
    assert local.client.head("/nowhere").status_code == 404


def test_the_same_file_at_the_same_moment_is_kept_once(local: Somebody) -> None:
    token = local.token()

    def give(_: int) -> int:
        files = {"file": ("profile.tsv", EXAMPLE.read_bytes())}
        return local.client.post("/upload", data={"csrf": token}, files=files).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(give, range(6))) == {200}
    assert len(local.get("/api/v1/uploads").json()["uploads"]) == 1
    assert len(local.get("/api/v1/profiles").json()["profiles"]) == 1


def test_a_file_deleted_while_it_is_read_once_more_is_gone(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legaat.web import _pages_start

    local.profile()
    (again,) = re.findall(r'action="(/upload/[^"]+/again)"', local.upload().text)
    read = _pages_start.read_upload

    def slow(*words: Any) -> Any:
        face = face_of(local.client)
        with face.store(face.local) as (store, _):
            store.remove_all()
        return read(*words)

    monkeypatch.setattr(_pages_start, "read_upload", slow)
    assert local.post(again).status_code == 404
    assert records(local) == 0


def test_a_job_that_failed_says_nothing_of_the_command_line() -> None:
    from legaat.web._task import ToldError

    said = ToldError(
        "nothing-matched", {"en": "No --map.", "nl": "Geen --map."}, {"en": "--map", "nl": "--map"}
    ).result
    assert "--" not in str(said)


def test_a_file_with_other_samples_stays_when_the_one_that_was_read_goes(local: Somebody) -> None:
    page = local.upload(SEVERAL)
    chosen = str(page.url.path).replace("/samples", "/sample")
    profile = str(local.post(chosen, {"sample": "A"}).url).rsplit("/", 1)[-1]
    answer = local.client.delete(f"/api/v1/profiles/{profile}")
    assert answer.status_code == 200
    assert answer.json()["upload"] in chosen
    assert len(local.get("/api/v1/uploads").json()["uploads"]) == 1


def test_two_answers_at_the_same_moment_make_one_person(local: Somebody) -> None:
    from legaat.web._models import Record

    def put(age: int) -> int:
        return local.client.put("/api/v1/person", json={"age_years": age}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(put, range(30, 34))) == {200}
    with face_of(local.client).database.session() as session:
        assert session.query(Record).filter(Record.kind == "person").count() == 1
