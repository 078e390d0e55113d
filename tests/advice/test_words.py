"""Words in a person file: everyday signs, words in the wrong list, and what may be meant."""

from __future__ import annotations

from typing import Any

import pytest

from advice_fakes import adult, advice
from legaat.advice import Person, denied
from legaat.advice._nearest import nearest_word
from legaat.advice._words import _index, _signs
from legaat.errors import PersonError


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        *((word, "RF16") for word in ("bloed", "blood", "poepbloed", "bloed bij ontlasting")),
        *((word, "RF16") for word in ("bloedverlies", "rode ontlasting", "bleeding")),
        *((word, "RF07") for word in ("zwarte poep", "zwarte ontlasting", "black poop")),
        *((word, "RF16") for word in ("poep met bloed", "bloody stool", "stool with blood")),
        *((word, "RF07") for word in ("tarry stool", "teerachtige poep", "black diarrhoea")),
        *((word, "RF17") for word in ("afvallen", "vermageren", "losing weight")),
        *((word, "S09") for word in ("koorts", "hoge koorts", "fever")),
        *((word, "RF15") for word in ("geel zien", "yellow eyes")),
        *((word, "RF39") for word in ("nekstijfheid", "stiff neck")),
        *((word, "RF69") for word in ("benauwd", "swollen face")),
    ],
)
def test_everyday_words_for_a_sign_are_understood(text: str, flag: str) -> None:
    assert flag in {row.rule for row in advice(adult(complaints=[text])).referrals}


@pytest.mark.parametrize(
    ("key", "text", "right"),
    [
        ("conditions", "zwanger", "pregnant = true"),
        ("conditions", "zwangerschap", "pregnant = true"),
        ("complaints", "pregnancy", "pregnant = true"),
        ("conditions", "borstvoeding", "breastfeeding = true"),
        ("conditions", "koorts", "complaints"),
        ("goals", "bloed", "complaints"),
        ("complaints", "eczeem", "conditions"),
        ("complaints", "chemotherapie", "conditions"),
        ("conditions", "metformine", "medicines"),
        ("conditions", "lactose", "intolerances"),
        ("goals", "minder buikpijn", "complaints"),
        ("conditions", "soms bloed bij de ontlasting", "complaints"),
    ],
)
def test_a_word_in_the_wrong_list_names_the_right_key(key: str, text: str, right: str) -> None:
    fields: dict[str, Any] = {key: [text]}
    with pytest.raises(PersonError) as caught:
        Person(**fields)
    assert caught.value.id == "person-other-list"
    assert right in str(caught.value)


def meant(text: str) -> str | None:
    index = _index("complaints")
    found = nearest_word(text, {name: index[name].id in _signs() for name in index})
    return None if found is None else index[found].id


@pytest.mark.parametrize(
    "text",
    [
        *("bloet", "bloedd", "blod", "blooded", "bloeding poep", "koorst", "koortz", "afvalen"),
        *("zwarte", "flauw vallen", "geele ogen", "bultje", "slikkn", "bleedin", "blood tests"),
    ],
)
def test_a_possible_sign_is_never_taken_for_a_harmless_word(text: str) -> None:
    found = meant(text)
    assert found is None or found in _signs()


def test_a_slip_in_a_harmless_word_is_still_helped() -> None:
    assert meant("verstoping") == "constipation"
    assert meant("bloted") is None
    assert meant("xxxxxxx") is None


@pytest.mark.parametrize(
    ("key", "text", "near"),
    [
        ("complaints", "soms bloed bij de ontlasting", "blood in stool"),
        ("complaints", "ik val af en toe bijna flauw", "fainting"),
        ("complaints", "buikpijn met zwarte poep", "black stool"),
        ("complaints", "opgeblazen na het eten", "bloating"),
        ("conditions", "sinds 2010 coeliakie", "coeliac"),
        ("intolerances", "melk", "lactose"),
        ("intolerances", "dairy", "lactose"),
    ],
)
def test_a_sentence_offers_what_it_names(key: str, text: str, near: str) -> None:
    fields: dict[str, Any] = {key: [text]}
    with pytest.raises(PersonError) as caught:
        Person(**fields)
    assert caught.value.id == "person-near-word"
    assert caught.value.params["nearest"] == near


def test_a_sentence_may_deny_what_it_names() -> None:
    assert denied("geen bloed bij de poep")
    assert not denied("soms bloed bij de poep")


@pytest.mark.parametrize("text", ["blood pressure is high", "a blood test last week"])
def test_blood_in_another_name_is_no_sign(text: str) -> None:
    with pytest.raises(PersonError) as caught:
        Person(complaints=(text,))
    assert "blood" not in str(caught.value.params.get("nearest", ""))


def test_blood_beside_another_name_still_is_one() -> None:
    with pytest.raises(PersonError) as caught:
        Person(complaints=("blood test after blood in my stool",))
    assert "blood" in str(caught.value.params["nearest"])
