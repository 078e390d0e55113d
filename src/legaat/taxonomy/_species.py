"""From a name in a file to the current species, by table first and by rule after."""

from __future__ import annotations

import re
from typing import Final

from legaat.messages import Message
from legaat.taxonomy._clean import Parts, key, parts, tidy
from legaat.taxonomy._tables import Entry, Tables
from legaat.taxonomy._types import Resolution

_SGB: Final = re.compile(r"^(?:[a-z0-9]+ )?(sgb\d+(?: group)?)$")
_CLADE: Final = re.compile(r"^clade$", re.IGNORECASE)
_COMPLEX: Final = frozenset({"group", "complex", "cluster"})
_SUBSPECIES: Final = frozenset({"subsp.", "subsp", "ssp.", "ssp", "var.", "var", "bv.", "biovar"})
_MARKERS: Final = _SUBSPECIES | {"str.", "str", "strain", "ser.", "serovar", "pv.", "pathovar"}
_LETTER: Final = re.compile(r"^[A-Z]$")
_ABBREVIATION: Final = re.compile(r"^([A-Za-z])\.? ?([a-z-]{3,})$")

_WHY: Final = {
    "homotypic": "taxonomy.homotypic",
    "heterotypic": "taxonomy.heterotypic",
    "orthographic_or_rank": "taxonomy.orthographic",
    "NCBI_label": "taxonomy.ncbi",
    "GTDB": "taxonomy.gtdb",
    "MetaPhlAn": "taxonomy.metaphlan",
    "common": "taxonomy.common",
    "strain": "taxonomy.strain-name",
    "cluster": "taxonomy.mixed",
    "cluster-gtdb": "taxonomy.gtdb-cluster",
}


def resolve_species(query: str, tables: Tables) -> Resolution:
    """Return the current species for a name; never raises."""
    text = tidy(query, "species")
    found = tables.names.get(key(text)) or _by_group_code(text, tables)
    if found is not None:
        return _from_table(query, text, found, tables)
    taken = parts(text)
    for rule in (_suffixed, _tailed, _abbreviated):
        answer = rule(query, text, taken, tables)
        if answer is not None:
            return answer
    return Resolution(query, _capital(text), placed=False, kind="unknown")


def _by_group_code(text: str, tables: Tables) -> Entry | None:
    match = _SGB.match(key(text))
    return tables.names.get(match[1]) if match else None


def _from_table(query: str, text: str, entry: Entry, tables: Tables) -> Resolution:
    if entry.kind == "current":
        return Resolution(
            query, entry.name, placed=True, kind="current", taxid=_taxid(entry.name, tables)
        )
    if entry.relative:
        why = Message.of(_WHY[entry.kind], old=text, new=entry.relative)
        return Resolution(
            query, entry.name, placed=True, kind="cluster", relative=entry.relative, why=why
        )
    why = Message.of(_WHY[entry.kind], old=text, new=entry.name)
    return Resolution(
        query, entry.name, placed=True, kind=entry.kind, taxid=_taxid(entry.name, tables), why=why
    )


def _suffixed(query: str, text: str, taken: Parts, tables: Tables) -> Resolution | None:
    """GTDB's letters: behind a species they part it, behind a genus they don't."""
    if not taken.epithet or taken.tail or not (taken.genus_suffix or taken.species_suffix):
        return None
    if len(taken.genus) < 3:  # an initial, not a genus
        return None
    base = _base(taken, tables)
    if taken.species_suffix:
        if base is None:
            return None
        name = f"{base.name}_{taken.species_suffix}"
        why = Message.of("taxonomy.gtdb-cluster", old=name, new=base.name)
        return Resolution(query, name, placed=True, kind="cluster", relative=base.name, why=why)
    plain = base.name if base else taken.binomial
    why = Message.of("taxonomy.gtdb-genus", old=text, new=plain)
    if base is None:
        return Resolution(query, plain, placed=False, kind="GTDB", why=why)
    return Resolution(query, plain, placed=True, kind="GTDB", taxid=_taxid(plain, tables), why=why)


def _tailed(query: str, text: str, taken: Parts, tables: Tables) -> Resolution | None:
    """More than a species: a clade, a group, a subspecies or a strain.

    One capital letter behind a blank can be a strain or serovar ("Escherichia coli B") or a group
    of GTDB whose underscore got lost ("Faecalibacterium prausnitzii C"): it stays apart with its
    species as relative, and the reason says both. GTDB never abbreviates a genus, so behind
    "E. coli" it is a strain.
    """
    short = len(taken.genus.rstrip(".")) == 1
    if not taken.epithet or not (taken.tail or (short and taken.species_suffix)):
        return None
    base = _base(taken, tables)
    if base is None and short:
        whole = _abbreviated(query, taken.binomial, Parts(taken.genus), tables)
        base = tables.names.get(key(whole.name)) if whole is not None else None
    if base is None:
        return None
    if not short and len(taken.tail) == 1 and _LETTER.match(taken.tail[0]):
        name = f"{base.name} {taken.tail[0]}"
        why = Message.of("taxonomy.letter", old=name, new=base.name)
        return Resolution(query, name, placed=True, kind="cluster", relative=base.name, why=why)
    if taken.tail and _keeps_apart(taken, base, tables):
        name = " ".join((base.name, *taken.tail))
        why = Message.of("taxonomy.kept-apart", old=name, new=base.name)
        return Resolution(query, name, placed=True, kind="cluster", relative=base.name, why=why)
    marked = _is_trinomial(taken) or any(word.lower() in _SUBSPECIES for word in taken.tail[:1])
    why_id = "taxonomy.subspecies" if marked else "taxonomy.strain"
    why = Message.of(why_id, old=text, new=base.name)
    kind = base.kind if base.kind != "current" else "orthographic_or_rank"
    return Resolution(
        query, base.name, placed=True, kind=kind, taxid=_taxid(base.name, tables), why=why
    )


def _keeps_apart(taken: Parts, base: Entry, tables: Tables) -> bool:
    """Whether the tail names a clade, a group, a genome bin or a mixture of species."""
    words = [word.lower() for word in taken.tail]
    if _CLADE.match(words[0]) or words[-1] in _COMPLEX or "cag" in key(" ".join(words)).split():
        return True
    others = [part for word in taken.tail for part in word.split("/")]
    if words[0] in _MARKERS or not all(word.isalpha() and word.islower() for word in others):
        return False
    known = [tables.names.get(key(f"{taken.genus} {word}")) for word in others]
    return len(others) > 1 or any(entry is not None and entry.name != base.name for entry in known)


def _is_trinomial(taken: Parts) -> bool:
    return len(taken.tail) == 1 and taken.tail[0].isalpha() and taken.tail[0].islower()


def _abbreviated(query: str, text: str, taken: Parts, tables: Tables) -> Resolution | None:
    """``E. coli``: safe only where one known species fits."""
    match = _ABBREVIATION.match(text)
    if match is None or len(taken.genus.rstrip(".")) != 1:
        return None
    initial, tail = match[1].lower(), f" {match[2]}"
    fits = {
        entry.name
        for name, entry in tables.names.items()
        if name[0] == initial
        and name.endswith(tail)
        and name.count(" ") == 1
        and entry.kind in {"current", "homotypic"}
    }
    if len(fits) != 1:
        return None
    name = fits.pop()
    why = Message.of("taxonomy.abbreviation", old=text, new=name)
    return Resolution(query, name, placed=True, kind="common", taxid=_taxid(name, tables), why=why)


def _base(taken: Parts, tables: Tables) -> Entry | None:
    """Return the entry of the plain species, where it is one."""
    suffixed = f"{taken.genus} {taken.genus_suffix} {taken.epithet}"
    entry = tables.names.get(key(suffixed)) or tables.names.get(key(taken.binomial))
    return entry if entry is not None and not entry.relative else None


def _taxid(name: str, tables: Tables) -> int | None:
    species = tables.species.get(name)
    return species.taxid if species else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
