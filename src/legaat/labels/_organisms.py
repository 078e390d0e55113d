"""The microbes that a label names: binomials old and new, short forms, codes, INCI ferments.

The grammar, over words that are already cut and repaired::

    organism   = [genus | short form] epithet [infraspecies] [codes] | genus codes
               | genus "Ferment" [qualifier]            (INCI)
               | epithet                                (behind an organism of the same genus)
               | common name                            (where cultures are listed)
               | code that stands alone                 ("LGG", "EpiCor")
    infraspecies = ("subsp." | "ssp." | "var." | "bv." | nothing) epithet

What is fed, fought or absent is no organism of the product, and is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from legaat.labels._codes import Code, more_codes, read_codes
from legaat.labels._mention import Mention, is_ingredient, with_footnotes
from legaat.labels._names import Names, current_name, key, names, strains
from legaat.labels._terms import Hit
from legaat.labels._text import CLAUSE, COMMA, SENTENCE, SPACE, Words
from legaat.labels._wordlists import wordset

__all__ = ["mentions"]


_RANKS: Final = wordset("ranks")
_SPECIES_WORDS: Final = wordset("species_words")
_COMMON: Final = {
    "acidophilus": "Lactobacillus acidophilus",
    "bifidus": "Bifidobacterium bifidum",
    "bulgaricus": "Lactobacillus delbrueckii subsp. bulgaricus",
    "thermophilus": "Streptococcus thermophilus",
    "boulardii": "Saccharomyces cerevisiae var. boulardii",
}
_GROUPS: Final = {
    "bifidobacterien": "Bifidobacterium",
    "bifidobakterien": "Bifidobacterium",
    "bifidobacteria": "Bifidobacterium",
    "bifidobacteries": "Bifidobacterium",
    "lactobacillen": "Lactobacillus",
    "laktobazillen": "Lactobacillus",
    "lactobacilli": "Lactobacillus",
    "lactobacilles": "Lactobacillus",
}
"""What a whole genus is called, which is an ingredient where a list of microbes has it."""

_MOST: Final = 200
"""Mentions that are read; a pack names a few dozen microbes at most."""

_CULTURE_WORDS: Final = wordset("culture_words")
_LATIN: Final = re.compile(r"[a-z]{3,16}(?:us|um|is|ii|ei|ae|ans|ens|ensis|icus|icum)")
_QUALIFIERS: Final = {"lysate": "lysate", "filtrate": "filtrate", "lysates": "lysate"}
_JOINING: Final = wordset("joining")


def mentions(words: Words, hits: dict[str, list[Hit]]) -> list[Mention]:
    """Return the microbes that are in the product, in the order of the text."""
    found: list[Mention] = []
    table = names()
    busy = -1
    for i, word in enumerate(words.word):
        if len(found) >= _MOST:
            break
        if i < busy:
            continue
        read = _read_at(words, i, word, table, found)
        if read is None:
            continue
        found.extend(_with_more_codes(words, read))
        busy = max(_word_at(words, found[-1].end), read.last)
    found.extend(_standing_alone(words, hits, found))
    found.extend(_common_names(words, hits, found))
    found.extend(_groups(words, found))
    found.sort(key=lambda mention: mention.start)
    found = with_footnotes(words, found)
    meant = {m.written_as: m.name for m in found if m.written_as}
    if meant:  # "L. casei … (L. casei Shirota)" is one microbe
        found = [m if m.strain else replace(m, name=meant.get(m.name, m.name)) for m in found]
    return [m for m in found if is_ingredient(m, words, hits, table)]


def _read_at(words: Words, i: int, word: str, table: Names, found: list[Mention]) -> Mention | None:
    """Try each form of the grammar at word `i`."""
    if word in table.genera:
        inci = _inci(words, i, table)
        if inci is not None:
            return inci
        return _binomial(words, i, table) or _genus_only(words, i, table)
    if word in table.abbreviations:
        return _binomial(words, i, table)
    if found and word in _RANKS and i + 1 < len(words.word):
        return _elided_rank(words, i, table, found[-1])
    if found and word in table.epithets:
        return _elided(words, i, table, found[-1])
    return None


def _binomial(words: Words, i: int, table: Names) -> Mention | None:
    """Read ``Genus epithet`` or ``G. epithet``."""
    j = i + 1
    if j >= len(words.word) or words.gap[i] > SPACE:
        return None
    full = words.word[i] in table.genera
    if not full and not _may_be_short(words, i):
        return None
    name, last = _species(words, i, j, table, full=full)
    if name is None:
        return None
    return _finish(words, name, i, last, words.word[i])


def _may_be_short(words: Words, i: int) -> bool:
    """Whether a short word can stand for a genus: a capital, or a full stop behind it."""
    return words.text[words.start[i]].isupper() or "." in words.between(i)


def _species(words: Words, i: int, j: int, table: Names, *, full: bool) -> tuple[str | None, int]:
    """Find the current name for the words at `i` (genus) and `j` (epithet)."""
    genus, epithet = words.word[i], words.word[j]
    extra, last = _infraspecies(words, j, table)
    for rest, end in ((f"{epithet} {extra}", last), (epithet, last if extra else j + 1)):
        if extra is None and end != j + 1:
            continue
        name = table.species.get(f"{genus} {rest}") if full else None
        name = name or table.short.get((genus[0], rest))
        if name is not None:
            return name, _behind_second_rank(words, end, table)
    if full and _LATIN.fullmatch(epithet) and epithet not in table.genera:
        return _unlisted(table.genera[genus], words.word[i], epithet), last if extra else j + 1
    return None, j


def _infraspecies(words: Words, j: int, table: Names) -> tuple[str | None, int]:
    """Read a second epithet behind word `j`, with or without the word for its rank."""
    k = j + 1
    if k >= len(words.word) or words.gap[j] > SPACE:
        return None, k
    if words.word[k] in _RANKS and k + 1 < len(words.word) and words.gap[k] <= SPACE:
        return (words.word[k + 1], k + 2) if words.word[k + 1].isalpha() else (None, k)
    if words.word[k] in table.epithets and words.word[k].isalpha():
        return words.word[k], k + 1
    return None, k


def _behind_second_rank(words: Words, end: int, table: Names) -> int:
    """Step over a further rank: "subsp. lactis biovar diacetylactis"."""
    if end + 1 < len(words.word) and words.word[end] in _RANKS and words.gap[end - 1] <= SPACE:
        return end + 2
    if end < len(words.word) and words.word[end] in table.epithets and words.gap[end - 1] <= SPACE:
        following = words.word[end]
        return end + 1 if following in {"lactis", "diacetylactis", "cremoris", "longum"} else end
    return end


def _unlisted(genus: str, written: str, epithet: str) -> str:
    return current_name(f"{written.capitalize()} {epithet}") or f"{genus} {epithet}"


def _finish(words: Words, name: str, first: int, last: int, genus: str) -> Mention:
    """Add what identifies the strain to a name."""
    code = _codes(words, first, last)
    end = code.end if code.strain else words.end[last - 1]
    species = _species_of_strain(name, code.strain)
    return Mention(
        species,
        _canonical(code.strain),
        code.deposit,
        first,
        last,
        words.start[first],
        end,
        genus,
        starred=code.starred,
        written_as=name if species != name else "",
    )


def _codes(words: Words, first: int, last: int) -> Code:
    written = words.quote(first, last)
    return read_codes(words.text, words.end[last - 1], shouting=written[1:].isupper())


def _species_of_strain(name: str, strain: str | None) -> str:
    """Return L. paracasei for the known strains of it that are still sold as L. casei.

    So the taxonomy has "L. casei Shirota". Elsewhere the label's own species stands.
    """
    species = strains().species.get(key(strain)) if strain else None
    sold_as_casei = name == "Lacticaseibacillus casei" and species == "Lacticaseibacillus paracasei"
    return species if species is not None and sold_as_casei else name


def _canonical(strain: str | None) -> str | None:
    return strain.strip() if strain else None


def _genus_only(words: Words, i: int, table: Names) -> Mention | None:
    """Read a genus with a strain code, with "spp.", or alone in a list of cultures."""
    genus = table.genera[words.word[i]]
    code = _codes(words, i, i + 1)
    if code.strain is not None:
        name = strains().species.get(key(code.strain), genus)
        only = " " not in name
        if not only and not name.startswith(genus) and not _related(name, genus):
            name, only = genus, True
        return replace(_finish(words, name, i, i + 1, words.word[i]), genus_only=only)
    follows = words.word[i + 1] if i + 1 < len(words.word) and words.gap[i] <= SPACE else ""
    if follows in _SPECIES_WORDS:
        return replace(_finish(words, genus, i, i + 2, words.word[i]), genus_only=True)
    if words.text[words.start[i]].isupper() and (_in_list(words, i) or _of_cultures(words, i)):
        return replace(_finish(words, genus, i, i + 1, words.word[i]), genus_only=True)
    return None


def _related(name: str, genus: str) -> bool:
    """Whether a species may be written with this genus (the lactobacilli were one until 2020)."""
    return genus.endswith("lactobacillus") or (genus[0] == name[0] and "acillus" in name)


def _in_list(words: Words, i: int) -> bool:
    """Whether a lone genus stands between separators, as in a list of ingredients."""
    before = words.gap[i - 1] if i else SENTENCE
    joined = i > 1 and words.word[i - 1] in _JOINING and words.word[i - 2] in names().words
    return (before >= COMMA or joined) and words.gap[i] >= COMMA


def _of_cultures(words: Words, i: int) -> bool:
    """Whether "cultures" follows: "Lactobacillus and Bifidobacterium cultures"."""
    for k in range(i + 1, min(i + 4, len(words.word))):
        if words.word[k] in _CULTURE_WORDS:
            return True
        if words.word[k] not in _JOINING and words.word[k] not in names().genera:
            return False
    return False


def _inci(words: Words, i: int, table: Names) -> Mention | None:
    """Read ``Bifida Ferment Lysate``, ``Lactobacillus/Soybean Ferment Extract``."""
    genus = table.genera[words.word[i]]
    if words.word[i] not in table.inci:
        return None
    j = i + 1
    name = genus
    if j < len(words.word) and words.gap[i] <= SPACE and words.word[j] in table.epithets:
        name = table.species.get(f"{words.word[i]} {words.word[j]}", genus)
        j += 1
    for k in range(j, min(j + 6, len(words.word))):
        if (k > i + 1 and words.gap[k - 1] >= CLAUSE) or "," in words.between(k - 1):
            return None
        if k == j and words.word[k] in {"lysate", "lysates"} and j == i + 1:
            start, end = words.start[i], words.end[k]
            return Mention(
                genus, None, None, i, k + 1, start, end, "", genus_only=True, inci="lysate"
            )
        if words.word[k] == "ferment":
            slash = k == j or "/" in words.text[words.end[i] : words.start[k]]
            return _inci_at(words, name, i, k) if slash else None
    return None


def _inci_at(words: Words, name: str, i: int, k: int) -> Mention:
    last, how = k + 1, "ferment"
    for step in range(k + 1, min(k + 4, len(words.word))):
        if words.gap[step - 1] > SPACE and "(" not in words.between(step - 1):
            break
        if words.word[step] in _QUALIFIERS:
            last, how = step + 1, _QUALIFIERS[words.word[step]]
            break
        if words.word[step] in {"extract", "product"}:
            last = step + 1
    start, end = words.start[i], words.end[last - 1]
    only = " " not in name
    return Mention(name, None, None, i, last, start, end, words.word[i], genus_only=only, inci=how)


def _elided(words: Words, i: int, table: Names, previous: Mention) -> Mention | None:
    """Read ", casei and rhamnosus" behind "Lactobacillus acidophilus"."""
    if previous.inci or not previous.genus or i == 0 or words.start[i] - previous.end > 8:
        return None
    if words.gap[i - 1] < COMMA and words.word[i - 1] not in _JOINING:
        return None
    genus = previous.genus
    rest = words.word[i]
    extra, last = _infraspecies(words, i, table)
    name = table.species.get(f"{genus} {rest} {extra}") if extra else None
    name = name or table.species.get(f"{genus} {rest}") or table.short.get((genus[0], rest))
    return _finish(words, name, i, last if extra else i + 1, genus) if name else None


def _elided_rank(words: Words, i: int, table: Names, previous: Mention) -> Mention | None:
    """Read "and ssp. ozaenae" behind "Klebsiella pneumoniae ssp. pneumoniae"."""
    if previous.inci or not previous.genus or words.start[i] - previous.end > 8:
        return None
    epithet = words.word[previous.first + 1]
    name = table.species.get(f"{previous.genus} {epithet} {words.word[i + 1]}")
    return _finish(words, name, i, i + 2, previous.genus) if name else None


def _with_more_codes(words: Words, mention: Mention) -> Iterator[Mention]:
    """Give a mention, and one more for each further strain of it: "W51, W52"."""
    yield mention
    if mention.strain is None or mention.inci:
        return
    at = mention.end
    for _ in range(12):
        more = more_codes(words.text, at, shouting=False)
        if more is None:
            return
        code, end = more
        name = strains().species.get(key(code), mention.name)
        first = _word_at(words, end - len(code))
        yield Mention(name, code, None, first, first + 1, end - len(code), end, mention.genus)
        at = end


def _word_at(words: Words, position: int) -> int:
    """Return the number of the first word that doesn't end before `position`."""
    from bisect import bisect_left

    return bisect_left(words.end, position)


def _standing_alone(
    words: Words, hits: dict[str, list[Hit]], found: list[Mention]
) -> Iterator[Mention]:
    """Give the codes that name an organism on their own, outside every other mention."""
    for hit in hits.get("strain", ()):
        start, end = words.start[hit.first], words.end[hit.last - 1]
        if any(m.start < end and start < m.end for m in found):
            continue
        code = words.text[start:end]
        joined = hit.last - hit.first == 1 or set(words.text[start:end]) & {"-"}
        if not joined or code.islower():
            continue
        name = strains().species.get(key(code))
        if name is not None:
            yield Mention(name, code, None, hit.first, hit.last, start, end, "")


def _groups(words: Words, found: list[Mention]) -> Iterator[Mention]:
    """Give "bifidobacteria" beside a microbe in a list: "(L. acidophilus and bifidobacteria)"."""
    named = {m.last for m in found} | {m.first for m in found}
    for i, word in enumerate(words.word):
        genus = _GROUPS.get(word)
        if genus is None or any(m.name.startswith(genus) or m.start == i for m in found):
            continue
        joined = i > 1 and words.word[i - 1] in _JOINING
        before = i - 1 if joined else i
        listed = before in named and (joined or words.gap[i - 1] >= COMMA)
        leads = i + 1 in named and words.gap[i] >= COMMA and (not i or words.gap[i - 1] >= COMMA)
        if words.gap[i] >= COMMA and (listed or leads):
            start, end = words.start[i], words.end[i]
            yield Mention(genus, None, None, i, i + 1, start, end, genus.lower(), genus_only=True)


def _common_names(
    words: Words, hits: dict[str, list[Hit]], found: list[Mention]
) -> Iterator[Mention]:
    """Give "acidophilus" and "bifidus" where cultures are listed."""
    sentences = {words.sentence[hit.first] for hit in hits.get("ferment", ())}
    sentences |= {words.sentence[hit.first] for hit in hits.get("word", ())}
    for i, word in enumerate(words.word):
        name = _COMMON.get(word)
        if name is None or words.sentence[i] not in sentences:
            continue
        if any(m.start <= words.start[i] < m.end for m in found):
            continue
        if name.startswith("Bifidobacterium") and any(m.name.startswith(name[:15]) for m in found):
            continue  # "bifidus" is what packs call the bifidobacterium that they name beside it
        explained = "(" in words.between(i) and any(m.first == i + 1 for m in found)
        if not explained:
            read = _finish(words, name, i, i + 1, "")
            known = strains().species.get(key(read.strain)) if read.strain else None
            yield replace(read, name=known or name)  # "Bifidus ActiRegularis"
