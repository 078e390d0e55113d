"""A file of many samples is read as a whole, and listed."""

from __future__ import annotations

import csv
import io
import re
import time
from typing import Any

import pytest

from legaat.web._table import sample_id, table_csv
from web_factory import Somebody
from web_tables import table


def read_whole(somebody: Somebody, n: int = 60) -> tuple[str, Any]:
    """Upload a table, have all of it read, and return its id and its page."""
    page = somebody.upload(table(n), "cohort.tsv")
    found = re.search(r"/upload/([0-9a-f-]{36})/all", page.text)
    assert found is not None, page.text[-2000:]
    page = somebody.post(f"/upload/{found[1]}/all")
    for _ in range(200):
        if "/table/" in str(page.url):
            return found[1], page
        assert "hx-get" in page.text, page.text
        time.sleep(0.1)
        page = somebody.get(str(page.url))
    raise AssertionError(page.text)


def test_every_sample_is_listed_and_opens_its_report(local: Somebody) -> None:
    upload, page = read_whole(local)
    assert "60 samples" in page.text
    assert page.text.count('href="/report/') == 50
    second = local.get(f"/table/{upload}?page=2")
    assert second.text.count('href="/report/') == 10
    one = local.get(f"/report/{sample_id(upload, 59)}")
    assert one.status_code == 200
    assert "S59" in one.text

    found = local.get(f"/table/{upload}?q=s5")
    assert found.text.count('href="/report/') == 11
    ordered = local.get(f"/table/{upload}/download.json").json()["samples"]
    least = min(ordered, key=lambda row: row["butyrate_percentile"])["sample"]
    first = re.search(r"<bdi>(S\d+)</bdi>", local.get(f"/table/{upload}?sort=butyrate").text)
    assert first is not None
    assert first[1] == least

    rows = list(csv.DictReader(io.StringIO(local.get(f"/table/{upload}/download.csv").text)))
    assert [row["sample"] for row in rows] == [f"S{n}" for n in range(60)]
    assert {row["butyrate"] for row in rows} <= {"low", "usual", "high"}

    assert local.client.get("/api/v1/profiles").json()["profiles"] == []
    for _ in range(2):
        page = local.post(f"/table/{upload}/keep", {"sample": sample_id(upload, 3)})
        kept = local.client.get("/api/v1/profiles").json()["profiles"]
        assert [one["sample"] for one in kept] == ["S3"]
    local.post(f"/table/{upload}/keep", {"sample": "11111111-1111-1111-1111-111111111111"})
    assert len(local.client.get("/api/v1/profiles").json()["profiles"]) == 1


def test_a_table_that_is_too_long_is_refused_in_words(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legaat.web._work_read.MOST_SAMPLES", 5)
    page = local.upload(table(9), "cohort.tsv")
    found = re.search(r"/upload/([0-9a-f-]{36})/all", page.text)
    assert found is not None
    page = local.post(f"/upload/{found[1]}/all")
    for _ in range(100):
        page = local.get(str(page.url))
        if "hx-get" not in page.text:
            break
        time.sleep(0.1)
    assert "9 samples; at most 5" in page.text
    assert "9 samples; at most 5" not in local.get("/jobs").text
    assert "did not work" in local.get("/jobs").text


def test_asking_twice_reads_once(local: Somebody) -> None:
    page = local.upload(table(3), "cohort.tsv")
    found = re.search(r"/upload/([0-9a-f-]{36})/all", page.text)
    assert found is not None
    first, second = (local.post(f"/upload/{found[1]}/all") for _ in range(2))
    assert str(first.url) == str(second.url) or "/table/" in str(second.url)


def test_cells_that_a_spreadsheet_would_run_are_words() -> None:
    text = table_csv([{"sample": "=HYPERLINK(1)", "n_taxa": 3, "missing": None}])
    assert "'=HYPERLINK(1)" in text
    assert text.splitlines()[1].count(",") == text.splitlines()[0].count(",")
