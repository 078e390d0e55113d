"""What a label says is not in it: read with care, so that a doubt counts as in it."""

from __future__ import annotations

import pytest

from legaat.advice import Person
from legaat.labels import check_label


def found_in(text: str) -> set[str]:
    result = check_label(text)
    return {one.removesuffix(" (traces)") for one in (*result.allergens, *result.besides)}


@pytest.mark.parametrize(
    ("text", "allergen"),
    [
        ("Zonder toegevoegde suiker\nmelkpoeder 20%, inuline", "milk"),
        ("Zonder palmolie - Magere melk, ei", "milk"),
        ("zonder zout, pinda 100%", "peanut"),
        ("no added salt peanuts", "peanut"),
        ("geen gedoe, gewoon pinda's", "peanut"),
        ("Zonder conserveermiddelen, melk, tarwe", "milk"),
        ("Geen toegevoegde suikers, volle melk, room", "milk"),
        ("No artificial colours or flavours milk, wheat", "milk"),
        ("No hormones, milk, egg", "egg"),
        ("Kip vrij van antibiotica, room, ei", "egg"),
        ("Chocolade zonder toegevoegde suikers (melk, hazelnoten)", "nuts"),
        ("Without GMO soya lecithin, milk", "soy"),
        ("No. 1 in Holland, whole milk, cultures", "milk"),
        ("Is geen maaltijdvervanger melkeiwit 20 g", "milk"),
        ("ohne Zuckerzusatz, Milch, Weizen", "milk"),
        ("sans gluten, lait entier", "milk"),
        ("sans huile de palme, noisettes, lait", "nuts"),
        ("zonder gluten, lactose, noten 20%", "nuts"),
        ("Ingredients: rice, no added sugar, milk", "milk"),
    ],
)
def test_what_follows_a_denial_of_something_else_is_in_it(text: str, allergen: str) -> None:
    assert allergen in found_in(text)


@pytest.mark.parametrize(
    ("text", "allergen"),
    [
        ("Contains no milk, may contain egg", "egg"),
        ("Contains no gluten, traces of nuts possible", "nuts"),
        (
            "Bevat geen noten, geproduceerd in een bedrijf waar ook pinda's worden verwerkt",
            "peanut",
        ),
        ("Bevat geen melk. Kan sporen van melk bevatten", "milk"),
    ],
)
def test_traces_behind_a_denial_are_warned_of(text: str, allergen: str) -> None:
    assert f"{allergen} (traces)" in check_label(text).allergens


@pytest.mark.parametrize(
    ("text", "allergen"),
    [
        ("Not free from nuts", "nuts"),
        ("Niet vrij van noten", "nuts"),
        ("Niet zonder melk", "milk"),
        ("This product is not nut free", "nuts"),
        ("Niet notenvrij geproduceerd", "nuts"),
        ("Niet glutenvrij. Ingrediënten: brood", "gluten"),
        ("We cannot guarantee this product is free from peanuts", "peanut"),
        ("We kunnen niet garanderen dat dit product vrij is van pinda's", "peanut"),
        ("Kan niet als vrij van noten gegarandeerd worden", "nuts"),
        ("Cannot be guaranteed nut free", "nuts"),
        ("Dit product is notenvrij, maar dat kunnen we niet garanderen", "nuts"),
    ],
)
def test_a_denial_that_is_denied_is_none(text: str, allergen: str) -> None:
    assert allergen in found_in(text)


@pytest.mark.parametrize(
    ("text", "allergen"),
    [
        ("no nuts except almonds", "nuts"),
        ("Geen noten behalve amandel", "nuts"),
        ("Free from all allergens except soya", "soy"),
        ("Bevat geen allergenen behalve melk", "milk"),
        ("no milk only butter", "milk"),
        ("no wheat, barley malt used instead", "gluten"),
        ("geen melk, wel ei", "egg"),
    ],
)
def test_an_exception_to_a_denial_is_in_it(text: str, allergen: str) -> None:
    assert allergen in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vrij van gluten, lactose en soja.",
        "Free from gluten, lactose, soy. Ingredients: rice",
        "Vrij van: melk, ei, gluten",
        "frei von Gluten, Laktose und Fruktose",
        "Zonder gluten, lactose en soja, met liefde gemaakt",
        "Vrij van melk Vrij van ei",
        "Contains no milk products",
        "No peanuts, tree nuts, or sesame",
        "Geen pinda's of noten",
        "This product contains no wheat, gluten, soy, yeast or dairy products.",
        "Niet alleen glutenvrij maar ook lekker",
    ],
)
def test_a_bare_list_behind_a_denial_is_not_in_it(text: str) -> None:
    assert found_in(text) == set()


def test_what_may_be_denied_or_not_is_told_as_unsure() -> None:
    result = check_label("Zonder suiker, gluten en lactose")
    assert result.allergens == ()
    assert {"gluten", "milk"} <= set(result.unsure)
    person = Person.from_dict({"age_years": 40, "allergies": ["milk"]})
    allergic = check_label("Zonder suiker, gluten en melk", person=person)
    assert any("melk" in one.why.text("nl") for one in allergic.person)


@pytest.mark.parametrize(
    "text", ["Hazelnut milk chocolate", "oat milk chocolate", "amandel melk chocolade"]
)
def test_milk_chocolate_with_a_plant_in_it_holds_milk(text: str) -> None:
    assert "milk" in found_in(text)


def test_a_dairy_word_behind_a_plant_is_sure_only_where_the_label_says_vegan() -> None:
    assert check_label("Kokos yoghurt").unsure == ("milk",)
    vegan = check_label("Vegan kokos yoghurt: kokosmelk, cultuur")
    assert "milk" not in vegan.allergens
    assert "milk" not in vegan.unsure


@pytest.mark.parametrize("text", ["meel, water, zout", "wholemeal flour", "ontbijtkoek", "muesli"])
def test_plain_flour_and_what_is_baked_of_it_count_for_gluten(text: str) -> None:
    assert "gluten" in found_in(text)
    assert "gluten" not in found_in(f"{text}. Glutenvrij.")


@pytest.mark.parametrize("text", ["rice flour", "rijstmeel", "kokosmeel", "rijstwafel"])
def test_flour_of_what_holds_no_gluten_does_not(text: str) -> None:
    assert "gluten" not in found_in(text)
