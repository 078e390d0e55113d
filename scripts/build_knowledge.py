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
        for row in read_tsv(evidence / "citations.tsv")
    ]


def evidence_rows(evidence: Path) -> list[Row]:
    """Return every evidence row, in English, without what says how a row was looked up."""

    def clean(text: str) -> str:
        text = re.sub(r"\bnot in (?:the )?(?:excerpt|abstract)\b", "not seen", text)
        text = text.replace("outside the excerpt", "not seen").replace("not located", "not found")
        return re.sub(r"\bfrom memory\b", "unverified", text)

    return [
        {
            "id": row["id"],
            "title": clean(row["intervention"]),
            "kind": row["kind"],
            "form": clean(row["form"]),
            "dose": clean(row["dose"]),
            "population": clean(row["population"]),
            "outcome": clean(row["outcome"]),
            "direction": clean(row["direction"]),
            "grade": row["grade"],
            "isapp": row["isapp_postbiotic"] == "yes",
            "citations": ids(row["cites"]),
        }
        for row in read_tsv(evidence / "interventions.tsv")
    ]


def red_flags(evidence: Path) -> list[Row]:
    """Return the signs that need a doctor, with the facts that make them."""
    whens = read_toml("red_flags")
    return [
        {
            "id": row["id"],
            "sign": {"nl": informal(row["sign_nl"]), "en": row["sign_en"]},
            "do": {"nl": informal(row["what_to_do_nl"]), "en": row["what_to_do_en"]},
            "who": row["who"],
            "urgency": row["urgency"],
            "citations": ids(row["citations"]),
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
        for other in rule.get("rows", []):
            cites += [c for c in rows[other]["citations"] if c not in cites]
        checks = rule.get("checks", []) + [
            {
                "when": [f"allergy={allergen}"],
                "what": [f"allergen:{allergen}"],
                "then": "stop",
                "say": {
                    lang: rule["say"][lang].replace(f"{{{lang}}}", labels[allergen]["label"][lang])
                    for lang in ("nl", "en")
                },
            }
            for allergen in rule.get("allergens", [])
        ]
        built.append(
            {
                "id": rule_id,
                "kind": rule["kind"],
                "title": rule["title"],
                "why": rule["why"],
                "grade": row["grade"] if row else None,
                "citations": cites + (["own-rule"] if own else []),
                "checks": checks,
                "refers": [{"gates": True, **refer} for refer in rule.get("refers", [])],
                "through": rule.get("through", []),
            }
        )
    return built


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
        }
        for name, entry in read_toml("interventions").items()
    ]


def _wording(text: Row | None) -> Row | None:
    """Return a sentence as it is, or with for whom not and what is said to them instead."""
    if text is None or "unless" not in text:
        return text
    plain = {lang: text[lang] for lang in ("nl", "en")}
    return {"say": plain, "unless": text["unless"], "instead": text.get("instead")}


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


def build(evidence: Path) -> dict[str, list[Row]]:
    """Return every table by its name."""
    rows = evidence_rows(evidence)
    by_id = {row["id"]: row for row in rows}
    flags = red_flags(evidence)
    words = all_words(flags)
    return {
        "citations": citations(evidence),
        "evidence": rows,
        "interactions": interactions(evidence),
        "interventions": interventions(by_id),
        "medicines": medicines(),
        "red_flags": flags,
        "remarks": remarks(by_id),
        "rules": rules(by_id, words),
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
