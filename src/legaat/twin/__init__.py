"""The twin: a community metabolic engine that is exact, fast, and says what it does not know."""

from legaat.twin._addition import Addition, addition
from legaat.twin._calibration import capacity, coefficients
from legaat.twin._carbon import CarbonFlow, carbon_flows, grams_per_mole
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
from legaat.twin._shipped import (
    dutch,
    exvivo,
    foods,
    high_fibre,
    invitro,
    low_fodmap,
    of_nutrients,
    western,
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
    "CarbonFlow",
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
    "capacity",
    "carbon_flows",
    "check_ids",
    "check_pack",
    "coefficients",
    "constants",
    "dutch",
    "exvivo",
    "foods",
    "grams_per_mole",
    "grams_to_flux",
    "high_fibre",
    "home",
    "intakes",
    "invitro",
    "list_diets",
    "list_packs",
    "low_fodmap",
    "match",
    "media_rows",
    "nutrients",
    "of_lumen",
    "of_nutrients",
    "open_diet",
    "open_pack",
    "pack_path",
    "paired_error",
    "read_diet",
    "remove_pack",
    "shipped_diets",
    "sources",
    "western",
]
