"""What is known about a person."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from os import PathLike
from typing import Any, Final

from legaat.advice._medicines import checked, codes_of
from legaat.advice._nearest import nearest
from legaat.advice._words import NONE_WORDS, OPEN, UNKNOWN_WORDS, word_id
from legaat.errors import PersonError, Where
from legaat.knowledge import plain

__all__ = ["BEARING_AGE", "GESTATION_UNTIL", "KEYS", "Person"]

_WORD_LISTS: Final = (
    "conditions",
    "complaints",
    "allergies",
    "intolerances",
    "diet",
    "restrictions",
    "goals",
)
_FREE_LISTS: Final = ("medicines", "takes")
_CHOICES: Final = ("sex", "immune", "in_hospital")
_FLAGS: Final = ("pregnant", "breastfeeding")
# Lowest and highest value that can be a person's; our own limits, wide on purpose.
_NUMBERS: Final[Mapping[str, tuple[float, float]]] = {
    "age_years": (0, 120),
    "age_months": (0, 1440),
    "gestation_weeks": (20, 45),
    "antibiotics_days_ago": (0, 36_500),
    "budget_eur_month": (0, 100_000),
}
_MAX_WORDS: Final = 200
_MAX_CHARS: Final = 200
_YES: Final = frozenset({"yes", "ja", "true", "waar"})
_NO: Final = frozenset({"no", "nee", "false", "onwaar"})
# Dutch names of keys, so that the error can name the key that is meant.
_DUTCH_KEYS: Final[Mapping[str, str]] = {
    "leeftijd": "age_years",
    "leeftijd jaren": "age_years",
    "age": "age_years",
    "leeftijd maanden": "age_months",
    "zwangerschapsduur": "gestation_weeks",
    "geslacht": "sex",
    "gender": "sex",
    "zwanger": "pregnant",
    "pregnancy": "pregnant",
    "borstvoeding": "breastfeeding",
    "afweer": "immune",
    "weerstand": "immune",
    "immunity": "immune",
    "ziekenhuis": "in_hospital",
    "opgenomen": "in_hospital",
    "hospital": "in_hospital",
    "ziekten": "conditions",
    "aandoeningen": "conditions",
    "diseases": "conditions",
    "medicijnen": "medicines",
    "medication": "medicines",
    "allergieen": "allergies",
    "intoleranties": "intolerances",
    "klachten": "complaints",
    "symptoms": "complaints",
    "symptomen": "complaints",
    "dieet": "diet",
    "diets": "diet",
    "voeding": "diet",
    "beperkingen": "restrictions",
    "antibiotica": "antibiotics_days_ago",
    "antibiotica dagen geleden": "antibiotics_days_ago",
    "antibiotics": "antibiotics_days_ago",
    "doelen": "goals",
    "gebruikt": "takes",
    "supplementen": "takes",
    "supplements": "takes",
    "budget": "budget_eur_month",
    "land": "country",
}
# Youngest and oldest age at which "pregnant" or "breastfeeding" is believed.
BEARING_AGE: Final = (9, 75)
# "gestation_weeks" is the week of birth, and only says something about a young child.
GESTATION_UNTIL: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known about a person; what isn't known stays None and is treated with care.

    Words are understood in Dutch and English and kept in one spelling. An empty list means
    "none"; None means "not told". A list that names something and also says "unknown" (or "none",
    which can't both be so) keeps what it names and ends in "unknown": what else belongs in it is
    not known.

    Attributes
    ----------
    age_years, age_months : float or None
        Either one is enough.
    gestation_weeks : float or None
        Week of pregnancy at birth, for infants.
    sex : {"female", "male", "intersex"} or None
    pregnant, breastfeeding : bool or None
    immune : {"normal", "weakened"} or None
    in_hospital : {"no", "ward", "intensive care"} or None
    conditions, complaints, allergies, intolerances : tuple of str or None
    diet, restrictions, goals : tuple of str or None
    medicines : tuple of str or None
        As written; `unchecked_medicines` are those that no table knows in full.
    antibiotics_days_ago : int or None
        Days since the last dose; 0 during the course.
    takes : tuple of str or None
        Supplements and fibres in use, as written.
    budget_eur_month : float or None
        Most that supplements may cost in a month, in euros.
    country : str or None
        ISO 3166 code of two letters.

    Raises
    ------
    PersonError
        An unknown word, a value that can't be, or values that contradict each other.

    Examples
    --------
    >>> Person(age_years=34, conditions=["PDS met diarree"]).conditions
    ('ibs-d',)
    """

    age_years: float | None = None
    age_months: float | None = None
    gestation_weeks: float | None = None
    sex: str | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    immune: str | None = None
    in_hospital: str | None = None
    conditions: Sequence[str] | None = None
    medicines: Sequence[str] | None = None
    allergies: Sequence[str] | None = None
    intolerances: Sequence[str] | None = None
    complaints: Sequence[str] | None = None
    diet: Sequence[str] | None = None
    restrictions: Sequence[str] | None = None
    antibiotics_days_ago: int | None = None
    goals: Sequence[str] | None = None
    takes: Sequence[str] | None = None
    budget_eur_month: float | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        for key in _WORD_LISTS:
            self._set(key, _words(key, getattr(self, key)))
        for key in _FREE_LISTS:
            self._set(key, _texts(key, getattr(self, key)))
        for key in _CHOICES:
            self._set(key, _choice(key, getattr(self, key)))
        for key in _FLAGS:
            self._set(key, _flag(key, getattr(self, key)))
        for key, limits in _NUMBERS.items():
            self._set(key, _number(key, getattr(self, key), limits))
        self._set("country", _country(self.country))
        _contradictions(self)

    def _set(self, key: str, value: object) -> None:
        object.__setattr__(self, key, value)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Person:
        """Make a person from plain data, as it stands in a file.

        Raises
        ------
        PersonError
            As the class, and for a key that isn't known.
        """
        for key in data:
            if key not in KEYS:
                raise _unknown_key(str(key))
        return cls(**data)

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Person:
        """Read a person from a TOML file, or JSON of the same shape.

        Parameters
        ----------
        path : path
            At most 64 KiB, UTF-8.

        Raises
        ------
        FileError
            It can't be opened.
        RefusedError
            It is too large.
        PersonError
            It isn't TOML or JSON, or it says something that isn't known; with file and line.
        """
        from legaat.advice._read import read_person

        return read_person(path)

    @property
    def age(self) -> float | None:
        """Age in years; None where neither years nor months were told."""
        if self.age_years is not None:
            return self.age_years
        return None if self.age_months is None else self.age_months / 12

    @property
    def medicine_codes(self) -> tuple[str, ...]:
        """ATC codes of the medicines that were recognised, sorted."""
        return tuple(sorted({code for name in self.medicines or () for code in codes_of(name)}))

    @property
    def unchecked_medicines(self) -> tuple[str, ...]:
        """Medicines that no table knows, or not the whole of, as written."""
        return tuple(name for name in self.medicines or () if name != OPEN and not checked(name))


KEYS: Final = tuple(field.name for field in fields(Person))
"""The keys of a person file, in the order of the documentation."""


def _unknown_key(key: str) -> PersonError:
    text = plain(key)
    known = {plain(name): name for name in KEYS} | dict(_DUTCH_KEYS)
    near = known.get(text) or known.get(nearest(text, known) or "")
    where = Where(entry=key[:_MAX_CHARS])
    if near is None:
        return PersonError(
            "person-unknown-key", where=where, key=key[:_MAX_CHARS], keys=", ".join(KEYS)
        )
    return PersonError("person-near-key", where=where, key=key[:_MAX_CHARS], nearest=near)


def _texts(key: str, value: object) -> tuple[str, ...] | None:
    """Return the texts of a list, cleaned and without repeats; None where it isn't told.

    What is told is kept beside an "unknown" or a "none"; the list then ends in `OPEN`.
    """
    if value is None:
        return None
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, (list, tuple, set, frozenset)):
        raise PersonError("person-not-a-list", where=Where(entry=key), key=key)
    if len(items) > _MAX_WORDS:
        raise PersonError("person-too-many", where=Where(entry=key), key=key, most=_MAX_WORDS)
    texts = [
        _text(key, item)
        for item in (sorted(items) if isinstance(items, (set, frozenset)) else items)
    ]
    unknown = any(plain(text) in UNKNOWN_WORDS for text in texts)
    none = any(plain(text) in NONE_WORDS for text in texts)
    told = [text for text in texts if plain(text) not in UNKNOWN_WORDS | NONE_WORDS]
    if not told:
        return None if unknown else ()
    return tuple(dict.fromkeys([*told, OPEN] if unknown or none else told))


def _text(key: str, item: object) -> str:
    if not isinstance(item, str):
        raise PersonError("person-not-a-text", where=Where(entry=key), key=key)
    text = " ".join("".join(c if c.isprintable() else " " for c in item).split())
    if not plain(text) or len(text) > _MAX_CHARS:
        raise PersonError("person-bad-text", where=Where(entry=key), key=key, most=_MAX_CHARS)
    return text


def _words(key: str, value: object) -> tuple[str, ...] | None:
    texts = _texts(key, value)
    if texts is None:
        return None
    return tuple(dict.fromkeys(text if text == OPEN else word_id(key, text) for text in texts))


def _choice(key: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) and key == "in_hospital":
        return "ward" if value else "no"
    text = _text(key, value)
    return None if plain(text) in UNKNOWN_WORDS else word_id(key, text)


def _flag(key: str, value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    text = plain(value) if isinstance(value, str) else ""
    if text in UNKNOWN_WORDS:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    raise PersonError("person-not-yes-or-no", where=Where(entry=key), key=key)


def _number(key: str, value: object, limits: tuple[float, float]) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise PersonError("person-not-a-number", where=Where(entry=key), key=key)
    low, high = limits
    if not low <= value <= high:
        raise PersonError(
            "person-impossible-number",
            where=Where(entry=key),
            key=key,
            value=str(value)[:40],
            low=low,
            high=high,
        )
    return value


def _country(value: object) -> str | None:
    if value is None:
        return None
    text = _text("country", value).upper()
    if re.fullmatch(r"[A-Z]{2}", text) is None:
        raise PersonError("person-bad-country", where=Where(entry="country"))
    return text


def _contradictions(person: Person) -> None:
    """Refuse what can't all be true of one person."""
    age = person.age
    both = person.age_years is not None and person.age_months is not None
    if both and abs((person.age_years or 0) - (person.age_months or 0) / 12) >= 1:
        raise PersonError("person-two-ages", where=Where(entry="age_months"))
    low, high = BEARING_AGE
    for key in _FLAGS:
        if not getattr(person, key):
            continue
        if person.sex == "male":
            raise PersonError("person-male-" + key, where=Where(entry=key))
        if age is not None and not low <= age <= high:
            raise PersonError("person-age-" + key, where=Where(entry=key))
        if person.gestation_weeks is not None and age is None:
            raise PersonError("person-age-" + key, where=Where(entry=key))
    if person.gestation_weeks is not None and age is not None and age >= GESTATION_UNTIL:
        raise PersonError("person-gestation", where=Where(entry="gestation_weeks"))
    if age is not None and age < 50 and "new after 50" in (person.complaints or ()):
        raise PersonError("person-new-after-50", where=Where(entry="complaints"))
