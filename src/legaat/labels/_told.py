"""What the rules say of single ingredients, for what a person told.

Each word that a rule asks about goes through the same screening on its own, so that one reason
to leave the product hides no other. Only what was told speaks here: that somebody didn't answer
whether they have a kidney disease makes a banana no danger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from legaat.labels._types import Ingredient, LabelResult, Warned
from legaat.messages import Lang, Message, Speakable

if TYPE_CHECKING:
    from legaat.advice import Person, Screening
    from legaat.knowledge import Intervention

__all__ = ["GROWN_UP", "Found", "ingredient_warnings"]

GROWN_UP: Final = 40.0
"""An age that no rule asks about, years."""
_MOST_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A reason, and the words of the label behind it.

    `plain` is the sentence of the rule, `why` the one that is said.
    """

    plain: Speakable
    why: Speakable
    words: tuple[str, ...]

    def text(self, lang: Lang) -> str:
        """Return the sentence with the words behind it."""
        why = self.why.text(lang)
        said = ", ".join(self.words)
        why = why[:1].upper() + why[1:]
        return Message.of("labels.unchecked.found", why=why, words=said).text(lang)


def ingredient_warnings(
    result: LabelResult, thing: Intervention, person: Person, *, lactose: bool
) -> Iterator[Warned]:
    """Give what the rules have to say about the ingredients that they ask about.

    Parameters
    ----------
    thing : Intervention
        The product, without tags that matter here.
    lactose : bool
        The milk in it brings lactose along.
    """
    from legaat.advice import screen as apply_rules

    settled = _settled(person)
    bare = apply_rules(settled, [replace(thing, id="label-bare", product=False, tags=())])
    of_all = {withheld.why.text("en") for withheld in bare.withheld}
    seen: dict[str, Warned] = {}
    for tag, found in _by_tag(result, lactose=lactose).items():
        one = replace(thing, id="label-ingredient", product=False, tags=(tag,))
        for warned in _said(apply_rules(settled, [one])):
            text = warned.why.text("en")
            before = seen[text].words if text in seen else ()
            seen[text] = replace(seen.get(text, warned), words=(*before, *found))
    for text, warned in seen.items():
        if text not in of_all:  # what holds for everything is no matter of this ingredient
            yield replace(warned, why=_with_words(warned))


def _said(screening: Screening) -> Iterator[Warned]:
    for withheld in screening.withheld:
        yield Warned(withheld.rule, withheld.why, withheld.citations, stop=True)
    for item in screening.allowed:
        for why in item.cautions:
            yield Warned("", why, item.sources, stop=False)


def _with_words(warned: Warned) -> Found:
    shown = tuple({word.text.lower(): word.text for word in warned.words}.values())[:_MOST_WORDS]
    why = warned.why
    if all(word.name == "alcohol" for word in warned.words) and not _is_kombucha(shown):
        # The rules on alcohol speak of kombucha; wine is meant as well.
        why = Message.of("labels.unchecked.alcohol")
    return Found(warned.why, why, shown)


def _is_kombucha(shown: tuple[str, ...]) -> bool:
    return any("kombucha" in word.lower() for word in shown)


def _by_tag(result: LabelResult, *, lactose: bool) -> dict[str, tuple[Ingredient, ...]]:
    tags: dict[str, tuple[Ingredient, ...]] = {}
    for item in result.noted:
        tag = item.name
        if tag == "lactose":
            if not lactose:
                continue
            tag = "fodmap-rich"
        tags[tag] = (*tags.get(tag, ()), item)
    return tags


def _settled(person: Person) -> Person:
    """Return the person with what wasn't told taken as not so."""
    grown = person.age_years is None and person.age_months is None
    return replace(
        person,
        age_years=GROWN_UP if grown else person.age_years,
        pregnant=bool(person.pregnant),
        breastfeeding=bool(person.breastfeeding),
        immune=person.immune or "normal",
        in_hospital=person.in_hospital or "no",
        conditions=person.conditions or (),
        medicines=person.medicines or (),
        allergies=person.allergies or (),
        intolerances=person.intolerances or (),
        complaints=person.complaints or (),
        diet=person.diet or (),
        restrictions=person.restrictions or (),
        takes=person.takes or (),
    )
