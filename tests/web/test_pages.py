"""From upload to delete, as a visitor does it, in both languages and on both databases."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from legaat.messages import LANGUAGES, Lang
from web_factory import EXAMPLE, Somebody, config, running


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_way(database: str | None, lang: Lang, tmp_path: Path) -> None:
    with running(config(tmp_path / "web", database=database)) as client:
        me = Somebody(client)
        client.headers["accept-language"] = lang
        page = me.upload()
        assert page.status_code == 200
        assert f'<html lang="{lang}">' in page.text
        profile = str(page.url).rsplit("/", 1)[-1]
        assert f'href="/report/{profile}"' in me.upload(name="copy.tsv").text
        assert len(me.get("/api/v1/uploads").json()["uploads"]) == 1

        told = {"age_years": "52", "sex": "female", "pregnant": "no", "breastfeeding": "no",
                "complaints": "constipation", "immune": "normal", "conditions": "none",
                "medicines": "none", "allergies": "none", "next": f"/report/{profile}"}  # fmt: skip
        report = me.post("/you", told)
        assert str(report.url).endswith(f"/report/{profile}")
        assert "Legaat" in report.text

        answer = me.get(f"/what-if/{profile}", params={"inulin": "10"})
        assert ("butyraat" if lang == "nl" else "butyrate") in answer.text

        plan = me.get(f"/plan/{profile}")
        assert '<ol class="plan">' in plan.text
        ics = me.get(f"/plan/{profile}/calendar.ics").text
        assert ics.startswith("BEGIN:VCALENDAR\r\n")
        assert all(len(line.encode()) <= 75 for line in ics.split("\r\n"))

        assert "C22" in me.get("/know/C22").text
        mine = me.get("/mine").text
        assert "profile.tsv" in mine

        archive = zipfile.ZipFile(io.BytesIO(me.get("/mine/export").content))
        original = next(n for n in archive.namelist() if n.startswith("originals/"))
        assert archive.read(original) == EXAMPLE.read_bytes()

        gone = me.post("/mine/delete", {"sure": "yes"})
        assert "profile.tsv" not in gone.text
        assert me.get(f"/report/{profile}").status_code == 404


def test_a_wrong_answer_is_marked_and_the_rest_stays(local: Somebody) -> None:
    page = local.post("/you", {"age_years": "old", "goals": "fewer colds"})
    assert page.status_code == 422
    assert "wrong-age_years" in page.text
    assert 'value="fewer colds"' in page.text


def test_a_sign_for_a_doctor_comes_before_everything(local: Somebody) -> None:
    page = local.post("/you", {"age_years": "60", "complaints": "blood in stool"})
    assert "care" in page.text
    assert "doctor" in page.text


def test_the_next_page_is_always_one_of_ours(local: Somebody) -> None:
    for where in ("https://example.org/", "//example.org", "/\\example.org"):
        page = local.post("/you", {"age_years": "40", "next": where}, follow_redirects=False)
        assert page.headers["location"] == "/"


def test_what_was_guessed_can_be_corrected(local: Somebody) -> None:
    profile = local.profile()
    page = local.post(f"/profile/{profile}/correct", {"lab": "Lab <b>A</b>", "rank": "genus"})
    assert "Lab &lt;b&gt;A&lt;/b&gt;" in page.text
    assert "genera" in page.text


def test_one_sample_of_several_is_asked_for(local: Somebody) -> None:
    table = b"taxon\tA\tB\nFaecalibacterium prausnitzii\t60\t10\nBacteroides uniformis\t40\t90\n"
    page = local.upload(table)
    assert "Which sample is yours?" in page.text
    upload = page.text.split('action="/upload/')[1].split("/")[0]
    read = local.post(f"/upload/{upload}/sample", {"sample": "B"})
    assert "/profile/" in str(read.url)


def test_a_suggestion_can_be_refused_with_a_reason(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", {"age_years": "52", "sex": "male", "immune": "normal"})
    page = local.get(f"/plan/{profile}").text
    name = page.split('<li class="card" id="')[1].split('"')[0]
    form = {"do": "refuse", "what": name, "note": "<i>tried it</i>"}
    after = local.post(f"/plan/{profile}", form).text
    assert "&lt;i&gt;tried it&lt;/i&gt;" in after
    assert f"UID:{name}-1" not in local.get(f"/plan/{profile}/calendar.ics").text


def test_a_label_is_judged(local: Somebody) -> None:
    page = local.post("/label", {"text": "Yoghurt met Lactobacillus acidophilus LA-5, 10^9 KVE"})
    assert "Lactobacillus acidophilus" in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize("query", ["butyr", "boterzuur", '"', "* OR a", "NEAR(", "é", "a" * 500])
def test_searching_never_breaks(local: Somebody, query: str) -> None:
    assert local.get("/know", params={"q": query}).status_code == 200


def test_every_entry_has_a_page(local: Somebody) -> None:
    from legaat.knowledge import cards

    some = {card.kind: card.id for card in cards().values()}
    for name in some.values():
        assert local.get(f"/know/{name}").status_code == 200


def test_a_large_upload_is_read_in_the_queue(local: Somebody) -> None:
    import time

    from legaat.web._pages_start import LARGE

    content = EXAMPLE.read_bytes()
    content += b"# " + b"x" * 1000 + b"\n"
    padded = b"#" + b"p" * LARGE + b"\n" + content
    page = local.upload(padded)
    assert "/job/" in str(page.url) or "/profile/" in str(page.url)
    for _ in range(120):
        page = local.get(str(page.url))
        if "http-equiv" not in page.text:
            break
        time.sleep(0.25)
    assert "http-equiv" not in page.text


def test_pages_are_light(local: Somebody) -> None:
    profile = local.profile()
    for path in ("/", "/you", f"/report/{profile}", f"/what-if/{profile}", "/know", "/mine"):
        weight = len(local.get(path).content)
        for asset in ("/static/page.css", "/static/web.css", "/static/htmx.min.js"):
            weight += len(local.get(asset).content)
        assert weight <= 300_000, path


def test_the_api_gives_the_same_verbs(local: Somebody) -> None:
    made = local.client.post("/api/v1/profiles", files={"file": ("p.tsv", EXAMPLE.read_bytes())})
    assert made.status_code == 201, made.text
    profile = made.json()["id"]
    report = local.client.post(f"/api/v1/profiles/{profile}/report", json={"age_years": 40})
    assert report.json()["schema"] == "legaat.report/1"
    answer = local.client.post(
        f"/api/v1/profiles/{profile}/what-if", json={"add": {"havermout": 2}}
    )
    assert {row["substance"] for row in answer.json()["changes"]} >= {"butyrate", "acetate"}
    label = local.client.post("/api/v1/labels", json={"text": "Inuline uit cichorei"})
    assert label.json()["schema"] == "legaat.label/1"
    found = local.client.get("/api/v1/knowledge", params={"q": "kimchi"})
    assert found.json()["found"][0]["id"] == "kimchi"
    assert local.client.delete(f"/api/v1/profiles/{profile}").status_code == 204
    assert local.client.get("/api/v1/profiles").json() == {"profiles": []}
    assert json.loads(local.get("/api/v1/openapi.json").text)["info"]["title"] == "Legaat"
