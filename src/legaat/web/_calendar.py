"""The steps of a plan as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from legaat._version import __version__
from legaat.advice import Suggestion
from legaat.messages import Lang, say

__all__ = ["calendar"]

_LINE: Final = 75
_STEP: Final = timedelta(weeks=1)


def calendar(suggestions: Iterable[Suggestion], first: date, lang: Lang) -> str:
    """Return a calendar with one entry for each step of each suggestion, a week apart.

    Parameters
    ----------
    suggestions : iterable of Suggestion
        In the order in which they are tried: each begins when the one before it is through.
    first : date
        Day of the first step.
    lang : {"nl", "en"}
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Legaat//Legaat {__version__}//EN"]
    day = first
    for suggestion in suggestions:
        steps = suggestion.start_low or ((suggestion.dose,) if suggestion.dose else ())
        for number, step in enumerate(steps, start=1):
            title = say("web.plan.step", lang, title=suggestion.title, n=number, all=len(steps))
            lines += _event(suggestion.id, number, day, title, step.text(lang))
            day += _STEP
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(key: str, number: int, day: date, title: str, text: str) -> list[str]:
    stamp = f"{day:%Y%m%d}T000000Z"
    return [
        "BEGIN:VEVENT",
        f"UID:{key}-{number}-{day:%Y%m%d}@legaat",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for char in ("\\", ";", ","):
        text = text.replace(char, "\\" + char)
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a line after 75 octets, never inside a character."""
    part, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LINE:
            yield part
            part, size = " ", 1
        part += char
        size += width
    yield part
