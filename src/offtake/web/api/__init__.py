"""The interface for programs: `/api/v1`, described by OpenAPI."""

from typing import Any

from fastapi import APIRouter

from offtake.web.api import books, pledges, reading, records, releases, statements
from offtake.web.api.answers import Problem


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    told = {"model": Problem, "content": {"application/problem+json": {}}}
    return dict.fromkeys(statuses, told)


_LOOKED_UP = _problems(400, 404, 414, 422, 429, 500, 503)
_SENT = _problems(400, 401, 403, 408, 413, 414, 415, 422, 429, 500, 503)
router = APIRouter(prefix="/api/v1")
for _part in (pledges, records, releases, books):
    router.include_router(_part.router, tags=["figures"], responses=_LOOKED_UP)
router.include_router(statements.router, tags=["statements"], responses=_LOOKED_UP)
router.include_router(reading.router, tags=["statements"], responses=_SENT)

__all__ = ["router"]
