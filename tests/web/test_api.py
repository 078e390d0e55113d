"""What programs ask, and that it is what the pages and the command line say."""

from __future__ import annotations

import json
import re
import time
from string import Formatter
from typing import Any

import jsonschema
import pytest

import legaat
from legaat.errors import UsageError
from legaat.messages import Lang, catalogue
from legaat.reports import render_comparison_json, render_json, schema
from legaat.web._told import plain_what, what_to_do
from web_factory import EXAMPLE, Somebody, face_of
from web_tables import models, table

API = "/api/v1"


def _add(local: Somebody, **query: str) -> str:
    files = {"file": ("profile.tsv", EXAMPLE.read_bytes())}
    answer = local.client.post(f"{API}/profiles", files=files, params=query)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _done(local: Somebody, job: str) -> Any:
    for _ in range(200):
        found = local.client.get(f"{API}/jobs/{job}").json()
        if found["state"] not in {"waiting", "running"}:
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_a_report_is_the_one_of_the_command_line(local: Somebody) -> None:
    found = local.client.post(f"{API}/profiles/{_add(local)}/report").json()
    jsonschema.validate(found, schema("report"))
    there = render_json(legaat.report(legaat.read_profile(EXAMPLE)), "en")
    for key in ("taxa", "substances", "advice", "withheld"):
        assert found[key] == json.loads(json.dumps(there[key])), key


def test_a_profile_is_added_corrected_listed_and_deleted(local: Somebody) -> None:
    profile = _add(local, lab="Lab A")
    rows = local.client.get(f"{API}/profiles").json()["profiles"]
    assert [(row["id"], row["lab"]) for row in rows] == [(profile, "Lab A")]
    there = f"{API}/profiles/{profile}"
    changed = local.client.patch(there, json={"date": "2026-03-01", "rank": "genus"}).json()
    assert changed["profile"]["rank"] == "genus"
    assert changed["options"] == {"lab": "Lab A", "date": "2026-03-01", "rank": "genus"}
    assert local.client.patch(there, json={"rank": "family"}).status_code == 422
    assert local.client.get(there).json()["profile"] == changed["profile"]
    assert local.client.delete(there).status_code == 204
    assert local.client.get(there).status_code == 404
    assert local.client.delete(there).status_code == 404


def test_the_twin_is_asked_in_grams(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}"
    found = local.client.post(f"{there}/simulate", json={"add": {"inulin": 10}}).json()
    jsonschema.validate(found, schema("simulation"))
    now, then = (scenario["exports"]["butyrate"]["value"] for scenario in found["scenarios"])
    assert then > now
    answer = local.client.post(f"{there}/simulate", json={"add": {"moon dust": 10}})
    assert answer.status_code == 400
    assert answer.json()["do"]
    assert local.client.post(f"{there}/simulate", json={"grams": 3}).status_code == 422
    gone = local.client.post(f"{there}/simulate", json={"diet": "nothing"})
    assert gone.status_code == 400


def test_advice_comes_with_strains_and_a_blend(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}"
    asked = {"person": {"age_years": 40}, "strains": True, "blend": {"most_grams": 8}}
    found = local.client.post(f"{there}/advice", json=asked).json()
    jsonschema.validate(found, schema("advice"))
    assert found["blend"] is not None
    assert found["strains"] is not None
    wrong = local.client.post(f"{there}/advice", json={"person": {"agee": 4}})
    assert wrong.status_code == 400
    assert "age" in wrong.json()["do"]


def test_what_was_told_of_the_person_counts_everywhere(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}"
    assert local.client.get(f"{API}/person").status_code == 404
    told = local.client.put(
        f"{API}/person", json={"age_years": 60, "complaints": ["blood in stool"]}
    )
    assert told.status_code == 200
    assert told.json()["referrals"]
    assert local.client.get(f"{API}/person").json()["age_years"] == 60
    assert local.client.post(f"{there}/report").json()["referrals"]
    page = local.get(f"/report/{there.rsplit('/', 1)[-1]}").text
    assert "doctor" in page
    assert local.client.delete(f"{API}/person").status_code == 204
    assert not local.client.post(f"{there}/report").json()["referrals"]
    asked = local.client.get(f"{API}/questions?lang=nl").json()["questions"]
    assert {"age_years", "complaints"} <= {one["key"] for one in asked}


def test_two_samples_are_compared(local: Somebody) -> None:
    one, two = _add(local, lab="A"), _add(local, lab="A", rank="genus")
    query = {"before": one, "after": two}
    found = local.client.get(f"{API}/compare", params=query).json()
    jsonschema.validate(found, schema("comparison"))
    profiles = [legaat.read_profile(EXAMPLE, lab="A"),
                legaat.read_profile(EXAMPLE, lab="A", rank="genus")]  # fmt: skip
    there = render_comparison_json(legaat.compare(*profiles), "en")
    assert found["comparable"] == there["comparable"]
    assert (
        local.client.get(f"{API}/compare", params={"before": one, "after": one}).status_code == 400
    )


def test_a_table_and_a_pack_are_jobs(local: Somebody) -> None:
    sent = {"file": ("cohort.tsv", table(4))}
    started = local.client.post(f"{API}/tables", files=sent)
    assert started.status_code == 202
    assert _done(local, started.json()["job"])["state"] == "done"
    rows = local.client.get(f"{API}/tables/{started.json()['upload']}").json()["samples"]
    assert [row["sample"] for row in rows] == ["S0", "S1", "S2", "S3"]
    one = local.client.post(f"{API}/profiles/{rows[2]['id']}/report").json()
    assert one["profile"]["sample"] == "S2"

    sent = {"file": ("m.zip", models())}
    job = local.client.post(f"{API}/packs", files=sent, params={"name": "small"}).json()["job"]
    assert _done(local, job)["result"]["taxa"] == 3
    assert "small" in {p["name"] for p in local.client.get(f"{API}/packs").json()["packs"]}
    assert local.client.delete(f"{API}/packs/small").status_code == 204
    assert local.client.delete(f"{API}/packs/small").status_code == 400
    assert local.client.delete(f"{API}/jobs/{job}").status_code == 204
    assert local.client.get(f"{API}/jobs/{job}").status_code == 404


def test_a_what_if_is_screened_as_the_page_is(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}/what-if"

    def told(about: dict[str, Any], **add: float) -> Any:
        assert local.client.put(f"{API}/person", json=about).status_code == 200
        return local.client.post(there, json={"add": add})

    healthy = {
        "age_years": 40, "sex": "male", "immune": "normal", "in_hospital": "no", "conditions": [],
        "medicines": [], "allergies": [], "intolerances": [], "complaints": [], "diet": [],
        "restrictions": [],
    }  # fmt: skip
    bread = "brood-volkoren"
    assert told(healthy, **{bread: 2, "inulin": 8}).status_code == 200
    refused = told({**healthy, "conditions": ["coeliac"]}, **{bread: 2})
    assert refused.status_code == 422
    assert "gluten" in refused.json()["what"].lower()
    assert told({**healthy, "complaints": ["blood in stool"]}, inulin=5).status_code == 422
    assert told({"age_years": 0}, inulin=5).status_code == 422
    for add in ({bread: 5}, {"inulin": 21}, {"glucomannan": 5}):
        assert told(healthy, **add).status_code == 422, add


def test_nothing_is_calculated_for_a_baby(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}"
    local.client.put(f"{API}/person", json={"age_months": 5})
    for path, asked in (("simulate", {"add": {"inulin": 3}}), ("simulate", {}), ("what-if", {})):
        answer = local.client.post(f"{there}/{path}", json=asked)
        assert answer.status_code == 422
        assert "a baby" in answer.json()["what"]
        assert "adult" in answer.json()["do"]
        assert "butyrate" not in answer.text
    nl = local.client.post(f"{there}/simulate?lang=nl", json={}).json()
    assert "baby" in nl["what"]
    assert "volwassenen" in nl["do"]


def test_a_what_if_starts_from_what_the_person_eats(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}/what-if"
    usual = local.client.post(there, json={}).json()
    local.client.put(f"{API}/person", json={"diet": ["low-fodmap"]})
    assert local.client.post(there, json={}).json()["changes"] != usual["changes"]


def test_a_plan_is_kept_beside_what_the_page_keeps(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}/plan"
    assert local.client.get(there).json() == {"plan": {}}
    told = {"order": ["I010"], "refused": {"I020": "I don't like it"}, "start": "2026-05-01"}
    assert local.client.put(there, json=told).status_code == 200
    kept = local.client.get(there).json()["plan"]
    assert kept["order"] == kept["chosen"] == ["I010"]
    assert kept["refused"] == {"I020": {"reason": "other", "note": "I don't like it"}}
    assert kept["start"] == "2026-05-01"
    jsonschema.validate(kept, schema("plan"))
    assert local.client.put(there, json={"start": "9999-12-31"}).status_code == 422


def test_a_plan_changed_by_a_program_is_the_one_that_the_page_shows(local: Somebody) -> None:
    profile = _add(local)
    there = f"{API}/profiles/{profile}/plan"
    local.post(f"/plan/{profile}", {"do": "out", "what": "exercise"})
    local.post(f"/plan/{profile}", {"do": "pause", "week": "2", "weeks": "1"})
    before = local.client.get(there).json()["plan"]
    told = {"order": ["exercise", "akkermansia"], "refused": {"mediterranean-eating": "no"}}
    after = local.client.put(there, json=told).json()["plan"]
    assert after["revision"] > before["revision"]
    assert after["pauses"] == {"2": 1}
    page = local.get(f"/plan/{profile}/plan.json").json()
    assert [one["id"] for one in page["plan"]] == ["exercise"]
    assert [one["id"] for one in page["refused"]] == ["mediterranean-eating"]
    local.client.put(there, json={"start": None})
    assert local.get(f"/plan/{profile}/plan.json").json()["plan"] == page["plan"]


def test_every_schema_in_the_description_leads_somewhere(local: Somebody) -> None:
    described = local.client.get(f"{API}/openapi.json").json()
    parts = described["components"]["schemas"]

    def refs(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*(refs(one) for one in part.values()))
        return set().union(*(refs(one) for one in part)) if isinstance(part, list) else set()

    found = {ref.removeprefix("#/components/schemas/") for ref in refs(described)}
    assert found <= set(parts)
    for path, item in described["paths"].items():
        for method, operation in item.items():
            assert operation["tags"], (method, path)
            assert operation["summary"], (method, path)


def test_errors_have_one_shape(local: Somebody) -> None:
    nobody = "0" * 8 + "-0000" * 3 + "-" + "0" * 12
    for answer in (
        local.client.get(f"{API}/profiles/{nobody}"),
        local.client.get(f"{API}/profiles/xyz"),
        local.client.post(f"{API}/profiles", files={"file": ("a.tsv", b"nothing here")}),
        local.client.get(f"{API}/nothing"),
        local.client.put(f"{API}/person", json={"agee": 3}),
    ):
        assert answer.status_code in {400, 404, 422}
        assert set(answer.json()) <= {"what", "where", "do", "problems"}
        assert answer.json()["what"]
        assert answer.json()["do"]
    assert face_of(local.client).jobs.all_of("local") == []


_COMMAND = re.compile(r"--[a-z]|legaat [a-z]+ |'legaat |LEGAAT_|docs/|this command|the command")
_TERMINAL = re.compile(
    r"(cli|output|ask|know|download|prices)-|web-(key|not-loopback|port|account)|models-none$"
    r"|bad-setting$|bad-share$|blend-not-asked$|bad-map$|taxonomy-table$|qza-not-taxonomy$"
    r"|person-(unreadable|too-large|not-text|bad-toml)$"
    r"|label-(file|off|one-input|barcode|no-extract|online|not-text)"
)
"""Errors of what only a terminal has: options, files on a disk, and commands of their own."""


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_error_says_what_a_program_and_a_page_can_do(lang: Lang) -> None:
    known = catalogue(lang)
    for key in known:
        name = key.removeprefix("errors.").removesuffix(".what")
        if not key.startswith("errors.") or not key.endswith(".what") or _TERMINAL.match(name):
            continue
        what, otherwise = str(known[key]), str(known[f"errors.{name}.do"])
        fields = {
            field: "x" for text in (what, otherwise) for _, field, _, _ in Formatter().parse(text)
            if field
        }  # fmt: skip
        error = UsageError(name, **fields)
        for parts in (("api-do", "do"), ("do",), ("unread-do", "do")):
            do = what_to_do(name, otherwise, lang, *parts, error=error)
            assert do, name
            assert not _COMMAND.search(do), (name, do)
        assert not _COMMAND.search(plain_what(what)), (name, what)


def test_a_table_that_is_not_known_is_read_by_naming_its_columns(local: Somebody) -> None:
    rows = b"kolom a;b;c\nFaecalibacterium prausnitzii;10;x\nRoseburia hominis;20;y\n"
    files = {"file": ("table.csv", rows)}
    answer = local.client.post(f"{API}/profiles", files=files)
    assert answer.status_code == 400
    assert "taxon" in answer.json()["do"]
    told = {"taxon": "kolom a", "abundance": "b"}
    found = local.client.post(f"{API}/profiles", files=files, params=told)
    assert found.status_code == 201, found.text
    assert len(found.json()["profile"]["shares"]) == 2


def test_the_same_file_is_kept_once_and_it_is_said(local: Somebody) -> None:
    files = {"file": ("profile.tsv", EXAMPLE.read_bytes())}
    first = local.client.post(f"{API}/profiles", files=files).json()
    assert first["already"] is None
    second = local.client.post(f"{API}/profiles", files=files).json()
    assert second["upload"] == first["upload"]
    assert second["already"]["profiles"] == [first["id"]]
    assert len(local.get(f"{API}/uploads").json()["uploads"]) == 1
    tables = {"file": ("people.tsv", table(3))}
    one, two = (local.client.post(f"{API}/tables", files=tables).json() for _ in range(2))
    assert one["upload"] == two["upload"]


def test_the_guard_answers_a_program_as_the_rest_does(server: Any) -> None:
    answers = [server.get(f"{API}/profiles") for _ in range(150)]
    often = next(one for one in answers if one.status_code == 429)
    assert often.json()["do"]
    assert int(often.headers["retry-after"]) > 0


def test_the_page_for_programs_names_every_address(local: Somebody) -> None:
    page = local.get("/api").text
    described = local.client.get(f"{API}/openapi.json").json()
    for path, item in described["paths"].items():
        assert f"<code>{path.removeprefix(API)}</code>" in page
        assert page.count(f"<code>{path.removeprefix(API)}</code>") >= len(item)
    assert "Bearer" not in page
    assert "curl -F file=@profile.tsv" in page


def test_odd_letters_in_a_plan_are_refused_and_break_nothing(local: Somebody) -> None:
    there = f"{API}/profiles/{_add(local)}/plan"
    odd = local.client.put(
        there, content=b'{"order":["\\ud800"]}', headers={"content-type": "application/json"}
    )
    assert odd.status_code in {400, 422}
    assert local.client.get(there).json() == {"plan": {}}
