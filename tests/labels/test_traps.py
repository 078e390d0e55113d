"""Words on packs that mean something else than they seem to, and the parts of the answer."""

from __future__ import annotations

import pytest

from legaat.labels import LabelResult, check_label


def organisms(text: str) -> list[tuple[str, str | None, str]]:
    return [(o.name, o.strain, o.state) for o in check_label(text).organisms]


def verdict(result: LabelResult, check_id: str) -> str:
    return result.check(check_id).verdict


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ingredients: milk, sugar 12 g, live cultures.", "fail"),
        ("Ingrediënten: melk, suiker 12 g, yoghurtculturen.", "fail"),
        ("Ingredients: milk. Per 100 g: carbohydrates 5 g, sugars 4 g.", "pass"),
        ("Ingredients: milk. Carbohydrates 5 g, sugar 4 g.", "pass"),
    ],
)
def test_a_weight_behind_a_sugar_in_the_list_makes_no_table_of_it(text: str, said: str) -> None:
    assert verdict(check_label(text), "no-added-sugar") == said


def test_the_kind_names_the_microbe_that_has_a_strain() -> None:
    text = "Capsules: L. casei, Bifidobacterium longum BB536, 10 billion CFU live bacteria"
    kind = next(kind for kind in check_label(text).kinds if kind.kind == "probiotic")
    assert "L. casei" not in kind.evidence.text("en")


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("Zuurkool, ongepasteuriseerd. Kool, zout.", "yes"),
        ("Zuurkool, gepasteuriseerd. Kool, zout.", "no"),
        ("Sauerkraut, nicht pasteurisiert. Weißkohl, Salz.", "yes"),
        ("Sauerkraut, nach der Gärung pasteurisiert. Weißkohl, Salz.", "no"),
        ("Unpasteurised kimchi. Cabbage, salt, chilli.", "yes"),
        ("Kimchi, pasteurised after fermentation. Cabbage, salt, chilli.", "no"),
        ("Choucroute crue non pasteurisée. Chou, sel.", "yes"),
        ("Yaourt au lait entier pasteurisé, ferments lactiques vivants.", "yes"),
        ("Joghurt aus pasteurisierter Milch mit Joghurtkulturen.", "yes"),
        ("Yoghurt van gepasteuriseerde melk, yoghurtculturen.", "yes"),
    ],
)
def test_what_was_heated_decides(text: str, live: str) -> None:
    assert check_label(text).finding("live") == live


@pytest.mark.parametrize(
    "text",
    [
        "Limonade, suikervrij. Ingrediënten: water, citroensap, zoetstof: sucralose.",
        "Drink, sugar-free. Ingredients: water, lemon juice, stevia.",
        "Getränk ohne Zuckerzusatz. Zutaten: Wasser, Zitronensaft. Davon Zucker 0,4 g.",
        "Boisson sans sucres ajoutés. Ingrédients : eau, jus de citron. Dont sucres 0,3 g.",
        "Ingredients: oats, water, salt. Nutrition: carbohydrate 6 g, of which sugars 3 g.",
        "Ingrediënten: inuline, citroenzuur. Goed voor je bloedsuikerspiegel.",
        "Vrij van gluten, suiker en lactose. Ingrediënten: inuline, citroenzuur.",
    ],
)
def test_sugar_that_is_not_there_or_not_added(text: str) -> None:
    result = check_label(text)
    assert result.sugars == ()
    assert verdict(result, "no-added-sugar") == "pass"


@pytest.mark.parametrize(
    "sugar",
    [
        "suiker",
        "cane sugar",
        "Rohrohrzucker",
        "sirop de glucose",
        "honing",
        "agave syrup",
        "Dextrose",
    ],
)
def test_sugar_by_any_name_in_a_drink(sugar: str) -> None:
    result = check_label(f"Kombucha drink. Ingredients: water, {sugar}, tea, kombucha culture.")
    assert verdict(result, "no-added-sugar") == "fail"
    assert verdict(result, "not-a-sugary-drink") == "fail"


@pytest.mark.parametrize(
    "text",
    [
        "Helpt bij diarree door Clostridium difficile.",
        "Against infections with Helicobacter pylori and E. coli.",
        "Zaadschil van Plantago ovata.",
        "Enzyme preparation from Aspergillus oryzae and Aspergillus niger.",
        "Stimuleert de groei van Bifidobacterium longum.",
        "Fördert das Wachstum von Akkermansia muciniphila.",
        "Bevat geen Lactobacillus casei.",
        "Helianthus annuus, Camellia sinensis, Vitis vinifera.",
    ],
)
def test_a_name_on_the_pack_is_not_always_in_it(text: str) -> None:
    assert organisms(text) == []


def test_a_pathogen_is_an_ingredient_as_a_lysate() -> None:
    found = organisms(
        "Lyophilised lysate of Haemophilus influenzae and Klebsiella pneumoniae 7 mg."
    )
    assert [state for _, _, state in found] == ["lysate", "lysate"]


def test_metabolites_without_cells_are_no_postbiotic() -> None:
    result = check_label("Metabolic products of Lactobacillus helveticus DSM 4183, 50 g")
    assert result.organisms[0].state == "ferment"
    assert result.organisms[0].how == "metabolites"
    assert [kind.kind for kind in result.kinds] == ["metabolite"]


def test_a_strain_code_alone_never_makes_it_dead() -> None:
    assert organisms("Capsule met B. bifidum MIMBb75.") == [
        ("Bifidobacterium bifidum", "MIMBb75", "unknown")
    ]


def test_butyrate_is_a_substance_and_no_postbiotic() -> None:
    kinds = [k.kind for k in check_label("Postbiotic: sodium butyrate 300 mg per capsule").kinds]
    assert kinds == ["metabolite"]


def test_doses_that_do_not_add_up_are_called_out() -> None:
    text = (
        "Each capsule: total 10 billion CFU. Lactobacillus acidophilus NCFM 1 billion CFU, "
        "Bifidobacterium lactis HN019 2 billion CFU."
    )
    check = check_label(text).check("dose-per-strain")
    assert check.verdict == "warn"
    assert "add up" in check.why.text("en")


def test_counts_at_manufacture_and_at_expiry_are_told_apart() -> None:
    doses = check_label(
        "L. rhamnosus GG 20 billion CFU at time of manufacture, 10 billion CFU at expiry, capsule"
    ).doses
    assert [(d.value, d.when) for d in doses] == [(2e10, "manufacture"), (1e10, "expiry")]


@pytest.mark.parametrize(
    ("written", "value", "high"),
    [
        ("5 x 10^9 KBE", 5e9, None),
        ("5x10”9 KVE", 5e9, None),
        ("1.10⁹ UFC", 1e9, None),
        ("10^10 CFU", 1e10, None),
        ("1,5–4,5 x 10^7 Zellen", 1.5e7, 4.5e7),
        ("1,5 × 10⁷ - 4,5 × 10⁷ Zellen", 1.5e7, 4.5e7),
        ("100 Millionen Bakterien", 1e8, None),
        ("100.000.000 KBE", 1e8, None),
        ("2 500 000 000 UFC", 2.5e9, None),
        ("10,000,000,000 CFU", 1e10, None),
        ("3 Mrd. K.B.E.", 3e9, None),
        ("2,5 miljard levende bacteriën", 2.5e9, None),
        ("10 milliards de ferments lactiques vivants", 1e10, None),
        ("25-30 billion CFU", 2.5e10, 3e10),
        ("1 x 109 KBE", 1e9, None),
        ("KBE: 4 x 10^9", 4e9, None),
        ("5E9 CFU", 5e9, None),
    ],
)
def test_counts_in_every_notation(written: str, value: float, high: float | None) -> None:
    dose = check_label(f"Lactobacillus casei. {written}").doses[0]
    assert dose.value == pytest.approx(value)
    assert dose.high == (pytest.approx(high) if high else None)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("1 capsule bevat 2 miljard KVE L. casei", "capsule"),
        ("L. casei 2 billion CFU per sachet", "sachet"),
        ("L. casei 2 Mrd. KBE pro Tagesdosis", "day"),
        ("L. casei 2 milliards UFC par gélule", "capsule"),
        ("L. casei 10^8 CFU/g", "gram"),
        ("L. casei 10^8 KBE je 100 g", "100 g"),
    ],
)
def test_what_a_dose_is_per(text: str, per: str) -> None:
    assert check_label(text).doses[0].per == per


@pytest.mark.parametrize(
    ("text", "strain", "deposit"),
    [
        ("Lactobacillus rhamnosus GG (ATCC 53103)", "GG", "ATCC 53103"),
        ("L. reuteri Protectis® (DSM 17938)", "DSM 17938", "DSM 17938"),
        ("Saccharomyces boulardii CNCM l-745", "CNCM I-745", "CNCM I-745"),
        ("B. lactis BB-12®", "BB-12", None),
        ("Bifidobacterium breve stam W25", "W25", None),
        ("L. plantarum souche 299v", "299v", None),
        ("Escherichia coli Stamm Nissle 1917", "Nissle 1917", None),
        ("Lactobacillus casei DN-114 001", "DN-114 001", None),
        ("Bacillus coagulans GBI-30, 6086", "GBI-30, 6086", None),
        ("L. fermentum ME-3", "ME-3", None),
        ("Lactobacillus plantarum PS128™", "PS128", None),
        ("L. casei 431®", "431", None),
        ("Lactobacillus casei 100 mg", None, None),
        ("Lactobacillus casei 5 x 10^9 CFU", None, None),
        ("Lactobacillus casei, E 330, B12", None, None),
    ],
)
def test_strain_codes_and_deposits(text: str, strain: str | None, deposit: str | None) -> None:
    organism = check_label(text).organisms[0]
    assert (organism.strain, organism.deposit) == (strain, deposit)


def test_several_strains_of_one_species() -> None:
    found = organisms("Bifidobacterium lactis W51, W52 & W18, Lactobacillus casei W56")
    assert [strain for _, strain, _ in found] == ["W51", "W52", "W18", "W56"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("L. paracasei", "Lacticaseibacillus paracasei"),
        ("Lactobacillus bulgaricus", "Lactobacillus delbrueckii subsp. bulgaricus"),
        ("S. thermophilus", "Streptococcus thermophilus"),
        ("B. longum ssp. infantis", "Bifidobacterium longum subsp. infantis"),
        ("Bifidobacterium animalis lactis", "Bifidobacterium animalis subsp. lactis"),
        ("Bac. coagulans", "Heyndrickxia coagulans"),
        ("Lactobaccillus acidophilus", "Lactobacillus acidophilus"),
        ("Lactobacillus acidophillus", "Lactobacillus acidophilus"),
        ("Bifidobacteriurn longurn", "Bifidobacterium longum"),
        ("LACTOBACILLUS PLANTARUM", "Lactiplantibacillus plantarum"),
        ("Lacto-\nbacillus reuteri", "Limosilactobacillus reuteri"),
    ],
)
def test_old_new_short_and_damaged_names(written: str, name: str) -> None:
    found = check_label(written).organisms
    assert [organism.name for organism in found] == [name]


def test_a_species_that_no_pack_table_lists_is_asked_of_the_taxonomy() -> None:
    assert check_label("Roseburia hominis").organisms == ()  # no genus that packs name
    assert check_label("Lactobacillus ultunensis").organisms[0].name == "Lactobacillus ultunensis"


def test_evidence_is_for_the_exact_strain_or_says_that_it_is_not() -> None:
    exact = check_label("Heat-inactivated Bifidobacterium bifidum HI-MIMBb75, 10^9 cells per day")
    other = check_label("Heat-inactivated Bifidobacterium bifidum XY12, 10^9 cells per day")
    assert exact.organisms[0].exact_strain_match
    assert exact.organisms[0].evidence[0].intervention == "I001"
    assert exact.organisms[0].evidence[0].dose is not None
    assert verdict(exact, "trial-for-this-strain") == "pass"
    assert not other.organisms[0].exact_strain_match
    assert verdict(other, "trial-for-this-strain") == "warn"
    nothing = check_label("Weissella cibaria XY12").check("trial-for-this-strain")
    assert nothing.verdict == "unknown"


def test_a_live_strain_does_not_borrow_the_study_of_the_dead_one() -> None:
    result = check_label("Live Lactobacillus gasseri CP2305, 10 billion CFU")
    assert result.organisms[0].exact_strain_match
    assert not any(row.same_state for row in result.organisms[0].evidence)
    assert verdict(result, "trial-for-this-strain") == "warn"


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Yoghurt. Helpt tegen diarree.", "disease", "not authorised"),
        ("Capsule. Good for your gut flora: supports a healthy gut.", "function", "not authorised"),
        ("Capsule. Vitamin C contributes to the immune system.", "function", "authorised"),
        ("Shot met vitamine B12. Ondersteunt de weerstand.", "function", "not authorised"),
        ("Arzneimittel zur Behandlung von Durchfall.", "medicine indication", "not a health claim"),
        ("Poeder, bron van vezels.", "nutrition", "not a health claim"),
        ("Tea. Liver detox.", "function", "not authorised"),
        ("Inuline draagt bij aan een normale werking van de darm.", "function", "unknown"),
        ("Probiotica capsules.", "category word", "unknown"),
    ],
)
def test_claims_are_held_against_the_law(text: str, kind: str, wanted: str) -> None:
    claim = check_label(text).claims[0]
    assert (claim.kind, claim.verdict) == (kind, wanted)


def test_a_borrowed_claim_names_whose_it_is() -> None:
    claim = check_label("Shot met vitamine B12. Ondersteunt de weerstand.").claims[0]
    assert "vitamin B12" in claim.why.text("en")
    assert "vitamine B12" in claim.why.text("nl")


def test_allergens_and_traces() -> None:
    result = check_label(
        "Ingrediënten: melkpoeder, soja-eiwit. Kan sporen van noten en ei bevatten."
    )
    assert set(result.allergens) == {"milk", "soy", "egg (traces)", "nuts (traces)"}


def test_free_from_is_not_an_allergen() -> None:
    assert check_label("Capsule. Contains no milk, soy or gluten. Lactosevrij.").allergens == ()


def test_unknown_is_said_where_the_label_does_not_say() -> None:
    result = check_label("Probiotica capsules")
    assert verdict(result, "no-added-sugar") == "unknown"
    assert verdict(result, "allergens-named") == "unknown"
    assert result.finding("live") == "unclear"
    assert [kind.kind for kind in result.kinds] == ["none"]


def test_all_checks_are_there_in_order() -> None:
    assert [check.id for check in check_label("x").checks] == [
        "state-clear",
        "strain-named",
        "dose-stated",
        "dose-per-strain",
        "no-proprietary-blend",
        "no-added-sugar",
        "not-a-sugary-drink",
        "allergens-named",
        "group-warnings",
        "claims",
        "trial-for-this-strain",
    ]


@pytest.mark.parametrize(
    "row", ["{} | {}", "{} ..... {}", "{}\t{}", "{} - {}", "{}: {}", "{} ({})"]
)
def test_each_row_of_a_table_keeps_its_own_amount(row: str) -> None:
    cells = [("L. rhamnosus LRH10", "4"), ("B. breve BBR8", "3"), ("L. acidophilus LA85", "2")]
    rows = "\n".join(row.format(name, f"{n} mld KVE") for name, n in cells)
    result = check_label(
        f"Totaal 9 miljard KVE per capsule\nSamenstelling:\n{rows}\nVulstof: inuline."
    )
    doses = [o.dose.value for o in result.organisms if o.dose is not None]
    assert doses == [4e9, 3e9, 2e9]
    assert result.check("dose-per-strain").verdict == "pass"


@pytest.mark.parametrize("power", ["10°", "100", "101", "10%", "10*"])
def test_a_count_without_its_exponent_is_stated_and_not_guessed(power: str) -> None:
    result = check_label(f"Capsules. L. casei LC-01 2 x {power} KBE je Kapsel.")
    assert result.finding("dose_stated") == "yes"
    assert (result.organisms[0].state, result.organisms[0].dose) == ("live", None)
    assert result.check("dose-stated").verdict == "unknown"


def test_few_colonies_of_a_germ_are_no_dose() -> None:
    result = check_label("Yoghurt drink, L. casei. E. coli < 10 CFU/g, yeasts < 100 CFU/g.")
    assert result.finding("dose_stated") == "no"


def test_a_microbe_that_is_named_again_without_its_strain_is_the_same() -> None:
    text = "Yoghurtdrank met L. casei (CNCM I-1518), suiker. 10 miljard L. casei per flesje."
    (organism,) = check_label(text).organisms
    assert organism.dose is not None
    assert organism.dose.value == 1e10


def test_what_is_said_of_pasteurised_in_one_sentence_is_not_said_of_the_next() -> None:
    text = "Fermented tea drink, pasteurised. B. coagulans GBI-30 6086, 1 billion CFU added. 250 ml"
    assert check_label(text).organisms[0].state == "live"


@pytest.mark.parametrize(
    "text",
    [
        "Voedingssupplement. L. casei. Behandeling van diarree.",
        "Voedingssupplement. L. casei om diarree te genezen.",
        "Food supplement. L. casei. Treatment of diarrhoea.",
        "Nahrungsergänzungsmittel. L. casei. Behandlung von Durchfall.",
        "Complément alimentaire. L. casei pour guérir la diarrhée.",
    ],
)
def test_a_cure_is_over_the_line_in_any_form_of_the_word(text: str) -> None:
    result = check_label(text)
    assert [claim.kind for claim in result.claims] == ["disease"]
    assert result.check("claims").verdict == "fail"


def test_rows_that_a_camera_ran_together_keep_their_own_amounts() -> None:
    text = (
        "25 miljard levende bacteriën per capsule L. rhamnosus LRH10 | 5 mld L. paracasei LPC12 | "
        "4 mld B. breve BBR8 | 3 mld Ingrediënten: bacteriestammen, FOS."
    )
    doses = [o.dose and o.dose.value for o in check_label(text).organisms]
    assert doses[:2] == [5e9, 4e9]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Do not use in pregnancy or with a weakened immune system.", "pass"),
        ("Bij zwangerschap eerst een arts raadplegen.", "pass"),
        ("Nicht für Kinder unter 3 Jahren geeignet.", "pass"),
        ("Ne pas utiliser chez l'enfant de moins de 6 ans.", "pass"),
        ("For children. Keep out of reach of children.", "unknown"),
        ("Buiten bereik van jonge kinderen houden. Voor baby en kinderen.", "unknown"),
        ("Traitement de la diarrhée chez le nourrisson et l'enfant.", "unknown"),
        ("Voor zwangere vrouwen en tijdens borstvoeding.", "unknown"),
    ],
)
def test_a_group_is_warned_only_where_the_label_warns_it(text: str, wanted: str) -> None:
    result = check_label(f"L. casei DN-114001, 1 billion CFU. {text}")
    assert verdict(result, "group-warnings") == wanted


def test_allergens_are_missing_only_from_a_list_that_is_there() -> None:
    """A row of microbes is no list of ingredients, and clears nobody."""
    microbes = "L. bulgaricus, S. thermophilus, L. acidophilus, B. bifidum, L. casei. Dairy-free."
    assert verdict(check_label(microbes), "allergens-named") == "unknown"
    listed = check_label("Ingredients: rice, B. bifidum").check("allergens-named")
    assert listed.why.id == "labels.check.allergen-none"
    assert listed.verdict == "unknown"


def test_a_word_of_the_maker_is_no_list() -> None:
    check = check_label("Psyllium husk granules, sugar free, 3.25 g").check("no-added-sugar")
    assert (check.verdict, check.why.id) == ("pass", "labels.check.sugar-denied")


def test_what_is_no_drink_is_said_only_of_a_form_that_is_named() -> None:
    sweet = check_label("Ingredients: cabbage, sugar, ginger, salt")
    assert verdict(sweet, "not-a-sugary-drink") == "unknown"
    plain = check_label("Ingredients: cabbage, ginger, salt").check("not-a-sugary-drink")
    assert (plain.verdict, plain.why.id) == ("pass", "labels.check.drink-or-not")


def test_only_an_authorised_claim_is_called_authorised() -> None:
    for text in ("Suikervrij. Capsules.", "Arzneimittel. Bei Reizdarmsyndrom."):
        check = check_label(text).check("claims")
        assert (check.verdict, check.why.id) == ("pass", "labels.check.claim-other"), text


def test_a_state_that_is_not_said_is_not_another_state() -> None:
    result = check_label("Bakterienstamm B. bifidum MIMBb75. 14 Kapseln.")
    assert result.check("trial-for-this-strain").why.id == "labels.check.trial-unsaid"


def test_a_food_that_lists_no_cultures_is_no_secret_mix() -> None:
    assert verdict(check_label("Kefir (milk, kefir cultures)"), "no-proprietary-blend") == "unknown"
    assert verdict(check_label("Probiotic capsules"), "no-proprietary-blend") == "warn"


def test_brackets_behind_the_first_microbe_hold_its_own_count() -> None:
    own = check_label("B. lactis BB-12 (1 billion CFU per 100 g), L. acidophilus LA-5, inulin")
    assert [o.dose is not None for o in own.organisms] == [True, False]
    total = check_label("B. lactis BB-12, L. acidophilus LA-5 (1 billion CFU per 100 g), inulin")
    assert [o.dose for o in total.organisms] == [None, None]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 x 10111 cells/g", 1e11), ("1 x 1011 CFU", 1e11), ("2 x 1049 CFU", 2e9)],
)
def test_a_caret_read_as_a_digit_is_no_part_of_the_power(text: str, value: float) -> None:
    assert [dose.value for dose in check_label(f"L. plantarum L-137 {text}").doses] == [value]


def test_drops_are_a_supplement_but_not_those_in_a_list() -> None:
    drops = "Probiotic drops. L. reuteri DSM 17938, 100 million CFU"
    assert check_label(drops).regime == "supplement"
    assert check_label("Granola. Ingredients: oats, chocolate drops, sugar").regime == "food"


def test_a_strain_keeps_the_year_behind_its_name() -> None:
    result = check_label("Escherichia coli Stamm Laves 1931, lysiert")
    assert result.organisms[0].strain == "Laves 1931"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Magnesium supports sleep.", "not authorised"),
        ("Magnesium draagt bij aan een normale psychologische functie.", "authorised"),
        ("Zinc contributes to normal cognitive function.", "authorised"),
        ("Zink unterstützt das Immunsystem und die Darmflora.", "not authorised"),
        ("Pantothenic acid contributes to normal energy-yielding metabolism.", "authorised"),
        ("L'iode contribue à une fonction cognitive normale.", "authorised"),
        ("Calcium contributes to the normal function of digestive enzymes.", "authorised"),
    ],
)
def test_a_nutrient_carries_its_own_claims_only(text: str, wanted: str) -> None:
    """Annex of Regulation (EU) No 432/2012."""
    assert [claim.verdict for claim in check_label(text).claims] == [wanted]
