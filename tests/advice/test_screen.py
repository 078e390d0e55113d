"""The rules speak of a thing from elsewhere exactly as they do in the advice."""

from __future__ import annotations

import pytest

from advice_fakes import adult, advice
from legaat.advice import Person, screen
from legaat.knowledge import interventions
from legaat.labels import check_label

PERSONS = {
    "nothing told": Person(),
    "an adult": adult(),
    "weak immunity": adult(immune="weakened"),
    "pregnant": Person(age_years=30, sex="female", pregnant=True),
    "a child": Person(age_years=3),
    "a newborn": Person(age_years=0.1),
    "yeast allergy": adult(allergies=["other"]),
    "a sign": adult(complaints=["blood in stool"]),
}


@pytest.mark.parametrize("name", PERSONS)
def test_a_thing_is_withheld_for_the_reason_that_the_advice_gives(name: str) -> None:
    person = PERSONS[name]
    told = {row.id: row for row in advice(person, most=99).withheld}
    screening = screen(person, interventions())
    mine = {row.id: row for row in screening.withheld}
    assert told.keys() <= mine.keys()
    for key, row in told.items():
        assert (mine[key].rule, mine[key].why.text("nl")) == (row.rule, row.why.text("nl"))
    assert screening.referrals == advice(person).referrals


YEAST = "Saccharomyces boulardii CNCM I-745, 5 billion CFU per capsule. Vegetable capsule."


@pytest.mark.parametrize("name", PERSONS)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_product_on_the_shelf_hears_the_rules_of_the_same_thing_in_the_advice(
    name: str, lang: str
) -> None:
    """The knowledge holds S. boulardii as a capsule: the label of one must say no less."""
    person = PERSONS[name]
    item = next(item for item in interventions() if item.id == "probiotic-during-antibiotics")
    screening = screen(person, [item])
    wanted = [(row.rule, row.why.text(lang)) for row in screening.withheld]  # type: ignore[arg-type]
    warned = check_label(YEAST, person=person).person
    stops = [(w.rule, w.why.text(lang)) for w in warned if w.stop]  # type: ignore[arg-type]
    assert [pair for pair in stops if pair in wanted] == wanted
    cautions = {c.text(lang) for row in screening.allowed for c in row.cautions}  # type: ignore[arg-type]
    said = {w.why.text(lang): w.rule for w in warned if not w.stop}  # type: ignore[arg-type]
    # Behind a reason to leave it a label still names the allergen; the advice has no room for that.
    assert cautions <= said.keys()
    assert not [why for why, rule in said.items() if rule and why not in cautions]


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("condition", ["c-difficile", "heart failure"])
def test_a_sign_in_a_sentence_ends_with_one_full_stop(condition: str, lang: str) -> None:
    person = adult(conditions=[condition], complaints=["blood in stool"])
    said = [row.why.text(lang) for row in screen(person, interventions()).withheld]  # type: ignore[arg-type]
    assert said
    assert not [why for why in said if ".." in why]
