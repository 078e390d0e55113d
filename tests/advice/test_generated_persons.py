"""Generated persons: nothing a rule withholds is ever suggested, whatever the combination.

The rules are written here once more by hand, from the evidence README and the tables, without
the tags and facts of the program.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advice_fakes import adult, advice, panel, standing, suggested
from legaat.advice import Person
from legaat.advice._facts import Facts
from legaat.advice._needs import Needs
from legaat.advice._safety import screen
from legaat.errors import PersonError
from legaat.knowledge import citation, interventions, medicines, words
from person_oracle import (
    CHILD,
    EVERYTHING,
    GENTLE,
    LOOSE,
    MENTIONS,
    NAMES,
    OPEN_WORDS,
    SAID_SOON,
    SAID_URGENT,
    SUPPRESSORS,
    WEAK,
    WRITTEN,
    forbidden,
)


def pick(field: str, most: int = 3) -> st.SearchStrategy[list[str] | None]:
    ids = [entry.id for entry in words()[field]]
    told = st.lists(st.sampled_from(ids), max_size=most, unique=True)
    return st.none() | st.just([]) | told | in_part(told)


def in_part(told: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    """Lists that name something and say that there may be more."""
    return st.builds(lambda words, word: [*words, word], told, st.sampled_from(OPEN_WORDS))


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "age_years": st.none() | st.sampled_from([0.3, 0.8, 5, 15, 17, 18, 34, 55, 68, 82]),
    "gestation_weeks": st.none() | st.sampled_from([28, 36, 37, 40]),
    "sex": st.none() | st.sampled_from(["female", "male", "intersex"]),
    "pregnant": st.none() | st.booleans(),
    "breastfeeding": st.none() | st.booleans(),
    "immune": st.sampled_from([None, "normal", "weakened"]),
    "in_hospital": st.sampled_from([None, "no", "ward", "intensive care"]),
    "conditions": pick("conditions", 4),
    "medicines": st.none()
    | st.lists(st.sampled_from(NAMES), max_size=2, unique=True)
    | st.lists(st.sampled_from(sorted(WRITTEN)), max_size=2, unique=True)
    | in_part(st.lists(st.sampled_from([*NAMES, *sorted(WRITTEN)]), max_size=2)),
    "allergies": pick("allergies", 2),
    "intolerances": pick("intolerances", 2),
    "complaints": st.none()
    | st.lists(
        st.sampled_from(
            [
                *("constipation", "bloating", "wind", "diarrhoea", "stress", "vomiting", "fever"),
                *("reizigersdiarree", "drowsy", "fainting", "leaking stool", "poor growth"),
            ]
        ),
        max_size=2,
        unique=True,
    )
    | pick("complaints", 2),
    "diet": pick("diet", 2),
    "restrictions": pick("restrictions", 2),
    "goals": pick("goals", 4),
    "antibiotics_days_ago": st.none() | st.sampled_from([0, 10, 400]),
}


@st.composite
def persons(draw: st.DrawFn) -> Person:
    """Either anybody at all, or a healthy adult about whom all is known, with a few changes.

    The second kind matters: where much is unknown, most things are withheld for that alone.
    """
    if draw(st.booleans()):
        fields = {key: draw(strategy) for key, strategy in FIELDS.items()}
    else:
        fields = {key: getattr(adult(), key) for key in FIELDS}
        changed = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=3, unique=True))
        fields |= {key: draw(FIELDS[key]) for key in changed}
    try:
        return Person(**fields)
    except PersonError:
        assume(False)
        raise


@settings(max_examples=500, deadline=None, derandomize=True)
@given(persons())
def test_no_generated_person_gets_what_the_rules_forbid(person: Person) -> None:
    result = advice(
        person,
        most=99,
        low=panel(butyrate="low"),
        taxa=standing(Akkermansia_muciniphila="missing", Bifidobacterium_longum="missing"),
    )
    got = set(suggested(result))
    mentioned = {getattr(row, "id", "") for row in result.leave_alone} & EVERYTHING
    never = forbidden(person)
    assert not (got | mentioned) & never
    # Not only what was a candidate: of all there is, nothing forbidden passes.
    passed = {
        row.intervention.id for row in screen(Facts(person, Needs()), interventions()).allowed
    }
    assert not passed & never
    assert not (got | mentioned) & {row.id for row in result.withheld}
    assert not got & MENTIONS
    complaints = set(person.complaints or ())
    if complaints & SAID_URGENT:
        assert result.referrals
        assert not got
    elif complaints & SAID_SOON:
        assert result.referrals
        assert got <= GENTLE
    # What a child's sign would be is one where the age isn't known.
    if p_age_untold(person) and complaints & CHILD:
        assert result.referrals
        assert got <= GENTLE
    drugs = {name for text in person.medicines or () for name in WRITTEN.get(text, {text})}
    weak = drugs & (SUPPRESSORS | {"capecitabine", "prednisone"}) or "hiv" in (
        person.conditions or ()
    )
    if complaints & WEAK and (weak or person.immune == "weakened"):
        assert {"RF65"} <= {row.rule for row in result.referrals}
        assert not got
    if complaints & LOOSE and person.antibiotics_days_ago is None:
        assert any("antibiotic" in row.text("en") for row in result.questions)
    for row in result.suggestions:
        assert row.grade in {"A", "B", "C"}
        assert any(citation(c).verified in {"yes", "partial"} for c in row.citations)
        assert len(row.why) == 4
        for lang in ("nl", "en"):
            parts = (row.title, row.direction, *row.why, *row.cautions, *row.start_low)
            assert all(part.text(lang).strip() for part in parts)
    for told in (*result.questions, *result.leave_alone):
        assert told.text("nl") != told.text("en")
    for stop in (*result.withheld, *result.referrals):
        assert stop.why.text("nl") != stop.why.text("en")
        assert stop.citations


def p_age_untold(person: Person) -> bool:
    """Whether the age is open: not told, and not that of somebody who bears or is just born."""
    return (
        person.age is None
        and person.gestation_weeks is None
        and not person.pregnant
        and not person.breastfeeding
        and "new after 50" not in (person.complaints or ())
    )


FRAGILE: list[dict[str, Any]] = [
    {"immune": "weakened"},
    {"in_hospital": "ward"},
    {"conditions": ["coeliac", "kidney disease"]},
    {"conditions": ["short bowel", "central line", "swallowing trouble"]},
    {"conditions": ["histamine intolerance", "heart failure"]},
    {"medicines": ["tranylcypromine", "lithium", "warfarin"]},
    {"medicines": ["somethingium"]},
    {"medicines": ["paracetamol, Jatrosom"]},
    {"medicines": ["paracetamol somethingium"]},
    {"conditions": ["hiv"], "complaints": ["diarrhoea"]},
    {"intolerances": ["tyramine"]},
    {"allergies": ["yeast"]},
    {"conditions": ["weet niet"]},
    {"medicines": ["weet niet"]},
    {"complaints": ["geen idee"]},
    {"allergies": ["milk", "egg", "kiwi", "nuts"]},
    {"restrictions": ["low salt", "fluid limit", "low potassium"]},
    {"complaints": ["rf16"]},
    {"complaints": ["rf01"]},
    {"immune": None},
    {"medicines": None},
    {"allergies": None},
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(persons(), st.sampled_from(FRAGILE))
def test_a_frailer_person_never_gets_more(person: Person, change: dict[str, Any]) -> None:
    fields = {key: getattr(person, key) for key in person.__dataclass_fields__}
    for key, value in change.items():
        known = fields[key]
        both = isinstance(value, list) and isinstance(known, tuple)
        fields[key] = [*(known or ()), *value] if both else value
    try:
        frailer = Person(**fields)
    except PersonError:
        assume(False)
        raise
    before = set(suggested(advice(person, most=99)))
    # A list that was unknown and now has an entry also says that the rest isn't there.
    if not any(getattr(person, key) is None for key in change):
        assert set(suggested(advice(frailer, most=99))) <= before


def test_every_medicine_name_in_these_tests_is_known_but_one() -> None:
    names = {name for group in medicines() for name in group.names}
    assert {name for name in NAMES if name not in names} == {"somethingium"}


def passed(person: Person) -> set[str]:
    return {row.intervention.id for row in screen(Facts(person, Needs()), interventions()).allowed}


LISTS = ("conditions", "complaints", "allergies", "intolerances", "diet", "restrictions", "goals")
SINGLE = [(field, entry.id) for field in LISTS for entry in words()[field]]
SINGLE += [("medicines", name) for name in (*NAMES, *WRITTEN)]


def test_no_single_word_lets_through_what_the_rules_forbid() -> None:
    """Every word there is, each in an adult who is otherwise healthy."""
    for field, value in SINGLE:
        if value != "new after 50":
            person = adult(**{field: [value]})
            assert not passed(person) & forbidden(person), (field, value)


def test_a_healthy_adult_is_not_held_back() -> None:
    assert passed(adult()) == EVERYTHING


HARMLESS = [
    *(("conditions", word) for word in ("asthma", "migraine", "gout", "hypothyroidism")),
    *(("goals", word) for word in ("mood", "sleep", "weight")),
    *(("diet", word) for word in ("omnivore", "mediterranean", "pescatarian")),
    *(("medicines", word) for word in ("paracetamol", "omeprazol", "cetirizine")),
]


@pytest.mark.parametrize(("field", "value"), HARMLESS)
def test_what_no_rule_is_about_holds_nothing_back(field: str, value: str) -> None:
    assert passed(adult(**{field: [value]})) == EVERYTHING
