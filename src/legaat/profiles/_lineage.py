"""Lineages as files write them, taken apart into ranks; and who lives in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from legaat.profiles._ranks import DEPTH, LEVELS, PREFIXES, SPECIES, Level, guess_level, words

Step: TypeAlias = tuple[Level, str]
Lineage: TypeAlias = tuple[Step, ...]
Stranger: TypeAlias = Literal["host", "organelle", "virus", "eukaryote"]
_PREFIX: Final = re.compile(r"([rdkpcofgst])__(.*)", re.IGNORECASE | re.DOTALL)
_SILVA: Final = re.compile(r"D_(\d{1,2})__(.*)", re.DOTALL)
UNCLASSIFIED: Final = frozenset(
    (
        "unknown",
        "unclassified",
        "unassigned",
        "unassigned reads",
        "no blast hit",
        "no hit",
        "none",
        "other",
        "-1",
        "__",
        "",
    )
)
"""Names of the part that the method could not name, in lower case."""
_BLANK_WORDS: Final = (
    r"bacterium|organism|metagenome|archaeon|prokaryote|eukaryote|genus|species|family|taxa|"
    r"gut|human|rumen|soil|marine|faecal|fecal|intestinal"
)
_BLANK: Final = re.compile(
    rf"(?:uncultured|unidentified|unclassified|unknown|ambiguous|{_BLANK_WORDS}|noname|na|none|null|"
    r"[\s_.;-])*(?:incertae[ _]sedis)?",
    re.IGNORECASE,
)
_VAGUE_HEAD: Final = re.compile(
    r"(?:unclassified|unknown|uncultured|unidentified)[ _]+(?P<base>.+)", re.IGNORECASE
)
# Searched from each blank on, so that it stays linear in the length of a hostile name.
_VAGUE_TAIL: Final = re.compile(
    r"[ _](?:(?:class|order|fam\.?|family|gen\.?|genus|species|genera)[ _])?"
    r"(?:incertae[ _]sedis|unclassified|noname|uncultured|unidentified|unknown)$",
    re.IGNORECASE,
)
_EPITHET: Final = re.compile(r"[a-z][a-z-]+(?:[ _].*)?")
_HOST: Final = frozenset({"homo sapiens", "homo", "hominidae", "human", "human reads", "host"})
_ORGANELLES: Final = frozenset({"chloroplast", "mitochondria", "mitochondrion", "chloroplasts"})
_VIRUS: Final = re.compile(
    r"\bviruses\b|\bviroids\b|(?:viria|virae|viricota|viricetes|virales|viridae|virinae)\b|"
    r"(?:virus|phage|viroid)(?=\s|$)",
    re.IGNORECASE,
)
_EUKARYOTES: Final = words(
    "eukaryota eukarya eukaryotes eukaryote fungi metazoa viridiplantae protista"
)
# Eukaryotes that stool profiles without lineages list by genus.
_EUKARYOTE_GENERA: Final = words(
    "saccharomyces candida nakaseomyces debaryomyces malassezia aspergillus penicillium "
    "cladosporium rhodotorula pichia geotrichum galactomyces blastocystis dientamoeba entamoeba "
    "giardia cryptosporidium toxoplasma plasmodium trichuris ascaris enterobius mus canis bos sus"
)


def lineage_of(text: str) -> Lineage:
    """Take a name or a whole lineage apart.

    Handles ``k__…|p__…`` (MetaPhlAn), ``d__…;p__…`` (GTDB, SILVA), ``k__…; p__…`` (Greengenes),
    ``D_0__…;D_1__…`` (older SILVA), lineages without prefixes, and bare names. Levels that are
    blank, ``uncultured`` or the like are left out, so that the last step is what is really named.

    Returns
    -------
    tuple of (level, name)
        Highest level first; empty where nothing is named.

    >>> lineage_of("d__Bacteria;f__Lachnospiraceae;g__Blautia;s__")[-1]
    ('genus', 'Blautia')
    """
    pieces = [piece.strip() for piece in _pieces(text)]
    marked = [_marked(piece) for piece in pieces]
    if not any(marked) and len(pieces) > 1:
        return _named(zip(LEVELS, pieces, strict=False))
    return _named(m or (None, p) for m, p in zip(marked, pieces, strict=True))


def _pieces(text: str) -> list[str]:
    if "|" in text:
        return text.split("|")
    return text.split(";") if ";" in text else [text]


def _marked(piece: str) -> tuple[Level, str] | None:
    found = _PREFIX.fullmatch(piece)
    if found:
        return PREFIXES[found.group(1).lower()], found.group(2)
    found = _SILVA.fullmatch(piece)
    if found:
        return LEVELS[min(int(found.group(1)), len(LEVELS) - 1)], found.group(2)
    return None


def _named(pieces: Iterable[tuple[Level | None, str]]) -> Lineage:
    steps: list[Step] = []
    for level, raw in pieces:
        name = raw.strip()
        low = name.lower()
        if low not in _HOST and (_BLANK.fullmatch(name) or low in UNCLASSIFIED):
            continue
        step = _one(level, name, steps)
        if step is not None:
            steps.append(step)
    return tuple(steps)


def _one(level: Level | None, name: str, before: Sequence[Step]) -> Step | None:
    base = _vague_base(name)
    if base is not None:
        found = guess_level(base)
        known = {step[1].lower() for step in before}
        ceiling = SPECIES if level is None else DEPTH[level]
        if _BLANK.fullmatch(base) or base.lower() in known or DEPTH[found] >= ceiling:
            return None
        deepest = DEPTH[before[-1][0]] if before else -1
        return (found, base) if DEPTH[found] > deepest else None
    level = level or guess_level(name)
    if level == "species" and before and before[-1][0] == "genus" and _EPITHET.fullmatch(name):
        # Greengenes writes the epithet alone behind the genus.
        name = f"{before[-1][1]} {name}"
    return level, name


def _vague_base(name: str) -> str | None:
    """Return what a vague name still tells ("unclassified_X", "X_noname"); None if it isn't."""
    head = _VAGUE_HEAD.fullmatch(name)
    if head:
        return head.group("base").strip(" _")
    tail = _VAGUE_TAIL.search(name)
    return name[: tail.start()].strip(" _") if tail else None


def is_unclassified(text: str) -> bool:
    """Whether a row stands for what the method could not name at all."""
    low = text.strip().lower()
    nothing = bool(low) and not low.strip("; |_")
    return nothing or low in UNCLASSIFIED or low[3:] in ("unassigned", "unclassified")


def stranger(lineage: Lineage, taxid: int | None = None) -> Stranger | None:
    """Tell what isn't a bacterium or archaeon; None for those that are.

    Taxid 9606 is *Homo sapiens* in the NCBI Taxonomy.
    """
    names = [name.replace("_", " ").strip().lower() for _, name in lineage]
    if taxid == 9606 or any(name in _HOST for name in names):
        return "host"
    if any(name in _ORGANELLES for name in names):
        return "organelle"
    if any(_VIRUS.search(name) for name in names):
        return "virus"
    if names and names[0] in _EUKARYOTES:
        return "eukaryote"
    first_words = {names[-1].split(" ", maxsplit=1)[0]} if names else set()
    return "eukaryote" if first_words & _EUKARYOTE_GENERA else None
