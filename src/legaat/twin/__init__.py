"""The twin: a community metabolic engine that is exact, fast, and says what it does not know."""

from legaat.twin._addition import Addition, addition
from legaat.twin._community import Member
from legaat.twin._diet import (
    Diet,
    add_diet,
    check_ids,
    list_diets,
    open_diet,
    read_diet,
)
from legaat.twin._grams import grams_to_flux
from legaat.twin._match import Matched, match
from legaat.twin._nutrients import (
    Constant,
    Intake,
    Nutrient,
    constants,
    intakes,
    media_rows,
    nutrients,
    of_lumen,
    sources,
)
from legaat.twin._packfile import Pack, PackTaxon
from legaat.twin._paired import paired_error
from legaat.twin._result import (
    Export,
    Limit,
    MemberGrowth,
    Scenario,
    Simulation,
    SolverReport,
)
from legaat.twin._shipped import names as shipped_diets
from legaat.twin._store import (
    Added,
    Checked,
    add_models,
    check_pack,
    home,
    list_packs,
    open_pack,
    pack_path,
    remove_pack,
)
from legaat.twin._twin import CUTOFF, FRACTION, Twin

__all__ = [
    "CUTOFF",
    "FRACTION",
    "Added",
    "Addition",
    "Checked",
    "Constant",
    "Diet",
    "Export",
    "Intake",
    "Limit",
    "Matched",
    "Member",
    "MemberGrowth",
    "Nutrient",
    "Pack",
    "PackTaxon",
    "Scenario",
    "Simulation",
    "SolverReport",
    "Twin",
    "add_diet",
    "add_models",
    "addition",
    "check_ids",
    "check_pack",
    "constants",
    "grams_to_flux",
    "home",
    "intakes",
    "list_diets",
    "list_packs",
    "match",
    "media_rows",
    "nutrients",
    "of_lumen",
    "open_diet",
    "open_pack",
    "pack_path",
    "paired_error",
    "read_diet",
    "remove_pack",
    "shipped_diets",
    "sources",
]
