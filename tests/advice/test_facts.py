"""Facts are known to hold, known not to hold, or not known."""

from __future__ import annotations

import pytest

from advice_fakes import adult, panel, standing
from legaat.advice import Person
from legaat.advice._facts import Facts
from legaat.advice._needs import Needs
from legaat.knowledge import parse_when


def state(person: Person, line: str, needs: Needs | None = None) -> bool | None:
    return Facts(person, needs or Needs()).state(parse_when([line]))


@pytest.mark.parametrize(
    ("person", "line", "expected"),
    [
        (Person(), "condition=ibs", None),
        (Person(conditions=[]), "condition=ibs", False),
        (Person(conditions=["ibs-d"]), "condition=ibs", True),
        (Person(conditions=["ibs-c"]), "complaint=constipation", True),
        (Person(conditions=["other"]), "condition=kidney disease", None),
        (Person(conditions=["other"]), "condition=any", True),
        (Person(intolerances=["histamine"]), "condition=histamine intolerance", True),
        (Person(diet=["vegan"]), "diet=dairy-free", True),
        (Person(conditions=["chemo"], immune="normal"), "immune=weakened", True),
        (Person(immune="normal"), "immune=weakened", False),
        (Person(), "immune=weakened", None),
        (Person(medicines=[]), "medicine=any", False),
        (Person(medicines=["lithium"]), "medicine=N05AN01", True),
        (Person(medicines=["lithium"]), "medicine=N06AF", False),
        (Person(medicines=["zzyxolin"]), "medicine=N06AF", None),
        (Person(medicines=["bloedverdunner"]), "medicine=B01AA", True),
        (Person(age_months=6), "age<1", True),
        (Person(), "age<1", None),
        (Person(gestation_weeks=30), "age<1", True),
        (Person(age_months=3, gestation_weeks=30), "preterm", True),
        (Person(age_months=3), "preterm", None),
        (Person(age_years=30), "preterm", False),
        (Person(sex="male"), "pregnant", False),
        (Person(age_years=70), "pregnant", False),
        (Person(age_years=5, sex="female"), "breastfeeding", False),
        (Person(age_years=30, sex="female"), "pregnant", None),
        (Person(sex="female", pregnant=True), "pregnant", True),
        (Person(antibiotics_days_ago=10), "antibiotics days<=90", True),
        (Person(medicines=["amoxicilline"]), "antibiotics days<=90", True),
        (Person(), "antibiotics days<=90", None),
        (Person(takes=["Yakult"]), "takes=live microbes", True),
        (Person(takes=["psyllium 5 g"]), "takes=live microbes", False),
        (Person(), "takes=live microbes", None),
        (Person(), "always", True),
        (Person(conditions=["crohn", "weet niet"]), "condition=ibd", True),
        (Person(conditions=["crohn", "weet niet"]), "condition=kidney disease", None),
        (Person(medicines=["lithium", "unknown"]), "medicine=N05AN01", True),
        (Person(medicines=["lithium", "unknown"]), "medicine=N06AF", None),
        (Person(takes=["psyllium", "unknown"]), "takes=live microbes", None),
        (Person(medicines=["paracetamol, zzyxolin"]), "medicine=N06AF", None),
        (Person(medicines=["paracetamol, zzyxolin"]), "medicine=N02B", True),
        (Person(medicines=["infliximab"], immune="normal"), "immune=weakened", True),
        (Person(medicines=["capecitabine"]), "immune=weakened", True),
        (Person(medicines=["lithium"]), "immune=weakened", None),
    ],
)
def test_a_fact(person: Person, line: str, expected: bool | None) -> None:
    assert state(person, line) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("condition=ibs & !complaint=wind", True),
        ("condition=ibs & !complaint=bloating", False),
        ("condition=ibs & age<18", None),
        ("condition=crohn & age<18", False),
        ("!age<18", None),
    ],
)
def test_unknown_stays_unknown_unless_the_rest_decides(line: str, expected: bool | None) -> None:
    person = Person(conditions=["ibs"], complaints=["bloating"])
    assert state(person, line) is expected


def test_one_line_that_holds_is_enough() -> None:
    facts = Facts(Person(conditions=["ibs"]), Needs())
    when = parse_when(["age<18", "condition=ibs"])
    assert facts.state(when) is True
    assert [line[0].fact for line in facts.matched(when)] == ["condition=ibs"]
    assert [atom.fact for atom in facts.unknown(when)] == ["age<18"]


def test_needs_come_from_the_panel_and_the_standing() -> None:
    needs = Needs(
        standing(
            Bifidobacterium_longum="low",
            Akkermansia_muciniphila="usual",
            Roseburia_hominis="missing",
        ),
        panel(butyrate="low", propionate="not predictable"),
    )
    person = adult()
    assert state(person, "low=butyrate", needs) is True
    assert state(person, "low=acetate", needs) is False
    assert state(person, "low=propionate", needs) is None
    assert state(person, "low=Bifidobacterium", needs) is True
    assert state(person, "low=Akkermansia", needs) is False
    assert state(person, "low=Lactobacillus", needs) is None
    assert "Roseburia hominis" in needs.finding("Roseburia").text("nl")
    assert "Bifidobacterium longum" in needs.finding("Bifidobacterium").text("en")
    assert "12" in needs.finding("butyrate").text("en")


def test_a_genus_with_one_usual_member_is_not_low() -> None:
    needs = Needs(standing(Bifidobacterium_longum="missing", Bifidobacterium_bifidum="usual"))
    assert needs.low("Bifidobacterium") is False
