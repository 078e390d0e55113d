"""The report as a living page: what opens, what loads last, and what can be kept."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from legaat.messages import LANGUAGES, Lang
from legaat.taxonomy import resolver
from web_factory import Somebody, add_accounts, logged_in

STATIC = Path(__file__).parents[2] / "src" / "legaat" / "web" / "static"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_comes_without_the_model_and_loads_it_last(local: Somebody, lang: Lang) -> None:
    local.client.headers["accept-language"] = lang
    profile = local.profile()
    page = local.get(f"/report/{profile}").text
    assert f'data-later="/report/{profile}/model"' in page
    assert 'href="?effects=1#model"' in page
    assert 'class="flow"' not in page
    part = local.get(f"/report/{profile}/model").text
    assert part.lstrip().startswith("<section")
    assert 'class="flow"' in part
    whole = local.get(f"/report/{profile}?effects=1").text
    assert 'class="flow"' in whole
    assert "data-later" not in whole


def test_what_opens_in_the_part_stands_in_the_page(local: Somebody) -> None:
    profile = local.profile()
    page = local.get(f"/report/{profile}").text
    part = local.get(f"/report/{profile}/model").text
    there = set(re.findall(r'id="([\w-]+)" (?:value="\d+" )?popover', page))
    assert set(re.findall(r'popovertarget="([\w-]+)"', page + part)) <= there
    assert not set(re.findall(r'\bid="([\w-]+)"', part)) & set(
        re.findall(r'\bid="([\w-]+)"', page)
    ) - {"model"}


def test_sources_lead_on_to_their_pages(local: Somebody) -> None:
    page = local.get(f"/report/{local.profile()}").text
    found = set(re.findall(r'href="(/know/R\d+)"', page))
    assert found
    for path in sorted(found)[:3]:
        assert local.get(path).status_code == 200


def test_questions_lead_to_where_they_are_asked(local: Somebody) -> None:
    profile = local.profile()
    page = local.get(f"/report/{profile}").text
    assert (
        f'<a class="button second" href="/you?next=/report/{profile}">Answer these questions</a>'
        in page
    )
    asked = f'href="/you/all?next=/report/{profile}#why-age_years"'
    assert asked in page
    assert 'id="why-age_years"' in local.get(f"/you/all?next=/report/{profile}").text
    assert "(in_hospital)" not in page
    assert "(age_years)" not in page


def test_nothing_stands_in_the_page_that_the_policy_forbids(local: Somebody) -> None:
    page = local.get(f"/report/{local.profile()}?effects=1").text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", page)


def large(n: int = 500) -> bytes:
    """Return a table of real species with falling shares."""
    names = resolver().species()[:n]
    whole = sum(1 / (i + 1) for i in range(n))
    rows = [f"{name},{100 / (i + 1) / whole:.6f}" for i, name in enumerate(names)]
    return "\n".join(["species,percent", *rows]).encode()


def test_the_page_of_five_hundred_taxa_is_light(local: Somebody) -> None:
    answer = local.upload(large(), "large.csv")
    assert answer.status_code == 200
    address = str(answer.url.path).replace("/profile/", "/report/")
    parts = [local.get(address), local.get(f"{address}/model"), local.get("/static/page.css")]
    beside = sum((STATIC / name).stat().st_size for name in ("report.css", "report.js", "web.css"))
    assert sum(len(part.content) for part in parts) + beside < 300_000


def test_the_report_can_be_kept_as_page_json_and_pdf(local: Somebody) -> None:
    pytest.importorskip("typst", reason="needs the extra pdf")
    profile = local.profile()
    for ending, kind in (("html", "text/html"), ("json", "application/json"),
                         ("pdf", "application/pdf")):  # fmt: skip
        answer = local.get(f"/report/{profile}/download.{ending}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert f'filename="legaat.{ending}"' in answer.headers["content-disposition"]
    plain = local.get(f"/report/{profile}/download.json").json()
    asked = json.loads(local.get(f"/report/{profile}/download.json?effects=1").text)
    assert plain["inside"] is None
    assert asked["inside"]["limiting"]


def test_the_twin_is_made_once_for_report_and_what_if(
    local: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legaat.web import _state

    made: list[Any] = []
    real = _state._twin

    def counted(*args: Any) -> Any:
        made.append(args)
        return real(*args)

    monkeypatch.setattr(_state, "_twin", counted)
    profile = local.profile()
    for path in (f"/report/{profile}/model", f"/what-if/{profile}", f"/report/{profile}?effects=1"):
        assert local.get(path).status_code == 200
    assert len(made) == 1


@pytest.mark.parametrize("path", ["", "/model", "/download.pdf", "/download.html"])
def test_another_account_sees_nothing(server: Any, path: str) -> None:
    add_accounts(server, "anna", "bob")
    profile = logged_in(server, "anna").profile()
    assert logged_in(server, "bob").get(f"/report/{profile}{path}").status_code == 404
