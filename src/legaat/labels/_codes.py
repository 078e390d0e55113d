"""Strain codes and deposit numbers behind a species name.

Every pattern here is anchored, has bounded repeats and no repeat within a repeat, so that its
time is linear in the few characters that it may look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from legaat.labels._fuzzy import skeleton
from legaat.labels._names import NAMED_STRAINS, key, strains
from legaat.labels._wordlists import wordset

__all__ = ["Code", "more_codes", "read_codes"]

_COLLECTIONS: Final = (
    "DSMZ|DSM|D5MZ|D5M|ATCC|CNCM|NCIMB|NCIB|NCFB|NCTC|LMG|CECT|JCM|CBS|KCTC|KCCM|CGMCC|CCTCC|MTCC|BCRC|NBRC"
    "|IFO|FERM|NRRL|NCDO|CIP|CCM|IMI|NCYC|BCCM|CCUG|IDCC|KACC|VTT|IBSD|CNRZ|IMD|NITE|PCM"
)
"""Culture collections, as the World Data Centre for Microorganisms abbreviates them."""

_LEAD: Final = re.compile(r"[\s™®©°\"“”„'’*¹²³^]{0,5}(?:(?:\[|\(|=|:|–|—|-|\|)\s{0,2}){0,2}")
_WORD: Final = re.compile(
    r"(?:(?:strains?|stam(?:men)?|St[aä]mme?n?|Sta(?:m|rn){1,2}|Stamms|souches?|STRAIN|STAMM|STAM|SOUCHE|str\.)\s{1,3}"
    r"(?:(?:no|nr|n°)\.?(?![a-z])\s{0,2})?)[:\"“„'‘(]{0,2}",
    re.IGNORECASE,
)
_DEPOSIT: Final = re.compile(
    rf"({_COLLECTIONS})(?:[\s\-:/]{{1,2}}(?:N[or°]?\.?\s?)?|(?=[\dA-Z]))"
    r"((?:(?:PTA|BAA|SD|[A-Zl1|]{1,2})[\s\-]{0,2})?\d[\dO]{0,6}(?:[\-/:]\d{1,4})?[A-Z]{0,2})(?![\w])",
)
_AUTHOR: Final = re.compile(
    rf"[A-Z][A-Za-z]{{2,12}}\.?\s(?=(?:{_COLLECTIONS})[\s\-]{{0,2}}[\dA-Z])"
)
"""A name behind the species, as botanists write: "HANSEN CBS 5926"."""

_THING: Final = re.compile(
    r"[\s\-]{1,2}(?:bakterien|bacteria|bacteriën|bactéries|cultures?|yeast|gist|hefe|levure)"
    r"(?=\s{0,2}\(?\s{0,2}(?:strain|stam|souche))",
    re.IGNORECASE,
)
"""A noun between the species and its strain: "E. coli-Bakterien (Stamm Laves)"."""

_STATED: Final = re.compile(
    r"\s?[(\[]\s?(?:[A-Za-zÀ-ÿ\-]{4,24}[ ,;]{1,2}){1,3}(?="
    r"(?:strains?|stam|Sta(?:m|rn){1,2}|souche)\s|(?:DSM|ATCC|CNCM|CECT|LMG|NCIMB)[\s\-])",
    re.IGNORECASE,
)
"""The state within the brackets before the strain: "(inaktiviert, Stamm ES1)"."""

_STATE_BETWEEN: Final = re.compile(
    r"\s(?:(?:heat|hitte|par|la|chaleur|durch|door)[ \-]){0,3}"
    r"(?:tyndal|tindal|inacti|inakti|geïnact|geinact|hitze|gedo[od]|abget|tué|killed|treated|leben|"
    r"leven|live|viva|viab|pasteur|lyoph|gevries|freeze|dried|gefrier)[\w\-]{0,20}(?=\s[(A-Z0-9])",
    re.IGNORECASE,
)
"""A state between the species and the strain: "L. casei tyndallisé CRL 431"."""

_CODE: Final = re.compile(r"[A-Za-z0-9]{1,14}(?:[\-–.:/][A-Za-z0-9]{1,8}){0,3}")
_SPACED: Final = re.compile(
    r"(?:HK\s)?([A-Za-z]{1,5})[ \-](\d{2,6}[A-Za-z]{0,2}(?:[/.]\d{1,3})?)(?![\w%,.]?\d)"
)
_KNOWN: Final = re.compile(r"[A-Za-z]{1,10}[ \-][A-Za-z0-9]{1,6}(?![\w])")
_TAIL_NUMBER: Final = re.compile(r",?\s(\d{3,4})(?![\w.,]?\d)")
_AMOUNT: Final = re.compile(
    r"\s{0,2}(?:[x×%✕*^]|mg|µg|mcg|ug|g\b|kg|ml|CFU|KBE|KVE|UFC|TFU|AFU|mil|Mil|bil|Bil|mrd|Mrd|Mio|B\b"
    r"|cfu|kbe|kve|ufc|cell|Zell|levend|viable|live|leben|bact|Bact|Bakt|Keim)"
)
_NOT_CODES: Final = wordset("not_codes")
_LETTERED: Final = re.compile(r"[A-Z]{1,4}-?\d{1,5}")
_SERIES: Final = frozenset({"BIO", "PRO"})
_UNIT_LIKE: Final = re.compile(
    r"\d{1,9}(?:[.,]\d{1,4})?(?:mg|g|kg|ml|mcg|ug|µg|x|e\d{1,2}|cfu|kbe|kve|ufc|kcal|kj|mio|mrd|bn|b|m|%)"
    r"|e\d{3,4}[a-z]?|\d{1,2}",
    re.IGNORECASE,
)


_PLAIN_NUMBERS: Final = frozenset({"DSM", "CECT", "JCM", "NCIMB", "KCTC", "CBS", "MTCC", "NBRC"})
"""Collections that number without letters."""
_FIRST_DIGIT: Final = re.compile(r"\A[Il|](?=\d{3,5}\Z)")

_DAMAGED: Final = re.compile(
    r"[a-z]{2,12}\d{1,2}[a-z]{1,12}(?:-[a-z]{2,12})?|[a-z]{2,12}-[a-z]{1,12}\d{1,2}[a-z]{1,12}"
)
"""An everyday word in which a camera saw a digit ("inu1ine")."""


@dataclass(frozen=True, slots=True)
class Code:
    """A strain code or deposit number.

    Attributes
    ----------
    strain : str or None
    deposit : str or None
    end : int
        Position in the text behind it.
    starred : bool
        A footnote mark stood between the name and the end.
    """

    strain: str | None
    deposit: str | None
    end: int
    starred: bool


def read_codes(text: str, at: int, *, shouting: bool) -> Code:
    """Read what identifies the strain, right behind a species name.

    Parameters
    ----------
    text : str
    at : int
        Position behind the species name.
    shouting : bool
        The name is written in capitals, so that a word in capitals is no code.

    Returns
    -------
    Code
        Both None where the label names no strain.
    """
    strain = deposit = None
    thing = _THING.match(text, at)
    end = thing.end() if thing else at
    starred = deposit_first = False
    stated = _STATED.match(text, end) or _STATE_BETWEEN.match(text, end)
    end = stated.end() if stated else end
    traded = _TRADE_NAME.match(text, end)
    if traded and not _is_named(traded[0]):
        end = traded.end()
    for _ in range(3):
        lead = _LEAD.match(text, end)
        start = lead.end() if lead else end
        starred = starred or "*" in text[end:start]
        word = _WORD.match(text, start)
        after = word.end() if word else start
        found = _deposit(text, after)
        if found is not None and deposit is None:
            deposit, end = found
            deposit_first = strain is None
            continue
        code = _code(text, after, shouting=shouting, announced=word is not None)
        code = code or _behind_author(text, after) or _behind_word(text, after)
        if code is None or (strain is not None and not _better(code[0], strain)):
            break
        strain, end = _as_known(code[0]), code[1]
    named = strain is not None and key(strain) in NAMED_STRAINS
    if deposit is not None and (strain is None or deposit_first or named):
        # "DSM 17938" names the strain: alone, before another code, or beside a trade name.
        strain = deposit
    if strain is None:
        end = at
    else:
        strain = _mended(strain)
    if (
        end > at
        and text[end : end + 1] in ")]"
        and text.count("(", at, end) > text.count(")", at, end)
    ):
        end += 1
    return Code(strain, deposit, end, starred or text[end : end + 2].strip()[:1] == "*")


def _as_known(code: str) -> str:
    """Return the strain name that a camera damaged ("P1asma"), else the code itself."""
    meant = code.translate(_LETTERS_FOR)
    named = meant.isalpha() and meant != code and meant[1:].islower()
    return meant if named and meant.lower() in NAMED_STRAINS else code


def _mended(code: str) -> str:
    """Return a code with the letters that a camera took for digits put right: "BRO3", "CP23O5"."""
    if key(code) in strains().species:
        return code
    meant = strains().shapes.get(skeleton(key(code)))
    if meant is not None and _is_damaged(key(code), key(meant)):
        return meant
    code = _ZERO_AFTER.sub(r"\g<1>0\g<2>", code)
    code = _AMONG_DIGITS.sub(lambda m: m[0].translate(_DIGITS_FOR), code)
    return _IN_DIGITS.sub(lambda m: "0" if m[0] in "oO" else "1", code)


def _is_damaged(code: str, meant: str) -> bool:
    """Whether a digit and a letter were mixed up: "B1-04"; "Bi-04" may be what is printed."""
    pairs = [(a, b) for a, b in zip(code, meant, strict=False) if a != b]
    return len(code) == len(meant) and all(a.isdigit() != b.isdigit() for a, b in pairs)


_ZERO_AFTER: Final = re.compile(r"\A([BCDFGHJKLMNPQRSTVWXZ]{2,3})O(\d{1,3})\Z")
_IN_DIGITS: Final = re.compile(r"(?<=\d)[OolI](?=\d)")
_AMONG_DIGITS: Final = re.compile(
    r"(?<=-)[IlO](?=\d{1,3}\Z)|(?<=-\d)[IlO]\Z|(?<=[A-Z]{2})l(?=\d{1,4}\Z)|(?<=[A-Z]{2}\d{2})[lI]\Z"
)
"""A letter where only a digit fits: "La-I4", "MCCl849", "W2l"."""
_DIGITS_FOR: Final = str.maketrans("IlO", "110")
_LETTERS_FOR: Final = str.maketrans("105", "los")
_TRADE_NAME: Final = re.compile(
    rf"\s?[A-Z][A-Za-z]{{2,15}}\s?[®™]{{0,2}}\s?(?=[(\[]\s?(?:{_COLLECTIONS})[\s\-]?[\dA-Z])"
)
"""A word before the deposit in brackets: "L. reuteri Prodentis® (DSM 17938)"."""

_SINGLE: Final = re.compile(rf"[A-Z](?=\s?[(\[]\s?(?:{_COLLECTIONS})[\s\-]?[\dA-Z])")
"""A strain of one letter, with its deposit: "L. rhamnosus V (DSM 32550)"."""

_OLD_AUTHOR: Final = re.compile(r"[A-Z][a-zà-ÿ]{4,14}\s{1,2}(?=[A-Za-z0-9])")


def _is_named(word: str) -> bool:
    """Whether a word is itself the name of a strain ("Shirota")."""
    return key(word) in NAMED_STRAINS or key(word) in strains().species


def _behind_author(text: str, at: int) -> tuple[str, int] | None:
    """Read a known code behind the name of whoever described it: "Döderleini Lcr35"."""
    author = _OLD_AUTHOR.match(text, at)
    match = _CODE.match(text, author.end()) if author else None
    if match is None or key(match[0]) not in strains().species or match[0].isalpha():
        return None
    return match[0], match.end()


_WORD_AND_CODE: Final = re.compile(r"[A-Z][a-z]{3,9}\s(?=([A-Z]{2,4})-?(\d{1,4})(?![\w%,.]))")


def _behind_word(text: str, at: int) -> tuple[str, int] | None:
    """Read a code with the word that belongs to it: "Unique IS-2"."""
    word = _WORD_AND_CODE.match(text, at)
    if word is None or word[0].strip().lower() in _NOT_CODES or word[1].lower() in _NOT_CODES:
        return None
    end = word.end(2)
    return None if _AMOUNT.match(text, end) else (text[at:end], end)


def _better(code: str, strain: str) -> bool:
    """Whether a second code is the strain, and the first a trade name."""
    known = strains().species
    return key(code) in known and key(strain) not in known


def _deposit(text: str, at: int) -> tuple[str, int] | None:
    author = _AUTHOR.match(text, at)
    match = _DEPOSIT.match(text, author.end() if author else at)
    if match is None:
        return None
    number = match[2]
    if number[0] in "l1|" and len(number) > 1 and number[1] == "-":
        number = f"I{number[1:]}"  # "CNCM l-745": a camera takes the I for an l
    number = _IN_DIGITS.sub(lambda m: "0" if m[0] in "oO" else "1", number)
    collection = "DSM" if match[1] in {"DSMZ", "D5MZ", "D5M"} else match[1]
    if collection in _PLAIN_NUMBERS:
        number = _FIRST_DIGIT.sub("1", number)  # "DSM I7938": no letter stands there
    return f"{collection} {number}", match.end()


def _code(text: str, at: int, *, shouting: bool, announced: bool) -> tuple[str, int] | None:
    known = _KNOWN.match(text, at)
    if known and key(known[0]) in strains().species:
        more = _TAIL_NUMBER.match(text, known.end())
        longer = more is not None and key(known[0] + more[1]) in strains().species
        end = more.end() if more is not None and longer else known.end()
        return text[at:end], end
    spaced = _SPACED.match(text, at)
    if spaced and _is_spaced(spaced, text):
        end = spaced.end()
        more = _TAIL_NUMBER.match(text, end)
        if more and key(spaced[0] + more[1]) in strains().species:
            end = more.end()
        return text[at:end], end
    single = _SINGLE.match(text, at)
    if single:
        return single[0], single.end()
    match = _CODE.match(text, at)
    if match is None or text.startswith(("'", "’"), match.end()):
        return None
    written = match[0].rstrip(".:/")
    head, slash, tail = written.partition("/")
    if slash and _LETTERED.fullmatch(head) and _LETTERED.fullmatch(tail):
        written = head  # "W51/W52" are two strains; the second is read as a further one
    code, end = written, at + len(written)
    if not _is_code(code, text, end, shouting=shouting, announced=announced):
        return None
    if text.startswith("^T", end):  # "Muc^T": the mark of a type strain
        return f"{code}T", end + 2
    more = _TAIL_NUMBER.match(text, end)
    if (
        more
        and not _AMOUNT.match(text, more.end())
        and (key(code + more[1]) in strains().species or re.fullmatch(r"[A-Z]{2,3}-\d{2,3}", code))
    ):
        return f"{code} {more[1]}", more.end()
    return code, end


def _is_spaced(match: re.Match[str], text: str) -> bool:
    """Whether "CUL 60" or "Nissle 1917" is a code, and not a word and an amount."""
    word, number = match[1], match[2]
    if key(match[0]) in strains().species:
        return True
    if word.isupper() and ("/" in number or ("." in number and not match[1].islower())):
        return not _AMOUNT.match(text, match.end())  # "PA 16/8", "TOM 22.8"
    if _AMOUNT.match(text, match.end()):
        return False
    if word.lower() in _NOT_CODES:
        # "BIO 6272", "PRO 350": a word elsewhere, a series of strains before three digits or more.
        return word in _SERIES and len(number) >= 3 and number.isdigit()
    if text[match.end() - len(number) - 1] == "-":
        return False
    return (word.isupper() and len(word) >= 2) or (
        word[0].isupper() and len(word) <= 4 and number.isdigit()
    )


def _is_code(code: str, text: str, end: int, *, shouting: bool, announced: bool) -> bool:
    folded = key(code)
    if folded in strains().species or code.lower() in NAMED_STRAINS:
        return not (code.islower() and code.isalpha()) or code.lower() in NAMED_STRAINS
    if code.lower() in _NOT_CODES or _UNIT_LIKE.fullmatch(code):
        return False
    digits = any(ch.isdigit() for ch in code)
    letters = any(ch.isalpha() for ch in code)
    if digits and letters:
        if _DAMAGED.fullmatch(code):
            return False
        return not _AMOUNT.match(text, end) or code[0].isalpha()
    if digits:
        return code.isdigit() and 3 <= len(code) <= 7 and not _AMOUNT.match(text, end)
    if code.isupper() and (2 <= len(code) <= 5 or (code.count("-") and len(code) <= 12)):
        return not shouting
    return announced and len(code) <= 12 and not code.islower()


_MORE: Final = re.compile(
    r"[™®]{0,2}\s{0,2}(?:,|&|\+|/|\ben\b|\band\b|\bund\b|\bet\b)\s{0,2}(?:(?:en|and|und|et|&)\s)?"
    r"(?=[A-Za-z]{0,4}[\-]?\d|[A-Z]{3,5}[ \-])"
)


def more_codes(text: str, at: int, *, shouting: bool) -> tuple[str, int] | None:
    """Read a further code of the same species: "W51 & W52".

    Only a code of letters and digits counts, so that "B12" or an amount behind a comma doesn't.
    """
    lead = _MORE.match(text, at)
    if lead is None:
        return None
    deposited = _deposit(text, lead.end())
    if deposited is not None:  # a second number behind a slash or comma is of the same strain
        return deposited if lead[0].strip(" ™®") not in {"/", ","} else None
    match = _CODE.match(text, lead.end())
    if match is None:
        return None
    code = match[0]
    is_vitamin = re.fullmatch(r"[BDKE]\d{1,2}", code) is not None
    if is_vitamin or code.isdigit() or not code[0].isupper() or not any(c.isdigit() for c in code):
        return None
    if not _is_code(code, text, match.end(), shouting=shouting, announced=False):
        return None
    return code, match.end()
