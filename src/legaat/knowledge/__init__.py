"""Knowledge: interventions, safety rules, claims and their sources, as data."""

from legaat.knowledge._citation import OWN_RULE, Citation
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
    "OWN_RULE",
    "Answer",
    "Atom",
    "Check",
    "Citation",
    "EvidenceRow",
    "Interaction",
    "Intervention",
    "Medicine",
    "RedFlag",
    "Refer",
    "Remark",
    "Rule",
    "When",
    "Word",
    "Wording",
    "citation",
    "citations",
    "evidence",
    "interactions",
    "interventions",
    "medicines",
    "parse_when",
    "plain",
    "red_flags",
    "remarks",
    "rules",
    "words",
]
