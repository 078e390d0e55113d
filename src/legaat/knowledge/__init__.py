"""Knowledge: interventions, safety rules, claims and their sources, as data."""

from legaat.knowledge._antibiotics import (
    Antibiotic,
    AntibioticSource,
    Hit,
    antibiotic_sources,
    antibiotics,
)
from legaat.knowledge._biotics import Found, Ingredient, Strain, ingredients, strains
from legaat.knowledge._card import KINDS, Card, Fact
from legaat.knowledge._cards import cards
from legaat.knowledge._citation import OWN_RULE, Citation
from legaat.knowledge._claims import Claim, Verdict, claims
from legaat.knowledge._find import find, look_up
from legaat.knowledge._foods import (
    FIBRES,
    Amount,
    Fodmap,
    Food,
    FoodSource,
    food_sources,
    foods,
)
from legaat.knowledge._load import (
    citation,
    citations,
    evidence,
    interactions,
    interventions,
    medicines,
    red_flags,
    remarks,
    rules,
    words,
)
from legaat.knowledge._plain import plain
from legaat.knowledge._portions import Portion, portions
from legaat.knowledge._substances import (
    Area,
    Effect,
    KnownSubstance,
    areas,
    known_substances,
)
from legaat.knowledge._trials import TestedStrain, Trial, tested_strains, trials
from legaat.knowledge._types import (
    Answer,
    Check,
    EvidenceRow,
    Interaction,
    Intervention,
    Medicine,
    RedFlag,
    Refer,
    Remark,
    Rule,
    Word,
)
from legaat.knowledge._when import FACT_KEYS, Atom, When, parse_when
from legaat.knowledge._wording import Wording

__all__ = [
    "FACT_KEYS",
    "FIBRES",
    "KINDS",
    "OWN_RULE",
    "Amount",
    "Answer",
    "Antibiotic",
    "AntibioticSource",
    "Area",
    "Atom",
    "Card",
    "Check",
    "Citation",
    "Claim",
    "Effect",
    "EvidenceRow",
    "Fact",
    "Fodmap",
    "Food",
    "FoodSource",
    "Found",
    "Hit",
    "Ingredient",
    "Interaction",
    "Intervention",
    "KnownSubstance",
    "Medicine",
    "Portion",
    "RedFlag",
    "Refer",
    "Remark",
    "Rule",
    "Strain",
    "TestedStrain",
    "Trial",
    "Verdict",
    "When",
    "Word",
    "Wording",
    "antibiotic_sources",
    "antibiotics",
    "areas",
    "cards",
    "citation",
    "citations",
    "claims",
    "evidence",
    "find",
    "food_sources",
    "foods",
    "ingredients",
    "interactions",
    "interventions",
    "known_substances",
    "look_up",
    "medicines",
    "parse_when",
    "plain",
    "portions",
    "red_flags",
    "remarks",
    "rules",
    "strains",
    "tested_strains",
    "trials",
    "words",
]
