"""Two samples beside each other: what changed, what can't be said, and whose they are."""

from __future__ import annotations

import itertools
import re

import pytest
from fastapi.testclient import TestClient

from legaat.web._slopes import percent, slopes
from web_factory import EXAMPLE, Somebody, add_accounts, logged_in
from web_tables import changed_example


def _two(somebody: Somebody, lab: str = "Lab A") -> tuple[str, str]:
    found = []
    for content in (EXAMPLE.read_bytes(), changed_example()):
        page = somebody.upload(content)
        found.append(str(page.url).rsplit("/", 1)[-1])
        if lab:
            somebody.post(f"/profile/{found[-1]}/correct", {"lab": lab})
    return found[0], found[1]


def test_what_changed_beyond_the_noise_is_drawn_and_told(local: Somebody) -> None:
    one, two = _two(local)
    page = local.get(f"/compare?a={one}&b={two}").text
    found = local.get(f"/compare/download.json?a={one}&b={two}").json()
    turned = [row["taxon"] for row in found["changes"] if row["status"] != "within noise"]
    assert turned
    drawn = re.findall(r'<g class="(?:more|less)">.*?</g>', page, re.DOTALL)
    assert len(drawn) == min(len(turned), 16)
    for taxon in turned[:12]:
        assert f"<i>{taxon}</i>" in page
    assert page.count('<th scope="row">') == len(found["changes"])
    swapped = local.get(f"/compare/download.json?a={two}&b={one}").json()
    assert {r["taxon"]: r["before"] for r in swapped["changes"]} == {
        r["taxon"]: r["after"] for r in found["changes"]
    }


def test_what_can_not_be_compared_says_why(local: Somebody) -> None:
    one, two = _two(local, "")
    page = local.get(f"/compare?a={one}&b={two}").text
    assert "don&#39;t say that one lab" in page
    assert "tick that above" in page
    assert "<svg" not in page
    assert "<svg" in local.get(f"/compare?a={one}&b={two}&same_lab=yes").text
    local.post(f"/profile/{two}/correct", {"lab": "B", "rank": "genus"})
    local.post(f"/profile/{one}/correct", {"lab": "A"})
    page = local.get(f"/compare?a={one}&b={two}&same_lab=yes").text
    assert "One holds species and the other genera" in page
    assert "tick that above" not in page


def test_the_page_asks_which_two(local: Somebody) -> None:
    assert "Keep two samples" in local.get("/compare").text
    one, _ = _two(local)
    page = local.get("/compare").text
    assert page.count("<option") == 4
    assert "two different samples" in local.get(f"/compare?a={one}&b={one}").text
    assert local.get(f"/compare?a={one}&b=nothing").status_code == 404


def test_nobody_compares_with_another_persons_sample(server: TestClient) -> None:
    add_accounts(server, "anna", "bert")
    anna, bert = logged_in(server, "anna"), logged_in(server, "bert")
    hers, his = anna.profile(), bert.profile()
    for path in ("/compare", "/compare/download.json"):
        for query in (f"?a={his}&b={hers}", f"?a={hers}&b={his}"):
            assert bert.get(path + query).status_code == 404
    query = {"before": his, "after": hers}
    assert bert.client.get("/api/v1/compare", params=query).status_code == 404


def test_dates_decide_which_came_first(local: Somebody) -> None:
    one, two = _two(local)
    for profile, day in ((one, "2026-01-01"), (two, "2026-05-01")):
        local.post(f"/profile/{profile}/correct", {"lab": "Lab A", "date": day})
    right = local.get(f"/compare?a={one}&b={two}").text
    wrong = local.get(f"/compare?a={two}&b={one}").text
    assert "So we swapped the two" not in right
    assert "is of 1 May 2026, which is later than 1 January 2026. So we swapped the two" in wrong
    assert "Swap the two" not in right + wrong
    tables = [re.findall(r"<tbody>.*</tbody>", page, re.DOTALL) for page in (right, wrong)]
    assert tables[0]
    assert tables[0] == tables[1]
    chosen = [re.findall(r'value="([^"]+)" selected', page) for page in (right, wrong)]
    assert chosen == [[one, two], [one, two]]
    # A program gets the order that it asked, and is told.
    for before, after, told in ((one, two, False), (two, one, True)):
        asked = {"before": before, "after": after}
        notes = local.client.get("/api/v1/compare", params=asked).json()["notes"]
        assert any("the other way round" in str(note) for note in notes) == told


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_how_many_times_is_written_for_people(local: Somebody, lang: str) -> None:
    one, two = _two(local)
    for a, b in ((one, two), (two, one)):
        page = local.get(f"/compare?a={a}&b={b}&lang={lang}").text
        assert '<th scope="row">' in page
        assert not re.findall(r">[^<]*[0-9]e[+-]?[0-9][^<]*<", page)


def test_the_lowest_line_of_the_picture_is_no_nought(local: Somebody) -> None:
    before, after = _two(local)
    page = local.get("/compare", params={"a": before, "b": after, "same_lab": "yes"}).text
    ticks = re.findall(r'class="tick"[^>]*>([^<]+)<', page)
    shares = [float(one.strip("≤%")) for one in ticks]
    assert [one.startswith("≤") for one in ticks] == [True] + [False] * (len(ticks) - 1)
    assert all(b == pytest.approx(10 * a) for a, b in itertools.pairwise(shares))


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (0.5, "50%"), (0.0312, "3,1%"), (0.00042, "0,042%")]
)
def test_shares_have_two_figures(share: float, words: str) -> None:
    assert percent(share, "nl") == words


def test_names_never_lie_on_top_of_each_other() -> None:
    from legaat.reference import Change, Comparison

    rows = tuple(
        Change(f"Genus{i}", 0.01, 0.02 + 1e-5 * i, 2.0, 4.0, 1.5, "more") for i in range(16)
    )
    made = slopes(Comparison("a", "b", changes=rows), "en")
    assert made is not None
    labels = sorted(line.label for line in made.lines if line.label is not None)
    assert len(labels) == 16
    assert all(b - a >= 16.9 for a, b in itertools.pairwise(labels))
    assert labels[-1] <= made.bottom
