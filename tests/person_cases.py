"""Persons written from the rules' sources: what must and what must not be said to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from advice_fakes import adult, panel, standing
from legaat.advice import Person
from legaat.knowledge import interventions

EVERYTHING = {item.id for item in interventions()}
DEAD = {"mimbb75", "ht-es1", "lc-plasma", "mcc1849", "b240", "akkermansia"}
PRODUCTS = {item.id for item in interventions() if item.product}
LIVE = {"live-yoghurt", "kefir", "fermented-foods", "natto", "probiotic-during-antibiotics"}


@dataclass(frozen=True)
class Case:
    """One person, and what the rules say of advice, a blend and strains."""

    name: str
    person: Person | None
    must: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    rules: dict[str, str] = field(default_factory=dict)
    refers: dict[str, str] = field(default_factory=dict)
    blend: set[str] = field(default_factory=set)
    could_try: set[str] = field(default_factory=set)
    strains_told: set[str] = field(default_factory=set)
    strains_never: set[str] = field(default_factory=set)
    world: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case(
        "preterm infant (S03, RF53)",
        Person(age_months=1, gestation_weeks=29, complaints=["bloating"], in_hospital="nicu"),
        never=EVERYTHING,
        refers={"S03": "soon", "RF53": "same_day"},
    ),
    Case(
        "infant with eczema (I047, RF52)",
        Person(age_months=5, gestation_weeks=40, conditions=["eczeem"], complaints=[]),
        never=EVERYTHING,
        refers={"S53": "soon", "RF52": "soon"},
    ),
    Case(
        "man on chemotherapy (S04)",
        adult(conditions=["chemotherapie"], goals=["fewer colds", "fermented food"]),
        never=EVERYTHING,
        rules={"lc-plasma": "S04", "fermented-foods": "S04"},
        refers={"S04": "soon"},
    ),
    Case(
        "biological for rheumatism (S04, X24, X40)",
        adult(medicines=["Humira 40 mg"], goals=["weerstand"], intolerances=["lactose"]),
        must={"fibre-rich-eating"},
        never=DEAD | LIVE,
        rules={"lc-plasma": "S04", "live-yoghurt": "S04"},
        refers={"S04": "soon"},
    ),
    Case(
        "intensive care (S04, X26)",
        adult(in_hospital="ic", complaints=["constipation"]),
        never=EVERYTHING,
        refers={"S04": "soon"},
    ),
    Case(
        "histamine intolerance (S01)",
        adult(conditions=["histamine-intolerantie"], goals=["gefermenteerd eten"]),
        must={"fibre-rich-eating"},
        never={"fermented-foods", "natto"},
        rules={"fermented-foods": "S01", "natto": "S01"},
    ),
    Case(
        "classic MAO inhibitor (S07, X18)",
        adult(medicines=["tranylcypromine"], goals=["fermented food"], intolerances=["lactose"]),
        never={"fermented-foods", "natto", "kefir", "live-yoghurt"},
        rules={"kefir": "X18", "live-yoghurt": "X18"},
    ),
    Case(
        "moclobemide (S07, X19)",
        adult(medicines=["Moclobemide 150 mg"], goals=["fermented food"]),
        must={"kefir"},
        never={"fermented-foods", "natto"},
        rules={"fermented-foods": "S07"},
    ),
    Case(
        "linezolid (S26)",
        adult(medicines=["Zyvoxid"], goals=["fermented food"], intolerances=["lactose"]),
        never={"fermented-foods", "natto", "kefir", "live-yoghurt"},
    ),
    Case(
        "pregnant vegan with slow bowels (S05, S30, S33, S43)",
        adult(
            sex="vrouw",
            age_years=31,
            pregnant=True,
            breastfeeding=False,
            diet=["veganistisch"],
            complaints=["verstopping"],
            intolerances=["lactose"],
            goals=["fermented food", "fewer colds"],
        ),
        must={"green-kiwi", "prunes", "fibre-rich-eating"},
        never=PRODUCTS | LIVE - {"natto"},
        rules={"akkermansia": "S05", "lc-plasma": "S05", "live-yoghurt": "S43"},
    ),
    Case(
        "IBS with diarrhoea (S02, S34, I003)",
        adult(conditions=["PDS-D"], complaints=["wind"]),
        must={"ibs-first-steps", "low-fodmap-dietitian", "psyllium-ibs", "ht-es1"},
        never={"chicory-inulin", "resistant-starch", "prunes", "green-kiwi", "rye-bread"},
        rules={"chicory-inulin": "S02"},
    ),
    Case(
        "IBS with constipation (I200)",
        adult(conditions=["ibs-c"]),
        must={"green-kiwi", "psyllium-ibs", "low-fodmap-dietitian"},
        never={"chicory-inulin", "prunes", "ht-es1"},
    ),
    Case(
        "after antibiotics, no complaints (I143)",
        adult(antibiotics_days_ago=10, goals=["na antibiotica"]),
        must={"fibre-rich-eating"},
        never={"probiotic-during-antibiotics"},
    ),
    Case(
        "diarrhoea after antibiotics (RF13, S12)",
        adult(antibiotics_days_ago=10, complaints=["diarree"]),
        never=EVERYTHING,
        refers={"RF13": "same_day"},
    ),
    Case(
        "suspected C. difficile (S12)",
        adult(conditions=["c-difficile"], goals=["fermented food"]),
        never=EVERYTHING,
        refers={"S12": "same_day"},
    ),
    Case(
        "blood in the stool (RF16)",
        adult(complaints=["bloed bij de poep", "constipation"]),
        never=EVERYTHING,
        rules={"green-kiwi": "S35", "psyllium-constipation": "S35"},
        refers={"RF16": "soon"},
    ),
    Case(
        "a lot of blood (RF01)",
        adult(complaints=["heavy rectal bleeding"]),
        never=EVERYTHING,
        refers={"RF01": "emergency"},
    ),
    Case(
        "milk allergy (S06, X41)",
        adult(allergies=["koemelk"], intolerances=["lactose"], goals=["fewer colds"]),
        never=DEAD | {"live-yoghurt", "kefir", "fermented-foods"},
        rules={"lc-plasma": "X41", "live-yoghurt": "S44"},
    ),
    Case(
        "coumarin user (S08, S25, X14)",
        adult(medicines=["Sintrommitis"], goals=["fermented food"], complaints=["constipation"]),
        must={"green-kiwi", "prunes"},
        never={"natto"},
        rules={"natto": "X14"},
    ),
    Case(
        "kidney disease (S31, S13, X55)",
        adult(
            conditions=["chronische nierschade"],
            complaints=["constipation"],
            goals=["fermented food"],
        ),
        must={"chicory-inulin"},
        never={"green-kiwi", "prunes", "mineral-water", "fermented-foods"},
        rules={"green-kiwi": "X49", "fermented-foods": "S13"},
    ),
    Case(
        "coeliac disease (S32, X52)",
        adult(
            conditions=["coeliakie"],
            complaints=["constipation"],
            goals=["cholesterol", "fewer colds"],
        ),
        must={"oat-beta-glucan"},
        never=DEAD | {"barley-beta-glucan", "rye-bread", "oats-with-meals"},
        rules={"barley-beta-glucan": "S32"},
    ),
    Case(
        "short bowel (S24)",
        adult(conditions=["korte darm"], intolerances=["lactose"], complaints=["constipation"]),
        never=PRODUCTS | LIVE | {"fibre-rich-eating", "green-kiwi", "prunes"},
        rules={"live-yoghurt": "S24"},
    ),
    Case(
        "central line (S23, X25)",
        adult(conditions=["port-a-cath"], intolerances=["lactose"], goals=["fermented food"]),
        never=LIVE,
        rules={"live-yoghurt": "S23"},
    ),
    Case(
        "child of 5 (S39)",
        adult(age_years=5, complaints=["constipation"], goals=["fewer colds"]),
        must={"fibre-rich-eating"},
        never=PRODUCTS | {"green-kiwi", "prunes"},
        rules={"akkermansia": "S33"},
    ),
    Case(
        "healthy woman of 80 (I022, I161)",
        adult(age_years=80, sex="female", goals=["minder verkouden"]),
        must={"fibre-rich-eating", "b240", "mediterranean-eating"},
        never={"lc-plasma", "mcc1849"},
    ),
    Case(
        "constipation with clozapine (S58)",
        adult(medicines=["Leponex"], complaints=["verstopping"]),
        never=EVERYTHING,
        refers={"S58": "same_day"},
    ),
    Case(
        "lithium and IBS (X03)",
        adult(medicines=["Priadel"], conditions=["ibs"]),
        must={"mimbb75", "low-fodmap-dietitian"},
        never={"psyllium-ibs"},
        rules={"psyllium-ibs": "X03"},
    ),
    Case(
        "trouble swallowing (S21, X10)",
        adult(conditions=["dysfagie"], complaints=["constipation"]),
        must={"green-kiwi"},
        never={"psyllium-constipation", "phgg-constipation"},
        rules={"psyllium-constipation": "S21"},
    ),
    Case(
        "Crohn's disease with a narrowing (X13, S45)",
        adult(conditions=["crohn", "stenose"], complaints=["constipation"]),
        never=PRODUCTS | {"fibre-rich-eating", "green-kiwi", "prunes", "rye-bread"},
    ),
    Case(
        "low salt (S13, X51)",
        adult(restrictions=["zoutarm"], goals=["fermented food"]),
        must={"kefir"},
        never={"fermented-foods"},
        rules={"fermented-foods": "S13"},
    ),
    Case(
        "halal (S29, X46)",
        adult(diet=["halal"], goals=["fermented food"]),
        never={"kefir", "fermented-foods"},
    ),
    Case(
        "heart failure with a fluid limit and IBS (X11, S54)",
        adult(
            conditions=["hartfalen", "ibs"], restrictions=["vochtbeperking"], complaints=["wind"]
        ),
        never={"psyllium-ibs", "linseed-ibs", "ibs-first-steps"},
    ),
    Case(
        "an eating disorder and IBS (I108)",
        adult(conditions=["eetstoornis", "pds"]),
        must={"psyllium-ibs"},
        never={"low-fodmap-dietitian"},
        rules={"low-fodmap-dietitian": "S47"},
    ),
    Case(
        "latex allergy (I200)",
        adult(allergies=["latex"], complaints=["constipation"]),
        must={"prunes"},
        never={"green-kiwi"},
        rules={"green-kiwi": "S44"},
    ),
    Case(
        "a medicine nobody knows",
        adult(medicines=["zzyxolin"], conditions=["ibs-d"]),
        must={"ibs-first-steps", "low-fodmap-dietitian"},
        never=PRODUCTS,
    ),
    Case(
        "breast-feeding, little Akkermansia (S05, S33)",
        adult(sex="f", age_years=30, pregnant=False, breastfeeding=True),
        never={"akkermansia"},
        rules={"akkermansia": "S05"},
        world={"taxa": standing(Akkermansia_muciniphila="missing")},
    ),
    Case(
        "diarrhoea with water tablets (S37, RF12)",
        adult(medicines=["furosemide"], complaints=["diarree"]),
        never=EVERYTHING,
        refers={"RF12": "same_day"},
    ),
    Case(
        "nobody told (the careful adult)",
        None,
        must={"fibre-rich-eating", "exercise"},
        never=PRODUCTS | LIVE,
        world={"low": panel(butyrate="low")},
    ),
    Case(
        "hay fever (I021)",
        adult(conditions=["hooikoorts"]),
        strains_told={"paracasei-lp33-live"},
        never=set(),
    ),
    Case(
        "lactose intolerance (I122)",
        adult(intolerances=["lactose"]),
        must={"live-yoghurt"},
        could_try={"thermophilus-yoghurt", "bulgaricus-yoghurt"},
    ),
    Case(
        "stress, and the strain that did nothing (I050)",
        adult(complaints=["stress"]),
        strains_told={"rhamnosus-jb1-live"},
    ),
    Case(
        "on antibiotics (I141, I143)",
        adult(medicines=["amoxicilline"], antibiotics_days_ago=0),
        strains_told={"boulardii-live"},
    ),
    Case(
        "IBS, nothing else (I002, I098)",
        adult(conditions=["ibs"]),
        must={"psyllium-ibs"},
        never={"chicory-inulin"},
        could_try={"bifidum-mimbb75-live"},
        blend={"psyllium-ibs"},
    ),
    Case(
        "IBS and weak immunity (S04, S23)",
        adult(conditions=["ibs"], immune="weakened"),
        never=PRODUCTS | LIVE,
        refers={"S04": "soon"},
    ),
    Case(
        "pregnant with IBS (S05)",
        adult(sex="female", pregnant=True, breastfeeding=False, conditions=["ibs"]),
        never=PRODUCTS,
    ),
    Case(
        "yeast allergy on antibiotics (S06)",
        adult(medicines=["amoxicilline"], antibiotics_days_ago=0, allergies=["gist"]),
        never={"kefir"},
        strains_never={"boulardii-live"},
    ),
    Case(
        "slow bowels (I090, I238)",
        adult(complaints=["constipation"]),
        must={"green-kiwi"},
        blend={"chicory-inulin"},
    ),
    Case(
        "slow bowels in IBS (I091, S02)",
        adult(complaints=["constipation"], conditions=["ibs"]),
        never={"chicory-inulin", "prunes"},
    ),
    Case(
        "high cholesterol and coeliac disease (S32)",
        adult(conditions=["high cholesterol", "coeliac"]),
        never={"barley-beta-glucan"} | DEAD,
    ),
    Case(
        "vegan with lactose intolerance (S43)",
        adult(intolerances=["lactose"], diet=["vegan"]),
        never={"live-yoghurt", "kefir"},
        strains_never={"thermophilus-yoghurt", "bulgaricus-yoghurt", "paracasei-lp33-live"},
    ),
    Case(
        "seldom colds wanted, about to have chemotherapy (S04)",
        adult(conditions=["chemotherapy"], goals=["fewer colds"]),
        never=EVERYTHING,
        refers={"S04": "soon"},
    ),
    Case(
        "fewer colds, healthy (I013)",
        adult(goals=["fewer colds"]),
        must={"lc-plasma"},
        blend={"lc-plasma"},
    ),
    Case(
        "fewer colds, with an autoimmune disease (S40)",
        adult(goals=["fewer colds"], conditions=["autoimmune"]),
        never=DEAD,
    ),
]
