"""Compile the name tables from the project's own tables of facts.

Called by ``scripts/build_taxonomy.py``; never at run time. Nothing is guessed: a row either
repeats a fact that the input states (with its source), follows from one by a rule written here,
or comes from ``curated.tsv`` beside the output, each with its source.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from legaat.taxonomy._clean import clean, key, parts

DATA: Final = Path(__file__).parent / "data"
_HIGHER: Final = re.compile(r"(ales|aceae|etes|bacteria)$")
_SKIPPED_COMMON: Final = re.compile(
    r"ferment|bifidus|^acidophilus$|koji|kōji|yeast|bierhefe|biergist|levure|^akkermansia$",
    re.IGNORECASE,
)
_UNVERIFIED: Final = "a strain's label, put under its species from memory, not verified"
_MARK: Final = re.compile(r" (?:subsp\.|var\.) .*$")

Row = dict[str, str]


@dataclass(slots=True)
class Compiler:
    """Collects rows and refuses two meanings for one name."""

    species: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    names: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    genera: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    lumps: list[tuple[str, str, str]] = field(default_factory=list)
    taxids: dict[int, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def source(self, text: str) -> str:
        """Return the code of a source, giving it one where it is new."""
        return self.sources.setdefault(text, f"s{len(self.sources)}")

    def add_species(self, name: str, taxid: str, row: Row, source: str) -> None:
        """Add a current species; what is known of it already stays."""
        genus = row.get("genus") or name.split(maxsplit=1)[0]
        if _HIGHER.search(genus) or " " in genus:
            genus = ""
        phylum = row.get("phylum", "").split(" (")[0]
        family = row.get("family", "").replace("unknown", "")
        old = self.species.get(name, ("", "", "", ""))
        new = (taxid or old[0], (row.get("genus") and genus) or old[1] or genus)
        self.species[name] = (*new, family or old[2], phylum or old[3])
        self.names.setdefault(key(name), (name, "current", "", self.source(source)))

    def add_name(self, name: str, entry: tuple[str, str, str], source: str) -> None:
        """Add another name; the first meaning wins, and a current name always does."""
        at = key(name)
        if at and at not in self.names:
            self.names[at] = (*entry, self.source(source))


def build(shared: Path, out: Path = DATA, *, date: str | None = None) -> dict[str, object]:
    """Compile all tables and write them with their provenance.

    Parameters
    ----------
    shared : Path
        The shared data folder.
    out : Path
        Where the tables go; ``curated.tsv`` is read from there.
    date : str, optional
        ISO date for the provenance; left out by default, so that a rerun gives the same bytes.

    Returns
    -------
    dict
        The provenance as written.
    """
    inputs = {
        "synonyms": shared / "data/taxonomy/synonyms.tsv",
        "traits": shared / "evidence/traits/species.tsv",
        "reference species (names only)": shared / "data/reference/species_percent.csv.gz",
        "reference rare species (names only)": shared
        / "data/reference/rare_species_presence_only.csv.gz",
        "curated": out / "curated.tsv",
    }
    made = Compiler()
    rows = list(_tsv(inputs["synonyms"]))
    _current_names(made, rows)
    traits = list(_tsv(inputs["traits"]))
    for row in traits:
        made.add_species(row["current_name"], "", row, "evidence/traits/species.tsv")
    _other_names(made, rows)
    _reference_names(made, traits)
    for name in ("reference species (names only)", "reference rare species (names only)"):
        _vocabulary(made, _header(inputs[name]))
    _genera(made, rows)
    _curated(made, list(_tsv(inputs["curated"])))
    _write(made, out)
    return _provenance(made, inputs, out, date)


def _current_names(made: Compiler, rows: Iterable[Row]) -> None:
    for row in rows:
        if row["kind"] != "current" or row["current_name"].endswith("(genus)"):
            continue
        species = _MARK.sub("", row["current_name"])
        whole = species == row["current_name"]
        made.add_species(species, row["ncbi_taxid"] if whole else "", {}, row["source"])
        if row["ncbi_taxid"]:
            made.taxids.setdefault(int(row["ncbi_taxid"]), species)
        if not whole:
            for name in (row["current_name"], row["current_name"].replace(" subsp. ", " ")):
                made.add_name(name, (species, "orthographic_or_rank", ""), row["source"])


def _other_names(made: Compiler, rows: Iterable[Row]) -> None:
    for row in rows:
        species, name, kind = _MARK.sub("", row["current_name"]), row["synonym"], row["kind"]
        if kind == "current" or species not in made.species:
            continue
        if kind == "common" and (row["verified"] != "yes" and _SKIPPED_COMMON.search(name)):
            made.skipped["common words that name no species safely"] += 1
        elif kind == "GTDB":
            _gtdb_name(made, species, row)
        else:
            made.add_name(_without_prefix(name), (species, kind, ""), row["source"])


def _gtdb_name(made: Compiler, species: str, row: Row) -> None:
    """Suffixed species are kept apart; a suffixed genus is the species if the epithet agrees."""
    taken = parts(clean(row["synonym"]))
    if taken.species_suffix:
        name = f"{species}_{taken.species_suffix}"
        if key(taken.binomial) != key(species):
            made.add_name(row["synonym"], (name, "cluster-gtdb", species), row["source"])
    elif taken.epithet[:5] == species.split()[1][:5]:
        made.add_name(row["synonym"], (species, "GTDB", ""), row["source"])
    else:
        made.skipped["GTDB names with another epithet"] += 1


def _reference_names(made: Compiler, traits: Iterable[Row]) -> None:
    """Names of the reference's method; strain names were placed from memory: kept apart."""
    source = "evidence/traits/species.tsv, reference_names"
    for row in traits:
        current = row["current_name"]
        for name in filter(None, row["reference_names"].split(";")):
            cleaned = clean(name)
            if key(cleaned) in made.names:
                continue
            words = cleaned.split()
            if "sp." in words or "bacterium" in words:
                same_strain = key(cleaned.split(" sp. ")[-1]) == key(current.split(" sp. ")[-1])
                entry = (current, "homotypic", "") if same_strain else (cleaned, "strain", current)
            elif len(words) > 2:
                entry = (_joined(words), "cluster", current)
            else:
                same = words[1][:5] == current.split()[1][:5]
                entry = (current, "homotypic" if same else "heterotypic", "")
            unsure = entry[1] == "strain"
            made.add_name(cleaned, entry, f"{source}: {_UNVERIFIED}" if unsure else source)


def _vocabulary(made: Compiler, header: Iterable[str]) -> None:
    """Names that the reference's method uses and no table explains: known, as they stand."""
    for name in header:
        words = clean(name).split()
        if key(" ".join(words)) in made.names or words[-1] == "sp." or len(words) < 2:
            continue
        if len(words) > 2 and all(word.isalpha() and word.islower() for word in words[1:]):
            base = made.names.get(key(" ".join(words[:2])))
            if base and not base[2]:
                entry = (_joined([*base[0].split(), *words[2:]]), "cluster", base[0])
                made.add_name(name[3:], entry, "MetaPhlAn 2 species names")
                continue
        made.add_species(" ".join(words), "", {}, "MetaPhlAn 2 species names")


def _genera(made: Compiler, rows: Iterable[Row]) -> None:
    source = made.source("genera of the current species names")
    for _, genus, _, _ in made.species.values():
        if genus:
            made.genera.setdefault(key(genus), (genus, "genus", "", source))
    members: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        taken = parts(clean(row["synonym"]))
        species = _MARK.sub("", row["current_name"])
        if row["kind"] == "GTDB" and taken.genus_suffix and species in made.species:
            members[f"{taken.genus}_{taken.genus_suffix}"].add(made.species[species][1])
    source = made.source("GTDB names of the synonym table: the genera that their species have now")
    for label, current in sorted(members.items()):
        if len(current) == 1 and (genus := next(iter(current))):
            made.genera.setdefault(key(label), (genus, "GTDB", "", source))


def _curated(made: Compiler, rows: Iterable[Row]) -> None:
    for row in rows:
        source = made.source(row["source"])
        if row["table"] == "lump":
            made.lumps.append((row["name"], row["current"], source))
        elif row["table"] == "genus":
            entry = (row["current"], row["kind"], row["relative"], source)
            if row["kind"] == "genus":
                made.genera.setdefault(key(row["name"]), entry)
            else:
                made.genera[key(row["name"])] = entry
                if key(row["current"]) != key(row["name"]) and row["relative"] == "":
                    made.genera.setdefault(key(row["current"]), entry)
        else:
            made.add_name(
                row["name"], (row["current"], row["kind"], row["relative"]), row["source"]
            )


def _joined(words: list[str]) -> str:
    return f"{words[0]} {'/'.join(words[1:])}"


def _without_prefix(name: str) -> str:
    return name[3:] if name[1:3] == "__" else name


def _tsv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _header(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.readline().rstrip("\n").split(",")[1:]


def _write(made: Compiler, out: Path) -> None:
    tables: dict[str, list[tuple[str, ...]]] = {
        "species.tsv": [(name, *row) for name, row in sorted(made.species.items())],
        "names.tsv": [(name, *row) for name, row in sorted(made.names.items())],
        "genus_names.tsv": [(name, *row) for name, row in sorted(made.genera.items())],
        "lumps.tsv": sorted(made.lumps),
        "taxids.tsv": [(str(taxid), name) for taxid, name in sorted(made.taxids.items())],
        "sources.tsv": [(code, text) for text, code in made.sources.items()],
    }
    for file, rows in tables.items():
        write_text(out / file, "".join("\t".join(row) + "\n" for row in rows))


def write_text(path: Path, text: str) -> None:
    """Write a file in one step, so that nothing is left half-written."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)


def _provenance(
    made: Compiler, inputs: dict[str, Path], out: Path, date: str | None
) -> dict[str, object]:
    kinds: dict[str, int] = defaultdict(int)
    for _, kind, _, _ in made.names.values():
        kinds[kind] += 1
    record: dict[str, object] = {
        "made_by": "scripts/build_taxonomy.py",
        "date": date,
        "inputs": {
            name: {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for name, path in inputs.items()
        },
        "counts": {
            "species": len(made.species),
            "names": len(made.names),
            "genera": len(made.genera),
            "lumps": len(made.lumps),
            "taxids": len(made.taxids),
            "names by kind": dict(sorted(kinds.items())),
            "left out": dict(made.skipped),
        },
    }
    write_text(out / "provenance.json", json.dumps(record, indent=1, sort_keys=True) + "\n")
    return record
