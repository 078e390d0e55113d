"""Everything Legaat says to a person, in Dutch and in English.

A sentence is never written in the code. It stands in ``locale/<lang>/<topic>.toml`` under a
dotted id, so that both languages are complete (a test compares them) and a translator
needs no Python. Code passes around a :class:`Message` (an id with its numbers and names) or
a :class:`Text` (two finished sentences, from the knowledge tables), and the face that shows
it asks for ``.text(lang)``.
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from string import Formatter
from typing import Final, Literal, Protocol, TypeAlias, cast, get_args, runtime_checkable

Lang: TypeAlias = Literal["nl", "en"]
Param: TypeAlias = "str | int | float | Speakable"
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)

_Entry: TypeAlias = "str | dict[str, str]"
_SWAP_SEPARATORS: Final = str.maketrans({".": ",", ",": "."})


@runtime_checkable
class Speakable(Protocol):
    """Anything that can be said in a language."""

    def text(self, lang: Lang) -> str:
        """Return the sentence in `lang`."""
        ...


class _LocalNumber:
    """A number whose ``format()`` uses the decimal sign of the language."""

    __slots__ = ("_lang", "_value")

    def __init__(self, value: float, lang: Lang) -> None:
        self._value = value
        self._lang = lang

    def __format__(self, spec: str) -> str:
        text = format(self._value, spec or ("d" if isinstance(self._value, int) else "g"))
        if "e" in text and spec[-1:] in {"", "g"} and "," not in text:
            # 260, not 2.6e+02: a sentence is read by people.
            text = format(Decimal(text), "f")
        return text.translate(_SWAP_SEPARATORS) if self._lang == "nl" else text


class _LocalFormatter(Formatter):
    """``str.format`` without attribute or index access, so that a parameter stays a value."""

    def get_field(self, field_name: str, args: object, kwargs: object) -> tuple[object, str]:  # noqa: ARG002
        """Look up a plain parameter name."""
        return cast("Mapping[str, object]", kwargs)[field_name], field_name


_FORMATTER: Final = _LocalFormatter()


@cache
def _topic(lang: Lang, topic: str) -> Mapping[str, _Entry]:
    path = resources.files("legaat").joinpath("locale", lang, f"{topic}.toml")
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    return dict(_flatten(tree, f"{topic}."))


def _flatten(tree: Mapping[str, object], prefix: str) -> list[tuple[str, _Entry]]:
    rows: list[tuple[str, _Entry]] = []
    for key, value in tree.items():
        if isinstance(value, str):
            rows.append((prefix + key, value))
        elif isinstance(value, dict) and value.keys() == {"one", "other"}:
            rows.append((prefix + key, cast("dict[str, str]", value)))
        elif isinstance(value, dict):
            rows.extend(_flatten(value, f"{prefix}{key}."))
        else:
            msg = f"{prefix}{key} is neither a sentence nor a table of sentences"
            raise TypeError(msg)
    return rows


def catalogue(lang: Lang) -> Mapping[str, _Entry]:
    """Return every sentence of a language, for the tests and for translators.

    Parameters
    ----------
    lang : {"nl", "en"}

    Returns
    -------
    mapping of dotted id to a sentence, or to ``{"one": …, "other": …}``
    """
    folder = resources.files("legaat").joinpath("locale", lang)
    topics = sorted(item.name.removesuffix(".toml") for item in folder.iterdir())
    return {key: entry for topic in topics for key, entry in _topic(lang, topic).items()}


def say(message_id: str, lang: Lang, /, **params: Param) -> str:
    """Return the sentence with this id in a language.

    Parameters
    ----------
    message_id : str
        Dotted id; its first part names the file (``errors``, ``reading``, ``report`` …).
    lang : {"nl", "en"}
    **params
        Values for the ``{placeholders}``. Numbers take the language's decimal sign. Where the
        entry has a singular and a plural, the parameter ``n`` chooses.

    Raises
    ------
    KeyError
        The id or a parameter is missing: a defect, found by ``tests/test_messages.py``.
    """
    entry = _topic(lang, message_id.partition(".")[0])[message_id]
    if not isinstance(entry, str):
        entry = entry["one" if params["n"] == 1 else "other"]
    if "{" not in entry and "}" not in entry:
        return entry
    return _FORMATTER.vformat(entry, (), {k: _local(v, lang) for k, v in params.items()})


def _local(value: Param, lang: Lang) -> object:
    if isinstance(value, (int, float)):
        return _LocalNumber(value, lang)
    return value if isinstance(value, str) else value.text(lang)


@dataclass(frozen=True, slots=True)
class Message:
    """A catalogue id with its values: a sentence that has not chosen its language yet.

    Attributes
    ----------
    id : str
        Dotted id in the catalogue.
    params : tuple of (str, value)
        Values for the placeholders, in the order given.
    """

    id: str
    params: tuple[tuple[str, Param], ...] = ()

    @classmethod
    def of(cls, message_id: str, /, **params: Param) -> Message:
        """Make a message from an id and keyword values."""
        return cls(message_id, tuple(params.items()))

    def text(self, lang: Lang) -> str:
        """Return the sentence in `lang`."""
        return say(self.id, lang, **dict(self.params))

    def __str__(self) -> str:
        return self.text("en")


@dataclass(frozen=True, slots=True)
class Text:
    """A finished sentence in both languages, as the knowledge tables hold it."""

    nl: str
    en: str

    def text(self, lang: Lang) -> str:
        """Return the sentence in `lang`."""
        return self.nl if lang == "nl" else self.en

    def __str__(self) -> str:
        return self.en


def capital(words: str) -> str:
    """Return words with a capital at the start.

    The Dutch "één" loses the accent of its first letter there, as the Taalunie spells it.

    >>> capital("één snee per dag")
    'Eén snee per dag'
    """
    if words.startswith("één"):
        return f"Eén{words[3:]}"
    return words[:1].upper() + words[1:]


def number(value: float, lang: Lang, spec: str = "") -> str:
    """Format a number with the decimal sign of a language.

    >>> number(0.125, "nl", ".1%")
    '12,5%'
    """
    return format(_LocalNumber(value, lang), spec)


def default_lang() -> Lang:
    """Return the language of the user's locale: Dutch where it is Dutch, else English.

    ``LEGAAT_LANG`` comes first, then ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` as POSIX orders
    them, then what the operating system says.
    """
    for name in ("LEGAAT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "nl" if value.lower().startswith("nl") else "en"
    system = locale.getlocale()[0] or ""
    return "nl" if system.lower().startswith(("nl", "dutch")) else "en"
