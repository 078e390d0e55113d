"""Names as files write them, taken apart: prefixes, lineages, underscores, brackets, tails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Rank: TypeAlias = Literal["species", "genus"]

MAX_CHARS: Final = 2_000
"""Characters of a name that are looked at; the limit of ``Settings.max_name_chars``."""

_PREFIX: Final = re.compile(r"^\s*[dkpcofgst]__", re.IGNORECASE)
_BLANK: Final = re.compile(r"\s+")
_UNDERSCORE: Final = re.compile(r"(?<!\d)_|_(?!\d)")
_SUFFIX_MARK: Final = re.compile(r"(?<=[a-z]{3})(?<!clade)_(?=(?:[A-D]?[A-Z])(?:[\s_]|$))")
_INITIAL: Final = re.compile(r"^([A-Z])\.(?=[a-z]{3})")
_KEY: Final = re.compile(r"[\W_]+")
# Greengenes2 puts the number of a clade behind a genus or species that its tree splits
# (McDonald 2024, Nat Biotechnol 42:715): "Blautia_A_141781", "prausnitzii_C_71351".
_CLADE_NUMBER: Final = re.compile(
    r"(?<![A-Za-z])((?!bacterium|strain|isolate|clone|clade)[A-Za-z][a-z]{2,}(?:_[A-Z]{1,2})?)"
    r"_\d{4,}(?=$|[\s;|])"
)
_QUOTES: Final = "\"'`´‘’“”«»"
_SPECIES_WORD: Final = re.compile(r"^spp?(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart.

    Attributes
    ----------
    genus : str
        First word, capital first.
    genus_suffix : str
        GTDB's letter behind a genus ("A" in ``Blautia_A``), or empty.
    epithet : str
        Second word where it is a species epithet, else empty.
    species_suffix : str
        GTDB's letter behind a species ("C" in ``prausnitzii_C``), or empty.
    tail : tuple of str
        What follows: strain, subspecies, clade.
    """

    genus: str
    genus_suffix: str = ""
    epithet: str = ""
    species_suffix: str = ""
    tail: tuple[str, ...] = ()

    @property
    def binomial(self) -> str:
        """Genus and epithet, without suffixes."""
        return f"{self.genus} {self.epithet}".strip()


def key(name: str) -> str:
    """Return the form under which a name is looked up: lower case, words only.

    >>> key("[Eubacterium]_hallii group")
    'eubacterium hallii group'
    """
    return _KEY.sub(" ", name.casefold()).strip()


def pick(name: str, rank: Rank) -> str:
    """Choose the part of a lineage that belongs to `rank`; a plain name stays as it is."""
    for separator in ("|", ";"):
        if separator in name:
            parts = [part.strip() for part in name.split(separator)]
            wanted = f"{rank[0]}__"
            for part in parts:
                if part.lower().startswith(wanted) and part[3:].strip(" _"):
                    return part
            named = [part for part in parts if _PREFIX.sub("", part).strip(" _")]
            return named[-1] if named else ""
    return name


def tidy(name: str, rank: Rank) -> str:
    """Return the part of a lineage that belongs to `rank`, cleaned."""
    before = None
    name = name[:MAX_CHARS]
    while before != name:
        before = name
        name = clean(pick(name, rank))
    return name


def clean(name: str) -> str:
    """Return a name without prefix, quotes, and underscores that stand for blanks.

    The clade numbers of Greengenes2 (``_71351``) go; what they part, its suffixes part as well.
    GTDB's suffixes (``_A``) and the underscores between the digits of strain codes stay.

    >>> clean("s__Faecalibacterium_prausnitzii_C")
    'Faecalibacterium prausnitzii_C'
    >>> clean("s__Phocaeicola_A_858004 vulgatus")
    'Phocaeicola_A vulgatus'
    >>> clean("Ruminococcus_sp_5_1_39BFAA")
    'Ruminococcus sp. 5_1_39BFAA'
    """
    before = None
    while before != name:
        before = name
        name = _clean_once(name)
    return name


def _clean_once(name: str) -> str:
    name = _PREFIX.sub("", name)
    name = "".join(" " if ch in _QUOTES or not ch.isprintable() else ch for ch in name)
    name = _INITIAL.sub(r"\1. ", name)
    name = _CLADE_NUMBER.sub(r"\1", name)
    name = _SUFFIX_MARK.sub("\0", name)
    name = _UNDERSCORE.sub(" ", name).replace("\0", "_")
    name = _BLANK.sub(" ", name).strip(" _;|,")
    words = name.split(" ")
    if len(words) > 1:
        words[1] = _SPECIES_WORD.sub("sp. ", words[1]).strip()
    return " ".join(words)


def parts(name: str) -> Parts:
    """Take a cleaned name apart."""
    words = name.replace("[", "").replace("]", "").split()
    if not words:
        return Parts("")
    genus, genus_suffix = _split_suffix(words[0])
    rest = words[1:]
    if not genus_suffix and len(rest) > 1 and _is_suffix(rest[0]) and _is_epithet(rest[1]):
        genus_suffix, rest = rest[0], rest[1:]
    genus = genus[:1].upper() + genus[1:]
    if not rest:
        return Parts(genus, genus_suffix)
    epithet, species_suffix = _split_suffix(rest[0])
    if not _is_epithet(epithet):
        return Parts(genus, genus_suffix, tail=tuple(rest))
    return Parts(genus, genus_suffix, epithet, species_suffix, tuple(rest[1:]))


def _split_suffix(word: str) -> tuple[str, str]:
    head, mark, tail = word.rpartition("_")
    return (head, tail) if mark and head and _is_suffix(tail) else (word, "")


def _is_suffix(word: str) -> bool:
    """GTDB counts A to Z, then AA, AB …; it has not come far into the second round."""
    if not (word.isascii() and word.isupper() and word.isalpha()):
        return False
    return len(word) == 1 or (len(word) == 2 and word[0] in "ABCD")


def _is_epithet(word: str) -> bool:
    bare = word.replace("-", "")
    return len(bare) > 2 and bare.isalpha() and bare.islower() and word not in _NOT_EPITHETS


_NOT_EPITHETS: Final = frozenset(
    {"bacterium", "genomosp", "group", "clade", "unclassified", "uncultured", "incertae", "sensu"}
)
