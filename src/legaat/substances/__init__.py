"""Substances: what this community can make, with an interval and the makers.

The room is also the verb: ``legaat.substances(profile)`` is ``legaat.substances.substances``.
"""

import sys
import types

from legaat.profiles import Profile
from legaat.reference import Standing
from legaat.substances._capacity import Capacity, capacity
from legaat.substances._courses import LEFT, AfterCourse, after_course
from legaat.substances._facts import Fact, facts, sources
from legaat.substances._learned import learned_skills
from legaat.substances._panel import populations, skills, substances
from legaat.substances._types import Check, Maker, Panel, Skill, Substance, SubstanceStatus

__all__ = [
    "LEFT",
    "AfterCourse",
    "Capacity",
    "Check",
    "Fact",
    "Maker",
    "Panel",
    "Skill",
    "Substance",
    "SubstanceStatus",
    "after_course",
    "capacity",
    "facts",
    "learned_skills",
    "populations",
    "skills",
    "sources",
    "substances",
]


class _Room(types.ModuleType):
    """The module of this room, made callable.

    Python binds a subpackage to its name in the parent when it is first imported, so a function
    ``legaat.substances`` would be replaced by the room of the same name at some later moment.
    A callable room is both at any moment.
    """

    def __call__(self, profile: Profile, standing: Standing | None = None) -> Panel:
        """Return what a community could make; see :func:`legaat.substances.substances`."""
        return substances(profile, standing)


sys.modules[__name__].__class__ = _Room
