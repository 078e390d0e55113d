"""The form of a what-if, and what to be careful with: what is offered, what not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from legaat.advice import Menu
from legaat.knowledge import (
    Antibiotic,
    AntibioticSource,
    Strain,
    antibiotic_sources,
    antibiotics,
    strains,
)
from legaat.messages import Lang, Message, Speakable, number
from legaat.profiles import Profile
from legaat.web._what_if import FIBRES, FOODS, USUAL_FIBRES, Slider, sliders
from legaat.web._what_if_ask import Ask

__all__ = ["Careful", "Form", "Refusal", "asked", "careful", "form"]


_MANY: Final = 12


@dataclass(frozen=True, slots=True)
class Refusal:
    """Things that are not offered for one reason; many are named by their groups.

    Attributes
    ----------
    names : tuple of (Speakable, int)
        A thing, or a group with how many of it.
    why : Speakable
    count : int
    """

    names: tuple[tuple[Speakable, int], ...]
    why: Speakable
    count: int


@dataclass(frozen=True, slots=True)
class Form:
    """What can be moved and switched.

    Attributes
    ----------
    fibres, more_fibres, foods : tuple of Slider
    groups : tuple of (Speakable, tuple of Slider)
        Foods that can be added, by group.
    strains : tuple of Strain
    courses : tuple of Antibiotic
    diets : tuple of str
    refused : tuple of Refusal
    refused_n : int
    """

    fibres: tuple[Slider, ...]
    more_fibres: tuple[Slider, ...]
    foods: tuple[Slider, ...]
    groups: tuple[tuple[Speakable, tuple[Slider, ...]], ...]
    strains: tuple[Strain, ...]
    courses: tuple[Antibiotic, ...]
    diets: tuple[str, ...]
    refused: tuple[Refusal, ...]
    refused_n: int


@dataclass(frozen=True, slots=True)
class Careful:
    """What to know about what was moved.

    Attributes
    ----------
    cautions : tuple of (Speakable, tuple of Speakable)
        Thing, and what the rules say of it for this person.
    strains : tuple of (Strain, float or None)
        With the share of its species that is there already.
    course : Antibiotic or None
    touched : tuple of str
        Bacteria of this person that the course takes away, largest first.
    touched_share : float
    sources : tuple of AntibioticSource
    """

    cautions: tuple[tuple[Speakable, tuple[Speakable, ...]], ...]
    strains: tuple[tuple[Strain, float | None], ...]
    course: Antibiotic | None
    touched: tuple[str, ...]
    touched_share: float
    sources: tuple[AntibioticSource, ...]


def form(menu: Menu, ask: Ask) -> Form:
    """Return what this person is offered.

    Parameters
    ----------
    menu : Menu
    ask : Ask
    """
    fibres = [item for item in FIBRES if menu.may("fibre", item.key)]
    usual = [f for f in fibres if f.key in USUAL_FIBRES or f.key in ask.amounts]
    usual = usual or fibres
    shown = tuple(sliders()[key] for key in ask.shown)
    refused = () if menu.waits else tuple(_refused(menu))
    return Form(
        fibres=tuple(usual),
        more_fibres=tuple(item for item in fibres if item not in usual),
        foods=shown,
        groups=tuple(_groups(menu, ask)),
        strains=tuple(s for s in strains().values() if menu.may("strain", s.id)),
        courses=() if menu.waits else tuple(antibiotics().values()),
        diets=tuple(key for kind, key in menu.offers if kind == "diet"),
        refused=refused,
        refused_n=sum(row.count for row in refused),
    )


def asked(ask: Ask, lang: Lang) -> tuple[str, ...]:
    """Return what was asked in words: on paper there are no sliders.

    Parameters
    ----------
    ask : Ask
    lang : {"nl", "en"}
    """
    told = [sliders()[key] for key in ask.amounts]
    amounts = [
        f"{one.label.text(lang)} {number(ask.amounts[one.key] * _grams(one), lang, '.3g')} g"
        for one in told
    ]
    named = [strains()[key].title.text(lang) for key in ask.strains]
    course = [antibiotics()[ask.course].name.text(lang)] if ask.course else []
    return (*amounts, *named, *course)


def _grams(one: Slider) -> float:
    return one.portion_g if one.is_food else 1.0


def _groups(menu: Menu, ask: Ask) -> Iterator[tuple[Speakable, tuple[Slider, ...]]]:
    left = [f for f in FOODS if menu.may("food", f.key) and f.key not in ask.shown]
    groups = {f.group.en: f.group for f in left if f.group is not None}
    for name, group in groups.items():
        yield group, tuple(f for f in left if f.group is not None and f.group.en == name)


def _refused(menu: Menu) -> Iterator[Refusal]:
    """Give what is not offered, by reason; what the page never offers goes unsaid."""
    reasons: dict[str, tuple[Speakable, list[tuple[Speakable, Speakable]]]] = {}
    for kind, row in menu.withheld:
        group: Speakable = Message.of(f"web.what-if.kind.{kind}")
        name: Speakable | None = row.title
        if kind in {"fibre", "food"}:
            item = sliders().get(row.id)
            name, group = (item.label, item.group or group) if item else (None, group)
        elif kind == "diet":
            name = Message.of(f"web.what-if.diet.{row.id}")
        if name is not None:
            reasons.setdefault(row.why.text("en"), (row.why, []))[1].append((name, group))
    for why, things in reasons.values():
        if len(things) <= _MANY:
            yield Refusal(tuple((name, 1) for name, _ in things), why, len(things))
            continue
        groups: dict[str, tuple[Speakable, int]] = {}
        for _, group in things:
            _, count = groups.get(group.text("en"), (group, 0))
            groups[group.text("en")] = group, count + 1
        yield Refusal(tuple(groups.values()), why, len(things))


def careful(menu: Menu, ask: Ask, profile: Profile) -> Careful:
    """Return what to know about what was asked.

    Parameters
    ----------
    menu : Menu
    ask : Ask
    profile : Profile
    """
    from legaat.substances import LEFT, after_course

    course = antibiotics()[ask.course] if ask.course else None
    after = after_course(profile.shares, profile.rank, course, LEFT[1]) if course else None
    total = sum(profile.shares.values()) or 1.0
    chosen = [strains()[key] for key in ask.strains]
    return Careful(
        cautions=tuple(_cautions(menu, ask)),
        strains=tuple(
            (s, profile.shares[s.species] / total if s.species in profile.shares else None)
            for s in chosen
        ),
        course=course,
        touched=after.touched if after else (),
        touched_share=after.touched_share if after else 0.0,
        sources=tuple(antibiotic_sources()[key] for key in course.sources) if course else (),
    )


def _cautions(menu: Menu, ask: Ask) -> Iterator[tuple[Speakable, tuple[Speakable, ...]]]:
    """Give each caution once, with the first thing that it is about."""
    said: set[str] = set()
    keys = [("food" if sliders()[key].is_food else "fibre", key) for key in ask.amounts]
    for kind, key in [*keys, *(("strain", key) for key in ask.strains)]:
        label = strains()[key].title if kind == "strain" else sliders()[key].label
        new = [c for c in menu.offers[kind, key].cautions if c.text("en") not in said]
        said.update(c.text("en") for c in new)
        if new:
            yield label, tuple(new)
