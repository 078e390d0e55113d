"""Every allergen is found by the words of packs, and nothing hides it but what frees from it."""

from __future__ import annotations

import pytest

from legaat.advice import Person
from legaat.labels import check_label

INSIDE = {
    "milk": (
        "parmezaan parmesan Parmesankäse parmigiano ricotta ghee curd roompoeder "
        "roomboter lactalbumine weipoeder melkeiwit Molkenpulver Süßrahmbutter "
        "geitenkaas Schafskäse lactosérum fromage beurre Magermilchpulver caseïnaat "
        "whey feta mozzarella quark Sauerrahm"
    ),
    "egg": (
        "mayonaise mayonnaise albumine E1105 Eigelb scharreleieren Volleipulver œuf "
        "ovalbumin meringue"
    ),
    "soy": "miso tempeh edamame sojasaus Sojasoße shoyu tamari natto sojaeiwit tofu",
    "gluten": (
        "couscous bulgur seitan triticale tarwegriesmeel roggebrood malt moutextract "
        "wheatgrass gerstgras Weizenmehl Roggenvollkornmehl Gerstenmalz Dinkelmehl "
        "spelt kamut semolina semoule Hartweizengrieß haver oats Hafer avoine orge "
        "seigle beer freekeh farro paneermeel"
    ),
    "nuts": (
        "praline marsepein Marzipan amandelspijs gianduja cashewboter Haselnussmus "
        "amandelmelk noisettes pistachepasta walnootolie Mandelmus paranoten "
        "Pekannüsse macadamia"
    ),
    "peanut": ("pindakaas groundnut satay Erdnussbutter arachides pindaolie cacahuètes aardnoten"),
    "fish": (
        "cod tuna kabeljauw tonijn zalmolie Lachsöl Thunfisch saumon ansjovis levertraan visolie"
    ),
    "crustaceans": "krillolie garnalen shrimp Krebstiere crevettes kreeft lobster scampi",
    "molluscs": "mosselen oester oyster Muscheln moules inktvis calamari scallops",
    "sesame": "halva gomasio tahin tahini Sesamöl sesamzaad sésame",
    "celery": "selderij knolselderij celeriac Selleriepulver céleri",
    "mustard": "mosterdzaad mustard Senfsaat moutarde",
    "lupin": "lupinemeel lupin Süßlupinen",
    "sulphites": (
        "E220 E223 metabisulfiet natriumdisulfiet Kaliummetabisulfit sulphites Schwefeldioxid"
    ),
    "wheat": "couscous Weizenmehl tarwebloem spelt seitan wheat froment",
    "oats": "havermout oats Haferflocken avoine",
    "legumes": (
        "erwteneiwit Erbsenprotein chickpea kikkererwten linzenmeel lentilles pois guarpitmeel"
    ),
    "yeast": "gistextract Hefeextrakt levure biergist yeast",
    "kiwi": "kiwi kiwipoeder",
    "linseed": "lijnzaad linseed Leinsamen flaxseed",
    "psyllium": "psyllium Flohsamenschalen vlozaad",
    "chicory": "inuline Inulin oligofructose cichorei Zichorienwurzel chicorée",
    "stone fruit": "perzik apricot Pflaumen cerises prunes",
    "fruit": "appelsap Apfelsaft strawberry framboos",
}
FREE = {
    "milk": (
        "soy milk|almond milk|kokosmelk|cocoa butter|peanut butter|pindakaas|"
        "Kakaobutter|lactosevrij|melkzuur|Milchsäure|lait de coco|oat milk|butternut|"
        "boterham|haverdrank"
    ),
    "nuts": "nutmeg|coconut|nootmuskaat|Kokosnuss|noix de coco|Erdnüsse",
    "gluten": "boekweit|buckwheat|Buchweizen|maltodextrine|maltitol|blé noir",
    "egg": "eggplant|aubergine",
    "fish": "viscositeit|visuele",
    "yeast": "rijst|amylase",
    "soy": "zonnebloemlecithine|sunflower lecithin",
    "wheat": "havermout|rogge|gerst",
}
TOLD = {
    "crustaceans": "shellfish",
    "molluscs": "shellfish",
    "sulphites": "sulphite",
    "lupin": "legumes",
}


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name, words in INSIDE.items() for word in words.split()]
)
def test_a_word_of_a_pack_names_its_allergen_and_warns(name: str, word: str) -> None:
    told = Person(age_years=40, allergies=(TOLD.get(name, name),))
    result = check_label(f"Ingredients: sugar, {word}, salt.", person=told)
    assert name in {*result.allergens, *result.besides}
    assert name == "fruit" or any(warned.stop for warned in result.person)


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name, words in FREE.items() for word in words.split("|")]
)
def test_what_only_sounds_like_an_allergen_is_none(name: str, word: str) -> None:
    result = check_label(f"Ingredients: sugar, {word}, salt.")
    assert name not in {*result.allergens, *result.besides}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("peanut", "peanut butter"), ("peanut", "peanut milk"), ("nuts", "almond milk"),
        ("nuts", "amandelmelk"), ("nuts", "Mandelmilch"), ("nuts", "lait d'amande"),
        ("soy", "soy milk"), ("soy", "sojamelk"), ("soy", "lait de soja"), ("gluten", "oat milk"),
        ("gluten", "Hafermilch"), ("oats", "lait d'avoine"), ("nuts", "almond butter"),
        ("peanut", "lactose free peanut sauce"), ("gluten", "sojasaus"),
    ],
)  # fmt: skip
def test_what_is_free_of_milk_hides_no_other_allergen(name: str, word: str) -> None:
    result = check_label(f"Ingredients: sugar, {word}, salt.")
    assert name in {*result.allergens, *result.besides}


@pytest.mark.parametrize("word", ["parrnezaan", "hazelnooot", "mayonaisse"])
def test_a_damaged_word_is_an_allergen_still(word: str) -> None:
    assert check_label(f"Ingrediënten: suiker, {word}, zout.").allergens


@pytest.mark.parametrize(
    "text", ["May contain traces of kiwi and yeast.", "Kan sporen van kiwi en gist bevatten."]
)
def test_traces_of_what_the_law_does_not_list_count(text: str) -> None:
    result = check_label(f"Ingredients: rice. {text}", person=Person(allergies=("kiwi",)))
    assert set(result.besides) >= {"kiwi (traces)", "yeast (traces)"}
    assert any(warned.stop for warned in result.person)


def test_lecithin_may_be_of_soy_or_egg() -> None:
    assert set(check_label("Ingredients: cocoa, lecithin (E322)").unsure) == {"egg", "soy"}
    assert check_label("Ingredients: cocoa, sunflower lecithin").unsure == ()
    assert check_label("Ingredients: cocoa, soya lecithin").unsure == ()


def test_what_was_told_and_is_not_looked_for_is_said() -> None:
    told = Person(
        age_years=40,
        allergies=("pollen", "kiwi"),
        conditions=("kidney disease",),
        intolerances=("fodmap", "lactose"),
        medicines=("acenocoumarol",),
        pregnant=True,
    )
    found = check_label("Ingredients: honey, natto", person=told)
    said = [one.text("en") for one in found.unchecked]
    assert len(said) == 4
    # Honey with FODMAPs, and natto with a coumarin, are looked for by now.
    stops = " ".join(one.why.text("en") for one in found.person if one.stop)
    assert "honey" in stops
    assert "natto" in stops
    assert any("kidney" in one.lower() for one in said)
    assert not any("kiwi" in one.lower() for one in said)


def test_fruit_and_lecithin_are_said_to_whom_they_matter() -> None:
    told = Person(age_years=40, allergies=("fruit", "soy"))
    warned = check_label("Ingredients: apple juice, lecithin", person=told).person
    assert [one.stop for one in warned if one.citations == ("own-rule",)] == [True, False]
