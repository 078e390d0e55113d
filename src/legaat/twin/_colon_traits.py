"""What each species of the ``colon`` pack eats, makes and needs, from the tables of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from legaat.twin._colon_chemistry import read_rows

LEVELS: Final = ("strong", "moderate", "weak", "condition")
"""Strengths with which a substrate is used, strongest first; "no" and "unknown" are none."""

MAKES: Final = ("major", "minor", "condition")
"""Strengths with which a product is made, strongest first."""

AMINO_ACIDS: Final = ("glu_L", "asp_L", "lys_L", "val_L", "leu_L", "ile_L", "ala_L", "ser_L",
                      "thr_L", "pro_L", "tyr_L", "phe_L", "trp_L", "cys_L")  # fmt: skip

_WORDS: Final = (
    ("coa-transferase", "coat"), ("kinase", "kinase"), ("acrylate", "acrylate"),
    ("propanediol", "propanediol"), ("succin", "succinate"), ("wood-werkman", "succinate"),
    ("bifid", "bifid"), ("homolactic", "homolactic"), ("heterolactic", "hetero"),
    ("phosphoketolase", "hetero"),
    ("wood-ljungdahl", "acetogen"), ("acetogen", "acetogen"), ("lysine", "lysine"),
    ("sulphite reductase", "sulphate"), ("sulphate", "sulphate"),
)  # fmt: skip
"""Words in the route column that stand for an enzyme set of routes.tsv."""


@dataclass(frozen=True, slots=True)
class Traits:
    """One species, or the fall-back of a genus.

    Attributes
    ----------
    id, species, genus : str
        `species` is "" for a genus.
    eats, makes : mapping of str to str
        Metabolite to its strength.
    never_eats, never_makes : frozenset of str
        Documented negatives.
    features : frozenset of str
        Enzymes, as routes.tsv names them.
    needs : frozenset of str
        What it can't grow without.
    """

    id: str
    species: str
    genus: str
    eats: Mapping[str, str]
    makes: Mapping[str, str]
    never_eats: frozenset[str]
    never_makes: frozenset[str]
    features: frozenset[str]
    needs: frozenset[str]


def read_traits(folder: Path) -> tuple[Traits, ...]:
    """Read the tables of facts: species in their order, then genera."""
    species = {row["current_name"]: row["genus"] for row in read_rows(folder / "species.tsv")}
    facts: dict[str, list[tuple[str, str, str, str]]] = {name: [] for name in species}
    for file, kind, how in (
        ("substrates.tsv", "substrate", "role"), ("products.tsv", "product", "route"),
        ("needs.tsv", "need", ""),
    ):  # fmt: skip
        for row in read_rows(folder / file):
            if row["current_name"] in facts:
                fact = (kind, row["id"], row["strength"], row.get(how, "") if how else "")
                facts[row["current_name"]].append(fact)
    found = [_traits(name, name, species[name], facts[name]) for name in species]
    genera: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in read_rows(folder / "genus_facts.tsv"):
        fact = (row["kind"], row["id"], row["strength"], row["how"])
        genera.setdefault(row["genus"], []).append(fact)
    found.extend(_traits(name, "", name, rows) for name, rows in sorted(genera.items()))
    return tuple(found)


def _traits(
    name: str, species: str, genus: str, facts: Iterable[tuple[str, str, str, str]]
) -> Traits:
    rows = [fact for fact in facts if fact[1]]
    eats, never_eats = _best(rows, "substrate", LEVELS)
    makes, never_makes = _best(rows, "product", MAKES)
    text = " ".join(
        how.lower() for kind, _, strength, how in rows if kind == "product" and strength in MAKES
    )
    features = {feature for word, feature in _WORDS if word in text}
    return Traits(
        id=name.replace(" ", "_"),
        species=species,
        genus=genus,
        eats=eats,
        makes=makes,
        never_eats=never_eats,
        never_makes=never_makes,
        features=frozenset(_complete(features, eats, makes)),
        needs=frozenset(
            i for kind, i, strength, _ in rows if kind == "need" and strength == "required"
        ),
    )


def _best(
    rows: Iterable[tuple[str, str, str, str]], kind: str, levels: tuple[str, ...]
) -> tuple[dict[str, str], frozenset[str]]:
    """Return the strongest positive of each metabolite, and those with a negative only."""
    rank = {level: i for i, level in enumerate(levels)}
    best: dict[str, str] = {}
    never: set[str] = set()
    for _, name, strength, _ in (row for row in rows if row[0] == kind):
        if strength in rank:
            old = best.get(name)
            best[name] = strength if old is None or rank[strength] < rank[old] else old
        elif strength == "no":
            never.add(name)
    return best, frozenset(never - best.keys())


def _complete(
    features: set[str], eats: Mapping[str, str], makes: Mapping[str, str]
) -> Iterable[str]:
    """Add what follows from what a species makes where no route is named."""
    found = set(features)
    if "but" in makes and "kinase" not in found:
        found.add("coat")  # most butyrate makers of the gut: Louis & Flint 2009, FEMS (LO09)
    if "succ" in makes or ("ppa" in makes and not found & {"acrylate", "propanediol"}):
        found.add("succinate")
    if not found & {"bifid", "hetero"}:
        found.add("homolactic")
    if {"aa", "protein"} & eats.keys():
        found.add("aa")
    if "h2" in eats and "ac" in makes and "ch4" not in makes and "h2s" not in makes:
        found.add("acetogen")
    return found
