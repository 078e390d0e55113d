"""The API keeps to its own description, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")

from hypothesis import HealthCheck, settings  # noqa: E402

from web_factory import Somebody, config, running  # noqa: E402


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running(config(tmp_path_factory.mktemp("web"))) as client:
        Somebody(client).profile()
        yield schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json()), client


def test_no_request_makes_the_server_fail(schema: Any) -> None:
    described, client = schema
    count = 0
    for result in described.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=12, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @_given(operation)
        def check(case: Any) -> None:
            request = case.as_transport_kwargs(base_url="http://127.0.0.1:8877")
            request.pop("cookies", None)
            if isinstance(request.get("data"), (bytes, str)):
                request["content"] = request.pop("data")
            answer = client.request(**request)
            assert answer.status_code < 500, (case.method, case.path, answer.status_code)

        check()
        count += 1
    assert count >= 8


def _given(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())


def test_the_description_names_every_verb(schema: Any) -> None:
    described, _ = schema
    paths = {result.ok().path for result in described.get_all_operations()}
    assert {"/api/v1/profiles", "/api/v1/labels", "/api/v1/knowledge"} <= paths
