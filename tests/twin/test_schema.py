"""The JSON Schema of a simulation, against real ones."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT
from legaat.reports import schema
from legaat.twin import Twin
from legaat.twin._result import SCHEMA


@pytest.fixture
def body(twin: Twin) -> dict[str, Any]:
    gone = twin.members[-1].taxon
    food = next(iter(twin.medium))
    found = twin.simulate(add=[f"{food}=0.5"], without=[gone], ranges=[food])
    read: dict[str, Any] = json.loads(json.dumps(found.to_dict("nl"), allow_nan=False))
    return read


def test_a_simulation_fits_its_schema(body: dict[str, Any]) -> None:
    Draft202012Validator(schema("simulation")).validate(body)
    assert len(body["scenarios"]) == 2
    assert set(body["scenarios"][1]["changes"]) == {"medium", "without"}
    assert any(e["range"] for e in body["scenarios"][0]["exports"].values())


def test_an_added_taxon_fits_the_schema(twin: Twin) -> None:
    taxon = twin.members[-1].taxon
    others = {m.taxon: m.abundance for m in twin.members[:-1]}
    pack = twin._s.pack
    found = Twin(others, pack=pack, diet=dict(twin.medium)).simulate(adding={taxon: 0.1})
    Draft202012Validator(schema("simulation")).validate(json.loads(json.dumps(found.to_dict())))


@pytest.mark.parametrize(
    ("key", "value"),
    [("schema", "legaat.simulation/2"), ("scenarios", []), ("matched_share", 1.5), ("pack", None)],
)
def test_the_schema_refuses_what_is_off(body: dict[str, Any], key: str, value: object) -> None:
    assert not Draft202012Validator(schema("simulation")).is_valid({**body, key: value})


def test_only_an_optimum_fits_the_schema(body: dict[str, Any]) -> None:
    body["scenarios"][0]["solver"]["status"] = "stuck"
    assert not Draft202012Validator(schema("simulation")).is_valid(body)


def test_the_schema_has_every_key_of_a_simulation(body: dict[str, Any]) -> None:
    whole = schema("simulation")
    assert list(whole["properties"]) == list(body)
    assert whole["required"] == list(body)
    assert whole["properties"]["schema"]["const"] == SCHEMA
    assert list(whole["$defs"]["ScenarioModel"]["properties"]) == list(body["scenarios"][0])


def test_simulating_needs_no_pydantic() -> None:
    code = (
        "import sys, tempfile, pathlib; sys.path.insert(0, 'tests')\n"
        "from legaat.settings import Settings\n"
        "from legaat.twin import Twin, add_models, open_pack\n"
        "from twin_factory import MEDIUM, write_folder\n"
        "with tempfile.TemporaryDirectory() as home:\n"
        "    settings = Settings(home=pathlib.Path(home) / 'home')\n"
        "    add_models(write_folder(pathlib.Path(home) / 'models'), 'small', settings=settings)\n"
        "    shares = {'Fermentia alba': 0.6, 'Crossia rubra': 0.4}\n"
        "    Twin(shares, pack=open_pack('small', settings), diet=MEDIUM).simulate().to_dict()\n"
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"
