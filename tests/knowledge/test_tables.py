"""The tables keep what they promise: shapes, sources, grades, two languages, plain words."""

from __future__ import annotations

import copy
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import legaat.knowledge
from conftest import ROOT
from legaat.knowledge import (
    FACT_KEYS,
    evidence,
    interactions,
    interventions,
    red_flags,
    rules,
    words,
)
from legaat.knowledge._schema import SCHEMAS, best_grade, validate

DATA = Path(legaat.knowledge.__file__).parent / "data"
TABLES: dict[str, list[dict[str, Any]]] = {
    name: json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")) for name in SCHEMAS
}


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_knowledge", ROOT / "scripts" / "build_knowledge.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_entry_fits_its_schema() -> None:
    assert validate(TABLES) == []


def test_nothing_is_missing() -> None:
    ids = {name: {row.get("id") for row in rows} for name, rows in TABLES.items()}
    assert len(ids["citations"]) == 273
    assert len(ids["red_flags"]) == 69
    assert len(ids["interactions"]) == 56
    of_the_tables = {f"S{n:02}" for n in range(1, 39)} - {"S18", "S19"}
    assert len(of_the_tables) == 36
    assert of_the_tables <= ids["rules"]
    assert sum(row["use"] == "suggest" for row in TABLES["interventions"]) >= 16
    wanted = {
        *("I107", "I098", "I100", "I101", "I090", "I122", "I108", "I001", "I003", "I013", "I016"),
        *("I022", "I200", "I202", "I206", "I207", "I161", "I160", "I227", "I033", "I034"),
    }
    assert wanted <= {row for item in interventions() for row in item.rows}


def test_the_tables_are_up_to_date(shared: Path) -> None:
    """Built anew from the evidence tables, each file is the same, byte for byte."""
    module = builder()
    for name, table in module.build(shared / "evidence").items():
        assert (DATA / f"{name}.json").read_text(encoding="utf-8") == module.render(table), name


def test_grades_are_those_of_the_evidence_and_within_their_caps() -> None:
    for item in interventions():
        for answer in item.answers:
            assert answer.grade == evidence()[answer.rows[0]].grade, item.id
    states = {row["id"]: row["verified"] for row in TABLES["citations"]}
    for row in evidence().values():
        assert row.grade >= best_grade(states[c] for c in row.citations), row.id


def test_the_caps_are_those_of_the_evidence_readme() -> None:
    assert best_grade(["partial", "yes"]) == "A"
    assert best_grade(["partial", "no"]) == "B"
    assert best_grade(["no"]) == best_grade([]) == "D"


def test_only_what_isapp_calls_so_is_a_postbiotic() -> None:
    for item in interventions():
        for answer in item.answers:
            assert (item.kind == "postbiotic") == evidence()[answer.rows[0]].isapp, item.id
    for item in interventions():
        if {"fermented", "fibre powder", "butyrate"} & set(item.tags):
            assert item.kind != "postbiotic", item.id


def spoil(path: tuple[Any, ...], value: Any) -> list[str]:
    """Return what the validation says of the tables with one value changed."""
    tables: Any = copy.deepcopy(TABLES)
    place = tables
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return validate(tables)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("interventions", 0, "answers", 0, "citations"), [], "citations"),
        (("interventions", 0, "answers", 0, "rows"), [], "rows"),
        (("interventions", 0, "answers"), [], "answers"),
        (("interventions", 0, "answers", 0, "citations"), ["R999"], "no source R999"),
        (("interventions", 0, "answers", 0, "rows"), ["I999"], "I999"),
        (("interventions", 0, "answers", 0, "grade"), "B", "grade differs"),
        (("interventions", 0, "title"), {"nl": "x"}, "title"),
        (("interventions", 0, "tags"), ["nonsense"], "unknown tag"),
        (("interventions", 0, "kind"), "postbiotic", "ISAPP"),
        (("interventions", 1, "product"), False, "product"),
        (("interventions", 0, "answers", 0, "to"), ["condition=nonsense"], "unknown fact"),
        (("evidence", 0, "grade"), "A", "grade differs"),
        (("citations", 0, "doi"), "doi:10.1/x", "doi"),
        (("citations", 0, "verified"), "perhaps", "verified"),
        (("rules", 0, "through"), ["X99"], "through X99"),
        (("rules", 0, "checks", 0, "what"), ["nonsense"], "unknown tag"),
        (("rules", 0, "checks", 0, "when"), ["medicine=nonsense"], "unknown fact"),
        (("red_flags", 0, "citations"), [], "citations"),
        (("interactions", 0, "severity"), "sometimes", "severity"),
        (("words", 0, "implies"), ["condition=nonsense"], "unknown fact"),
        (("words", 0, "also"), ["man"], "both"),
        (("remarks", 0, "citations"), [], "citations"),
    ],
)
def test_a_broken_table_is_noticed(path: tuple[Any, ...], value: Any, said: str) -> None:
    problems = spoil(path, value)
    assert any(said in problem for problem in problems), problems[:3]


def test_a_source_lost_from_under_a_grade_is_noticed() -> None:
    tables = copy.deepcopy(TABLES)
    for row in tables["citations"]:
        row["verified"] = "partial"
    assert any("grade A above B" in problem for problem in validate(tables))


def test_nothing_with_grade_d_or_without_a_source_drives_advice() -> None:
    state = {row["id"]: row["verified"] for row in TABLES["citations"]}
    for item in interventions():
        for answer in item.answers:
            assert answer.grade != "D" or item.use == "mention"
            assert any(state[c] in {"yes", "partial"} for c in answer.citations), item.id


def test_own_precautions_are_marked() -> None:
    known = {f"S{n:02}" for n in range(1, 39)}
    for rule in rules():
        if rule.id not in known:
            assert "own-rule" in rule.citations, rule.id
            assert rule.grade is None


def sentences(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if value.keys() == {"nl", "en"}:
            yield value
        else:
            for inner in value.values():
                yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)


TEXTS = [pair for table in TABLES.values() for pair in sentences(table)]
# The words that the house style keeps out; a "leaky gut" is only named to say what it is not.
UNWANTED = re.compile(
    r"!|\bboost|\btoxin|\bgif(stoffen)?\b|\bgenees[t]?\b|\bdetox|symbiotic|superfood|wonder",
    re.IGNORECASE,
)


def test_every_sentence_stands_in_two_languages() -> None:
    assert len(TEXTS) > 800
    for pair in TEXTS:
        assert pair["nl"].strip() == pair["nl"] != ""
        assert pair["en"].strip() == pair["en"] != ""
        if len(pair["nl"].split()) > 4:
            assert pair["nl"] != pair["en"]


def test_sentences_are_plain_and_kind() -> None:
    quoted = [row["claim"] for row in TABLES["claims"]]
    for pair in (p for p in TEXTS if p not in quoted):
        for text in pair.values():
            about_healing = "geneest de infectie niet" in text
            assert about_healing or not UNWANTED.search(text), text
        assert not re.search(r"\b[Uu]w?\b", pair["nl"]), pair["nl"]


def test_no_sentence_calls_fibre_food_or_butyrate_a_postbiotic() -> None:
    # Claims are quoted, and their reasons speak of the word itself.
    advised = {name: rows for name, rows in TABLES.items() if name not in {"claims", "evidence"}}
    for pair in sentences(list(advised.values())):
        for text in pair.values():
            if re.search(r"postbiotic", text, re.IGNORECASE):
                # It may be said of dead bacteria, or to say that something is none.
                assert re.search(
                    r"geen postbiotic|no postbiotic|not a postbiotic|postbiotica|postbiotics"
                    r"|een postbioticum of butyraat|a postbiotic or butyrate",
                    text,
                    re.IGNORECASE,
                ), text


# Nothing that is suggested or mentioned holds these; the rules stand ready for what may come.
NOT_SUGGESTED = {
    *("alcohol", "bran", "butyrate", "gaba", "lysate", "pectin", "potassium salt", "raw"),
    *("soy sauce or miso", "tributyrin"),
    # An egg is in products only (S06, X41).
    "allergen:egg",
    # Foods of the what-if alone (S62, S63, S64).
    *("grapefruit", "iodine-rich", "cranberry"),
}


def test_every_tag_that_a_rule_names_is_carried() -> None:
    carried = {tag for item in interventions() for tag in item.tags}
    named = {
        tag for owner in (*rules(), *interactions()) for check in owner.checks for tag in check.what
    } - {"*"}
    assert named - carried == NOT_SUGGESTED


# Words about a person that no rule asks for, and why not.
WITHOUT_A_RULE = {
    "the ordinary case": ["immune=normal", "hospital=no", "sex=male", "sex=intersex"],
    "no row of the tables names it as a risk for what is suggested": [
        *("condition=high cholesterol", "condition=allergic rhinitis", "condition=asthma"),
        *("condition=copd", "condition=chronic pancreatitis", "condition=sibo"),
        *("condition=diverticulosis", "condition=reflux", "condition=stomach ulcer"),
        *("condition=h pylori", "condition=gallbladder disease"),
        *("condition=gout", "condition=osteoporosis"),
        *("condition=osteoarthritis", "condition=epilepsy", "condition=parkinson"),
        *("condition=migraine", "condition=depression", "condition=anxiety disorder"),
        *("condition=autism", "condition=overweight", "condition=endometriosis"),
        *("condition=pcos", "condition=recurrent uti", "condition=smoking"),
    ],
    "no sign of the tables by itself": [
        *("complaint=wind", "complaint=reflux", "complaint=nausea", "complaint=fatigue"),
        *("complaint=frequent colds", "complaint=stress", "complaint=anxiety"),
        *("complaint=low mood", "complaint=poor sleep", "complaint=dry skin", "complaint=acne"),
        *("complaint=headache", "complaint=urgency", "complaint=food reactions"),
    ],
    "not eaten": ["allergy=pollen", "allergy=medicine"],
    "leaves open what it is, which makes every fact of its list unknown": [
        *("condition=other", "intolerance=other"),
    ],
    "a choice that nothing suggested goes against": [
        *("diet=pescatarian", "diet=low-carb", "diet=mediterranean", "diet=omnivore"),
    ],
}


def test_every_word_about_a_person_is_used_or_has_a_reason_not_to_be() -> None:
    asked = [check.when for owner in (*rules(), *interactions()) for check in owner.checks]
    asked += [refer.when for rule in rules() for refer in rule.refers]
    asked += [flag.when for flag in red_flags()]
    used = {atom.fact for when in asked for line in when for atom in line}
    implied = {
        f"{key}={word.id}": word.implies
        for field, key in FACT_KEYS.items()
        for word in words()[field]
        if field != "goals"
    }

    def reached(fact: str, seen: frozenset[str]) -> bool:
        further = set(implied[fact]) - seen
        return fact in used or any(reached(other, seen | {fact}) for other in further)

    idle = {fact for fact in implied if not reached(fact, frozenset())}
    assert idle == {fact for facts in WITHOUT_A_RULE.values() for fact in facts}


def test_doses_stay_with_the_study() -> None:
    """The figures of the dose stand in the evidence row, in its own notation or in words."""
    doses = {item.id: item.dose.say.en for item in interventions() if item.dose}
    assert "10 grams" in doses["psyllium-ibs"]
    assert "12 grams" in doses["chicory-inulin"]
    assert "3.4 x 10^10" in doses["akkermansia"]
    assert evidence()["I034"].dose.en.startswith("max 3.4x10^10")
    assert "100 grams" in doses["prunes"]
    assert "1 billion" in doses["mimbb75"]


def test_red_flags_keep_their_urgency() -> None:
    counts = {
        u: sum(f.urgency == u for f in red_flags()) for u in ("emergency", "same_day", "soon")
    }
    assert sum(counts.values()) == 69
    assert min(counts.values()) > 5
