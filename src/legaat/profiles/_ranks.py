"""Ranks and the words for them, and what a bare name tells of its rank."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

Level: TypeAlias = Literal[
    "domain", "phylum", "class", "order", "family", "genus", "species", "strain"
]
LEVELS: Final[tuple[Level, ...]] = (
    "domain",
    "phylum",
    "class",
    "order",
    "family",
    "genus",
    "species",
    "strain",
)
DEPTH: Final = {level: depth for depth, level in enumerate(LEVELS)}
GENUS: Final = DEPTH["genus"]
SPECIES: Final = DEPTH["species"]
PREFIXES: Final[dict[str, Level]] = {
    "r": "domain",
    "d": "domain",
    "k": "domain",
    "p": "phylum",
    "c": "class",
    "o": "order",
    "f": "family",
    "g": "genus",
    "s": "species",
    "t": "strain",
}
WORDS: Final[dict[str, Level]] = {
    **{level: level for level in LEVELS},
    **PREFIXES,
    "superkingdom": "domain",
    "kingdom": "domain",
    "realm": "domain",
    "acellular root": "domain",
    "subspecies": "strain",
    "serotype": "strain",
    "isolate": "strain",
}


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


# Phyla of gut microbes, before and after the names of 2021 (Oren & Garrity 2021, IJSEM
# 71:005056, gave phyla the ending -ota); newer ones are recognised by that ending.
_PHYLA: Final = words(
    "firmicutes bacteroidetes proteobacteria actinobacteria verrucomicrobia fusobacteria "
    "cyanobacteria tenericutes spirochaetes synergistetes lentisphaerae euryarchaeota "
    "crenarchaeota planctomycetes acidobacteria chloroflexi elusimicrobia deferribacteres "
    "chlamydiae gemmatimonadetes nitrospirae thermotogae aquificae fibrobacteres chlorobi "
    "armatimonadetes saccharibacteria candidatus_saccharibacteria patescibacteria "
    "desulfobacterota campilobacterota epsilonbacteraeota ascomycota basidiomycota "
    "deinococcus-thermus tm7 sr1"
)
_CLASSES: Final = words(
    "bacilli clostridia negativicutes erysipelotrichia tissierellia limnochordia bacteroidia "
    "flavobacteriia sphingobacteriia cytophagia alphaproteobacteria betaproteobacteria "
    "gammaproteobacteria deltaproteobacteria epsilonproteobacteria coriobacteriia actinomycetia "
    "verrucomicrobiae fusobacteriia mollicutes spirochaetia synergistia lentisphaeria "
    "methanobacteria thermoplasmata desulfovibrionia campylobacteria opitutae vampirivibrionia"
)
_DOMAINS: Final = words(
    "bacteria archaea eukaryota eukarya eukaryotes viruses viroids root cellular"
)
# Two-word labels that stand for a genus (or a part of one) in SILVA, RDP and Greengenes.
_GENUS_LABEL: Final = re.compile(
    r"(?:sensu[ _]stricto|[ _]group|incertae[ _]sedis|[ _]clade)", re.IGNORECASE
)
# MetaPhlAn 4 names a species without a name after its bins: GGB (genus) and SGB (species).
_SPECIES_BIN: Final = re.compile(r"GGB\d+[ _]SGB\d+")
_EPITHET: Final = re.compile(r"[ _]\[?(?:[a-z][a-z-]+|spp?\.?)(?![A-Za-z.])")


def level_of(word: str) -> Level | None:
    """Return the level for a rank word or letter; None for one we don't use (``no rank``)."""
    return WORDS.get(word.strip().lower().rstrip("_"))


def guess_level(name: str) -> Level:
    """Tell the level of a bare name by its form.

    Two words with a lower-case second one are a species, ``-aceae`` ends a family, ``-ales`` an
    order and ``-ota`` a phylum; well-known older names are listed; anything else is a genus.

    >>> guess_level("Roseburia hominis"), guess_level("Lachnospiraceae"), guess_level("Bacillota")
    ('species', 'family', 'phylum')
    """
    plain = name.replace("_", " ").strip()
    low = plain.lower()
    level: Level = "genus"
    if low in _DOMAINS or low.startswith("cellular organisms"):
        level = "domain"
    elif low.replace(" ", "_") in _PHYLA or re.fullmatch(r"[a-z-]{5,}ota(?: [a-z]{1,2})?", low):
        level = "phylum"
    elif low in _CLASSES:
        level = "class"
    elif re.fullmatch(r"[a-z-]{3,}ales", low):
        level = "order"
    elif re.fullmatch(r"[a-z-]{3,}aceae(?: \d+)?", low):
        level = "family"
    elif (_EPITHET.search(name) and not _GENUS_LABEL.search(name)) or _SPECIES_BIN.match(name):
        level = "species"
    return level
