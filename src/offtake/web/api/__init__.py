"""The interface for programs: `/api/v1`, described by OpenAPI."""

from typing import Any

from fastapi import APIRouter

from offtake.web.api import books, pledges, records, releases
from offtake.web.api.answers import Problem

_PROBLEM: dict[str, Any] = {"model": Problem, "content": {"application/problem+json": {}}}
router = APIRouter(
    prefix="/api/v1",
    tags=["figures"],
    responses=dict.fromkeys((400, 404, 414, 422, 429, 500, 503), _PROBLEM),
)
for _part in (pledges, records, releases, books):
    router.include_router(_part.router)

__all__ = ["router"]
