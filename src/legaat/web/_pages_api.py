"""For programs: every address of the API on one page, with how to ask it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from legaat.web._api import PREFIX
from legaat.web._visit import Visiting

__all__ = ["Route", "router", "routes_of"]

router = APIRouter(include_in_schema=False)
_EXAMPLES: Final = {"profile_id": "$PROFILE", "upload_id": "$UPLOAD", "job_id": "$JOB"}
_BODIES: Final[dict[str, dict[str, Any]]] = {
    "simulate": {"add": {"inulin": 10}},
    "what-if": {"add": {"inulin": 8}},
    "advice": {"strains": True, "blend": {"most_grams": 10}},
    "person": {"age_years": 43, "conditions": ["ibs-d"]},
    "plan": {"order": [], "refused": {}, "start": "2026-03-01"},
    "barcode": {"code": "4006381333931"},
    "labels": {"text": "Lactobacillus rhamnosus GG, 10^9 CFU"},
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address: what to send where, what it does, and a line for a terminal."""

    method: str
    path: str
    summary: str
    about: str
    curl: str


@router.get("/api")
def page(visit: Visiting) -> Response:
    """Show the addresses by what they are about."""
    described = visit.request.app.openapi()
    base = str(visit.request.base_url).rstrip("/")
    groups: dict[str, list[Route]] = {}
    for tag, route in routes_of(described, base, server=visit.face.config.mode == "server"):
        groups.setdefault(tag, []).append(route)
    problem = json.dumps({"what": "…", "where": "…", "do": "…"}, ensure_ascii=False)
    return visit.page("api.html.j2", groups=groups, prefix=PREFIX, problem=problem)


def routes_of(described: dict[str, Any], base: str, *, server: bool) -> Iterator[tuple[str, Route]]:
    """Give each operation of an OpenAPI document with its tag."""
    for path, item in described["paths"].items():
        for method, operation in item.items():
            about = str(operation.get("description", "")).replace("``", "")
            yield operation["tags"][0], Route(
                method.upper(), path.removeprefix(PREFIX), operation["summary"], about,
                _curl(method.upper(), path, base, operation, server=server),
            )  # fmt: skip


def _curl(method: str, path: str, base: str, operation: dict[str, Any], *, server: bool) -> str:
    for key, word in _EXAMPLES.items():
        path = path.replace(f"{{{key}}}", word)
    path = path.replace("{name}", "dutch" if "diets" in path else "report" if "schemas" in path
                        else "butyrate" if "knowledge" in path else "NAME")  # fmt: skip
    asked = {
        one["name"]: {"q": "butyrate", "before": "$FIRST", "after": "$SECOND"}.get(one["name"], "")
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one.get("required")
    }
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    words = ["curl"]
    if server:
        words += ["-H", '"Authorization: Bearer $TOKEN"']
    if method not in {"GET", "POST"}:
        words += ["-X", method]
    words += _body(method, path, operation)
    words.append(f'"{base}{path}{"?" if query else ""}{query}"')
    return " ".join(words)


def _body(method: str, path: str, operation: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        last = path.rsplit("/", 1)[-1]
        file = {"packs": "models.zip", "photo": "photo.jpg", "tables": "cohort.tsv"}
        return ["-F", f"file=@{file.get(last, 'profile.tsv')}"]
    if "application/json" in content and method in {"POST", "PUT", "PATCH"}:
        last = path.rsplit("/", 1)[-1]
        body = _BODIES.get(last, {"lab": "My lab"} if method == "PATCH" else {})
        if body:
            return ["--json", shlex.quote(json.dumps(body))]
    return ["-X", "POST"] if method == "POST" else []
