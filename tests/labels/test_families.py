"""Whole families of wordings, built from parts, so that no single pack's words are learned."""

from __future__ import annotations

import pytest

from legaat.labels import check_label


@pytest.mark.parametrize(
    "damaged",
    ["5 mi11iards UFC", "5 mil1iards d'UFC", "5 Mi11iarden KBE", "5 rniljard KVE", "5 bi1lion CFU"],
)
def test_a_damaged_word_for_a_large_number_is_repaired(damaged: str) -> None:
    result = check_label(f"Lactobacillus rhamnosus GG {damaged}, capsules.")
    assert [dose.value for dose in result.doses] == [5e9]


@pytest.mark.parametrize("series", ["BIO", "PRO"])
def test_a_series_name_before_a_number_is_a_code(series: str) -> None:
    result = check_label(f"Gélules : Lactobacillus crispatus {series} 6272, 2 x 10^9 UFC.")
    assert [o.strain for o in result.organisms] == [f"{series} 6272"]
    assert check_label("Lactobacillus crispatus BIO 60 gélules").organisms[0].strain is None


def test_brackets_say_what_a_named_strain_is() -> None:
    text = "Lactobacillus LB inactivés (L. fermentum et L. delbrueckii) 10 milliards, gélules."
    found = {(o.name, o.strain, o.state) for o in check_label(text).organisms}
    assert found == {
        ("Limosilactobacillus fermentum", "LB", "inactivated"),
        ("Lactobacillus delbrueckii", "LB", "inactivated"),
    }


@pytest.mark.parametrize(
    "said",
    [
        "Contient naturellement des sucres.",
        "Naturally contains sugars.",
        "Enthält natürlicherweise Zucker.",
        "Bevat van nature suiker.",
    ],
)
def test_sugar_that_is_there_by_nature_is_not_added(said: str) -> None:
    assert check_label(f"Ingredients: yoghurt, cultures. {said}").finding("added_sugar") == "no"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("B. breve BRO3", ["BR03"]),
        ("L. gasseri CP23O5", ["CP2305"]),
        ("L. rhamnosus TOM 22.8", ["TOM 22.8"]),
        ("B. lactis W51/W52", ["W51", "W52"]),
        ("Lactobacillus fermentum (heat-ki1led)", [None]),
        ("Lactobacillus casei variété rhamnosus Döderleini Lcr35", ["Lcr35"]),
    ],
)
def test_codes_are_read_through_damage_and_in_pairs(written: str, read: list[str | None]) -> None:
    result = check_label(f"Capsules, {written}, 5 x 10^9 CFU.")
    assert [o.strain for o in result.organisms] == read


@pytest.mark.parametrize(
    "said",
    [
        "added after pasteurisation",
        "na pasteurisatie toegevoegd",
        "nach der Pasteurisierung zugegeben",
        "ajouté après pasteurisation",
    ],
)
def test_what_is_added_after_pasteurisation_is_alive(said: str) -> None:
    result = check_label(f"Cultures {said} (Bacillus subtilis DE111, 1 billion CFU).")
    assert [o.state for o in result.organisms] == ["live"]


@pytest.mark.parametrize("word", ["Bakterienautolysat", "Keimlysat", "Zelllysat"])
def test_compounds_of_lysate_are_lysates(word: str) -> None:
    result = check_label(f"Tropfen: {word} aus Escherichia coli (DSM 17252).")
    assert [o.state for o in result.organisms] == ["lysate"]


def test_the_state_of_one_inci_ferment_is_not_that_of_its_neighbour() -> None:
    text = "Aqua, Glycerin, Lactobacillus Ferment, Saccharomyces Cerevisiae Extract, Parfum."
    found = {o.name: o.state for o in check_label(text).organisms}
    assert found == {"Lactobacillus": "ferment", "Saccharomyces cerevisiae": "unknown"}


@pytest.mark.parametrize(
    "fed", ["cultivée sur mélasse", "grown on molasses", "gekweekt op melasse"]
)
def test_the_feed_of_a_yeast_is_no_added_sugar(fed: str) -> None:
    assert check_label(f"Ingredients: levure {fed}, sel.").finding("added_sugar") == "no"


def test_the_size_of_a_pack_is_no_dose() -> None:
    assert check_label("Bifidus actif 4 x 125 g. Lait, ferments.").finding("dose_stated") == "no"


@pytest.mark.parametrize("spoon", ["2 tbsp (10-20g)", "1 c. à café (5 g)", "1 TL (5 g)"])
def test_a_spoon_doses_a_fibre(spoon: str) -> None:
    assert check_label(f"Resistant starch. Add {spoon}.").finding("dose_stated") == "yes"


def test_a_nought_taken_for_a_letter_is_a_digit() -> None:
    doses = check_label("L. reuteri, au moins 1OO millions de bactéries vivantes.").doses
    assert [dose.value for dose in doses] == [1e8]


@pytest.mark.parametrize("volume", ["2 fl oz", "3 fl oz"])
def test_a_fluid_ounce_is_no_milk_oligosaccharide(volume: str) -> None:
    assert check_label(f"Ginger shot, {volume}. Water, ginger.").finding("prebiotic") == "no"


@pytest.mark.parametrize(
    "sugar",
    [
        "Dietary fibre 2.75g, sugars 0.7g.",
        "Zucker- und lactosefrei.",
        "Free from: gluten, added sugar.",
    ],
)
def test_sugar_in_a_table_or_denied_at_a_distance_is_not_added(sugar: str) -> None:
    assert check_label(f"Ingredients: cellulose, milk. {sugar}").finding("added_sugar") == "no"


def test_enzyme_units_count_no_cells() -> None:
    text = "Laktase 12.000 FCC-Einheiten aus Aspergillus oryzae, Kapseln."
    assert check_label(text).finding("dose_stated") == "no"


def test_a_strain_is_read_behind_its_state_in_the_same_brackets() -> None:
    text = "Bifidobacterium longum (inaktiviert, Stamrn ES1, CECT 7347) 1 Mrd. Zellen, Kapseln"
    assert [(o.strain, o.state) for o in check_label(text).organisms] == [("ES1", "inactivated")]


@pytest.mark.parametrize("milk", ["rauwe koemelk", "rohe Ziegenmilch", "raw milk"])
def test_raw_milk_as_an_ingredient_says_nothing_of_the_cheese(milk: str) -> None:
    result = check_label(f"Kaas. Ingrediënten: {milk}, zout, zuursel, stremsel.")
    assert result.finding("live") == "unclear"


@pytest.mark.parametrize(
    "name", ["3'-sialyllactose", "Difucosyllactose", "lacto-N-tétraose", "inulines"]
)
def test_oligosaccharides_and_plurals_are_prebiotics(name: str) -> None:
    assert check_label(f"Poudre: {name}, amidon.").finding("prebiotic") == "yes"


def test_damaged_collections_and_names_are_read() -> None:
    text = "L. reuteri (D5M 17938) and Lactococcus lactis P1asma (JCM 58O5), 5 x 10^9 CFU, capsules"
    assert [o.strain for o in check_label(text).organisms] == ["DSM 17938", "JCM 5805"]


@pytest.mark.parametrize(
    "state", ["tyndallisé", "heat-killed", "inaktiviert", "geïnactiveerd", "pasteurised"]
)
def test_a_strain_is_read_behind_a_state(state: str) -> None:
    text = f"Capsules. Lactobacillus casei {state} CRL 431, 10 mg."
    assert [(o.strain, o.state) for o in check_label(text).organisms] == [
        ("CRL 431", "inactivated")
    ]


def test_a_genus_that_ends_a_list_is_an_organism() -> None:
    text = "Yoghurt. Melk, yoghurtcultures (waaronder L. acidophilus en Bifidobacterium), aroma."
    assert "Bifidobacterium" in {o.name for o in check_label(text).organisms}


def test_a_mineral_in_milligrams_is_no_dose_of_fibre() -> None:
    text = "Brausetabletten. Zutaten: Magnesiumcarbonat, Inulin. 300 mg Magnesium pro Tablette."
    assert check_label(text).finding("dose_stated") == "no"


@pytest.mark.parametrize("milk", ["pasteurised milk", "gepasteuriseerde melk", "lait pasteurisé"])
@pytest.mark.parametrize("order", ["{milk}, {microbes}", "{microbes}, {milk}"])
def test_milk_that_was_pasteurised_stands_beside_live_microbes(milk: str, order: str) -> None:
    microbes = "Lactobacillus kefiri, Lactococcus lactis"
    result = check_label("Kefir: " + order.format(milk=milk, microbes=microbes))
    assert {o.state for o in result.organisms} == {"live"}
