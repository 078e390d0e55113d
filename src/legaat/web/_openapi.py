"""The description of the API, with the JSON Schemas that come with Legaat in it."""

from __future__ import annotations

from typing import Any, Final, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from legaat.reports import schema
from legaat.web._api_look import SCHEMAS

__all__ = ["describe"]

_ABOUT: Final = (
    "Reads a gut-microbiome profile, says which bacteria are missing, what the community can make,"
    " and what could help, with a source behind every line. Information, not medical care."
)


def describe(app: FastAPI) -> None:
    """Give an application its description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title=app.title, version=app.version, description=_ABOUT, routes=app.routes,
    )  # fmt: skip
    parts: dict[str, Any] = found.setdefault("components", {}).setdefault("schemas", {})
    for name in SCHEMAS:
        whole = schema(name)
        for part, definition in whole.pop("$defs", {}).items():
            parts[f"{name}.{part}"] = _moved(definition, name)
        whole.pop("$schema", None)
        whole.pop("$id", None)
        parts[name] = _moved(whole, name)
    parts["standing"] = _cut(parts["report"], ("reference", "taxa", "citations"))
    parts["substances"] = _cut(parts["report"], ("substances", "citations"))
    for unused in ("HTTPValidationError", "ValidationError"):
        parts.pop(unused, None)
    return found


def _moved(part: Any, name: str) -> Any:
    """Return a schema whose references lead to where its definitions stand now."""
    if isinstance(part, dict):
        return {
            key: value.replace("#/$defs/", f"#/components/schemas/{name}.")
            if key == "$ref" and isinstance(value, str)
            else _moved(value, name)
            for key, value in part.items()
        }
    return [_moved(one, name) for one in part] if isinstance(part, list) else part


def _cut(whole: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """Return the schema of an object with some of another's properties."""
    properties = cast("dict[str, Any]", whole["properties"])
    return {
        "type": "object", "required": list(keys), "properties": {k: properties[k] for k in keys},
    }  # fmt: skip
