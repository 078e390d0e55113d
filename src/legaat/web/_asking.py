"""What the pages of questions share: where to go next, and what an error means to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from legaat.advice import Question, next_question
from legaat.errors import PersonError
from legaat.knowledge import medicines
from legaat.messages import Lang, say
from legaat.web._answers import BY_KEY, shown

__all__ = ["MOST_CHARS", "explained", "following", "local", "names_of", "profile_in", "with_next"]

MOST_CHARS: Final = 2000
"""Characters of an answer that are read."""

_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
_OF_PROFILE: Final = re.compile(r"/(?:report|what-if|plan|profile)/([0-9a-f-]{36})")
# The catalogue of the command line speaks of keys and lists; these speak of fields.
_OWN_ERRORS: Final = frozenset(
    {"person-not-a-number", "person-impossible-number", "person-near-word", "person-no-such-word",
     "person-unknown-word", "person-other-list", "person-bad-text", "person-gestation"}
)  # fmt: skip


def names_of(question: Question, lang: Lang) -> list[str]:
    """Return the words that a text field offers."""
    if question.key == "medicines":
        return sorted({name for one in medicines() for name in one.names})
    return sorted({word.label.text(lang) for word in question.words})


def explained(error: PersonError, lang: Lang) -> str:
    """Return what is wrong, in words for somebody who fills in a form."""
    if error.id not in _OWN_ERRORS:
        return f"{error.what(lang)} {error.do(lang)}"
    key = error.where.entry or ""
    params = dict(error.params)
    if "nearest" in params and key in BY_KEY:
        params["nearest"] = shown(BY_KEY[key], [str(params["nearest"])], lang)
    if "right" in params:
        right = str(params["right"]).partition(" ")[0]
        params["right"] = say(f"web.you-topic.{right}", lang) if right in BY_KEY else right
    name = error.id.removeprefix("person-")
    if name == "no-such-word" and key == "complaints":
        # Nobody may be told to leave a complaint out.
        name = "no-such-complaint"
    return say(f"web.you-wrong.{name}", lang, **params)


def following(told: Mapping[str, Any], then: str) -> str:
    """Return where to go after an answer: the next open question, or the overview."""
    found = next_question(told)
    return with_next("/you" if found is None else f"/you/ask/{found.key}", then)


def with_next(path: str, then: str) -> str:
    """Return an address that remembers where somebody was going."""
    where = local(then)
    return path if where == "/" else f"{path}?next={quote(where, safe='/')}"


def profile_in(then: str) -> str:
    """Return the profile that these questions are for; empty where there is none."""
    found = _OF_PROFILE.fullmatch(then)
    return found[1] if found else ""


def local(path: str) -> str:
    """Return a page of this site; anything else becomes the start page."""
    return path if _LOCAL.fullmatch(path) else "/"
