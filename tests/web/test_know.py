"""Know: the entrance, the search, and a page for every entry with what it rests on."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from legaat.knowledge import KINDS, cards, claims
from legaat.messages import LANGUAGES, Lang
from legaat.web._know_view import ENTRANCE, VERDICTS
from legaat.web._search import find_cards, search
from web_factory import Somebody


def words(page: Any) -> str:
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_entrance_says_what_postbiotics_are_and_where_each_sentence_comes_from(
    local: Somebody, lang: Lang
) -> None:
    page = local.get("/know", params={"lang": lang})
    assert "ISAPP" in page.text
    assert "web." not in words(page)
    for _, sentences in ENTRANCE:
        for _, ids in sentences:
            for one in ids:
                assert one in cards()
                assert f'href="/know/{one}"' in page.text
    for kind in KINDS:
        assert f'href="/know?kind={kind}"' in page.text


def test_the_claims_are_counted_by_verdict(local: Somebody) -> None:
    page = words(local.get("/know"))
    for verdict in VERDICTS:
        wanted = sum(claim.verdict == verdict for claim in claims().values())
        found = local.get("/know", params={"kind": "claim", "verdict": verdict})
        assert f"{wanted} in this list" in words(found)
    assert f"{len(claims())} popular claims" in page


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("boterzuur", "butyrate"), ("butyric acid", "butyrate"), ("C22", "C22"), ("c22", "C22"),
        ("KIMCHI", "kimchi"), ("kim", "kimchi"), ("lekkende darm", "C27"), ("leaky gut", "C27"),
    ],
)  # fmt: skip
def test_names_in_both_languages_and_beginnings_of_words_count(typed: str, first: str) -> None:
    assert first in [card.id for card in search(typed)][:3]


@pytest.mark.parametrize(("one", "other"), [("PDS", "irritable bowel"), ("vezels", "fiber")])
def test_other_names_of_the_same_thing_find_the_same(one: str, other: str) -> None:
    assert {c.id for c in search(one, most=500)} == {c.id for c in search(other, most=500)}


def test_an_old_name_of_a_species_finds_the_strains_of_today() -> None:
    found = search("Lactobacillus plantarum", "strain")
    assert "lactiplantibacillus-plantarum-l-137" in [card.id for card in found]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("kimhci", "kimchi"), ("akermansia", "akkermansia"), ("histamien", "histamine")],
)
def test_a_slip_of_the_hand_is_said_and_forgiven(local: Somebody, typed: str, meant: str) -> None:
    assert find_cards(typed).meant == meant
    page = local.get("/know", params={"q": typed})
    assert f"Nothing was found for {typed}" in words(page)
    assert f">{meant}</a>" in page.text


def test_what_was_looked_for_is_marked_and_counted(local: Somebody) -> None:
    page = local.get("/know", params={"q": "histamine"})
    assert "<mark>histamine</mark>" in page.text.lower()
    status = re.search(r'<p role="status"[^>]*>([^<]*)', page.text)
    assert status is not None
    assert status[1].split()[0] == str(find_cards("histamine").total)


def test_kinds_and_pages_narrow_the_results(local: Somebody) -> None:
    found = find_cards("fibre")
    page = local.get("/know", params={"q": "fibre", "kind": "rule"})
    assert f"{found.counts['rule']} results in safety rules" in words(page)
    seen: list[str] = []
    for number in (1, 2, 3):
        seen += [hit.card.id for hit in find_cards("fibre", start=20 * (number - 1)).hits]
        page = local.get("/know", params={"q": "fibre", "page": number})
        assert f"{number} of" in words(page)
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize(
    "typed",
    [
        '" OR 1=1 --', "' ; DROP TABLE cards", "NEAR(a b, 5)", "title_nl:kimchi", "a*", "^kimchi",
        "* OR *", "\x00", "\u202e", "<script>alert(1)</script>", "é" * 300, "-kimchi", "{kimchi}",
    ],
)  # fmt: skip
def test_what_is_typed_is_only_words(local: Somebody, typed: str) -> None:
    page = local.get("/know", params={"q": typed})
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert len(search("kimchi")) > 1


@pytest.mark.parametrize("page", ["0", "-1", "999999999999", "x", "٣", ""])
def test_a_page_that_is_none_is_no_error(local: Somebody, page: str) -> None:
    for more in ({"q": "fibre"}, {"kind": "food"}):
        assert local.get("/know", params={"page": page, **more}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_list_to_look_through_and_one_to_print(local: Somebody, kind: str) -> None:
    page = local.get("/know", params={"kind": kind})
    whole = local.get(f"/know/list/{kind}")
    names = [card.id for card in cards().values() if card.kind == kind]
    assert whole.text.count("<article") == len(names)
    assert "web." not in words(whole)
    assert len(whole.content) < 250_000
    assert page.status_code == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry_speaks_and_has_an_address_of_its_own(local: Somebody, lang: Lang) -> None:
    by_kind: dict[str, list[str]] = {}
    for card in cards().values():
        by_kind.setdefault(card.kind, []).append(card.id)
    for names in by_kind.values():
        for name in (*names[:3], names[-1]):
            page = local.get(f"/know/{name}", params={"lang": lang})
            assert page.status_code == 200
            assert page.text.count("<h1") == 1
            assert f'rel="canonical" href="/know/{name.replace(" ", "%20")}"' in page.text
            title = re.search(r"<title>([^<]*)</title>", page.text)
            assert title is not None
            assert cards()[name].title.text(lang)[:20] in unescape(title[1])


def test_a_name_leads_to_the_address_of_its_entry(local: Somebody) -> None:
    page = local.get("/know/darmwand", follow_redirects=False)
    assert page.headers["location"] == "/know/gut%20wall"


def test_a_name_that_is_none_is_looked_for(local: Somebody) -> None:
    page = local.get("/know/kimchii")
    assert page.status_code == 404
    assert 'href="/know/kimchi"' in page.text


def test_a_claim_begins_with_its_verdict_and_what_is_right(local: Somebody) -> None:
    said = words(local.get("/know/C22"))
    claim = claims()["C22"]
    assert said.index("contradicted") < said.index(claim.correction.en) < said.index("Why")
    assert "✕" in said


def test_a_source_says_how_well_it_was_seen_and_where_it_is_used(local: Somebody) -> None:
    page = local.get("/know/R001")
    assert 'href="https://doi.org/' in page.text
    assert 'href="/know/C01"' in page.text
    assert "seen" in words(page)


def test_the_list_of_sources_says_how_many_were_seen(local: Somebody) -> None:
    from legaat.knowledge import citation

    sources = [citation(card.id) for card in cards().values() if card.kind == "source"]
    seen = sum(source.verified == "yes" for source in sources)
    part = sum(source.verified == "partial" for source in sources)
    said = words(local.get("/know", params={"kind": "source"}))
    assert f"{seen} of these were seen, {part} in part" in said
    assert seen + part == len(sources)


def test_a_strain_says_that_it_speaks_for_itself_alone(local: Somebody) -> None:
    page = local.get("/know/bifidobacterium-bifidum-mimbb75")
    said = words(page)
    assert "holds for exactly this strain" in said
    assert "dead" in said
    assert "live" in said
    assert 'href="/know/I001"' in page.text
    back = local.get("/know/I001")
    assert 'href="/know/bifidobacterium-bifidum-mimbb75"' in back.text


def test_a_food_tells_a_portion_beside_100_g(local: Somebody) -> None:
    said = words(local.get("/know/kimchi"))
    assert "per portion" in said
    assert "What isn't listed was not found" in said


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("boter zuur", "butyrate"), ("is yoghurt gezond", "yoghurt"),
        ("wat is butyraat", "butyrate"),
        ("is yogurt healthy", "yoghurt"), ("haver mout", "havermout"), ("bananen", "banaan"),
        ("uien", " ui"), ("onions", "onion"), ("oatmeal", "oat"), ("knoflook", "knoflook"),
        ("gasvorming", "gas"), ("farting", "ferments"), ("depressie", "stemming"),
        ("weerstand", "afweer"), ("amoxicilline", "antibiotica"), ("pijn in buik", "buikpijn"),
        ("probiotics for ibs", "bifidum"), ("lactobacillen", "lactobacillus"),
        ("constipated", "constipation"), ("melkzuur bacterie", "melkzuurbacteriën"),
    ],
)  # fmt: skip
def test_what_a_person_types_finds_what_is_meant(typed: str, first: str) -> None:
    titles = [card.title.text(lang).lower() for card in search(typed)[:4] for lang in LANGUAGES]
    ids = [card.id for card in search(typed)[:4]]
    assert any(first in one for one in (*(f" {title}" for title in titles), *ids)), titles


def test_a_name_of_one_thing_does_not_find_another_that_is_as_hard_to_tolerate() -> None:
    assert len(search("knoflook", most=500)) < len(search("fructanen", most=500)) + 20
    assert "knoflook" in search("knoflook")[0].title.nl
    # The name of an onion is no beginning of "uit".
    assert len(search("uien", most=500)) < 40


def test_the_word_that_finds_nothing_is_left_out_and_that_is_said(local: Somebody) -> None:
    found = find_cards("darmflora xyzzyq", lang="nl")
    assert found.meant == "darmflora"
    assert found.total == find_cards("darmflora").total
    page = words(local.get("/know", params={"q": "darmflora xyzzyq", "lang": "nl"}))
    assert "is niets gevonden" in page
