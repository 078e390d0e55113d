"""Texts that try to hide an allergen behind a denial, and honest denials that must stay quiet."""

from __future__ import annotations

import pytest

from legaat.labels import check_label

HIDING = [
    ("Melkvrij? Nee", "milk"),
    ("Is dit notenvrij? Helaas niet", "nuts"),
    ("Geenszins vrij van soja", "soy"),
    ("Allesbehalve melkvrij", "milk"),
    ("Bijna notenvrij", "nuts"),
    ("Zo goed als vrij van noten", "nuts"),
    ("Zonder garantie vrij van noten", "nuts"),
    ("Nut free? Not quite", "nuts"),
    ("This isn't nut free", "nuts"),
    ("We don't claim that this is free from nuts", "nuts"),
    ("Can no longer be called dairy free", "milk"),
    ("no longer free from milk", "milk"),
    ("Almost nut-free", "nuts"),
    ("Unable to guarantee nut free", "nuts"),
    ("Peanut free facility? No, peanuts are handled here", "peanut"),
    ("Contains milk free from eggs", "milk"),
    ("Contains egg free range", "egg"),
    ("Nussfrei? Leider nein", "nuts"),
    ("Keine Garantie für Nussfreiheit", "nuts"),
    ("Ne peut être garanti sans arachide", "peanut"),
    ("Try our gluten free range too! Ingredients: crackers, pasta, salt", "gluten"),
    ("Bij glutenvrij dieet: vraag je diëtist. Ingrediënten: pasta", "gluten"),
    ("Crackers. Ook glutenvrij verkrijgbaar", "gluten"),
    ("Bread. Also available gluten free", "gluten"),
    ("Pasta. Auch glutenfrei erhältlich", "gluten"),
    ("Spaghetti. Existe aussi sans gluten", "gluten"),
    ("Biscuit. Découvrez notre gamme sans gluten", "gluten"),
    ("Crackers. Voor glutenvrije recepten zie onze site", "gluten"),
    ("Gluten free beer not included. Crackers", "gluten"),
    ("Not suitable for a gluten free diet. Ingredients: bread, salt", "gluten"),
    ("Geen glutenvrij product. Ingrediënten: brood", "gluten"),
    ("Notenvrij: nee", "nuts"),
    ("Nut free: no", "nuts"),
    ("Dairy free [ ] Nut free [ ]", "nuts"),
    ("☐ glutenvrij ☐ melkvrij", "milk"),
    ("gluten free ✕ bread", "gluten"),
    ("Formerly nut free", "nuts"),
    ("Voorheen notenvrij, nieuw recept", "nuts"),
    ("Soon to be dairy free", "milk"),
    ("Ask staff for egg free option", "egg"),
    ("Available without nuts", "nuts"),
    ("Voor melkvrij, zie onze havervariant", "milk"),
    ("Nicht geeignet bei Nussallergie", "nuts"),
    ("n0t free from nuts", "nuts"),
    ("Geen noten; kruisbesmetting mogelijk", "nuts"),
    ("No peanuts in recipe but shared lines", "peanut"),
    ("Geen pinda in recept, wel in fabriek", "peanut"),
    ("Vrij van gluten\nMelkpoeder, ei", "milk"),
    ("Vrij van glu-\nten, bevat mel-\nkpoeder", "milk"),
    ("Contains no nuts\nMay contain\nnuts", "nuts"),
    ("Geen andere noten dan cashew", "nuts"),
    ("No allergens bar milk", "milk"),
    ("Fat-free yogurt", "milk"),
    ("sugar free milk chocolate", "milk"),
    ("FREE FROM GLUTEN MILK POWDER SUGAR", "milk"),
    ("Ohne Zusatz von Zucker\nHaselnüsse 13%, Magermilchpulver", "nuts"),
    ("Enthält keine Nüsse bis auf Mandeln", "nuts"),
    ("sans fruits à coque à l'exception des noisettes", "nuts"),
    ("Nous ne garantissons pas l'absence de sésame", "sesame"),
    ("Vrij van gluten (melk, ei)", "milk"),
    ("Lactosevrije yoghurt met honing", "milk"),
    ("Milchfrei: nein", "milk"),
]
HONEST = [
    "100% free from gluten",
    "Allergenen: geen",
    "Bevat geen melk.",
    "Contains NO dairy, NO gluten, NO nuts.",
    "Contains no milk, egg, soy, wheat or nuts.",
    "Contains no wheat",
    "Contains: no milk, no egg",
    "Crackers (glutenvrij)",
    "Dit product bevat geen noten of pinda's.",
    "Does not contain gluten, milk or soy.",
    "Free from gluten.",
    "Geen melk toegevoegd",
    "Geen pinda, geen noten, geen melk.",
    "Gluten free. Ingredients: rice cookies, sugar.",
    "Made without gluten.",
    "Melk-, ei- en sojavrij",
    "No dairy/no gluten/no nuts",
    "No milk. No egg. No nuts.",
    "Notenvrij. Ingrediënten: rijst.",
    "Pain sans gluten. Ingrédients : farine de riz, eau, sel.",
    "Sans allergènes",
    "Sans gluten, sans lactose, sans soja.",
    "Sans lait et sans gluten",
    "Sans lait ni œuf.",
    "Suitable for a gluten free diet. Rice crackers",
    "Vrij van alle 14 allergenen",
    "Vrij van gluten en lactose.",
    "Without milk or egg.",
    "Zonder gluten. Ingrediënten: rijst, water.",
    "Zonder lactose en gluten",
    "gluten-, lactose- en sojafrei",
    "gluten-free cookies",
    "glutenvrij meel",
    "glutenvrije pizza",
    "milchfrei, eifrei",
    "ne contient ni lait ni gluten",
    "ohne Milch und Ei",
    "pâtes sans gluten",
    "gluten- en lactosevrij",
    "Guaranteed nut free",
    "Enthält weder Milch noch Ei",
    "Geen toegevoegde suikers",
    "Glutenfreie Nudeln",
]


def named(text: str) -> set[str]:
    found = check_label(text)
    names = (*found.allergens, *found.besides, *found.unsure)
    return {one.removesuffix(" (traces)") for one in names}


@pytest.mark.parametrize(("text", "allergen"), HIDING)
def test_an_allergen_is_never_passed_over_in_silence(text: str, allergen: str) -> None:
    assert allergen in named(text)


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_denial_raises_no_alarm(text: str) -> None:
    assert named(text) == set()
