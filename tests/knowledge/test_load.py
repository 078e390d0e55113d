"""Sources and entries are found, frozen, and shown only where they may be."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from legaat import knowledge
from legaat.errors import KnowledgeError
from legaat.knowledge import OWN_RULE, citation, citations, interventions, parse_when, plain


def test_a_source_is_found_by_its_id() -> None:
    source = citation("R100")
    assert source.authors.startswith("Bijkerk")
    assert (source.year, source.doi, source.pmid) == (2009, "10.1136/bmj.b3154", "19713235")
    assert source.verified == "yes"


def test_the_dictionary_serves_the_json_contract() -> None:
    found = citations(["R100", "R011", OWN_RULE])
    assert list(found) == ["R011", "R100"]
    assert set(found["R100"]) == {"authors", "title", "journal", "year", "doi", "pmid"}
    assert found["R011"]["pmid"] is None


def test_a_source_that_was_never_looked_up_is_never_shown() -> None:
    assert citation("R150").verified == "no"
    assert citations(["R150", "R151"]) == {}
    everything = citations()
    assert not {"R150", "R151"} & set(everything)
    assert len(everything) == 271


def test_an_unknown_source_is_a_defect() -> None:
    with pytest.raises(KnowledgeError) as caught:
        citation("R9999")
    assert caught.value.where.entry == "R9999"
    with pytest.raises(KnowledgeError):
        citations(["R9999"])


def test_a_title_that_was_not_seen_stands_in_brackets() -> None:
    assert citation("R130").title.startswith("[Comparison of updated")
    assert citation("R130").title.endswith("infection]")
    assert citation("R130").authors == ""
    assert "authors" in citation("R029").unconfirmed


def test_entries_are_frozen_and_read_once() -> None:
    first = interventions()
    assert first is interventions()
    with pytest.raises(dataclasses.FrozenInstanceError):
        first[0].kind = "postbiotic"  # type: ignore[misc]
    with pytest.raises(TypeError):
        knowledge.evidence()["I001"] = None  # type: ignore[index]


def test_when_reads_facts() -> None:
    ((first, second),) = parse_when(["condition=ibs & !age<18"])
    assert (first.key, first.op, first.value, first.negated) == ("condition", "=", "ibs", False)
    assert (second.key, second.op, second.value, second.negated) == ("age", "<", "18", True)
    assert second.fact == "age<18"
    ((days,),) = parse_when(["antibiotics days<=90"])
    assert (days.key, days.op, days.value) == ("antibiotics days", "<=", "90")
    with pytest.raises(ValueError, match="not a fact"):
        parse_when(["age<18 &"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("IBS-D", "ibs d"), ("Coeliakië", "coeliakie"), ("  A  b ", "a b"), ("Crohn's", "crohn s")],
)
def test_words_are_compared_plainly(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_every_export_is_there() -> None:
    assert len(set(knowledge.__all__)) == len(knowledge.__all__)
    assert all(hasattr(knowledge, name) for name in knowledge.__all__)


def test_no_heavy_library_is_needed() -> None:
    code = (
        "import sys; from legaat.knowledge import interventions, rules; interventions(); rules();"
        "print([m for m in ('numpy', 'pydantic', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
