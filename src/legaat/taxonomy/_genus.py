"""From a genus name or label in a file to the current genus."""

from __future__ import annotations

import re
from typing import Final

from legaat.messages import Message
from legaat.taxonomy._clean import key, parts, tidy
from legaat.taxonomy._species import resolve_species
from legaat.taxonomy._tables import Entry, Tables
from legaat.taxonomy._types import Resolution

_GROUP: Final = re.compile(r"^\[?([A-Za-z]+)\]? ([a-z]{3,}) group$", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"^\[([A-Za-z]+)\]$")
_NUMBERED: Final = re.compile(r"^([A-Z][a-z]{3,}(?: sensu stricto)?) (\d{1,2}|[a-z])$")
_SUFFIX: Final = re.compile(r"^([A-Z][a-z]{2,})[_ ]([A-Z]{1,2})$")

_WHY: Final = {
    "homotypic": "taxonomy.genus-renamed",
    "orthographic_or_rank": "taxonomy.genus-spelling",
    "GTDB": "taxonomy.genus-gtdb",
    "joint": "taxonomy.genus-joint",
    "cluster": "taxonomy.genus-bin",
    "part": "taxonomy.genus-part",
}


def resolve_genus(query: str, tables: Tables) -> Resolution:
    """Return the current genus for a name or label; never raises."""
    text = tidy(query, "genus")
    bracketed = _BRACKETS.match(text)
    if bracketed:
        return _provisional(query, bracketed[1], tables)
    entry = tables.genera.get(key(text))
    if entry is not None:
        return _from_table(query, text, entry)
    for rule in (_named_group, _subdivided, _from_species):
        answer = rule(query, text, tables)
        if answer is not None:
            return answer
    return Resolution(query, text[:1].upper() + text[1:], placed=False, kind="unknown")


def _from_table(query: str, text: str, entry: Entry) -> Resolution:
    if entry.kind == "genus":
        return Resolution(query, entry.name, placed=True, kind="genus")
    relative = entry.relative or None
    why = Message.of(_WHY[entry.kind], old=text, new=relative or entry.name)
    kind = (
        "cluster"
        if entry.kind in {"cluster", "part"}
        else "GTDB"
        if entry.kind == "GTDB"
        else "genus"
    )
    return Resolution(query, entry.name, placed=True, kind=kind, relative=relative, why=why)


def _provisional(query: str, word: str, tables: Tables) -> Resolution:
    """Brackets around a genus (Greengenes): a name that waits for a better one."""
    entry = tables.genera.get(key(word))
    name = f"[{word[:1].upper()}{word[1:]}]"
    relative = entry.name if entry is not None and entry.kind == "genus" else None
    why = Message.of("taxonomy.genus-brackets", old=name)
    return Resolution(query, name, relative is not None, "cluster", relative=relative, why=why)


def _named_group(query: str, text: str, tables: Tables) -> Resolution | None:
    """SILVA's ``[Eubacterium]_hallii_group``: the genus of the species it is named for.

    The brackets say that the species doesn't belong to that genus. Where it has moved, the group
    is counted as its genus of today (*Anaerobutyricum*). Where it still bears the old name
    (``[Ruminococcus]_torques_group``, of the *Lachnospiraceae*), the group stays apart, without
    a relative: counted as *Ruminococcus* it would be taken for another family.
    """
    match = _GROUP.match(text)
    if match is None:
        return None
    species = resolve_species(f"{match[1]} {match[2].lower()}", tables)
    current = tables.species.get(species.name)
    if current is None:
        return _bracketed_group(query, text, match, tables)
    if current.genus.casefold() == match[1].casefold():
        return _apart(query, current.genus, match[2])
    why = Message.of("taxonomy.genus-group", old=text, species=current.name, new=current.genus)
    return Resolution(query, current.genus, placed=True, kind="genus", why=why)


def _bracketed_group(
    query: str, text: str, match: re.Match[str], tables: Tables
) -> Resolution | None:
    """Return the answer for a group that is named for a species which isn't in the tables."""
    entry = tables.genera.get(key(match[1]))
    if entry is None or entry.kind != "genus" or not text.startswith("["):
        return None
    return _apart(query, entry.name, match[2])


def _apart(query: str, genus: str, epithet: str) -> Resolution:
    name = f"[{genus}] {epithet.lower()} group"
    why = Message.of("taxonomy.genus-group-apart", old=name, new=genus)
    return Resolution(query, name, placed=True, kind="cluster", why=why)


def _subdivided(query: str, text: str, tables: Tables) -> Resolution | None:
    """``Prevotella_9``, ``Blautia_B``: a part of a genus that is kept apart."""
    match = _NUMBERED.match(text) or _SUFFIX.match(text)
    if match is None:
        return None
    entry = tables.genera.get(key(match[1]))
    if entry is None or entry.kind not in {"genus", "part"}:
        return None
    whole = entry.relative or entry.name
    mark = "_" if match[2].isalpha() and match[2].isupper() else " "
    name = f"{match[1]}{mark}{match[2]}"
    why = Message.of("taxonomy.genus-part", old=name, new=whole)
    return Resolution(query, name, placed=True, kind="cluster", relative=whole, why=why)


def _from_species(query: str, text: str, tables: Tables) -> Resolution | None:
    """Answer for a species where a genus was asked for."""
    if not parts(text).epithet:
        return None
    species = resolve_species(text, tables)
    current = tables.species.get(species.relative or species.name)
    if current is None:
        return None
    why = Message.of("taxonomy.genus-of", old=text, new=current.genus)
    return Resolution(query, current.genus, placed=True, kind="genus", why=why)
