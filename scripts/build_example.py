"""Draw the synthetic person of ``examples/`` from the fitted references.

    python scripts/build_example.py --shared ../shared
    python scripts/build_example.py --only-later

Nobody's stool: shares come from the curves of the reference (prevalence, and a log-normal among
carriers), tied together by a Gaussian copula with the correlations of the healthy people (20
factors). Of the draws of one seed the first is taken that meets the rule in :func:`suits`, so that
the example has something to show; ``examples/README.md`` says so. ``profile-later.tsv`` is the
same person later: every genus moved by the fitted noise of healthy people, and `GONE` left.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from legaat.profiles import Method, Profile, Provenance, Rank, ReadingReport, read_profile
from legaat.reference import compare
from legaat.reference._change import deviation, load_noise
from legaat.reference._model import mean_prevalence
from legaat.reference._people import Healthy, load_healthy
from legaat.reference._quantiles import Floats
from legaat.reference._tables import load
from legaat.substances import substances
from legaat.taxonomy import resolver
from legaat.taxonomy._tables import tables

FACTORS: Final = 20
DRAWS: Final = 20_000
LIMIT: Final = 2e-5
"""Share that the made-up sample shows with a chance of 63 %: the median of the reference."""

UNCLASSIFIED: Final = 0.17
READS: Final = 21_400_000
READS_16S: Final = 24_000
TOTAL: Final = (0.6, 1.6)
"""Sum of the drawn shares: curves drawn one by one need not sum to 1, but nearly should."""

GONE: Final = "Parabacteroides"
"""A genus that the later sample lacks, so that there is a change beyond the noise to show."""

MISSING: Final = range(3, 6)
SPECIES: Final = range(65, 101)
BUTYRATE: Final = (5.0, 10.0)  # percentiles

# Class and order of the families in the reference, as MetaPhlAn's database of 2022 writes them.
LINEAGE: Final[dict[str, str]] = {
    "Acidaminococcaceae": "Firmicutes|Negativicutes|Acidaminococcales",
    "Actinomycetaceae": "Actinobacteria|Actinomycetia|Actinomycetales",
    "Akkermansiaceae": "Verrucomicrobia|Verrucomicrobiae|Verrucomicrobiales",
    "Bacteroidaceae": "Bacteroidetes|Bacteroidia|Bacteroidales",
    "Barnesiellaceae": "Bacteroidetes|Bacteroidia|Bacteroidales",
    "Bifidobacteriaceae": "Actinobacteria|Actinomycetia|Bifidobacteriales",
    "Clostridiaceae": "Firmicutes|Clostridia|Eubacteriales",
    "Coprobacillaceae": "Firmicutes|Erysipelotrichia|Erysipelotrichales",
    "Coriobacteriaceae": "Actinobacteria|Coriobacteriia|Coriobacteriales",
    "Desulfovibrionaceae": "Proteobacteria|Deltaproteobacteria|Desulfovibrionales",
    "Eggerthellaceae": "Actinobacteria|Coriobacteriia|Eggerthellales",
    "Enterobacteriaceae": "Proteobacteria|Gammaproteobacteria|Enterobacterales",
    "Enterococcaceae": "Firmicutes|Bacilli|Lactobacillales",
    "Erysipelotrichaceae": "Firmicutes|Erysipelotrichia|Erysipelotrichales",
    "Eubacteriaceae": "Firmicutes|Clostridia|Eubacteriales",
    "Fusobacteriaceae": "Fusobacteria|Fusobacteriia|Fusobacteriales",
    "Lachnospiraceae": "Firmicutes|Clostridia|Eubacteriales",
    "Lactobacillaceae": "Firmicutes|Bacilli|Lactobacillales",
    "Methanobacteriaceae": "Euryarchaeota|Methanobacteria|Methanobacteriales",
    "Micrococcaceae": "Actinobacteria|Actinomycetia|Micrococcales",
    "Odoribacteraceae": "Bacteroidetes|Bacteroidia|Bacteroidales",
    "Oscillospiraceae": "Firmicutes|Clostridia|Eubacteriales",
    "Oxalobacteraceae": "Proteobacteria|Betaproteobacteria|Burkholderiales",
    "Pasteurellaceae": "Proteobacteria|Gammaproteobacteria|Pasteurellales",
    "Peptoniphilaceae": "Firmicutes|Tissierellia|Tissierellales",
    "Peptostreptococcaceae": "Firmicutes|Clostridia|Eubacteriales",
    "Porphyromonadaceae": "Bacteroidetes|Bacteroidia|Bacteroidales",
    "Prevotellaceae": "Bacteroidetes|Bacteroidia|Bacteroidales",
    "Rikenellaceae": "Bacteroidetes|Bacteroidia|Bacteroidales",
    "Selenomonadaceae": "Firmicutes|Negativicutes|Selenomonadales",
    "Streptococcaceae": "Firmicutes|Bacilli|Lactobacillales",
    "Sutterellaceae": "Proteobacteria|Betaproteobacteria|Burkholderiales",
    "Tannerellaceae": "Bacteroidetes|Bacteroidia|Bacteroidales",
    "Turicibacteraceae": "Firmicutes|Erysipelotrichia|Erysipelotrichales",
    "Veillonellaceae": "Firmicutes|Negativicutes|Veillonellales",
}

# A few species under the name that MetaPhlAn still gives them, so that the example shows a change.
WRITTEN: Final = {
    "Agathobacter rectalis": "Eubacterium_rectale",
    "Segatella copri": "Prevotella_copri",
    "Anaerobutyricum hallii": "Eubacterium_hallii",
    "Mediterraneibacter gnavus": "Ruminococcus_gnavus",
    "Enterocloster bolteae": "Clostridium_bolteae",
}


def main() -> None:
    """Read the options, draw, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "examples")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--only-later", action="store_true", help="keep the others as they are")
    options = parser.parse_args()
    if options.only_later:
        write_later(options.out, options.seed)
        return
    number, person = first_that_suits(options.shared, options.seed)
    print(f"draw {number} of seed {options.seed}: {len(person)} species")
    about = f"draw {number} of seed {options.seed}"
    write(options.out / "profile.tsv", metaphlan(person, about))
    write_later(options.out, options.seed)
    people = load_healthy(options.shared, "16s-genus")
    rng = np.random.default_rng(options.seed)
    write(options.out / "genus-16s.csv", long_table(next(draws(people, "16s-genus", rng)), rng))


def first_that_suits(shared: Path, seed: int) -> tuple[int, dict[str, float]]:
    """Return the first draw that meets the rule, and its number."""
    people = load_healthy(shared, "shotgun-species")
    rng = np.random.default_rng(seed)
    for number, person in enumerate(draws(people, "shotgun-species", rng), start=1):
        if suits(person):
            return number, person
        if number >= DRAWS:
            break
    raise SystemExit(f"none of {DRAWS} draws meets the rule")


def suits(person: Mapping[str, float]) -> bool:
    """Whether a draw is worth showing.

    Three to five species that are called missing, makers of butyrate between the 5th and the
    10th percentile, and for the rest an ordinary person: 65 to 100 species, none above 15 %, and
    none above 1 % that fewer than one in ten people carry.
    """
    if len(person) not in SPECIES or max(person.values()) > 0.15:
        return False
    profile = as_profile(person, "species", "shotgun")
    standing = compare(profile)
    if len(standing.with_status("missing")) not in MISSING:
        return False
    if any(row.share > 0.01 and (row.prevalence or 0.0) < 0.1 for row in standing.taxa):
        return False
    butyrate = substances(profile, standing)["butyrate"].percentile
    return butyrate is not None and BUTYRATE[0] <= butyrate <= BUTYRATE[1]


def draws(people: Healthy, name: str, rng: np.random.Generator) -> Iterator[dict[str, float]]:
    """Draw people without end from a fitted reference."""
    table = load(name)
    there = mean_prevalence(table.centre, table.spread)
    loadings, rest = copula(people.shares, rng)
    usable = [name == "16s-genus" or _family(taxon) in LINEAGE for taxon in table.taxa]
    limit = LIMIT if name == "shotgun-species" else 1 / READS_16S
    while True:
        factors = rng.standard_normal(FACTORS)
        scores = loadings @ factors + rest * rng.standard_normal(len(rest))
        place = ndtr(scores)
        carried = (place > 1 - there) & np.array(usable)
        within = np.clip((place - (1 - there)) / there, 1e-9, 1 - 1e-9)
        shares = np.exp(np.minimum(table.mu + table.sigma * ndtri(within), 0.0))
        shown = carried & (rng.random(len(shares)) < -np.expm1(-shares / limit))
        total = float(shares[shown].sum())
        if not TOTAL[0] <= total <= TOTAL[1]:
            continue
        found = {table.taxa[at]: float(shares[at] / total) for at in np.flatnonzero(shown)}
        yield dict(sorted(found.items(), key=lambda item: -item[1]))


def copula(shares: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return loadings, shape (t, 20), and the sd of what they leave, shape (t,).

    Of the correlations between normal scores of the shares; ties (zeros) in random order.
    """
    n = len(shares)
    order = np.lexsort((rng.random(shares.shape), shares), axis=0)
    ranks = np.argsort(order, axis=0)
    scores = ndtri((ranks + 0.5) / n)
    values, vectors = np.linalg.eigh(np.corrcoef(scores, rowvar=False))
    loadings = vectors[:, -FACTORS:] * np.sqrt(values[-FACTORS:])
    return loadings, np.sqrt(np.clip(1 - (loadings**2).sum(axis=1), 0.0, 1.0))


def as_profile(shares: Mapping[str, float], rank: Rank, method: Method) -> Profile:
    """Wrap drawn shares as a profile."""
    about = ReadingReport(
        "drawn", 1.0, rank, "cell fraction", 100.0, "%", UNCLASSIFIED, 1.0, len(shares)
    )
    where = Provenance("drawn", method=method)
    return Profile("example", rank, shares, UNCLASSIFIED, where, about, READS)


def _genus(taxon: str) -> str:
    species = resolver().lineage_of(taxon)
    return species.genus if species else taxon.partition(" ")[0]


def _family(taxon: str) -> str:
    species = resolver().lineage_of(taxon)
    return species.family if species else ""


def write_later(folder: Path, seed: int) -> None:
    """Write the person of ``profile.tsv`` as a second sample might show them."""
    first = read_profile(folder / "profile.tsv").shares
    about = f"profile.tsv with the noise of seed {seed}"
    write(folder / "profile-later.tsv", metaphlan(later(first, seed), about))


def later(shares: Mapping[str, float], seed: int) -> dict[str, float]:
    """Move every genus as it moves in healthy people, all its species alike; `GONE` is lost."""
    noise, rng = load_noise()["shotgun-genus"], np.random.default_rng(seed)
    genera: dict[str, float] = {}
    for taxon, share in shares.items():
        genera[_genus(taxon)] = genera.get(_genus(taxon), 0.0) + share
    factor = {}
    for genus, share in sorted(genera.items()):
        _, spread = deviation(np.array([share]), np.array([share]), LIMIT, noise)
        factor[genus] = float(np.exp(rng.standard_normal() * spread[0]))
    moved = {t: s * factor[_genus(t)] for t, s in shares.items() if _genus(t) != GONE}
    seen = {t: s for t, s in moved.items() if s > LIMIT * sum(moved.values())}
    return {t: s / sum(seen.values()) for t, s in seen.items()}


def metaphlan(person: Mapping[str, float], about: str) -> str:
    """Return the person as MetaPhlAn 4 would write it, with parent ranks and SGB rows."""
    rows: dict[str, tuple[str, float]] = {}
    groups = _groups()
    for taxon, share in person.items():
        percent = 100 * share * (1 - UNCLASSIFIED)
        for clade, taxid in _clades(taxon, groups.get(taxon)):
            rows[clade] = (taxid, rows.get(clade, ("", 0.0))[1] + percent)
    lines = [
        "#mpa_vOct22_CHOCOPhlAnSGB_202212",
        f"#synthetic: {about} of scripts/build_example.py, nobody's stool",
        f"#{READS} reads processed",
        "#SampleID\tMetaphlan_Analysis",
        "#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species",
        f"UNCLASSIFIED\t-1\t{100 * UNCLASSIFIED:.5f}\t",
    ]
    ordered = sorted(rows.items(), key=lambda item: (item[0].count("|"), -item[1][1], item[0]))
    lines += [f"{clade}\t{taxid}\t{value:.5f}\t" for clade, (taxid, value) in ordered]
    return "\n".join(lines) + "\n"


def _groups() -> dict[str, str]:
    """Return the first SGB of each species."""
    found: dict[str, str] = {}
    for key, entry in tables().names.items():
        if entry.kind == "MetaPhlAn" and key.startswith("sgb"):
            found.setdefault(entry.name, key.upper().replace(" GROUP", "_group"))
    return found


def _clades(taxon: str, group: str | None) -> Iterator[tuple[str, str]]:
    species = resolver().lineage_of(taxon)
    assert species is not None
    kingdom = "Archaea" if "Methano" in species.family else "Bacteria"
    written = WRITTEN.get(taxon, taxon.replace(" ", "_").replace("._", "_").replace("/", "_"))
    names = [kingdom, *LINEAGE[species.family].split("|"), species.family, species.genus, written]
    ids = ["2157" if kingdom == "Archaea" else "2", "", "", "", "", "", str(species.taxid or "")]
    if group:
        names, ids = [*names, group], [*ids, ""]
    for depth in range(1, len(names) + 1):
        clade = "|".join(f"{rank}__{name}" for rank, name in zip("kpcofgst", names, strict=False))
        yield "|".join(clade.split("|")[:depth]), "|".join(ids[:depth])


def long_table(person: Mapping[str, float], rng: np.random.Generator) -> str:
    """Return counts of reads as a long table of genera."""
    names = list(person)
    counts = rng.multinomial(READS_16S, np.array([person[name] for name in names]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["sample_id", "genus", "abundance"])
    rows = sorted(zip(names, counts.tolist(), strict=True), key=lambda row: (-row[1], row[0]))
    writer.writerows(("synthetic-16s", name, count) for name, count in rows if count)
    return out.getvalue()


def write(path: Path, text: str) -> None:
    """Write a file in one step."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)


if __name__ == "__main__":
    main()
