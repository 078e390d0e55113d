"""What a what-if may offer one person: fibres, foods and strains that no rule withholds.

To put a food before somebody, even as a slider, is to name it. So everything passes the same
screening as what is suggested, and what is withheld is told with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from legaat.advice._facts import Facts
from legaat.advice._forecast import diet_of
from legaat.advice._needs import Needs
from legaat.advice._person import Person
from legaat.advice._safety import Screening, screen
from legaat.advice._tags import FIBRE_TAGS, MUCH_POTASSIUM, food_tags
from legaat.advice._types import Referral, Withheld
from legaat.knowledge import Food, Intervention, foods, strains
from legaat.messages import Message, Speakable, Text

__all__ = ["Menu", "MenuKind", "Offer", "menu"]

MenuKind: TypeAlias = Literal["fibre", "food", "strain", "diet"]

_GATED: Final = "S35"
_DIETS: Final[dict[str, tuple[str, ...]]] = {
    "dutch": (),
    # 52 g of fibre a day, as grown-ups ate in a trial: much of it from rye bread (salty, with
    # whole grains), the rest from wheat, pulses, fruit and vegetables: potassium and phosphate.
    "high-fibre": (
        "adult dose", "fibre change", "fermentable", "bulky", "fodmap-rich", "gluten",
        "allergen:gluten", "allergen:wheat", "allergen:yeast", "allergen:legumes", "plants",
        "fruit", "protein", "potassium", "phosphate", "salty", "small hard pieces",
        "allergen:fruit", "allergen:nuts", "leafy greens", "some potassium",
    ),
    # What is said of that diet with a dietitian holds for a whole day of it.
    "low-fodmap": ("restrictive diet", "adult dose"),
}  # fmt: skip
"""The shipped diets of a person's day, by what they would bring: the average and the careful one
only stand for what somebody eats already."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be put before this person.

    Attributes
    ----------
    kind : {"fibre", "food", "strain", "diet"}
    id : str
        As the twin or the knowledge tables call it.
    cautions : tuple of Speakable
        What the rules say to take care of.
    """

    kind: MenuKind
    id: str
    cautions: tuple[Speakable, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """What may be offered, and what not.

    Attributes
    ----------
    offers : mapping of (kind, id) to Offer
    withheld : tuple of (kind, Withheld)
    waits : bool
        A sign for a doctor comes first: nothing is offered at all.
    referrals : tuple of Referral
    told : bool
        Whether anything is known of the person.
    asks : bool
        Whether an answer that wasn't given would change what is offered.
    diet : str
        The diet that stands for what this person eats.
    """

    offers: dict[tuple[str, str], Offer]
    withheld: tuple[tuple[MenuKind, Withheld], ...]
    waits: bool
    referrals: tuple[Referral, ...]
    told: bool
    asks: bool
    diet: str

    def may(self, kind: MenuKind, key: str) -> bool:
        """Whether something may be offered."""
        return (kind, key) in self.offers


def menu(person: Person | None) -> Menu:
    """Return what may be offered to somebody in a what-if.

    Parameters
    ----------
    person : Person or None
        What isn't known is treated as the careful case.

    Examples
    --------
    >>> menu(Person(conditions=["coeliac"])).may("food", "brood-volkoren")
    False
    """
    facts = Facts(person or Person(), Needs())
    things = dict(_things())
    screening = screen(facts, things.values())
    screening = _second_look(facts, screening, things)
    offers: dict[tuple[str, str], Offer] = {}
    withheld = [(_kind(row.id), replace(row, id=_bare(row.id))) for row in screening.withheld]
    for row in screening.allowed:
        kind, key = _kind(row.intervention.id), _bare(row.intervention.id)
        why = _unfit(facts.person, foods()[key]) if kind == "food" else None
        if why is None:
            offers[kind, key] = Offer(kind, key, row.cautions)
        else:
            title = row.intervention.title
            withheld.append((kind, Withheld(key, (), title, "S43", why, ())))
    return Menu(
        offers=offers,
        withheld=tuple(withheld),
        waits=any(row.rule == _GATED for row in screening.withheld) and not offers,
        referrals=screening.referrals,
        told=person is not None,
        asks=bool(screening.asked),
        diet=diet_of(person),
    )


def _second_look(facts: Facts, first: Screening, things: dict[str, Intervention]) -> Screening:
    """Screen again, as food with some potassium, what waits only because nobody asked."""
    again = [
        _with_tag(things[row.id], "some potassium")
        for row in first.withheld
        if row.id not in first.known and _plain_food(things[row.id])
    ]
    if not again:
        return first
    second = screen(facts, again)
    ids = {item.id for item in again}
    return replace(
        first,
        allowed=(*first.allowed, *second.allowed),
        withheld=(*(row for row in first.withheld if row.id not in ids), *second.withheld),
        known=first.known | second.known,
    )


def _plain_food(item: Intervention) -> bool:
    return _kind(item.id) == "food" and MUCH_POTASSIUM in food_tags(foods()[_bare(item.id)])


def _with_tag(item: Intervention, tag: str) -> Intervention:
    tags = food_tags(foods()[_bare(item.id)])
    return replace(item, tags=tuple(tag if t == MUCH_POTASSIUM else t for t in tags))


def _unfit(person: Person, food: Food) -> Speakable | None:
    """Return why a food doesn't go with how somebody wants to eat, where no rule says so."""
    told = person.diet or ()
    if "vegan" in told and not food.vegan:
        return Message.of("advice.menu.vegan")
    if "vegetarian" in told and "fish" in food.allergens:
        return Message.of("advice.menu.vegetarian")
    return None


def _things() -> Iterator[tuple[str, Intervention]]:
    rows: Iterable[tuple[MenuKind, str, Speakable, tuple[str, ...], tuple[str, ...]]] = (
        *(("fibre", key, Text(nl=key, en=key), tags, ()) for key, tags in FIBRE_TAGS.items()),
        *(
            ("food", key, food.name, _potassium(food_tags(food)), ())
            for key, food in foods().items()
            if any(amount.middle > 0 for amount in food.fibre.values())
        ),
        *(("strain", s.id, s.title, s.tags, s.names) for s in strains().values()),
        *(("diet", key, Text(nl=key, en=key), tags, ()) for key, tags in _DIETS.items()),
    )
    for kind, key, title, tags, names in rows:
        yield f"{kind} {key}", _thing(kind, key, title, tags, names)


def _potassium(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("potassium" if tag == MUCH_POTASSIUM else tag for tag in tags)


def _kind(thing_id: str) -> MenuKind:
    kind: MenuKind = thing_id.partition(" ")[0]  # type: ignore[assignment]
    return kind


def _bare(thing_id: str) -> str:
    return thing_id.partition(" ")[2]


def _thing(
    kind: MenuKind, key: str, title: Speakable, tags: tuple[str, ...], names: tuple[str, ...]
) -> Intervention:
    """Write it as what the screening screens: the same gate as for all else."""
    label = title if isinstance(title, Text) else Text(nl=key, en=key)
    return Intervention(
        id=f"{kind} {key}", kind="probiotic" if kind == "strain" else "food", use="mention",
        product="product" in tags, gentle=False, listed=False, burden=0, group=None, title=label,
        form=label, dose=None, start_low=(), own_start=False, cautions=(), tags=tags, names=names,
        answers=(),
    )  # fmt: skip
