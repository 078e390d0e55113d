from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import legaat
from legaat.advice import Effect
from legaat.errors import KnowledgeError
from legaat.messages import LANGUAGES, Lang
from legaat.reports import Report, render_json, schema
from legaat.reports._citations import OWN_RULE, cited_ids
from legaat.reports._schema import ReportModel
from report_factory import Wish, make_report

VALIDATOR = Draft202012Validator(schema("report"))

wishes = st.builds(
    Wish,
    seed=st.integers(0, 10_000),
    n_taxa=st.integers(0, 40),
    n_missing=st.integers(0, 20),
    n_suggestions=st.integers(0, 5),
    n_withheld=st.integers(0, 2),
    referrals=st.sets(st.sampled_from(["emergency", "same_day", "soon"])).map(tuple),
    person_given=st.booleans(),
    rank=st.sampled_from(["species", "genus"]),
    sample=st.text(max_size=60),
    names=st.lists(st.text(min_size=1, max_size=200), max_size=5, unique=True).map(tuple),
    statuses=st.lists(st.sampled_from(["usual", "low", "high", "new"]), min_size=1, max_size=3).map(
        tuple
    ),
    skill=st.none() | st.floats(-1, 1),
    packs=st.lists(st.text(min_size=1, max_size=20), max_size=2).map(tuple),
    seconds=st.none() | st.floats(0, 1e4),
)


def checked(report: Report, lang: Lang) -> dict[str, Any]:
    """Render, write, read back, and hold against the schema and the model."""
    data: dict[str, Any] = json.loads(json.dumps(render_json(report, lang), allow_nan=False))
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    ReportModel.model_validate_json(json.dumps(data))
    return data


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("n_taxa", [0, 1, 60, 500])
def test_it_keeps_to_its_schema(n_taxa: int, lang: Lang) -> None:
    data = checked(make_report(n_taxa=n_taxa, referrals=("emergency", "soon")), lang)
    assert data["profile"]["n_taxa"] == n_taxa


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wishes, st.sampled_from(LANGUAGES))
def test_any_report_keeps_to_its_schema(wish: Wish, lang: Lang) -> None:
    checked(make_report(wish), lang)


def test_it_holds_every_key_of_the_contract() -> None:
    data = checked(make_report(referrals=("soon",)), "en")
    contract = {
        "schema": [],
        "profile": "sample format rank n_taxa mapped_share unclassified_share lab changes warnings",
        "reference": "name n rank source",
        "made_by": "legaat packs seconds",
    }
    rows = {
        "taxa": "taxon share percentile prevalence status p_missing",
        "substances": "id name value unit interval percentile status method makers skill",
        "advice": "id interventions kind title dose start_low grade direction why effect "
        "citations cautions",
        "withheld": "id interventions rule why citations",
        "referrals": "rule urgent why citations",
    }
    assert data["schema"] == "legaat.report/1"
    for key, names in contract.items():
        assert not names or set(names.split()) <= set(data[key]), key  # type: ignore[union-attr]
    for key, names in rows.items():
        assert set(names.split()) <= set(data[key][0]), key
    assert {"from", "to", "why"} == set(data["profile"]["changes"][0])
    assert {"taxon", "share"} <= set(data["substances"][0]["makers"][0])


def test_every_citation_stands_under_citations() -> None:
    report = make_report(referrals=("emergency",))
    data = checked(report, "en")
    used = {
        key
        for rows in ("substances", "advice", "withheld", "referrals", "leave_alone")
        for row in data[rows]
        for key in row["citations"]
    } | set(data["reference"]["source"])
    for row in data["missing"]:
        cited = [part for part in (row["contrast"], *row["feeds"]) if part]
        used |= {key for part in cited for key in part["citations"]}
    assert used == set(data["citations"]) == set(cited_ids(report))
    assert data["citations"]["R100"]["doi"] == "10.1136/bmj.b3154"
    assert data["citations"][OWN_RULE]["title"] == "our own precaution"


def test_an_unknown_source_is_a_defect() -> None:
    report = make_report()
    bad = replace(report.advice.suggestions[0], citations=("R999999",))
    advice = replace(report.advice, suggestions=(bad,))
    with pytest.raises(KnowledgeError):
        render_json(replace(report, advice=advice), "en")


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_becomes_null_where_that_may_be(bad: float) -> None:
    report = make_report(seconds=bad)
    row = replace(report.standing.taxa[0], percentile=bad, prevalence=bad, usual=(0.1, bad, 0.2))
    standing = replace(report.standing, taxa=(row,))
    odd = replace(report.panel["butyrate"], value=bad, interval=(0.1, bad), percentile=bad)
    panel = replace(report.panel, substances=(odd,))
    data = checked(replace(report, standing=standing, panel=panel), "en")
    assert data["taxa"][0]["percentile"] is None
    assert data["taxa"][0]["usual"] is None
    assert data["substances"][0]["value"] is None
    assert data["made_by"]["seconds"] is None


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1.5])
def test_a_share_that_cannot_be_is_a_defect(bad: float) -> None:
    report = make_report()
    rows = (replace(report.standing.taxa[0], share=bad),)
    with pytest.raises(KnowledgeError):
        render_json(replace(report, standing=replace(report.standing, taxa=rows)), "en")


def test_what_adding_up_put_beyond_one_is_one() -> None:
    report = make_report()
    rows = (replace(report.standing.taxa[0], share=1.0000000000000002),)
    data = checked(replace(report, standing=replace(report.standing, taxa=rows)), "en")
    assert data["taxa"][0]["share"] == 1


def test_an_effect_is_written_with_its_unit() -> None:
    report = make_report()
    effect = Effect("butyrate", 1.0, (0.5, 1.5), "mmol/gDW/h")
    card = replace(report.advice.suggestions[0], effect=effect)
    data = checked(replace(report, advice=replace(report.advice, suggestions=(card,))), "en")
    assert data["advice"][0]["effect"]["unit"] == "mmol/gDW/h"


def test_only_the_sentences_differ_between_languages() -> None:
    nl, en = (render_json(make_report(), lang) for lang in LANGUAGES)
    assert nl["taxa"] == en["taxa"]
    assert nl["substances"][0]["value"] == en["substances"][0]["value"]
    assert nl["advice"][0]["title"] != en["advice"][0]["title"]


def test_it_says_which_version_made_it() -> None:
    assert render_json(make_report(), "en")["made_by"]["legaat"] == legaat.__version__


def test_the_same_report_gives_the_same_json() -> None:
    first, second = (json.dumps(render_json(make_report(), "nl")) for _ in range(2))
    assert first == second
