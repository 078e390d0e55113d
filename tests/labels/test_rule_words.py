"""What the safety rules ask about is looked for on a label, for the person that it holds for."""

from __future__ import annotations

from typing import Any

import pytest

from legaat.advice import Person
from legaat.labels import LabelResult, check_label
from legaat.labels._lexicon import lexicon

PLAIN: dict[str, Any] = {
    "age_years": 40, "immune": "normal", "in_hospital": "no", "pregnant": False,
    "breastfeeding": False, "conditions": (), "complaints": (), "medicines": (),
    "allergies": (), "intolerances": (), "diet": (), "restrictions": (),
}  # fmt: skip
IBS = {"conditions": ("ibs",)}
LOW_FODMAP = {"diet": ("low-fodmap",)}
KIDNEY = {"conditions": ("kidney disease",)}
LOW_POTASSIUM = {"restrictions": ("low potassium",)}
COUMARIN = {"medicines": ("acenocoumarol",)}
PREGNANT = {"pregnant": True}


def looked(text: str, **told: Any) -> LabelResult:
    return check_label(text, person=Person(**{**PLAIN, **told}))


def rules(text: str, **told: Any) -> set[str]:
    """Return the rules that stop this product for a word of its ingredients."""
    return {one.rule for one in looked(text, **told).person if one.stop and one.words}


FOUND = [
    *(("S02", IBS, word) for word in (
        "honing", "bloemenhoning", "honey", "apple juice", "appelsap", "knoflookpoeder", "garlic",
        "uienpoeder", "onion powder", "fructose", "glucose-fructosestroop", "sorbitol", "E420",
        "xylitol", "peren", "dadelstroop", "prei", "kikkererwten", "tarwebloem", "rye",
        "cichorei", "chicory root",
    )),
    ("S02", LOW_FODMAP, "volle melk"), ("S02", LOW_FODMAP, "yoghurt"),
    ("S02", {"intolerances": ("fodmap",)}, "honey"),
    *(("X49", KIDNEY, word) for word in (
        "bananenpoeder", "banana powder", "kokoswater", "coconut water", "tomatenpuree",
        "gedroogde pruimen", "kaliumcitraat", "potassium chloride", "spinazie",
    )),
    ("X49", LOW_POTASSIUM, "kaliumchloride"), ("X50", KIDNEY, "kaliumchloride"),
    ("X50", KIDNEY, "low sodium salt"),
    ("X15", COUMARIN, "vitamine K2 (MK-7)"), ("X15", COUMARIN, "menaquinone-7"),
    ("X14", COUMARIN, "natto"), ("X14", COUMARIN, "nattopoeder"),
    *(("S30", PREGNANT, word) for word in (
        "kombucha", "rode wijn", "rum", "alcohol", "rauwe melk", "raw goat's milk",
        "ongepasteuriseerde melk", "unpasteurised cheese", "rauwmelkse kaas",
    )),
    ("S29", PREGNANT, "kefir"),
    ("S29", {"age_years": 15}, "kefir"),
    ("X45", {"diet": ("no alcohol",)}, "witte wijn"),
    ("S13", {"restrictions": ("low salt",)}, "sojasaus"),
    ("S34", IBS, "wheat bran"), ("S34", IBS, "tarwezemelen"),
    ("S21", {"conditions": ("bowel narrowing",)}, "glucomannan"),
    ("S21", {"conditions": ("swallowing trouble",)}, "chiazaad"),
    ("S07", {"medicines": ("moclobemide",)}, "parmezaanse kaas"),
    ("S01", {"conditions": ("histamine intolerance",)}, "salami"),
    ("X54", {"complaints": ("diarrhoea",)}, "gedroogde pruimen"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "told", "word"), FOUND, ids=lambda one: str(one)[:40])
def test_what_a_rule_withholds_is_found(rule: str, told: dict[str, Any], word: str) -> None:
    assert rule in rules(f"Ingrediënten: water, {word}, zout", **told)


@pytest.mark.parametrize("word", [row[2] for row in FOUND])
def test_nobody_else_is_stopped(word: str) -> None:
    assert not rules(f"Ingrediënten: water, {word}, zout")


@pytest.mark.parametrize(
    ("rule", "told", "text"),
    [
        *(("S02", IBS, f"Ingrediënten: water, {word}, zout") for word in (
            "aardappel", "sinaasappel", "appelazijn", "ananas", "pineapple", "pearl sugar",
            "grapefruit", "tarwezetmeel", "wheat starch", "isomaltulose", "honeybush",
            "kerstomaten", "erwteneiwit", "suiker", "maltodextrine", "asparagine",
        )),
        ("S02", IBS, "Ingrediënten: water, zout. Zonder ui en knoflook."),
        ("S02", IBS, "Ingredients: rice, salt. Free from garlic, onion and honey."),
        ("S02", IBS, "Ingredients: rice. May contain wheat."),
        ("S02", IBS, "Ingrediënten: rijst. Gebruik: roer door yoghurt of appelmoes."),
        ("S02", LOW_FODMAP, "Ingrediënten: lactosevrije melk, zuursel. Lactosevrij."),
        ("S02", LOW_FODMAP, "Ingredients: water, coconut milk, salt"),
        *(("X49", KIDNEY, f"Ingrediënten: {word}, water") for word in (
            "kaliumsorbaat", "potassium iodide", "avocado oil", "kokosmelk", "aardappelzetmeel",
        )),
        *(("X14", COUMARIN, f"Ingrediënten: {word}, water") for word in (
            "nattokinase", "Bacillus subtilis natto", "annatto",
        )),
        *(("X15", COUMARIN, f"Ingrediënten: {word}, water") for word in (
            "vitamine K1", "vitamine B2", "kalium",
        )),
        *(("S30", PREGNANT, f"Ingrediënten: {word}, water") for word in (
            "wijnazijn", "wine vinegar", "winegums", "cetyl alcohol", "suikeralcoholen",
            "ginger beer", "biergist", "rumaroma", "rauwe cacao", "raw cane sugar",
            "gepasteuriseerde melk", "alcoholvrij bier", "sheabutter",
        )),
        ("S30", PREGNANT, "Ingredients: water. Do not use with alcohol. Contains no alcohol."),
        ("S29", PREGNANT, "Ingrediënten: Lactobacillus kefir, water"),
        ("S34", IBS, "Ingrediënten: haverzemelen, water"),
        ("S21", {"conditions": ("bowel narrowing",)}, "Ingrediënten: lijnzaadolie, water"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(rule: str, told: dict[str, Any], text: str) -> None:
    assert rule not in rules(text, **told)


def test_cautions_of_supplements_are_found_and_their_fillers_are_not() -> None:
    kidney = {"conditions": ("kidney disease",)}
    assert "X55" in rules("Voedingssupplement. Ingrediënten: magnesiumcitraat", **kidney)
    filler = "Voedingssupplement. Ingrediënten: cellulose, magnesiumstearaat"
    assert "X55" not in rules(filler, **kidney)


def test_the_words_on_the_label_are_said_and_one_reason_hides_no_other() -> None:
    text = "Ingrediënten: honing, bananenpoeder, ui"
    found = looked(text, conditions=("ibs", "kidney disease"))
    said = [one.why.text("nl") for one in found.person if one.stop]
    assert any("FODMAP" in why and "Op dit etiket: honing, ui." in why for why in said)
    assert any("kalium" in why and "Op dit etiket: bananenpoeder." in why for why in said)
    row = next(one for one in found.to_dict("en")["person"] if one["rule"] == "S02")
    assert row["words"] == ["honing", "ui"]


def test_wine_is_called_alcohol_and_not_kombucha() -> None:
    found = looked("Ingrediënten: rode wijn", pregnant=True)
    said = " ".join(one.why.text("nl") for one in found.person)
    assert "Hier zit alcohol in" in said
    assert "ombucha" not in said


def test_what_was_not_told_makes_no_ingredient_a_danger() -> None:
    found = check_label("Ingrediënten: banaan, honing, rode wijn", person=Person(age_years=40))
    assert not [one for one in found.person if one.words]


def test_a_baby_gets_the_one_reason_that_holds_for_everything() -> None:
    found = looked("Ingrediënten: honing, appel", age_years=0.5, conditions=())
    assert len({one.why.text("en") for one in found.person}) == len(found.person)
    assert not [one for one in found.person if one.words]


def test_what_is_looked_for_is_no_longer_called_unchecked() -> None:
    told = looked("Ingrediënten: water", conditions=("ibs",), diet=("low-fodmap",))
    assert told.unchecked == ()
    told = looked("Ingrediënten: water", restrictions=("low potassium",))
    assert told.unchecked == ()


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (PREGNANT, "vitamin A"), (COUMARIN, "grapefruit"), (KIDNEY, "phosphate"),
        ({"conditions": ("hypertension",)}, "salt"), ({"intolerances": ("polyols",)}, "polyols"),
        ({"conditions": ("histamine intolerance",)}, "tomato"),
    ],
)  # fmt: skip
def test_what_is_looked_for_in_part_says_what_is_left(told: dict[str, Any], word: str) -> None:
    left = [one.text("en") for one in looked("Ingrediënten: water", **told).unchecked]
    assert any(word in one for one in left)


def test_every_tag_is_one_that_a_rule_with_a_source_asks_for() -> None:
    from legaat.knowledge import interactions
    from legaat.knowledge import rules as safety_rules

    lists = lexicon("tags.toml", "words")
    tags = {tag for part in (lists.whole, lists.starts, lists.ends) for one in part.values()
            for tag in one}  # fmt: skip
    tags |= {tag for rows in lists.phrases.values() for _, tag in rows}
    sourced = {
        what for rule in (*safety_rules(), *interactions()) for check in rule.checks
        for what in check.what if set(rule.citations) - {"own-rule"}
    }  # fmt: skip
    # Milk is rich in FODMAPs by its lactose; sorbitol goes along with "fodmap-rich".
    assert tags - {"lactose", "sorbitol"} <= sourced
    assert {"fodmap-rich", "potassium", "vitamin k2", "alcohol", "raw"} <= tags


def test_what_follows_no_added_sugar_is_looked_for() -> None:
    result = check_label("Kaas. Zonder toegevoegde suiker, rauwe melk, zout")
    assert "raw" in {one.name for one in result.noted}
    assert "alcohol" not in {one.name for one in check_label("Drank zonder alcohol, water").noted}
