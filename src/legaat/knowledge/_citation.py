"""A source, and how it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["OWN_RULE", "Citation"]

Verified: TypeAlias = Literal["yes", "partial", "no"]

_DOI: Final = re.compile(r"10\.\d{4,9}/[^\s<>\"]+")

OWN_RULE: Final = "own-rule"
"""Stands among citation ids where a precaution is Legaat's own and no source was read."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source.

    Attributes
    ----------
    id : str
    authors, title, journal : str
        Empty where not known. A title in square brackets is a description, because the real
        title was not seen.
    year : int or None
    doi, pmid : str or None
        Only where one was seen; never guessed.
    verified : {"yes", "partial", "no"}
        "yes": title with DOI or PMID seen (for a law, a regulator or a web page, the page itself);
        "partial": title, journal and year seen, or only a table, list or press text; "no": never
        looked up, and therefore never shown as a source.
    unconfirmed : tuple of str
        Parts ("authors", "journal" …) that the page that was read did not confirm.
    """

    id: str
    authors: str
    title: str
    journal: str
    year: int | None
    doi: str | None
    pmid: str | None
    verified: Verified
    unconfirmed: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether it may be shown as a source."""
        return self.verified != "no"

    @property
    def link(self) -> str | None:
        """Where it can be read: its DOI, else PubMed, else None."""
        if self.doi and _DOI.fullmatch(self.doi):
            return f"https://doi.org/{self.doi}"
        if self.pmid and self.pmid.isascii() and self.pmid.isdecimal():
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return None

    def text(self) -> str:
        """Return the source in a line, as in a list of references."""
        place = " ".join(str(part) for part in (self.journal, self.year) if part)
        parts = (self.authors, self.title, place)
        return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())

    def to_dict(self) -> dict[str, str | int | None]:
        """Return the six fields of the JSON contract."""
        return {
            "authors": self.authors,
            "title": self.title,
            "journal": self.journal,
            "year": self.year,
            "doi": self.doi,
            "pmid": self.pmid,
        }
