"""What the tables must look like; used when they are built and by the tests, never at run time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from legaat.knowledge._citation import OWN_RULE
from legaat.knowledge._entries import SCHEMAS
from legaat.knowledge._plain import plain
from legaat.knowledge._when import FACT_KEYS, parse_when

__all__ = ["SCHEMAS", "TAGS", "best_grade", "validate"]


TAGS: Final = frozenset(
    tag.strip()
    for line in """
    product; capsule; adult dose; live; live product; dead; lysate; biotic product; new strain
    akkermansia; boulardii; fibre powder; swelling fibre; fibre change; fermentable; psyllium
    inulin; pectin; bran; linseed; resistant starch; fodmap-rich; sorbitol; laxative food
    fermented; fermented vegetables; mixed ferments; histamine-rich; tyramine; salty; alcohol
    alcohol trace; raw; dairy; lactose-rich; gluten; oats; soy; soy sauce or miso; natto
    vitamin k2; leafy greens; potassium; potassium salt; sugar; blood sugar; magnesium
    extra fluid; plants; tea or cocoa; butyrate; tributyrin; gaba; exercise; therapy
    restrictive diet; some potassium; phosphate; protein; small hard pieces; fruit
    eating pattern; much lactose; some salt; bulky; partly dairy; much potassium; grapefruit
    iodine-rich; cranberry
    """.strip().splitlines()
    for tag in line.split(";")
)
"""What the rules may ask of a thing, besides ``allergen:<allergy>`` and ``*`` (everything)."""

_BARE: Final = frozenset({"always", "pregnant", "breastfeeding", "preterm"})
_NUMBERS: Final = frozenset({"age", "antibiotics days"})
_FREE: Final = frozenset({"low", "takes"})

Tables = Mapping[str, list[dict[str, Any]]]


def best_grade(verified: Iterable[str]) -> str:
    """Return the best grade that sources in these states of verification allow.

    A needs a source that is verified; one seen only in part allows B; none allows D
    (the caps of the evidence tables).
    """
    states = set(verified)
    if "yes" in states:
        return "A"
    return "B" if "partial" in states else "D"


def validate(tables: Tables) -> list[str]:
    """Return what is wrong with the tables: shapes, unknown ids, broken grade caps."""
    # Each stage relies on the one before: an unknown id would break the grades.
    stages: tuple[tuple[Callable[[Tables], Iterator[str]], ...], ...] = (
        (_shapes,),
        (_ids, _sources),
        (_grades, _facts, _tags, _words, _claims, _foods, _biotics, _portions, _courses),
    )
    for stage in stages:
        problems = [problem for check in stage for problem in check(tables)]
        if problems:
            return problems
    return []


def _shapes(tables: Tables) -> Iterator[str]:
    for name, model in SCHEMAS.items():
        for row in tables[name]:
            try:
                model.model_validate(row)
            except ValidationError as error:
                first = error.errors()[0]
                yield f"{name}: {row.get('id')}: {first['loc']}: {first['msg']}"


def _ids(tables: Tables) -> Iterator[str]:
    for name, rows in tables.items():
        keys = [(row.get("field"), row.get("id", row.get("atc"))) for row in rows]
        yield from (f"{name}: {key} twice" for key in set(keys) if keys.count(key) > 1)
    known = {row["id"] for name in ("rules", "interactions", "red_flags") for row in tables[name]}
    for flag in tables["red_flags"]:
        yield from (f"{flag['id']}: covers {c}" for c in flag["covers"] if c not in known)
    for rule in tables["rules"]:
        yield from (f"{rule['id']}: through {t}" for t in rule["through"] if t not in known)
        acts = rule["checks"] or rule["refers"] or rule["through"] or rule["kind"] == "wording"
        # S52 is carried out where a thing's own names are looked for in what somebody takes.
        if not acts and rule["id"] != "S52":
            yield f"{rule['id']} does nothing"


def _sources(tables: Tables) -> Iterator[str]:
    sources = {row["id"] for row in tables["citations"]} | {OWN_RULE}
    rows = {row["id"] for row in tables["evidence"]}
    for name, table in tables.items():
        for row in table:
            for part in (row, *row.get("answers", ()), *row.get("effects", ())):
                yield from (
                    f"{name}: {row['id']}: no source {c}"
                    for c in part.get("citations", ())
                    if c not in sources
                )
                yield from (
                    f"{name}: {row['id']}: no row {r}"
                    for r in part.get("rows", ())
                    if r not in rows
                )


def _grades(tables: Tables) -> Iterator[str]:
    state = {row["id"]: row["verified"] for row in tables["citations"]}
    graded = {row["id"]: row["grade"] for row in tables["evidence"]}
    isapp = {row["id"]: row["isapp"] for row in tables["evidence"]}
    for row in tables["evidence"]:
        best = best_grade(state[c] for c in row["citations"])
        if row["grade"] < best:
            yield f"{row['id']}: grade {row['grade']} above {best}"
    for entry in tables["interventions"]:
        for answer in entry["answers"]:
            first = answer["rows"][0]
            if answer["grade"] != graded[first]:
                yield f"{entry['id']}: grade differs from {first}"
            if entry["use"] == "suggest" and answer["grade"] == "D":
                yield f"{entry['id']}: {first} has grade D and must not drive advice"
            if (entry["kind"] == "postbiotic") != isapp[first]:
                yield f"{entry['id']}: kind against ISAPP in {first}"


def _claims(tables: Tables) -> Iterator[str]:
    for claim in tables["claims"]:
        if claim["verdict"] in {"supported", "contradicted"} and not claim["citations"]:
            yield f"{claim['id']}: {claim['verdict']} without a source"
    known = {claim["id"] for claim in tables["claims"]}
    areas = {area["id"] for area in tables["areas"]}
    for entry in (*tables["substances"], *tables["areas"]):
        yield from (f"{entry['id']}: no claim {c}" for c in entry["claims"] if c not in known)
    for entry in tables["substances"]:
        yield from (
            f"{entry['id']}: no area {effect['area']}"
            for effect in entry["effects"]
            if effect["area"] not in areas
        )


def _foods(tables: Tables) -> Iterator[str]:
    known = {row["id"] for row in tables["food_sources"]}
    allergies = {row["id"] for row in tables["words"] if row["field"] == "allergies"}
    for food in tables["foods"]:
        own = f"foods: {food['id']}"
        yield from (f"{own}: no source {s}" for s in food["sources"] if s not in known)
        yield from (f"{own}: unknown {a}" for a in food["allergens"] if a not in allergies)
        for name, found in food["fibre"].items():
            if found["high"] is not None and not found["low"] <= found["high"] <= 100:
                yield f"{own}: {name} out of range"


def _biotics(tables: Tables) -> Iterator[str]:
    graded = {row["id"]: row["grade"] for row in tables["evidence"]}
    for strain in tables["strains"]:
        if strain["grade"] != graded[strain["rows"][0]]:
            yield f"{strain['id']}: grade differs from {strain['rows'][0]}"
        if "live" not in strain["tags"]:
            yield f"{strain['id']}: a live strain without its tag"
    uses = {entry["id"]: entry["use"] for entry in tables["interventions"]}
    for item in tables["ingredients"]:
        if uses.get(item["id"]) != "suggest":
            yield f"ingredients: {item['id']} isn't something that is suggested"
        if item["low"] > item["high"]:
            yield f"ingredients: {item['id']}: low above high"
        yield from (
            f"ingredients: {item['id']}: no row {r}" for r in item["form_rows"] if r not in graded
        )


def _portions(tables: Tables) -> Iterator[str]:
    things = {entry["id"]: entry for entry in tables["interventions"]}
    eaten = {food["id"] for food in tables["foods"]}
    for row in tables["portions"]:
        own, thing = f"portions: {row['id']}", things.get(row["id"])
        if thing is None or thing["use"] != "suggest":
            yield f"{own} isn't something that is suggested"
            continue
        steps = len(thing["start_low"]) if row["steps"].startswith("start") else 0
        steps += row["steps"].endswith("dose")
        if row["steps"].endswith("dose") and thing["dose"] is None:
            yield f"{own}: no dose"
        for name in ("grams", "pieces"):
            if row[name] and len(row[name]) != steps:
                yield f"{own}: {len(row[name])} {name} for {steps} steps"
        if row["food"] is not None and row["food"] not in eaten:
            yield f"{own}: no food {row['food']}"
        if (row["food"] is None) == (row["buy"] is None):
            yield f"{own}: a food, or what to buy"


def _courses(tables: Tables) -> Iterator[str]:
    sources = {row["id"] for row in tables["antibiotic_sources"]}
    used = {source for row in tables["antibiotics"] for source in row["sources"]}
    yield from (f"antibiotics: no source {source}" for source in sorted(used - sources))
    yield from (f"antibiotic_sources: {source} is unused" for source in sorted(sources - used))
    substances = {row["id"] for row in tables["substances"]}
    for row in tables["antibiotics"]:
        for hit in row["hits"]:
            if hit["rank"] == "makers" and hit["name"] not in substances:
                yield f"antibiotics: {row['id']}: no substance {hit['name']}"


def _whens(tables: Tables) -> Iterator[tuple[str, list[str]]]:
    for name, table in tables.items():
        for row in table:
            own = f"{name}: {row.get('id', row.get('atc'))}"
            parts = [row, *(p for k in ("checks", "refers", "answers") for p in row.get(k, ()))]
            for part in parts:
                yield own, part.get("when", part.get("to", []))
            yield own, row.get("implies", [])
            texts = [
                *(row.get("start_low") or ()),
                row.get("dose"),
                *(answer["mechanism"] for answer in row.get("answers", ())),
            ]
            for text in texts:
                yield from ((own, lines) for lines in _unless(text))


def _unless(text: object) -> Iterator[list[str]]:
    """Give for whom a sentence, and what is said instead of it, isn't; a plain string has none."""
    if isinstance(text, dict):
        yield text.get("unless", [])
        yield from _unless(text.get("instead"))


def _facts(tables: Tables) -> Iterator[str]:
    allowed = {(FACT_KEYS[row["field"]], row["id"]) for row in tables["words"]}
    for own, lines in _whens(tables):
        try:
            atoms = [atom for line in parse_when(lines) for atom in line]
        except ValueError as error:
            yield f"{own}: {error}"
            continue
        for atom in atoms:
            if not _allowed(atom.key, atom.op, atom.value, allowed):
                yield f"{own}: unknown fact {atom.fact}"


def _allowed(key: str, op: str, value: str, allowed: set[tuple[str, str]]) -> bool:
    if key in _NUMBERS:
        return op in {"<", "<=", ">="} and re.fullmatch(r"\d+(\.\d+)?", value) is not None
    if op != "=":
        return key in _BARE and not op
    if key == "medicine":
        return value == "any" or re.fullmatch(r"[A-Z]\d{2}[A-Z]{0,2}(\d{2})?", value) is not None
    return (
        key in _FREE
        or (key, value) in allowed
        or (value == "any" and key == "complaint")
        or (value == "any" and key == "condition")
    )


def _tags(tables: Tables) -> Iterator[str]:
    allergies = {row["id"] for row in tables["words"] if row["field"] == "allergies"}
    allowed = TAGS | {f"allergen:{name}" for name in allergies}
    for entry in (*tables["interventions"], *tables["strains"]):
        yield from (f"{entry['id']}: unknown tag {t}" for t in entry["tags"] if t not in allowed)
    for entry in tables["interventions"]:
        if entry["product"] != ("product" in entry["tags"]):
            yield f"{entry['id']}: product and its tag differ"
        if (
            entry["kind"] in {"postbiotic", "probiotic", "synbiotic"}
            and "biotic product" not in (entry["tags"])
        ):
            yield f"{entry['id']}: a biotic without its tag"
    for name in ("rules", "interactions"):
        for row in tables[name]:
            for check in row["checks"]:
                yield from (
                    f"{row['id']}: unknown tag {t}"
                    for t in check["what"]
                    if t not in allowed | {"*"}
                )


def _words(tables: Tables) -> Iterator[str]:
    for field in FACT_KEYS:
        seen: dict[str, str] = {}
        for row in (r for r in tables["words"] if r["field"] == field):
            for text in {plain(t) for t in (row["id"], *row["also"], *row["label"].values())}:
                # A red flag's own sentence may be a word as well; the word is found first.
                if seen.setdefault(text, row["id"]) != row["id"] and not row["id"].startswith("rf"):
                    yield f"{field}: {text!r} is both {seen[text]} and {row['id']}"
