"""Names of the references, and of genera that their methods don't part."""

from __future__ import annotations

from typing import Final

REFERENCES: Final = ("shotgun-species", "shotgun-genus", "16s-genus")

OLDER: Final = "shotgun-genus-older"
"""The genus table under the names of before about 2018, for profiles that still use those."""

RDP_LUMPS: Final[dict[str, tuple[str, ...]]] = {
    "Bacteroides": ("Phocaeicola",),
    "Prevotella": ("Segatella", "Leyella", "Hoylesella", "Xylanibacter", "Hallella"),
    "Roseburia": ("Agathobacter",),
    "Gemmiger": ("Subdoligranulum",),
    "Oscillibacter": ("Dysosmobacter",),
    "Lactobacillus": (
        "Lacticaseibacillus", "Lactiplantibacillus", "Latilactobacillus", "Levilactobacillus",
        "Lentilactobacillus", "Limosilactobacillus", "Ligilactobacillus", "Companilactobacillus",
        "Fructilactobacillus", "Loigolactobacillus", "Secundilactobacillus",
        "Furfurilactobacillus", "Apilactobacillus",
    ),
    "Actinomyces": ("Schaalia",),
    "Atopobium": ("Fannyhessea", "Lancefieldella"),
    "Clostridium XI": (
        "Clostridioides", "Intestinibacter", "Paraclostridium", "Peptacetobacter", "Romboutsia",
        "Terrisporobacter",
    ),
    "Clostridium XIVa": ("Enterocloster", "Hungatella", "Lachnoclostridium"),
    "Clostridium XVIII": ("Thomasclavelia",),
    "Clostridium sensu stricto": ("Clostridium sensu stricto 1",),
}  # fmt: skip
"""Genera that the RDP classifier of about 2015 did not part, as the 16S reference was named.

The genus on the left held the species on the right under their older names, which the synonym
table of the taxonomy lists ("Bacteroides vulgatus", "Prevotella copri", "Roseburia rectale",
"Clostridium bartlettii" …); *Gemmiger* and *Subdoligranulum* have the same 16S gene as far as
such reads tell. Collins 1994 is the source of the numbered bins of *Clostridium*.
"""

RDP_UNLIKE: Final = frozenset({"Eubacterium", "Clostridium", "Ruminococcus2"})
"""Genera whose name covers other species in the RDP taxonomy than today: not compared."""

OLD_GENUS: Final[dict[str, str]] = {
    "Phocaeicola": "Bacteroides", "Segatella": "Prevotella", "Leyella": "Prevotella",
    "Xylanibacter": "Prevotella", "Hoylesella": "Prevotella", "Agathobacter": "Eubacterium",
    "Anaerobutyricum": "Eubacterium", "Holdemanella": "Eubacterium",
    "Faecalitalea": "Eubacterium", "Amedibacillus": "Eubacterium",
    "Mediterraneibacter": "Ruminococcus", "Enterocloster": "Clostridium",
    "Hungatella": "Clostridium", "Thomasclavelia": "Clostridium",
    "Intestinibacter": "Clostridium", "Clostridioides": "Clostridium",
    "Peptacetobacter": "Clostridium", "Eshraghiella": "Butyrivibrio",
    "Schaalia": "Actinomyces", "Fannyhessea": "Atopobium",
    "Lacticaseibacillus": "Lactobacillus", "Lactiplantibacillus": "Lactobacillus",
    "Latilactobacillus": "Lactobacillus", "Levilactobacillus": "Lactobacillus",
    "Lentilactobacillus": "Lactobacillus", "Limosilactobacillus": "Lactobacillus",
    "Ligilactobacillus": "Lactobacillus", "Companilactobacillus": "Lactobacillus",
    "Fructilactobacillus": "Lactobacillus",
}  # fmt: skip
"""Genera of today and the genus that held their gut species before, by the synonym table."""
