from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT
from legaat.advice import Person
from legaat.errors import UsageError
from legaat.reports import schema
from legaat.reports._schema import DIALECT, main, schemas
from legaat.reports._schema_files import SCHEMAS


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schema_in_the_package_is_current(name: str) -> None:
    """Run ``python -m legaat.reports._schema`` where this fails."""
    assert schema(name) == schemas()[name]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_draft_2020_12(name: str) -> None:
    assert schema(name)["$schema"] == DIALECT
    Draft202012Validator.check_schema(schema(name))


def test_every_schema_file_is_known() -> None:
    folder = ROOT / "src" / "legaat" / "schemas"
    assert {path.name for path in folder.glob("*.json")} == {f"{n}.schema.json" for n in SCHEMAS}


def test_writing_the_schemas_gives_the_files_in_the_package(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    for name in sorted(schemas()):
        file = f"{name}.schema.json"
        shipped = ROOT / "src" / "legaat" / "schemas" / file
        assert (tmp_path / file).read_bytes() == shipped.read_bytes()


@pytest.mark.parametrize("name", ["", "nothing", "../person", "report.schema.json"])
def test_an_unknown_schema_names_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        schema(name)
    assert "person, plan, report" in caught.value.do("en")


def test_the_person_schema_has_the_keys_of_a_person() -> None:
    assert list(schema("person")["properties"]) == [field.name for field in fields(Person)]


@pytest.mark.parametrize(
    ("person", "fits"),
    [
        ({}, True),
        ({"age_years": 34, "conditions": ["ibs-d"], "country": "NL"}, True),
        ({"age_years": 300}, False),
        ({"agee": 34}, False),
        ({"medicines": "moclobemide"}, False),
    ],
)
def test_the_person_schema_judges(person: dict[str, object], fits: bool) -> None:
    assert Draft202012Validator(schema("person")).is_valid(person) is fits


def test_rendering_needs_no_pydantic() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from report_factory import make_report\n"
        "from legaat.reports import render_html, render_json, render_plain, schema\n"
        "report = make_report()\n"
        "render_html(report, 'nl'); render_json(report, 'nl'); render_plain(report, 'nl')\n"
        "schema('report')\n"
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"


def test_json_needs_no_templates() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from report_factory import make_report\n"
        "from legaat.reports import render_json\n"
        "render_json(make_report(), 'nl')\n"
        "print([name for name in ('jinja2', 'rich', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_a_schema_file_is_plain_json() -> None:
    text = (ROOT / "src" / "legaat" / "schemas" / "report.schema.json").read_text("utf-8")
    assert json.loads(text)["title"] == "legaat.report/1"
