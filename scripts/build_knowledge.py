"""Build the knowledge tables of Legaat from the compiled evidence tables and our own sentences.

Run from the project root::

    python scripts/build_knowledge.py                # writes src/legaat/knowledge/data/*.json
    python scripts/build_knowledge.py --check        # only says whether they are up to date

Facts (sources, grades, signs, interactions) come from ``<shared>/evidence/*.tsv``; sentences in
two languages, and what a rule means for the program, from ``scripts/knowledge/*.toml``. The same
input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from legaat._files import write_atomic
from legaat.knowledge._schema import validate
from legaat.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "scripts" / "knowledge"
TARGET = ROOT / "src" / "legaat" / "knowledge" / "data"
Row: TypeAlias = dict[str, Any]

# A part of a note such as "first author from memory" or "journal and year from memory".
_PARTS = {"author": "authors", "journal": "journal", "title": "title", "year": "year"}


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Read one evidence table."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_toml(name: str) -> Row:
    """Read one of our own source files."""
    return tomllib.loads((SOURCES / f"{name}.toml").read_text(encoding="utf-8"))


def ids(text: str) -> list[str]:
    """Split "R001;own-rule" into ids; "none" is no source."""
    return [part for part in (p.strip() for p in text.split(";")) if part and part != "none"]


def informal(text: str) -> str:
    """Turn the polite Dutch "u" of the tables into the "je" that Legaat uses."""
    for polite, plain in (
        ("Gaat u ", "Ga je "),
        ("Verandert u ", "Verander je "),
        ("twijfelt u,", "twijfel je,"),
    ):
        text = text.replace(polite, plain)
    for polite, plain in (("u", "je"), ("uw", "je"), ("U", "Je"), ("Uw", "Je")):
        text = re.sub(rf"\b{polite}\b", plain, text)
    return text


def known(text: str) -> str:
    """Empty what a table marks as not shown; keep what stands beside it."""
    inner = re.fullmatch(r"\((?:authors|journal) not shown(?:; ([^)]*))?\)", text)
    return (inner[1] or "") if inner else text


def title(text: str) -> str:
    """Put a title that is a description in square brackets, as bibliographies do."""
    bare = re.sub(r"^\(title not shown\) ", "", text)
    bare = re.sub(r" \(title is a description\)$", "", bare)
    bare = re.sub(r" \(title not shown(?: in excerpt)?\)$", "", bare)
    bare = re.sub(r"; title not shown\)$", ")", bare)
    return text if bare == text else f"[{bare}]"


def unconfirmed(note: str) -> list[str]:
    """Say which parts of a source the page that was read did not confirm."""
    parts = [p for p in re.split(r"[;,]", note) if "from memory" in p]
    return sorted({name for p in parts for word, name in _PARTS.items() if word in p})


def citations(evidence: Path) -> list[Row]:
    """Return every source."""
    return [
        {
            "id": row["id"],
            "authors": known(row["authors"]),
            "title": title(row["title"]),
            "journal": known(row["journal"]),
            "year": int(row["year"]) if row["year"] else None,
            "doi": row["doi"] or None,
            "pmid": row["pmid"] or None,
            "verified": row["verified"],
            "unconfirmed": unconfirmed(row["note"]),
        }
        for row in (*read_tsv(evidence / "citations.tsv"), *_own_citations())
    ]


def _own_citations() -> Iterator[dict[str, str]]:
    """Give the sources that the evidence tables don't have, as they would have them."""
    for name, entry in read_toml("citations").items():
        blank = dict.fromkeys(("doi", "pmid", "note"), "")
        yield {**blank, "id": name, **{key: str(value) for key, value in entry.items()}}


def evidence_rows(evidence: Path) -> list[Row]:
    """Return every evidence row in both languages, without what says how it was looked up."""
    dutch = read_toml("evidence_nl")

    def clean(text: str) -> str:
        text = re.sub(r"\bnot in (?:the )?(?:excerpt|abstract)\b", "not seen", text)
        text = text.replace("outside the excerpt", "not seen").replace("not located", "not found")
        return re.sub(r"\bfrom memory\b", "unverified", text)

    def both(row: dict[str, str], key: str) -> Row:
        """Return a sentence of the table with its Dutch; one that has none stops the build."""
        english = clean(row["intervention" if key == "title" else key])
        own = dutch["rows"][row["id"]]
        return {"nl": own[key] if key in own else dutch[key][english], "en": english}

    return [
        {
            "id": row["id"],
            "title": both(row, "title"),
            "kind": both(row, "kind"),
            "form": both(row, "form"),
            "dose": both(row, "dose"),
            "population": both(row, "population"),
            "outcome": both(row, "outcome"),
            "direction": both(row, "direction"),
            "grade": row["grade"],
            "isapp": row["isapp_postbiotic"] == "yes",
            "citations": ids(row["cites"]),
        }
        for row in read_tsv(evidence / "interventions.tsv")
    ]


def claims(evidence: Path) -> list[Row]:
    """Return the popular claims with their verdicts, everything in both languages."""
    own = read_toml("claims")
    return [
        {
            "id": row["id"],
            "topic": own["topics"][row["section"]],
            "claim": {"nl": row["claim_nl"], "en": row["claim_en"]},
            "verdict": row["verdict"],
            "reason": {"nl": own[row["id"]]["reason_nl"], "en": _sentence(row["reason_en"])},
            "correction": {
                "nl": _sentence(own[row["id"]].get("correction_nl", row["correctie_nl"])),
                "en": _sentence(own[row["id"]]["correction_en"]),
            },
            "confidence": row["confidence"],
            "rows": ids(row["rows"]),
            "citations": ids(row["cites"]),
        }
        for row in read_tsv(evidence / "claims.tsv")
    ]


def _sentence(text: str) -> str:
    """End a sentence of the tables with a full stop."""
    return text if text.endswith((".", "!", "?")) else text + "."


def red_flags(evidence: Path) -> list[Row]:
    """Return the signs that need a doctor, with the facts that make them."""
    whens = read_toml("red_flags")
    covers, own = whens["covers"], whens["do"]

    def do(row: dict[str, str]) -> Row:
        """Return our own sentence where there is one, else the table's."""
        told: Row = {"nl": informal(row["what_to_do_nl"]), "en": row["what_to_do_en"]}
        said: Row = own.get(row["id"], told)
        return said

    def do_older(row: dict[str, str]) -> Row | None:
        """Return what is said beyond the age of the child health centre."""
        named = row["urgency"] == "soon" and "child health centre" in row["what_to_do_en"]
        babies = any(re.search(r"\bage<1\b", line) for line in whens[row["id"]])
        older: Row = whens["do_older"]
        return older if named and not babies else None

    return [
        {
            "id": row["id"],
            "sign": {"nl": informal(row["sign_nl"]), "en": row["sign_en"]},
            "do": do(row),
            "do_older": do_older(row),
            "covers": covers.get(row["id"], []),
            "who": row["who"],
            "urgency": row["urgency"],
            "citations": ids(row["citations"]) + (["own-rule"] if row["id"] in own else []),
            "when": [f"complaint={row['id'].lower()}", *whens[row["id"]]],
        }
        for row in read_tsv(evidence / "red_flags.tsv")
    ]


def interactions(evidence: Path) -> list[Row]:
    """Return what does not go with a medicine or a condition."""
    meant = read_toml("interactions")
    return [
        {
            "id": row["id"],
            "suggestion": row["suggestion_kind_or_food"],
            "medicine": row["medicine_or_condition"],
            "groups": row["group_or_ATC"],
            "severity": row["severity"],
            "say": {"nl": informal(row["advice_nl"]), "en": row["advice_en"]},
            "citations": [
                *ids(row["citations"]),
                *(
                    ["own-rule"]
                    if any(check.get("own") for check in meant[row["id"]])
                    and "own-rule" not in row["citations"]
                    else []
                ),
            ],
            "checks": [
                {k: v for k, v in check.items() if k != "own"} for check in meant[row["id"]]
            ],
        }
        for row in read_tsv(evidence / "interactions.tsv")
    ]


def rules(rows: dict[str, Row], words: list[Row]) -> list[Row]:
    """Return the safety rules: the table's grade and sources, our sentences and checks."""
    labels = {word["id"]: word for word in words if word["field"] == "allergies"}
    built = []
    for rule_id, rule in read_toml("rules").items():
        row = rows.get(rule_id)
        own = row is None or rule.get("own", False) or not row["citations"]
        cites = list(row["citations"]) if row else []
        cites += rule.get("cites", [])
        for other in rule.get("rows", []):
            cites += [c for c in rows[other]["citations"] if c not in cites]
        checks = rule.get("checks", []) + _of_allergens(rule, labels)
        built.append(
            {
                "id": rule_id,
                "kind": rule["kind"],
                "title": rule["title"],
                "why": rule["why"],
                "grade": row["grade"] if row else None,
                "citations": cites + (["own-rule"] if own else []),
                "checks": checks,
                "refers": [
                    {"gates": True, "yields": False, **refer} for refer in rule.get("refers", [])
                ],
                "through": rule.get("through", []),
            }
        )
    return built


def _of_allergens(rule: Row, labels: dict[str, Row]) -> list[Row]:
    """Return the checks of a rule that are the same for each allergen, with its own name."""
    plants = [
        {
            "when": [f"allergy={allergen}"],
            "what": ["plants"],
            "then": "caution",
            "if_unknown": "ignore",
            "say": _named(rule["say_plants"], labels[allergen]),
        }
        for allergen in rule.get("plants", [])
    ]
    own = [
        {
            "when": [f"allergy={allergen}"],
            "what": [f"allergen:{allergen}"],
            "then": "stop",
            "say": _named(
                rule["say_many" if allergen in rule.get("many", []) else "say"], labels[allergen]
            ),
        }
        for allergen in rule.get("allergens", [])
    ]
    return plants + own


def _named(say: Row, word: Row) -> Row:
    """Put the name of a word in a sentence, without the example behind its comma."""
    return {
        lang: say[lang].replace(f"{{{lang}}}", word["label"][lang].split(",")[0])
        for lang in ("nl", "en")
    }


def interventions(rows: dict[str, Row]) -> list[Row]:
    """Return what one can do: our sentences, the table's grades and sources."""
    return [
        {
            "id": name,
            "kind": entry["kind"],
            "use": entry.get("use", "suggest"),
            "product": entry.get("product", False),
            "gentle": entry.get("gentle", False),
            "listed": entry.get("listed", False),
            "group": entry.get("group"),
            "burden": entry["burden"],
            "title": entry["title"],
            "form": entry["form"],
            "dose": _wording(entry.get("dose")),
            "start_low": [_wording(step) for step in entry["start_low"]],
            "own_start": entry.get("own_start", False),
            "cautions": entry["cautions"],
            "tags": entry["tags"],
            "names": entry.get("names", []),
            "answers": [_answer(answer, rows) for answer in entry["answers"]],
            "adds": {name: float(grams) for name, grams in entry.get("adds", {}).items()},
        }
        for name, entry in read_toml("interventions").items()
    ]


def _sources_of(names: list[str], rows: dict[str, Row]) -> list[str]:
    return list(dict.fromkeys(c for name in names for c in rows[name]["citations"]))


def strains(rows: dict[str, Row]) -> list[Row]:
    """Return the live strains that were tested in people."""
    return [
        {
            "id": name,
            "dose": None,
            **entry,
            "grade": rows[entry["rows"][0]]["grade"],
            "citations": _sources_of(entry["rows"], rows),
        }
        for name, entry in read_toml("strains").items()
    ]


def ingredients(rows: dict[str, Row]) -> list[Row]:
    """Return what a blend can be made of."""
    own = read_toml("ingredients")
    said = own.pop("texts")
    built = []
    for name, entry in own.items():
        form = said[entry["form"]]
        built.append(
            {
                "id": name,
                "pieces": None,
                "fodmap": 0.0,
                **entry,
                "form": {lang: form[lang] for lang in ("nl", "en")},
                "form_rows": form["rows"],
                "citations": _sources_of([*entry["rows"], *form["rows"]], rows),
            }
        )
    return built


def portions() -> list[Row]:
    """Return how much is eaten or taken a day at each step."""
    usual: Row = {"grams": [], "pieces": [], "weeks": None, "food": None, "buy": None}
    return [{"id": name, **usual, **entry} for name, entry in read_toml("portions").items()]


def _wording(text: Row | None) -> Row | None:
    """Return a sentence as it is, or with for whom not and what is said to them instead."""
    if text is None or "unless" not in text:
        return text
    plain = {lang: text[lang] for lang in ("nl", "en")}
    return {"say": plain, "unless": text["unless"], "instead": _wording(text.get("instead"))}


def _answer(answer: Row, rows: dict[str, Row]) -> Row:
    cites = [c for row in answer["rows"] for c in rows[row]["citations"]]
    return {
        **answer,
        "mechanism": _wording(answer["mechanism"]),
        "grade": rows[answer["rows"][0]]["grade"],
        "citations": list(dict.fromkeys(cites)),
    }


def remarks(rows: dict[str, Row]) -> list[Row]:
    """Return what one need not do."""
    return [
        {
            "id": name,
            "when": entry["when"],
            "say": {"nl": entry["nl"], "en": entry["en"]},
            "rows": entry["rows"],
            "citations": list(
                dict.fromkeys(c for row in entry["rows"] for c in rows[row]["citations"])
            ),
        }
        for name, entry in read_toml("remarks").items()
    ]


_FIBRES = {
    "total": "fibre_total_g_per_100g",
    "inulin": "inulin_fructan_g",
    "fos": "fos_g",
    "gos": "gos_raffinose_g",
    "resistant starch": "resistant_starch_g",
    "pectin": "pectin_g",
    "beta-glucan": "beta_glucan_g",
    "arabinoxylan": "arabinoxylan_g",
    "cellulose": "cellulose_g",
    "other soluble": "other_soluble_g",
}


def amount(text: str) -> Row | None:
    """Read "2.1", "0.5-7.1" or ">55" (a floor); a blank is not known, and never zero."""
    if not text:
        return None
    if text.startswith(">"):
        return {"low": float(text[1:]), "high": None}
    low, _, high = text.partition("-")
    return {"low": float(low), "high": float(high or low)}


def fodmap(text: str, own: Row) -> Row:
    """Read "high: fructan (white part); green part low" into a level, its sugars and a note."""
    level, _, rest = text.partition(": ")
    words, notes = rest, []
    for note in sorted(own["fodmap_notes"], key=len, reverse=True):
        for shape in (f" ({note})", f" ({note}", f" {note}"):
            if words.endswith(shape):
                words, notes = words[: -len(shape)], [own["fodmap_notes"][note]]
                break
        if notes:
            break
    sugars = [s.strip() for s in re.split(r"[/+]", words) if s.strip() not in {"", "-"}]
    return {
        "level": level,
        "sugars": [own["fodmap"][sugar] for sugar in sugars],
        "note": notes[0] if notes else None,
    }


def _organisms(text: str, before: list[str]) -> list[str]:
    """Return the names; what is dead or unknown is said by `live`, not here."""
    if text == "as green":
        return before
    bare = re.sub(r"\(.*?\)", "", text)
    names = [name.strip() for name in bare.split(";")]
    return [n for n in names if n and n != "-" and "none live" not in n and "fermented by" not in n]


_ALLERGENS = ("gluten", "milk", "soy", "nuts", "egg", "fish")


def foods(evidence: Path) -> list[Row]:
    """Return the everyday foods; what wasn't found is left out."""
    own, built = read_toml("foods"), []
    organisms: list[str] = []
    for row in read_tsv(evidence / "foods.tsv"):
        organisms = _organisms(row["typical_organisms"], organisms)
        allergens = [a for a in _ALLERGENS if row[a] == "yes"]
        if row["id"] in own["not_nuts"]:
            allergens.remove("nuts")
        live = row["live_when_eaten"]
        built.append(
            {
                "id": row["id"].replace("_", "-"),
                "name": {"nl": row["name_nl"], "en": row["name_en"]},
                "group": own["groups"][row["group"]],
                "portion_g": float(row["portion_g"]),
                "portion": {"nl": row["portion_words_nl"], "en": row["portion_words_en"]},
                "fibre": {
                    name: found
                    for name, column in _FIBRES.items()
                    if (found := amount(row[column])) is not None
                },
                "polyphenols_mg": amount(row["polyphenols_mg"]),
                "protein_g": amount(row["protein_g"]),
                "sugar_g": amount(row["sugar_g"]),
                "salt_g": amount(row["salt_g"]),
                "fermented": row["fermented"],
                "live": re.split(r"[: ]", live)[0] if " if " not in live else "depends",
                "live_note": own["live"].get(live),
                "organisms": organisms,
                "histamine": row["histamine"],
                "fodmap": fodmap(row["fodmap"], own),
                "tyramine": row["tyramine"],
                "allergens": allergens + own["allergens"].get(row["id"], []),
                "vegan": row["vegan"] == "yes",
                "vitamin_k_high": _known(row["vitamin_k_high"]),
                "oxalate_high": _known(row["oxalate_high"]),
                "caution": own["cautions"].get(row["id"]),
                "sources": row["sources"].split(","),
                "confidence": row["confidence"],
            }
        )
    return built


def _known(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def substances(rows: dict[str, Row], told: dict[str, Row]) -> list[Row]:
    """Return what is known of each substance; its sources are those of its rows and claims."""
    return [
        {
            "id": name,
            "name": entry["name"],
            "kind": entry["kind"],
            "what": entry["what"],
            "effects": entry.get("effects", []),
            "claims": entry["claims"],
            "citations": _cited(
                *(rows[row] for effect in entry.get("effects", []) for row in effect["rows"]),
                *(told[claim] for claim in entry["claims"]),
            ),
        }
        for name, entry in read_toml("substances").items()
    ]


def areas(rows: dict[str, Row], told: dict[str, Row]) -> list[Row]:
    """Return what is known by part of the body."""
    return [
        {
            "id": name,
            **entry,
            "citations": _cited(
                *(rows[row] for row in entry["rows"]), *(told[claim] for claim in entry["claims"])
            ),
        }
        for name, entry in read_toml("areas").items()
    ]


def _cited(*entries: Row) -> list[str]:
    return list(dict.fromkeys(c for entry in entries for c in entry["citations"]))


def food_sources(evidence: Path) -> list[Row]:
    """Return where the figures of the foods come from."""
    return [
        {
            "id": row["id"],
            "authors": row["authors"],
            "title": row["title"],
            "year": row["year"] if re.search(r"\d{4}", row["year"]) else "",
            "doi": row["doi"] if re.fullmatch(r"10\.\d{4,}/\S+", row["doi"]) else None,
            "verified": row["verified"] if row["verified"] in {"yes", "partial"} else "no",
        }
        for row in read_tsv(evidence / "food_sources.tsv")
    ]


def all_words(flags: list[Row]) -> list[Row]:
    """Return the words about a person; every red flag is a complaint that can be named."""
    built = [
        {
            "field": field,
            "id": word,
            "label": {"nl": entry["nl"], "en": entry["en"]},
            "also": entry.get("also", []),
            "implies": entry.get("implies", []),
        }
        for field, entries in read_toml("words").items()
        for word, entry in entries.items()
    ]
    built += [
        {
            "field": "complaints",
            "id": flag["id"].lower(),
            "label": flag["sign"],
            "also": [],
            "implies": [],
        }
        for flag in flags
    ]
    return built


def medicines() -> list[Row]:
    """Return the groups of medicines and their names."""
    return [
        {
            "atc": atc,
            "label": {"nl": group["nl"], "en": group["en"]},
            "names": [*group["names"], *group.get("words", [])],
            "implies": group.get("implies", []),
        }
        for atc, group in read_toml("medicines").items()
    ]


def by_hand(name: str) -> list[Row]:
    """Return a table that is written by hand and checked here, as it lies in the package."""
    rows: list[Row] = json.loads((TARGET / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def build(evidence: Path) -> dict[str, list[Row]]:
    """Return every table by its name."""
    rows = evidence_rows(evidence)
    by_id = {row["id"]: row for row in rows}
    flags = red_flags(evidence)
    words = all_words(flags)
    told = claims(evidence)
    by_claim = {claim["id"]: claim for claim in told}
    return {
        "antibiotic_sources": by_hand("antibiotic_sources"),
        "antibiotics": by_hand("antibiotics"),
        "areas": areas(by_id, by_claim),
        "citations": citations(evidence),
        "claims": told,
        "evidence": rows,
        "food_sources": food_sources(evidence),
        "foods": foods(evidence),
        "ingredients": ingredients(by_id),
        "interactions": interactions(evidence),
        "interventions": interventions(by_id),
        "medicines": medicines(),
        "portions": portions(),
        "red_flags": flags,
        "remarks": remarks(by_id),
        "rules": rules(by_id, words),
        "strains": strains(by_id),
        "substances": substances(by_id, by_claim),
        "words": words,
    }


def render(table: list[Row]) -> str:
    """Write a table as JSON that a person can read and a machine can compare."""
    return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Build, check against the schema, and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, help="folder with the evidence tables")
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    shared = options.shared or Settings.from_environment().shared or ROOT.parent / "shared"
    tables = build(shared / "evidence")
    problems = validate(tables)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    stale = 0
    for name, table in tables.items():
        path, text = TARGET / f"{name}.json", render(table)
        same = path.exists() and path.read_text(encoding="utf-8") == text
        stale += not same
        if not same and not options.check:
            write_atomic(path, text)
        print(f"{name}: {len(table)} entries{'' if same else ', changed'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
