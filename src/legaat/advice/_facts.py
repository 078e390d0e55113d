"""Whether a fact holds for a person: yes, no, or not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from legaat.advice._medicines import implied, same_group
from legaat.advice._needs import Needs
from legaat.advice._person import BEARING_AGE, GESTATION_UNTIL, Person
from legaat.advice._words import OPEN, word
from legaat.knowledge import FACT_KEYS, Atom, When, plain

__all__ = ["Facts"]

_FIELDS: Final = {key: field for field, key in FACT_KEYS.items()}
# Ages outside which pregnancy and breast-feeding are not asked about; our own limits.
_ASKED_AGES: Final = (10, 60)
_TERM_WEEKS: Final = 37
_YOUNG: Final = 2
_ADULT: Final = 18.0
# The first age at which "new after 50" is believed, as in a person file.
_AFTER_50: Final = 50
# Words by which live microbes are taken; an own list, on the careful side.
_LIVE_WORDS: Final = frozenset(
    {
        *("probiotic", "probiotics", "probioticum", "probiotica", "synbiotic", "synbioticum"),
        *("lactobacillus", "bifidobacterium", "lactobacil", "saccharomyces", "boulardii", "kefir"),
        *("yakult", "biogaia", "vivomixx", "vsl", "vsl3", "enterol", "biergist", "orthiflor"),
        *("symbioflor", "winclove"),
    }
)
_LIVE: Final = "live microbes"


class Facts:
    """Facts about one person and one profile, in three values.

    True and False are known; None is not known. A list that was not told makes its facts None,
    an empty list makes them False. "Another condition", "another allergy", a medicine that no
    table knows and a list that says "unknown" beside what it names leave open what they are.

    Parameters
    ----------
    person : Person
    needs : Needs
    assumed_age : float, optional
        Age in years to go by where none was told.
    """

    __slots__ = (
        "_assumed_age",
        "_cache",
        "_codes",
        "_implied",
        "_open_medicine",
        "needs",
        "person",
    )

    def __init__(self, person: Person, needs: Needs, *, assumed_age: float | None = None) -> None:
        self.person = person
        self.needs = needs
        self._assumed_age = assumed_age
        self._codes = person.medicine_codes
        self._open_medicine = bool(person.unchecked_medicines) or OPEN in (person.medicines or ())
        self._implied = _closure(person)
        self._cache: dict[str, bool | None] = {}

    def as_adult(self) -> Facts:
        """Return the same facts, going by an adult where no age was told."""
        return self.at_age(_ADULT)

    def at_age(self, years: float) -> Facts:
        """Return the same facts, going by this age where none was told."""
        return Facts(self.person, self.needs, assumed_age=years)

    def possible_age(self, years: float) -> bool:
        """Whether somebody of this age can be the person, as far as was told."""
        person = self.person
        if person.age is not None:
            return years == person.age
        if person.gestation_weeks is not None and years >= GESTATION_UNTIL:
            return False
        if (person.pregnant or person.breastfeeding) and not (
            BEARING_AGE[0] <= years <= BEARING_AGE[1]
        ):
            return False
        return years >= _AFTER_50 or "complaint=new after 50" not in self._implied

    def state(self, when: When) -> bool | None:
        """Return whether any of these lines holds."""
        return _any(_all(self.holds(atom) for atom in line) for line in when)

    def matched(self, when: When) -> tuple[tuple[Atom, ...], ...]:
        """Return the lines that are known to hold."""
        return tuple(line for line in when if _all(self.holds(atom) for atom in line))

    def unknown(self, when: When) -> tuple[Atom, ...]:
        """Return the facts that would have to be known to decide."""
        return tuple(atom for line in when for atom in line if self.holds(atom) is None)

    def holds(self, atom: Atom) -> bool | None:
        """Return whether one fact holds, its negation reckoned in."""
        fact = atom.fact
        if fact not in self._cache:
            self._cache[fact] = self._look(atom)
        value = self._cache[fact]
        return value if value is None or not atom.negated else not value

    def _look(self, atom: Atom) -> bool | None:
        key, value = atom.key, atom.value
        if key == "always":
            return True
        if key in _FIELDS:
            return self._word(_FIELDS[key], f"{key}={value}", value)
        if key == "medicine":
            return self._medicine(value)
        if key in {"age", "antibiotics days"}:
            number = self._age() if key == "age" else self._antibiotics()
            return None if number is None else _compare(number, atom.op, float(value))
        if key == "low":
            return self.needs.low(value)
        if key == "takes":
            return self._takes(value)
        return self._preterm() if key == "preterm" else self._bearing(key)

    def _word(self, field: str, fact: str, value: str) -> bool | None:
        if fact in self._implied:
            return True
        told = getattr(self.person, field)
        if told is None:
            return None
        if isinstance(told, str):
            return told == value
        if value == "any":
            return bool(told)
        return None if OPEN in told or ("other" in told and value != "other") else False

    def _medicine(self, code: str) -> bool | None:
        told = self.person.medicines
        if told is None:
            return None
        if code == "any":
            return bool(told)
        if any(same_group(found, code) for found in self._codes):
            return True
        return None if self._open_medicine else False

    def _age(self) -> float | None:
        """Age in years; a week of birth without an age is that of a baby."""
        if self.person.age is not None:
            return self.person.age
        if self._assumed_age is None and self.person.gestation_weeks is not None:
            return 0.0
        return self._assumed_age

    def _antibiotics(self) -> float | None:
        if any(same_group(found, "J01") and len(found) > 1 for found in self._codes):
            return 0.0
        return self.person.antibiotics_days_ago

    def _preterm(self) -> bool | None:
        weeks, age = self.person.gestation_weeks, self._age()
        if age is not None and age >= _YOUNG:
            return False
        return None if weeks is None else weeks < _TERM_WEEKS

    def _bearing(self, key: str) -> bool | None:
        told: bool | None = getattr(self.person, key)
        if told is not None:
            return told
        age, (low, high) = self._age(), _ASKED_AGES
        if self.person.sex == "male" or (age is not None and not low <= age < high):
            return False
        return None

    def _takes(self, value: str) -> bool | None:
        told = self.person.takes
        if told is None:
            return None
        words = {part for text in told for part in plain(text).split()}
        found = bool(words & (_LIVE_WORDS if value == _LIVE else {value}))
        return None if OPEN in told and not found else found


def _closure(person: Person) -> frozenset[str]:
    """Return every word that was told, and all that it, or a medicine, implies."""
    found: set[str] = set()
    todo = [(field, kept) for field in FACT_KEYS for kept in _kept(getattr(person, field))]
    todo += [_split(fact) for fact in implied(person.medicine_codes)]
    while todo:
        field, kept = todo.pop()
        fact = f"{FACT_KEYS[field]}={kept}"
        if fact in found:
            continue
        found.add(fact)
        todo += [_split(fact) for fact in word(field, kept).implies]
    return frozenset(found)


def _split(fact: str) -> tuple[str, str]:
    key, _, value = fact.partition("=")
    return _FIELDS[key], value


def _kept(told: object) -> Iterable[str]:
    if isinstance(told, str):
        return (told,)
    return (text for text in told if text != OPEN) if isinstance(told, tuple) else ()


def _compare(number: float, op: str, limit: float) -> bool:
    if op == "<":
        return number < limit
    return number <= limit if op == "<=" else number >= limit


def _any(values: Iterable[bool | None]) -> bool | None:
    result: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            result = None
    return result


def _all(values: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result
