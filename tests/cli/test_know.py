"""``legaat know``: everything can be looked up, in both languages, with its sources."""

from __future__ import annotations

import json

import pytest

from legaat.cli._main import run
from legaat.knowledge import cards, find, look_up
from legaat.messages import LANGUAGES, Lang


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = run(["know", *arguments])
    out = capsys.readouterr().out
    assert status == 0, out
    return out


def test_claims_shows_all_eighty_with_both_names_and_verdict(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = _said(capsys, "claims", "--lang", "nl")
    assert all(f"C{n:02}" in out for n in range(1, 81))
    assert "Postbiotica zijn dode bacteriefragmenten" in out
    assert "Postbiotics are dead bacterial fragments" in out
    assert "tegen de definitie" in out


def test_claims_can_be_chosen_by_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(_said(capsys, "claims", "--verdict", "contradicted", "--json"))
    assert len(found) == 10
    assert {card["verdict"]["en"] for card in found} == {"contradicted"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry_can_be_shown(lang: Lang, capsys: pytest.CaptureFixture[str]) -> None:
    some = {card.kind: card.id for card in cards().values()}
    assert len(some) == 11
    for name in (*some.values(), "C22", "kimchi", "S02", "butyrate", "psyllium-ibs"):
        out = _said(capsys, "show", name, "--lang", lang)
        assert name in out
        assert "know." not in out


def test_an_entry_is_found_by_its_dutch_or_english_name() -> None:
    assert look_up("c01").id == "C01"
    assert look_up("darmwand").id == "gut wall"
    assert look_up("gut wall").id == "gut wall"
    assert look_up("KEFIR").id == "kefir"


def test_a_search_puts_titles_first_and_folds_accents() -> None:
    assert find("kimchi")[0].id == "kimchi"
    assert find("lipoteichoinezuur")[0].id in {"C26", "lipoteichoic acid"}
    assert [card.kind for card in find("histamine", ["rule"])] == ["rule"] * len(
        find("histamine", ["rule"])
    )
    assert find("zzzz") == []
    assert find("") == []


def test_the_rule_stands_before_its_evidence_row() -> None:
    assert cards()["S02"].kind == "rule"


def test_sources_of_an_entry(capsys: pytest.CaptureFixture[str]) -> None:
    out = _said(capsys, "sources", "C22", "--json")
    assert set(json.loads(out)) == {"R030", "R041", "R042", "R149", "R152"}


def test_a_source_that_was_never_seen_is_not_shown() -> None:
    assert "R150" not in cards()
    assert all("R150" not in card.citations for card in cards().values())


def test_an_unknown_name_names_its_neighbours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGAAT_LANG", "en")
    assert run(["know", "show", "zuurkol"]) == 2
    assert "zuurkool-rauw" in capsys.readouterr().err


def test_a_name_that_is_near_nothing_gets_no_empty_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["know", "show", "zzzzzz"]) == 2
    assert "Near it" not in capsys.readouterr().err


def test_every_card_says_everything_in_both_languages() -> None:
    for card in cards().values():
        data = card.to_dict()
        text = json.dumps(data, ensure_ascii=False)
        assert "know." not in text, card.id
        for lang in LANGUAGES:
            assert card.title.text(lang)
            assert all(fact.value.text(lang) for fact in card.facts)
