"""What the safety rules forbid, written once more by hand; and persons drawn at random.

From the evidence README and the tables, without the tags and facts of the program: the tests and
``scripts/check_persons.py`` hold every face of the advice against it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from advice_fakes import adult
from legaat.advice import Advice, Blend, Person, Strains, menu
from legaat.errors import PersonError
from legaat.knowledge import foods, interventions, red_flags, words

EVERYTHING = {item.id for item in interventions()}
MENTIONS = {item.id for item in interventions() if item.use == "mention"}
DEAD = {"mimbb75", "ht-es1", "lc-plasma", "mcc1849", "b240", "akkermansia"}
PROBIOTICS = {"probiotic-during-antibiotics"}
POWDERS = {
    *("psyllium-ibs", "psyllium-constipation", "chicory-inulin", "phgg-ibs"),
    *("phgg-constipation", "resistant-starch"),
}
PRODUCTS = DEAD | PROBIOTICS | POWDERS
LIVE_FOOD = {"live-yoghurt", "kefir", "fermented-foods", "natto"}
SWELLING = {
    *("psyllium-ibs", "psyllium-constipation", "phgg-ibs", "phgg-constipation"),
    *("linseed-ibs", "linseed-constipation"),
}
GENTLE = {"exercise", "live-yoghurt", "ibs-first-steps", "cbt-hypnotherapy"}
MAOI = {"tranylcypromine", "phenelzine", "moclobemide", "selegiline", "linezolid"}
SUPPRESSORS = {"adalimumab", "azathioprine", "tacrolimus", "methotrexate"}
WEAKENING = {
    *("chemotherapy", "transplant", "immune deficiency", "hiv low cd4", "no spleen"),
}
NAMES = [
    *sorted(MAOI | SUPPRESSORS),
    *("lithium", "warfarin", "acenocoumarol", "digoxin", "levothyroxine", "metformin"),
    *("furosemide", "spironolactone", "enalapril", "amoxicillin", "capecitabine", "paracetamol"),
    *("disulfiram", "prednisone", "somethingium"),
]
# Entries as people write them, and what is in them: several in one, brands, a part nobody knows.
WRITTEN = {
    "paracetamol, Jatrosom": {"paracetamol", "tranylcypromine"},
    "Nardil 15 mg 3x daags": {"phenelzine"},
    "MAO pil": {"tranylcypromine"},
    "paracetamol en Zyvoxid": {"paracetamol", "linezolid"},
    "Priadel + metformine 500 mg": {"lithium", "metformin"},
    "Sintrom-mitis 1 mg": {"acenocoumarol"},
    "Remicade": {"adalimumab"},
    "methotrexaat 10 mg / foliumzuur": {"methotrexate"},
    "Xeloda 2 dd 1500 mg": {"capecitabine"},
    "paracetamol somethingium": {"paracetamol", "somethingium"},
    "paracetamol; somethingium 5 mg": {"paracetamol", "somethingium"},
    "somethingium pil": {"somethingium"},
    "Q10": {"somethingium"},
    "Z99": {"somethingium"},
    "lithium & aldactone": {"lithium", "spironolactone"},
}
OPEN_WORDS = ("weet niet", "unknown", "geen", "none")


def forbidden(p: Person) -> set[str]:  # noqa: C901 - one line a rule, to be read beside the table
    """What the rules forbid this person, written by hand."""
    had = {key: set(getattr(p, key) or ()) for key in ("conditions", "medicines", "complaints")}
    had["medicines"] = {name for text in had["medicines"] for name in WRITTEN.get(text, {text})}
    had["complaints"] |= {"diarrhoea"} if had["complaints"] & LOOSE else set()
    # A list that is only known in part is as unknown as one that was left out.
    unknown = {key for key in LISTED if "unknown" in (getattr(p, key) or ("unknown",))}
    unknown -= {key for key in LISTED if getattr(p, key) == ()}
    conditions, drugs, complaints = had["conditions"], had["medicines"], had["complaints"]
    allergies, bad = set(p.allergies or ()), set(p.intolerances or ())
    diet, limits = set(p.diet or ()), set(p.restrictions or ())
    ibs = any(c.startswith("ibs") for c in conditions)
    out: set[str] = set()
    baby = p.age is None and p.gestation_weeks is not None
    # Hard stops of the evidence README.
    if baby or (p.age is not None and p.age < 1) or p.in_hospital in {"ward", "intensive care"}:
        return EVERYTHING
    if (
        conditions & {"chemotherapy", "c-difficile", "acute pancreatitis"}
        or "capecitabine" in drugs
    ):
        return EVERYTHING
    if conditions & SUPPRESSED or p.immune == "weakened" or drugs & SUPPRESSORS:
        out |= PRODUCTS | LIVE_FOOD
    if p.pregnant or p.breastfeeding:
        out |= PRODUCTS
    if p.pregnant:
        out |= {"kefir", "fermented-foods"}
    if p.age is not None and p.age < 18:
        out |= PRODUCTS | {"green-kiwi", "prunes", "plant-variety"}
    if conditions & {"short bowel"}:
        out |= PRODUCTS | LIVE_FOOD | {"fibre-rich-eating", "green-kiwi", "prunes"}
    if conditions & {"central line", "heart valve"} or "parenteral nutrition" in limits:
        out |= LIVE_FOOD | PROBIOTICS
    if conditions & {"crohn", "ulcerative colitis", "ibd", "pouch", "microscopic colitis"}:
        out |= PRODUCTS
    if (
        conditions & {"autoimmune", "cancer", "hashimoto", "graves", "diabetes-1", "coeliac"}
        or "prednisone" in drugs
    ):
        out |= DEAD
    if conditions & {"eating disorder", "underweight", "anaemia"} or complaints & {
        *("fainting", "unintended weight loss", "blood in stool", "anaemia"),
        *("black stool", "positive screening test"),
    }:
        out |= {"exercise"}
    if "swallowing trouble" in conditions or complaints & {"trouble swallowing", "stuck in throat"}:
        out |= {"plant-variety"} | SWELLING
    if "leaking stool" in complaints:
        out |= SWELLING
    if "diarrhoea" in complaints and (
        p.antibiotics_days_ago is None or p.antibiotics_days_ago <= 90
    ):
        out |= PRODUCTS
    # Swelling fibres, spacing, kidneys, salt, gluten, allergies, ways of eating.
    if conditions & {"swallowing trouble", "bowel narrowing", "past bowel blockage"}:
        out |= SWELLING
    if "fluid limit" in limits:
        out |= SWELLING | {"ibs-first-steps", "mineral-water"}
    if drugs & {"lithium"}:
        out |= {"psyllium-ibs", "psyllium-constipation"}
    if drugs & MAOI or "histamine intolerance" in conditions or bad & {"histamine", "tyramine"}:
        out |= {"fermented-foods", "natto"}
    if drugs & {"tranylcypromine", "phenelzine", "linezolid"}:
        out |= LIVE_FOOD
    if drugs & {"warfarin", "acenocoumarol"}:
        out |= {"natto"}
    if "disulfiram" in drugs or diet & {"no alcohol", "halal"}:
        out |= {"kefir", "fermented-foods"}
    if "kidney disease" in conditions or "spironolactone" in drugs or "low potassium" in limits:
        out |= {"green-kiwi", "prunes", "plant-variety"}
    if conditions & {"kidney disease", "heart failure"} or "low salt" in limits:
        out |= {"fermented-foods"}
    if ibs or bad & {"fodmap", "fructan", "polyols", "fructose", "gos"} or "low-fodmap" in diet:
        out |= {"chicory-inulin", "rye-bread"}
    if ibs or "fodmap" in bad or "low-fodmap" in diet:
        out |= {"barley-beta-glucan", "fermented-foods"}
    # Lactose counts where FODMAPs are limited already, or where IBS and lactose go together badly.
    if "fodmap" in bad or "low-fodmap" in diet or (ibs and "lactose" in bad):
        out |= {"kefir", "live-yoghurt"}
    if "histamine intolerance" in conditions or "histamine" in bad:
        out |= {"green-kiwi", "prunes", "linseed-ibs", "linseed-constipation", "kefir"}
    if conditions & {"bowel narrowing", "recent bowel surgery"} or "low fibre" in limits:
        out |= {"fermented-foods", "oat-beta-glucan", "barley-beta-glucan"}
    if ibs:
        out |= {"resistant-starch", "prunes"}
    if "coeliac" in conditions:
        out |= DEAD | PROBIOTICS | {"barley-beta-glucan", "rye-bread", "oats-with-meals"}
    if allergies & {"milk", "egg", "soy", "gluten", "wheat"}:
        out |= DEAD | PROBIOTICS
    if "milk" in allergies or diet & {"vegan", "dairy-free"}:
        out |= {"live-yoghurt", "kefir", "fermented-foods"}
    if allergies & {"kiwi", "latex", "fruit"}:
        out |= {"green-kiwi"}
    if conditions & {"gastroparesis", "past bowel blockage", "bowel narrowing"}:
        out |= {"fibre-rich-eating", "rye-bread"}
    for allergy, items in ALLERGENS.items():
        if allergy in allergies:
            out |= items
    if "gluten-free" in diet or "coeliac" in conditions or "gluten" in bad:
        out |= {"barley-beta-glucan", "rye-bread", "oats-with-meals"}
    if "low sugar" in limits:
        out |= {"prunes"}
    if "sulphite" in bad:
        out |= {"prunes", "fermented-foods"}
    if bad & {"polyols", "fodmap"}:
        out |= {"prunes", "fermented-foods"}
    if "low fibre" in limits:
        out |= {"fibre-rich-eating", "mediterranean-eating", "rye-bread", "chicory-inulin"}
    if conditions & {"stoma", "pouch"}:
        out |= PRODUCTS | {"fibre-rich-eating", "green-kiwi", "prunes"}
    if conditions & {"stomach bypass", "gastroparesis"}:
        out |= PRODUCTS | SWELLING
    if conditions & {"recent bowel surgery"}:
        out |= SWELLING | {"fibre-rich-eating"}
    if conditions & {"kidney disease"} or "diarrhoea" in complaints:
        out |= {"mineral-water"}
    if limits & {"tube feeding", "parenteral nutrition"}:
        return EVERYTHING
    if conditions & {"eating disorder", "underweight"}:
        out |= {"low-fodmap-dietitian"}
    if "diarrhoea" in complaints or "ibs-d" in conditions:
        out |= {"green-kiwi", "prunes", "linseed-ibs"}
    # What isn't known is the careful case: no product before the answer.
    lists = {"complaints", "conditions", "medicines", "allergies"}
    if unknown & lists or p.immune is None or p.age is None:
        out |= DEAD | PROBIOTICS
    if unknown & {"complaints", "conditions"} or p.age is None:
        out |= POWDERS
    # For other powders the careful case of an unknown medicine is to keep time between.
    if "medicines" in unknown or "somethingium" in drugs:
        out |= DEAD | PROBIOTICS | {"psyllium-ibs", "psyllium-constipation"}
        # Ordinary food that must not meet an unknown medicine (MAO inhibitors, kidneys).
        out |= {"fermented-foods", "natto", "green-kiwi", "prunes"}
    can_bear = p.sex != "male" and (p.age is None or 10 <= p.age < 60)
    if can_bear and (p.pregnant is None or p.breastfeeding is None):
        out |= PRODUCTS
    return out


LISTED = ("complaints", "conditions", "medicines", "allergies")
LOOSE = {"diarrhoea", "travellers diarrhoea", "night diarrhoea", "lasting diarrhoea"}
SUPPRESSED = WEAKENING | {"blood cancer"}
ALLERGENS = {
    "milk": {"live-yoghurt", "kefir", "fermented-foods"},
    "soy": {"natto", "fermented-foods"},
    "yeast": {"kefir", "fermented-foods", "rye-bread"},
    "sesame": {"fermented-foods"},
    "peanut": {"plant-variety"},
    "oats": {"oat-beta-glucan", "oats-with-meals"},
    "wheat": {"oat-beta-glucan", "barley-beta-glucan", "rye-bread", "oats-with-meals"},
    "celery": {"fermented-foods"},
    "gluten": {"barley-beta-glucan", "rye-bread", "oats-with-meals"},
    "nuts": {"plant-variety"},
    "fish": {"fermented-foods"},
    "shellfish": {"fermented-foods"},
    "kiwi": {"green-kiwi"},
    "latex": {"green-kiwi"},
    "fruit": {"green-kiwi", "prunes", "plant-variety"},
    "stone fruit": {"prunes"},
    "sulphite": {"prunes"},
    "linseed": {"linseed-ibs", "linseed-constipation"},
    "psyllium": {"psyllium-ibs", "psyllium-constipation"},
    "legumes": {"phgg-ibs", "phgg-constipation"},
    "chicory": {"chicory-inulin"},
}
URGENT = {flag.id.lower() for flag in red_flags() if flag.urgency != "soon"}
SOON = {flag.id.lower() for flag in red_flags() if flag.urgency == "soon"}
SAID_URGENT = URGENT | {
    *("heavy rectal bleeding", "bloody diarrhoea", "black stool", "vomiting blood", "jaundice"),
    *("severe abdominal pain", "bowel obstruction signs", "stuck in throat", "dehydration"),
    *("allergic reaction", "green vomit", "soft spot, stiff neck or spots"),
}
WEAK = {"diarrhoea", "fever", "chills"}
CHILD = {
    *("drowsy", "poor growth", "vomiting", "mucus in stool", "lasting right-sided pain"),
    *("leaking stool", "joint pain"),
}
SAID_SOON = SOON | {
    *("blood in stool", "unintended weight loss", "night symptoms", "night diarrhoea", "anaemia"),
    *("new after 50", "changed bowel habit", "lasting diarrhoea", "lump", "trouble swallowing"),
    *("sudden constipation", "raised calprotectin", "persistent complaints", "fever"),
    *("family bowel cancer", "family bowel disease"),
}

# Live strains by what they are, again by hand. All are live; these are yoghurt, thus dairy.
YOGHURT_STRAINS = {"thermophilus-yoghurt", "bulgaricus-yoghurt"}
PRODUCT_STRAINS = {
    *("bifidum-mimbb75-live", "paracasei-lp33-live", "rhamnosus-jb1-live"),
    *("rhamnosus-gg-live", "breve-m16v-live", "boulardii-live"),
}


def forbidden_strains(p: Person) -> set[str]:
    """Return the strains that the rules forbid: as live products, and as live yoghurt."""
    out = forbidden(p)
    found = set()
    if "live-yoghurt" in out:
        found |= YOGHURT_STRAINS
    if "probiotic-during-antibiotics" in out:
        found |= PRODUCT_STRAINS
    if "milk" in (p.allergies or ()) or set(p.diet or ()) & {"vegan", "dairy-free"}:
        found |= {"paracasei-lp33-live"}
    if "yeast" in (p.allergies or ()):
        found |= {"boulardii-live"}
    return found


FRUIT = {("food", food.id) for food in foods().values() if food.group.en == "fruit"}
SEAWEED = {("food", "kombu"), ("food", "wakame"), ("food", "nori")}
STRONGER = {"tacrolimus", "amoxicillin", "capecitabine", "prednisone", "spironolactone"}


def forbidden_menu(p: Person) -> set[tuple[str, str]]:
    """Return the diets and foods that a what-if may not put before this person."""
    conditions, allergies = set(p.conditions or ()), set(p.allergies or ())
    drugs = {name for text in p.medicines or () for name in WRITTEN.get(text, {text})}
    out: set[tuple[str, str]] = set()
    child = p.age is not None and p.age < 18
    if conditions & {"eating disorder", "underweight"} or p.pregnant or child:
        out |= {("diet", "low-fodmap")}
    slow = {"gastroparesis", "past bowel blockage", "bowel narrowing", "recent bowel surgery"}
    if conditions & (slow | {"coeliac"}) or "low fibre" in (p.restrictions or ()) or child:
        out |= {("diet", "high-fibre")}
    if "fruit" in allergies:
        out |= FRUIT | {("diet", "high-fibre"), ("fibre", "pectin")}
    if drugs & (STRONGER | {"somethingium"}) or p.medicines is None:
        out |= {("food", "grapefruit")}
    thyroid = {"hypothyroidism", "hyperthyroidism", "hashimoto", "graves"}
    carries = p.pregnant or p.breastfeeding
    if conditions & thyroid or drugs & {"levothyroxine", "lithium"} or carries or child:
        out |= SEAWEED
    if drugs & {"warfarin", "acenocoumarol"}:
        out |= {("food", "cranberry"), ("food", "natto")}
    return out


def told(result: Advice) -> set[str]:
    """Return what is suggested, or told as an option."""
    ids = {item.id for item in interventions()}
    return {row.id for row in result.suggestions} | (
        {str(getattr(row, "id", "")) for row in result.leave_alone} & ids
    )


def wrong(person: Person, given: Advice, fits: Strains, mixed: Blend) -> Iterator[str]:
    """Give what any face offers this person against the rules; nothing, if all is well."""
    never = forbidden(person)
    yield from (f"advise: {name}" for name in sorted(told(given) & never))
    yield from (f"advise, unsourced: {s.id}" for s in given.suggestions if not s.citations)
    held = {row.id for row in mixed.withheld} | never
    yield from (f"blend: {part.id}" for part in mixed.parts if part.id in held)
    yield from (f"blend, unsourced: {part.id}" for part in mixed.parts if not part.citations)
    strains = {row.id for row in fits.withheld} | forbidden_strains(person)
    yield from (f"strains: {fit.id}" for fit in fits.fits if fit.id in strains)
    shown = forbidden_menu(person) & menu(person).offers.keys()
    yield from (f"what-if: {kind} {key}" for kind, key in sorted(shown))
    yield from _beside_a_sign(person, given, fits, mixed)


def _beside_a_sign(person: Person, given: Advice, fits: Strains, mixed: Blend) -> Iterator[str]:
    """Give what is offered beside a sign that needs a doctor first."""
    complaints = set(person.complaints or ())
    if not complaints & (SAID_URGENT | SAID_SOON):
        return
    offered = {row.id for row in given.suggestions} | {part.id for part in mixed.parts}
    fine = set() if complaints & SAID_URGENT else GENTLE
    yield from (f"beside a sign: {name}" for name in sorted(offered - fine))
    yield from (f"strain beside a sign: {fit.id}" for fit in fits.fits)
    if not (given.referrals and fits.referrals and mixed.referrals):
        yield "a sign without a referral"


_NONE: Final = (None, ())


def random_person(draw: random.Random) -> Person:
    """Return anybody at all, or a healthy adult about whom all is known, with a few changes."""
    while True:
        fields = {key: getattr(adult(), key) for key in _DRAWN}
        some = (
            list(_DRAWN) if draw.random() < 0.5 else draw.sample(list(_DRAWN), draw.randint(0, 4))
        )
        for key in some:
            fields[key] = _value(draw, key)
        try:
            return Person(**fields)
        except PersonError:
            continue


def _value(draw: random.Random, key: str) -> Any:
    options = _DRAWN[key]
    if not isinstance(options, int):
        return draw.choice(options)
    if draw.random() < 0.4:
        return draw.choice(_NONE)
    pool = [*NAMES, *sorted(WRITTEN)] if key == "medicines" else [w.id for w in words()[key]]
    chosen = draw.sample(pool, draw.randint(1, options))
    return [*chosen, draw.choice(OPEN_WORDS)] if draw.random() < 0.1 else chosen


_DRAWN: Final[dict[str, Any]] = {
    "age_years": (None, 0.3, 0.8, 5, 15, 17, 18, 34, 55, 68, 82),
    "gestation_weeks": (None, None, 28, 36, 40),
    "sex": (None, "female", "male", "intersex"),
    "pregnant": (None, True, False),
    "breastfeeding": (None, True, False),
    "immune": (None, "normal", "weakened"),
    "in_hospital": (None, "no", "ward", "intensive care"),
    "conditions": 4,
    "medicines": 2,
    "allergies": 2,
    "intolerances": 2,
    "complaints": 2,
    "diet": 2,
    "restrictions": 2,
    "goals": 4,
    "antibiotics_days_ago": (None, 0, 10, 400),
}
