"""The API keeps to its own description, whatever is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from web_factory import Somebody, config, running  # noqa: E402

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = int(os.environ.get("LEGAAT_CONTRACT_EXAMPLES", "3"))
"""More of them take longer, and find more."""

PLACES = {"profile_id": "profile", "before": "profile", "after": "other"}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running(config(tmp_path_factory.mktemp("web"))) as client:
        me = Somebody(client)
        known = {"profile": me.profile(), "other": me.profile()}
        yield client, schemathesis.openapi.from_dict(
            client.get("/api/v1/openapi.json").json()
        ), known  # fmt: skip


def _send(client: Any, case: Any) -> Any:
    request = case.as_transport_kwargs(base_url="http://127.0.0.1:8877")
    request.pop("cookies", None)
    if isinstance(request.get("data"), (bytes, str)):
        request["content"] = request.pop("data")
    if isinstance(request.get("files"), list):
        request["files"] = [(key, _sent(one)) for key, one in request["files"]]
    answer = client.request(**request)
    answer.request.read()
    return answer


def _sent(one: Any) -> Any:
    """What is no file is sent as one that holds its words."""
    if isinstance(one, tuple):
        return (str(one[0]), one[1] if isinstance(one[1], (bytes, str)) else str(one[1]))
    return one if isinstance(one, (bytes, str)) else str(one)


def _operations(schema: Any) -> list[Any]:
    return [result.ok() for result in schema.get_all_operations()]


def _check(client: Any, operation: Any, mode: Any, known: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        for part in (case.path_parameters, case.query):
            for key, name in PLACES.items():
                if name in known and part and key in part:
                    part[key] = known[name]
        case.validate_response(_send(client, case), checks=CHECKS)

    check()


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_answer_is_one_that_is_described(described: Any, mode: str) -> None:
    client, schema, known = described
    failed = {}
    operations = _operations(schema)
    for operation in operations:
        # What is deleted would be missing for the others; and what is wrong stays wrong.
        real = known if mode == "positive" and operation.method.upper() != "DELETE" else {}
        try:
            _check(client, operation, schemathesis.GenerationMode(mode), real)
        except Unsatisfiable:
            # Nothing can be wrong about a request without parts.
            assert mode == "negative"
        except BaseException as error:  # noqa: BLE001 - groups of failures too, all are told
            failed[f"{operation.method} {operation.path}"] = _words(error)
    assert not failed, "\n\n".join(f"{name}: {text}" for name, text in failed.items())
    assert len(operations) >= 30


def _words(error: BaseException) -> str:
    """Return what failed, with what is inside a group of failures."""
    inside = "".join(f"\n  {_words(one)}" for one in getattr(error, "exceptions", ()))
    return f"{type(error).__name__}: {error}"[:1500] + inside


def test_the_description_names_every_verb(described: Any) -> None:
    _, schema, _ = described
    found = {f"{one.method.upper()} {one.path[7:]}" for one in _operations(schema)}
    wanted = """
    GET /profiles, POST /profiles, GET /profiles/{profile_id}, PATCH /profiles/{profile_id},
    DELETE /profiles/{profile_id}, POST /profiles/{profile_id}/report,
    POST /profiles/{profile_id}/advice, POST /profiles/{profile_id}/simulate,
    POST /profiles/{profile_id}/what-if, GET /profiles/{profile_id}/standing,
    GET /profiles/{profile_id}/expected, GET /profiles/{profile_id}/substances, GET /compare,
    GET /person, PUT /person, DELETE /person, GET /questions, GET /profiles/{profile_id}/plan,
    PUT /profiles/{profile_id}/plan, POST /labels, POST /labels/photo,
    POST /labels/barcode, POST /labels/barcode/photo, GET /knowledge,
    GET /knowledge/{name}, GET /diets, GET /diets/{name}, GET /formats, GET /schemas/{name},
    GET /jobs, GET /jobs/{job_id}, POST /jobs/{job_id}/cancel, DELETE /jobs/{job_id},
    GET /packs, POST /packs, DELETE /packs/{name}, POST /tables, GET /tables/{upload_id}
    """
    assert {one.strip() for one in wanted.replace("\n", " ").split(",")} <= found
