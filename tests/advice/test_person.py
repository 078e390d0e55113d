"""A person file is understood in two languages, and refused where it can't be true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.advice import Person
from legaat.advice._read import MAX_BYTES
from legaat.errors import FileError, LegaatError, PersonError, RefusedError
from legaat.knowledge import words

FULL = """\
age_years = 34
sex = "vrouw"
pregnant = false
breastfeeding = false
immune = "normaal"
in_hospital = "nee"
conditions = ["PDS-D", "hooikoorts"]
medicines = ["Moclobemide 150 mg", "zzyxolin"]
allergies = ["koemelk"]
intolerances = ["lactose", "histamine"]
complaints = ["verstopping"]
diet = ["veganistisch", "halal"]
restrictions = ["zoutarm"]
antibiotics_days_ago = 10
goals = ["stemming", "minder verkouden"]
takes = ["psyllium 5 g"]
country = "nl"
"""


def write(tmp_path: Path, text: str, name: str = "me.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_documented_file_reads(tmp_path: Path) -> None:
    person = Person.read(write(tmp_path, FULL))
    assert (person.sex, person.immune, person.in_hospital) == ("female", "normal", "no")
    assert person.conditions == ("ibs-d", "allergic rhinitis")
    assert person.medicines == ("Moclobemide 150 mg", "zzyxolin")
    assert person.unchecked_medicines == ("zzyxolin",)
    assert person.medicine_codes == ("N06AG02",)
    assert (person.diet, person.country) == (("vegan", "halal"), "NL")


def test_json_of_the_same_shape_reads_the_same(tmp_path: Path) -> None:
    import tomllib

    as_json = write(tmp_path, json.dumps(tomllib.loads(FULL)), "me.json")
    assert Person.read(as_json) == Person.read(write(tmp_path, FULL))


def test_every_key_is_optional(tmp_path: Path) -> None:
    assert Person.read(write(tmp_path, "")) == Person()


def test_an_empty_list_is_none_and_a_missing_one_is_unknown() -> None:
    person = Person(allergies=[], conditions=["geen"], medicines="none")
    assert (person.allergies, person.conditions, person.medicines) == ((), (), ())
    assert person.diet is None
    assert Person(allergies=["onbekend"], sex="unknown", pregnant="weet niet") == Person()  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["weet niet", "unknown", "geen", "None"])
@pytest.mark.parametrize("first", [True, False])
def test_what_is_told_stays_beside_what_is_not(word: str, first: bool) -> None:
    told = [word, "bloed bij de poep"] if first else ["bloed bij de poep", word]
    assert Person(complaints=told).complaints == ("blood in stool", "unknown")
    mixed = Person(medicines=["lithium", word], takes=[word, "psyllium"])
    assert mixed.medicines == ("lithium", "unknown")
    assert mixed.takes == ("psyllium", "unknown")
    assert mixed.unchecked_medicines == ()
    assert mixed.medicine_codes == ("N05AN01",)


def test_none_and_unknown_together_tell_nothing() -> None:
    assert Person(complaints=["geen", "weet niet"]).complaints is None


def test_months_are_an_age() -> None:
    assert Person(age_months=6).age == 0.5
    assert Person(age_years=2, age_months=28).age == 2
    assert Person().age is None


@pytest.mark.parametrize("field", list(words()))
def test_every_word_is_known_by_each_of_its_spellings(field: str) -> None:
    for entry in words()[field]:
        for text in (entry.id, entry.id.upper(), *entry.also, entry.label.nl, entry.label.en):
            value: Any = text if field in {"sex", "immune", "in_hospital"} else [text]
            kept = getattr(Person(**{field: value}), field)
            if not entry.id.startswith("rf"):
                assert kept in (entry.id, (entry.id,)), text


WRONG: list[tuple[str, str, int | None, str]] = [
    ("age_yeers = 3\n", "person-near-key", 1, "age_years"),
    ("\nleeftijd = 3\n", "person-near-key", 2, "age_years"),
    ('klachten = ["verstopping"]\n', "person-near-key", 1, "complaints"),
    ("qqqqqq = 3\n", "person-unknown-key", 1, "conditions"),
    (
        'sex = "female"\nconditions = [\n  "ibs",\n  "coliac",\n]\n',
        "person-near-word",
        4,
        "coeliac",
    ),
    ('complaints = ["verstoping"]\n', "person-near-word", 1, "constipation"),
    ('goals = ["xxxxxxxxxxxx"]\n', "person-unknown-word", 1, "other"),
    ("conditions = 3\n", "person-not-a-list", 1, "conditions"),
    ("conditions = [3]\n", "person-not-a-text", 1, ""),
    ('conditions = [""]\n', "person-bad-text", 1, ""),
    ('medicines = ["' + "x" * 201 + '"]\n', "person-bad-text", 1, "200"),
    ("takes = [" + '"a",' * 201 + "]\n", "person-too-many", 1, "200"),
    ('age_years = "34"\n', "person-not-a-number", 1, "34"),
    ("age_years = nan\n", "person-not-a-number", 1, ""),
    ("age_years = true\n", "person-not-a-number", 1, ""),
    ("age_years = 300\n", "person-impossible-number", 1, "120"),
    ("age_years = -1\n", "person-impossible-number", 1, "120"),
    ("antibiotics_days_ago = -3\n", "person-impossible-number", 1, ""),
    ("gestation_weeks = 60\n", "person-impossible-number", 1, "45"),
    ('pregnant = "misschien"\n', "person-not-yes-or-no", 1, "true"),
    ("pregnant = 1\n", "person-not-yes-or-no", 1, "true"),
    ('country = "Nederland"\n', "person-bad-country", 1, "NL"),
    ("age_years = 4\nage_months = 4\n", "person-two-ages", 2, ""),
    ('pregnant = true\nsex = "man"\nage_months = 3\n', "person-male-pregnant", 1, "intersex"),
    ("age_months = 3\npregnant = true\n", "person-age-pregnant", 2, ""),
    ("age_years = 90\nbreastfeeding = true\n", "person-age-breastfeeding", 2, ""),
    ('sex = "m"\nbreastfeeding = true\n', "person-male-breastfeeding", 2, ""),
    ("gestation_weeks = 30\npregnant = true\n", "person-age-pregnant", 2, ""),
    ("age_years = 30\ngestation_weeks = 30\n", "person-gestation", 2, ""),
    ('age_years = 30\ncomplaints = ["new after 50"]\n', "person-new-after-50", 2, ""),
    ("age_years = = 3\n", "person-bad-toml", 1, "age_years"[:0]),
    ("sex = \n\n", "person-bad-toml", 1, ""),
]


@pytest.mark.parametrize(("text", "error_id", "line", "hint"), WRONG, ids=lambda v: str(v)[:30])
def test_what_is_wrong_says_what_where_and_what_to_do(
    tmp_path: Path, text: str, error_id: str, line: int | None, hint: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(PersonError) as caught:
        Person.read(path)
    error = caught.value
    assert error.id == error_id
    assert (error.where.path, error.where.line) == (str(path), line)
    for lang in ("nl", "en"):
        assert error.what(lang)
        assert hint in error.do(lang) or hint in error.what(lang)
    assert error.exit_status == 2


def test_bad_json_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(PersonError) as caught:
        Person.read(write(tmp_path, '{\n "age_years": 3,\n}', "me.json"))
    assert (caught.value.id, caught.value.where.line) == ("person-bad-json", 3)


@pytest.mark.parametrize("text", ["[" * 60_000, '{"a":' * 12_000, "[1, 2]", "3", "null"])
def test_json_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PersonError) as caught:
        Person.read(write(tmp_path, text, "me.json"))
    assert caught.value.id in {"person-bad-shape", "person-bad-json"}


def test_deep_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonError):
        Person.read(write(tmp_path, "conditions = " + "[" * 60_000))


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, "#" + "x" * MAX_BYTES)
    with pytest.raises(RefusedError) as caught:
        Person.read(path)
    assert caught.value.id == "person-too-large"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        Person.read(tmp_path / "nobody.toml")
    with pytest.raises(FileError):
        Person.read(tmp_path)


def test_bytes_that_are_no_text_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    path.write_bytes(b'sex = "m"\n\xff\xfe')
    with pytest.raises(PersonError) as caught:
        Person.read(path)
    assert (caught.value.id, caught.value.where.line) == ("person-not-text", 2)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "me.toml"
    path.write_bytes(b"\xef\xbb\xbfage_years = 3\n")
    assert Person.read(path).age == 3


def test_control_characters_do_not_pass(tmp_path: Path) -> None:
    person = Person(medicines=["a\x1b[31mspirin", "x\ny"])
    assert all(text.isprintable() for text in person.medicines or ())


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_person_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("fuzz", numbered=True) / "me.toml"
    path.write_bytes(raw)
    problem: LegaatError | None = None
    try:
        Person.read(path)
    except LegaatError as error:
        problem = error
    assert problem is None or (problem.text("nl") and problem.text("en"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted(Person.__dataclass_fields__)), VALUES))
def test_any_values_give_a_person_or_a_clear_error(data: dict[str, Any]) -> None:
    person: Person | None = None
    problem: PersonError | None = None
    try:
        person = Person.from_dict(data)
    except PersonError as error:
        problem = error
    assert problem is None or (problem.text("nl") and problem.text("en"))
    if person is not None:
        fields = {key: getattr(person, key) for key in person.__dataclass_fields__}
        assert Person.from_dict(fields) == person
