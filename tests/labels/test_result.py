"""The answer: its contract, its two faces, and what it says to a person."""

from __future__ import annotations

import io
import json
from importlib import resources
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from legaat import labels
from legaat.advice import Person
from legaat.labels import check_label, render_html, render_text, show_label
from legaat.labels._names import names
from legaat.labels._numbers import Figure
from legaat.labels._view import studied, studies
from legaat.messages import LANGUAGES
from legaat.taxonomy import resolver

LABEL = (
    "Dagelijkse Flora, 30 capsules. Ingrediënten: inuline 200 mg, Lactobacillus rhamnosus GG "
    "(ATCC 53103), Bifidobacterium longum, suiker. 5 x 10^9 KVE per capsule bij productie. "
    "Ondersteunt de weerstand."
)
SCHEMA: dict[str, Any] = json.loads(
    resources.files("legaat").joinpath("schemas", "label.schema.json").read_text("utf-8")
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "text", [LABEL, "x", "Aqua, Glycerin, Parfum, Bifida Ferment Lysate, Tocopherol"]
)
def test_the_result_keeps_its_contract(text: str, lang: Any) -> None:
    data = check_label(text, person=Person()).to_dict(lang)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(json.dumps(data)), SCHEMA)


def test_sentences_come_in_the_language_asked_for() -> None:
    result = check_label(LABEL)
    nl, en = result.to_dict("nl"), result.to_dict("en")
    assert [c["why"] for c in nl["checks"]] != [c["why"] for c in en["checks"]]
    assert [c["id"] for c in nl["checks"]] == [c["id"] for c in en["checks"]]


def test_the_same_label_gives_the_same_answer() -> None:
    assert check_label(LABEL) == check_label(LABEL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_marks_the_words_it_rests_on(lang: Any) -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="standard")
    console.print(render_text(check_label(LABEL), lang))
    text = out.getvalue()
    assert text.count("\x1b[1;4m") >= 5
    assert "rhamnosus" in text


def test_a_label_cannot_steer_the_terminal() -> None:
    out = io.StringIO()
    text = "L. casei \x1b[2J\x1b]0;title\x07 [bold red]milk[/bold red]"
    Console(file=out, width=80).print(render_text(check_label(text), "en"))
    assert "\x1b" not in out.getvalue()
    assert "[bold red]" in out.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_card_shows_all_and_loads_nothing(lang: Any) -> None:
    page = render_html(check_label(LABEL, product="Dagelijkse Flora"), lang)
    assert "<mark>Lactobacillus rhamnosus GG (ATCC 53103)</mark>" in page
    assert "Bifidobacterium longum" in page
    assert not any(word in page for word in ("http://", "https://", "<script", "src="))
    assert page.count("<li class=") == 11


def test_a_person_hears_what_the_safety_rules_say() -> None:
    weak = check_label(LABEL, person=Person(immune="weakened"))
    assert any(warned.stop for warned in weak.person)
    assert check_label(LABEL).person == ()


def test_an_allergy_is_held_against_traces_too() -> None:
    text = "Capsule met L. casei, 1 miljard KVE. Kan sporen van melk bevatten."
    said = [w.why.text("en") for w in check_label(text, person=Person(allergies=("milk",))).person]
    assert any("milk" in sentence for sentence in said)


def test_an_allergy_does_not_hide_behind_another_reason() -> None:
    """Of one thing the rules give one reason; weak immunity must not be all that is said."""
    text = "Capsule with L. casei, 1 billion CFU. Contains soya."
    person = Person(immune="weakened", in_hospital="ward", allergies=("soy",))
    said = [w.why.text("en") for w in check_label(text, person=person).person]
    assert any("soy" in sentence for sentence in said)
    assert any("immunity" in sentence for sentence in said)
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ingredients: yogurt (milk), live cultures", True),
        ("Capsule with L. casei. Filler: lactose", True),
        ("Lactose-free yogurt. Ingredients: milk, live cultures", False),
        ("Capsule with L. casei. May contain traces of milk.", False),
    ],
)
def test_who_digests_lactose_badly_hears_of_it(text: str, told: bool) -> None:
    person = Person(age_years=40, intolerances=("lactose",))
    said = [w.why.text("en") for w in check_label(text, person=person).person]
    assert any("lactose" in sentence for sentence in said) is told


def test_a_person_hears_that_there_is_nothing_to_hear() -> None:
    quiet = Person(
        age_years=40,
        sex="male",
        immune="normal",
        in_hospital="no",
        conditions=(),
        medicines=(),
        allergies=(),
        intolerances=(),
        complaints=(),
        diet=(),
        restrictions=(),
        takes=(),
    )
    result = check_label("Ingredients: cabbage, salt", person=quiet)
    assert result.person == ()
    assert "Of what we looked for" in render_html(result, "en")
    unasked = check_label("Ingredients: cabbage, salt")
    assert "Of what we looked for" not in render_html(unasked, "en")


def test_a_long_row_of_strains_is_cut_between_names() -> None:
    many = "L. cremoris, L. gasseri, L. curvatus, L. sakei, W. cibaria, L. kefiri, L. fermentum"
    shown = studied(check_label(many), "en")
    assert shown
    assert all(names.endswith(" …") or names.count(",") < 6 for names in shown.values())


def test_no_number_is_said_in_powers_of_ten() -> None:
    assert Figure(10_111.0).text("en") == "10,110"
    assert Figure(123_456.0).text("nl") == "123.500"


def test_current_names_are_those_of_the_taxonomy() -> None:
    """Where the taxonomy counts a subspecies or variety with its species, the finer name stays."""
    known = resolver()
    different = {}
    for name in names().roles:
        answer = known.resolve(name)
        if answer.placed and answer.name != name and not name.startswith(answer.name):
            different[name] = answer.name
    assert different == {}


def test_the_room_exports_what_it_promises() -> None:
    assert labels.__all__ == sorted(labels.__all__)
    assert all(getattr(labels, name) is not None for name in labels.__all__)


@pytest.mark.parametrize(
    ("lang", "wanted"), [("nl", "15 miljard"), ("en", "15 billion"), ("en", "20 billion")]
)
def test_large_numbers_are_said_in_words(lang: Any, wanted: str) -> None:
    text = "L. rhamnosus HN001 10 mld KVE, B. lactis HN019 5 mld KVE. Totaal 20 mld KVE."
    assert wanted in check_label(text).check("dose-per-strain").why.text(lang)


def test_a_study_says_what_came_of_it_and_another_strain_says_nothing() -> None:
    same = check_label("Heat-killed B. bifidum MIMBb75, 1 billion cells per capsule")
    (first, *_) = studies(same.organisms[0], "en")
    assert "helped" in first
    assert "evidence" in first
    other = check_label("Live B. bifidum XY12, 1 billion CFU per capsule")
    (only,) = studies(other.organisms[0], "nl")
    assert "zegt niets over deze" in only


LGG = "Lactobacillus rhamnosus GG (heat-killed), 10 mg per capsule"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_study_with_harm_says_in_whom_and_that_it_tells_nothing_of_others(lang: Any) -> None:
    shown = show_label(check_label(LGG, person=Person(age_years=40)), lang)
    study = next(one for o in shown.organisms for one in o.studies if one.row == "I047")
    assert ("infants" if lang == "en" else "zuigelingen") in study.population
    assert ("nothing about others" if lang == "en" else "over anderen") in study.effect
    rows = check_label(LGG).to_dict(lang)["organisms"][0]["evidence"]
    assert all(row["population"] for row in rows)


def test_for_the_babies_it_holds_for_the_harm_stands_first() -> None:
    baby = Person(age_years=0.5, conditions=("eczema",), allergies=("milk",))
    warned = check_label(LGG, person=baby).person
    assert warned[0].stop
    grown = Person(age_years=40, conditions=("eczema",), allergies=(), pregnant=False)
    said = " ".join(one.why.text("en") for one in check_label(LGG, person=grown).person)
    assert "babies" not in said
