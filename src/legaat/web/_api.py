"""The verbs for programs: the same as the command line, as REST with JSON."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from legaat.web import _api_jobs, _api_labels, _api_look, _api_people, _api_profiles, _api_verbs
from legaat.web._api_common import same_site

__all__ = ["PREFIX", "router"]

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX, dependencies=[Depends(same_site)])
for _part in (_api_profiles, _api_verbs, _api_people, _api_labels, _api_look, _api_jobs):
    router.include_router(_part.router)
