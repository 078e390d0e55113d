"""What to do about an error, for whom is on a page or asks by a program.

The catalogue's own advice is for the command line: it names options and commands. Where a page or
the API can do something else, that stands under ``web.do`` (for both) and ``web.api-do`` (for a
program), and what was left out there is right for all.
"""

from __future__ import annotations

import re
from typing import Final

from fastapi import HTTPException

from legaat.errors import LegaatError
from legaat.messages import Lang, Message, Param, Speakable, say

__all__ = ["PROGRAM", "ApiError", "plain_what", "problem_error", "what_to_do"]

PROGRAM: Final = ("api-do", "do")
"""Parts of ``web`` that tell a program what to do, in this order."""

_OPTION: Final = re.compile(r"--(map|taxonomy|format|sample|rank|date|lab|name|fraction)\b")
_WORDS: Final = {"map": "mapping"}


class ApiError(HTTPException):
    """A problem that a program is told of: what is wrong, where, and what to do.

    Parameters
    ----------
    status : int
    what, do : Speakable
    where : Speakable, optional
    """

    def __init__(
        self, status: int, what: Speakable, do: Speakable, where: Speakable | None = None
    ) -> None:
        super().__init__(status, what.text("en"))
        self.what = what
        self.do = do
        self.where = where


def problem_error(status: int, name: str, /, **params: Param) -> ApiError:
    """Return the error whose words stand under ``web.api-problem``."""
    what = Message.of(f"web.api-problem.{name}", **params)
    return ApiError(status, what, Message.of(f"web.api-problem.{name}-do", **params))


def plain_what(text: str) -> str:
    """Return a sentence with options of the command line as the names that the API has."""
    return _OPTION.sub(lambda found: _WORDS.get(found[1], found[1]), text)


def what_to_do(
    error_id: str, otherwise: str, lang: Lang, *parts: str, error: LegaatError | None = None
) -> str:
    """Return what to do about an error of the catalogue.

    Parameters
    ----------
    error_id : str
    otherwise : str
        The catalogue's own words.
    lang : {"nl", "en"}
    *parts : str
        Parts of ``web`` to look in, in this order; otherwise those of a program.
    error : LegaatError, optional
        What fills the sentence.
    """
    params = {} if error is None else error.params
    for part in parts or PROGRAM:
        try:
            return say(f"web.{part}.{error_id}", lang, **params)
        except KeyError:
            continue
    return otherwise
