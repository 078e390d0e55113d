"""Legaat: what your gut bacteria leave behind.

Reads a gut-microbiome profile, says which bacteria are missing and which microbial substances
the community can make, and gives advice with a grade and a source behind every line.

>>> import legaat
>>> profile = legaat.read_profile("examples/profile.tsv")
>>> report = legaat.report(profile)
>>> report.panel["butyrate"].status in {"low", "usual", "high"}
True

Names are loaded when first used, so that ``import legaat`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from legaat._version import __version__ as __version__

if TYPE_CHECKING:
    from legaat import diets
    from legaat.advice import Advice, Person, advise, blend, strains
    from legaat.errors import LegaatError
    from legaat.labels import check_label
    from legaat.profiles import Profile, ProfileTable, read_profile, read_profiles
    from legaat.reference import Comparison, Standing, expected
    from legaat.reference import changes as compare
    from legaat.reference import compare as standing
    from legaat.reports import Report
    from legaat.reports import build_report as report
    from legaat.substances import Panel, substances
    from legaat.twin import Twin

__all__ = [
    "Advice",
    "Comparison",
    "LegaatError",
    "Panel",
    "Person",
    "Profile",
    "ProfileTable",
    "Report",
    "Standing",
    "Twin",
    "__version__",
    "advise",
    "blend",
    "check_label",
    "compare",
    "diets",
    "expected",
    "read_profile",
    "read_profiles",
    "report",
    "standing",
    "strains",
    "substances",
]

_HOME = {
    "Advice": ("legaat.advice", "Advice"),
    "Comparison": ("legaat.reference", "Comparison"),
    "LegaatError": ("legaat.errors", "LegaatError"),
    "Panel": ("legaat.substances", "Panel"),
    "Person": ("legaat.advice", "Person"),
    "Profile": ("legaat.profiles", "Profile"),
    "ProfileTable": ("legaat.profiles", "ProfileTable"),
    "Report": ("legaat.reports", "Report"),
    "Standing": ("legaat.reference", "Standing"),
    "Twin": ("legaat.twin", "Twin"),
    "advise": ("legaat.advice", "advise"),
    "blend": ("legaat.advice", "blend"),
    "check_label": ("legaat.labels", "check_label"),
    "compare": ("legaat.reference", "changes"),
    "expected": ("legaat.reference", "expected"),
    "diets": ("legaat.diets", None),
    "read_profile": ("legaat.profiles", "read_profile"),
    "read_profiles": ("legaat.profiles", "read_profiles"),
    "report": ("legaat.reports", "build_report"),
    "standing": ("legaat.reference", "compare"),
    "strains": ("legaat.advice", "strains"),
    # The room is callable itself: importing it would otherwise hide a function of its name.
    "substances": ("legaat.substances", None),
}


def __getattr__(name: str) -> Any:
    try:
        module_name, attribute = _HOME[name]
    except KeyError:
        msg = f"module 'legaat' has no attribute {name!r}"
        raise AttributeError(msg) from None
    module = import_module(module_name)
    return module if attribute is None else getattr(module, attribute)


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
